//! Names of authors as pages write them, cleaned of what is no name.

use std::sync::LazyLock;

use regex::Regex;

/// The names, joined by commas; empty where nobody is named.
pub fn clean(written: &str, outlet: &str) -> String {
    let names: Vec<String> =
        split(written).iter().map(|name| bare(name)).filter(|name| is_name(name)).collect();
    let is_outlet = |name: &&String| name.to_lowercase() == outlet.to_lowercase();
    let people: Vec<&String> = names.iter().filter(|name| !is_outlet(name)).collect();
    let mut kept: Vec<&String> = if people.is_empty() { names.iter().collect() } else { people };
    let mut seen = std::collections::BTreeSet::new();
    kept.retain(|name| seen.insert(name.to_lowercase()));
    kept.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn split(written: &str) -> Vec<String> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"\s*[;|/&、•·\n]\s*|,?\s+(?:and|und|et|y|e)\s+|,\s+(?:with\s+)?(?P<next>\p{Lu})")
    });
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r"\S+://\S+|\S+@\S+\.\S+"));
    let without_addresses = ADDRESS.replace_all(written, "");
    let parted = BETWEEN.replace_all(&without_addresses, "\n$next");
    parted.lines().map(|name| name.trim().to_owned()).collect()
}

fn bare(name: &str) -> String {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:(?:by|von|par|por|di|door|text|autor|author|written by|posted by|view all posts by|(?:story|article) by)\b\s*:?\s*)+",
        )
    });
    static END: LazyLock<Regex> = LazyLock::new(|| regex(r"\s*[(\[<].*$|\s+@\S+$|\s+-\s+.*$"));
    let name = START.replace(name.trim(), "").into_owned();
    END.replace(&name, "").trim_matches([' ', ',', '.', ':', '-', '*']).to_owned()
}

fn is_name(name: &str) -> bool {
    static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:admin(?:istrator)?|editor(?:s|ial(?: (?:staff|team|board))?)?|guest|none|null|redaktion|online-redaktion|rédaction|la rédaction|redacción|staff|staff (?:writer|reporter)|web ?desk|news ?desk|webmaster|.*\b(?:correspondent|reporter|editor|redakteur(?:in)?|korrespondent(?:in)?|journaliste?|writer|columnist|bureau chief)s?)$",
        )
    });
    let has_letters = name.chars().any(char::is_alphabetic);
    has_letters && !name.starts_with("www.") && !NO_NAME.is_match(name) && name.chars().count() <= 60
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed expression")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_and_cleaned() {
        for (written, expected) in [
            ("By Ada Quell and Jon Marsh", "Ada Quell, Jon Marsh"),
            ("Ada Quell; Jon Marsh; Ada Quell", "Ada Quell, Jon Marsh"),
            ("Von Ada Quell und Jon Marsh, Berlin-Korrespondentin", "Ada Quell, Jon Marsh"),
            ("Ada Quell, Political Correspondent", "Ada Quell"),
            ("Ada Quell (AFP) ada@quay.example", "Ada Quell"),
            ("View all posts by Ada Quell", "Ada Quell"),
            ("AFP", "AFP"),
            ("The Quay Times", "The Quay Times"),
            ("Ada Quell, The Quay Times", "Ada Quell"),
            ("Marsh, jr", "Marsh, jr"),
            ("https://quay.example/ada", ""),
            ("Redaktion", ""),
            ("山田太郎、鈴木花子", "山田太郎, 鈴木花子"),
        ] {
            assert_eq!(clean(written, "The Quay Times"), expected, "{written}");
        }
    }
}
