//! From the HTML of an article's body to lines of text, each with the kind that its tags say.

use scraper::{ElementRef, Html, Node, Selector};

use crate::model::{Zone, ZoneKind};
use crate::text::Span;

/// Text written line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    pub zones: Vec<Zone>,
}

/// What lies between two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    #[default]
    Line,
    Paragraph,
}

impl Written {
    pub fn push(&mut self, line: &str, kind: Option<ZoneKind>, before: Break) {
        let line = line.trim_matches(|c: char| c.is_ascii_whitespace());
        if line.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if before == Break::Line || self.continues(kind) { "\n" } else { "\n\n" });
        }
        let start = self.text.len();
        self.text.push_str(line);
        let span = Span::new(&self.text, start..self.text.len()).ok();
        self.zones.extend(kind.zip(span).map(|(kind, span)| Zone { span, kind }));
    }

    /// Items of a list and rows of a table stand close together.
    fn continues(&self, kind: Option<ZoneKind>) -> bool {
        let last = self.zones.last().filter(|zone| zone.span.end() == self.text.len());
        last.is_some_and(|last| {
            Some(last.kind) == kind && matches!(last.kind, ZoneKind::ListItem | ZoneKind::Table)
        })
    }
}

/// Without the elements that `left_out` selects.
pub fn html(fragment: &str, left_out: Option<&Selector>) -> Written {
    let tree = Html::parse_fragment(fragment);
    let mut renderer = Renderer { left_out, ..Renderer::default() };
    renderer.children(tree.root_element());
    renderer.end_line(Break::Paragraph);
    renderer.written
}

#[derive(Default)]
struct Renderer<'s> {
    left_out: Option<&'s Selector>,
    written: Written,
    line: String,
    /// Of the elements around the present place, outermost first.
    kinds: Vec<ZoneKind>,
    before: Break,
}

impl Renderer<'_> {
    /// Walks by recursion, which is safe on a tree that passed the guard.
    fn children(&mut self, parent: ElementRef) {
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.text(text),
                Node::Element(_) => self.element(ElementRef::wrap(child).expect("the node is an element")),
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef) {
        let name = element.value().name();
        if is_never_text(name) || self.left_out.is_some_and(|left_out| left_out.matches(&element)) {
            return;
        }
        match name {
            "br" => self.end_line(Break::Line),
            "td" | "th" => self.cell(element),
            _ if is_block(name) => self.block(element, kind_of(name)),
            _ => self.children(element),
        }
    }

    fn block(&mut self, element: ElementRef, kind: Option<ZoneKind>) {
        self.end_line(Break::Paragraph);
        self.kinds.extend(kind);
        self.children(element);
        self.end_line(Break::Paragraph);
        self.kinds.truncate(self.kinds.len() - usize::from(kind.is_some()));
    }

    fn cell(&mut self, element: ElementRef) {
        if !self.line.trim().is_empty() {
            self.line.push('\t');
        }
        self.children(element);
    }

    /// Only ASCII white space is the page's own; a no-break space is the author's.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c.is_ascii_whitespace() {
                true if self.line.ends_with([' ', '\t']) || self.line.is_empty() => {}
                true => self.line.push(' '),
                false => self.line.push(c),
            }
        }
    }

    fn end_line(&mut self, after: Break) {
        let line = std::mem::take(&mut self.line);
        if line.trim().is_empty() {
            // Two breaks in a row part paragraphs.
            self.before = Break::Paragraph;
            return;
        }
        self.written.push(&line, self.kinds.last().copied(), self.before);
        self.before = after;
    }
}

fn is_never_text(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "button"
            | "canvas"
            | "embed"
            | "form"
            | "head"
            | "iframe"
            | "noscript"
            | "object"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "video"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tr"
            | "ul"
    )
}

fn kind_of(name: &str) -> Option<ZoneKind> {
    Some(match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ZoneKind::Heading,
        "li" | "dd" | "dt" => ZoneKind::ListItem,
        "blockquote" => ZoneKind::Quote,
        "figcaption" => ZoneKind::Caption,
        "tr" => ZoneKind::Table,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, text: &str, zones: &[(ZoneKind, &str)]) {
        let written = html(page, None);
        assert_eq!(written.text, text);
        let found: Vec<_> =
            written.zones.iter().map(|zone| (zone.kind, zone.span.of(&written.text))).collect();
        assert_eq!(found, zones);
    }

    #[test]
    fn each_paragraph_is_a_line() {
        check(
            "<div>\n <p>One <b>bo</b>ld\n  word.</p><p></p><p>Two<script>x</script>&nbsp;three&amp;four.</p>\n</div>tail",
            "One bold word.\n\nTwo\u{a0}three&four.\n\ntail",
            &[],
        );
    }

    #[test]
    fn one_break_parts_lines_and_two_part_paragraphs() {
        check("<p>a<br>b<br><br>c</p>", "a\nb\n\nc", &[]);
    }

    #[test]
    fn tags_say_what_a_line_is() {
        check(
            "<h2>Head</h2><ul><li>one</li><li><p>two</p></li></ul><blockquote><p>said</p></blockquote>\
             <table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table><figure><figcaption>seen</figcaption></figure>",
            "Head\n\none\ntwo\n\nsaid\n\na\tb\nc\n\nseen",
            &[
                (ZoneKind::Heading, "Head"),
                (ZoneKind::ListItem, "one"),
                (ZoneKind::ListItem, "two"),
                (ZoneKind::Quote, "said"),
                (ZoneKind::Table, "a\tb"),
                (ZoneKind::Table, "c"),
                (ZoneKind::Caption, "seen"),
            ],
        );
    }

    #[test]
    fn what_is_left_out_leaves_no_trace() {
        let figures = Selector::parse("figure").unwrap();
        assert_eq!(html("<p>a<figure><p>b</p></figure><p>c", Some(&figures)).text, "a\n\nc");
    }
}
