use std::fmt;
use std::path::PathBuf;

use crate::format::ReadError;
use crate::job::JobError;
use crate::load::LoadError;
use crate::session::SessionError;
use crate::store::StoreError;
use crate::text::count;

/// Why a call cannot be met: what, and what to do.
#[derive(Debug)]
pub(super) enum CliError {
    UnknownSubcommand(String),
    UnknownOption(String),
    NoValue(String),
    NoValueWanted(String),
    Twice(String),
    Missing(&'static str),
    MissingOption(String),
    TooMany(String),
    NoChoice { option: &'static str, asked: String, known: String },
    NoSuch { what: &'static str, asked: String, known: Vec<String> },
    BadExpression(String),
    BadSplit(String),
    BadNumber { option: &'static str, asked: String },
    NotADate(String),
    NothingFound(String),
    NothingLoaded,
    NoPlot(&'static str),
    ManyFiles { format: &'static str },
    Problems(usize),
    Unreadable { path: PathBuf, why: String },
    Stdout(std::io::Error),
    Load(LoadError),
    Read(ReadError),
    Session(SessionError),
    Store(StoreError),
    Job(JobError),
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SEE: &str = "add --help to see what this subcommand takes";
        match self {
            Self::UnknownSubcommand(word) => write!(
                f,
                "\"{word}\" is neither a subcommand nor a file; broadsheet --help lists the subcommands"
            ),
            Self::UnknownOption(option) => write!(f, "There is no option {option}; {SEE}"),
            Self::NoValue(option) => write!(f, "{option} needs its value; {SEE}"),
            Self::NoValueWanted(option) => write!(f, "{option} takes no value; {SEE}"),
            Self::Twice(option) => write!(f, "{option} can be given only once; {SEE}"),
            Self::Missing(what) => write!(f, "{what} is missing; {SEE}"),
            Self::MissingOption(option) => write!(f, "{option} is missing; {SEE}"),
            Self::TooMany(word) => write!(f, "\"{word}\" is one word too many; {SEE}"),
            Self::NoChoice { option, asked, known } => {
                write!(f, "--{option} cannot be \"{asked}\"; choose one of {known}")
            }
            Self::NoSuch { what, asked, known } if known.is_empty() => {
                write!(f, "There is no {what} \"{asked}\"; the project has none yet")
            }
            Self::NoSuch { what, asked, known } => {
                write!(f, "There is no {what} \"{asked}\"; choose one of {}", known.join(", "))
            }
            Self::BadExpression(why) => write!(f, "The pattern is no regular expression ({why})"),
            Self::BadSplit(asked) => {
                write!(f, "--split cannot be \"{asked}\"; write two or three shares, such as 80/10/10")
            }
            Self::BadNumber { option, asked } => {
                write!(f, "--{option} cannot be \"{asked}\"; write a whole number")
            }
            Self::NotADate(why) => f.write_str(why),
            Self::NothingFound(form) => write!(f, "\"{form}\" stands nowhere in these articles"),
            Self::NothingLoaded => f.write_str("None of these files could be loaded"),
            Self::NoPlot(analysis) => {
                write!(f, "The answer to {analysis} has no plot; ask for json, csv or text instead of svg")
            }
            Self::ManyFiles { format } => {
                write!(f, "{format} is written as several files; say where with --out PATH")
            }
            Self::Problems(n) => {
                write!(f, "{} {} found", count(*n, "problem"), if *n == 1 { "was" } else { "were" })
            }
            Self::Unreadable { path, why } => {
                write!(f, "Could not read the file ({why}): {}", path.display())
            }
            Self::Stdout(error) => write!(f, "Could not write the result ({error})"),
            Self::Load(error) => error.fmt(f),
            Self::Read(error) => error.fmt(f),
            Self::Session(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Job(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CliError {}

impl From<ReadError> for CliError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<SessionError> for CliError {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<JobError> for CliError {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}
