//! Gold corpora: files and folders become documents with the mentions that they should end with.
//!
//! A folder is read folder by folder, each with the format that its files are in. A mention that has no
//! length, or stands there twice, cannot be made by hand and is dropped and counted.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use broadsheet::format::{self, InputFile};
use broadsheet::model::Draft;
use broadsheet::text::{Extent, Span, sentences};

pub struct Corpus {
    pub name: String,
    pub documents: Vec<Document>,
    pub labels: Vec<String>,
    /// What was changed while reading, one sentence each.
    pub remarks: Vec<String>,
    n_unread: usize,
}

#[derive(Clone)]
pub struct Document {
    pub text: Arc<str>,
    pub gold: BTreeSet<Gold>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gold {
    pub extent: Extent,
    pub label: String,
}

/// A document longer than half as much again is cut; loose sentences are joined up to it.
const SENTENCES_EACH: usize = 20;

impl Corpus {
    pub fn read(path: &Path, most_documents: usize) -> io::Result<Self> {
        let mut files = Vec::new();
        collect_files(path, &mut files)?;
        let mut corpus = Self {
            name: name_of(path),
            documents: Vec::new(),
            labels: Vec::new(),
            remarks: Vec::new(),
            n_unread: 0,
        };
        let mut drafts = Vec::new();
        for folder in files.chunk_by(|a, b| a.parent() == b.parent()) {
            corpus.read_folder(folder, &mut drafts)?;
        }
        if corpus.n_unread > 1 {
            corpus.remarks.push(format!("left out {} files in all", corpus.n_unread));
        }
        corpus.take(&drafts);
        corpus.join_loose_sentences();
        corpus.cut_long_documents();
        corpus.drop_repeated_texts();
        corpus.documents.truncate(most_documents);
        let labels = corpus.documents.iter().flat_map(|document| &document.gold);
        corpus.labels = labels.map(|gold| gold.label.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        Ok(corpus)
    }

    pub fn n_mentions(&self) -> usize {
        self.documents.iter().map(|document| document.gold.len()).sum()
    }

    /// brat where there is an annotation file; else records together, and every file of columns alone.
    fn read_folder(&mut self, paths: &[PathBuf], drafts: &mut Vec<Draft>) -> io::Result<()> {
        let ends = |path: &PathBuf, endings: &[&str]| {
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            ending.is_some_and(|ending| endings.contains(&ending.as_str()))
        };
        let inputs = |wanted: &dyn Fn(&&PathBuf) -> bool| -> io::Result<Vec<InputFile>> {
            let chosen = paths.iter().filter(wanted);
            chosen.map(|path| Ok(InputFile::new(path.to_string_lossy(), fs::read(path)?))).collect()
        };
        if paths.iter().any(|path| ends(path, &["ann", "a1", "a2"])) {
            self.import("brat", &inputs(&|path| ends(path, &["ann", "a1", "a2", "txt"]))?, drafts);
            return Ok(());
        }
        self.import("jsonl", &inputs(&|path| ends(path, &["jsonl", "json", "ndjson"]))?, drafts);
        for file in inputs(&|path| ends(path, &["conll", "iob", "iob2", "bio", "tsv", "txt"]))? {
            self.import("conll-2003", &[file], drafts);
        }
        Ok(())
    }

    fn import(&mut self, format: &str, files: &[InputFile], drafts: &mut Vec<Draft>) {
        let Some(first) = files.first() else { return };
        let read = format::find(format).expect("the format exists").import(files);
        match read {
            Ok(read) => {
                let n_lost = read.warnings.len();
                if let Some(warning) = read.warnings.first() {
                    self.remarks.push(format!("{n_lost} warnings while reading; the first: {warning}"));
                }
                drafts.extend(read.drafts);
            }
            Err(error) => {
                self.n_unread += 1;
                let is_first = self.n_unread == 1;
                self.remarks.extend(is_first.then(|| format!("left out {}: {error}", first.name)));
            }
        }
    }

    fn take(&mut self, drafts: &[Draft]) {
        let mut n_dropped = 0;
        for draft in drafts {
            let mut gold = BTreeSet::new();
            for mention in &draft.mentions {
                let is_blank = mention.extent.quote(&draft.text).trim().is_empty();
                let found = Gold { extent: mention.extent.clone(), label: mention.label.clone() };
                n_dropped += usize::from(is_blank || !gold.insert(found));
            }
            gold.retain(|gold| !gold.extent.quote(&draft.text).trim().is_empty());
            self.documents.push(Document { text: draft.text.clone(), gold });
        }
        if n_dropped > 0 {
            self.remarks.push(format!("dropped {n_dropped} mentions that are blank or stand there twice"));
        }
        // Companion files of other kinds read as texts without a mention.
        let n_before = self.documents.len();
        if self.n_mentions() > 0 {
            self.documents.retain(|document| !document.text.trim().is_empty());
        }
        let n_blank = n_before - self.documents.len();
        if n_blank > 0 {
            self.remarks.push(format!("dropped {n_blank} documents without text"));
        }
    }

    /// A file of sentences that belong to no document is read as pages of a paper would be.
    fn join_loose_sentences(&mut self) {
        let n_documents = self.documents.len();
        let n_sentences: usize =
            self.documents.iter().map(|document| sentences(&document.text).len().max(1)).sum();
        if n_documents < SENTENCES_EACH || n_sentences >= n_documents * 2 {
            return;
        }
        self.documents = self.documents.chunks(SENTENCES_EACH).map(joined).collect();
        let n = self.documents.len();
        self.remarks
            .push(format!("{n_documents} loose sentences joined into {n} documents of {SENTENCES_EACH}"));
    }

    fn cut_long_documents(&mut self) {
        let n_before = self.documents.len();
        self.documents = self.documents.iter().flat_map(cut).collect();
        let n = self.documents.len();
        if n > n_before {
            let what = format!("{n_before} documents cut into {n}, about {SENTENCES_EACH} sentences each");
            self.remarks.push(what);
        }
    }

    /// A project does not take a text twice.
    fn drop_repeated_texts(&mut self) {
        let mut seen = BTreeSet::new();
        let n_before = self.documents.len();
        self.documents.retain(|document| seen.insert(document.text.clone()));
        let n_repeated = n_before - self.documents.len();
        if n_repeated > 0 {
            self.remarks.push(format!("dropped {n_repeated} documents whose text stands there already"));
        }
    }
}

fn joined(documents: &[Document]) -> Document {
    let mut text = String::new();
    let mut gold = BTreeSet::new();
    for document in documents {
        gold.extend(document.gold.iter().filter_map(|gold| moved(gold, text.len() as isize)));
        text.push_str(&document.text);
        text.push('\n');
    }
    Document { text: text.into(), gold }
}

/// At ends of sentences, never inside a mention.
fn cut(document: &Document) -> Vec<Document> {
    let ends: Vec<usize> = sentences(&document.text).iter().map(|sentence| sentence.end()).collect();
    if ends.len() <= SENTENCES_EACH + SENTENCES_EACH / 2 {
        return vec![document.clone()];
    }
    let is_inside = |at: usize| {
        let mut hulls = document.gold.iter().map(|gold| gold.extent.hull());
        hulls.any(|hull| hull.start() < at && at < hull.end())
    };
    let mut cuts = vec![0];
    let mut n_sentences = 0;
    for end in ends {
        n_sentences += 1;
        if n_sentences >= SENTENCES_EACH && !is_inside(end) {
            cuts.push(end);
            n_sentences = 0;
        }
    }
    cuts.push(document.text.len());
    cuts.dedup();
    cuts.windows(2).map(|ends| part(document, ends[0], ends[1])).collect()
}

fn part(document: &Document, start: usize, end: usize) -> Document {
    let inside = document.gold.iter().filter(|gold| start <= gold.extent.start() && gold.extent.end() <= end);
    let gold = inside.filter_map(|gold| moved(gold, -(start as isize))).collect();
    Document { text: document.text[start..end].into(), gold }
}

fn moved(gold: &Gold, by: isize) -> Option<Gold> {
    let pieces: Option<Vec<Span>> = gold.extent.pieces().map(|piece| piece.shifted(by)).collect();
    Some(Gold { extent: Extent::new(pieces?)?, label: gold.label.clone() })
}

fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let (folders, plain): (Vec<PathBuf>, Vec<PathBuf>) = entries.into_iter().partition(|path| path.is_dir());
    files.extend(plain);
    folders.iter().try_for_each(|folder| collect_files(folder, files))
}

/// The last two parts of a path: `meantime/en` tells more than `en`.
fn name_of(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let named: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !matches!(*part, "/" | ".")).collect();
    named[named.len().saturating_sub(2)..].join("/")
}
