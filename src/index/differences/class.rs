/// What kind of difference it is, in the order in which the kinds are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceClass {
    Punctuation,
    Case,
    Spelling,
    /// Another form of the same word: `agreed` and `agree`, `Japan` and `Japan’s`.
    Inflection,
    Number,
    /// Two names where an actor stands, for instance `China` and `the Chinese regime`.
    Label,
    /// Who said it, or whether anyone did.
    Attribution,
    Other,
    /// Only the second side has it.
    Insertion,
    /// Only the first side has it.
    Deletion,
    /// Both sides have it, at two places of the passage or at its edge: a difference where it stands
    /// on one side alone, and another where it stands on the other.
    Move,
}

impl DifferenceClass {
    pub const ALL: [Self; 11] = [
        Self::Punctuation,
        Self::Case,
        Self::Spelling,
        Self::Inflection,
        Self::Number,
        Self::Label,
        Self::Attribution,
        Self::Other,
        Self::Insertion,
        Self::Deletion,
        Self::Move,
    ];

    /// The word that scripts get.
    pub fn id(self) -> &'static str {
        match self {
            Self::Punctuation => "punctuation",
            Self::Case => "case",
            Self::Spelling => "spelling",
            Self::Inflection => "inflection",
            Self::Number => "number",
            Self::Label => "label",
            Self::Attribution => "attribution",
            Self::Other => "other",
            Self::Insertion => "insertion",
            Self::Deletion => "deletion",
            Self::Move => "move",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number or date",
            Self::Label => "label of an actor",
            other => other.id(),
        }
    }

    /// Whether it is a matter of house style and not of meaning.
    pub fn is_style(self) -> bool {
        matches!(self, Self::Punctuation | Self::Case | Self::Spelling)
    }
}
