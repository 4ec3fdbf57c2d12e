//! What can be computed again from the articles: their words, the passages they share, where a form
//! stands. Never saved in a project, and never needed to open one.
//!
//! Everything here is a pure function of texts and zones. Results are byte spans into the texts as
//! loaded; word positions stay inside this folder.

mod alignment;
mod arborescence;
mod chain;
mod comparison;
mod counterpart;
mod differences;
mod forms;
mod grams;
pub mod keyness;
pub mod lineage;
mod kept;
mod kwic;
pub mod numbers;
mod order;
mod overlap;
mod passages;
pub mod places;
pub mod dates;
pub mod quotation;
mod reuse;
mod runs;
pub mod slots;
mod spelling;
pub mod stories;
pub mod tellings;
mod untold;
mod winnowing;
mod words;

#[cfg(test)]
mod golden;

pub use alignment::{Alignment, Op, smith_waterman};
pub use comparison::Comparison;
pub use counterpart::Counterpart;
pub use differences::{Difference, DifferenceClass, differences};
pub use kept::Kept;
pub use kwic::{Concordance, Context, KwicOptions, KwicOrder, KwicRow, concordance, context};
pub use overlap::{Overlap, Wordings};
pub use passages::{Passage, PassageKind, Run, Side, exact_runs, passages};
pub use reuse::{ReuseIndex, in_order_of_dates};
pub use spelling::{Layer, Layers, style_neutral};
pub use untold::{Untold, untold};
pub use winnowing::Method;
pub use words::{WordView, Words, Zones};
