use super::hash::{hash_str, mix};

/// What can be said of a word or mark without its neighbours.
pub struct Word {
    /// Tells this spelling from every other.
    pub exact: u64,
    /// The same in lower case.
    pub folded: u64,
    /// Spellings that it may be an inflection of, or that may be inflections of it.
    pub kin: Vec<u64>,
    /// One letter for each character's kind, and the same without repeats: `Xxxx`, `Xx`.
    pub shape: u64,
    pub short_shape: u64,
    /// Up to four characters of either end, in lower case.
    pub affixes: Vec<u64>,
    pub class: Class,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Mark,
    Number,
    Lower,
    Capitalised,
    Capitals,
    Han,
    Hiragana,
    Katakana,
    /// A letter of another script without case.
    Caseless,
}

const LONGEST_AFFIX: usize = 4;
/// Shorter stems meet other words too often.
const STEM_CHARS: usize = 4;

impl Word {
    pub fn of(word: &str) -> Self {
        let lower = word.to_lowercase();
        let shape: Vec<char> = word.chars().map(shape).collect();
        let mut short_shape = shape.clone();
        short_shape.dedup();
        Self {
            exact: hash_str(word),
            folded: hash_str(&lower),
            kin: kin(word),
            shape: hash_str(&String::from_iter(shape)),
            short_shape: hash_str(&String::from_iter(short_shape)),
            affixes: affixes(&lower),
            class: Class::of(word),
        }
    }

    pub fn is_capitalised(&self) -> bool {
        matches!(self.class, Class::Capitalised | Class::Capitals)
    }

    /// Whether its script leaves no blanks between words.
    pub fn is_unspaced(&self) -> bool {
        matches!(self.class, Class::Han | Class::Hiragana | Class::Katakana)
    }
}

/// German genitives, and plurals as English, French and Spanish make them. The English possessive
/// needs nothing, because its apostrophe stands apart.
fn kin(word: &str) -> Vec<u64> {
    let is_stem = |stem: &&str| stem.chars().count() >= STEM_CHARS;
    if !is_stem(&word) || !word.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let stems = ["s", "es"].iter().filter_map(|ending| word.strip_suffix(ending)).filter(is_stem);
    let mut kin: Vec<u64> = stems.map(hash_str).collect();
    kin.push(hash_str(&format!("{word}s")));
    kin
}

fn affixes(lower: &str) -> Vec<u64> {
    let edges: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
    let n_chars = edges.len() - 1;
    let sizes = 1..=LONGEST_AFFIX.min(n_chars.saturating_sub(1));
    let ends_of = |size: usize| {
        let (start, end) = (&lower[..edges[size]], &lower[edges[n_chars - size]..]);
        [mix(size as u64, hash_str(start)), mix((LONGEST_AFFIX + size) as u64, hash_str(end))]
    };
    sizes.flat_map(ends_of).collect()
}

fn shape(c: char) -> char {
    match c {
        _ if c.is_uppercase() => 'X',
        _ if c.is_lowercase() => 'x',
        _ if c.is_numeric() => 'd',
        _ if is_han(c) => 'H',
        _ if is_hiragana(c) => 'h',
        _ if is_katakana(c) => 'k',
        _ if c.is_alphabetic() => 'c',
        mark => mark,
    }
}

impl Class {
    fn of(word: &str) -> Self {
        let Some(first) = word.chars().next() else { return Self::Mark };
        let has_lower = word.chars().any(char::is_lowercase);
        match first {
            _ if first.is_uppercase() && word.len() > first.len_utf8() && !has_lower => Self::Capitals,
            _ if first.is_uppercase() => Self::Capitalised,
            _ if word.chars().any(char::is_numeric) => Self::Number,
            _ if first.is_lowercase() => Self::Lower,
            _ if is_han(first) => Self::Han,
            _ if is_hiragana(first) => Self::Hiragana,
            _ if is_katakana(first) => Self::Katakana,
            _ if first.is_alphabetic() => Self::Caseless,
            _ => Self::Mark,
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '々')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_kin(a: &str, b: &str) -> bool {
        Word::of(a).kin.contains(&Word::of(b).exact)
    }

    #[test]
    fn a_genitive_or_plural_is_kin_of_its_stem_both_ways() {
        assert!(are_kin("Deutschlands", "Deutschland") && are_kin("Deutschland", "Deutschlands"));
        assert!(are_kin("Congresses", "Congress"));
        assert!(!are_kin("Deutschland", "Deutscher"));
    }

    #[test]
    fn short_words_and_numbers_have_no_kin() {
        assert!(Word::of("ISS").kin.is_empty() && Word::of("1990s").kin.is_empty());
    }

    #[test]
    fn every_script_has_its_class() {
        let classes =
            ["Paris", "EU", "the", "1990", "5th", "日", "の", "トヨタ", "서울", "«", "A380"].map(Class::of);
        use Class::*;
        let expected =
            [Capitalised, Capitals, Lower, Number, Number, Han, Hiragana, Katakana, Caseless, Mark, Capitals];
        assert_eq!(classes, expected);
    }

    #[test]
    fn words_of_one_build_share_a_shape() {
        assert_eq!(Word::of("Bonn").shape, Word::of("Rome").shape);
        assert_eq!(Word::of("Bonn").short_shape, Word::of("Washington").short_shape);
        assert_ne!(Word::of("Bonn").short_shape, Word::of("bonn").short_shape);
    }
}
