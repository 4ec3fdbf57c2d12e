//! Strings and places in them. Knows no project.
//!
//! Every place is in UTF-8 bytes into the text exactly as it was loaded. Other units exist only in
//! [`OffsetMap`], which the formats and the article view use at their edges.

mod blanks;
mod count;
mod edges;
mod extent;
mod fold;
mod marked;
mod occurrences;
mod offsets;
mod segment;
mod span;

pub use blanks::{beginning, squeezed};
pub use count::count;
pub use edges::{snap_to_words, trim};
pub use extent::Extent;
pub use fold::Folded;
pub use marked::{Mark, MarkedError, read_marked, write_marked};
pub use occurrences::{Matching, is_unspaced, occurrences, stands_alone};
pub use offsets::{OffsetError, OffsetMap, Unit};
pub use segment::{each_sentence, next_word, paragraphs, previous_word, sentence_at, sentences, words};
pub use span::{Span, SpanError, apart, overlaps_one};
