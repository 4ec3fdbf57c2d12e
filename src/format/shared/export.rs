use std::collections::{BTreeMap, BTreeSet};

use super::{Losses, Lost, retain_mentions};
use crate::model::{
    AnnotatorId, Article, ArticleId, Draft, DraftMention, DraftRelation, EntityId, Fact, Facts, Header,
    HeaderField, LabelId, Mention, MentionId, Project, Relation,
};

/// What of a project is to be written.
#[derive(Clone, Debug)]
pub struct Export<'p> {
    pub project: &'p Project,
    pub articles: Vec<ArticleId>,
    /// Empty writes every label.
    pub labels: BTreeSet<LabelId>,
    /// Also mentions in captions, credits and page furniture.
    pub all_zones: bool,
    /// Only what this annotator made.
    pub annotator: Option<AnnotatorId>,
}

impl<'p> Export<'p> {
    pub fn everything(project: &'p Project) -> Self {
        let articles = project.articles().keys().copied().collect();
        Self { project, articles, labels: BTreeSet::new(), all_zones: false, annotator: None }
    }

    /// The chosen articles with names instead of ids, mentions in text order, and what no draft holds.
    pub fn drafts(&self) -> (Vec<Draft>, Losses) {
        let mut losses = Losses::default();
        let articles = self.articles.iter().filter_map(|id| self.project.article(*id));
        let drafts = articles.map(|article| self.draft(article, &mut losses)).collect();
        losses.add(Lost::EntityRecords, self.entities_with_more_than_a_name());
        let makers = self.makers();
        losses.add(Lost::Makers, if makers.len() > 1 { makers.len() } else { 0 });
        (drafts, losses)
    }

    fn draft(&self, article: &Article, losses: &mut Losses) -> Draft {
        let (ids, mentions): (Vec<MentionId>, Vec<&Mention>) = article.mentions.in_order().unzip();
        let places: BTreeMap<MentionId, usize> = ids.into_iter().zip(0..).collect();
        let relations = article.relations.values().filter(|relation| self.is_wanted_maker(relation.by));
        let mut draft = Draft {
            path: article.header.path.clone(),
            text: article.text.clone(),
            facts: self.facts(&article.header),
            zones: article.zones.clone(),
            mentions: mentions.iter().map(|mention| self.mention(mention)).collect(),
            relations: relations.filter_map(|relation| self.relation(relation, &places)).collect(),
        };
        let in_clutter = |mention: &Mention| {
            !self.all_zones && article.zone_at(mention.extent.start()).is_some_and(|kind| kind.is_clutter())
        };
        let wanted: Vec<&Mention> =
            mentions.iter().copied().filter(|mention| self.is_wanted(mention)).collect();
        losses.add(Lost::InClutter, wanted.iter().filter(|mention| in_clutter(mention)).count());
        losses.add(Lost::Proposed, wanted.iter().filter(|mention| mention.entity_is_proposed).count());
        losses.add(Lost::ArticleNotes, usize::from(!article.header.note.is_empty()));
        let kept: Vec<bool> =
            mentions.iter().map(|mention| self.is_wanted(mention) && !in_clutter(mention)).collect();
        losses.add(Lost::RelationEnds, retain_mentions(&mut draft, &kept));
        draft
    }

    fn is_wanted(&self, mention: &Mention) -> bool {
        let label = self.labels.is_empty() || self.labels.contains(&mention.label);
        label && self.is_wanted_maker(mention.by)
    }

    fn is_wanted_maker(&self, by: AnnotatorId) -> bool {
        self.annotator.is_none_or(|annotator| annotator == by)
    }

    /// A proposed link is the program's, not the analyst's, so it is not written.
    fn mention(&self, mention: &Mention) -> DraftMention {
        let entity = self.project.entity_name(mention).filter(|_| !mention.entity_is_proposed);
        DraftMention {
            extent: mention.extent.clone(),
            label: self.project.label_name(mention.label).to_owned(),
            entity: entity.map(str::to_owned),
            attributes: mention.attributes.clone(),
            note: mention.note.clone(),
        }
    }

    fn relation(&self, relation: &Relation, places: &BTreeMap<MentionId, usize>) -> Option<DraftRelation> {
        let kind = self.project.relation_kinds().get(&relation.kind)?.name.clone();
        Some(DraftRelation { kind, from: *places.get(&relation.from)?, to: *places.get(&relation.to)? })
    }

    fn facts(&self, header: &Header) -> Facts {
        let fact = |value: &str, field: HeaderField| {
            let guessed_from = header.guess(field).map(str::to_owned);
            (!value.is_empty()).then(|| Fact { value: value.to_owned(), guessed_from })
        };
        let outlet = header.outlet.and_then(|id| self.project.outlets().get(&id));
        let story = header.story.and_then(|id| self.project.stories().get(&id));
        let published = header.published.as_ref();
        Facts {
            title: fact(&header.title, HeaderField::Title),
            outlet: outlet.and_then(|outlet| fact(&outlet.name, HeaderField::Outlet)),
            domain: outlet.map(|outlet| outlet.domain.clone()).filter(|domain| !domain.is_empty()),
            byline: fact(&header.byline, HeaderField::Byline),
            published: published.and_then(|date| fact(date.as_str(), HeaderField::Published)),
            url: fact(&header.url, HeaderField::Url),
            language: fact(&header.language, HeaderField::Language),
            story: story.and_then(|story| fact(&story.name, HeaderField::Story)),
        }
    }

    fn chosen_mentions(&self) -> impl Iterator<Item = &Mention> {
        let articles = self.articles.iter().filter_map(|id| self.project.article(*id));
        articles.flat_map(|article| article.mentions.values()).filter(|mention| self.is_wanted(mention))
    }

    fn entities_with_more_than_a_name(&self) -> usize {
        let used: BTreeSet<EntityId> = self.chosen_mentions().filter_map(|mention| mention.entity).collect();
        let entities = used.iter().filter_map(|id| self.project.entities().get(id));
        entities.filter(|entity| !entity.aliases.is_empty() || !entity.link.is_empty()).count()
    }

    fn makers(&self) -> BTreeSet<AnnotatorId> {
        self.chosen_mentions().map(|mention| mention.by).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::model::{Zone, ZoneKind};
    use crate::session::Session;
    use crate::text::Span;

    fn quotes(export: &Export) -> Vec<String> {
        let (drafts, _) = export.drafts();
        let quotes =
            |draft: Draft| draft.mentions.into_iter().map(move |mention| mention.extent.quote(&draft.text));
        drafts.into_iter().flat_map(quotes).collect()
    }

    fn with_caption(session: &mut Session, range: std::ops::Range<usize>) {
        let (article, record) = fixture::article(session.project(), 0);
        let zone = Zone { span: Span::new(&record.text, range).unwrap(), kind: ZoneKind::Caption };
        session.run(&Command::SetZones { article, zones: vec![zone] }).unwrap();
    }

    #[test]
    fn mentions_in_clutter_are_left_out_and_counted_unless_asked_for() {
        let mut session = fixture::session(&[("AFP", "[PERSON Macron] spoke. Photo: [PERSON Leblanc]")]);
        with_caption(&mut session, 14..28);
        let export = Export::everything(session.project());
        assert_eq!(quotes(&export), ["Macron"]);
        assert_eq!(export.drafts().1.count(Lost::InClutter), 1);
        let all = Export { all_zones: true, ..export };
        assert_eq!(quotes(&all), ["Macron", "Leblanc"]);
        assert!(all.drafts().1.is_empty());
    }

    #[test]
    fn only_the_labels_asked_for_are_written() {
        let session = fixture::session(&[("AFP", "[PERSON Macron] met [GPE Japan].")]);
        let labels = BTreeSet::from([session.project().label_named("GPE").unwrap()]);
        assert_eq!(quotes(&Export { labels, ..Export::everything(session.project()) }), ["Japan"]);
    }

    #[test]
    fn names_stand_where_the_project_has_ids() {
        let session = fixture::session(&[("AFP", "[PERSON Macron] spoke.")]);
        let (drafts, _) = Export::everything(session.project()).drafts();
        assert_eq!(drafts[0].facts.outlet, Some(Fact::given("AFP")));
        assert_eq!(drafts[0].facts.story, Some(Fact::given("Story")));
        assert_eq!(drafts[0].mentions[0].label, "PERSON");
    }
}
