//! Broadsheet reads the same story in several outlets: load articles, tag them by hand, compare, save, export.
//!
//! The layers, in reading order; each imports only the ones above it (`tests/it/architecture.rs` holds the list):

pub mod text; // strings and places in them; knows no project
pub mod job; // work on threads, with progress and cancel
pub mod model; // what a project is, and the one way to change it
pub mod index; // what can be computed again: words, shared passages, concordance
pub mod command; // what a user can do: Command → Transaction
pub mod load; // from bytes to drafts
pub mod format; // annotation formats, one file each
pub mod analysis; // one file per question: from a snapshot to a report
pub mod report; // answers as pictures and as one page
pub mod suggest; // engines that propose mentions
pub mod store; // files of our own: project, journal, lock
pub mod session; // an open project: step, recover, save
pub mod cli; // the same library without a window
pub mod app; // the window, and the only folder that draws
pub mod fixture; // projects typed as marked text; for tests
