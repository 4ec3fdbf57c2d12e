//! Jobs of the window, and everything that can come back from one.

use std::path::PathBuf;
use std::sync::Arc;

use super::beside::Stepped;
use super::importing::Imported;
use super::request::Request;
use super::results::{SideBySide, WhatOthersTell};
use super::suggesting::Found;
use super::tag_all::TagAll;
use crate::job::{Cancelled, Job, JobError, Progress};
use crate::load::Loaded;
use crate::model::{History, Project};
use crate::session::{Opened, Saved, Session, SessionError};
use crate::store::StoreError;
use crate::suggest::Model;

/// What a job may come back with.
pub enum Finished {
    Loaded(Loaded),
    Opened(Box<Opened>),
    NotOpened {
        error: SessionError,
        path: PathBuf,
        /// Whether earlier saves are kept beside it.
        has_saves: bool,
    },
    Salvaged {
        session: Box<Session>,
        /// One sentence each.
        lost: Vec<String>,
    },
    /// The history of the project at a path, as far as opening left it unread.
    Earlier {
        history: History,
        path: PathBuf,
        /// What waits for it.
        then: Option<Box<Request>>,
    },
    Saved {
        outcome: Result<Box<Saved>, StoreError>,
        path: PathBuf,
    },
    /// What another program put in the place of the project file.
    Theirs {
        theirs: Result<Arc<Project>, StoreError>,
        path: PathBuf,
    },
    TagAll(Box<TagAll>),
    Stepped(Box<Stepped>),
    Compared(Box<SideBySide>),
    Untold(Box<WhatOthersTell>),
    Learned {
        revision: u64,
        n_finished: usize,
        model: Arc<Model>,
    },
    Suggested(Found),
    Imported(Box<Imported>),
    Exported(Result<PathBuf, StoreError>),
}

#[derive(Default)]
pub struct Works {
    running: Vec<Running>,
    next: usize,
}

struct Running {
    id: usize,
    job: Job<Finished>,
    since: std::time::Instant,
}

/// A job as the status bar shows it.
pub struct Shown<'a> {
    pub id: usize,
    pub name: &'a str,
    pub fraction: Option<f32>,
}

const SHOWN_AFTER: std::time::Duration = std::time::Duration::from_millis(300); // shorter work would only flicker

impl Works {
    pub fn start(
        &mut self,
        context: &egui::Context,
        name: &str,
        work: impl FnOnce(&Progress) -> Result<Finished, Cancelled> + Send + 'static,
    ) {
        let context = context.clone();
        let job = Job::start(name, move || context.request_repaint(), work);
        self.next += 1;
        self.running.push(Running { id: self.next, job, since: std::time::Instant::now() });
    }

    pub fn take_finished(&mut self) -> Vec<(String, Result<Finished, JobError>)> {
        let mut finished = Vec::new();
        self.running.retain(|running| match running.job.poll() {
            Some(outcome) => {
                finished.push((running.job.name().to_owned(), outcome));
                false
            }
            None => true,
        });
        finished
    }

    pub fn stop(&mut self, id: usize) {
        self.running.iter().filter(|running| running.id == id).for_each(|running| running.job.cancel());
    }

    /// Stops what goes by these names; whatever it comes to is not taken in.
    pub fn forget(&mut self, names: &[&str]) {
        self.running.retain(|running| !names.contains(&running.job.name()));
    }

    pub fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    pub fn is_running(&self, name: &str) -> bool {
        self.running.iter().any(|running| running.job.name() == name)
    }

    /// Work that goes on long enough to be worth a word.
    pub fn shown(&self) -> Vec<Shown<'_>> {
        let long = self.running.iter().filter(|running| running.since.elapsed() >= SHOWN_AFTER);
        long.map(|running| Shown {
            id: running.id,
            name: running.job.name(),
            fraction: running.job.fraction(),
        })
        .collect()
    }
}
