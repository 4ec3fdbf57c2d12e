use std::path::Path;
use std::sync::Arc;

use super::{CliError, output};
use crate::command::{Command, CommandError, Import};
use crate::model::{Annotator, Change, Edit, Step, Transaction};
use crate::session::{Opened, Session, SessionError};
use crate::store::{Lock, StoreError};

/// Whoever finds the project locked is told this.
pub(super) fn who() -> String {
    format!("the command line (process {})", std::process::id())
}

pub(super) fn for_reading(path: &Path) -> Result<Session, CliError> {
    let opened = Session::open_read_only(path)?;
    tell_notices(&opened);
    Ok(opened.session)
}

pub(super) fn for_writing(path: &Path) -> Result<Session, CliError> {
    let opened = Session::open(path, &who())?;
    tell_notices(&opened);
    Ok(opened.session)
}

/// Refuses at once what would be refused after long work, without touching the project.
pub(super) fn must_be_writable(path: &Path) -> Result<(), CliError> {
    std::fs::metadata(path).map_err(StoreError::io(path, "open the project"))?;
    Lock::take(path, &who())?;
    Ok(())
}

fn tell_notices(opened: &Opened) {
    for notice in &opened.notices {
        output::tell(notice);
    }
}

/// Runs a command, saves the project and tells what was done.
pub(super) fn run_and_save(session: &mut Session, command: &Command) -> Result<Arc<Transaction>, CliError> {
    let transaction = session.run(command)?;
    session.save()?;
    if !transaction.edits.is_empty() {
        output::tell(&transaction.title);
    }
    Ok(transaction)
}

/// Nothing new is no failure: a script may load the same folder every day.
pub(super) fn take_in(session: &mut Session, import: Import) -> Result<(), CliError> {
    match run_and_save(session, &Command::Import(import)) {
        Err(CliError::Session(SessionError::Command(known @ CommandError::NothingNew { .. }))) => {
            output::tell(known);
            Ok(())
        }
        done => done.map(|_| ()),
    }
}

/// Works from now on as the annotator of this name, who may be new.
pub(super) fn act_as(session: &mut Session, name: &str) -> Result<(), CliError> {
    let known = session.project().annotator_named(name);
    let annotator = match known {
        Some(known) => known,
        None => {
            let id = session.snapshot().ids.annotator();
            let change = Change::Add(Annotator { name: name.to_owned() });
            let transaction =
                Transaction::new(format!("Add annotator {name}"), vec![Edit::Annotator(id, change)]);
            session.step(Step::Do(Arc::new(transaction)))?;
            id
        }
    };
    session.set_annotator(annotator);
    Ok(())
}
