use std::collections::BTreeMap;
use std::ops::Range;

use crate::format::shared::{Locator, Quoted, breaks_line, numbered_lines, utf8};
use crate::format::{InputFile, Place, Problem, Read, ReadError};
use crate::model::{Draft, DraftMention, DraftRelation, Fact, Facts};
use crate::text::{Extent, Span};

/// A text file and the annotation files of its name make an article.
pub(super) fn read(files: &[InputFile]) -> Read {
    let mut by_stem: BTreeMap<&str, Vec<(Part, &InputFile)>> = BTreeMap::new();
    for file in files {
        if let Some(part) = part(file) {
            by_stem.entry(file.stem()).or_default().push((part, file));
        }
    }
    let mut read = Read::default();
    for (stem, files) in by_stem {
        match article(stem, &files, &mut read.warnings) {
            Ok(draft) => read.drafts.push(draft),
            Err(error) => read.warnings.push(error),
        }
    }
    read
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Annotations,
}

/// What a file is in a dataset of brat; `a1` and `a2` are the BioNLP shared task's.
fn part(file: &InputFile) -> Option<Part> {
    match file.name.rsplit_once('.')?.1 {
        "txt" => Some(Part::Text),
        "ann" | "a1" | "a2" => Some(Part::Annotations),
        _ => None,
    }
}

fn article(
    stem: &str,
    files: &[(Part, &InputFile)],
    warnings: &mut Vec<ReadError>,
) -> Result<Draft, ReadError> {
    let of_part = |wanted| files.iter().filter(move |(part, _)| *part == wanted).map(|(_, file)| *file);
    let missing = |ending: &str, problem: fn(String) -> Problem| {
        let alone = files.first().map_or(stem, |(_, file)| &file.name);
        ReadError::new(alone, Place::File, problem(format!("{stem}.{ending}")))
    };
    let text = of_part(Part::Text).next().ok_or_else(|| missing("txt", Problem::NoTextFile))?;
    if of_part(Part::Annotations).next().is_none() {
        return Err(missing("ann", Problem::NoAnnotationFile));
    }
    let mut lines = Vec::new();
    for file in of_part(Part::Annotations) {
        let numbered = numbered_lines(utf8(file)?);
        lines.extend(numbered.filter_map(|(number, line)| Line::new(file, number, line, warnings)));
    }
    let mut reader = Reader { draft: draft_of(text)?, ids: BTreeMap::new() };
    reader.mentions(&lines, warnings);
    reader.events(&lines);
    for line in lines.iter().filter(|line| !line.id.starts_with('T')) {
        if let Err(problem) = reader.statement(line) {
            warnings.push(line.error(problem));
        }
    }
    Ok(reader.draft)
}

/// brat counts a byte-order mark as a character, so it stays in the text.
fn draft_of(file: &InputFile) -> Result<Draft, ReadError> {
    let not_utf8 = |_| ReadError::new(&file.name, Place::File, Problem::NotUtf8);
    let text = std::str::from_utf8(&file.bytes).map_err(not_utf8)?;
    let title = file.stem().rsplit('/').next().unwrap_or_default();
    let facts = Facts { title: Some(Fact::guessed(title, "file name")), ..Facts::default() };
    Ok(Draft { path: file.name.clone(), facts, ..Draft::of_text(text) })
}

/// `T1⇥Person 0 5⇥Sarah`: an id, what it says, and a text that the mention covers or that tells more.
struct Line<'f> {
    file: &'f str,
    number: usize,
    id: &'f str,
    says: &'f str,
    text: Option<&'f str>,
}

impl<'f> Line<'f> {
    fn new(file: &'f InputFile, number: usize, line: &'f str, warnings: &mut Vec<ReadError>) -> Option<Self> {
        if line.trim().is_empty() {
            return None;
        }
        let Some((id, rest)) = line.split_once('\t').filter(|(id, _)| !id.is_empty()) else {
            warnings.push(ReadError::new(&file.name, Place::Line(number), Problem::UnknownLine));
            return None;
        };
        let (says, text) = rest.split_once('\t').map_or((rest, None), |(says, text)| (says, Some(text)));
        Some(Self { file: &file.name, number, id, says: says.trim_end(), text })
    }

    fn error(&self, problem: Problem) -> ReadError {
        ReadError::new(self.file, Place::Line(self.number), problem)
    }

    /// `Person 0 5;9 12` → the label and its place.
    fn place(&self) -> Result<(&'f str, Quoted), Problem> {
        let (label, places) = self.says.split_once(' ').ok_or(Problem::NotAMention)?;
        let number =
            |written: &str| written.parse::<usize>().map_err(|_| Problem::NotANumber(written.to_owned()));
        let piece = |place: &str| -> Result<Range<usize>, Problem> {
            let (start, end) = place.trim().split_once(' ').ok_or(Problem::NotAMention)?;
            Ok(number(start)?..number(end)?)
        };
        let pieces: Result<Vec<_>, Problem> = places.split(';').map(piece).collect();
        Ok((label, Quoted { pieces: pieces?, quote: self.text.map(str::to_owned) }))
    }
}

struct Reader {
    draft: Draft,
    /// Where the mention behind an id stands in the draft; an event's is its trigger.
    ids: BTreeMap<String, usize>,
}

impl Reader {
    fn mentions(&mut self, lines: &[Line], warnings: &mut Vec<ReadError>) {
        let mut found = Vec::new();
        for line in lines.iter().filter(|line| line.id.starts_with('T')) {
            match line.place() {
                Ok((label, place)) => found.push((line, label, place)),
                Err(problem) => warnings.push(line.error(problem)),
            }
        }
        let text = self.draft.text.clone();
        let places: Vec<Quoted> = found.iter().map(|(_, _, place)| place.clone()).collect();
        let locator = Locator::guessing(&text, &places);
        for (line, label, place) in found {
            match locator.locate(&place) {
                Ok(extent) => {
                    self.ids.insert(line.id.to_owned(), self.draft.mentions.len());
                    self.draft.mentions.push(DraftMention::new(over_line_breaks(&text, &extent), label));
                }
                Err(problem) => warnings.push(line.error(problem)),
            }
        }
    }

    /// Lets an event's id stand for its trigger, because events may name later ones.
    fn events(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|line| line.id.starts_with('E')) {
            let trigger = line.says.split_whitespace().next().and_then(|head| head.split_once(':'));
            let trigger = trigger.and_then(|(_, trigger)| self.ids.get(trigger)).copied();
            self.ids.extend(trigger.map(|trigger| (line.id.to_owned(), trigger)));
        }
    }

    fn target(&self, id: &str) -> Result<usize, Problem> {
        self.ids.get(id).copied().ok_or_else(|| Problem::UnknownTarget(id.to_owned()))
    }

    /// A line that says something about mentions.
    fn statement(&mut self, line: &Line) -> Result<(), Problem> {
        let mut words = line.says.splitn(3, ' ');
        let (name, id) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match line.id.chars().next() {
            Some('E') => self.arguments(line),
            Some('R') => {
                let end =
                    |argument: &str| self.target(argument.split_once(':').map_or(argument, |(_, id)| id));
                let (from, to) = (end(id)?, end(words.next().unwrap_or_default().trim())?);
                self.relate(name, from, to);
                Ok(())
            }
            Some('*') => self.equivalence(line),
            Some('A' | 'M') => {
                let target = self.target(id)?;
                let value = words.next().unwrap_or("yes"); // an attribute without value is there or not
                self.draft.mentions[target].attributes.insert(name.to_owned(), value.to_owned());
                Ok(())
            }
            Some('N') => {
                let target = self.target(id)?;
                let known_as = line.text.map(str::trim).filter(|text| !text.is_empty()).or(words.next());
                self.draft.mentions[target].entity = known_as.map(str::to_owned);
                Ok(())
            }
            Some('#') => {
                let target = self.target(id)?;
                self.add_note(target, name, line.text.unwrap_or_default());
                Ok(())
            }
            _ => Err(Problem::UnknownLine),
        }
    }

    /// `Merge:T2 Org1:T1 Org2:T3`: each argument is a relation from the trigger.
    fn arguments(&mut self, line: &Line) -> Result<(), Problem> {
        let from = self.target(line.id)?;
        for argument in line.says.split_whitespace().skip(1) {
            let (role, id) = argument.split_once(':').ok_or(Problem::UnknownLine)?;
            let to = self.target(id)?;
            self.relate(role.trim_end_matches(|c: char| c.is_ascii_digit()), from, to);
        }
        Ok(())
    }

    /// `Alias T3 T4 T5`: all are the same thing, so each is related to the first.
    fn equivalence(&mut self, line: &Line) -> Result<(), Problem> {
        let mut words = line.says.split_whitespace();
        let name = words.next().unwrap_or_default();
        let members: Vec<usize> = words.map(|id| self.target(id)).collect::<Result<_, _>>()?;
        for other in members.iter().skip(1) {
            self.relate(name, members[0], *other);
        }
        Ok(())
    }

    fn relate(&mut self, kind: &str, from: usize, to: usize) {
        self.draft.relations.push(DraftRelation { kind: kind.to_owned(), from, to });
    }

    fn add_note(&mut self, target: usize, kind: &str, text: &str) {
        let note = &mut self.draft.mentions[target].note;
        if !note.is_empty() {
            note.push('\n');
        }
        if kind != "AnnotatorNotes" {
            note.push_str(&format!("{kind}: "));
        }
        note.push_str(text.trim());
    }
}

/// Joins pieces that only line breaks part: brat splits a mention there because it must.
fn over_line_breaks(text: &str, extent: &Extent) -> Extent {
    let mut joined: Vec<Span> = Vec::new();
    for piece in extent.pieces() {
        let gap = joined.last().map(|last| &text[last.end()..piece.start()]);
        match joined.last_mut() {
            Some(last) if gap.is_some_and(|gap| gap.chars().all(breaks_line)) => {
                *last = Span::new(text, last.start()..piece.end()).unwrap_or(*last);
            }
            _ => joined.push(piece),
        }
    }
    Extent::new(joined).unwrap_or_else(|| extent.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(text: &str, annotations: &str) -> Read {
        read(&[InputFile::new("d.txt", text), InputFile::new("d.ann", annotations)])
    }

    fn problems(text: &str, annotations: &str) -> Vec<String> {
        read_one(text, annotations).warnings.iter().map(ToString::to_string).collect()
    }

    /// DKPro Core's `document1`: entities, an event, a relation and notes on each.
    #[test]
    fn every_kind_of_line_is_read() {
        let text = "Sony formed a joint venture with Ericsson, a mobile phone company based in Sweden.\n";
        let annotations = "T1\tOrganization 0 4\tSony\nT2\tMERGE-ORG 14 27\tjoint venture\nT3\tOrganization 33 41\tEricsson\nE1\tMERGE-ORG:T2 Org1:T1 Org2:T3\nT4\tCountry 75 81\tSweden\nR1\tOrigin Arg1:T3 Arg2:T4\n#1\tAnnotatorNotes T1\tThis is a named entity.\nA1\tConfidence E1 High\nM1\tNegation T2\nN1\tReference T4 Wikidata:Q34\tSweden\n*\tAlias T1 T3\n";
        let read = read_one(text, annotations);
        assert_eq!(read.warnings, []);
        let draft = &read.drafts[0];
        assert_eq!(draft.mentions.len(), 4);
        assert_eq!(draft.mentions[0].note, "This is a named entity.");
        assert_eq!(draft.mentions[1].attributes["Confidence"], "High");
        assert_eq!(draft.mentions[1].attributes["Negation"], "yes");
        assert_eq!(draft.mentions[3].entity.as_deref(), Some("Sweden"));
        let relations: Vec<_> = draft.relations.iter().map(|r| (r.kind.as_str(), r.from, r.to)).collect();
        assert_eq!(relations, [("Org", 1, 0), ("Org", 1, 2), ("Origin", 2, 3), ("Alias", 0, 2)]);
    }

    #[test]
    fn pieces_parted_by_a_line_break_are_one_piece() {
        let draft = &read_one("This is\na test.", "T2\tToken 5 7;8 9\tis a\n").drafts[0];
        assert_eq!(draft.mentions[0].extent.pieces().count(), 1);
        let draft = &read_one("took it over", "T2\tVerb 0 4;8 12\ttook over\n").drafts[0];
        assert_eq!(draft.mentions[0].extent.pieces().count(), 2);
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_is_read() {
        let good = "T1\tX 0 4\tSony\n";
        let problem = |bad: &str| problems("Sony and Ericsson", &format!("{good}{bad}\n")).join("; ");
        for (bad, sentence) in [
            ("T2\tX a 4\tSony", "d.ann, line 2: \"a\" is not a number; the line was left out"),
            ("T2\tX 0 99\tSony", "d.ann, line 2: 0–99 is no stretch of the text; the mention was left out"),
            (
                "T2\tX 9 17\tSony",
                "d.ann, line 2: the mention should read \"Sony\", but \"Ericsson\" stands there; it was left out",
            ),
            ("R1\tOf Arg1:T1 Arg2:T9", "d.ann, line 2: there is no mention T9; the line was left out"),
            ("nonsense", "d.ann, line 2: this line has no known form; it was left out"),
            ("T2\tX", "d.ann, line 2: a mention needs a start, an end and a label; it was left out"),
        ] {
            assert_eq!(problem(bad), sentence);
        }
    }

    #[test]
    fn a_file_without_its_partner_is_named() {
        let alone = |name: &str| read(&[InputFile::new(name, "")]).warnings[0].to_string();
        assert_eq!(alone("d.ann"), "d.ann: its text is missing; put d.txt beside it");
        assert_eq!(alone("d.txt"), "d.txt: there is no d.ann beside it; it was left out");
    }
}
