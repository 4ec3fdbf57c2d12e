use std::sync::Arc;

use super::{
    Annotator, AnnotatorId, Article, ArticleId, EditError, Entity, EntityId, Ids, Label, LabelId, Mention,
    MentionId, Outlet, OutletId, Pattern, PatternId, Records, RelationKind, RelationKindId, Story, StoryId,
    Tagset,
};

/// Articles, what they are sorted by, and what was tagged in them.
///
/// Cloning copies ids and pointers, not articles, so a clone is a cheap snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    pub(super) title: String,
    pub(super) labels: Records<LabelId, Label>,
    pub(super) relation_kinds: Records<RelationKindId, RelationKind>,
    pub(super) patterns: Records<PatternId, Pattern>,
    pub(super) annotators: Records<AnnotatorId, Annotator>,
    pub(super) outlets: Records<OutletId, Outlet>,
    pub(super) stories: Records<StoryId, Story>,
    pub(super) entities: Records<EntityId, Entity>,
    /// Forms of which an occurrence was once left out, and how many: tagging all of them asks first.
    pub(super) ambiguous: Records<String, u32>,
    pub(super) articles: Records<ArticleId, Arc<Article>>,
}

/// A project taken apart, as a file holds it.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    pub title: String,
    pub labels: Records<LabelId, Label>,
    pub relation_kinds: Records<RelationKindId, RelationKind>,
    pub patterns: Records<PatternId, Pattern>,
    pub annotators: Records<AnnotatorId, Annotator>,
    pub outlets: Records<OutletId, Outlet>,
    pub stories: Records<StoryId, Story>,
    pub entities: Records<EntityId, Entity>,
    pub ambiguous: Records<String, u32>,
    pub articles: Records<ArticleId, Arc<Article>>,
}

impl Project {
    /// Refuses parts that break an invariant, and names the first record that does.
    pub fn from_parts(parts: Parts) -> Result<Self, EditError> {
        let project = Self::unchecked(parts);
        project.check_all().map_or(Ok(project), Err)
    }

    pub(super) fn unchecked(parts: Parts) -> Self {
        let Parts {
            title,
            labels,
            relation_kinds,
            patterns,
            annotators,
            outlets,
            stories,
            entities,
            ambiguous,
            articles,
        } = parts;
        Self {
            title,
            labels,
            relation_kinds,
            patterns,
            annotators,
            outlets,
            stories,
            entities,
            ambiguous,
            articles,
        }
    }

    /// A project with a tagset and one annotator, and nothing to read yet.
    pub fn new(title: &str, tagset: Tagset, annotator: &str, ids: &mut Ids) -> Self {
        let annotators = Records::unit(ids.annotator(), Annotator { name: annotator.to_owned() });
        let labels: Vec<(LabelId, Label)> =
            tagset.labels.into_iter().map(|label| (ids.label(), label)).collect();
        let at_place = |place: LabelId| labels.get(place.0 as usize).map(|(id, _)| *id);
        let kinds = tagset.relations.iter().map(|kind| (ids.relation_kind(), kind.with_labels(at_place)));
        let (relation_kinds, labels) = (kinds.collect(), labels.into_iter().collect());
        Self { title: title.to_owned(), labels, relation_kinds, annotators, ..Self::default() }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn labels(&self) -> &Records<LabelId, Label> {
        &self.labels
    }

    pub fn relation_kinds(&self) -> &Records<RelationKindId, RelationKind> {
        &self.relation_kinds
    }

    pub fn patterns(&self) -> &Records<PatternId, Pattern> {
        &self.patterns
    }

    pub fn annotators(&self) -> &Records<AnnotatorId, Annotator> {
        &self.annotators
    }

    pub fn outlets(&self) -> &Records<OutletId, Outlet> {
        &self.outlets
    }

    pub fn stories(&self) -> &Records<StoryId, Story> {
        &self.stories
    }

    pub fn entities(&self) -> &Records<EntityId, Entity> {
        &self.entities
    }

    pub fn ambiguous(&self) -> &Records<String, u32> {
        &self.ambiguous
    }

    pub fn articles(&self) -> &Records<ArticleId, Arc<Article>> {
        &self.articles
    }

    pub fn article(&self, id: ArticleId) -> Option<&Arc<Article>> {
        self.articles.get(&id)
    }

    pub fn mention(&self, article: ArticleId, mention: MentionId) -> Option<&Mention> {
        self.articles.get(&article)?.mentions.get(&mention)
    }

    /// Labels in the tagset's order.
    pub fn labels_in_order(&self) -> Vec<(LabelId, &Label)> {
        let mut labels: Vec<_> = self.labels.iter().map(|(id, label)| (*id, label)).collect();
        labels.sort_by_key(|(id, label)| (label.position, *id));
        labels
    }

    pub fn label_named(&self, name: &str) -> Option<LabelId> {
        find(&self.labels, |label| label.name == name)
    }

    pub fn label_with_key(&self, key: char) -> Option<LabelId> {
        find(&self.labels, |label| label.key == Some(key))
    }

    pub fn relation_kind_named(&self, name: &str) -> Option<RelationKindId> {
        find(&self.relation_kinds, |kind| kind.name == name)
    }

    pub fn outlet_named(&self, name: &str) -> Option<OutletId> {
        find(&self.outlets, |outlet| outlet.name == name)
    }

    pub fn outlet_of_domain(&self, domain: &str) -> Option<OutletId> {
        find(&self.outlets, |outlet| !domain.is_empty() && outlet.domain == domain)
    }

    pub fn story_named(&self, name: &str) -> Option<StoryId> {
        find(&self.stories, |story| story.name == name)
    }

    pub fn entity_named(&self, name: &str) -> Option<EntityId> {
        find(&self.entities, |entity| entity.name == name)
    }

    pub fn annotator_named(&self, name: &str) -> Option<AnnotatorId> {
        find(&self.annotators, |annotator| annotator.name == name)
    }

    /// "unknown" where nobody said which outlet an article is from.
    pub fn outlet_name(&self, article: &Article) -> &str {
        let outlet = article.header.outlet.and_then(|id| self.outlets.get(&id));
        outlet.map_or("unknown", |outlet| &outlet.name)
    }

    pub fn story_name(&self, article: &Article) -> Option<&str> {
        Some(&self.stories.get(&article.header.story?)?.name)
    }

    pub fn label_name(&self, id: LabelId) -> &str {
        self.labels.get(&id).map_or("", |label| &label.name)
    }

    pub fn entity_name(&self, mention: &Mention) -> Option<&str> {
        Some(&self.entities.get(&mention.entity?)?.name)
    }

    pub fn articles_of_story(&self, story: StoryId) -> Vec<ArticleId> {
        let of_story = self.articles.iter().filter(|(_, article)| article.header.story == Some(story));
        of_story.map(|(id, _)| *id).collect()
    }

    /// Every mention, article by article.
    pub fn mentions(&self) -> impl Iterator<Item = (ArticleId, MentionId, &Mention)> {
        self.articles.iter().flat_map(|(article_id, article)| {
            article.mentions.iter().map(|(mention_id, mention)| (*article_id, *mention_id, mention))
        })
    }

    pub fn n_mentions(&self) -> usize {
        self.articles.values().map(|article| article.mentions.len()).sum()
    }

    /// What a tagset file would hold.
    pub fn tagset(&self) -> Tagset {
        let labels = self.labels_in_order();
        let place_of = |id: LabelId| {
            let place = labels.iter().position(|(other, _)| *other == id)?;
            u32::try_from(place).ok().map(LabelId)
        };
        let relations = self.relation_kinds.values().map(|kind| kind.with_labels(place_of)).collect();
        Tagset { labels: labels.iter().map(|(_, label)| (*label).clone()).collect(), relations }
    }
}

fn find<Id: Copy + Ord, Record>(
    records: &Records<Id, Record>,
    is_it: impl Fn(&Record) -> bool,
) -> Option<Id> {
    records.iter().find(|(_, record)| is_it(record)).map(|(id, _)| *id)
}
