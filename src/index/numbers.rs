//! Numbers that a text counts something with.

use std::sync::LazyLock;

use regex::Captures;

use super::forms::Forms;
use crate::text::{Span, words};

#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub span: Span,
    pub value: f64,
    /// `about`, `more than`, or round.
    pub is_rough: bool,
    /// What it counts: the next word but one at most, without its plural ending.
    pub of: String,
}

static NUMBER: LazyLock<Forms<()>> = LazyLock::new(|| {
    let pattern = r"(?x)
        (?P<rough>(?:[Aa]bout|[Aa]round|[Nn]early|[Aa]lmost|[Ss]ome|[Rr]oughly|[Mm]ore\ than|[Oo]ver|[Aa]t\ least|[Uu]p\ to)\ )?
        (?P<it>[$€£¥]?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
        |\b(?P<word>[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty|[Ss]eventy|[Ee]ighty|[Nn]inety))
        (?:[\ -](?P<scale>hundred|thousand|million|billion|trillion))?";
    let signs = "*0* *1* *2* *3* *4* *5* *6* *7* *8* *9* two* three* four* five* six* seven* eight* nine* ten* \
        eleven* twelve* twenty* thirty* forty* fifty* sixty* seventy* eighty* ninety*";
    Forms::new(vec![(pattern.to_owned(), signs, ())])
});

const WORDS: [(&str, f64); 19] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

const SCALES: [(&str, f64); 5] =
    [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)];

/// In text order. A number inside a word or a name, such as `G7` or `2+2`, counts nothing.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut all = Vec::new();
    NUMBER.each(text, |(), found, from| all.extend(number(text, found, from)));
    all
}

fn number(text: &str, found: &Captures, from: usize) -> Option<Number> {
    let place = found.name("it")?;
    let end = from + found.name("scale").map_or(place.end(), |scale| scale.end());
    let span = Span::new(text, from + place.start()..end).ok()?;
    let digits = || found.name("digits")?.as_str().replace(',', "").parse::<f64>().ok();
    let named = |table: &[(&str, f64)], group: &str| {
        let word = found.name(group)?.as_str().to_lowercase();
        table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
    };
    let value = digits().or_else(|| named(&WORDS, "word"))? * named(&SCALES, "scale").unwrap_or(1.0);
    let of = counted(text, end)?;
    let is_rough = found.name("rough").is_some() || value >= 100.0 && value % 100.0 == 0.0;
    stands_free(text, span).then_some(Number { span, value, is_rough, of })
}

impl Number {
    /// Whether two numbers may be one that somebody rounded.
    pub fn is_about(&self, other: &Self) -> bool {
        let apart = (self.value - other.value).abs() / self.value.max(other.value);
        (self.is_rough || other.is_rough) && apart <= MOST_ROUNDING
    }
}

const MOST_ROUNDING: f64 = 0.1;

fn stands_free(text: &str, span: Span) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '+' | '/' | '-' | '–' | '.' | ':' | ',');
    let before = text[..span.start()].chars().next_back();
    let mut after = text[span.end()..].chars();
    let (next, then) = (after.next(), after.next());
    let goes_on = next.is_some_and(|c| {
        c.is_alphanumeric()
            || c == '+'
            || c == '/'
            || matches!(c, ':' | '.' | ',') && then.is_some_and(|c| c.is_ascii_digit())
    });
    !before.is_some_and(joins) && !goes_on
}

/// The last of the next words that could be what is counted: `100 Japanese entrepreneurs`.
fn counted(text: &str, from: usize) -> Option<String> {
    let rest = &text[from..];
    if rest.starts_with('%') {
        return Some("percent".to_owned());
    }
    let phrase_end = rest.find(['.', ',', ';', ':', '(', ')', '"', '“', '”', '\n']).unwrap_or(rest.len());
    let phrase = &rest[..phrase_end];
    let mut next = words(phrase).map(|word| word.of(phrase));
    let (first, second) = (next.next()?, next.next());
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    let noun = if is_small(first) { first } else { second.filter(|word| is_small(word))? };
    let lower = noun.to_lowercase();
    Some(lower.strip_suffix('s').unwrap_or(&lower).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(f64, String, bool)> {
        numbers(text).into_iter().map(|number| (number.value, number.of, number.is_rough)).collect()
    }

    #[test]
    fn numbers_know_what_they_count() {
        assert_eq!(
            found(
                "send 100 Japanese entrepreneurs in five years, about 1,250 ships and 3.5 million people, 12% less"
            ),
            [
                (100.0, "entrepreneur".to_owned(), true),
                (5.0, "year".to_owned(), false),
                (1250.0, "ship".to_owned(), true),
                (3_500_000.0, "people".to_owned(), true),
                (12.0, "percent".to_owned(), false),
            ]
        );
    }

    #[test]
    fn every_number_is_near_a_sign() {
        const PARTS: [&str; 17] = [
            "More than ",
            "about ",
            "1,250",
            "3.5",
            "12",
            "%",
            " million",
            "-",
            "Two",
            "twofold",
            "ninety ",
            " ",
            "\n",
            "é",
            "€7",
            "ships ",
            "a longer stretch of some other words over there ",
        ];
        let mut random = crate::fixture::Random::new(19);
        for _ in 0..1000 {
            let text: String = (0..40).map(|_| PARTS[random.below(PARTS.len())]).collect();
            assert_eq!(NUMBER.near_signs(&text), NUMBER.in_all(&text), "{text}");
        }
    }

    #[test]
    fn numbers_in_names_count_nothing() {
        assert_eq!(found("The G7 and “2+2″ talks, COVID-19, 10:30 Uhr, World War Two."), []);
    }

    #[test]
    fn a_rough_number_may_be_an_exact_one() {
        let of = |text: &str| numbers(text).remove(0);
        assert!(of("about 1,000 ships").is_about(&of("1,012 ships")));
        assert!(!of("12 ships").is_about(&of("13 ships")));
        assert!(!of("about 1,000 ships").is_about(&of("2,012 ships")));
    }
}
