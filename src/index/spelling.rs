use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::is_unseen;

/// Whether two wordings are one in two house styles: `defence` and `defense`, `G-7` and `G7`,
/// `World War Two` and `World War II`, `per cent` and `percent`, `Élysée` and `Elysee`.
pub(super) fn is_spelling_variant(a: &[&str], b: &[&str]) -> bool {
    !a.is_empty() && !b.is_empty() && key(a) == key(b)
}

/// What has to be overlooked for two wordings to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// `G-7` and `G7`, `per cent` and `percent`.
    Joining,
    /// `Élysée` and `Elysee`.
    Accents,
    /// `Two` and `II`.
    Numerals,
    /// `defence` and `defense`.
    Spelling,
}

/// The layers under which words are read: words that are the same under them count as the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Layers(u8);

impl Layers {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self((1 << Layer::ALL.len()) - 1);

    pub fn with(self, layer: Layer) -> Self {
        Self(self.0 | 1 << layer as u8)
    }

    pub fn without(self, layer: Layer) -> Self {
        Self(self.0 & !(1 << layer as u8))
    }

    pub fn has(self, layer: Layer) -> bool {
        self.0 >> layer as u8 & 1 == 1
    }

    /// A word as it is read under the layers, in lower case. Wordings of several words, such as `per cent`,
    /// stay what they are.
    pub(super) fn form(self, word: &str) -> String {
        let is_kept = |c: &char| match c {
            c if is_combining_mark(*c) => !self.has(Layer::Accents),
            c => c.is_alphanumeric() || !self.has(Layer::Joining),
        };
        let plain = |c: char| match c {
            '’' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        };
        let seen = word.nfkd().filter(|c| !is_unseen(*c)).map(plain);
        let lower: String = seen.filter(is_kept).flat_map(char::to_lowercase).nfc().collect();
        let digits = number(word).or_else(|| number(&lower)).filter(|_| self.has(Layer::Numerals));
        match digits {
            Some(digits) => digits.to_owned(),
            // Short words that differ in such letters are different words: `to` and `too`.
            None if self.has(Layer::Spelling) && lower.len() >= SHORTEST_WITH_ENDING => {
                without_doubles(&american(&lower))
            }
            None => lower,
        }
    }
}

impl FromIterator<Layer> for Layers {
    fn from_iter<T: IntoIterator<Item = Layer>>(layers: T) -> Self {
        layers.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Layer {
    pub const ALL: [Self; 4] = [Self::Joining, Self::Accents, Self::Numerals, Self::Spelling];

    /// The word that scripts use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Joining => "hyphens",
            Self::Accents => "accents",
            Self::Numerals => "numerals",
            Self::Spelling => "spelling",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Joining => "hyphens and spaces",
            Self::Accents => "accents",
            Self::Numerals => "ways to write a number",
            Self::Spelling => "British and American spelling",
        }
    }

    /// The mildest layer under which two wordings are the same; `None` where none makes them so, or
    /// where they differ in nothing but case.
    pub fn between(a: &str, b: &str) -> Option<Self> {
        let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
        if !is_spelling_variant(&a, &b) || a.join(" ").to_lowercase() == b.join(" ").to_lowercase() {
            return None;
        }
        let letters = |words: &[&str], drops_accents| lower_letters(&words.concat(), drops_accents);
        if letters(&a, false) == letters(&b, false) {
            Some(Self::Joining)
        } else if letters(&a, true) == letters(&b, true) {
            Some(Self::Accents)
        } else if a.iter().chain(&b).any(|word| is_number(word)) {
            Some(Self::Numerals)
        } else {
            Some(Self::Spelling)
        }
    }
}

fn is_number(word: &str) -> bool {
    let lower = word.to_lowercase();
    NUMBERS.iter().any(|(name, digits)| [*name, *digits].contains(&word) || *name == lower)
}

/// Without what is no letter or digit, and with or without accents.
fn lower_letters(word: &str, drops_accents: bool) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || (is_combining_mark(*c) && !drops_accents);
    word.nfkd().filter(is_kept).flat_map(char::to_lowercase).collect()
}

/// What the forms of a word in all house styles have in common; nothing to show.
pub fn style_neutral(word: &str) -> String {
    key(&[word])
}

fn key(words: &[&str]) -> String {
    without_doubles(&words.iter().map(|word| house_neutral(word)).collect::<String>())
}

/// `travelled` and `traveled`.
fn without_doubles(word: &str) -> String {
    let mut single = String::with_capacity(word.len());
    for c in word.chars() {
        if !single.ends_with(c) || c.is_numeric() {
            single.push(c);
        }
    }
    single
}

/// Endings that British and American spelling differ in, to one of the two; longer ones first.
const ENDINGS: [(&str, &str); 20] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("ences", "enses"),
    ("ence", "ense"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("our", "or"),
    ("ogramme", "ogram"),
    ("ogrammes", "ograms"),
    ("ogue", "og"),
    ("tres", "ters"),
    ("tre", "ter"),
];

/// Shorter words (`four`, `rise`, `our`) end so in both.
const SHORTEST_WITH_ENDING: usize = 6;

const NUMBERS: [(&str, &str); 13] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("II", "2"),
    ("III", "3"),
    ("IV", "4"),
];

fn house_neutral(word: &str) -> String {
    let is_kept = |c: &char| !is_combining_mark(*c) && c.is_alphanumeric();
    let lower: String = word.nfkd().filter(is_kept).flat_map(char::to_lowercase).collect();
    match number(word).or_else(|| number(&lower)) {
        Some(digits) => digits.to_owned(),
        None => american(&lower),
    }
}

fn number(form: &str) -> Option<&'static str> {
    NUMBERS.iter().find(|(name, _)| *name == form).map(|(_, digits)| *digits)
}

fn american(lower: &str) -> String {
    let plain =
        lower.replace("ae", "e").replace("oe", "e").replace("dgement", "dgment").replace("grey", "gray");
    let ending = ENDINGS.iter().find_map(|(ending, other)| Some((plain.strip_suffix(ending)?, other)));
    match ending {
        Some((stem, other)) if plain.len() >= SHORTEST_WITH_ENDING => format!("{stem}{other}"),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_variant(a: &str, b: &str) -> bool {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        is_spelling_variant(&words(a.to_owned().leak()), &words(b.to_owned().leak()))
    }

    #[test]
    fn house_styles_are_seen_through() {
        for (a, b) in [
            ("finalized", "finalised"),
            ("defense", "Defence"),
            ("G-7", "G7"),
            ("Two", "II"),
            ("eight", "8"),
            ("per cent", "percent"),
            ("Élysée", "Elysee"),
            ("travelled", "traveled"),
            ("programme", "program"),
            ("neighbours", "neighbors"),
            ("centre", "center"),
            ("Zelenskyy", "Zelensky"),
            ("U S", "US"),
        ] {
            assert!(is_variant(a, b), "{a} {b}");
        }
    }

    #[test]
    fn each_layer_sees_through_its_own_styles_alone() {
        let pairs = [
            ("G-7", "G7", Layer::Joining),
            ("build-up", "buildup", Layer::Joining),
            ("Élysée", "Elysee", Layer::Accents),
            ("Two", "II", Layer::Numerals),
            ("eight", "8", Layer::Numerals),
            ("finalized", "finalised", Layer::Spelling),
            ("Defence", "defense", Layer::Spelling),
            ("travelled", "traveled", Layer::Spelling),
        ];
        for (a, b, layer) in pairs {
            let under = |layers: Layers| layers.form(a) == layers.form(b);
            assert!(!under(Layers::NONE) && under(Layers::ALL), "{a} {b}");
            for other in Layer::ALL {
                assert_eq!(under(Layers::NONE.with(other)), other == layer, "{a} {b} {other:?}");
            }
        }
        for (a, b) in [("to", "too"), ("of", "off"), ("four", "for"), ("World", "word"), ("2022", "2023")] {
            assert_ne!(Layers::ALL.form(a), Layers::ALL.form(b));
        }
        assert_eq!(Layers::NONE.form("Japan’s"), "japan's");
    }

    #[test]
    fn the_layer_is_named_that_makes_two_wordings_one() {
        for (a, b, layer) in [
            ("G-7", "G7", Some(Layer::Joining)),
            ("per cent", "percent", Some(Layer::Joining)),
            ("Élysée", "Elysee", Some(Layer::Accents)),
            ("Two", "II", Some(Layer::Numerals)),
            ("eight", "8", Some(Layer::Numerals)),
            ("finalized", "finalised", Some(Layer::Spelling)),
            ("Ministers", "ministers", None),
            ("old", "ugly", None),
        ] {
            assert_eq!(Layer::between(a, b), layer, "{a} {b}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [
            ("four", "for"),
            ("2022", "2023"),
            ("22", "2"),
            ("Britain", "U K"),
            ("rise", "size"),
            ("our", "or"),
        ] {
            assert!(!is_variant(a, b), "{a} {b}");
        }
    }
}
