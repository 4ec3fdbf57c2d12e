//! What the history promises beyond undo and redo: an earlier step comes back out alone.

use broadsheet::fixture::{Random, session};
use broadsheet::model::{Project, RevertError};
use broadsheet::session::Session;

use crate::project_files::{ARTICLES, play};

/// What there would be now had the n-th step, counted from 1, never been done; `None` where a later
/// one cannot be done without it.
fn without(session: &Session, start: &Project, number: usize) -> Option<Project> {
    let mut project = start.clone();
    for (at, deed) in session.history().done().iter().enumerate() {
        if at + 1 != number {
            project.apply(&deed.transaction).ok()?;
        }
    }
    Some(project)
}

#[test]
fn a_reverted_step_leaves_what_the_others_alone_would_have_made() {
    let (mut n_reverted, mut n_needed) = (0, 0);
    for seed in 0..40 {
        let mut session = session(ARTICLES);
        let mut start = (**session.project()).clone();
        start.apply(&session.history().done()[0].transaction.inverse()).unwrap();
        play(&mut session, &mut Random::new(seed), 40);
        let done = session.history().done();
        for number in 1..=done.len() {
            let expected = without(&session, &start, number);
            let mut project = (**session.project()).clone();
            match project.revert(done, number) {
                Ok(reverting) => {
                    project.apply(&reverting).unwrap();
                    assert_eq!(project.check_all(), None);
                    assert!(expected.is_none_or(|expected| project == expected), "seed {seed}, {number}");
                    n_reverted += 1;
                }
                Err(RevertError::Needed { by, .. }) => {
                    assert_eq!(expected, None, "seed {seed}: step {number} is not needed");
                    assert!(by.iter().all(|later| later.number > number));
                    n_needed += 1;
                }
                Err(error) => panic!("seed {seed}, step {number}: {error}"),
            }
        }
    }
    assert!(n_reverted > 100 && n_needed > 100, "{n_reverted} reverted, {n_needed} needed");
}
