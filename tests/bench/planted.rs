//! Articles with planted copies, so that it is known what a search for copied wording must find.
//!
//! Two in five are sources. Each of the others is filler, words in no order, with one to three pieces
//! copied from a source into it, 15 to 80 of its words in a hundred, four of a hundred of them changed.

#![allow(dead_code, reason = "each bench uses a part of this")]

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use broadsheet::fixture::Random;
use broadsheet::index::{Passage, Words};
use broadsheet::model::{Article, ArticleId, Mentions, Parts, Project, Records};
use broadsheet::text::Span;

const SOURCE_WORDS: usize = 400;
const FILLER_WORDS: usize = 240;
const NOISE_PERCENT: usize = 4;
const N_INVENTED: usize = 60_000;

/// Corpora of English with a word in each line, and in which column.
const CORPORA: [(&str, usize); 4] = [
    ("wikigold/wikigold.part1.conll.txt", 0),
    ("sec-filings/FIN5.txt", 0),
    ("uner-english-pud/en_pud-ud-test.odd-docs.iob2", 1),
    ("meantime/en/meantime.conll", 3),
];

/// Words as they are written, and a text of them to take from.
pub struct Language {
    vocabulary: Vec<String>,
    /// Real text where there is some, else words as frequent as their rank in a language (Zipf 1949).
    text: Vec<u32>,
    pub is_real: bool,
}

pub struct Planted {
    pub texts: Vec<String>,
    copies: Vec<Copied>,
}

struct Copied {
    source: usize,
    article: usize,
    words: Range<usize>,
}

impl Language {
    /// Of the public corpora beside the project, or invented where they are absent.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        let (mut numbers, mut vocabulary, mut text) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (file, column) in CORPORA {
            let lines = fs::read_to_string(folder.join(file)).unwrap_or_default();
            for word in lines.lines().filter_map(|line| word_in(line, column)) {
                let number = *numbers.entry(word.to_owned()).or_insert(vocabulary.len() as u32);
                if number as usize == vocabulary.len() {
                    vocabulary.push(word.to_owned());
                }
                text.push(number);
            }
        }
        if text.is_empty() { Self::invented() } else { Self { vocabulary, text, is_real: true } }
    }

    fn invented() -> Self {
        let mut random = Random::new(1);
        let rank = |random: &mut Random| {
            let unit = random.below(1 << 30) as f64 / f64::from(1 << 30);
            let spread = ((N_INVENTED as f64 + 2.0) / 2.0).ln();
            ((2.0 * (unit * spread).exp() - 2.0) as u32).min(N_INVENTED as u32 - 1)
        };
        let text = (0..300_000).map(|_| rank(&mut random)).collect();
        Self { vocabulary: (0..N_INVENTED).map(invented_word).collect(), text, is_real: false }
    }

    /// Words in no order, as frequent as in the text.
    pub fn filler(&self, random: &mut Random, n_words: usize) -> Vec<u32> {
        (0..n_words).map(|_| self.text[random.below(self.text.len())]).collect()
    }

    pub fn noisy(&self, random: &mut Random, words: &[u32]) -> Vec<u32> {
        let copied = |word: &u32| match random.below(100) < NOISE_PERCENT {
            true => self.text[random.below(self.text.len())],
            false => *word,
        };
        words.iter().map(copied).collect()
    }

    /// A piece of the text, each piece once; filler when it has come to an end.
    fn source(&self, random: &mut Random, number: usize) -> Vec<u32> {
        let n_words = SOURCE_WORDS / 2 + random.below(SOURCE_WORDS);
        let from = number * SOURCE_WORDS * 3 / 2;
        match self.text.get(from..from + n_words).filter(|_| self.is_real) {
            Some(words) => words.to_vec(),
            None => self.filler(random, n_words),
        }
    }

    pub fn set(&self, words: &[u32]) -> String {
        let mut text = String::new();
        for (n, word) in words.iter().enumerate() {
            text.push_str(&self.vocabulary[*word as usize]);
            text.push_str(if n % 60 == 59 { ".\n" } else { " " });
        }
        text
    }
}

/// Words as the index sees them: one with a mark inside would count as two.
fn word_in(line: &str, column: usize) -> Option<&str> {
    let word = line.split_whitespace().nth(column).filter(|_| !line.starts_with('#'))?;
    word.chars().all(char::is_alphanumeric).then_some(word)
}

fn invented_word(rank: usize) -> String {
    const FREQUENT: [&str; 8] = ["the", "of", "and", "to", "a", "in", "said", "that"];
    let mut random = Random::new(rank as u64);
    let mut syllable = || {
        let (c, v) = (b"bcdfghklmnprstvw"[random.below(16)], b"aeiou"[random.below(5)]);
        [char::from(c), char::from(v)]
    };
    let invented = || (0..2 + rank % 3).flat_map(|_| syllable()).collect();
    FREQUENT.get(rank).map_or_else(invented, |word| (*word).to_owned())
}

impl Planted {
    pub fn new(random: &mut Random, language: &Language, n_articles: usize) -> Self {
        let n_sources = n_articles * 2 / 5;
        let sources: Vec<Vec<u32>> = (0..n_sources).map(|number| language.source(random, number)).collect();
        let mut planted = Self { texts: Vec::new(), copies: Vec::new() };
        planted.texts.extend(sources.iter().map(|words| language.set(words)));
        for article in n_sources..n_articles {
            let source = random.below(n_sources);
            let words = planted.plant(random, language, article, (source, &sources[source]));
            planted.texts.push(language.set(&words));
        }
        planted
    }

    fn plant(
        &mut self,
        random: &mut Random,
        language: &Language,
        article: usize,
        (source, copied_from): (usize, &[u32]),
    ) -> Vec<u32> {
        let n_words = FILLER_WORDS / 2 + random.below(FILLER_WORDS);
        let mut words = language.filler(random, n_words);
        let mut free = 0;
        let n_pieces = random.below(3) + 1;
        let n_copied = copied_from.len() * (15 + random.below(66)) / 100 / n_pieces;
        for _ in 0..n_pieces {
            let from = random.below(copied_from.len() - n_copied);
            let copied = language.noisy(random, &copied_from[from..from + n_copied]);
            let at = free + random.below(words.len() - free + 1);
            free = at + copied.len();
            self.copies.push(Copied { source, article, words: at..free });
            words.splice(at..at, copied);
        }
        words
    }

    /// Recall and precision, in words of the copies, between each copy and its source.
    pub fn score(&self, words: &[Words], found: &[Passage]) -> (f64, f64) {
        let mut found_in: BTreeMap<(u32, u32), Vec<Span>> = BTreeMap::new();
        for passage in found {
            let pair = (passage.a.article.0, passage.b.article.0);
            found_in.entry(pair).or_default().push(passage.b.span);
        }
        let (mut n_planted, mut n_found, mut n_both) = (0, 0, 0);
        for of_pair in self.copies.chunk_by(|a, b| a.article == b.article) {
            let pair = (of_pair[0].source as u32, of_pair[0].article as u32);
            let passages = found_in.get(&pair).map_or(&[][..], Vec::as_slice);
            for (at, word) in words[of_pair[0].article].spans().enumerate() {
                let is_planted = of_pair.iter().any(|copied| copied.words.contains(&at));
                let is_found = passages.iter().any(|passage| passage.covers(word));
                n_planted += usize::from(is_planted);
                n_found += usize::from(is_found);
                n_both += usize::from(is_planted && is_found);
            }
        }
        (n_both as f64 / n_planted as f64, n_both as f64 / n_found as f64)
    }
}

pub fn project(texts: &[String]) -> Project {
    let article = |text: &String| Article {
        header: Arc::default(),
        text: text.as_str().into(),
        zones: Vec::new(),
        mentions: Mentions::default(),
        relations: Records::new(),
        rejected: Records::new(),
    };
    let articles = texts.iter().zip(0..).map(|(text, n)| (ArticleId(n), Arc::new(article(text)))).collect();
    Project::from_parts(Parts { articles, ..Parts::default() }).expect("texts without mentions break no rule")
}
