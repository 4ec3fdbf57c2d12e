use std::fmt;

use super::guard::{Excess, Stopped};

/// Why one file was not loaded, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// As given by the user or found in a folder.
    pub path: String,
    pub problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// The system's words.
    Unreadable(String),
    EmptyFolder,
    Empty,
    OnlyWhiteSpace,
    TooLarge {
        bytes: u64,
    },
    /// What the file is, with its article.
    Foreign(&'static str),
    Binary,
    Project,
    Dataset,
    Hostile(Excess),
    NoArticle,
    TookTooLong,
    /// A bug in a parser.
    Panicked,
    Cancelled,
}

/// Something to look at in an article that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub path: String,
    pub doubt: Doubt,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    Unreadable {
        n_characters: usize,
        encoding: &'static str,
    },
    /// Two ways to find the article's text disagree.
    Disputed,
    Short {
        n_characters: usize,
    },
    CutOff,
    AmbiguousDate(String),
}

impl From<Stopped> for Problem {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::TookTooLong => Self::TookTooLong,
            Stopped::Panicked => Self::Panicked,
            Stopped::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Excess> for Problem {
    fn from(excess: Excess) -> Self {
        Self::Hostile(excess)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PASTE: &str = "copy the article and paste it instead";
        match self {
            Self::Missing => f.write_str("There is no such file or folder; check the name"),
            Self::Unreadable(why) => write!(f, "Could not read the file ({why}); check that you may open it"),
            Self::EmptyFolder => f.write_str("The folder holds no files; choose another"),
            Self::Empty => f.write_str("The file is empty; save or copy it again"),
            Self::OnlyWhiteSpace => f.write_str("The file holds nothing but white space; save or copy it again"),
            Self::TooLarge { bytes } => {
                let limit = super::folder::MAX_FILE_BYTES >> 20;
                write!(f, "The file has {} MB, more than {limit}; split it into its articles", bytes >> 20)
            }
            Self::Foreign(what) => write!(f, "This is {what}, which is not read as an article; {PASTE}"),
            Self::Binary => write!(f, "This is no text but binary data; {PASTE}"),
            Self::Project => f.write_str("This is a RON file, not an article; open it as a project"),
            Self::Dataset => f.write_str("This is a dataset, not an article; import it"),
            Self::Hostile(excess) => write!(f, "The page was not parsed because {excess}; {PASTE}"),
            Self::NoArticle => f.write_str(
                "The page holds no article text; save it again after it has loaded completely, or paste the text",
            ),
            Self::TookTooLong => write!(f, "Parsing took too long and was given up; {PASTE}"),
            Self::Panicked => write!(f, "Parsing failed, which is a bug in the program; {PASTE}"),
            Self::Cancelled => f.write_str("Loading was stopped"),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem, self.path)
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { n_characters: 1, encoding } => {
                write!(
                    f,
                    "1 character could not be read as {encoding} and shows as \u{fffd}; compare with the source"
                )
            }
            Self::Unreadable { n_characters, encoding } => write!(
                f,
                "{n_characters} characters could not be read as {encoding} and show as \u{fffd}; compare with the source"
            ),
            Self::Disputed => {
                f.write_str("It is not clear what on this page is the article; compare with the source")
            }
            Self::Short { n_characters } => {
                write!(f, "Only {n_characters} characters of text were found; compare with the source")
            }
            Self::CutOff => {
                f.write_str("The text may end early, as behind a paywall; compare with the source")
            }
            Self::AmbiguousDate(written) => {
                write!(f, "The date \"{written}\" can be read in two ways; fill it in by hand")
            }
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doubt, self.path)
    }
}

impl std::error::Error for LoadError {}
