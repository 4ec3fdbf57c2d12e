//! What each question to a large project costs, the second time it is asked: what questions share is
//! known by then. `cargo bench --bench questions`
//!
//! Articles with planted copies, in sentences, every fifth of them quoted, twenty mentions each.
//! `-- 2000` asks of so many articles. Times are by the clock. The last line is JSON.

mod measure;
mod planted;

use std::collections::BTreeMap;
use std::time::Instant;

use broadsheet::analysis::{ALL, Analysis, Corpus};
use broadsheet::fixture::Random;
use broadsheet::job::Progress;
use broadsheet::model::{Draft, DraftMention, Fact, Facts};
use broadsheet::text::Span;
use serde_json::json;

use planted::{Language, Planted};

const N_ARTICLES: usize = 10_000;
const N_OUTLETS: usize = 20;
const N_NAMES: usize = 200;
const SENTENCE_WORDS: usize = 18;

fn main() {
    let n_articles = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(N_ARTICLES);
    let mut random = Random::new(3);
    let texts = Planted::new(&mut random, &Language::new(), n_articles).texts;
    let drafts: Vec<Draft> =
        texts.iter().enumerate().map(|(n, words)| draft(&mut random, n, words)).collect();
    let session = measure::articles::session(&drafts);
    let corpus = Corpus::whole(session.project().clone());
    println!("{n_articles} articles, {} MB", texts.iter().map(String::len).sum::<usize>() / 1_000_000);
    let figures: BTreeMap<&str, f64> =
        ALL.iter().map(|analysis| (analysis.id, asked(analysis, &corpus))).collect();
    println!("{}", json!({ "bench": "questions", "articles": n_articles, "ms": figures }));
}

fn asked(analysis: &Analysis, corpus: &Corpus) -> f64 {
    let ask = || {
        let start = Instant::now();
        let report = (analysis.run)(corpus, &Progress::default());
        std::hint::black_box(report.expect("nobody stopped it"));
        start.elapsed().as_secs_f64() * 1e3
    };
    let (first, second) = (ask(), ask());
    println!("{:>18} {first:>8.0} ms, again {second:>8.0} ms", analysis.id);
    second
}

fn draft(random: &mut Random, n: usize, words: &str) -> Draft {
    let words: Vec<&str> = words.split_whitespace().collect();
    let (mut text, mut mentions) = (String::new(), Vec::new());
    for (at, sentence) in words.chunks(SENTENCE_WORDS).enumerate() {
        let sentence = sentence.join(" ").replace('.', "");
        let name = name(random.below(N_NAMES));
        let start = text.len();
        text.push_str(&name);
        mentions.push((start..text.len(), name.clone()));
        match at % 5 {
            0 => text.push_str(&format!(" said, “{sentence}.”\n\n")),
            _ => text.push_str(&format!(" and {sentence}. ")),
        }
    }
    let mention = |(range, entity): (std::ops::Range<usize>, String)| DraftMention {
        entity: Some(entity),
        ..DraftMention::new(Span::new(&text, range).expect("names are ASCII"), "PERSON")
    };
    let mentions = mentions.into_iter().take(20).map(mention).collect();
    let facts = Facts {
        title: Some(Fact::given(format!("Article {n}"))),
        outlet: Some(Fact::given(format!("Outlet {}", n % N_OUTLETS))),
        published: Some(Fact::given(format!("2024-{:02}-{:02}", 1 + n % 12, 1 + n % 28))),
        ..Facts::default()
    };
    Draft { text: text.into(), facts, mentions, ..Draft::default() }
}

fn name(n: usize) -> String {
    const FIRST: [&str; 10] = ["Ann", "Bea", "Carl", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jon"];
    const LAST: [&str; 20] = [
        "Abbot", "Baker", "Carver", "Dyer", "Eccles", "Farmer", "Glover", "Hunter", "Inman", "Joiner",
        "Kemp", "Lander", "Mason", "Naylor", "Oakes", "Porter", "Quarrier", "Reeve", "Sawyer", "Tanner",
    ];
    format!("{} {}", FIRST[n % 10], LAST[n / 10 % 20])
}
