//! Numbers with their nouns, for people.

/// `1 article`, `3 articles`, `2 stories`.
pub fn count(n: usize, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_stands_in_the_number_of_its_count() {
        let counted = [count(0, "place"), count(1, "entity"), count(2, "story"), count(3, "key")];
        assert_eq!(counted, ["0 places", "1 entity", "2 stories", "3 keys"]);
    }
}
