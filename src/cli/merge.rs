use std::path::Path;

use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, open, output};
use crate::command::{Command, CommandError, Import};
use crate::format::{Export, Loss};
use crate::model::{Label, Project};
use crate::session::{Session, SessionError};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "merge",
    takes: &["PROJECT.ron", "OTHER.ron…"],
    options: &[Opt::needed("out", "PROJECT.ron", "the new project")],
    about: "Put several projects together into a new one.",
    details: "An article that stands in several projects comes once, with the mentions of all annotators; what\n\
              is said about it otherwise is taken from the first project that has it. Labels, outlets, stories\n\
              and entities are the same where their names are.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let snapshot = open::for_reading(arguments.path(0))?.snapshot();
    let mut merged = Session::in_memory((*snapshot.project).clone(), snapshot.ids);
    for path in arguments.paths_from(1) {
        let other = open::for_reading(&path)?.project().clone();
        take_labels(&mut merged, &other)?;
        take_articles(&mut merged, &other, &path)?;
    }
    let out = arguments.one_path("out").unwrap_or_default();
    let snapshot = merged.snapshot();
    Session::create(&out, (*snapshot.project).clone(), snapshot.ids, &open::who())?;
    let (n_articles, n_mentions) = (merged.project().articles().len(), merged.project().n_mentions());
    output::tell(format!(
        "Merged into {} with {}",
        output::count(n_articles, "article"),
        output::count(n_mentions, "mention")
    ));
    Ok(Outcome::Done)
}

/// New labels keep their color and guideline, and their key where it is free.
fn take_labels(merged: &mut Session, other: &Project) -> Result<(), CliError> {
    for (_, label) in other.labels_in_order() {
        if merged.project().label_named(&label.name).is_some() {
            continue;
        }
        let added = merged.run(&Command::AddLabel(label.clone()));
        if let Err(SessionError::Command(CommandError::KeyTaken { .. })) = added {
            merged.run(&Command::AddLabel(Label { key: None, ..label.clone() }))?;
        } else {
            added?;
        }
    }
    Ok(())
}

/// One import for each annotator, so that everyone's mentions stay theirs.
fn take_articles(merged: &mut Session, other: &Project, path: &Path) -> Result<(), CliError> {
    for (id, annotator) in other.annotators() {
        let export = Export { all_zones: true, annotator: Some(*id), ..Export::everything(other) };
        let (drafts, losses) = export.drafts();
        for loss in losses.iter() {
            tell_loss(path, loss);
        }
        open::act_as(merged, &annotator.name)?;
        match merged.run(&Command::Import(Import { drafts, format: None })) {
            Err(SessionError::Command(CommandError::NothingNew { .. })) => {}
            done => drop(done?),
        }
    }
    Ok(())
}

fn tell_loss(path: &Path, loss: Loss) {
    output::tell(format!("{}: {loss}", path.display()));
}
