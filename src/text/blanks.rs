/// Words with one blank between each two, and none at the ends: a name or a quote that was broken over lines.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_wide_blanks_become_single_blanks() {
        assert_eq!(squeezed(" Ann\r\n  Lee\u{a0}\u{3000}sang\t"), "Ann Lee sang");
        assert_eq!(squeezed("\n"), "");
    }
}
