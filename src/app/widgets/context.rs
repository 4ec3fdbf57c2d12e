use egui::{FontId, Label, TextFormat, Ui, text::LayoutJob};

use crate::app::theme;
use crate::index::{Context, context};
use crate::text::Span;

const BEFORE_CHARS: usize = 40; // enough to tell two uses of a form apart

/// A place with what stands around it on its line, the place itself in bold.
pub fn context_label(ui: &mut Ui, text: &str, span: Span) {
    let Context { left, right } = context(text, span);
    let palette = theme::palette(ui);
    let weak = TextFormat::simple(FontId::proportional(theme::UI_SIZE), palette.weak);
    let strong = TextFormat::simple(FontId::new(theme::UI_SIZE, theme::bold()), palette.text);
    let mut job = LayoutJob::default();
    job.append(&last_chars(left.of(text), BEFORE_CHARS), 0.0, weak.clone());
    job.append(&one_line(span.of(text)), 0.0, strong);
    job.append(&one_line(right.of(text)), 0.0, weak);
    ui.add(Label::new(job).truncate());
}

fn last_chars(text: &str, n_chars: usize) -> String {
    match text.char_indices().rev().nth(n_chars) {
        Some((at, c)) => format!("…{}", one_line(&text[at + c.len_utf8()..])),
        None => one_line(text),
    }
}

/// For a single row of a list: line ends, tabs and other controls become blanks.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_start_is_cut_with_a_sign() {
        assert_eq!(last_chars("één twee", 4), "…twee");
        assert_eq!(last_chars("één", 4), "één");
        assert_eq!(one_line("a\r\nb\tc\u{a0}d"), "a  b c d");
    }
}
