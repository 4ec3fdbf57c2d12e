use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{ARTICLES, ATTRIBUTE, RELATIONS, guarded};
use crate::format::shared::{Locator, facts_by_name, unique_keys};
use crate::format::{Losses, OutputFile};
use crate::model::{Draft, DraftMention, Facts};
use crate::text::{Span, Unit};

/// Facts of the article that every row of a mention repeats, so that the file can be counted alone.
const REPEATED: [&str; 5] = ["title", "outlet", "story", "published", "language"];
const CONTEXT_CHARS: usize = 40; // about as much as a line of a concordance shows

pub(super) fn write(drafts: &[Draft], _: &mut Losses) -> Vec<OutputFile> {
    let keys = unique_keys(drafts);
    let relations = relations(drafts, &keys);
    let mut files = vec![
        OutputFile::new("dataset.csv", mentions(drafts, &keys)),
        OutputFile::new(format!("dataset{ARTICLES}"), articles(drafts, &keys)),
    ];
    if drafts.iter().any(|draft| !draft.relations.is_empty()) {
        files.push(OutputFile::new(format!("dataset{RELATIONS}"), relations));
    }
    files
}

fn mentions(drafts: &[Draft], keys: &[String]) -> Vec<u8> {
    let all = || drafts.iter().flat_map(|draft| &draft.mentions);
    let attributes: BTreeSet<&str> =
        all().flat_map(|mention| mention.attributes.keys().map(String::as_str)).collect();
    let mut table = Table::new();
    let head =
        ["start", "end", "text", "label", "entity", "note", "left", "right", "mention", "pieces", "zone"];
    let attribute_heads = attributes.iter().map(|name| format!("{ATTRIBUTE}{name}"));
    table.row(["article"].into_iter().chain(REPEATED).chain(head).map(str::to_owned).chain(attribute_heads));
    let mut number = 0;
    for (draft, key) in drafts.iter().zip(keys) {
        let locator = Locator::in_unit(&draft.text, Unit::Char);
        for mention in &draft.mentions {
            number += 1;
            let place = place_cells(draft, mention, &locator, number);
            let values =
                attributes.iter().map(|name| mention.attributes.get(*name).cloned().unwrap_or_default());
            table.row([key.clone()].into_iter().chain(repeated(&draft.facts)).chain(place).chain(values));
        }
    }
    table.bytes()
}

fn repeated(facts: &Facts) -> impl Iterator<Item = String> {
    let facts: BTreeMap<_, _> = facts_by_name(facts).into_iter().collect();
    let value = move |name| facts[name].map(|fact| fact.value.clone()).unwrap_or_default();
    REPEATED.into_iter().map(value)
}

fn place_cells(draft: &Draft, mention: &DraftMention, locator: &Locator, number: usize) -> [String; 11] {
    let (text, extent) = (&draft.text, &mention.extent);
    let Range { start, end } = locator.offsets(extent.hull());
    let pieces: Vec<String> = extent.pieces().map(|piece| written(piece, locator)).collect();
    let zone = draft.zones.iter().find(|zone| zone.span.contains(extent.start()));
    [
        start.to_string(),
        end.to_string(),
        extent.quote(text),
        mention.label.clone(),
        mention.entity.clone().unwrap_or_default(),
        mention.note.clone(),
        last_chars(&text[..extent.start()]).to_owned(),
        text[extent.end()..].chars().take(CONTEXT_CHARS).collect(),
        number.to_string(),
        if extent.is_in_pieces() { pieces.join(";") } else { String::new() },
        zone.map_or("", |zone| zone.kind.name()).to_owned(),
    ]
}

fn last_chars(text: &str) -> &str {
    text.char_indices().nth_back(CONTEXT_CHARS - 1).map_or(text, |(at, _)| &text[at..])
}

fn written(span: Span, locator: &Locator) -> String {
    let range = locator.offsets(span);
    format!("{}-{}", range.start, range.end)
}

fn articles(drafts: &[Draft], keys: &[String]) -> Vec<u8> {
    let mut table = Table::new();
    let names = facts_by_name(&Facts::default()).map(|(name, _)| name);
    let heads = ["article"].into_iter().chain(names).chain(["domain", "guesses", "path", "zones", "text"]);
    table.row(heads.map(str::to_owned));
    for (draft, key) in drafts.iter().zip(keys) {
        let locator = Locator::in_unit(&draft.text, Unit::Char);
        let facts = facts_by_name(&draft.facts);
        let values = facts.iter().map(|(_, fact)| fact.map(|fact| fact.value.clone()).unwrap_or_default());
        let guess = |(name, fact): &(_, Option<&crate::model::Fact>)| {
            Some(format!("{name}: {}", fact.as_ref()?.guessed_from.as_ref()?))
        };
        let guesses: Vec<String> = facts.iter().filter_map(guess).collect();
        let zones: Vec<String> = draft
            .zones
            .iter()
            .map(|zone| format!("{} {}", written(zone.span, &locator), zone.kind.name()))
            .collect();
        let domain = draft.facts.domain.clone().unwrap_or_default();
        let rest = [domain, guesses.join("; "), draft.path.clone(), zones.join("; "), draft.text.to_string()];
        table.row([key.clone()].into_iter().chain(values).chain(rest));
    }
    table.bytes()
}

/// Mentions are named by their number in the main file.
fn relations(drafts: &[Draft], keys: &[String]) -> Vec<u8> {
    let mut table = Table::new();
    table.row(["article", "kind", "from", "to"].map(str::to_owned));
    let mut n_before = 0;
    for (draft, key) in drafts.iter().zip(keys) {
        for relation in &draft.relations {
            let number = |place: usize| (n_before + place + 1).to_string();
            table.row([key.clone(), relation.kind.clone(), number(relation.from), number(relation.to)]);
        }
        n_before += draft.mentions.len();
    }
    table.bytes()
}

struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new() -> Self {
        Self(csv::Writer::from_writer(Vec::new()))
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| guarded(&cell).into_owned()).collect();
        self.0.write_record(&cells).expect("memory takes every row, and all are of one length");
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("memory can be flushed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fact;

    /// A row as RFC 4180 has it: a cell with a comma, a quote or a line break is quoted.
    #[test]
    fn a_row_shows_the_mention_in_its_words() {
        let text = "Said \"Île\", x\r\nthen @b left";
        let at = text.find("@b").unwrap();
        let mention = DraftMention::new(Span::new(text, at..at + 2).unwrap(), "PER");
        let facts = Facts { title: Some(Fact::given("A, b")), ..Facts::default() };
        let draft =
            Draft { path: "a.txt".to_owned(), facts, mentions: vec![mention], ..Draft::of_text(text) };
        let files = write(&[draft], &mut Losses::default());
        let rows = String::from_utf8(files[0].bytes.clone()).unwrap();
        let (head, row) = rows.split_once('\n').unwrap();
        assert_eq!(
            head,
            "article,title,outlet,story,published,language,start,end,text,label,entity,note,left,right,mention,pieces,zone"
        );
        assert_eq!(row, "a.txt,\"A, b\",,,,,20,22,'@b,PER,,,\"Said \"\"Île\"\", x\r\nthen \", left,1,,\n");
        assert_eq!(files.len(), 2);
    }
}
