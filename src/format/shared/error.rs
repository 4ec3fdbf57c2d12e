use std::fmt;

use crate::model::Draft;

/// What was read, and what was left out on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub drafts: Vec<Draft>,
    pub warnings: Vec<ReadError>,
}

/// Something in a file that could not be read: which file, where in it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    pub file: String,
    pub place: Place,
    pub problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    File,
    /// Counted from 1.
    Line(usize),
    /// An element of a JSON list, counted from 1.
    Record(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NoFiles { format: &'static str },
    NotUtf8,
    NotJson(String),
    NotCsv(String),
    NoText,
    NotAMention,
    NotARelation,
    NotAZone,
    NotANumber(String),
    NoStretch { start: usize, end: usize },
    OtherQuote { said: String, found: String },
    NoTextFile(String),
    NoAnnotationFile(String),
    UnknownLine,
    UnknownTarget(String),
    NoTags,
    NoTag(String),
    Unpaired(String),
    OffsetsDiffer { tokens: usize, offsets: usize },
    NoColumn(&'static str),
    NoArticle(String),
    OtherText(String),
    Packed(&'static str),
    NotOfPassim,
    NotAPassage,
    OtherPassage(String),
    NothingSame,
    Overextended { count: usize, of: usize },
}

impl ReadError {
    pub fn new(file: &str, place: Place, problem: Problem) -> Self {
        Self { file: file.to_owned(), place, problem }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::File if self.file.is_empty() => write!(f, "{}", self.problem),
            Place::File => write!(f, "{}: {}", self.file, self.problem),
            Place::Line(line) => write!(f, "{}, line {line}: {}", self.file, self.problem),
            Place::Record(record) => write!(f, "{}, record {record}: {}", self.file, self.problem),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFiles { format } => {
                write!(f, "None of these files can be {format}; choose another format")
            }
            Self::NotUtf8 => f.write_str("the file is not UTF-8 text; save it as UTF-8"),
            Self::NotJson(why) => write!(f, "this is not JSON ({why})"),
            Self::NotCsv(why) => write!(f, "this is not CSV ({why})"),
            Self::NoText => f.write_str("the record has no text; it needs a \"text\" field"),
            Self::NotAMention => f.write_str("a mention needs a start, an end and a label; it was left out"),
            Self::NotARelation => {
                f.write_str("a relation needs two mentions of this record and a kind; it was left out")
            }
            Self::NotAZone => f.write_str("a zone needs a start, an end and a known kind; it was left out"),
            Self::NotANumber(written) => write!(f, "\"{written}\" is not a number; the line was left out"),
            Self::NoStretch { start, end } => {
                write!(f, "{start}–{end} is no stretch of the text; the mention was left out")
            }
            Self::OtherQuote { said, found } => {
                write!(f, "the mention should read \"{said}\", but \"{found}\" stands there; it was left out")
            }
            Self::NoTextFile(name) => write!(f, "its text is missing; put {name} beside it"),
            Self::NoAnnotationFile(name) => write!(f, "there is no {name} beside it; it was left out"),
            Self::UnknownLine => f.write_str("this line has no known form; it was left out"),
            Self::UnknownTarget(id) => write!(f, "there is no mention {id}; the line was left out"),
            Self::NoTags => f.write_str("no column holds mention tags such as B-PER, I-PER and O"),
            Self::NoTag(word) => write!(f, "\"{word}\" has no tag; it was read as outside any mention"),
            Self::Unpaired(key) => write!(f, "the bracket of {key} has no partner; the mention was left out"),
            Self::OffsetsDiffer { tokens, offsets } => write!(
                f,
                "it has {tokens} tokens, but its offsets file has {offsets}; the text was put together from the tokens"
            ),
            Self::NoColumn(name) => {
                write!(f, "there is no column named {name}; the first line must name the columns")
            }
            Self::NoArticle(article) => {
                write!(
                    f,
                    "the text of \"{article}\" is missing; read the articles file together with this one"
                )
            }
            Self::OtherText(article) => {
                write!(f, "this is not the text of \"{article}\" that is here already; it was left out")
            }
            Self::Packed(tool) => write!(f, "the file is packed; unpack it with {tool} first"),
            Self::NotOfPassim => f.write_str(
                "this is neither an article nor a passage of passim's align.json or out.json; it was left out",
            ),
            Self::NotAPassage => {
                f.write_str("a passage needs an id, a begin and an end for each article; it was left out")
            }
            Self::OtherPassage(article) => write!(
                f,
                "the passage does not read as \"{article}\" does there; export the articles and run passim again"
            ),
            Self::NothingSame => f.write_str("hardly a word of the two sides is the same; it was left out"),
            Self::Overextended { count, of } => write!(
                f,
                "{count} of {of} passages are the same in less than half of their characters; only the parts that \
                 are the same were marked"
            ),
        }
    }
}

impl std::error::Error for ReadError {}
