//! Gold replay: `cargo bench --bench actions -- [--documents N] [--only off|on|mouse|keyboard] [--steps] PATH…`
//!
//! Each path is a corpus of gold: a file, or a folder with folders in it (brat, CoNLL columns, JSON
//! Lines and its dialects). A scripted annotator who never errs starts with the bare texts and works
//! through the events of the window until the export is the gold. What it spends is compared with what
//! other tools would ask of it, and every wrong place that the window showed as right is counted once. `--documents N` takes the first N documents of each corpus; `--only`,
//! once or twice, leaves variants out; `--steps` tells every step. The last line is JSON.

mod annotator;
mod corpus;
mod effort;
mod look;
mod peers;
mod plan;
mod report;
mod route;
mod run;
mod spreading;
mod strip;
mod window;
mod wrong;

use std::path::PathBuf;
use std::process::ExitCode;

use corpus::Corpus;
use peers::Peers;
use report::Report;
use run::{Variant, replay};

struct Options {
    paths: Vec<PathBuf>,
    most_documents: usize,
    variants: Vec<Variant>,
    tells: bool,
}

const USAGE: &str =
    "cargo bench --bench actions -- [--documents N] [--only off|on|mouse|keyboard] [--steps] PATH…";

fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        println!("usage: {USAGE}");
        return ExitCode::from(2);
    };
    let mut report = Report::default();
    for path in &options.paths {
        match Corpus::read(path, options.most_documents) {
            Ok(corpus) => play(&corpus, &options, &mut report),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        }
    }
    report.finish();
    if report.is_exact() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn play(corpus: &Corpus, options: &Options, report: &mut Report) {
    let peers = Peers::on(corpus);
    report.introduce(corpus, &peers);
    for variant in &options.variants {
        let run = replay(corpus, *variant, options.tells);
        report.add(&corpus.name, run, &peers);
    }
}

impl Options {
    /// `None` where the arguments make no sense. Cargo adds `--bench`.
    fn parse(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut options =
            Self { paths: Vec::new(), most_documents: usize::MAX, variants: Variant::all(), tells: false };
        let mut arguments = arguments.filter(|argument| argument != "--bench");
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--documents" => options.most_documents = arguments.next()?.parse().ok()?,
                "--only" => {
                    let wanted = arguments.next()?;
                    options.variants.retain(|variant| variant.is(&wanted));
                }
                "--steps" => options.tells = true,
                flag if flag.starts_with("--") => return None,
                path => options.paths.push(path.into()),
            }
        }
        (!options.paths.is_empty() && !options.variants.is_empty()).then_some(options)
    }
}
