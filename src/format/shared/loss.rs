use std::collections::BTreeMap;
use std::fmt;

/// Something that a written dataset does not hold, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    pub what: Lost,
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    Mentions,
    InClutter,
    Overlapping,
    InPieces,
    Empty,
    Blank,
    Trimmed,
    Relations,
    RelationEnds,
    Entities,
    Proposed,
    EntityRecords,
    Attributes,
    Notes,
    LineBreaks,
    Renamed,
    Facts,
    Zones,
    Makers,
    ArticleNotes,
}

/// Counts losses of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<Lost, usize>);

impl Losses {
    pub fn add(&mut self, what: Lost, count: usize) {
        if count > 0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    pub fn merge(&mut self, other: Self) {
        for (what, count) in other.0 {
            self.add(what, count);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Loss> + '_ {
        self.0.iter().map(|(what, count)| Loss { what: *what, count: *count })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn count(&self, what: Lost) -> usize {
        self.0.get(&what).copied().unwrap_or(0)
    }
}

impl Lost {
    /// The thing lost, one and many, and what becomes of it.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Mentions => ("mention", "mentions", "left out; this format holds texts alone"),
            Self::InClutter => (
                "mention in a caption, credit or page furniture",
                "mentions in captions, credits and page furniture",
                "left out; ask for all zones to write them",
            ),
            Self::Overlapping => (
                "overlapping mention",
                "overlapping mentions",
                "left out, because a token has one label; the outer mention is written",
            ),
            Self::InPieces => ("mention in pieces", "mentions in pieces", "left out"),
            Self::Empty => ("mention of no length", "mentions of no length", "left out"),
            Self::Blank => ("mention of blanks alone", "mentions of blanks alone", "left out"),
            Self::Trimmed => (
                "mention that starts or ends with a blank",
                "mentions that start or end with a blank",
                "written without it",
            ),
            Self::Relations => ("relation", "relations", "left out"),
            Self::RelationEnds => (
                "relation with an end that is not written",
                "relations with an end that is not written",
                "left out",
            ),
            Self::Entities => ("link to an entity", "links to entities", "left out"),
            Self::Proposed => (
                "proposed link to an entity",
                "proposed links to entities",
                "left out; mark the article as reviewed to confirm them",
            ),
            Self::EntityRecords => (
                "entity with aliases or an address",
                "entities with aliases or an address",
                "written by name alone",
            ),
            Self::Attributes => ("attribute of a mention", "attributes of mentions", "left out"),
            Self::Notes => ("note on a mention", "notes on mentions", "left out"),
            Self::LineBreaks => (
                "note or value with a line break or tab",
                "notes or values with a line break or tab",
                "written with a blank instead",
            ),
            Self::Renamed => (
                "name with signs that the format reserves",
                "names with signs that the format reserves",
                "written with _ instead",
            ),
            Self::Facts => (
                "article with a title, outlet, date or story",
                "articles with a title, outlet, date or story",
                "written without them",
            ),
            Self::Zones => ("zone", "zones", "left out"),
            Self::Makers => ("annotator", "annotators", "who made which mention is not written"),
            Self::ArticleNotes => ("note on an article", "notes on articles", "left out"),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many, fate) = self.what.words();
        let thing = if self.count == 1 { one } else { many };
        write!(f, "{} {thing}: {fate}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_reads_as_a_sentence() {
        let one = Loss { what: Lost::InPieces, count: 1 };
        let many = Loss { what: Lost::Proposed, count: 2 };
        assert_eq!(one.to_string(), "1 mention in pieces: left out");
        assert_eq!(
            many.to_string(),
            "2 proposed links to entities: left out; mark the article as reviewed to confirm them"
        );
    }

    #[test]
    fn losses_of_one_kind_are_counted_together() {
        let mut losses = Losses::default();
        losses.add(Lost::Zones, 0);
        assert!(losses.is_empty());
        losses.add(Lost::Zones, 2);
        losses.add(Lost::Zones, 3);
        assert_eq!(losses.iter().collect::<Vec<_>>(), [Loss { what: Lost::Zones, count: 5 }]);
    }
}
