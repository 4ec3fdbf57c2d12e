use std::ops::Range;

use super::Problem;
use crate::text::{Extent, OffsetMap, Span, Unit};

/// A place as a file gives it: pieces in some unit, perhaps with the text that they cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quoted {
    pub pieces: Vec<Range<usize>>,
    pub quote: Option<String>,
}

impl Quoted {
    pub(crate) fn one(piece: Range<usize>, quote: Option<String>) -> Self {
        Self { pieces: std::iter::once(piece).collect(), quote }
    }
}

/// Finds the places of one text, in the unit in which its file counts.
pub(crate) struct Locator<'t> {
    text: &'t str,
    map: OffsetMap,
    unit: Unit,
}

impl<'t> Locator<'t> {
    pub(crate) fn in_unit(text: &'t str, unit: Unit) -> Self {
        Self { text, map: OffsetMap::new(text), unit }
    }

    /// Tools disagree about what an offset counts, and do not say. The unit is the one in which most
    /// places lie in the text and read as the file says: code points before UTF-16 units before
    /// bytes, because most formats promise them.
    pub(crate) fn guessing(text: &'t str, places: &[Quoted]) -> Self {
        let mut locator = Self::in_unit(text, Unit::Char);
        if text.is_ascii() {
            return locator;
        }
        let units = [Unit::Char, Unit::Utf16, Unit::Byte];
        let n_wrong = |unit: &Unit| {
            let locator = Self::in_unit(text, *unit);
            places.iter().filter(|place| locator.locate(place).is_err()).count()
        };
        locator.unit = units.into_iter().min_by_key(n_wrong).unwrap_or(Unit::Char);
        locator
    }

    pub(crate) fn locate(&self, place: &Quoted) -> Result<Extent, Problem> {
        let pieces: Result<Vec<Span>, Problem> =
            place.pieces.iter().map(|piece| self.span(piece.clone())).collect();
        let pieces = pieces?;
        if let Some(said) = &place.quote {
            let found: Vec<&str> = pieces.iter().map(|piece| piece.of(self.text)).collect();
            if !reads(&found, said) {
                return Err(Problem::OtherQuote { said: said.clone(), found: found.join(" … ") });
            }
        }
        Extent::new(pieces).ok_or(Problem::NotAMention)
    }

    pub(crate) fn span(&self, range: Range<usize>) -> Result<Span, Problem> {
        let outside = Problem::NoStretch { start: range.start, end: range.end };
        let bytes = self.map.range_from(self.unit, range).map_err(|_| outside.clone())?;
        Span::new(self.text, bytes).map_err(|_| outside)
    }

    /// The opposite of [`Self::span`].
    pub(crate) fn offsets(&self, span: Span) -> Range<usize> {
        self.map.range_to(self.unit, span.range()).unwrap_or_default()
    }
}

/// Tools join pieces with a blank, an ellipsis or nothing, and write a line break as a blank.
fn reads(found: &[&str], said: &str) -> bool {
    let on_one_line = |text: &str| text.replace(|c: char| c.is_whitespace(), " ");
    ["", " ", " … "].iter().any(|joint| {
        let found = found.join(joint);
        found == said || on_one_line(&found) == on_one_line(said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "😀 Paris is in Île-de-France";

    fn place(range: Range<usize>, quote: &str) -> Quoted {
        Quoted::one(range, Some(quote.to_owned()))
    }

    #[test]
    fn the_unit_is_told_by_the_quotes() {
        // 😀 is 1 code point, 2 UTF-16 units, 4 bytes; Î is 1, 1 and 2.
        for (range, unit) in [(2..7, Unit::Char), (3..8, Unit::Utf16), (5..10, Unit::Byte)] {
            let places = [place(range, "Paris")];
            let locator = Locator::guessing(TEXT, &places);
            assert_eq!(locator.unit, unit);
            assert_eq!(locator.locate(&places[0]).unwrap().quote(TEXT), "Paris");
        }
    }

    #[test]
    fn one_wrong_quote_does_not_move_the_others() {
        for right in [place(2..7, "Paris"), place(3..8, "Paris")] {
            let places = [right, place(90..99, "nowhere")];
            let locator = Locator::guessing(TEXT, &places);
            assert_eq!(locator.locate(&places[0]).unwrap().quote(TEXT), "Paris");
        }
        let places = [place(2..7, "Paris"), place(0..1, "London")];
        let locator = Locator::guessing(TEXT, &places);
        assert_eq!(
            locator.locate(&places[1]),
            Err(Problem::OtherQuote { said: "London".to_owned(), found: "😀".to_owned() })
        );
    }

    #[test]
    fn a_place_outside_the_text_is_refused() {
        let place = Quoted::one(20..99, None);
        let locator = Locator::guessing(TEXT, std::slice::from_ref(&place));
        assert_eq!(locator.locate(&place), Err(Problem::NoStretch { start: 20, end: 99 }));
    }

    #[test]
    fn pieces_and_line_breaks_are_compared_as_tools_write_them() {
        let text = "took\nthe deal over";
        let locator = Locator::in_unit(text, Unit::Char);
        let pieces = vec![0..8, 14..18];
        for quote in ["took the over", "took\nthe … over", "took theover"] {
            let place = Quoted { pieces: pieces.clone(), quote: Some(quote.to_owned()) };
            assert!(locator.locate(&place).is_ok(), "{quote}");
        }
    }
}
