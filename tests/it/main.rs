//! One program for all integration tests, because each would link the whole window again.

mod architecture;
<<<<<<< HEAD
mod paint;
=======
mod formats;
>>>>>>> 44f44a5 (Read and write datasets in four formats)
mod project_files;
