//! Steps that change much are planned and taken on a thread, from a snapshot; a frame only adopts what
//! came of it. Small ones are taken at once.

use std::collections::VecDeque;

use super::App;
use super::tag_all::{FINDING_ALL, Wish};
use super::work::Finished;
use crate::command::Command;
use crate::job::{Cancelled, MANY, Progress};
use crate::model::{AnnotatorId, History, Project, Step, Transaction};
use crate::session::{Ahead, SessionError, Snapshot};
use crate::text::count;

/// What is to be done.
pub enum Course {
    Undo,
    Redo,
    /// To where so many steps are done.
    Walk(usize),
    /// Takes back one step, by its number, and leaves those after it.
    Revert(usize),
    /// Finding what a command changes may take as long as changing it.
    Do {
        plan: Plan,
        is_long: bool,
    },
}

pub type Plan = Box<dyn Fn(&Project) -> Command + Send>;

/// What came of it beside the frame.
pub struct Stepped {
    course: Course,
    step: Result<Ahead, SessionError>,
}

/// What was asked for while a long step was under way.
pub type Waiting = VecDeque<Wanted>;

pub enum Wanted {
    Step(Course),
    /// Finds its places beside the frame by itself.
    TagAll(Wish),
}

pub(super) const STEPPING: &str = "Changing many places";

impl Course {
    fn is_long(&self, history: &History) -> bool {
        let n_done = history.done().len();
        let n_edits = match self {
            Self::Undo => history.n_edits_to(n_done.saturating_sub(1)),
            Self::Redo => history.n_edits_to(n_done + 1),
            Self::Walk(n_done) => history.n_edits_to(*n_done),
            // Each later step is asked whether it needs this one.
            Self::Revert(number) => history.n_edits_to(number.saturating_sub(1)),
            Self::Do { is_long, .. } => return *is_long,
        };
        n_edits >= MANY
    }

    fn take(self, snapshot: &Snapshot, by: AnnotatorId, progress: &Progress) -> Result<Stepped, Cancelled> {
        let mut ahead = snapshot.ahead(by);
        let taken = match &self {
            Self::Undo => ahead.step(Step::Undo),
            Self::Redo => ahead.step(Step::Redo),
            Self::Walk(n_done) => walk(&mut ahead, snapshot.history.way_to(*n_done), progress)?,
            Self::Revert(number) => ahead.revert(*number),
            Self::Do { plan, .. } => ahead.run(&plan(&snapshot.project)),
        };
        Ok(Stepped { course: self, step: taken.map(|()| ahead) })
    }

    /// What to say when it is done, from where so many steps were done. Of a command the screen tells.
    fn told(&self, n_before: usize, title: &str) -> Option<String> {
        match self {
            Self::Undo => Some(format!("Undone: {title}")),
            Self::Redo => Some(format!("Done again: {title}")),
            Self::Walk(n_done) => {
                let word = if *n_done < n_before { "undone" } else { "done again" };
                Some(format!("{} {word}", count(n_before.abs_diff(*n_done), "step")))
            }
            Self::Revert(number) => Some(format!("Reverted step {number}; Ctrl+Z brings it back")),
            Self::Do { .. } => None,
        }
    }
}

fn walk(
    ahead: &mut Ahead,
    steps: Vec<Step>,
    progress: &Progress,
) -> Result<Result<(), SessionError>, Cancelled> {
    progress.expect(steps.len());
    for step in steps {
        if let Err(refused) = ahead.step(step) {
            return Ok(Err(refused));
        }
        progress.step()?;
    }
    Ok(Ok(()))
}

impl App {
    pub(super) fn take(&mut self, course: Course) {
        self.want(Wanted::Step(course));
    }

    /// Does it, after what is under way and what waits for that.
    pub(super) fn want(&mut self, wanted: Wanted) {
        self.waiting.push_back(wanted);
        self.take_waiting();
    }

    pub(super) fn take_waiting(&mut self) {
        while ![STEPPING, FINDING_ALL].iter().any(|name| self.works.is_running(name))
            && let Some(wanted) = self.waiting.pop_front()
        {
            match wanted {
                Wanted::TagAll(wish) => self.grant(wish),
                Wanted::Step(course) => self.start_step(course),
            }
        }
    }

    fn start_step(&mut self, course: Course) {
        let Some(session) = &self.session else { return };
        if !course.is_long(session.history()) {
            return self.take_at_once(course);
        }
        let (snapshot, by) = (session.snapshot(), session.annotator());
        self.works.start(&self.context, STEPPING, move |progress| {
            Ok(Finished::Stepped(Box::new(course.take(&snapshot, by, progress)?)))
        });
    }

    fn take_at_once(&mut self, course: Course) {
        let Some(session) = &self.session else { return };
        if let Ok(stepped) = course.take(&session.snapshot(), session.annotator(), &Progress::default()) {
            self.finish_step(stepped);
        }
    }

    pub(super) fn finish_step(&mut self, Stepped { course, step }: Stepped) {
        let Some(session) = &mut self.session else { return };
        let n_before = session.history().done().len();
        match (step.and_then(|step| session.adopt(step)), course) {
            (Ok(Some(done)), course) => match course.told(n_before, &done.title) {
                Some(words) => self.show_step(words, &done),
                None => self.after_change(&done),
            },
            // An edit came between.
            (Ok(None), course @ Course::Do { .. }) => self.take_at_once(course),
            (Ok(None), _) => {
                self.notices.news("Something was changed meanwhile, so that step stays as it was");
            }
            (Err(error), _) => self.refuse(&error),
        }
    }

    /// Tells what was done to steps, and shows where.
    fn show_step(&mut self, words: String, done: &Transaction) {
        self.notices.news(words);
        self.state.strip = None;
        self.after_change(done);
        self.show_change(done);
    }
}
