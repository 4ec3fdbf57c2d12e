use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Tells forms of one word by their stems, as Snowball cuts them (Porter 2001, snowballstem.org). It
/// goes by endings alone: `said` and `says` have two stems.
pub(super) struct Stems(Stemmer);

impl Stems {
    /// By the languages of both articles: `None` where they differ, or where none is known that has
    /// a stemmer.
    pub fn of(a: &str, b: &str) -> Option<Self> {
        let [a, b] = [a, b].map(|tag| tag.split('-').next().unwrap_or_default());
        let language = if a.is_empty() { b } else { a };
        let is_one = b.is_empty() || language == b;
        algorithm(language).filter(|_| is_one).map(|algorithm| Self(Stemmer::create(algorithm)))
    }

    /// Whether both sides have the same words, word by word, some in another form.
    pub fn are_same(&self, a: &[&str], b: &[&str]) -> bool {
        !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.stem(a) == self.stem(b))
    }

    fn stem(&self, form: &str) -> String {
        let lower = form.to_lowercase().replace('’', "'"); // as Snowball asks for it
        self.0.stem(&lower).into_owned()
    }
}

/// By BCP 47.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, a: &str, b: &str, expected: bool) {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        let [a, b] = [a, b].map(|text| words(text.to_owned().leak()));
        assert_eq!(Stems::of(language, language).unwrap().are_same(&a, &b), expected, "{a:?} {b:?}");
    }

    // The stems are those of Snowball's own vocabularies (snowball-data): `agre`, `minist`, `haus`, `gouvern`.
    #[test]
    fn forms_of_one_word_are_seen_in_its_language() {
        check("en", "agreed", "agrees", true);
        check("en", "Ministers", "minister’s", true);
        check("en", "the talks", "the talk", true);
        check("de", "Häuser", "Hauses", true);
        check("fr", "gouvernements", "gouvernement", true);
        check("en", "China", "Chinese", false);
        check("en", "said", "says", false);
        check("en", "talks", "the talks", false);
    }

    #[test]
    fn nothing_is_said_without_a_language_or_in_two() {
        assert!(Stems::of("", "").is_none());
        assert!(Stems::of("en", "de").is_none());
        assert!(Stems::of("ja", "ja").is_none());
        assert!(Stems::of("en-GB", "en-US").is_some());
        assert!(Stems::of("", "fr-CA").is_some());
    }
}
