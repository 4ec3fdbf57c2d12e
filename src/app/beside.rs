//! Steps that change much are planned and taken on a thread, from a snapshot; a frame only adopts what
//! came of it. Small ones are taken at once.

use std::collections::VecDeque;

use super::App;
use super::tag_all::{FINDING_ALL, Wish};
use super::work::Finished;
use crate::command::Command;
use crate::job::MANY;
use crate::model::{Deed, Project, Transaction};
use crate::session::{Ahead, SessionError};

/// What is to be done.
pub enum Course {
    Undo,
    Redo,
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
                Wanted::Step(course) if self.is_long(&course) => self.take_beside(course),
                Wanted::Step(course) => self.take_at_once(&course),
            }
        }
    }

    fn is_long(&self, course: &Course) -> bool {
        match course {
            Course::Do { is_long, .. } => *is_long,
            Course::Undo | Course::Redo => {
                self.deed(course).is_some_and(|deed| deed.transaction.edits.len() >= MANY)
            }
        }
    }

    /// What an undo or a redo is about.
    fn deed(&self, course: &Course) -> Option<Deed> {
        let history = self.session.as_ref()?.history();
        match course {
            Course::Undo => history.done().last().cloned(),
            Course::Redo => history.undone().last().cloned(),
            Course::Do { .. } => None,
        }
    }

    fn take_beside(&mut self, course: Course) {
        let deed = self.deed(&course);
        let Some(session) = &self.session else { return };
        let (snapshot, by) = (session.snapshot(), session.annotator());
        self.works.start(&self.context, STEPPING, move |_| {
            let step = match (&course, &deed) {
                (Course::Do { plan, .. }, _) => snapshot.ahead(&plan(&snapshot.project), by),
                (Course::Redo, Some(deed)) => snapshot.redo_ahead(deed, by),
                (_, Some(deed)) => snapshot.undo_ahead(deed, by),
                (_, None) => return Err(crate::job::Cancelled),
            };
            Ok(Finished::Stepped(Box::new(Stepped { course, step })))
        });
    }

    pub(super) fn finish_step(&mut self, Stepped { course, step }: Stepped) {
        let Some(session) = &mut self.session else { return };
        match (step.and_then(|step| session.adopt(step)), &course) {
            (Ok(Some(done)), _) => self.tell_step(&course, &done),
            // An edit came between.
            (Ok(None), Course::Do { .. }) => self.take_at_once(&course),
            (Ok(None), _) => {
                self.notices.news("Something was changed meanwhile, so that step stays as it was");
            }
            (Err(error), _) => self.refuse(&error),
        }
    }

    fn take_at_once(&mut self, course: &Course) {
        let Some(session) = &mut self.session else { return };
        let step = match course {
            Course::Undo => session.undo(),
            Course::Redo => session.redo(),
            Course::Do { plan, .. } => session.run(&plan(session.project())),
        };
        match step {
            Ok(done) => self.tell_step(course, &done),
            Err(error) => self.refuse(&error),
        }
    }

    fn tell_step(&mut self, course: &Course, done: &Transaction) {
        let word = match course {
            Course::Undo => "Undone",
            Course::Redo => "Done again",
            Course::Do { .. } => return self.after_change(done),
        };
        self.show_step(format!("{word}: {}", done.title), done);
    }

    /// Tells what was done to steps, and shows where.
    pub(super) fn show_step(&mut self, words: String, done: &Transaction) {
        self.notices.news(words);
        self.state.strip = None;
        self.after_change(done);
        self.show_change(done);
    }
}
