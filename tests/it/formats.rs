//! Files of other tools and corpora, read whole and counted against an independent count.
//! They lie outside the repository; where they are absent, there is nothing to compare.

use std::fs;
use std::path::{Path, PathBuf};

use broadsheet::format::{self, InputFile, Problem, Read};

/// The corpus, or `None` with a word to whoever reads the test's output.
fn corpus(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if !folder.exists() {
        println!("skipped: {name} is not here");
        return None;
    }
    Some(folder)
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files of a folder that the format would take from it.
fn inputs(id: &str, folder: &Path) -> Vec<InputFile> {
    let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    let format = format::find(id).unwrap();
    let files = files_in(folder).into_iter().filter(|path| format.takes(&name(path)));
    files.map(|path| InputFile::new(name(&path), fs::read(&path).unwrap())).collect()
}

fn read(id: &str, files: &[InputFile]) -> Read {
    let read = format::find(id).unwrap().import(files).unwrap();
    for draft in &read.drafts {
        assert!(draft.mentions.iter().all(|mention| mention.extent.fits(&draft.text)), "{}", draft.path);
    }
    read
}

fn n_mentions(read: &Read) -> usize {
    read.drafts.iter().map(|draft| draft.mentions.len()).sum()
}

/// Lines of all files for which `counts` holds: what `grep -c` would say.
fn n_lines(files: &[InputFile], counts: impl Fn(&str) -> bool) -> usize {
    let texts = files.iter().map(|file| String::from_utf8(file.bytes.clone()).unwrap());
    texts.map(|text| text.lines().filter(|line| counts(line)).count()).sum()
}

#[test]
fn brat_folders_read_without_a_wrong_quote() {
    for name in ["brat-examples/NCBI-disease", "brat-examples/TDT", "brat-examples/tutorials-news"] {
        let Some(folder) = corpus(name) else { continue };
        let files = inputs("brat", &folder);
        let annotations: Vec<InputFile> =
            files.iter().filter(|file| file.name.ends_with(".ann")).cloned().collect();
        let read = read("brat", &files);
        assert_eq!(read.drafts.len(), annotations.len(), "{name}");
        assert_eq!(n_mentions(&read), n_lines(&annotations, |line| line.starts_with('T')), "{name}");
        let other_quotes =
            read.warnings.iter().filter(|warning| matches!(warning.problem, Problem::OtherQuote { .. }));
        assert_eq!(other_quotes.count(), 0, "{name}: {:?}", read.warnings);
        let relations: usize = read.drafts.iter().map(|draft| draft.relations.len()).sum();
        assert!(relations >= n_lines(&annotations, |line| line.starts_with('R')), "{name}");
    }
}

#[test]
fn columns_in_iob2_hold_one_mention_for_each_b() {
    for (name, file, column) in [
        ("uner-english-pud", "en_pud-ud-test.odd-docs.iob2", 2),
        ("uner-german-pud", "de_pud-ud-test.odd-docs.iob2", 2),
        ("uner-chinese-gsdsimp", "zh_gsdsimp-ud-dev.iob2", 2),
        ("wnut17", "emerging.dev.conll", 1),
        ("wnut17", "wnut17train.first-half.conll", 1),
    ] {
        let Some(folder) = corpus(name) else { continue };
        let files = [InputFile::new(file, fs::read(folder.join(file)).unwrap())];
        let read = read("conll-2003", &files);
        let begins = |line: &str| {
            !line.starts_with("# ") && line.split('\t').nth(column).is_some_and(|tag| tag.starts_with("B-"))
        };
        assert_eq!(read.warnings, [], "{file}");
        assert_eq!(n_mentions(&read), n_lines(&files, begins), "{file}");
    }
}

/// Where a sentence gives its text, tokens must not have been joined by guesswork.
#[test]
fn a_treebank_keeps_its_own_sentences() {
    let Some(folder) = corpus("uner-english-pud") else { return };
    let files = inputs("conll-2003", &folder);
    let source = files.iter().find(|file| file.name.ends_with(".iob2")).unwrap().clone();
    let text = String::from_utf8(source.bytes.clone()).unwrap();
    let sentences: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# text = ")).collect();
    let read = read("conll-2003", &[source]);
    let lines: Vec<&str> = read.drafts.iter().flat_map(|draft| draft.text.lines()).collect();
    assert_eq!(lines, sentences);
}

/// The expected numbers are those of an awk script after conlleval's rules; of HIPE, of the `B-` in the
/// columns NE-COARSE-LIT and NE-NESTED, and of the `I-` there that follow O or another label.
#[test]
fn columns_in_other_schemes_hold_what_awk_counts() {
    for (name, file, expected) in [
        ("wikigold", "wikigold.part1.conll.txt", 1947),
        ("hironsan-ja-news", "iob_sents.first-half.txt", 661),
        ("europeana-ner", "enp_DE.lft.first-third.bio", 2368),
        ("europeana-ner", "enp_DE.onb.first-third.bio", 1076),
        ("europeana-ner", "enp_DE.sbb.first-third.bio", 751),
        ("europeana-ner", "enp_FR.bnf.first-third.bio", 3915),
        ("europeana-ner", "enp_NL.kb.first-third.bio", 1912),
        ("hipe-newseye-sonar", "HIPE-2022-v2.1-newseye-dev-de.tsv", 539 + 27 + 3),
        ("hipe-newseye-sonar", "HIPE-2022-v2.1-newseye-dev-fr.tsv", 752 + 29 + 3),
        ("hipe-newseye-sonar", "HIPE-2022-v2.1-sonar-dev-de.tsv", 654),
    ] {
        let Some(folder) = corpus(name) else { continue };
        let read = read("conll-2003", &[InputFile::new(file, fs::read(folder.join(file)).unwrap())]);
        assert_eq!(n_mentions(&read), expected, "{file}");
    }
}

#[test]
fn brackets_hold_one_mention_for_each_that_opens() {
    for name in ["gum-wikinews/conll-coref", "meantime"] {
        let Some(folder) = corpus(name) else { continue };
        for file in inputs("conll-2003", &folder) {
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            let rows = text.lines().filter(|line| !line.starts_with('#'));
            let last = rows.filter_map(|line| line.rsplit('\t').next());
            let n_opened: usize = last.map(|cell| cell.matches('(').count()).sum();
            let read = read("conll-2003", std::slice::from_ref(&file));
            assert_eq!((n_mentions(&read), read.warnings), (n_opened, vec![]), "{}", file.name);
        }
    }
}

#[test]
fn json_of_other_tools_is_read() {
    for (name, mark) in
        [("stockmark-ja", "\"span\""), ("doccano/import-tests/relation_extraction", "start_offset")]
    {
        let Some(folder) = corpus(name) else { continue };
        let files = inputs("jsonl", &folder);
        let read = read("jsonl", &files);
        let text: String = files.iter().map(|file| String::from_utf8(file.bytes.clone()).unwrap()).collect();
        assert_eq!((n_mentions(&read), read.warnings), (text.matches(mark).count(), vec![]), "{name}");
    }
    let Some(folder) = corpus("spacy-prodigy/prodigy") else { return };
    let read = read("jsonl", &inputs("jsonl", &folder));
    let quotes: Vec<String> =
        read.drafts.iter().map(|draft| draft.mentions[0].extent.quote(&draft.text)).collect();
    assert_eq!(quotes, ["Emerson"; 6]); // the corpus is about that name alone
}

/// One value of re3d has other quotation marks than its text; it is told and left out.
#[test]
fn mentions_in_a_file_of_their_own_find_their_document() {
    let Some(folder) = corpus("re3d") else { return };
    let files = inputs("jsonl", &folder);
    let read = read("jsonl", &files);
    let of_kind = |kind: &str| -> Vec<InputFile> {
        files.iter().filter(|file| file.name.ends_with(kind)).cloned().collect()
    };
    let n_records = |kind: &str| n_lines(&of_kind(kind), |line| !line.trim().is_empty());
    assert_eq!(read.drafts.len(), n_records("documents.json"));
    assert_eq!(n_mentions(&read), n_records("entities.json") - 1);
    assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
    let n_relations: usize = read.drafts.iter().map(|draft| draft.relations.len()).sum();
    assert_eq!(n_relations, n_records("relations.json"));
}
