//! Lists of forms: one a line, or the first column of a table.

use super::decode::decode;

/// Words that head a column of forms and are none themselves.
const HEADINGS: [&str; 6] = ["form", "name", "term", "text", "word", "words"];

/// The forms of a list in any encoding, each once, in order. `extension` tells a table from lines.
pub fn word_list(bytes: &[u8], extension: &str) -> Vec<String> {
    let text = decode(bytes, |_| None).text;
    let forms = match extension {
        "csv" => first_column(
            &text,
            if text.lines().next().is_some_and(|line| line.contains(';')) { b';' } else { b',' },
        ),
        "tsv" => first_column(&text, b'\t'),
        _ => text.lines().map(str::to_owned).collect(),
    };
    let mut kept: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for form in forms.iter().map(|form| form.trim()) {
        if !form.is_empty() && known.insert(form.to_owned()) {
            kept.push(form.to_owned());
        }
    }
    kept
}

fn first_column(text: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows = reader.records().flatten().filter_map(|row| row.get(0).map(str::to_owned));
    let is_heading = |n: usize, form: &str| n == 0 && HEADINGS.contains(&form.trim().to_lowercase().as_str());
    rows.enumerate().filter(|(n, form)| !is_heading(*n, form)).map(|(_, form)| form).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_kept_once_in_any_encoding() {
        let list = word_list(b"\xef\xbb\xbf Seoul \r\n\r\nBusan\r\nSeoul\r\n", "txt");
        assert_eq!(list, ["Seoul", "Busan"]);
        // "Zürich" in ISO 8859-1.
        assert_eq!(
            word_list(b"Z\xfcrich\nGen\xe8ve\nB\xe2le\n", "txt"),
            ["Z\u{fc}rich", "Gen\u{e8}ve", "B\u{e2}le"]
        );
    }

    #[test]
    fn a_table_gives_its_first_column_without_its_heading() {
        let table = b"Name,Country\n\"Seoul, capital\",Korea\nBusan\n";
        assert_eq!(word_list(table, "csv"), ["Seoul, capital", "Busan"]);
        assert_eq!(word_list(b"Busan;Korea\nPohang;Korea\n", "csv"), ["Busan", "Pohang"]);
    }
}
