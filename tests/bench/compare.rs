//! What comparing costs: six articles side by side, a place looked up in a long copy, and the
//! concordance of the most frequent word of a large project. `cargo bench --bench compare`
//!
//! Times are by the clock, with all cores at work. The last line is JSON.

mod measure;
mod planted;

use std::collections::BTreeMap;
use std::time::Instant;

use broadsheet::fixture::Random;
use broadsheet::index::{Comparison, KwicOptions, KwicOrder, Zones, concordance};
use broadsheet::model::{ArticleId, Project};
use broadsheet::text::Span;
use serde_json::{Value, json};

use measure::{Spread, Work};
use planted::{Language, Planted, project};

const N_ARTICLES: usize = 10_000; // 28 MB
const LONG_WORDS: usize = 150_000; // 1 MB
const N_PLACES: usize = 10_000;

fn main() {
    let mut random = Random::new(1);
    let language = Language::new();
    let project = project(&Planted::new(&mut random, &language, N_ARTICLES).texts);
    let side_by_side = side_by_side_figures(&project);
    let lookup = lookup_figures(&mut random, &language);
    let concordance = concordance_figures(&project);
    println!(
        "{}",
        json!({
            "bench": "compare",
            "side_by_side": side_by_side,
            "lookup": lookup,
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
fn lookup_figures(random: &mut Random, language: &Language) -> Value {
    let source = language.filler(random, LONG_WORDS);
    let texts = [language.set(&source), language.set(&language.noisy(random, &source))];
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
