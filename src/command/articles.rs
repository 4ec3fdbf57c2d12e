//! Articles: taking drafts in, facts about them, taking them out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::tagging::article;
use super::{CommandError, Context};
use crate::model::{
    Article, ArticleId, Change, Draft, DraftMention, DraftRelation, Edit, Entity, EntityId, Fact, Header,
    HeaderField, Label, LabelId, Mention, MentionId, Origin, Outlet, OutletId, Published, Records, Relation,
    RelationKind, RelationKindId, Status, Story, StoryId, Tagset, Transaction, Zone,
};

type Planned = Result<Transaction, CommandError>;

/// Drafts to take in. A text that is here already is not taken twice; its new mentions are.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub drafts: Vec<Draft>,
    /// The annotation format they were read with; `None` where articles were loaded or pasted.
    pub format: Option<String>,
}

/// A fact about articles, as a person says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderChange {
    Title(String),
    /// By name; an empty name means unknown.
    Outlet(String),
    Byline(String),
    /// ISO 8601, or empty.
    Published(String),
    Url(String),
    Language(String),
    /// By name; an empty name means no story.
    Story(String),
    Note(String),
    Status(Status),
    /// A guess is right as it stands.
    Confirm(HeaderField),
}

pub(super) fn set_title(context: &mut Context, title: &str) -> Planned {
    let title = title.trim().to_owned();
    if title.is_empty() {
        return Err(CommandError::EmptyName("project"));
    }
    let before = context.project.title().to_owned();
    let edits =
        if before == title { vec![] } else { vec![Edit::Title(Change::Replace { before, after: title })] };
    Ok(Transaction::new("Rename the project", edits))
}

pub(super) fn remove(context: &mut Context, articles: &[ArticleId]) -> Planned {
    let mut edits = Vec::new();
    for id in articles {
        let gone = article(context.project, *id)?;
        edits.push(Edit::Article(*id, Change::Remove(gone.clone())));
    }
    Ok(Transaction::new(format!("Remove {}", n_articles(articles.len())), edits))
}

pub(super) fn set_zones(context: &mut Context, id: ArticleId, zones: &[Zone]) -> Planned {
    let before = article(context.project, id)?.zones.clone();
    let mut after = zones.to_vec();
    after.sort_by_key(|zone| zone.span);
    let edits =
        if before == after { vec![] } else { vec![Edit::Zones(id, Change::Replace { before, after })] };
    Ok(Transaction::new("Mark a zone", edits))
}

pub(super) fn edit_headers(context: &mut Context, articles: &[ArticleId], change: &HeaderChange) -> Planned {
    let mut names = Names::new(context);
    let setting = Setting::new(&mut names, change)?;
    let mut edits = names.edits;
    for id in articles {
        let before = article(context.project, *id)?.header.clone();
        let after = Arc::new(setting.set(Header::clone(&before)));
        if after != before {
            edits.push(Edit::Header(*id, Change::Replace { before, after }));
        }
    }
    Ok(Transaction::new(setting.title(), edits))
}

/// A header change with its names resolved to ids.
enum Setting<'c> {
    Plain(&'c HeaderChange),
    Outlet(Option<OutletId>),
    Published(Option<Published>),
    Story(Option<StoryId>),
}

impl<'c> Setting<'c> {
    fn new(names: &mut Names, change: &'c HeaderChange) -> Result<Self, CommandError> {
        Ok(match change {
            HeaderChange::Outlet(name) => Self::Outlet(names.outlet(name.trim(), None)),
            HeaderChange::Story(name) => Self::Story(names.story(name.trim())),
            HeaderChange::Published(written) if written.trim().is_empty() => Self::Published(None),
            HeaderChange::Published(written) => {
                let published = written.parse::<Published>();
                Self::Published(Some(published.map_err(|error| CommandError::NotADate(error.to_string()))?))
            }
            plain => Self::Plain(plain),
        })
    }

    fn set(&self, mut header: Header) -> Header {
        match self {
            Self::Outlet(outlet) => header.outlet = *outlet,
            Self::Published(published) => header.published.clone_from(published),
            Self::Story(story) => header.story = *story,
            Self::Plain(HeaderChange::Title(title)) => header.title = title.trim().to_owned(),
            Self::Plain(HeaderChange::Byline(byline)) => header.byline = byline.trim().to_owned(),
            Self::Plain(HeaderChange::Url(url)) => header.url = url.trim().to_owned(),
            Self::Plain(HeaderChange::Language(language)) => header.language = language.trim().to_owned(),
            Self::Plain(HeaderChange::Note(note)) => header.note.clone_from(note),
            Self::Plain(HeaderChange::Status(status)) => header.status = *status,
            Self::Plain(_) => {}
        }
        if let Some(field) = self.field() {
            header.guesses.remove(&field);
        }
        header
    }

    fn field(&self) -> Option<HeaderField> {
        match self {
            Self::Outlet(_) => Some(HeaderField::Outlet),
            Self::Published(_) => Some(HeaderField::Published),
            Self::Story(_) => Some(HeaderField::Story),
            Self::Plain(HeaderChange::Title(_)) => Some(HeaderField::Title),
            Self::Plain(HeaderChange::Byline(_)) => Some(HeaderField::Byline),
            Self::Plain(HeaderChange::Url(_)) => Some(HeaderField::Url),
            Self::Plain(HeaderChange::Language(_)) => Some(HeaderField::Language),
            Self::Plain(HeaderChange::Confirm(field)) => Some(*field),
            Self::Plain(_) => None,
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Plain(HeaderChange::Status(status)) => format!("Mark as {status}"),
            Self::Plain(HeaderChange::Note(_)) => "Note on an article".to_owned(),
            Self::Plain(HeaderChange::Confirm(_)) => "Confirm a guess".to_owned(),
            setting => format!("Set the {}", setting.field().map_or("header", field_name)),
        }
    }
}

fn field_name(field: HeaderField) -> &'static str {
    match field {
        HeaderField::Title => "title",
        HeaderField::Outlet => "outlet",
        HeaderField::Byline => "byline",
        HeaderField::Published => "date",
        HeaderField::Url => "address",
        HeaderField::Language => "language",
        HeaderField::Story => "story",
    }
}

pub(super) fn import(context: &mut Context, import: &Import) -> Planned {
    let known = context.project.articles().iter().map(|(id, article)| (article.text.clone(), *id));
    let mut known: HashMap<Arc<str>, ArticleId> = known.collect();
    let origin =
        import.format.as_ref().map_or(Origin::Analyst, |format| Origin::Imported { format: format.clone() });
    let project = context.project;
    let mut names = Names::new(context);
    let (mut edits, mut n_new, mut n_known) = (Vec::new(), 0, 0);
    for draft in &import.drafts {
        match known.get(&draft.text) {
            Some(id) => {
                n_known += 1;
                let Some(article) = project.article(*id) else { continue };
                edits.extend(names.add_mentions(*id, article, draft, &origin));
            }
            None => {
                n_new += 1;
                let id = names.context.ids.article();
                known.insert(draft.text.clone(), id);
                edits.push(Edit::Article(id, Change::Add(Arc::new(names.new_article(draft, &origin)))));
            }
        }
    }
    let edits: Vec<Edit> = names.edits.into_iter().chain(edits).collect();
    if edits.is_empty() && n_known > 0 {
        return Err(CommandError::NothingNew { n_known });
    }
    let title = match n_known {
        0 => format!("Load {}", n_articles(n_new)),
        n_known => format!("Load {} ({n_known} already here)", n_articles(n_new)),
    };
    Ok(Transaction::new(title, edits))
}

fn n_articles(n: usize) -> String {
    if n == 1 { "1 article".to_owned() } else { format!("{n} articles") }
}

/// Finds records by name, and plans new ones for names that nobody has yet.
struct Names<'c, 'p> {
    context: &'c mut Context<'p>,
    edits: Vec<Edit>,
    outlets: BTreeMap<String, OutletId>,
    stories: BTreeMap<String, StoryId>,
    labels: BTreeMap<String, LabelId>,
    entities: BTreeMap<String, EntityId>,
    kinds: BTreeMap<String, RelationKindId>,
}

impl<'c, 'p> Names<'c, 'p> {
    fn new(context: &'c mut Context<'p>) -> Self {
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

    fn outlet(&mut self, name: &str, domain: Option<&str>) -> Option<OutletId> {
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

    fn story(&mut self, name: &str) -> Option<StoryId> {
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

    fn new_article(&mut self, draft: &Draft, origin: &Origin) -> Article {
        let header = self.header(draft);
        let mut article = Article {
            header: Arc::new(header),
            text: draft.text.clone(),
            zones: draft.zones.clone(),
            mentions: Records::new(),
            relations: Records::new(),
            rejected: Records::new(),
        };
        let mut places = Vec::new();
        for draft_mention in &draft.mentions {
            let id = self.context.ids.mention();
            article.mentions.insert(id, self.mention(draft_mention, origin));
            places.push(id);
        }
        for draft_relation in &draft.relations {
            if let Some(relation) = self.relation(draft_relation, &places, origin) {
                article.relations.insert(self.context.ids.relation(), relation);
            }
        }
        article
    }

    /// The draft's mentions and relations that the article does not have yet.
    fn add_mentions(
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
            let same = |old: &&Mention| old.extent == mention.extent && old.label == mention.label;
            let known = article.mentions.iter().find(|(_, old)| same(old)).map(|(id, _)| *id);
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
