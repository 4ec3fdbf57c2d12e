use std::collections::BTreeMap;
use std::sync::Arc;

use super::Context;
use crate::model::{
    Article, ArticleId, Change, Draft, DraftMention, DraftRelation, Edit, Entity, EntityId, Fact, Header,
    HeaderField, Label, LabelId, Mention, MentionId, Mentions, Origin, Outlet, OutletId, Records, Relation,
    RelationKind, RelationKindId, Status, Story, StoryId, Tagset,
};

/// Finds records by name, and plans new ones for names that nobody has yet.
pub(super) struct Names<'c, 'p> {
    pub context: &'c mut Context<'p>,
    pub edits: Vec<Edit>,
    outlets: BTreeMap<String, OutletId>,
    stories: BTreeMap<String, StoryId>,
    labels: BTreeMap<String, LabelId>,
    entities: BTreeMap<String, EntityId>,
    kinds: BTreeMap<String, RelationKindId>,
}

impl<'c, 'p> Names<'c, 'p> {
    pub fn new(context: &'c mut Context<'p>) -> Self {
        let project = context.project;
        Self {
            edits: Vec::new(),
            outlets: project.outlets().iter().map(|(id, outlet)| (outlet.name.clone(), *id)).collect(),
            stories: project.stories().iter().map(|(id, story)| (story.name.clone(), *id)).collect(),
            labels: project.labels().iter().map(|(id, label)| (label.name.clone(), *id)).collect(),
            entities: project.entities().iter().map(|(id, entity)| (entity.name.clone(), *id)).collect(),
            kinds: project.relation_kinds().iter().map(|(id, kind)| (kind.name.clone(), *id)).collect(),
            context,
        }
    }

    pub fn outlet(&mut self, name: &str, domain: Option<&str>) -> Option<OutletId> {
        if let Some(known) = domain.and_then(|domain| self.context.project.outlet_of_domain(domain)) {
            return Some(known);
        }
        if name.is_empty() {
            return None;
        }
        if let Some(known) = self.outlets.get(name) {
            return Some(*known);
        }
        let id = self.context.ids.outlet();
        let outlet = Outlet { name: name.to_owned(), domain: domain.unwrap_or_default().to_owned() };
        self.edits.push(Edit::Outlet(id, Change::Add(outlet)));
        self.outlets.insert(name.to_owned(), id);
        Some(id)
    }

    pub fn story(&mut self, name: &str) -> Option<StoryId> {
        if name.is_empty() {
            return None;
        }
        if let Some(known) = self.stories.get(name) {
            return Some(*known);
        }
        let id = self.context.ids.story();
        self.edits.push(Edit::Story(id, Change::Add(Story { name: name.to_owned() })));
        self.stories.insert(name.to_owned(), id);
        Some(id)
    }

    fn label(&mut self, name: &str) -> LabelId {
        if let Some(known) = self.labels.get(name) {
            return *known;
        }
        let id = self.context.ids.label();
        let position = self.labels.len() as u32;
        let palette = Tagset::default().labels;
        let color = palette[self.labels.len() % palette.len()].color;
        let label = Label {
            name: name.to_owned(),
            color,
            key: None,
            guideline: String::new(),
            position,
            attributes: vec![],
        };
        self.edits.push(Edit::Label(id, Change::Add(label)));
        self.labels.insert(name.to_owned(), id);
        id
    }

    fn entity(&mut self, name: &str) -> EntityId {
        if let Some(known) = self.entities.get(name) {
            return *known;
        }
        let id = self.context.ids.entity();
        self.edits.push(Edit::Entity(id, Change::Add(Entity::named(name))));
        self.entities.insert(name.to_owned(), id);
        id
    }

    fn kind(&mut self, name: &str) -> RelationKindId {
        if let Some(known) = self.kinds.get(name) {
            return *known;
        }
        let id = self.context.ids.relation_kind();
        let kind = RelationKind {
            name: name.to_owned(),
            key: None,
            from: Default::default(),
            to: Default::default(),
        };
        self.edits.push(Edit::RelationKind(id, Change::Add(kind)));
        self.kinds.insert(name.to_owned(), id);
        id
    }

    pub fn new_article(&mut self, draft: &Draft, origin: &Origin) -> Article {
        let header = self.header(draft);
        let mention = |draft| (self.context.ids.mention(), self.mention(draft, origin));
        let mentions: Mentions = draft.mentions.iter().map(mention).collect();
        let places: Vec<MentionId> = mentions.keys().copied().collect();
        let mut article = Article {
            header: Arc::new(header),
            text: draft.text.clone(),
            zones: draft.zones.clone(),
            mentions,
            relations: Records::new(),
            rejected: Records::new(),
        };
        for draft_relation in &draft.relations {
            if let Some(relation) = self.relation(draft_relation, &places, origin) {
                article.relations.insert(self.context.ids.relation(), relation);
            }
        }
        article
    }

    /// The draft's mentions and relations that the article does not have yet.
    pub fn add_mentions(
        &mut self,
        id: ArticleId,
        article: &Article,
        draft: &Draft,
        origin: &Origin,
    ) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut places = Vec::new();
        for draft_mention in &draft.mentions {
            let mention = self.mention(draft_mention, origin);
            let same = |(_, old): &(MentionId, &Mention)| old.label == mention.label;
            let known = article.mentions.of_extent(&mention.extent).find(same).map(|(id, _)| id);
            places.push(known.unwrap_or_else(|| {
                let mention_id = self.context.ids.mention();
                edits.push(Edit::Mention(id, mention_id, Change::Add(mention)));
                mention_id
            }));
        }
        for draft_relation in &draft.relations {
            let Some(relation) = self.relation(draft_relation, &places, origin) else { continue };
            let ends = |relation: &Relation| (relation.kind, relation.from, relation.to);
            if !article.relations.values().any(|old| ends(old) == ends(&relation)) {
                edits.push(Edit::Relation(id, self.context.ids.relation(), Change::Add(relation)));
            }
        }
        edits
    }

    fn mention(&mut self, draft: &DraftMention, origin: &Origin) -> Mention {
        let label = self.label(&draft.label);
        let entity = draft.entity.as_deref().filter(|name| !name.is_empty()).map(|name| self.entity(name));
        Mention {
            entity,
            attributes: draft.attributes.clone(),
            origin: origin.clone(),
            note: draft.note.clone(),
            ..Mention::new(draft.extent.clone(), label, self.context.by)
        }
    }

    fn relation(&mut self, draft: &DraftRelation, places: &[MentionId], origin: &Origin) -> Option<Relation> {
        let (from, to) = (*places.get(draft.from)?, *places.get(draft.to)?);
        Some(Relation { kind: self.kind(&draft.kind), from, to, by: self.context.by, origin: origin.clone() })
    }

    fn header(&mut self, draft: &Draft) -> Header {
        let facts = &draft.facts;
        let value = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.value.clone()).unwrap_or_default();
        let outlet_name = value(&facts.outlet);
        let header = Header {
            title: value(&facts.title),
            outlet: self.outlet(&outlet_name, facts.domain.as_deref()),
            byline: value(&facts.byline),
            published: value(&facts.published).parse().ok(),
            url: value(&facts.url),
            language: value(&facts.language),
            story: self.story(&value(&facts.story)),
            path: draft.path.clone(),
            status: if draft.mentions.is_empty() { Status::New } else { Status::Started },
            note: String::new(),
            guesses: BTreeMap::new(),
        };
        Header { guesses: guesses(facts), ..header }
    }
}

fn guesses(facts: &crate::model::Facts) -> BTreeMap<HeaderField, String> {
    let fields = [
        (HeaderField::Title, &facts.title),
        (HeaderField::Outlet, &facts.outlet),
        (HeaderField::Byline, &facts.byline),
        (HeaderField::Published, &facts.published),
        (HeaderField::Url, &facts.url),
        (HeaderField::Language, &facts.language),
        (HeaderField::Story, &facts.story),
    ];
    let guessed =
        |(field, fact): (HeaderField, &Option<Fact>)| Some((field, fact.as_ref()?.guessed_from.clone()?));
    fields.into_iter().filter_map(guessed).collect()
}
