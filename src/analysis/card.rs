//! Words of a text with what differs in them marked, and cards of them: one quotation in all the places
//! that have it.

use super::evidence::Evidence;
use crate::index::DifferenceClass;
use crate::text::Span;

/// One quotation, by all who have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub wordings: Vec<Wording>,
}

/// How one article has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wording {
    pub place: Evidence,
    /// Quoted, translated, or taken as the outlet's own.
    pub voice: &'static str,
    pub speaker: Option<(String, Evidence)>,
    pub cue: Option<Evidence>,
    /// Through whom the words came.
    pub through: Option<Evidence>,
    /// How far into the text, from 0 to 1.
    pub depth: f64,
    /// Against the fullest of the card.
    pub pieces: Vec<Piece>,
    /// The same in words, and where; empty where nothing differs.
    pub changed: String,
}

/// A stretch of a text, and what differs in it, if anything. An empty one is where words are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub span: Span,
    pub class: Option<DifferenceClass>,
}

/// Cuts a span at the differences in it, which are in the order of the text.
pub fn pieces(
    text: &str,
    span: Span,
    differences: impl IntoIterator<Item = (Span, DifferenceClass)>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = span.start();
    let mut push = |from: usize, to: usize, class: Option<DifferenceClass>| {
        if let Ok(span) = Span::new(text, from..to) {
            pieces.push(Piece { span, class });
        }
    };
    for (place, class) in differences {
        if place.start() < done || place.end() > span.end() {
            continue;
        }
        if done < place.start() {
            push(done, place.start(), None);
        }
        push(place.start(), place.end(), Some(class));
        done = place.end();
    }
    if done < span.end() {
        push(done, span.end(), None);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_cut_at_its_differences_and_nothing_is_lost() {
        let text = "He said it was finalised, at last.";
        let span = |from: usize, to: usize| Span::new(text, from..to).unwrap();
        let found = [
            (span(15, 24), DifferenceClass::Spelling),
            (span(20, 24), DifferenceClass::Other), // inside the one before
            (span(25, 25), DifferenceClass::Deletion),
        ];
        let shown: Vec<(&str, Option<DifferenceClass>)> =
            pieces(text, span(8, 33), found).iter().map(|piece| (piece.span.of(text), piece.class)).collect();
        assert_eq!(
            shown,
            [
                ("it was ", None),
                ("finalised", Some(DifferenceClass::Spelling)),
                (",", None),
                ("", Some(DifferenceClass::Deletion)),
                (" at last", None),
            ]
        );
    }
}
