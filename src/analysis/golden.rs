//! The five articles that the research measured, loaded as a person would load them. They are not ours
//! to hand on; where they are absent the tests say so and pass.

use std::path::Path;

use super::Corpus;
use crate::command::{Command, Import};
use crate::job::Progress;
use crate::load::load_paths;
use crate::model::{Ids, Project, Tagset};
use crate::session::Session;

pub fn session() -> Option<Session> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !folder.is_dir() {
        println!("skipped: ../shared/seeds is not here");
        return None;
    }
    let mut ids = Ids::default();
    let project = Project::new("Seeds", Tagset::default(), "Analyst", &mut ids);
    let mut session = Session::in_memory(project, ids);
    let drafts = load_paths(&[folder], &Progress::default()).unwrap().drafts;
    session.run(&Command::Import(Import { drafts, format: None })).unwrap();
    Some(session)
}

pub fn corpus() -> Option<Corpus> {
    session().map(|session| Corpus::whole(session.project().clone()))
}
