//! Pieces that panels are made of. They draw and answer; what happens next is the panel's to ask.

mod article_text;
mod desk;
mod icon;
mod label_chip;

pub use article_text::{Page, with_hull};
pub use desk::Desk;
pub use icon::{Icon, icon, icon_button};
pub use label_chip::{color_dot, label_chip, outlet_initial};
