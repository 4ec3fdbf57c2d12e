//! One corpus in one variant: from bare texts to an export that is compared with the gold.

use std::collections::BTreeMap;
use std::time::Instant;

use broadsheet::command::{Command, Import};
use broadsheet::format::{self, Export, InputFile};
use broadsheet::model::{ArticleId, Draft, Fact, Facts, Ids, Label, LabelId, Origin, Project, Tagset};
use broadsheet::session::Session;
use egui::Key;

use crate::annotator::Annotator;
use crate::corpus::{Corpus, Document, Gold};
use crate::effort::Effort;
use crate::look;
use crate::window::Window;
use crate::wrong::WrongCount;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variant {
    pub suggesters: bool,
    pub keyboard_only: bool,
}

pub struct Run {
    pub variant: Variant,
    pub n_mentions: usize,
    pub effort: Effort,
    pub wrong_shown: WrongCount,
    pub n_from_suggestions: usize,
    /// What the export lacks or has too much; none in an exact run.
    pub differences: Vec<String>,
    pub misses: BTreeMap<&'static str, usize>,
    pub took_seconds: f64,
}

impl Variant {
    pub fn all() -> Vec<Self> {
        let variant = |suggesters, keyboard_only| Self { suggesters, keyboard_only };
        vec![variant(false, false), variant(false, true), variant(true, false), variant(true, true)]
    }

    /// Whether one of the words for `--only` means this variant.
    pub fn is(self, word: &str) -> bool {
        match word {
            "off" => !self.suggesters,
            "on" => self.suggesters,
            "mouse" => !self.keyboard_only,
            "keyboard" => self.keyboard_only,
            _ => false,
        }
    }

    pub fn name(self) -> String {
        let suggesters = if self.suggesters { "on" } else { "off" };
        let hands = if self.keyboard_only { "keyboard" } else { "mouse" };
        format!("{suggesters}, {hands}")
    }
}

pub fn replay(corpus: &Corpus, variant: Variant, tells: bool) -> Run {
    let started = Instant::now();
    let session = bare_session(corpus);
    let keys = label_keys(session.project());
    let gold = gold_of(corpus, session.project());
    let window = Window::new(session, variant.suggesters);
    let mut annotator = Annotator::new(window, &gold, keys, !variant.keyboard_only, variant.suggesters);
    annotator.tells = tells;
    annotator.work();
    let project = annotator.window.project();
    Run {
        variant,
        n_mentions: corpus.n_mentions(),
        wrong_shown: annotator.wrong_shown.count(),
        n_from_suggestions: n_from_suggestions(project),
        differences: differences(corpus, project),
        misses: annotator.misses.clone(),
        effort: annotator.window.effort.clone(),
        took_seconds: started.elapsed().as_secs_f64(),
    }
}

/// A new project that has the corpus' labels, each with a key, and its texts without a mention.
fn bare_session(corpus: &Corpus) -> Session {
    let mut ids = Ids::default();
    let tagset = Tagset { labels: labels(&corpus.labels), relations: Vec::new() };
    let project = Project::new("Gold", tagset, "Analyst", &mut ids);
    let mut session = Session::in_memory(project, ids);
    let drafts = corpus.documents.iter().enumerate().map(|(n, document)| bare(n, document)).collect();
    session.run(&Command::Import(Import { drafts, format: None })).expect("texts can be taken in");
    session
}

fn bare(n: usize, document: &Document) -> Draft {
    let facts = Facts { title: Some(Fact::given(format!("Document {}", n + 1))), ..Facts::default() };
    Draft { path: path_of(n), facts, ..Draft::of_text(document.text.clone()) }
}

fn path_of(n: usize) -> String {
    format!("{n:05}.txt")
}

/// E and R are taken by entities and relations.
fn labels(names: &[String]) -> Vec<Label> {
    let mut free: Vec<char> = ('a'..='z').filter(|letter| !matches!(letter, 'e' | 'r')).collect();
    let mut label = |(position, name): (usize, &String)| {
        let own = name.to_lowercase().chars().find(|letter| free.contains(letter));
        let key = own.or(free.first().copied());
        free.retain(|letter| Some(*letter) != key);
        let (color, position) = ([90, 120, 160], position as u32);
        Label { name: name.clone(), color, key, guideline: String::new(), position, attributes: Vec::new() }
    };
    names.iter().enumerate().map(&mut label).collect()
}

fn label_keys(project: &Project) -> BTreeMap<LabelId, Key> {
    let key = |label: &Label| Key::from_name(&label.key?.to_uppercase().to_string());
    let keys = project.labels().iter().map(|(id, label)| {
        let no_key = || panic!("{} has no key: a corpus may have 24 labels", label.name);
        (*id, key(label).unwrap_or_else(no_key))
    });
    keys.collect()
}

fn gold_of(corpus: &Corpus, project: &Project) -> look::Gold {
    let target = |gold: &Gold| look::Target {
        extent: gold.extent.clone(),
        label: project.label_named(&gold.label).expect("the project has the corpus' labels"),
    };
    let articles: BTreeMap<&str, ArticleId> =
        project.articles().iter().map(|(id, article)| (article.header.path.as_str(), *id)).collect();
    let documents = corpus.documents.iter().enumerate();
    documents
        .map(|(n, document)| (articles[path_of(n).as_str()], document.gold.iter().map(target).collect()))
        .collect()
}

fn n_from_suggestions(project: &Project) -> usize {
    project.mentions().filter(|(.., mention)| matches!(mention.origin, Origin::Suggested { .. })).count()
}

/// The project written as JSON Lines and read again, against the gold.
fn differences(corpus: &Corpus, project: &Project) -> Vec<String> {
    let format = format::find("jsonl").expect("the format exists");
    let written = format.export(&Export { all_zones: true, ..Export::everything(project) });
    let files: Vec<InputFile> =
        written.files.into_iter().map(|file| InputFile::new(file.name, file.bytes)).collect();
    let drafts = match format.import(&files) {
        Ok(read) => read.drafts,
        Err(error) => return vec![error.to_string()],
    };
    let by_path: BTreeMap<&str, &Draft> = drafts.iter().map(|draft| (draft.path.as_str(), draft)).collect();
    let documents = corpus.documents.iter().enumerate();
    documents.flat_map(|(n, document)| differ(&path_of(n), document, &by_path)).collect()
}

fn differ(path: &str, document: &Document, drafts: &BTreeMap<&str, &Draft>) -> Vec<String> {
    let Some(draft) = drafts.get(path) else { return vec![format!("{path} is missing")] };
    let mut found: Vec<Gold> = draft
        .mentions
        .iter()
        .map(|mention| Gold { extent: mention.extent.clone(), label: mention.label.clone() })
        .collect();
    found.sort();
    let tell = |what: &str, gold: &Gold| {
        let hull = gold.extent.hull();
        let quote = gold.extent.quote(&document.text);
        format!("{path}, {}–{}: {} \"{quote}\" {what}", hull.start(), hull.end(), gold.label)
    };
    let missing =
        document.gold.iter().filter(|gold| !found.contains(gold)).map(|gold| tell("is missing", gold));
    let mut extra: Vec<String> = found
        .iter()
        .filter(|gold| !document.gold.contains(gold))
        .map(|gold| tell("is too much", gold))
        .collect();
    let twice = found.windows(2).filter(|pair| pair[0] == pair[1]);
    extra.extend(twice.map(|pair| tell("stands there twice", &pair[0])));
    missing.chain(extra).collect()
}
