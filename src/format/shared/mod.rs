//! What several formats need: choosing and reducing drafts, offsets, tags, names, JSON records.
//! Knows no single format.

mod article_json;
mod assemble;
mod bio;
mod brackets;
mod columns;
mod error;
mod export;
mod facts;
mod lines;
mod loss;
mod names;
mod places;
mod records;
mod reduce;
mod split;
mod tokens;

pub use error::{Place, Problem, Read, ReadError};
pub use export::Export;
pub use loss::{Loss, Losses, Lost};
pub use split::{Grouping, Split};

pub(super) use article_json::{article_line, one_line, tokens_line};
pub(super) use assemble::{Assembled, assembled};
pub(super) use bio::{Tagged, is_tag, tagged};
pub(super) use brackets::{Bracketed, bracketed, has_brackets};
pub(super) use columns::{Document, Row, Sentence, is_nothing, read_columns};
pub(super) use facts::{article_key, facts_by_name, facts_from, path_of_key};
pub(super) use lines::{breaks_line, numbered_lines, utf8};
pub(super) use names::{Renaming, file_stems, unique_keys};
pub(super) use places::{Locator, Quoted};
pub(super) use records::{Record, read_records, records_of};
pub(super) use reduce::{reduce, retain_mentions};
pub(super) use tokens::{is_gap, sentences_of_tokens};
