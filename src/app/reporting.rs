//! Pictures and reports on their way out: what waits for a path, and the files themselves.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::App;
use super::corpus_choice::CorpusChoice;
use super::state::PathQuestion;
use super::work::Finished;
use crate::analysis::{self, Corpus};
use crate::report::{Page, Picture, PictureKind};
use crate::store::{StoreError, write_atomically};

/// What a report answers, and about which articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportChoice {
    pub questions: Vec<&'static str>,
    pub corpus: CorpusChoice,
}

/// What is written as soon as the user says where.
pub enum Outgoing {
    Picture(Picture),
    Report(ReportChoice),
}

impl ReportChoice {
    /// Every question about every article.
    pub fn everything() -> Self {
        let questions = analysis::ALL.iter().map(|analysis| analysis.id).collect();
        Self { questions, corpus: CorpusChoice::default() }
    }

    fn page(&self, corpus: Corpus) -> Page {
        let questions = self.questions.iter().filter_map(|id| analysis::by_id(id)).collect();
        Page { corpus, questions, made: Zoned::now().date() }
    }
}

impl App {
    pub(super) fn save_picture(&mut self, picture: Picture) {
        self.outgoing = Some(Outgoing::Picture(picture));
        self.ask_for_path(PathQuestion::Picture);
    }

    pub(super) fn save_report(&mut self, choice: ReportChoice) {
        self.outgoing = Some(Outgoing::Report(choice));
        self.ask_for_path(PathQuestion::Report);
    }

    /// Writes what waited for a path.
    pub(super) fn write_outgoing(&mut self, path: &Path) {
        match self.outgoing.take() {
            Some(Outgoing::Picture(picture)) => self.write_picture(picture, with_extension(path, "svg")),
            Some(Outgoing::Report(choice)) => self.write_report(choice, with_extension(path, "html")),
            None => {}
        }
    }

    fn write_picture(&mut self, picture: Picture, path: PathBuf) {
        self.works.start(&self.context, "Drawing the picture", move |_| {
            let drawn = picture.bytes(PictureKind::of(&path));
            let failed = |error| StoreError::io(&path, "save the picture")(io::Error::other(error));
            let written = drawn.map_err(failed).and_then(|bytes| write_atomically(&path, &bytes));
            Ok(Finished::Exported(written.map(|()| path)))
        });
    }

    fn write_report(&mut self, choice: ReportChoice, path: PathBuf) {
        let Some(session) = &self.session else { return };
        let (project, findings) = (session.project().clone(), self.results.findings.clone());
        self.works.start(&self.context, "Writing the report", move |progress| {
            let html = choice.page(choice.corpus.corpus(project, findings)).html(progress)?;
            Ok(Finished::Exported(write_atomically(&path, html.as_bytes()).map(|()| path)))
        });
    }
}

/// A name that says no kind of file gets the usual one.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    if path.extension().is_some() { path.to_owned() } else { path.with_extension(extension) }
}
