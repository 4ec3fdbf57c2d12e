//! What stands between quotation marks: a stack of typed marks that takes up again at every paragraph
//! and gives up on no text. A mark without its partner costs its own quotation, never the rest.

use std::ops::Range;

use super::blocks::blocks;
use crate::text::{Span, is_unspaced};

/// A stretch between two marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Without the marks and the blanks inside them.
    pub inner: Span,
    pub outer: Span,
    /// How many others it lies in.
    pub depth: usize,
    /// Whether the closing mark was found; else it ends with its paragraph.
    pub is_closed: bool,
}

/// In text order, the outer ones first.
pub fn marked(text: &str) -> Vec<Marked> {
    let mut reader = Reader { text, open: Vec::new(), found: Vec::new(), read_to: 0 };
    for block in blocks(text) {
        reader.read(block);
    }
    reader.give_up();
    nested(reader.found)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Guillemet,
    SingleGuillemet,
    Corner,
    WhiteCorner,
    Title,
}

enum Role {
    Opens(Family),
    Closes(Family),
    /// The one before it was never closed.
    ReplacesOpen(Family),
    None,
}

struct Open {
    family: Family,
    glyph: char,
    at: usize,
    inner: usize,
    starts_block: bool,
}

struct Reader<'t> {
    text: &'t str,
    open: Vec<Open>,
    found: Vec<Marked>,
    /// Where the last block ended.
    read_to: usize,
}

/// A mark with its neighbours.
struct Place<'t> {
    glyph: char,
    before: Option<char>,
    after: Option<char>,
    rest: &'t str,
    starts_block: bool,
    /// Whether a straight `'` that can close stands further on in the block.
    has_later_single: bool,
}

impl Reader<'_> {
    fn read(&mut self, block: Range<usize>) {
        let start = block.start + self.take_up(&block);
        let last_single = last_closing_single(self.text, &block);
        let text = self.text;
        let mut skip_to = start;
        for (offset, glyph) in text[start..block.end].char_indices() {
            let at = start + offset;
            if at < skip_to || !is_mark(glyph) {
                continue;
            }
            let twice = matches!(glyph, '\'' | '`') && text[at + 1..block.end].starts_with(glyph);
            let end = at + glyph.len_utf8() + usize::from(twice);
            let place = Place {
                glyph: if twice { '"' } else { glyph },
                before: text[..at].chars().next_back().filter(|_| at > block.start),
                after: text[end..block.end].chars().next(),
                rest: &text[end..block.end],
                starts_block: at == block.start,
                has_later_single: last_single.is_some_and(|last| last > at),
            };
            skip_to = end;
            self.take(&place, at..end);
        }
        self.read_to = block.end;
    }

    /// A quotation of several paragraphs has an opening mark at each of them. Returns its length.
    fn take_up(&mut self, block: &Range<usize>) -> usize {
        let Some(first) = self.open.first() else { return 0 };
        if self.text[block.clone()].starts_with(first.glyph) && first.family != Family::Single {
            self.open.truncate(1);
            return self.open[0].glyph.len_utf8();
        }
        self.give_up();
        0
    }

    fn take(&mut self, place: &Place, mark: Range<usize>) {
        match self.role(place) {
            Role::Opens(family) => self.opens(family, place, mark),
            Role::ReplacesOpen(family) => {
                self.open.truncate(self.place_of(family).unwrap_or(self.open.len()));
                self.opens(family, place, mark);
            }
            Role::Closes(family) => self.closes(family, mark),
            Role::None => {}
        }
    }

    fn opens(&mut self, family: Family, place: &Place, mark: Range<usize>) {
        let Range { start: at, end: inner } = mark;
        self.open.push(Open { family, glyph: place.glyph, at, inner, starts_block: place.starts_block });
    }

    /// Marks of other kinds that were opened in between stay without partner.
    fn closes(&mut self, family: Family, mark: Range<usize>) {
        let is_slip = |open: &Open| family == Family::Double && open.starts_block;
        let place = self.place_of(family).or_else(|| self.open.iter().rposition(is_slip));
        let Some(place) = place else { return };
        let open = self.open.swap_remove(place);
        self.open.truncate(place);
        self.add(&open, mark.start, mark.end, true);
    }

    fn place_of(&self, family: Family) -> Option<usize> {
        self.open.iter().rposition(|open| open.family == family)
    }

    fn is_open(&self, family: Family) -> bool {
        self.place_of(family).is_some()
    }

    fn is_opened_by(&self, glyph: char) -> bool {
        self.open.last().is_some_and(|open| open.glyph == glyph)
    }

    /// What is open ends with its paragraph, unless it has a whole quotation in it: then its own end
    /// was forgotten, and nobody can say where that was. Nor is a single mark more than an apostrophe.
    fn give_up(&mut self) {
        let Some(open) = self.open.drain(..).next() else { return };
        let holds_another = self.found.last().is_some_and(|found| found.outer.start() > open.at);
        if open.family != Family::Single && !holds_another {
            self.add(&open, self.read_to, self.read_to, false);
        }
    }

    fn add(&mut self, open: &Open, end: usize, outer_end: usize, is_closed: bool) {
        let quoted = &self.text[open.inner..end];
        let start = open.inner + (quoted.len() - quoted.trim_start().len());
        let end = open.inner + quoted.trim_end().len();
        let spans = (Span::new(self.text, start..end), Span::new(self.text, open.at..outer_end));
        if let (Ok(inner), Ok(outer)) = spans {
            self.found.push(Marked { inner, outer, depth: 0, is_closed });
        }
    }

    fn role(&self, place: &Place) -> Role {
        use Family::*;
        match place.glyph {
            '“' | '‟' if self.is_opened_by('„') => Role::Closes(Double),
            '“' | '‟' | '„' => Role::Opens(Double),
            '”' if !self.is_open(Double) && place.can_open() => Role::Opens(Double), // Swedish
            '”' => Role::Closes(Double),
            '″' if self.is_closing_prime(place) => Role::Closes(Double),
            '"' | '＂' => self.role_of_straight(place),
            '«' if self.is_opened_by('»') => Role::Closes(Guillemet),
            '«' => Role::Opens(Guillemet),
            '»' => either(self.is_open(Guillemet), place, Guillemet),
            '‹' if self.is_opened_by('›') => Role::Closes(SingleGuillemet),
            '‹' => Role::Opens(SingleGuillemet),
            '›' => either(self.is_open(SingleGuillemet), place, SingleGuillemet),
            '「' => Role::Opens(Corner),
            '」' => Role::Closes(Corner),
            '『' => Role::Opens(WhiteCorner),
            '』' => Role::Closes(WhiteCorner),
            '《' | '〈' => Role::Opens(Title),
            '》' | '〉' => Role::Closes(Title),
            '‘' if self.is_opened_by('‚') => Role::Closes(Single),
            '‘' => Role::Opens(Single),
            '‚' if place.can_open() => Role::Opens(Single),
            '’' | '\'' => self.role_of_apostrophe(place),
            '`' if place.can_open() && place.has_later_single => Role::Opens(Single),
            _ => Role::None,
        }
    }

    fn role_of_straight(&self, place: &Place) -> Role {
        let can_only_open = place.can_open() && place.before.is_none_or(char::is_whitespace);
        match self.place_of(Family::Double).map(|at| self.open[at].glyph) {
            Some('"' | '＂') if can_only_open && place.after.is_some_and(char::is_alphanumeric) => {
                Role::ReplacesOpen(Family::Double)
            }
            Some('“' | '„') if can_only_open => Role::Opens(Family::Double),
            Some(_) => Role::Closes(Family::Double),
            None if place.before.is_some_and(|c| c.is_ascii_digit()) => Role::None, // inches
            None if place.can_open() || place.stands_free() => Role::Opens(Family::Double),
            None => Role::Closes(Family::Double),
        }
    }

    fn role_of_apostrophe(&self, place: &Place) -> Role {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        if is_word(place.before) && is_word(place.after) {
            return Role::None;
        }
        if self.is_open(Family::Single) && place.before.is_some_and(|c| !c.is_whitespace()) {
            return if place.is_plural_possessive() { Role::None } else { Role::Closes(Family::Single) };
        }
        let may_close = place.has_later_single || place.starts_block;
        let opens = place.glyph == '\'' && place.can_open() && may_close;
        if opens && !place.is_elision() { Role::Opens(Family::Single) } else { Role::None }
    }

    /// A double prime closes where no proper mark is left for the quotation it stands in: `“2+2″ held”`.
    fn is_closing_prime(&self, place: &Place) -> bool {
        let n_open = self.open.iter().filter(|open| open.family == Family::Double).count();
        let next = place.rest.find(['“', '”']).and_then(|at| place.rest[at..].chars().next());
        n_open > 1 || n_open == 1 && next != Some('”')
    }
}

fn either(is_open: bool, place: &Place, family: Family) -> Role {
    match is_open {
        true => Role::Closes(family),
        false if place.can_open() => Role::Opens(family), // »German books«
        false => Role::None,
    }
}

impl Place<'_> {
    fn can_open(&self) -> bool {
        let after_gap = |c: char| {
            c.is_whitespace()
                || is_unspaced(c)
                || is_mark(c)
                || matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | ':' | '：' | '，' | '。')
        };
        self.before.is_none_or(after_gap) && self.after.is_some_and(|c| !c.is_whitespace())
    }

    /// As in tokenized text, where marks have blanks on both sides.
    fn stands_free(&self) -> bool {
        self.before.is_none_or(char::is_whitespace) && self.after.is_some_and(char::is_whitespace)
    }

    /// `the leaders’ talks’`: the first is an apostrophe, where a closing mark is still to come.
    fn is_plural_possessive(&self) -> bool {
        let mut rest = self.rest.chars();
        let goes_on = rest.next() == Some(' ') && rest.next().is_some_and(char::is_lowercase);
        goes_on && self.before == Some('s') && closes_further_on(self.rest)
    }

    /// `'90s`, `'tis`, `'em`.
    fn is_elision(&self) -> bool {
        let word: String = self.rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s')
            || ["tis", "twas", "em", "n", "cause", "til", "till", "bout"]
                .contains(&word.to_lowercase().as_str())
    }
}

/// Whether the next single mark that is no apostrophe inside a word closes.
fn closes_further_on(rest: &str) -> bool {
    let mut before = ' ';
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_inside = before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '’' | '\'' if !is_inside => return !before.is_whitespace(),
            '‘' | '“' | '”' | '"' => return false,
            _ => before = c,
        }
    }
    false
}

fn last_closing_single(text: &str, block: &Range<usize>) -> Option<usize> {
    let block_text = &text[block.clone()];
    let closes = |at: &usize| {
        let before = block_text[..*at].chars().next_back().is_some_and(|c| !c.is_whitespace());
        before && !block_text[at + 1..].starts_with(char::is_alphanumeric)
    };
    let mut singles = block_text.rmatch_indices('\'').map(|(at, _)| at);
    singles.find(closes).map(|at| block.start + at)
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '″'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '＂'
    )
}

fn nested(mut found: Vec<Marked>) -> Vec<Marked> {
    found.retain(|marked| !marked.inner.is_empty());
    found.sort_by_key(|marked| (marked.outer.start(), std::cmp::Reverse(marked.outer.end())));
    let mut around: Vec<Span> = Vec::new();
    for marked in &mut found {
        while around.last().is_some_and(|outer| outer.end() <= marked.outer.start()) {
            around.pop();
        }
        marked.depth = around.len();
        around.push(marked.outer);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands between marks, each nested one with a `>` for each level.
    fn check(text: &str, expected: &[&str]) {
        let found = marked(text);
        let shown: Vec<String> =
            found.iter().map(|marked| ">".repeat(marked.depth) + marked.inner.of(text)).collect();
        assert_eq!(shown, expected, "{text}");
        for marked in found {
            assert!(marked.outer.covers(marked.inner));
        }
    }

    #[test]
    fn marks_of_many_languages_come_in_pairs() {
        check("He said “no” and \"never\".", &["no", "never"]);
        check("« Jamais », dit-il. « Non. »", &["Jamais", "Non."]);
        check("„Nein“, sagte er. »Doch«, sagte sie.", &["Nein", "Doch"]);
        check("”Nej”, sade hon.", &["Nej"]);
        check("他说“你好”，又说\"再见\"。「はい」『いいえ』", &["你好", "再见", "はい", "いいえ"]);
        check("``Yes,'' he said. \" Spaced \" text", &["Yes,", "Spaced"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("Japan’s leaders’ talks, the '90s, rock 'n' roll and James' car", &[]);
        check("It's 'fine', isn't it?", &["fine"]);
        check("They called it the ‘leaders’ talks’ today.", &["leaders’ talks"]);
        check("Agree to ‘Coordinate Closely’ on China’s Issues", &["Coordinate Closely"]);
        check("A 5\" pipe and a 6\" one, \"really\".", &["really"]);
    }

    // Seed article 002, line 13.
    #[test]
    fn a_double_prime_closes_a_nested_quotation() {
        let text = "It said, “In light of the Meeting (“2+2″) held this month, they shared. So be it.” End.";
        check(text, &["In light of the Meeting (“2+2″) held this month, they shared. So be it.", ">2+2"]);
    }

    #[test]
    fn marks_nest() {
        check("“He told me ‘never’ twice,” she said.", &["He told me ‘never’ twice,", ">never"]);
        check("“He called it \"odd\" then.”", &["He called it \"odd\" then.", ">odd"]);
    }

    #[test]
    fn each_paragraph_of_a_long_quotation_opens_and_the_last_closes() {
        check("“One.\n\n“Two.\n\n“Three,” he said.", &["One.\n\n“Two.\n\n“Three,"]);
    }

    #[test]
    fn a_mark_without_partner_costs_its_own_quotation_only() {
        check("“He left.\n\n“Yes,” she said. “No.”", &["He left.\n\n“Yes,", "No."]);
        check("“One two.\nThree “four” five.", &["One two.", "four"]);
        check("“One two “four” five.\nSix “seven”.", &["four", "seven"]);
        check("One two” three, “four”.", &["four"]);
        check("He said \"one two.\n\nThen \"three\" came.", &["one two.", "three"]);
        check("'AMANDA, you stabbed me,\" she told her.", &["AMANDA, you stabbed me,"]);
    }

    #[test]
    fn no_text_stops_the_parser() {
        const PIECES: [&str; 20] = [
            "“", "”", "\"", "'", "‘", "’", "«", "»", "„", "″", "''", "``", " ", "\n", "\n\n", "a", "s ", "é",
            "。", "「",
        ];
        let mut random = crate::fixture::Random::new(11);
        for _ in 0..20_000 {
            let n = random.below(40);
            let text: String = (0..n).map(|_| PIECES[random.below(PIECES.len())]).collect();
            for marked in marked(&text) {
                assert!(marked.outer.covers(marked.inner) && marked.outer.fits(&text), "{text:?}");
            }
        }
    }
}
