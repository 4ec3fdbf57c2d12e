//! Datasets on their way out: what is chosen of the project, how it will look, what it will lack, and
//! the files themselves.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::App;
use super::work::Finished;
use crate::analysis::Evidence;
use crate::format::{self, Export, Format, Layout, Loss, Lost, Written};
use crate::job::{Cancelled, Progress};
use crate::model::{AnnotatorId, Article, ArticleId, LabelId, Mention, OutletId, Project, StoryId};
use crate::store::{StoreError, write_atomically};

/// What is to be exported. Everything, but for what is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportChoice {
    pub format: &'static str,
    pub without_labels: BTreeSet<LabelId>,
    pub without_stories: BTreeSet<Option<StoryId>>,
    pub without_outlets: BTreeSet<Option<OutletId>>,
    pub all_zones: bool,
    pub annotator: Option<AnnotatorId>,
}

/// The beginning of a dataset, and what the format does not hold.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub files: Vec<PreviewFile>,
    pub n_files: usize,
    pub n_articles: usize,
    pub losses: Vec<Lacking>,
}

/// Something that is not written, and where it is as far as it has places.
#[derive(Clone, Debug)]
pub struct Lacking {
    pub loss: Loss,
    pub places: Vec<Evidence>,
}

#[derive(Clone, Debug)]
pub struct PreviewFile {
    pub name: String,
    pub size: usize,
    /// The first ones, long ones cut.
    pub lines: Vec<String>,
    pub n_lines: usize,
}

const PREVIEW_FILES: usize = 24; // a folder of ten thousand looks like its first two dozen
const PREVIEW_LINES: usize = 200;
const PREVIEW_LINE_CHARS: usize = 600; // an article of JSON Lines is one line
const EXPORTING: &str = "Exporting";

impl Default for ExportChoice {
    fn default() -> Self {
        Self {
            format: format::ALL[0].id,
            without_labels: BTreeSet::new(),
            without_stories: BTreeSet::new(),
            without_outlets: BTreeSet::new(),
            all_zones: false,
            annotator: None,
        }
    }
}

impl ExportChoice {
    pub fn format(&self) -> &'static Format {
        format::find(self.format).unwrap_or(&format::ALL[0])
    }

    fn has(&self, article: &Article) -> bool {
        !self.without_stories.contains(&article.header.story)
            && !self.without_outlets.contains(&article.header.outlet)
    }

    pub fn articles(&self, project: &Project) -> Vec<ArticleId> {
        let chosen = project.articles().iter().filter(|(_, article)| self.has(article));
        chosen.map(|(id, _)| *id).collect()
    }

    fn labels(&self, project: &Project) -> BTreeSet<LabelId> {
        project.labels().keys().filter(|id| !self.without_labels.contains(id)).copied().collect()
    }

    /// Why there is nothing to export, if so.
    pub fn problem(&self, project: &Project) -> Option<&'static str> {
        if project.articles().is_empty() {
            Some("There is nothing to export yet; load articles first")
        } else if self.articles(project).is_empty() {
            Some("No article is chosen; tick a story and an outlet")
        } else if !project.labels().is_empty() && self.labels(project).is_empty() {
            Some("No label is chosen; tick one")
        } else {
            None
        }
    }

    pub fn write(&self, project: &Project) -> Written {
        let labels = self.labels(project);
        let is_every = labels.len() == project.labels().len();
        let export = Export {
            articles: self.articles(project),
            // Every label as the format layer says it, so that a label no longer known is not lost.
            labels: if is_every { BTreeSet::new() } else { labels },
            all_zones: self.all_zones,
            annotator: self.annotator,
            ..Export::everything(project)
        };
        self.format().export(&export)
    }

    pub fn preview(&self, project: &Project, progress: &Progress) -> Result<Preview, Cancelled> {
        progress.go_on()?;
        let written = self.write(project);
        progress.go_on()?;
        let shown = written.files.iter().take(PREVIEW_FILES);
        let lacking = |loss: &Loss| Lacking { loss: *loss, places: self.places(project, loss.what) };
        Ok(Preview {
            files: shown.map(|file| PreviewFile::new(&file.name, &file.bytes)).collect(),
            n_files: written.files.len(),
            n_articles: self.articles(project).len(),
            losses: written.losses.iter().map(lacking).collect(),
        })
    }

    fn places(&self, project: &Project, lost: Lost) -> Vec<Evidence> {
        let mut places = Vec::new();
        for id in self.articles(project) {
            let Some(article) = project.article(id) else { continue };
            let mut furthest = 0;
            for (_, mention) in article.mentions.in_order() {
                let is_wanted = self.wants(mention);
                let is_clutter = in_clutter(article, mention);
                let is_written = is_wanted && (self.all_zones || !is_clutter);
                let is_it = match lost {
                    Lost::InClutter => is_wanted && is_clutter && !self.all_zones,
                    Lost::Overlapping => is_written && mention.extent.start() < furthest,
                    _ => is_written && loses(mention, lost),
                };
                if is_it {
                    places.push(Evidence { article: id, span: mention.extent.hull() });
                } else if is_written {
                    furthest = furthest.max(mention.extent.end());
                }
            }
        }
        places
    }

    fn wants(&self, mention: &Mention) -> bool {
        !self.without_labels.contains(&mention.label) && self.annotator.is_none_or(|by| by == mention.by)
    }
}

fn in_clutter(article: &Article, mention: &Mention) -> bool {
    article.zone_at(mention.extent.start()).is_some_and(|zone| zone.is_clutter())
}

fn loses(mention: &Mention, lost: Lost) -> bool {
    match lost {
        Lost::Mentions => true,
        Lost::InPieces => mention.extent.is_in_pieces(),
        Lost::Empty => mention.extent.is_empty(),
        Lost::Proposed => mention.entity_is_proposed,
        Lost::Entities => mention.entity.is_some() && !mention.entity_is_proposed,
        Lost::Attributes => !mention.attributes.is_empty(),
        Lost::Notes => !mention.note.is_empty(),
        _ => false,
    }
}

impl PreviewFile {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().take(PREVIEW_LINES).map(cut).collect();
        Self { name: name.to_owned(), size: bytes.len(), lines, n_lines: text.lines().count() }
    }
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(PREVIEW_LINE_CHARS) {
        Some((at, _)) => format!("{} … {} bytes more", &line[..at], line.len() - at),
        None => line.to_owned(),
    }
}

/// Writes a dataset to a file with its companions beside it, or into a folder.
pub fn write_dataset(written: &Written, format: &Format, path: &Path) -> Result<PathBuf, StoreError> {
    match format.layout {
        Layout::File => write_beside(written, format, path),
        Layout::Folder => write_into(written, path),
    }
}

fn write_beside(written: &Written, format: &Format, path: &Path) -> Result<PathBuf, StoreError> {
    let extension = format.extensions.first().copied().unwrap_or_default();
    let path = if path.extension().is_none() { path.with_extension(extension) } else { path.to_owned() };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    for (at, file) in written.files.iter().enumerate() {
        let beside = path.with_file_name(file.name_in(&stem));
        write_atomically(if at == 0 { &path } else { &beside }, &file.bytes)?;
    }
    Ok(path)
}

/// A folder may hold an older export of the same files, but nothing that would mix with this one.
fn write_into(written: &Written, folder: &Path) -> Result<PathBuf, StoreError> {
    const DOING: &str = "write the dataset";
    let ours: BTreeSet<PathBuf> = written.files.iter().map(|file| folder.join(&file.name)).collect();
    let there: Vec<PathBuf> = fs::read_dir(folder)
        .map(|list| list.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    if there.iter().any(|path| !ours.contains(path)) {
        let problem = io::Error::other("the folder holds other files; choose a name that is free");
        return Err(StoreError::io(folder, DOING)(problem));
    }
    for file in &written.files {
        let path = folder.join(&file.name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(StoreError::io(parent, "make the folder"))?;
        write_atomically(&path, &file.bytes)?;
    }
    Ok(folder.to_owned())
}

impl App {
    pub(super) fn export_to(&mut self, path: PathBuf) {
        let Some(session) = &self.session else { return };
        let (project, choice) = (session.project().clone(), self.state.export.clone());
        self.works.start(&self.context, EXPORTING, move |progress| {
            let written = choice.write(&project);
            progress.go_on()?;
            Ok(Finished::Exported(write_dataset(&written, choice.format(), &path)))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn choice(format: &'static str) -> ExportChoice {
        ExportChoice { format, ..ExportChoice::default() }
    }

    #[test]
    fn what_is_left_out_is_not_written() {
        let session = fixture::session(&[("One", "[GPE Oslo] and [PERSON Ann]."), ("Two", "[GPE Rome].")]);
        let project = session.project();
        let outlet = project.outlet_named("Two");
        let label = project.label_named("PERSON").unwrap();
        let choice = ExportChoice {
            without_outlets: BTreeSet::from([outlet]),
            without_labels: BTreeSet::from([label]),
            ..choice("jsonl")
        };
        let text = String::from_utf8(choice.write(project).files.remove(0).bytes).unwrap();
        assert_eq!(text.lines().count(), 1);
        assert!(text.contains("\"Oslo\"") && !text.contains("\"Ann\""), "{text}");
        let none = ExportChoice {
            without_labels: project.labels().keys().copied().collect(),
            ..ExportChoice::default()
        };
        assert!(none.problem(project).is_some_and(|problem| problem.contains("label")));
    }

    #[test]
    fn losses_lead_to_the_mentions_that_are_lost() {
        let session = fixture::session(&[("One", "[PERSON Ann [GPE Oslo]] left.")]);
        let choice = choice("conll-2003");
        let preview = choice.preview(session.project(), &Progress::default()).unwrap();
        let lacking = preview.losses.iter().find(|lacking| lacking.loss.what == Lost::Overlapping).unwrap();
        assert_eq!(lacking.loss.count, 1);
        let starts: Vec<usize> = lacking.places.iter().map(|place| place.span.start()).collect();
        assert_eq!(starts, [4]);
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let session = fixture::session(&[("One", "[GPE Oslo].")]);
        let folder = tempfile::tempdir().unwrap();
        let format = format::find("brat").unwrap();
        let written = choice("brat").write(session.project());
        let path = folder.path().join("set");
        write_dataset(&written, format, &path).unwrap();
        write_dataset(&written, format, &path).expect("the same files again");
        fs::write(path.join("mine.txt"), "x").unwrap();
        let error = write_dataset(&written, format, &path).unwrap_err().to_string();
        assert!(error.contains("other files"), "{error}");
    }

    #[test]
    fn a_long_line_is_cut_and_says_so() {
        let file = PreviewFile::new("a.jsonl", "é".repeat(700).as_bytes());
        assert_eq!(file.lines[0].chars().filter(|c| *c == 'é').count(), 600);
        assert!(file.lines[0].ends_with("… 200 bytes more"));
    }
}
