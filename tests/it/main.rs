//! One program for all integration tests, because each would link the whole window again.

mod architecture;
mod command_line;
mod damaged_files;
mod export_paths;
mod failing_disk;
mod formats;
mod fuzzing;
mod history;
mod kills;
mod old_formats;
mod oracles;
mod paint;
mod project_files;
mod readme;
mod torture;
mod window;
mod window_compare;
mod window_desk;
mod window_drawer;
mod window_history;
mod window_insights;
mod window_panels;
mod window_rescue;
mod window_restore;
mod wishes;
