use jiff::civil::Weekday;

use super::expression::{Meaning, expressions};
use super::when::{When, days_on};
use crate::model::{Article, ZoneKind};
use crate::text::Span;

/// When an article was written, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub when: When,
    pub source: AnchorSource,
    /// Where the article says it, if it does.
    pub span: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnchorSource {
    /// The article's date of publication, as a person or the page gave it.
    Published,
    Dateline,
    Post,
    /// A photo is at most some days older than the article.
    Caption,
    /// Another article on the same event.
    Mate,
}

/// Days from a photo to its article.
const AFTER_PHOTO: i64 = 6;

/// The day of publication; else a full date of dateline, post or caption, the latest of each.
pub fn anchor(article: &Article) -> Option<Anchor> {
    let published = article.header.published.as_ref().and_then(When::of_published);
    if let Some(when) = published {
        return Some(Anchor { when, source: AnchorSource::Published, span: None });
    }
    let in_zones = |kinds: &[ZoneKind], source| {
        latest_day(article, kinds).map(|(when, span)| Anchor { when, source, span: Some(span) })
    };
    in_zones(&[ZoneKind::Dateline, ZoneKind::Byline], AnchorSource::Dateline)
        .or_else(|| in_zones(&[ZoneKind::Post], AnchorSource::Post))
        .or_else(|| in_zones(&[ZoneKind::Caption], AnchorSource::Caption).map(after_photo))
}

/// The day of an article that tells of the same event as others: about theirs, of those that fall on one
/// of the weekdays it names where one does.
pub fn anchor_by_mate(weekdays: &[Weekday], mates: &[Anchor]) -> Option<Anchor> {
    let falls = |anchor: &&Anchor| {
        anchor.when.days().is_some_and(|days| days.iter().any(|day| weekdays.contains(&day.weekday())))
    };
    let mate = mates.iter().find(falls).or_else(|| mates.first())?;
    let when = When::Between(days_on(mate.when.first(), -BEFORE_MATE), days_on(mate.when.last(), AFTER_MATE));
    Some(Anchor { when, source: AnchorSource::Mate, span: None })
}

/// Days by which one outlet is ahead of another, or behind it.
const BEFORE_MATE: i64 = 1;
const AFTER_MATE: i64 = 2;

fn after_photo(anchor: Anchor) -> Anchor {
    let taken = anchor.when.last();
    Anchor { when: When::Between(taken, days_on(taken, AFTER_PHOTO)), ..anchor }
}

fn latest_day(article: &Article, kinds: &[ZoneKind]) -> Option<(When, Span)> {
    let zones = article.zones.iter().filter(|zone| kinds.contains(&zone.kind));
    let days = zones.flat_map(|zone| {
        let found = expressions(zone.span.of(&article.text), &article.header.language).into_iter();
        found.filter_map(|found| {
            let Meaning::Exact(when @ When::Day(_)) = found.meaning else { return None };
            let start = zone.span.start();
            Some((when, Span::new(&article.text, start + found.start..start + found.end).ok()?))
        })
    });
    days.max()
}

impl AnchorSource {
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "date of publication",
            Self::Dateline => "dateline",
            Self::Post => "embedded post",
            Self::Caption => "photo caption",
            Self::Mate => "another article on the event",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::model::Zone;

    #[test]
    fn the_date_of_publication_goes_before_post_and_caption() {
        let text = "In Oslo. Photo taken Jan. 8, 2023. — Ann (@ann) Jan. 9, 2023";
        let mut session = fixture::session(&[("A", text)]);
        let (article, record) = fixture::article(session.project(), 0);
        let zone = |range, kind| Zone { span: Span::new(&record.text, range).unwrap(), kind };
        let photo = zone(9..34, ZoneKind::Caption);
        let post = zone(35..text.len(), ZoneKind::Post);
        let shown = |session: &crate::session::Session| {
            let found = anchor(fixture::article(session.project(), 0).1);
            found.map(|anchor| (anchor.when.to_string(), anchor.source))
        };
        assert_eq!(shown(&session), None);
        session.run(&Command::SetZones { article, zones: vec![photo.clone()] }).unwrap();
        assert_eq!(shown(&session), Some(("2023-01-08/2023-01-14".to_owned(), AnchorSource::Caption)));
        session.run(&Command::SetZones { article, zones: vec![photo, post] }).unwrap();
        assert_eq!(shown(&session), Some(("2023-01-09".to_owned(), AnchorSource::Post)));
        let change = HeaderChange::Published("2023-01".to_owned());
        session.run(&Command::EditHeaders { articles: vec![article], change }).unwrap();
        assert_eq!(shown(&session), Some(("2023-01".to_owned(), AnchorSource::Published)));
    }
}
