//! Tags that begin, continue and end mentions: IOB1, IOB2, BIOES, BILOU.

use std::ops::Range;

/// A mention over tokens, half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tagged {
    pub tokens: Range<usize>,
    pub label: String,
}

const PREFIXES: &str = "BIESLU";

pub(crate) fn is_tag(cell: &str) -> bool {
    cell == "O" || split(cell).is_some()
}

/// `B-PER` → `('B', "PER")`.
fn split(tag: &str) -> Option<(char, &str)> {
    let (prefix, label) = tag.split_once('-')?;
    let mut prefix = prefix.chars();
    match (prefix.next(), prefix.next()) {
        (Some(c), None) if PREFIXES.contains(c) && !label.is_empty() => Some((c, label)),
        _ => None,
    }
}

/// The mentions of one sentence, whichever scheme its tags follow.
///
/// The rules are those of conlleval (Tjong Kim Sang & De Meulder 2003): a mention starts at B, S and
/// U, and at any tag that does not continue the one before; it ends after E, L, S and U, and where
/// the next tag does not continue it. So IOB1, where B only parts two neighbours, needs no detecting.
pub(crate) fn tagged<'t>(tags: impl Iterator<Item = &'t str>) -> Vec<Tagged> {
    let mut found: Vec<Tagged> = Vec::new();
    let mut is_open = false;
    for (at, tag) in tags.enumerate() {
        let Some((prefix, label)) = split(tag) else {
            is_open = false;
            continue;
        };
        let continues = is_open && !matches!(prefix, 'B' | 'S' | 'U');
        match found.last_mut() {
            Some(last) if continues && last.label == label => last.tokens.end = at + 1,
            _ => found.push(Tagged { tokens: at..at + 1, label: label.to_owned() }),
        }
        is_open = !matches!(prefix, 'E' | 'L' | 'S' | 'U');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tags: &str) -> Vec<(Range<usize>, String)> {
        tagged(tags.split(' ')).into_iter().map(|mention| (mention.tokens, mention.label)).collect()
    }

    /// One sentence in every scheme; IOB1 as in the CoNLL-2003 shared task, BIOES and BILOU by hand.
    #[test]
    fn every_scheme_says_the_same() {
        let mentions = [(0..2, "PER".to_owned()), (2..3, "PER".to_owned()), (4..5, "LOC".to_owned())];
        for tags in [
            "I-PER I-PER B-PER O I-LOC",
            "B-PER I-PER B-PER O B-LOC",
            "B-PER E-PER S-PER O S-LOC",
            "B-PER L-PER U-PER O U-LOC",
        ] {
            assert_eq!(read(tags), mentions, "{tags}");
        }
    }

    #[test]
    fn another_label_starts_another_mention() {
        assert_eq!(read("B-PER I-LOC"), [(0..1, "PER".to_owned()), (1..2, "LOC".to_owned())]);
    }

    #[test]
    fn a_label_may_hold_a_dash() {
        assert_eq!(read("B-MERGE-ORG I-MERGE-ORG"), [(0..2, "MERGE-ORG".to_owned())]);
        assert!(!is_tag("-DOCSTART-") && !is_tag("co-founder") && !is_tag("B-"));
    }
}
