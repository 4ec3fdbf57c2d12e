//! Texts in columns: one token a line, a blank line after each sentence. Which column holds the
//! tokens and which the tags is found out, because every corpus has its own.

use std::collections::BTreeMap;

use super::{has_brackets, is_tag, numbered_lines};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document<'f> {
    pub name: Option<&'f str>,
    pub date: Option<&'f str>,
    pub language: Option<&'f str>,
    pub sentences: Vec<Sentence<'f>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence<'f> {
    /// As it was before it was cut into tokens, where the file says so.
    pub text: Option<&'f str>,
    pub rows: Vec<Row<'f>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row<'f> {
    pub line: usize,
    pub token: String,
    /// One for each layer of mentions; `None` where the line has no such cell.
    pub tags: Vec<Option<&'f str>>,
    /// What stood between this token and the next one, where the file says so.
    pub gap: Option<&'static str>,
}

/// Where tokens and tags stand in the lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    token: usize,
    tags: Tags,
    /// Cells in most lines.
    width: usize,
    /// Where blanks part the cells, a token with a blank makes its line longer.
    is_tabbed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    Last,
    Layers(Vec<usize>),
    Brackets,
}

enum Line<'f> {
    Blank,
    DocumentStart,
    Header(Vec<&'f str>),
    Comment(&'f str),
    Cells(Vec<&'f str>),
}

/// `None` where no column holds tags.
pub(crate) fn read_columns(text: &str) -> Option<(Columns, Vec<Document<'_>>)> {
    let lines: Vec<(usize, Line)> =
        numbered_lines(text).map(|(number, line)| (number, Line::new(line))).collect();
    let columns = Columns { is_tabbed: text.contains('\t'), ..Columns::of(&lines)? };
    let documents = documents(&lines, &columns);
    Some((columns, documents))
}

impl<'f> Line<'f> {
    fn new(line: &'f str) -> Self {
        if line.trim().is_empty() {
            return Self::Blank;
        }
        if line.starts_with("-DOCSTART-") {
            return Self::DocumentStart;
        }
        let cells: Vec<&str> = match line.contains('\t') {
            true => line.split('\t').collect(),
            false => line.split_whitespace().collect(),
        };
        match (line.strip_prefix('#'), cells.as_slice()) {
            (Some(comment), cells) if is_comment(comment, cells) => Self::Comment(comment.trim()),
            (_, ["TOKEN", "NE-COARSE-LIT", ..]) => Self::Header(cells),
            _ => Self::Cells(cells),
        }
    }
}

/// A line that starts with # may also be the token `#`.
fn is_comment(comment: &str, cells: &[&str]) -> bool {
    let is_statement = comment.contains(" = ") || comment.trim_start().starts_with("begin document");
    is_statement || !cells.last().is_some_and(|cell| is_tag(cell))
}

impl Columns {
    pub(crate) fn are_bracketed(&self) -> bool {
        self.tags == Tags::Brackets
    }

    pub(crate) fn n_layers(&self) -> usize {
        if let Tags::Layers(layers) = &self.tags { layers.len() } else { 1 }
    }

    fn of(lines: &[(usize, Line)]) -> Option<Self> {
        let header = lines
            .iter()
            .find_map(|(_, line)| if let Line::Header(cells) = line { Some(cells) } else { None });
        if let Some(header) = header {
            return Some(Self::named(header));
        }
        let rows: Vec<&[&str]> = lines
            .iter()
            .filter_map(|(_, line)| if let Line::Cells(cells) = line { Some(cells.as_slice()) } else { None })
            .collect();
        let width = usual_width(&rows);
        Some(Self {
            token: token_column(&rows, width),
            tags: tag_columns(&rows, width)?,
            width,
            is_tabbed: false,
        })
    }

    /// The HIPE corpora name their columns; the literal sense and the mentions nested in it are read.
    fn named(header: &[&str]) -> Self {
        let place = |name: &str| header.iter().position(|cell| *cell == name);
        let layers = ["NE-COARSE-LIT", "NE-NESTED"].into_iter().filter_map(place).collect();
        Self { token: 0, tags: Tags::Layers(layers), width: header.len(), is_tabbed: true }
    }

    fn row<'f>(&self, line: usize, cells: &[&'f str]) -> Row<'f> {
        let n_extra = if self.is_tabbed { 0 } else { cells.len().saturating_sub(self.width) };
        let token_end = (self.token + 1 + n_extra).min(cells.len());
        let token = cells.get(self.token..token_end).unwrap_or_default().join(" ");
        let last = cells.last().copied().filter(|_| cells.len() > 1);
        let tags = match &self.tags {
            Tags::Last | Tags::Brackets => vec![last],
            Tags::Layers(layers) => layers.iter().map(|layer| cells.get(*layer).copied()).collect(),
        };
        let gap = gap(last.unwrap_or_default(), &tags);
        Row { line, token, tags, gap }
    }
}

/// CoNLL-U and HIPE note what followed a token. HIPE's sentences are cut by machine, sometimes inside
/// a mention; there, its note is not believed.
fn gap(note: &str, tags: &[Option<&str>]) -> Option<&'static str> {
    let is_outside = tags.iter().flatten().all(|tag| *tag == "O" || is_nothing(tag));
    if note.contains("EndOfSentence") && is_outside {
        return Some("\n");
    }
    let is_joined = note.contains("NoSpaceAfter") || note.contains("SpaceAfter=No");
    is_joined.then_some("")
}

fn usual_width(rows: &[&[&str]]) -> usize {
    let mut counts = BTreeMap::new();
    for cells in rows {
        *counts.entry(cells.len()).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(width, _)| width)
}

/// The rightmost column that holds tags in nearly every line; else the last one if it holds brackets.
fn tag_columns(rows: &[&[&str]], width: usize) -> Option<Tags> {
    if rows.is_empty() {
        return None;
    }
    let in_most = |fits: &dyn Fn(&[&str]) -> bool| {
        rows.iter().filter(|cells| fits(cells)).count() * 10 >= rows.len() * 9 // a tenth may be damaged
    };
    let last_is = |fits: fn(&str) -> bool| {
        move |cells: &[&str]| cells.len() > 1 && cells.last().is_some_and(|cell| fits(cell))
    };
    if in_most(&last_is(is_tag)) {
        return Some(Tags::Last);
    }
    let holds_tags = |column: &usize| in_most(&|cells| cells.get(*column).is_some_and(|cell| is_tag(cell)));
    if let Some(column) = (1..width).rev().find(holds_tags) {
        return Some(Tags::Layers(vec![column]));
    }
    let is_bracketed = in_most(&last_is(|cell| is_nothing(cell) || has_brackets(cell)))
        && rows.iter().any(|cells| last_is(has_brackets)(cells));
    is_bracketed.then_some(Tags::Brackets)
}

/// What corpora write in a cell that says nothing.
pub(crate) fn is_nothing(cell: &str) -> bool {
    matches!(cell, "-" | "_" | "")
}

/// The column after the last one that counts the tokens; the first one where none counts.
fn token_column(rows: &[&[&str]], width: usize) -> usize {
    let counts = |column: &usize| {
        let mut previous = None;
        rows.iter().all(|cells| {
            let number = cells.get(*column).and_then(|cell| cell.parse::<usize>().ok());
            let goes_on = number.is_some_and(|n| n <= 1 || previous == Some(n - 1));
            previous = number;
            goes_on
        })
    };
    (0..width.saturating_sub(2)).rev().find(counts).map_or(0, |column| column + 1)
}

fn documents<'f>(lines: &[(usize, Line<'f>)], columns: &Columns) -> Vec<Document<'f>> {
    let mut documents = Vec::new();
    let mut document = Document::default();
    let mut sentence = Sentence::default();
    for (number, line) in lines {
        if let Line::Cells(cells) = line {
            sentence.rows.push(columns.row(*number, cells));
            continue;
        }
        if !sentence.rows.is_empty() {
            document.sentences.push(std::mem::take(&mut sentence));
        }
        let comment = if let Line::Comment(comment) = line { comment } else { "" };
        if matches!(line, Line::DocumentStart) || document_name(comment).is_some() {
            documents.push(std::mem::take(&mut document));
        }
        note(comment, &mut document, &mut sentence);
    }
    document.sentences.extend((!sentence.rows.is_empty()).then_some(sentence));
    documents.push(document);
    documents.retain(|document| !document.sentences.is_empty());
    documents
}

/// `newdoc id = n01`, `hipe2022:document_id = d1`, `begin document (corpus/1); part 000`.
fn document_name(comment: &str) -> Option<&str> {
    if let Some(name) = comment.strip_prefix("begin document") {
        let name = name.split(';').next().unwrap_or_default().trim();
        return Some(name.strip_prefix('(').and_then(|name| name.strip_suffix(')')).unwrap_or(name));
    }
    let (key, value) = comment.split_once(" = ")?;
    (key == "newdoc id" || key.ends_with("document_id")).then_some(value)
}

fn note<'f>(comment: &'f str, document: &mut Document<'f>, sentence: &mut Sentence<'f>) {
    document.name = document_name(comment).or(document.name);
    match comment.split_once(" = ") {
        Some(("text", text)) => sentence.text = Some(text),
        Some((key, date)) if key.ends_with(":date") => document.date = Some(date),
        Some((key, language)) if key.ends_with(":language") => document.language = Some(language),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens and tags of every sentence of every document.
    fn read(text: &str) -> Vec<Vec<Vec<(String, String)>>> {
        let (_, documents) = read_columns(text).unwrap();
        let row = |row: &Row| (row.token.clone(), row.tags[0].unwrap_or("none").to_owned());
        let sentence = |sentence: &Sentence| sentence.rows.iter().map(row).collect();
        documents.iter().map(|document| document.sentences.iter().map(sentence).collect()).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(token, tag)| ((*token).to_owned(), (*tag).to_owned())).collect()
    }

    #[test]
    fn four_columns_of_the_shared_task() {
        let text = "-DOCSTART- -X- O O\n\nU.N. NNP I-NP I-ORG\nofficial NN I-NP O\n\nEkeus NNP I-NP I-PER\n";
        assert_eq!(
            read(text),
            [[pairs(&[("U.N.", "I-ORG"), ("official", "O")]), pairs(&[("Ekeus", "I-PER")])]]
        );
    }

    #[test]
    fn numbered_tokens_with_tags_in_the_middle() {
        let text = "# newdoc id = n1\n# text = In Rome\n1\tIn\tO\t-\t-\n2\tRome\tB-LOC\t-\tanna\n\n# newdoc id = n2\n1\tYes\tO\t-\t-\n";
        assert_eq!(read(text), [[pairs(&[("In", "O"), ("Rome", "B-LOC")])], [pairs(&[("Yes", "O")])]]);
        let (_, documents) = read_columns(text).unwrap();
        assert_eq!((documents[0].name, documents[0].sentences[0].text), (Some("n1"), Some("In Rome")));
    }

    #[test]
    fn a_number_sign_can_be_a_token() {
        assert_eq!(read("# O\n1 O\n"), [[pairs(&[("#", "O"), ("1", "O")])]]);
        assert_eq!(read("# _ _ O\nx _ _ O\n"), [[pairs(&[("#", "O"), ("x", "O")])]]);
    }

    #[test]
    fn named_columns_of_hipe() {
        let text = "TOKEN\tNE-COARSE-LIT\tNE-COARSE-METO\tNE-NESTED\tMISC\n# hipe2022:document_id = d1\n# hipe2022:date = 1895-07-06\n# hipe2022:language = de\n(\tO\t_\tO\tNoSpaceAfter\nWien\tB-loc\t_\tO\tEndOfSentence\n.\tO\t_\tO\tEndOfSentence\nUnd\tO\t_\tO\t_\n";
        let (columns, documents) = read_columns(text).unwrap();
        assert_eq!(columns.n_layers(), 2);
        assert_eq!((documents[0].date, documents[0].language), (Some("1895-07-06"), Some("de")));
        let gaps: Vec<_> = documents[0].sentences[0].rows.iter().map(|row| row.gap).collect();
        assert_eq!(gaps, [Some(""), None, Some("\n"), None]);
    }

    #[test]
    fn a_damaged_line_keeps_its_word() {
        let text = format!("{}zuv\n. . . O\n", "a O\n".repeat(20));
        let rows = &read(&text)[0][0];
        assert_eq!(rows[20], ("zuv".to_owned(), "none".to_owned()));
        assert_eq!(rows[21], (". . .".to_owned(), "O".to_owned()));
    }

    #[test]
    fn columns_without_tags_are_refused() {
        assert!(read_columns("1\tThey\tthey\tPRON\n2\tbuy\tbuy\tVERB\n").is_none());
        assert!(read_columns("").is_none());
    }
}
