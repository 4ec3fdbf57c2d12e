//! What comparing costs: six articles side by side, a place looked up in a long copy, all passages of a
//! large project with planted copies, and the concordance of its most frequent word. `cargo bench --bench compare`
//!
//! Times are by the clock, with all cores at work; for the large project the processor's time stands
//! beside it. The last line is JSON.

mod measure;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use broadsheet::fixture::Random;
use broadsheet::index::{Comparison, KwicOptions, KwicOrder, Passage, Words, Zones, concordance, passages};
use broadsheet::model::{Article, ArticleId, Parts, Project, Records};
use broadsheet::text::Span;
use serde_json::{Value, json};

use measure::{Spread, Work};

const N_ARTICLES: usize = 10_000;
const N_SOURCES: usize = 4_000; // the first ones; the others copy from them
const ARTICLE_WORDS: usize = 600; // with the copied words, 45 MB in all
const N_WORDS: usize = 60_000;
const NOISE_PERCENT: usize = 4;
const LONG_WORDS: usize = 150_000; // 1 MB
const N_PLACES: usize = 10_000;

fn main() {
    let mut random = Random::new(1);
    let corpus = Planted::new(&mut random);
    let project = project(&corpus.texts);
    let side_by_side = side_by_side_figures(&project);
    let lookup = lookup_figures(&mut random);
    let whole = whole_figures(&corpus);
    let concordance = concordance_figures(&project);
    println!(
        "{}",
        json!({
            "bench": "compare",
            "side_by_side": side_by_side,
            "lookup": lookup,
            "whole": whole,
            "concordance": concordance,
        })
    );
}

fn side_by_side_figures(project: &Project) -> Value {
    let six: Vec<ArticleId> = project.articles().keys().rev().take(6).copied().collect();
    let made: Spread = (0..50)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(Comparison::new(project, &six, Zones::Body));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    println!("six articles side by side: {made} ms median/p99");
    json!({ "ms": made.json() })
}

/// A counterpart in a noisy copy of 1 MB, as a locked pane asks for in every frame.
fn lookup_figures(random: &mut Random) -> Value {
    let vocabulary: Vec<String> = (0..N_WORDS).map(word).collect();
    let source: Vec<usize> = (0..LONG_WORDS).map(|_| frequent_word(random)).collect();
    let texts = [set(&source, &vocabulary), set(&noisy(random, &source), &vocabulary)];
    let project = project(&texts);
    let ids: Vec<ArticleId> = project.articles().keys().copied().collect();
    let comparison = Comparison::new(&project, &ids, Zones::Body);
    let start = Work::now();
    for _ in 0..N_PLACES {
        let at = random.below(texts[0].len());
        let place = Span::new(&texts[0], at..at).expect("the words are plain ASCII");
        std::hint::black_box(comparison.counterpart(ids[0], place, ids[1]));
    }
    let us = start.elapsed_ms() * 1e3 / N_PLACES as f64;
    println!("a counterpart in a copy of 1 MB: {us:.1} µs");
    json!({ "us": us })
}

fn whole_figures(corpus: &Planted) -> Value {
    let (start, on_cpu) = (Instant::now(), process_ms());
    let words: Vec<Words> = corpus.texts.iter().map(|text| Words::of_text(text)).collect();
    let articles: Vec<_> = words.iter().zip(0..).map(|(words, n)| (ArticleId(n), words)).collect();
    let found = passages(&articles);
    let (wall, cpu) = (start.elapsed().as_secs_f64() * 1e3, process_ms() - on_cpu);
    let (recall, precision) = corpus.score(&words, &found);
    let n_bytes: usize = corpus.texts.iter().map(String::len).sum();
    println!(
        "{N_ARTICLES} articles, {:.0} MB: {} passages in {wall:.0} ms ({cpu:.0} ms of processor time); \
         of the planted words found {recall:.4}, of the found ones planted {precision:.4}",
        n_bytes as f64 / 1e6,
        found.len()
    );
    json!({ "wall_ms": wall, "cpu_ms": cpu, "passages": found.len(), "recall": recall, "precision": precision })
}

fn concordance_figures(project: &Project) -> Value {
    let articles: Vec<ArticleId> = project.articles().keys().copied().collect();
    let mut figures = BTreeMap::new();
    for order in [KwicOrder::Text, KwicOrder::Left, KwicOrder::Right] {
        let options = KwicOptions { order, ..KwicOptions::default() };
        let mut n_rows = 0;
        let made: Spread = (0..9)
            .map(|_| {
                let start = Instant::now();
                n_rows = concordance(project, &articles, "the", options).rows.len();
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        println!("concordance by {order:?}: {n_rows} rows in {made} ms median/p99");
        figures.insert(format!("{order:?}"), json!({ "rows": n_rows, "ms": made.json() }));
    }
    json!(figures)
}

/// Texts of invented words, the later ones with passages copied from the earlier ones, four words in
/// a hundred changed.
struct Planted {
    texts: Vec<String>,
    copies: Vec<Copied>,
}

struct Copied {
    source: usize,
    article: usize,
    words: Range<usize>,
}

impl Planted {
    fn new(random: &mut Random) -> Self {
        let vocabulary: Vec<String> = (0..N_WORDS).map(word).collect();
        let mut articles: Vec<Vec<usize>> = Vec::with_capacity(N_ARTICLES);
        let mut copies = Vec::new();
        for article in 0..N_ARTICLES {
            let n_words = ARTICLE_WORDS / 2 + random.below(ARTICLE_WORDS);
            let mut words: Vec<usize> = (0..n_words).map(|_| frequent_word(random)).collect();
            if article >= N_SOURCES {
                let source = random.below(N_SOURCES);
                let mut free = 0;
                for _ in 0..random.below(3) + 1 {
                    let copied = noisy_piece(random, &articles[source]);
                    let at = free + random.below(words.len() - free + 1);
                    free = at + copied.len();
                    copies.push(Copied { source, article, words: at..free });
                    words.splice(at..at, copied);
                }
            }
            articles.push(words);
        }
        let texts = articles.iter().map(|words| set(words, &vocabulary)).collect();
        Self { texts, copies }
    }

    /// Recall and precision, in words of the copies, between each copy and its source.
    fn score(&self, words: &[Words], found: &[Passage]) -> (f64, f64) {
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

fn noisy_piece(random: &mut Random, source: &[usize]) -> Vec<usize> {
    let n_words = source.len() * (5 + random.below(22)) / 100 + 10;
    let from = random.below(source.len() - n_words);
    noisy(random, &source[from..from + n_words])
}

fn noisy(random: &mut Random, words: &[usize]) -> Vec<usize> {
    let copied = |word: &usize| if random.below(100) < NOISE_PERCENT { frequent_word(random) } else { *word };
    words.iter().map(copied).collect()
}

/// A word with about the frequency that its rank has in a language (Zipf 1949).
fn frequent_word(random: &mut Random) -> usize {
    let unit = random.below(1 << 30) as f64 / f64::from(1 << 30);
    let spread = ((N_WORDS as f64 + 2.0) / 2.0).ln();
    ((2.0 * (unit * spread).exp() - 2.0) as usize).min(N_WORDS - 1)
}

fn word(rank: usize) -> String {
    const FREQUENT: [&str; 8] = ["the", "of", "and", "to", "a", "in", "said", "that"];
    let mut random = Random::new(rank as u64);
    let mut syllable = || {
        let (c, v) = (b"bcdfghklmnprstvw"[random.below(16)], b"aeiou"[random.below(5)]);
        [char::from(c), char::from(v)]
    };
    let invented = || (0..2 + rank % 3).flat_map(|_| syllable()).collect();
    FREQUENT.get(rank).map_or_else(invented, |word| (*word).to_owned())
}

fn set(words: &[usize], vocabulary: &[String]) -> String {
    let mut text = String::new();
    for (n, word) in words.iter().enumerate() {
        text.push_str(&vocabulary[*word]);
        text.push_str(if n % 60 == 59 { ".\n" } else { " " });
    }
    text
}

fn project(texts: &[String]) -> Project {
    let article = |text: &String| Article {
        header: Arc::default(),
        text: text.as_str().into(),
        zones: Vec::new(),
        mentions: Records::new(),
        relations: Records::new(),
        rejected: Records::new(),
    };
    let articles = texts.iter().zip(0..).map(|(text, n)| (ArticleId(n), Arc::new(article(text)))).collect();
    Project::from_parts(Parts { articles, ..Parts::default() }).expect("texts without mentions break no rule")
}

/// Processor time of all threads, where the system says it; in hundredths of a second.
fn process_ms() -> f64 {
    let ticks = || {
        let text = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = text.rsplit(')').next()?.split_whitespace().skip(11);
        Some(fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?)
    };
    ticks().map_or(f64::NAN, |ticks| ticks * 10.0)
}
