//! An article as one line of JSON. Offsets are code points, ends exclusive.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Locator, article_key, facts_by_name};
use crate::model::{Draft, DraftMention, DraftRelation, Zone};
use crate::text::{Span, Unit};

/// The order of the fields is that of the file.
#[derive(Serialize)]
struct Line<'d> {
    article: &'d str,
    title: Option<&'d str>,
    outlet: Option<&'d str>,
    story: Option<&'d str>,
    published: Option<&'d str>,
    language: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'d str>,
    /// What each fact that nobody confirmed was taken from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    guesses: BTreeMap<&'static str, &'d str>,
    text: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionJson<'d>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relations: Option<Vec<RelationJson<'d>>>,
    zones: Vec<ZoneJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<[usize; 2]>>,
}

#[derive(Serialize)]
struct MentionJson<'d> {
    start: usize,
    end: usize,
    text: String,
    label: &'d str,
    entity: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pieces: Option<Vec<[usize; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<&'d BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'d str>,
}

#[derive(Serialize)]
struct RelationJson<'d> {
    from: usize,
    to: usize,
    kind: &'d str,
}

#[derive(Serialize)]
struct ZoneJson {
    start: usize,
    end: usize,
    zone: &'static str,
}

/// The article with its mentions and relations.
pub(crate) fn article_line(draft: &Draft) -> String {
    let locator = Locator::in_unit(&draft.text, Unit::Char);
    let mentions = draft.mentions.iter().map(|mention| mention_json(mention, &draft.text, &locator));
    let mut line = Line::new(draft, &locator);
    line.mentions = Some(mentions.collect());
    line.relations = Some(draft.relations.iter().map(relation_json).collect());
    one_line(&line)
}

/// The article with the places of its tokens instead, for formats that lose them.
pub(crate) fn tokens_line(draft: &Draft, tokens: impl Iterator<Item = Span>) -> String {
    let locator = Locator::in_unit(&draft.text, Unit::Char);
    let mut line = Line::new(draft, &locator);
    line.tokens = Some(tokens.map(|token| ends(token, &locator)).collect());
    one_line(&line)
}

impl<'d> Line<'d> {
    fn new(draft: &'d Draft, locator: &Locator) -> Self {
        let facts = facts_by_name(&draft.facts);
        let given = facts.iter().filter_map(|(name, fact)| Some((*name, fact.as_ref()?.value.as_str())));
        let given: BTreeMap<&str, &str> = given.collect();
        let guessed = |(name, fact): &(&'static str, Option<&'d crate::model::Fact>)| {
            Some((*name, fact.as_ref()?.guessed_from.as_deref()?))
        };
        let fact = |name: &str| given.get(name).copied();
        Self {
            article: article_key(draft),
            title: fact("title"),
            outlet: fact("outlet"),
            story: fact("story"),
            published: fact("published"),
            language: fact("language"),
            byline: fact("byline"),
            url: fact("url"),
            domain: draft.facts.domain.as_deref(),
            guesses: facts.iter().filter_map(guessed).collect(),
            text: &draft.text,
            mentions: None,
            relations: None,
            zones: draft.zones.iter().map(|zone| zone_json(zone, locator)).collect(),
            tokens: None,
        }
    }
}

/// JSON allows U+0085, U+2028 and U+2029 inside a string, but many tools end a line at them.
pub(crate) fn one_line(record: &impl Serialize) -> String {
    let json = serde_json::to_string(record).expect("strings and numbers can be JSON");
    json.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn mention_json<'d>(mention: &'d DraftMention, text: &str, locator: &Locator) -> MentionJson<'d> {
    let extent = &mention.extent;
    let [start, end] = ends(extent.hull(), locator);
    let pieces = || extent.pieces().map(|piece| ends(piece, locator)).collect();
    MentionJson {
        start,
        end,
        text: extent.quote(text),
        label: &mention.label,
        entity: mention.entity.as_deref(),
        pieces: extent.is_in_pieces().then(pieces),
        attributes: Some(&mention.attributes).filter(|attributes| !attributes.is_empty()),
        note: Some(mention.note.as_str()).filter(|note| !note.is_empty()),
    }
}

fn relation_json(relation: &DraftRelation) -> RelationJson<'_> {
    RelationJson { from: relation.from, to: relation.to, kind: &relation.kind }
}

fn zone_json(zone: &Zone, locator: &Locator) -> ZoneJson {
    let [start, end] = ends(zone.span, locator);
    ZoneJson { start, end, zone: zone.kind.name() }
}

fn ends(span: Span, locator: &Locator) -> [usize; 2] {
    let range = locator.offsets(span);
    [range.start, range.end]
}
