mod plot;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value as Json, json};

use super::evidence::Evidence;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::keyness::{ALPHA, Counts, dispersion};
use crate::index::style_neutral;
use crate::job::{Cancelled, Progress, on_every};
use crate::model::ArticleId;

pub const ANALYSIS: Analysis = Analysis {
    id: "keyness",
    title: "Key words",
    question: "Which words does an outlet use more often than the others, and is that more than chance?",
    run,
    json,
};

/// Rows that a report shows; scripts get all words.
const MOST_ROWS: usize = 300;

/// How often each word stands in each outlet.
struct Vocabulary {
    outlets: Vec<String>,
    /// Words of each outlet.
    all: Vec<usize>,
    words: Vec<WordCounts>,
    /// The forms that differ in house style alone, such as `g7` and `g-7`.
    variants: HashMap<String, Vec<String>>,
}

struct WordCounts {
    key: u64,
    form: String,
    /// One for each outlet.
    counts: Vec<usize>,
    n_articles: usize,
}

/// Short words of letters alone, such as `to` and `too`, are words of their own.
fn may_vary(form: &str) -> bool {
    form.len() > 5 || !form.chars().all(char::is_alphabetic)
}

/// A word with the outlet that it is most telling of, against all others.
struct Key<'v> {
    word: &'v WordCounts,
    outlet: usize,
    counts: Counts,
    lrc: f64,
    z: f64,
}

impl Vocabulary {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        let outlets: BTreeSet<&str> =
            corpus.articles().map(|(_, article)| corpus.project.outlet_name(article)).collect();
        let outlets: Vec<String> = outlets.into_iter().map(str::to_owned).collect();
        let mut all = vec![0; outlets.len()];
        let mut words: HashMap<u64, (WordCounts, ArticleId)> = HashMap::new();
        for (id, article) in corpus.articles() {
            progress.step()?;
            let name = corpus.project.outlet_name(article);
            let Some(outlet) = outlets.iter().position(|outlet| outlet == name) else { continue };
            for (key, span) in corpus.words(id, article).keyed() {
                let fresh = || {
                    let form = span.of(&article.text).to_lowercase().replace('’', "'");
                    let counts = vec![0; outlets.len()];
                    (WordCounts { key, form, counts, n_articles: 1 }, id)
                };
                let (word, last) = words.entry(key).or_insert_with(fresh);
                word.counts[outlet] += 1;
                if *last != id {
                    (word.n_articles, *last) = (word.n_articles + 1, id);
                }
                all[outlet] += 1;
            }
        }
        let mut words: Vec<WordCounts> = words.into_values().map(|(word, _)| word).collect();
        words.sort_by(|a, b| a.form.cmp(&b.form).then(a.key.cmp(&b.key)));
        let mut variants: HashMap<String, Vec<String>> = HashMap::new();
        for word in words.iter().filter(|word| may_vary(&word.form)) {
            variants.entry(style_neutral(&word.form)).or_default().push(word.form.clone());
        }
        Ok(Self { outlets, all, words, variants })
    }

    /// A difference between these is one of house style.
    fn also_written(&self, word: &WordCounts) -> String {
        let known = if may_vary(&word.form) { self.variants.get(&style_neutral(&word.form)) } else { None };
        let others = known.into_iter().flatten().filter(|form| **form != word.form);
        others.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Two outlets are compared with each other, several each with all others.
    fn n_comparisons(&self) -> usize {
        if self.outlets.len() == 2 { 1 } else { self.outlets.len() }
    }

    fn n_candidates(&self) -> usize {
        self.words.len() * self.n_comparisons()
    }

    fn counts(&self, word: &WordCounts, outlet: usize) -> Counts {
        let split = |of: &[usize]| (of[outlet] as f64, (of.iter().sum::<usize>() - of[outlet]) as f64);
        Counts { word: split(&word.counts), all: split(&self.all) }
    }

    fn key<'v>(&self, word: &'v WordCounts) -> Option<Key<'v>> {
        let of_outlet = |outlet: usize| {
            let counts = self.counts(word, outlet);
            let lrc = counts.conservative_log_ratio(ALPHA, self.n_candidates());
            Key { word, outlet, counts, lrc, z: counts.log_odds_z(self.words.len()) }
        };
        let keys = (0..self.n_comparisons()).map(of_outlet);
        keys.max_by(|a, b| a.lrc.abs().total_cmp(&b.lrc.abs()).then(a.z.abs().total_cmp(&b.z.abs())))
    }

    /// The words that are sure to differ first, the surest at the top; all others by name, because
    /// nothing ranks them.
    fn keys(&self, progress: &Progress) -> Result<Vec<Key<'_>>, Cancelled> {
        if self.outlets.len() < 2 || self.all.contains(&0) {
            return Ok(Vec::new());
        }
        let go_on = || progress.go_on().is_ok();
        let keys = on_every(&self.words, &go_on, || (), |(), word| self.key(word)).ok_or(Cancelled)?;
        let mut keys: Vec<Key> = keys.into_iter().flatten().collect();
        keys.sort_by(|a, b| b.lrc.abs().total_cmp(&a.lrc.abs()).then_with(|| a.word.form.cmp(&b.word.form)));
        Ok(keys)
    }
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    progress.expect(corpus.articles.len() * 2);
    let vocabulary = Vocabulary::of(corpus, progress)?;
    let keys = vocabulary.keys(progress)?;
    if keys.is_empty() {
        let note = "Words are compared between outlets. Give the articles at least two outlets first.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let n_sure = keys.iter().filter(|key| key.lrc != 0.0).count();
    let shown = shown(keys, n_sure);
    let places = Places::of(corpus, &shown, progress)?;
    let columns = [
        "Outlet",
        "Sure ratio (LRC)",
        "Log-odds z",
        "G²",
        "Ratio (log₂)",
        "Articles",
        "Dispersion",
        "Also written",
    ];
    let counts = vocabulary.outlets.iter().map(|outlet| Column::of_group(outlet, "Count"));
    let table = Table {
        title: if n_sure > 0 { "Key words" } else { "Words, in order of the alphabet" }.to_owned(),
        columns: std::iter::once(Column::titled("Word"))
            .chain(columns.map(Column::titled))
            .chain(counts)
            .collect(),
        rows: shown.iter().map(|key| row(&vocabulary, &places, key)).collect(),
    };
    let plot = plot::plot(corpus, &vocabulary, &places, &shown, n_sure);
    let note = if n_sure > 0 { ranked_note(&vocabulary, n_sure) } else { open_note(&vocabulary, &shown) };
    Ok(Report { blocks: vec![Block::Note(note), Block::Plot(plot), Block::Table(table)] })
}

/// The outlet that has more of a word than the others.
fn more_in(vocabulary: &Vocabulary, key: &Key) -> usize {
    match (key.counts.log_ratio() > 0.0, vocabulary.outlets.len()) {
        (false, 2) => 1 - key.outlet,
        _ => key.outlet,
    }
}

/// The sure ones; where there is none, those that differ most, which is no ranking.
fn shown(mut keys: Vec<Key>, n_sure: usize) -> Vec<Key> {
    if n_sure > 0 {
        keys.truncate(n_sure.min(MOST_ROWS));
        return keys;
    }
    keys.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()));
    keys.truncate(MOST_ROWS);
    keys.sort_by(|a, b| a.word.form.cmp(&b.word.form));
    keys
}

fn ranked_note(vocabulary: &Vocabulary, n_sure: usize) -> String {
    format!(
        "{n_sure} of {} words differ for sure, at {:.0} % over all of them together. The sure ratio is log₂ of what the \
         ratio of the rates is at least; copied wording counts as often as it stands.",
        vocabulary.words.len(),
        (1.0 - ALPHA) * 100.0
    )
}

fn open_note(vocabulary: &Vocabulary, shown: &[Key]) -> String {
    let n_words: usize = vocabulary.all.iter().sum();
    let is_sure = |factor: f64| {
        shown.iter().any(|key| {
            key.counts.times(factor).conservative_log_ratio(ALPHA, vocabulary.n_candidates()) != 0.0
        })
    };
    let needed = (1..=40).map(|step| 1.25_f64.powi(step)).find(|factor| is_sure(*factor));
    let more = needed.map_or(String::new(), |factor| {
        let n_more = (n_words as f64 * (factor - 1.0) / 100.0).ceil() * 100.0;
        format!(
            " If the rates stay as they are, about {n_more:.0} more words would show the first difference."
        )
    });
    format!(
        "Nothing is distinguishable: with {n_words} words, every difference may be chance, so nothing is ranked.{more}"
    )
}

/// Where the words of the rows stand, and how many words each article has.
struct Places {
    of_word: HashMap<u64, Vec<Evidence>>,
    n_words: BTreeMap<ArticleId, usize>,
    outlets: BTreeMap<ArticleId, String>,
}

impl Places {
    fn of(corpus: &Corpus, keys: &[Key], progress: &Progress) -> Result<Self, Cancelled> {
        let mut of_word: HashMap<u64, Vec<Evidence>> =
            keys.iter().map(|key| (key.word.key, Vec::new())).collect();
        let (mut n_words, mut outlets) = (BTreeMap::new(), BTreeMap::new());
        for (id, article) in corpus.articles() {
            progress.step()?;
            let words = corpus.words(id, article);
            n_words.insert(id, words.count());
            outlets.insert(id, corpus.project.outlet_name(article).to_owned());
            for (key, span) in words.keyed() {
                if let Some(places) = of_word.get_mut(&key) {
                    places.push(Evidence { article: id, span });
                }
            }
        }
        Ok(Self { of_word, n_words, outlets })
    }

    fn in_outlet(&self, word: u64, outlet: &str) -> Vec<Evidence> {
        let is_there =
            |place: &&Evidence| self.outlets.get(&place.article).is_some_and(|name| name == outlet);
        self.of_word[&word].iter().filter(is_there).copied().collect()
    }

    fn dispersion(&self, word: u64) -> f64 {
        let mut parts: BTreeMap<ArticleId, (usize, usize)> =
            self.n_words.iter().map(|(id, n_words)| (*id, (0, *n_words))).collect();
        for place in &self.of_word[&word] {
            parts.entry(place.article).or_default().0 += 1;
        }
        dispersion(&parts.into_values().collect::<Vec<_>>())
    }
}

fn row(vocabulary: &Vocabulary, places: &Places, key: &Key) -> Vec<Cell> {
    let word = key.word;
    let all = || places.of_word[&word.key].clone();
    let ratio = key.counts.log_ratio();
    let ratio = if ratio.is_finite() {
        Value::Rate(ratio)
    } else {
        Value::Text(if ratio > 0.0 { "∞" } else { "−∞" }.to_owned())
    };
    let mut cells = vec![
        Cell::new(Value::Text(word.form.clone()), all()),
        Cell::text(&vocabulary.outlets[more_in(vocabulary, key)]),
        Cell::new(Value::Rate(key.lrc), all()),
        Cell::new(Value::Rate(key.z), all()),
        Cell::new(Value::Rate(key.counts.log_likelihood()), all()),
        Cell::new(ratio, all()),
        Cell::new(Value::Count(word.n_articles), all()),
        Cell::new(Value::Rate(places.dispersion(word.key)), all()),
        Cell::text(vocabulary.also_written(word)),
    ];
    let count =
        |(n, outlet): (&usize, &String)| Cell::new(Value::Count(*n), places.in_outlet(word.key, outlet));
    cells.extend(word.counts.iter().zip(&vocabulary.outlets).map(count));
    cells
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let answer = Vocabulary::of(corpus, &Progress::default()).map(|vocabulary| {
        let keys = vocabulary.keys(&Progress::default()).unwrap_or_default();
        let word = |key: &Key| {
            json!({
                "word": key.word.form,
                "counts": key.word.counts,
                "outlet": vocabulary.outlets[key.outlet],
                "lrc": key.lrc,
                "log_odds_z": key.z,
                "g2": key.counts.log_likelihood(),
                "articles": key.word.n_articles,
            })
        };
        json!({
            "outlets": vocabulary.outlets,
            "sizes": vocabulary.all,
            "alpha": ALPHA,
            "candidates": vocabulary.n_candidates(),
            "distinguishable": keys.iter().any(|key| key.lrc != 0.0),
            "words": keys.iter().map(word).collect::<Vec<_>>(),
        })
    });
    answer.unwrap_or_else(|_| json!({ "words": [], "distinguishable": false }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;

    // {000, 001} against {002, 003, 004}, all zones: the table of the research, and the two words that a
    // list by G² would publish as bias, which differ in house style.
    #[test]
    fn the_seeds_have_the_golden_values_and_are_not_ranked() {
        let Some(mut session) = golden::session() else { return };
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        for (articles, outlet) in [(&ids[..2], "A"), (&ids[2..], "B")] {
            let change = HeaderChange::Outlet(outlet.to_owned());
            session.run(&Command::EditHeaders { articles: articles.to_vec(), change }).unwrap();
        }
        let corpus = Corpus { all_zones: true, ..Corpus::whole(session.project().clone()) };
        let answer = json(&corpus, &Report::default());
        assert_eq!((&answer["sizes"], &answer["distinguishable"]), (&json!([1136, 1686]), &json!(false)));
        let words = answer["words"].as_array().unwrap();
        assert_eq!(words.len(), 857);
        assert!(words.iter().all(|word| word["lrc"] == 0.0));
        for (form, counts, g2, z) in [
            ("regime", [4, 0], 7.287889, Some(0.638191)),
            ("china", [11, 4], 6.778241, Some(2.416910)),
            ("g7", [0, 12], 12.396600, None),
        ] {
            let word = words.iter().find(|word| word["word"] == form).unwrap();
            assert_eq!(word["counts"], json!(counts));
            assert!((word["g2"].as_f64().unwrap() - g2).abs() < 1e-6, "{word}");
            assert!(z.is_none_or(|z| (word["log_odds_z"].as_f64().unwrap() - z).abs() < 1e-6), "{word}");
        }
        let text = run(&corpus, &Progress::default()).unwrap().to_text(&corpus.project);
        assert!(text.starts_with("Nothing is distinguishable: with 2822 words"), "{text}");
        let g7 = text.lines().find(|line| line.starts_with("g7 ")).unwrap();
        assert!(g7.contains("g-7"), "{g7}");
    }

    #[test]
    fn a_sure_word_is_ranked_with_its_outlet_and_places() {
        let (ours, theirs) = ("tea ".repeat(60) + &"and so ".repeat(470), "and so ".repeat(500));
        let session = fixture::session(&[("Lantern", ours.as_str()), ("Courant", theirs.as_str())]);
        let report = run(&Corpus::whole(session.project().clone()), &Progress::default()).unwrap();
        let table = report.tables().next().unwrap();
        let row = &table.rows[0];
        assert_eq!(
            (row[0].value.to_string(), row[1].value.to_string()),
            ("tea".to_owned(), "Lantern".to_owned())
        );
        assert_eq!(table.rows.len(), 1);
        assert_eq!(
            row.iter().map(|cell| cell.evidence.len()).collect::<Vec<_>>(),
            [60, 0, 60, 60, 60, 60, 60, 60, 0, 0, 60]
        );
    }

    #[test]
    fn one_outlet_is_compared_with_nothing() {
        let session = fixture::session(&[("A", "One two."), ("A", "Three.")]);
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        assert_eq!((&answer["words"], &answer["distinguishable"]), (&json!([]), &json!(false)));
    }
}
