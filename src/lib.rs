//! Broadsheet reads the same story in several outlets: load articles, tag them by hand, compare, save, export.
//!
//! The layers, in reading order; each imports only the ones above it (`tests/it/architecture.rs` holds the list):

pub mod app; // the window
pub mod command; // what a user can do: Command → Transaction
pub mod fixture;
pub mod job; // work on a thread, with progress and cancel
pub mod model; // what a project is, and the one way to change it
pub mod session;
pub mod store; // files of our own: project, journal, lock
pub mod text; // strings and places in them; knows no project // an open project: step, recover, save // projects typed as marked text; for tests
