use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, choice, open, output};
use crate::format::{Export, Format, Grouping, Layout, OutputFile, Split, Written};
use crate::model::{ArticleId, LabelId, Project};
use crate::store::{write_atomically, write_folder_atomically};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "export",
    takes: &["PROJECT.ron"],
    options: &[
        Opt::needed("to", "FORMAT", "one of broadsheet formats"),
        Opt::one(
            "out",
            "PATH",
            "the file, or for brat and passim the new folder; one file alone may go to stdout",
        ),
        Opt::any("label", "NAME", "only mentions with this label"),
        choice::STORY,
        choice::OUTLET,
        Opt::switch("all-zones", "also mentions in captions, credits and page furniture"),
        Opt::one("annotator", "NAME", "only what this annotator made"),
        Opt::one("split", "80/10/10", "write train, dev and test parts, or with two shares train and test"),
        Opt::one("by", "story", "what stays in one part: story, outlet or article"),
        Opt::one("seed", "N", "another number gives another split"),
    ],
    about: "Write the tagged articles as a dataset.",
    details: SCHEMA,
    run,
};

const SCHEMA: &str = "\
What the format cannot hold is counted on stderr before anything is written.
jsonl: one object a line, offsets in code points, ends exclusive:
  {\"article\",\"title\",\"outlet\",\"story\",\"published\",\"language\",\"byline\"?,\"url\"?,\"domain\"?,\"guesses\"?,\"text\",
   \"mentions\":[{\"start\",\"end\",\"text\",\"label\",\"entity\",\"pieces\":[[s,e],…]?,\"attributes\":{}?,\"note\"?}],
   \"relations\":[{\"from\",\"to\",\"kind\"}], \"zones\":[{\"start\",\"end\",\"zone\"}]}
  from and to count the mentions of the line from 0; guesses names the source of each unconfirmed fact.
conll-2003: token, _, _ and IOB2 tag; beside it .offsets.jsonl with the texts and the tokens' offsets.
csv: one mention a row; beside it .articles.csv with the texts and, if there are any, .relations.csv.
brat: a folder with a .txt and an .ann for each article and annotation.conf.
passim: a folder with articles.jsonl, one article a line with its zones as locs, and run.sh to run passim.";

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let format = choice::format(&arguments.one("to").unwrap_or_default())?;
    let split = split(arguments)?;
    let session = open::for_reading(arguments.path(0))?;
    let project = session.project().clone();
    let articles = choice::articles(&project, arguments)?;
    let labels = arguments.all("label");
    let labels: BTreeSet<LabelId> =
        labels.iter().map(|name| choice::label(&project, name)).collect::<Result<_, _>>()?;
    let annotator = arguments.one("annotator").map(|name| choice::annotator(&project, &name)).transpose()?;
    let all_zones = arguments.has("all-zones");
    let parts = parts(&project, articles, split.as_ref());
    let written = with_bar("Export", move |_| {
        let part = |(name, articles): (&'static str, Vec<ArticleId>)| {
            let export = Export { project: &project, articles, labels: labels.clone(), all_zones, annotator };
            (name, format.export(&export))
        };
        Ok(parts.into_iter().map(part).collect::<Vec<_>>())
    })?;
    for (name, written) in &written {
        tell_losses(name, written);
    }
    deliver(format, &written, arguments.one_path("out").as_deref())?;
    Ok(Outcome::Done)
}

fn split(arguments: &Arguments) -> Result<Option<Split>, CliError> {
    let by = match arguments.choice("by", &["story", "outlet", "article"])? {
        "outlet" => Grouping::Outlet,
        "article" => Grouping::Article,
        _ => Grouping::Story,
    };
    let seed = arguments.one("seed").unwrap_or_else(|| "0".to_owned());
    let seed = seed.parse().map_err(|_| CliError::BadNumber { option: "seed", asked: seed })?;
    let Some(asked) = arguments.one("split") else { return Ok(None) };
    let shares = asked.split('/').map(str::parse).collect::<Result<Vec<u32>, _>>();
    let split = shares.ok().and_then(|shares| Split::new(shares, by, seed));
    split.map(Some).ok_or(CliError::BadSplit(asked))
}

/// Each part with its name, which is empty for the whole.
fn parts(
    project: &Project,
    articles: Vec<ArticleId>,
    split: Option<&Split>,
) -> Vec<(&'static str, Vec<ArticleId>)> {
    match split {
        Some(split) => split.parts(project, &articles),
        None => vec![("", articles)],
    }
}

fn tell_losses(part: &str, written: &Written) {
    for loss in &written.losses {
        output::tell(if part.is_empty() { loss.to_string() } else { format!("{part}: {loss}") });
    }
}

fn deliver(format: &Format, parts: &[(&str, Written)], out: Option<&Path>) -> Result<(), CliError> {
    match (format.layout, out) {
        (Layout::Folder, Some(folder)) => {
            let files = parts.iter().flat_map(|(part, written)| {
                let name = move |file: &OutputFile| {
                    if part.is_empty() { file.name.clone() } else { format!("{part}/{}", file.name) }
                };
                written.files.iter().map(move |file| (name(file), file.bytes.as_slice()))
            });
            Ok(write_folder_atomically(folder, files)?)
        }
        (Layout::File, Some(out)) => {
            parts.iter().try_for_each(|(part, written)| write_files(format, written, &part_path(out, part)))
        }
        (_, None) => match parts {
            [(_, Written { files, .. })] if files.len() == 1 => {
                output::print(&String::from_utf8_lossy(&files[0].bytes))
            }
            _ => Err(CliError::ManyFiles { format: format.name }),
        },
    }
}

/// `news.jsonl` → `news.train.jsonl`
fn part_path(out: &Path, part: &str) -> PathBuf {
    if part.is_empty() {
        return out.to_owned();
    }
    let ending = out.extension().unwrap_or(OsStr::new("")).to_string_lossy();
    out.with_extension(if ending.is_empty() { part.to_owned() } else { format!("{part}.{ending}") })
}

/// Companions first: once the main file is there, the dataset is whole.
fn write_files(format: &Format, written: &Written, out: &Path) -> Result<(), CliError> {
    let Some((main, companions)) = written.files.split_first() else { return Ok(()) };
    let is_folder = out.is_dir();
    let main_path = if is_folder { out.join(&main.name) } else { out.to_owned() };
    let ends_as_format = main_path.extension().is_some_and(|ending| {
        format.extensions.iter().any(|extension| ending.eq_ignore_ascii_case(extension))
    });
    let name = if ends_as_format { main_path.file_stem() } else { main_path.file_name() };
    let stem = name.unwrap_or_default().to_string_lossy();
    for file in companions {
        write_atomically(&main_path.with_file_name(file.name_in(&stem)), &file.bytes)?;
    }
    Ok(write_atomically(&main_path, &main.bytes)?)
}
