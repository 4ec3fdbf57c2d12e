use std::fmt;

/// Why a wish cannot be granted, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// The thing was removed meanwhile.
    Gone(&'static str),
    NothingSelected,
    AlreadyTagged {
        quote: String,
        label: String,
    },
    EmptyName(&'static str),
    NameTaken {
        what: &'static str,
        name: String,
    },
    KeyTaken {
        key: char,
        by: String,
    },
    KeyReserved {
        key: char,
        why: &'static str,
    },
    NotADate(String),
    NotAllowed {
        relation: String,
        from: String,
        to: String,
    },
    SameEnds,
    NoSuchAttribute {
        label: String,
        name: String,
    },
    NotAChoice {
        name: String,
        value: String,
        choices: String,
    },
    NoChoices {
        name: String,
    },
    BadExpression {
        name: String,
        problem: String,
    },
    EmptyWordList {
        name: String,
    },
    NothingNew {
        n_known: usize,
    },
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(what) => write!(f, "This {what} is no longer there"),
            Self::NothingSelected => {
                f.write_str("Select some text first; blanks and marks alone cannot be tagged")
            }
            Self::AlreadyTagged { quote, label } => write!(f, "\"{quote}\" is already tagged {label}"),
            Self::EmptyName(what) => write!(f, "A {what} needs a name"),
            Self::NameTaken { what, name } => {
                write!(f, "There is already a {what} named {name}; choose another name")
            }
            Self::KeyTaken { key, by } => {
                write!(f, "The key {} already belongs to {by}; choose another key", key.to_uppercase())
            }
            Self::KeyReserved { key, why } => {
                write!(f, "The key {} {why}; choose another key", key.to_uppercase())
            }
            Self::NotADate(problem) => f.write_str(problem),
            Self::NotAllowed { relation, from, to } => {
                write!(f, "{relation} cannot go from {from} to {to}; the tagset says which labels it joins")
            }
            Self::SameEnds => f.write_str("A relation needs two different mentions"),
            Self::NoSuchAttribute { label, name } => {
                write!(f, "{label} has no attribute named {name}; add it in the tagset")
            }
            Self::NotAChoice { name, value, choices } => {
                write!(f, "{name} cannot be \"{value}\"; choose one of {choices}")
            }
            Self::NoChoices { name } => {
                write!(f, "{name} has nothing to choose from; write its choices with commas between")
            }
            Self::BadExpression { name, problem } => {
                write!(f, "The pattern {name} cannot be used: {problem}")
            }
            Self::EmptyWordList { name } => write!(f, "The word list {name} is empty; write one form a line"),
            Self::NothingNew { n_known: 1 } => f.write_str("This article is already in the project"),
            Self::NothingNew { n_known } => write!(f, "All {n_known} articles are already in the project"),
        }
    }
}

impl std::error::Error for CommandError {}
