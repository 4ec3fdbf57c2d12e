//! Mentions as brackets in a column, as CoNLL-2012 has them: `(12` opens, `12)` closes, `(12)` is
//! one token, and a cell may hold several. They nest and cross.

use super::Tagged;

/// A mention over tokens whose label and entity its key tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bracketed {
    pub tagged: Tagged,
    pub key: String,
}

enum Bracket<'c> {
    Open(&'c str),
    Close(&'c str),
    Whole(&'c str),
}

pub(crate) fn has_brackets(cell: &str) -> bool {
    cell.starts_with('(') || cell.ends_with(')') && cell.len() > 1
}

/// The mentions of one document, and the keys whose bracket has no partner with the token they
/// stand at.
pub(crate) fn bracketed<'t>(cells: impl Iterator<Item = &'t str>) -> (Vec<Bracketed>, Vec<(usize, String)>) {
    let mut found = Vec::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut unpaired = Vec::new();
    let mut add = |key: &str, start: usize, end: usize| {
        let tagged = Tagged { tokens: start..end, label: label(key) };
        found.push(Bracketed { tagged, key: key.to_owned() });
    };
    for (at, cell) in cells.enumerate() {
        for bracket in brackets(cell) {
            match bracket {
                Bracket::Open(key) => open.push((key, at)),
                Bracket::Whole(key) => add(key, at, at + 1),
                Bracket::Close(key) => match open.iter().rposition(|(opened, _)| *opened == key) {
                    Some(place) => add(key, open.remove(place).1, at + 1),
                    None => unpaired.push((at, key.to_owned())),
                },
            }
        }
    }
    unpaired.extend(open.into_iter().map(|(key, at)| (at, key.to_owned())));
    found.sort_by_key(|mention| (mention.tagged.tokens.start, std::cmp::Reverse(mention.tagged.tokens.end)));
    (found, unpaired)
}

fn brackets(cell: &str) -> Vec<Bracket<'_>> {
    let mut found = Vec::new();
    let mut rest = cell;
    loop {
        rest = rest.trim_start_matches(|c: char| c == '|' || c.is_whitespace());
        let opens = rest.starts_with('(');
        let body = rest.strip_prefix('(').unwrap_or(rest);
        let end = body.find(['(', ')', '|']).unwrap_or(body.len());
        let (key, after) = body.split_at(end);
        let closes = after.starts_with(')');
        match (opens, closes) {
            _ if key.is_empty() => return found,
            (true, true) => found.push(Bracket::Whole(key)),
            (true, false) => found.push(Bracket::Open(key)),
            (false, true) => found.push(Bracket::Close(key)),
            (false, false) => {}
        }
        rest = after.strip_prefix(')').unwrap_or(after);
    }
}

/// The label inside a key: GUM writes `person-9-Name`, MEANTIME `cross_intra_ORG3715…`; a bare
/// number, as in CoNLL-2012, says only that something is mentioned.
fn label(key: &str) -> String {
    let label = match local_key(key) {
        Some((label, _)) => label,
        None => key.trim_end_matches(|c: char| c.is_ascii_digit()).rsplit('_').next().unwrap_or_default(),
    };
    if label.is_empty() { "MENTION".to_owned() } else { label.to_owned() }
}

/// The label and the name of a key that counts within its document: `12`, `person-9`,
/// `person-9-Name`. `None` for one that means the same in every document.
fn local_key(key: &str) -> Option<(&str, Option<&str>)> {
    let mut parts = key.splitn(3, '-');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let first = parts.next().unwrap_or_default();
    match parts.next() {
        None if is_number(first) => Some(("", None)),
        Some(number) if is_number(number) => Some((first, parts.next())),
        _ => None,
    }
}

impl Bracketed {
    /// Who or what is mentioned: by the key's own name, else by the key, which in a document that
    /// counts its own keys needs a second mention to say anything.
    pub(crate) fn entity(&self, document: &str, all: &[Self]) -> Option<String> {
        match local_key(&self.key) {
            None => Some(self.key.clone()),
            Some((_, Some(name))) => Some(name.replace('_', " ")),
            Some((_, None)) => {
                let is_shared = all.iter().filter(|other| other.key == self.key).count() > 1;
                is_shared.then(|| format!("{document} {}", self.key))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[&str]) -> Vec<(std::ops::Range<usize>, String)> {
        let (found, unpaired) = bracketed(cells.iter().copied());
        assert_eq!(unpaired, []);
        found.into_iter().map(|mention| (mention.tagged.tokens, mention.tagged.label)).collect()
    }

    #[test]
    fn brackets_nest_and_share_a_cell() {
        // "Internet Explorer 6" inside "death of Internet Explorer 6", as GUM writes it.
        let cells = ["(event-2", "_", "(abstract-3-IE_6", "_", "event-2)abstract-3-IE_6)"];
        assert_eq!(read(&cells), [(0..5, "event".to_owned()), (2..5, "abstract".to_owned())]);
    }

    #[test]
    fn a_bar_parts_brackets() {
        // Cells of MEANTIME, their numbers shortened.
        let cells = ["(cross_intra_ORG37| (cross_intra_ORG12)", "cross_intra_ORG37)"];
        assert_eq!(read(&cells), [(0..2, "ORG".to_owned()), (0..1, "ORG".to_owned())]);
    }

    #[test]
    fn a_bare_number_is_a_mention_without_label() {
        assert_eq!(read(&["(12)", "-"]), [(0..1, "MENTION".to_owned())]);
    }

    #[test]
    fn a_bracket_without_partner_is_named() {
        let (found, unpaired) = bracketed(["(1", "2)"].into_iter());
        assert!(found.is_empty());
        assert_eq!(unpaired, [(1, "2".to_owned()), (0, "1".to_owned())]);
    }
}
