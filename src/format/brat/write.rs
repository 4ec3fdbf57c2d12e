use std::collections::{BTreeMap, BTreeSet};

use crate::format::shared::{Locator, Renaming, breaks_line, file_stems};
use crate::format::{Losses, Lost, OutputFile};
use crate::model::{Draft, DraftMention};
use crate::text::{Extent, Span, Unit};

pub(super) fn write(drafts: &[Draft], losses: &mut Losses) -> Vec<OutputFile> {
    let mut writer = Writer::new(drafts);
    let mut files = Vec::new();
    for (draft, stem) in drafts.iter().zip(file_stems(drafts)) {
        let annotations = writer.annotations(draft, losses);
        files.push(OutputFile::new(format!("{stem}.txt"), draft.text.as_bytes()));
        files.push(OutputFile::new(format!("{stem}.ann"), annotations));
    }
    writer.names.tell(losses);
    files.push(OutputFile::new("annotation.conf", writer.configuration()));
    files
}

/// What a name of brat cannot hold: blanks, and the signs of its configuration.
fn is_reserved(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "|,:;<>!#[]{}()=\"'?*+".contains(c)
}

/// Writes articles and gathers what the configuration must declare.
struct Writer {
    names: Renaming,
    /// Each entity with its number in the whole dataset.
    entities: BTreeMap<String, usize>,
    labels: BTreeSet<String>,
    relations: BTreeSet<String>,
    attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Writer {
    fn new(drafts: &[Draft]) -> Self {
        let mentions = drafts.iter().flat_map(|draft| &draft.mentions);
        let entities: BTreeSet<&String> = mentions.filter_map(|mention| mention.entity.as_ref()).collect();
        Self {
            names: Renaming::new(is_reserved),
            entities: entities.into_iter().cloned().zip(1..).collect(),
            labels: BTreeSet::new(),
            relations: BTreeSet::new(),
            attributes: BTreeMap::new(),
        }
    }

    fn annotations(&mut self, draft: &Draft, losses: &mut Losses) -> String {
        let mut lines = Lines::default();
        let locator = Locator::in_unit(&draft.text, Unit::Char);
        let mut ids = Vec::new();
        for mention in &draft.mentions {
            let pieces = pieces_of_lines(&draft.text, &mention.extent, losses);
            let id = (!pieces.is_empty()).then(|| {
                let places: Vec<String> = pieces.iter().map(|piece| place(*piece, &locator)).collect();
                let quotes: Vec<&str> = pieces.iter().map(|piece| piece.of(&draft.text)).collect();
                let label = self.names.name(&mention.label);
                let id = lines.add('T', &format!("{label} {}\t{}", places.join(";"), quotes.join(" ")));
                self.labels.insert(label);
                id
            });
            if let Some(id) = &id {
                self.details(mention, id, &mut lines, losses);
            }
            ids.push(id);
        }
        for relation in &draft.relations {
            let (Some(from), Some(to)) = (&ids[relation.from], &ids[relation.to]) else {
                losses.add(Lost::RelationEnds, 1);
                continue;
            };
            let kind = self.names.name(&relation.kind);
            lines.add('R', &format!("{kind} Arg1:{from} Arg2:{to}"));
            self.relations.insert(kind);
        }
        lines.written
    }

    /// What is said about a mention, in lines of their own.
    fn details(&mut self, mention: &DraftMention, id: &str, lines: &mut Lines, losses: &mut Losses) {
        for (name, value) in &mention.attributes {
            let (name, value) = (self.names.name(name), on_one_line(value, losses));
            lines.add('A', format!("{name} {id} {value}").trim_end());
            self.attributes.entry(name).or_default().insert(value);
        }
        if let Some((entity, number)) =
            mention.entity.as_ref().and_then(|entity| self.entities.get_key_value(entity))
        {
            let entity = on_one_line(entity, losses);
            lines.add('N', &format!("Reference {id} Broadsheet:{number}\t{entity}"));
        }
        if !mention.note.is_empty() {
            let note = on_one_line(&mention.note, losses);
            lines.add('#', &format!("AnnotatorNotes {id}\t{note}"));
        }
    }

    /// brat shows only what its configuration declares.
    fn configuration(&self) -> String {
        let mut lines = vec!["[entities]".to_owned()];
        lines.extend(self.labels.iter().cloned());
        lines.extend(["".to_owned(), "[relations]".to_owned()]);
        lines.extend(self.relations.iter().map(|kind| format!("{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>")));
        lines.extend(["".to_owned(), "[events]".to_owned(), "".to_owned(), "[attributes]".to_owned()]);
        for (name, values) in &self.attributes {
            let values: Vec<String> = values.iter().map(|value| value.replace(is_reserved, "_")).collect();
            lines.push(format!("{name}\tArg:<ENTITY>, Value:{}", values.join("|")));
        }
        lines.join("\n") + "\n"
    }
}

/// Lines of an annotation file, numbered by kind.
#[derive(Default)]
struct Lines {
    written: String,
    numbers: BTreeMap<char, usize>,
}

impl Lines {
    /// Returns the line's id.
    fn add(&mut self, kind: char, rest: &str) -> String {
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        let id = format!("{kind}{number}");
        self.written.push_str(&format!("{id}\t{rest}\n"));
        id
    }
}

/// The extent without the line breaks and tabs in it, which a line of the file cannot hold.
fn pieces_of_lines(text: &str, extent: &Extent, losses: &mut Losses) -> Vec<Span> {
    let mut pieces = Vec::new();
    for piece in extent.pieces() {
        let mut start = piece.start();
        for part in piece.of(text).split_inclusive(breaks_line) {
            let quote = part.trim_end_matches(breaks_line);
            pieces.extend(Span::new(text, start..start + quote.len()).ok().filter(|part| !part.is_empty()));
            start += part.len();
        }
    }
    // brat takes a line whose text is blank for one that lacks its text.
    if pieces.iter().all(|piece| piece.of(text).trim().is_empty()) {
        losses.add(Lost::Blank, 1);
        return Vec::new();
    }
    let edges = pieces.first().map(|first| first.start()).zip(pieces.last().map(|last| last.end()));
    losses.add(Lost::Trimmed, usize::from(edges != Some((extent.start(), extent.end()))));
    pieces
}

fn place(span: Span, locator: &Locator) -> String {
    let range = locator.offsets(span);
    format!("{} {}", range.start, range.end)
}

fn on_one_line(written: &str, losses: &mut Losses) -> String {
    let line = written.replace(breaks_line, " ");
    losses.add(Lost::LineBreaks, usize::from(line != written));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, range: std::ops::Range<usize>) -> (String, Losses) {
        let mut losses = Losses::default();
        let mention = DraftMention::new(Span::new(text, range).unwrap(), "PER");
        let draft = Draft { mentions: vec![mention], ..Draft::of_text(text) };
        let files = write(&[draft], &mut losses);
        (String::from_utf8(files[1].bytes.clone()).unwrap(), losses)
    }

    /// The second mention of brat's own example in DKPro Core's `document0c.ann`.
    #[test]
    fn a_mention_over_a_line_break_is_written_in_pieces() {
        let (annotations, losses) = written("This is\na test.\n", 5..9);
        assert_eq!(annotations, "T1\tPER 5 7;8 9\tis a\n");
        assert!(losses.is_empty());
    }

    #[test]
    fn offsets_are_code_points() {
        assert_eq!(written("👩‍👩‍👧 Élan", 19..24).0, "T1\tPER 6 10\tÉlan\n");
    }

    #[test]
    fn what_a_line_cannot_hold_is_counted() {
        let (annotations, losses) = written("a\r\nb", 0..3);
        assert_eq!(annotations, "T1\tPER 0 1\ta\n");
        assert_eq!(losses.count(Lost::Trimmed), 1);
        for blank in [1..2, 2..4] {
            assert_eq!(written("a \r\nb", blank).1.count(Lost::Blank), 1);
        }
    }
}
