//! Answers on their way out of the program: a plot as a picture (SVG, PNG), and the answers to several
//! questions as one page (HTML) that any browser opens without a network.
//!
//! Pure functions from data to bytes: the same project gives the same bytes, and what is left out for
//! length is counted where it is missing. Nothing here asks a question; that is `analysis`.

mod blocks;
mod escape;
mod ink;
mod page;
mod picture;
mod svg;

pub use ink::OUTLET_COLORS;
pub use page::Page;
pub use picture::{Picture, PictureError, PictureKind};

#[cfg(test)]
mod tests;
