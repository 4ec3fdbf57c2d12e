//! A result that is computed on a thread, and shown until a newer one is there.

use std::time::{Duration, Instant};

use crate::job::{Cancelled, Job, JobError, Progress};

/// The newest result and the work on a newer one. At most one job runs; what it was asked is stale
/// as soon as somebody asks something else, and then it is only waited for.
pub struct Live<Key, Value> {
    have: Option<(Key, Value)>,
    running: Option<Running<Key, Value>>,
    /// What made the work break, so that it is not tried again in every frame.
    broken: Option<(Key, String)>,
    /// What nobody wants to wait for any more.
    stopped: Option<Key>,
}

struct Running<Key, Value> {
    key: Key,
    job: Job<Value>,
    since: Instant,
}

const LATE_AFTER: Duration = Duration::from_millis(300); // shorter work would only flicker

impl<Key, Value> Default for Live<Key, Value> {
    fn default() -> Self {
        Self { have: None, running: None, broken: None, stopped: None }
    }
}

impl<Key: PartialEq, Value: Send + 'static> Live<Key, Value> {
    /// The newest result there is, though it may answer an older key. Starts the work for this one.
    pub fn get(
        &mut self,
        context: &egui::Context,
        key: Key,
        work: impl FnOnce(&Progress) -> Result<Value, Cancelled> + Send + 'static,
    ) -> Option<&Value> {
        self.collect();
        if let Some(running) = &self.running {
            if running.key != key {
                running.job.cancel();
            }
        } else if !self.is_for(&key)
            && self.stopped.as_ref() != Some(&key)
            && !self.broken.as_ref().is_some_and(|(broken, _)| *broken == key)
        {
            let context = context.clone();
            let job = Job::start("a list", move || context.request_repaint(), work);
            self.running = Some(Running { key, job, since: Instant::now() });
        }
        self.now()
    }

    fn collect(&mut self) {
        let Some(running) = &self.running else { return };
        let Some(outcome) = running.job.poll() else { return };
        let Some(Running { key, .. }) = self.running.take() else { return };
        match outcome {
            Ok(value) => self.have = Some((key, value)),
            Err(JobError::Cancelled) => {}
            Err(error) => self.broken = Some((key, error.to_string())),
        }
    }

    /// What was last handed back.
    pub fn now(&self) -> Option<&Value> {
        self.have.as_ref().map(|(_, value)| value)
    }

    /// Whether the result answers this key.
    pub fn is_for(&self, key: &Key) -> bool {
        self.have.as_ref().is_some_and(|(have, _)| have == key)
    }

    pub fn fraction(&self) -> Option<f32> {
        self.running.as_ref().and_then(|running| running.job.fraction())
    }

    /// Gives up the work on this answer until another one, or this one again, is asked for.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.job.cancel();
            self.stopped = Some(running.key);
        }
    }

    pub fn is_stopped(&self, key: &Key) -> bool {
        self.stopped.as_ref() == Some(key)
    }

    pub fn go_on(&mut self) {
        self.stopped = None;
    }

    /// What to say about the work, if there is anything to say.
    pub fn word(&self) -> Option<&str> {
        let broken = self.broken.as_ref().map(|(_, problem)| problem.as_str());
        let is_late = self.running.as_ref().is_some_and(|running| running.since.elapsed() >= LATE_AFTER);
        broken.or(is_late.then_some("working…"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn wait(live: &mut Live<u32, u32>, key: u32) -> u32 {
        let context = egui::Context::default();
        for _ in 0..2000 {
            live.get(&context, key, move |_| Ok(key * 10));
            if live.is_for(&key) {
                return *live.now().unwrap();
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("no result")
    }

    #[test]
    fn an_older_result_stays_until_the_newer_is_there() {
        let context = egui::Context::default();
        let mut live = Live::default();
        assert_eq!(wait(&mut live, 1), 10);
        let (go_on, gate) = channel::<()>();
        let slow = move |_: &Progress| {
            gate.recv().ok();
            Ok(20)
        };
        assert_eq!(live.get(&context, 2, slow), Some(&10));
        assert!(!live.is_for(&2));
        go_on.send(()).unwrap();
        assert_eq!(wait(&mut live, 2), 20);
    }

    #[test]
    fn work_that_breaks_is_told_and_not_repeated() {
        let context = egui::Context::default();
        let mut live: Live<u32, u32> = Live::default();
        for _ in 0..2000 {
            live.get(&context, 7, |_| panic!("on purpose"));
            if live.word().is_some_and(|word| word.contains("on purpose")) {
                assert!(live.running.is_none());
                live.get(&context, 7, |_| panic!("again"));
                assert!(live.running.is_none());
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("nothing was told")
    }
}
