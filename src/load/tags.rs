//! The tags of a page as its bytes show them, without building a tree: tag by tag, by the tokenizer
//! of the HTML standard (13.2.5), for checks that must come before any parser.

pub struct Tags<'p> {
    page: &'p [u8],
    at: usize,
}

pub struct Tag<'p> {
    /// As written, upper or lower case.
    pub name: &'p [u8],
    pub is_end: bool,
    /// Ends in `/>`, which closes it only inside SVG and MathML.
    pub has_slash: bool,
    pub attributes: Vec<(&'p [u8], &'p [u8])>,
}

impl<'p> Tags<'p> {
    pub fn new(page: &'p [u8]) -> Self {
        Self { page, at: 0 }
    }

    /// Goes past the text of a script, a style and their like, in which `<` opens no tag.
    pub fn skip_raw_text(&mut self, name: &[u8]) {
        let is_end = |at: &usize| {
            let rest = &self.page[*at + 2..];
            rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name)
        };
        let ends = memchr::memmem::find_iter(&self.page[self.at..], b"</").map(|found| self.at + found);
        self.at = ends.into_iter().find(is_end).unwrap_or(self.page.len());
    }

    fn rest(&self) -> &'p [u8] {
        &self.page[self.at..]
    }

    fn skip_to_after(&mut self, found: Option<usize>, len: usize) {
        self.at = found.map_or(self.page.len(), |found| self.at + found + len);
    }

    /// `<!-->` and `<!--->` are whole comments, and `--!>` ends one too.
    fn skip_comment(&mut self) {
        self.at += 2;
        let rest = self.rest();
        let ends = |at: &usize| rest[..*at].ends_with(b"--") || rest[..*at].ends_with(b"--!");
        self.skip_to_after(memchr::memchr_iter(b'>', rest).find(ends), 1);
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'p [u8] {
        let rest = self.rest();
        let len = rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn tag(&mut self, is_end: bool) -> Option<Tag<'p>> {
        let name = self.take_while(|byte| !is_space(byte) && byte != b'/' && byte != b'>');
        let mut attributes = Vec::new();
        loop {
            let between = self.take_while(|byte| is_space(byte) || byte == b'/');
            if *self.rest().first()? == b'>' {
                self.at += 1;
                return Some(Tag { name, is_end, has_slash: between.ends_with(b"/"), attributes });
            }
            attributes.push(self.attribute()?);
        }
    }

    fn attribute(&mut self) -> Option<(&'p [u8], &'p [u8])> {
        let start = self.at;
        self.at += 1; // even `=` may be the first byte of a name
        self.take_while(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let name = &self.page[start..self.at];
        self.take_while(is_space);
        if self.rest().first() != Some(&b'=') {
            return Some((name, b""));
        }
        self.at += 1;
        self.take_while(is_space);
        Some((name, self.value()?))
    }

    fn value(&mut self) -> Option<&'p [u8]> {
        match *self.rest().first()? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let rest = self.rest();
                let len = memchr::memchr(quote, rest)?;
                self.at += len + 1;
                Some(&rest[..len])
            }
            _ => Some(self.take_while(|byte| !is_space(byte) && byte != b'>')),
        }
    }
}

impl<'p> Iterator for Tags<'p> {
    type Item = Tag<'p>;

    /// `None` at the end of the page, also where it ends inside a tag.
    fn next(&mut self) -> Option<Tag<'p>> {
        loop {
            self.at += memchr::memchr(b'<', self.rest())?;
            match self.rest() {
                [_, b'!', b'-', b'-', ..] => self.skip_comment(),
                [_, b'/', first, ..] if first.is_ascii_alphabetic() => {
                    self.at += 2;
                    return self.tag(true);
                }
                [_, b'!' | b'?' | b'/', ..] => {
                    let end = memchr::memchr(b'>', self.rest());
                    self.skip_to_after(end, 1);
                }
                [_, first, ..] if first.is_ascii_alphabetic() => {
                    self.at += 1;
                    return self.tag(false);
                }
                _ => self.at += 1,
            }
        }
    }
}

impl<'p> Tag<'p> {
    /// The first attribute of that name, as the standard says.
    pub fn attribute(&self, name: &[u8]) -> Option<&'p [u8]> {
        let found = self.attributes.iter().find(|(written, _)| written.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(page: &str) -> Vec<String> {
        let show = |tag: Tag| {
            let name = String::from_utf8_lossy(tag.name).into_owned();
            let attributes = tag.attributes.iter().map(|(name, value)| {
                format!(" {}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
            });
            let (start, end) = (if tag.is_end { "/" } else { "" }, if tag.has_slash { "/" } else { "" });
            format!("{start}{name}{}{end}", attributes.collect::<String>())
        };
        Tags::new(page.as_bytes()).map(show).collect()
    }

    #[test]
    fn tags_are_read_as_the_standard_reads_them() {
        assert_eq!(
            written("<p class=a id='b c' hidden>1 < 2</P ><br/>"),
            ["p class=a id=b c hidden=", "/P", "br/"]
        );
        assert_eq!(written("<a title=\"x > y\">"), ["a title=x > y"]);
        assert_eq!(written("<a =b=c/d e>"), ["a =b=c/d e="]);
    }

    #[test]
    fn comments_and_declarations_hold_no_tags() {
        assert_eq!(written("<!doctype html><!-- <p> --><b><?x <p?></ <i><u>"), ["b", "u"]);
        assert_eq!(written("<!--><a><!---><b><!-- <i> --!><u>"), ["a", "b", "u"]);
    }

    #[test]
    fn a_page_that_ends_inside_a_tag_ends_there() {
        for page in ["<p", "<p a", "<p a=", "<p a='x>", "<!-- <p>", "<", "</", "<p a=b"] {
            assert_eq!(written(page), Vec::<String>::new(), "{page}");
        }
    }
}
