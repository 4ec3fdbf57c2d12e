//! One program for all integration tests, because each would link the whole window again.

mod architecture;
mod formats;
mod paint;
mod project_files;
mod window_panels;
