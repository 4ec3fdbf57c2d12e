/// Words with one blank between each two, and none at the ends: a name or a quote that was broken over lines.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first characters of it, with a sign where more follow.
pub fn beginning(text: &str, n_chars: usize) -> String {
    let short: String = text.chars().take(n_chars).collect();
    if short.len() < text.len() { format!("{}…", squeezed(&short)) } else { squeezed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_wide_blanks_become_single_blanks() {
        assert_eq!(squeezed(" Ann\r\n  Lee\u{a0}\u{3000}sang\t"), "Ann Lee sang");
        assert_eq!(squeezed("\n"), "");
    }

    #[test]
    fn a_beginning_says_that_more_follows() {
        assert_eq!(beginning("Ann Lee sang", 8), "Ann Lee…");
        assert_eq!(beginning("Ann  Lee", 8), "Ann Lee");
    }
}
