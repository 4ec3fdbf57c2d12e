//! Work on a thread, with progress and cancel, and on all cores. Knows no window: it gets a `wake`
//! function.
//!
//! A worker says [`Progress::expect`] once and [`Progress::step`] per item; [`Cancelled`] travels by
//! `?` like any error. A panic in a job is caught and becomes [`JobError::Panicked`].

mod cores;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

pub use cores::{MANY, in_parallel, in_parallel_from, n_cores, on_each_core, on_every};

/// The worker's end: how far it is, and whether anyone still wants the result.
#[derive(Clone, Default)]
pub struct Progress {
    counts: Arc<Counts>,
    cancelled: Arc<AtomicBool>,
}

#[derive(Default)]
struct Counts {
    expected: AtomicUsize,
    done: AtomicUsize,
    /// What gets on with it, and by how many items once all is done.
    whole: Option<(Arc<Counts>, usize)>,
}

/// The work was stopped on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobError {
    Cancelled,
    Panicked { job: String, message: String },
}

/// The owner's end of work under way.
pub struct Job<T> {
    name: String,
    progress: Progress,
    result: Receiver<Result<T, JobError>>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread and calls `wake` when its result can be polled.
    pub fn start(
        name: impl Into<String>,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&Progress) -> Result<T, Cancelled> + Send + 'static,
    ) -> Self {
        let name = name.into();
        let progress = Progress::default();
        let (sender, result) = channel();
        let (job, worker_progress) = (name.clone(), progress.clone());
        thread::spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| work(&worker_progress)));
            let outcome = match done {
                Ok(Ok(value)) => Ok(value),
                Ok(Err(Cancelled)) => Err(JobError::Cancelled),
                Err(payload) => Err(JobError::Panicked { job, message: panic_message(payload.as_ref()) }),
            };
            // The owner may be gone; then nobody wants the result.
            let _ = sender.send(outcome);
            wake();
        });
        Self { name, progress, result }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The result, once. `None` while the work goes on.
    pub fn poll(&self) -> Option<Result<T, JobError>> {
        match self.result.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(JobError::Cancelled)),
        }
    }

    /// Waits for the result.
    pub fn wait(self) -> Result<T, JobError> {
        self.result.recv().unwrap_or(Err(JobError::Cancelled))
    }

    /// From 0 to 1; `None` where the work has not said how much there is.
    pub fn fraction(&self) -> Option<f32> {
        let expected = self.progress.counts.expected.load(Ordering::Relaxed);
        let done = self.progress.counts.done.load(Ordering::Relaxed);
        (expected > 0).then(|| (done as f32 / expected as f32).min(1.0))
    }

    pub fn cancel(&self) {
        self.progress.cancelled.store(true, Ordering::Relaxed);
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.progress.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Progress {
    pub fn expect(&self, n_items: usize) {
        self.counts.expected.store(n_items, Ordering::Relaxed);
        self.counts.done.store(0, Ordering::Relaxed);
    }

    /// For a part of the work: it counts its own items, and stops with the whole.
    pub fn part(&self) -> Self {
        Self { counts: Arc::default(), cancelled: self.cancelled.clone() }
    }

    /// As [`Self::part`], and when all its items are done, so many of the whole's are.
    pub fn stage(&self, n_of_whole: usize) -> Self {
        let counts = Counts { whole: Some((self.counts.clone(), n_of_whole)), ..Counts::default() };
        Self { counts: Arc::new(counts), cancelled: self.cancelled.clone() }
    }

    pub fn step(&self) -> Result<(), Cancelled> {
        self.counts.advance(1);
        self.go_on()
    }

    pub fn go_on(&self) -> Result<(), Cancelled> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    /// Items done and expected.
    pub fn counts(&self) -> (usize, usize) {
        (self.counts.done.load(Ordering::Relaxed), self.counts.expected.load(Ordering::Relaxed))
    }
}

impl Counts {
    fn advance(&self, n_items: usize) {
        let before = self.done.fetch_add(n_items, Ordering::Relaxed);
        let Some((whole, n_of_whole)) = &self.whole else { return };
        let expected = self.expected.load(Ordering::Relaxed).max(1);
        let reached = |n_done: usize| n_done.min(expected) * n_of_whole / expected;
        let n = reached(before + n_items) - reached(before);
        if n > 0 {
            whole.advance(n);
        }
    }
}

fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    message.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("Stopped"),
            Self::Panicked { job, message } => {
                write!(f, "{job}: this is a bug in the program ({message}); your project is unchanged")
            }
        }
    }
}

impl std::error::Error for JobError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_hands_back_its_result() {
        let job = Job::start("add", || {}, |_| Ok(1 + 1));
        assert_eq!(job.wait(), Ok(2));
    }

    #[test]
    fn a_panic_is_an_error_not_an_end() {
        let job: Job<()> = Job::start("break", || {}, |_| panic!("on purpose"));
        let error = job.wait().unwrap_err();
        assert_eq!(error, JobError::Panicked { job: "break".to_owned(), message: "on purpose".to_owned() });
    }

    #[test]
    fn a_part_counts_for_itself_and_stops_with_the_whole() {
        let whole = Progress::default();
        whole.expect(2);
        let part = whole.part();
        part.expect(100);
        part.step().unwrap();
        assert_eq!((whole.counts(), part.counts()), ((0, 2), (1, 100)));
        whole.cancelled.store(true, Ordering::Relaxed);
        assert_eq!(part.step(), Err(Cancelled));
    }

    #[test]
    fn a_stage_moves_the_whole_on_by_its_share() {
        let whole = Progress::default();
        whole.expect(100);
        let stage = whole.stage(30);
        stage.expect(7);
        let at = (0..7).map(|_| {
            stage.step().unwrap();
            whole.counts().0
        });
        assert_eq!(at.collect::<Vec<_>>(), [4, 8, 12, 17, 21, 25, 30]);
        stage.step().unwrap();
        assert_eq!(whole.counts(), (30, 100), "items that nobody expected do not count");
    }

    #[test]
    fn a_cancelled_job_stops_at_its_next_step() {
        let (started, wait_for_start) = channel();
        let job: Job<()> = Job::start(
            "count",
            || {},
            move |progress| {
                progress.expect(10);
                started.send(()).ok();
                loop {
                    progress.step()?;
                }
            },
        );
        wait_for_start.recv().unwrap();
        assert!(job.fraction().is_some());
        job.cancel();
        assert_eq!(job.wait(), Err(JobError::Cancelled));
    }
}
