//! Annotation formats, one file each. A format turns bytes into drafts and drafts into bytes; it
//! never sees a path, a dialog or the network, and it counts what it cannot hold.

mod brat;
mod conll_2003;
mod csv;
mod jsonl;
mod passim;
mod shared;

pub use shared::{Export, Grouping, Loss, Losses, Lost, Place, Problem, Read, ReadError, Split};

use shared::reduce;

use std::collections::BTreeSet;

use crate::model::{Draft, Project};
use crate::text::Unit;

/// In the order of menus and lists.
pub const ALL: &[Format] = &[jsonl::FORMAT, conll_2003::FORMAT, brat::FORMAT, csv::FORMAT, passim::FORMAT];

pub struct Format {
    pub id: &'static str,
    pub aliases: &'static [&'static str],
    pub name: &'static str,
    /// How its files end, without the dot. The first is what it writes.
    pub extensions: &'static [&'static str],
    pub layout: Layout,
    /// Endings of files that belong to one file, put in place of that file's own ending.
    pub companions: &'static [&'static str],
    pub keeps: Keeps,
    pub read: Option<Reader>,
    pub write: Option<Writer>,
    /// Whether a file can be of no other format; `None` where its look does not tell.
    pub claims: Option<fn(&InputFile) -> bool>,
    /// Names and contents of a small dataset, shown to the user and read by the tests.
    pub sample: &'static [(&'static str, &'static str)],
}

pub type Reader = fn(&[InputFile]) -> Read;
/// Gets drafts that hold no more than the format keeps, mentions in text order.
pub type Writer = fn(&[Draft], &mut Losses) -> Vec<OutputFile>;

/// Whether a dataset is one file, perhaps with companions, or a folder of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    File,
    Folder,
}

/// What comes back when a dataset is written and read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps {
    pub unit: Unit,
    pub mentions: bool,
    pub overlaps: bool,
    pub pieces: bool,
    /// Mentions of no length.
    pub empty: bool,
    pub entities: bool,
    pub attributes: bool,
    pub relations: bool,
    pub notes: bool,
    /// Title, outlet, date and the like of an article.
    pub facts: bool,
    pub zones: bool,
}

/// A file as its owner handed it over. `name` may hold folders, parted by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A dataset in memory, for a preview or for the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The main file first.
    pub files: Vec<OutputFile>,
    pub losses: Vec<Loss>,
}

/// The format with this id or alias.
pub fn find(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.id == name || format.aliases.contains(&name))
}

/// The formats and what each keeps, as a table in Markdown.
pub fn table() -> String {
    let mark = |kept: bool| if kept { "yes" } else { "–" };
    let names: Vec<&str> = Keeps::EVERYTHING.features().iter().map(|(name, _)| *name).collect();
    let mut table = format!("| format | `--to`, `--from` | {} |\n", names.join(" | "));
    table.push_str(&format!("|---|---|{}\n", "---|".repeat(names.len())));
    for format in ALL {
        let marks: Vec<&str> = format.keeps.features().iter().map(|(_, kept)| mark(*kept)).collect();
        table.push_str(&format!("| {} | `{}` | {} |\n", format.name, format.id, marks.join(" | ")));
    }
    table
}

impl Format {
    /// Reads a dataset; a part of it that cannot be read is left out with a warning.
    pub fn import(&self, files: &[InputFile]) -> Result<Read, ReadError> {
        let no_files = || ReadError::new("", Place::File, Problem::NoFiles { format: self.name });
        let read = self.read.filter(|_| !files.is_empty()).ok_or_else(no_files)?;
        let mut read = read(files);
        if read.drafts.is_empty() {
            let first = if read.warnings.is_empty() { no_files() } else { read.warnings.remove(0) };
            return Err(first);
        }
        Ok(read)
    }

    /// Reads a dataset for a project. Where a format holds texts or what was found in them, but not both
    /// in one file, the project's own texts are read first.
    pub fn import_into(&self, project: &Project, files: &[InputFile]) -> Result<Read, ReadError> {
        if self.keeps.mentions {
            return self.import(files);
        }
        let own = self.export(&Export::everything(project)).files;
        let own = own.into_iter().map(|file| InputFile { name: file.name, bytes: file.bytes });
        let mut read = self.import(&own.chain(files.iter().cloned()).collect::<Vec<_>>())?;
        let known: BTreeSet<&str> = project.articles().values().map(|article| &*article.text).collect();
        read.drafts.retain(|draft| !draft.mentions.is_empty() || !known.contains(&*draft.text));
        Ok(read)
    }

    /// Writes to memory what was chosen, and tells what the format does not hold.
    pub fn export(&self, export: &Export) -> Written {
        let (drafts, mut losses) = export.drafts();
        let files = self.write_drafts(drafts, &mut losses);
        Written { files, losses: losses.iter().collect() }
    }

    fn write_drafts(&self, drafts: Vec<Draft>, losses: &mut Losses) -> Vec<OutputFile> {
        let reduced: Vec<Draft> =
            drafts.into_iter().map(|draft| reduce(draft, &self.keeps, losses)).collect();
        self.write.map(|write| write(&reduced, losses)).unwrap_or_default()
    }

    /// Whether a file of a folder can be part of a dataset in this format, by its name.
    pub fn takes(&self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        self.extensions.contains(&ending.as_str()) || self.companions.iter().any(|end| name.ends_with(end))
    }

    /// Names of files that may belong to the file of this name.
    pub fn companions_of(&self, name: &str) -> Vec<String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let others = self.companions.iter().map(|ending| format!("{stem}{ending}"));
        others.filter(|other| other != name).collect()
    }
}

impl Keeps {
    pub const EVERYTHING: Self = Self {
        unit: Unit::Char,
        mentions: true,
        overlaps: true,
        pieces: true,
        empty: true,
        entities: true,
        attributes: true,
        relations: true,
        notes: true,
        facts: true,
        zones: true,
    };

    /// One label for each token, and nothing else.
    pub const TOKENS: Self = Self {
        unit: Unit::Char,
        mentions: true,
        overlaps: false,
        pieces: false,
        empty: false,
        entities: false,
        attributes: false,
        relations: false,
        notes: false,
        facts: false,
        zones: false,
    };

    /// Each thing that a format may keep, in the user's words.
    pub fn features(&self) -> [(&'static str, bool); 10] {
        [
            ("mentions", self.mentions),
            ("overlaps", self.overlaps),
            ("pieces", self.pieces),
            ("no length", self.empty),
            ("entities", self.entities),
            ("attributes", self.attributes),
            ("relations", self.relations),
            ("notes", self.notes),
            ("article facts", self.facts),
            ("zones", self.zones),
        ]
    }
}

impl InputFile {
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(&self.name, |(stem, _)| stem)
    }
}

impl OutputFile {
    fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// Its name in a dataset called `stem`: `dataset.offsets.jsonl` → `news.offsets.jsonl`.
    pub fn name_in(&self, stem: &str) -> String {
        let ending = self.name.split_once('.').map_or("", |(_, ending)| ending);
        format!("{stem}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DraftMention, DraftRelation, Fact, Facts, Zone, ZoneKind};
    use crate::text::{Extent, Span};

    /// Everything that has broken offsets in some tool.
    const TORTURE: &str = "Macron 👩‍👩‍👧 met 𝒦ishida; e\u{301}te\u{301} عرب\u{64b}ي said\r\nlone\rCR \u{feff}BOM\u{a0}NBSP\ttab\u{85}NEL\u{2028}LS “=SUM”, end";

    fn span(text: &str, quote: &str) -> Span {
        let start = text.find(quote).unwrap();
        Span::new(text, start..start + quote.len()).unwrap()
    }

    fn mention(text: &str, pieces: &[&str], label: &str) -> DraftMention {
        let pieces = pieces.iter().map(|quote| span(text, quote)).collect();
        DraftMention::new(Extent::new(pieces).unwrap(), label)
    }

    fn torture() -> Draft {
        let text = TORTURE;
        let mut mentions = vec![
            mention(text, &["Macron"], "PER"), // at 0
            mention(text, &["Macron", "met"], "EVENT"),
            mention(text, &["👩‍👩‍👧"], "PER"),
            mention(text, &["𝒦ishida"], "PER"),
            mention(text, &["e\u{301}te\u{301}"], "DATE"),
            mention(text, &["عرب\u{64b}ي"], "NORP"),
            mention(text, &["said\r\nlone\rCR"], "MISC"),
            mention(text, &["BOM\u{a0}NBSP"], "MISC"),
            mention(text, &["NBSP"], "MISC"),     // nested
            mention(text, &["NBSP\ttab"], "ORG"), // crossing
            mention(text, &["NEL\u{2028}LS"], "MISC"),
            mention(text, &["=SUM"], "QUANTITY"),
            mention(text, &["end"], "LOC"), // at the end
            DraftMention::new(Span::new(text, text.len()..text.len()).unwrap(), "EMPTY"),
        ];
        mentions.sort_by_key(|mention| (mention.extent.start(), std::cmp::Reverse(mention.extent.end())));
        mentions[0].note = "first, \"quoted\"".to_owned();
        mentions[3].entity = Some("=Kishida, Fumio".to_owned());
        mentions[3].attributes = [("stance".to_owned(), "very positive".to_owned())].into();
        mentions[11].entity = Some("Sum".to_owned());
        let relations = vec![
            DraftRelation { kind: "met".to_owned(), from: 0, to: 3 },
            DraftRelation { kind: "part_of".to_owned(), from: 9, to: 8 },
        ];
        let zones = vec![Zone { span: span(text, "Macron 👩‍👩‍👧"), kind: ZoneKind::Title }];
        let fact = |value: &str| Some(Fact::given(value));
        let facts = Facts {
            title: Some(Fact::guessed("@Title; with: marks", "first line")),
            outlet: fact("Le Monde"),
            domain: Some("lemonde.fr".to_owned()),
            byline: fact("-A. Author"),
            published: fact("2024-05-02"),
            url: fact("https://lemonde.fr/a?b=c,d"),
            language: Some(Fact::guessed("fr", "the words of the text")),
            story: fact("Visit"),
        };
        Draft { path: "in/a b.txt".to_owned(), text: text.into(), facts, zones, mentions, relations }
    }

    /// A text that starts with a byte-order mark, one that is pasted and untagged, an empty one.
    fn dataset() -> Vec<Draft> {
        let text = "\u{feff}Tokyo =1+1\nsaid #O O.";
        let marked = Draft {
            path: "b.txt".to_owned(),
            mentions: vec![mention(text, &["Tokyo"], "GPE"), mention(text, &["=1+1"], "QUANTITY")],
            ..Draft::of_text(text)
        };
        let facts = Facts { title: Some(Fact::given("Pasted")), ..Facts::default() };
        let pasted = Draft { facts, ..Draft::of_text("'=pasted\r") };
        let empty = Draft { path: "empty.txt".to_owned(), ..Draft::default() };
        vec![torture(), marked, pasted, empty]
    }

    fn as_input(files: Vec<OutputFile>) -> Vec<InputFile> {
        files.into_iter().map(|file| InputFile { name: file.name, bytes: file.bytes }).collect()
    }

    /// In order of text, without what a format makes up where it keeps no facts.
    fn comparable(mut drafts: Vec<Draft>, keeps: &Keeps) -> Vec<Draft> {
        for draft in drafts.iter_mut().filter(|_| !keeps.facts) {
            draft.facts = Facts::default();
            draft.path.clear();
        }
        drafts.sort_by(|a, b| a.text.cmp(&b.text));
        drafts
    }

    #[test]
    fn what_is_written_and_read_again_is_what_the_format_keeps() {
        for format in ALL {
            let mut losses = Losses::default();
            let kept: Vec<Draft> =
                dataset().into_iter().map(|draft| reduce(draft, &format.keeps, &mut losses)).collect();
            assert!(
                !format.keeps.mentions || kept[0].mentions.len() > 5,
                "{} keeps next to nothing",
                format.id
            );
            let mut while_writing = Losses::default();
            let files = format.write_drafts(dataset(), &mut while_writing);
            assert_eq!(while_writing, losses, "{}", format.id);
            let read = format.import(&as_input(files)).unwrap();
            assert_eq!(read.warnings, [], "{}", format.id);
            assert_eq!(
                comparable(read.drafts, &format.keeps),
                comparable(kept, &format.keeps),
                "{}",
                format.id
            );
        }
    }

    #[test]
    fn the_same_drafts_give_the_same_bytes() {
        for format in ALL {
            let write = || format.write_drafts(dataset(), &mut Losses::default());
            assert_eq!(write(), write(), "{}", format.id);
        }
    }

    #[test]
    fn every_sample_reads_as_people_read_it() {
        for format in ALL {
            let files: Vec<InputFile> =
                format.sample.iter().map(|(name, text)| InputFile::new(*name, *text)).collect();
            assert!(files.iter().all(|file| format.takes(&file.name)), "{}", format.id);
            let read = format.import(&files).unwrap();
            assert_eq!(read.warnings, [], "{}", format.id);
            let draft = &read.drafts[0];
            let quotes: Vec<_> =
                draft.mentions.iter().map(|mention| mention.extent.quote(&draft.text)).collect();
            let expected: &[&str] = match format.id {
                "brat" => &["Sony", "Ericsson"],
                "csv" => &["Angela Merkel"],
                "passim" => &["The old ferry sank off the cape"],
                _ => &["Angela Merkel", "Macron"],
            };
            assert_eq!(quotes, expected, "{}", format.id);
        }
    }

    #[test]
    fn ids_and_aliases_name_one_format_each() {
        let names: Vec<&str> = ALL
            .iter()
            .flat_map(|format| [format.id].into_iter().chain(format.aliases.iter().copied()))
            .collect();
        let once: std::collections::BTreeSet<&&str> = names.iter().collect();
        assert_eq!(once.len(), names.len());
        assert_eq!(find("conll").unwrap().id, "conll-2003");
        assert!(find("docx").is_none());
    }

    #[test]
    fn nonsense_is_an_error_in_words() {
        let binary = [InputFile::new("x.txt", [0xff, 0x00, 0xfe]), InputFile::new("x.ann", [0xff])];
        for format in ALL {
            assert!(format.import(&[]).is_err());
            let error = format.import(&binary).unwrap_err().to_string();
            assert!(error.contains("not UTF-8"), "{}: {error}", format.id);
            for text in [
                "",
                "\n\n",
                "{",
                "[",
                "[1,2]",
                "{}",
                "a",
                "T1",
                "\t\t\n\t",
                "\"",
                "-DOCSTART-",
                "article,start,end,label\nx",
            ] {
                let name = format!("x.{}", format.extensions[0]);
                assert!(
                    format.import(&[InputFile::new(name, text)]).is_err(),
                    "{} reads {text:?}",
                    format.id
                );
            }
        }
    }

    /// Bytes changed, cut out and doubled at random: every reader answers, and what it reads fits.
    #[test]
    fn a_damaged_dataset_never_stops_the_program() {
        let mut random = crate::fixture::Random::new(7);
        for format in ALL {
            let whole = as_input(format.write_drafts(dataset(), &mut Losses::default()));
            for _ in 0..150 {
                let mut files = whole.clone();
                let n_files = files.len();
                let bytes = &mut files[random.below(n_files)].bytes;
                for _ in 0..=random.below(4) {
                    damage(bytes, &mut random);
                }
                let drafts = format.import(&files).map(|read| read.drafts).unwrap_or_default();
                let fits =
                    |draft: &Draft| draft.mentions.iter().all(|mention| mention.extent.fits(&draft.text));
                assert!(drafts.iter().all(fits), "{}", format.id);
            }
        }
    }

    fn damage(bytes: &mut Vec<u8>, random: &mut crate::fixture::Random) {
        const SIGNS: &[u8] = b"0:;,\t\n\"'{}[]()-#|T\xf0";
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(12)).min(bytes.len());
        match random.below(3) {
            0 => bytes[at] = SIGNS[random.below(SIGNS.len())],
            1 => drop(bytes.drain(at..end)),
            _ => {
                let doubled = bytes[at..end].to_vec();
                bytes.splice(at..at, doubled);
            }
        }
    }

    #[test]
    fn companions_are_named_after_their_file() {
        let format = find("csv").unwrap();
        assert_eq!(format.companions_of("in/news.csv"), ["in/news.articles.csv", "in/news.relations.csv"]);
        let file = OutputFile::new("dataset.offsets.jsonl", "");
        assert_eq!(file.name_in("news"), "news.offsets.jsonl");
    }
}
