use super::{Document, Row, Sentence};
use crate::text::Span;

/// A text put together from tokens, and the place of each token in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assembled {
    pub text: String,
    pub tokens: Vec<Span>,
}

/// One sentence a line, with a blank between tokens unless the file or the script says otherwise.
pub(crate) fn assembled(document: &Document) -> Assembled {
    let mut assembled = Assembled::default();
    for sentence in &document.sentences {
        if !assembled.text.is_empty() {
            assembled.text.push('\n');
        }
        if !assembled.add_as_written(sentence) {
            assembled.add_joined(sentence);
        }
    }
    assembled
}

impl Assembled {
    /// Takes the sentence's own text, if it holds all tokens in their order.
    fn add_as_written(&mut self, sentence: &Sentence) -> bool {
        let Some(written) = sentence.text else { return false };
        let mut from = 0;
        let mut places = Vec::new();
        for row in &sentence.rows {
            let Some(at) = written[from..].find(&row.token) else { return false };
            places.push(from + at..from + at + row.token.len());
            from += at + row.token.len();
        }
        let base = self.text.len();
        self.text.push_str(written);
        let spans =
            places.into_iter().map(|place| Span::new(&self.text, base + place.start..base + place.end));
        self.tokens.extend(spans.flatten());
        true
    }

    fn add_joined(&mut self, sentence: &Sentence) {
        let mut previous: Option<&Row> = None;
        for row in &sentence.rows {
            self.text.push_str(previous.map_or("", |previous| gap(previous, &row.token)));
            let start = self.text.len();
            self.text.push_str(&row.token);
            self.tokens.extend(Span::new(&self.text, start..self.text.len()));
            previous = Some(row);
        }
    }
}

fn gap(previous: &Row, token: &str) -> &'static str {
    let ends_unspaced = previous.token.chars().next_back().is_some_and(is_unspaced);
    let needs_none = ends_unspaced || token.chars().next().is_some_and(is_unspaced);
    previous.gap.unwrap_or(if needs_none { "" } else { " " })
}

/// Han, kana, and the marks that stand between them: scripts that put no blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::shared::read_columns;

    fn text(columns: &str) -> String {
        let (_, documents) = read_columns(columns).unwrap();
        let assembled = assembled(&documents[0]);
        let rows = documents[0].sentences.iter().flat_map(|sentence| &sentence.rows);
        for (row, span) in rows.zip(&assembled.tokens) {
            assert_eq!(span.of(&assembled.text), row.token);
        }
        assembled.text
    }

    #[test]
    fn blanks_part_tokens_and_line_breaks_sentences() {
        assert_eq!(text("In O\nParis B-LOC\n. O\n\nYes O\n"), "In Paris .\nYes");
    }

    #[test]
    fn japanese_has_no_blanks() {
        assert_eq!(text("2005 B-DAT\n年 I-DAT\n、 O\nNew B-LOC\nYork I-LOC\n"), "2005年、New York");
    }

    #[test]
    fn a_sentence_that_gives_its_text_gets_it() {
        assert_eq!(
            text("# text = “In Rome,”\n1\t“\tO\tx\n2\tIn\tO\tx\n3\tRome\tB-LOC\tx\n4\t,\tO\tx\n"),
            "“In Rome,”"
        );
        // The text lacks the last token, so it is not used.
        assert_eq!(text("# text = In\n1\tIn\tO\tx\n2\tRome\tB-LOC\tx\n"), "In Rome");
    }
}
