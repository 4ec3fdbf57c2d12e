//! One program for all integration tests, because each would link the whole window again.

mod architecture;
mod command_line;
mod export_paths;
mod formats;
mod history;
mod paint;
mod old_formats;
mod project_files;
mod readme;
mod window;
mod window_compare;
mod window_drawer;
mod window_history;
mod window_panels;
mod window_restore;
