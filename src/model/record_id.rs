//! Which records an edit changes, and which it only names. What depends on what follows from that.

use std::fmt;

use super::{
    AnnotatorId, Article, ArticleId, Change, Edit, EntityId, Header, LabelId, Mention, MentionId, OutletId,
    PatternId, Rejection, Relation, RelationId, RelationKindId, StoryId,
};

/// One record of a project, or one part of an article that is changed on its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordId {
    Title,
    Label(LabelId),
    RelationKind(RelationKindId),
    Pattern(PatternId),
    Annotator(AnnotatorId),
    Outlet(OutletId),
    Story(StoryId),
    Entity(EntityId),
    Ambiguous(String),
    /// The whole article.
    Article(ArticleId),
    Header(ArticleId),
    Zones(ArticleId),
    Mention(ArticleId, MentionId),
    Relation(ArticleId, RelationId),
    Rejection(ArticleId, Rejection),
}

impl RecordId {
    /// The article that the record is, or is inside of.
    pub fn article(&self) -> Option<ArticleId> {
        match self {
            Self::Article(id)
            | Self::Header(id)
            | Self::Zones(id)
            | Self::Mention(id, _)
            | Self::Relation(id, _)
            | Self::Rejection(id, _) => Some(*id),
            _ => None,
        }
    }
}

impl Edit {
    /// The record that the edit changes.
    pub fn record(&self) -> RecordId {
        match self {
            Self::Title(_) => RecordId::Title,
            Self::Label(id, _) => RecordId::Label(*id),
            Self::RelationKind(id, _) => RecordId::RelationKind(*id),
            Self::Pattern(id, _) => RecordId::Pattern(*id),
            Self::Annotator(id, _) => RecordId::Annotator(*id),
            Self::Outlet(id, _) => RecordId::Outlet(*id),
            Self::Story(id, _) => RecordId::Story(*id),
            Self::Entity(id, _) => RecordId::Entity(*id),
            Self::Ambiguous(form, _) => RecordId::Ambiguous(form.clone()),
            Self::Article(id, _) => RecordId::Article(*id),
            Self::Header(id, _) => RecordId::Header(*id),
            Self::Zones(id, _) => RecordId::Zones(*id),
            Self::Mention(id, mention, _) => RecordId::Mention(*id, *mention),
            Self::Relation(id, relation, _) => RecordId::Relation(*id, *relation),
            Self::Rejection(id, place, _) => RecordId::Rejection(*id, *place),
        }
    }

    /// The record that the edit changes, and those that it names, before or after.
    pub fn touched(&self) -> Vec<RecordId> {
        let mut touched = vec![self.record()];
        match self {
            Self::Pattern(_, change) => {
                touched.extend(sides(change).map(|pattern| RecordId::Label(pattern.label)));
            }
            Self::Article(id, change) => sides(change).for_each(|of| of.touch(*id, &mut touched)),
            Self::Header(_, change) => sides(change).for_each(|header| header.touch(&mut touched)),
            Self::Mention(_, _, change) => sides(change).for_each(|mention| mention.touch(&mut touched)),
            Self::Relation(id, _, change) => {
                sides(change).for_each(|relation| relation.touch(*id, &mut touched));
            }
            Self::Rejection(_, place, _) => touched.push(RecordId::Label(place.label)),
            _ => {}
        }
        touched
    }
}

fn sides<T>(change: &Change<T>) -> impl Iterator<Item = &T> {
    change.before().into_iter().chain(change.after())
}

impl Article {
    fn touch(&self, id: ArticleId, touched: &mut Vec<RecordId>) {
        self.header.touch(touched);
        self.mentions.values().for_each(|mention| mention.touch(touched));
        self.relations.values().for_each(|relation| relation.touch(id, touched));
        touched.extend(self.rejected.keys().map(|place| RecordId::Label(place.label)));
    }
}

impl Header {
    fn touch(&self, touched: &mut Vec<RecordId>) {
        touched.extend(self.outlet.map(RecordId::Outlet));
        touched.extend(self.story.map(RecordId::Story));
    }
}

impl Mention {
    fn touch(&self, touched: &mut Vec<RecordId>) {
        touched.extend([RecordId::Label(self.label), RecordId::Annotator(self.by)]);
        touched.extend(self.entity.map(RecordId::Entity));
    }
}

impl Relation {
    fn touch(&self, id: ArticleId, touched: &mut Vec<RecordId>) {
        touched.extend([RecordId::RelationKind(self.kind), RecordId::Annotator(self.by)]);
        touched.extend([self.from, self.to].map(|end| RecordId::Mention(id, end)));
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("the project's title"),
            Self::Label(id) => write!(f, "label {id}"),
            Self::RelationKind(id) => write!(f, "relation kind {id}"),
            Self::Pattern(id) => write!(f, "pattern {id}"),
            Self::Annotator(id) => write!(f, "annotator {id}"),
            Self::Outlet(id) => write!(f, "outlet {id}"),
            Self::Story(id) => write!(f, "story {id}"),
            Self::Entity(id) => write!(f, "entity {id}"),
            Self::Ambiguous(form) => write!(f, "the form \"{form}\""),
            Self::Article(id) => write!(f, "article {id}"),
            Self::Header(id) => write!(f, "the header of article {id}"),
            Self::Zones(id) => write!(f, "the zones of article {id}"),
            Self::Mention(id, mention) => write!(f, "mention {mention} of article {id}"),
            Self::Relation(id, relation) => write!(f, "relation {relation} of article {id}"),
            Self::Rejection(id, _) => write!(f, "a rejection in article {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;

    #[test]
    fn a_mention_names_its_label_its_entity_and_who_made_it() {
        let mut session = fixture::session(&[("AFP", "[PERSON Macron] met Kishida")]);
        let place = fixture::mention(session.project(), "Macron");
        let wish = Command::Link { mentions: vec![place], entity: EntityChoice::New("Macron".to_owned()) };
        let done = session.run(&wish).unwrap();
        let mention = session.project().mention(place.0, place.1).unwrap();
        let expected = [
            RecordId::Label(mention.label),
            RecordId::Entity(mention.entity.unwrap()),
            RecordId::Annotator(mention.by),
            RecordId::Mention(place.0, place.1),
        ];
        let touched: Vec<RecordId> = done.edits.iter().flat_map(Edit::touched).collect();
        assert!(expected.iter().all(|record| touched.contains(record)), "{touched:?}");
        assert!(!touched.contains(&RecordId::Article(place.0)), "the rest of the article stays as it is");
    }

    #[test]
    fn a_loaded_article_names_what_its_mentions_and_header_name() {
        let session = fixture::session(&[("AFP", "[PERSON Macron] met Kishida")]);
        let (id, article) = fixture::article(session.project(), 0);
        let load = Edit::Article(id, Change::Add(article.clone()));
        let touched = load.touched();
        let person = session.project().label_named("PERSON").unwrap();
        for record in [
            RecordId::Article(id),
            RecordId::Label(person),
            RecordId::Outlet(article.header.outlet.unwrap()),
            RecordId::Story(article.header.story.unwrap()),
        ] {
            assert!(touched.contains(&record), "{record} is not among {touched:?}");
        }
    }
}
