use jiff::Zoned;
use jiff::civil::Date;

use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, analyze, choice, open};
use crate::analysis::{self, Analysis};
use crate::report::Page;
use crate::store::write_atomically;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "report",
    takes: &["PROJECT.ron"],
    options: &[
        Opt::needed("out", "FILE.html", "the file for the report"),
        Opt::any("question", "ID", "only the answer to this question; broadsheet analyses lists them"),
        choice::STORY,
        choice::OUTLET,
        choice::ALL_ZONES,
        choice::COPIES_ONCE,
        choice::LAYER,
        choice::WINNOW,
        Opt::one("date", "DATE", "the day that the report says it was made on; else today"),
    ],
    about: "Put the answers to all questions into one page of HTML.",
    details: "The page holds all it needs and opens in any browser without a network. Every figure opens the\n\
              sentences that it counts; what is left out for length is counted where it is missing.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let asked = arguments.all("question");
    let questions: Vec<&'static Analysis> = match asked.as_slice() {
        [] => analysis::ALL.iter().collect(),
        asked => asked.iter().map(|id| analyze::analysis_named(id)).collect::<Result<_, _>>()?,
    };
    let made = match arguments.one("date") {
        Some(date) => date.parse::<Date>().map_err(|_| not_a_day(&date))?,
        None => Zoned::now().date(),
    };
    let session = open::for_reading(arguments.path(0))?;
    let corpus = choice::corpus(session.project().clone(), arguments)?;
    let html = with_bar("Report", move |progress| Page { corpus, questions, made }.html(progress))?;
    if let Some(path) = arguments.one_path("out") {
        write_atomically(&path, html.as_bytes())?;
    }
    Ok(Outcome::Done)
}

fn not_a_day(asked: &str) -> CliError {
    CliError::NotADate(format!("\"{asked}\" is no day; write it like 2026-11-22"))
}
