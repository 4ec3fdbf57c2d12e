//! Figures of the comparison, written down for programs that others wrote: `tests/oracles` computes
//! them again and compares.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use broadsheet::fixture::Random;
use broadsheet::index::keyness::{ALPHA, Counts, dispersion};
use broadsheet::index::{Wordings, Words, exact_runs, smith_waterman};
use broadsheet::text::{OffsetMap, Span, Unit};
use serde_json::{Value, json};

/// Words with what tokenizers stumble over: apostrophes, hyphens, digits, accents, other scripts.
const WORDS: [&str; 16] = [
    "Japan’s",
    "G-7",
    "2023",
    "défense",
    "don't",
    "U.S.",
    "co-operate",
    "50%",
    "naïve",
    "the",
    "said",
    "of",
    "Токио",
    "snake_case",
    "“quoted”",
    "half–way",
];

#[test]
fn figures_are_written_for_the_oracles() {
    let texts: Vec<String> = seeds().into_iter().chain(invented()).collect();
    let words: Vec<Words> = texts.iter().map(|text| Words::of_text(text)).collect();
    let pairs = (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b)));
    let figures = json!({
        "texts": texts,
        "words": texts.iter().zip(&words).map(|(text, words)| spans(text, words)).collect::<Vec<_>>(),
        "pairs": pairs.map(|(a, b)| pair((a, &words[a]), (b, &words[b]))).collect::<Vec<_>>(),
        "keyness": keyness(),
        "dispersion": dispersions(),
    });
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("oracles.json");
    fs::write(&path, figures.to_string()).unwrap();
    assert!(figures["pairs"].as_array().unwrap().iter().any(|pair| pair["runs"] != json!([])));
}

fn seeds() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    if files.is_empty() {
        println!("skipped: ../shared/seeds is not here");
    }
    files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// A text, and careless copies of stretches of it.
fn invented() -> Vec<String> {
    let mut random = Random::new(41);
    let mut word = move || WORDS[random.below(WORDS.len())];
    let first: Vec<&str> = (0..400).map(|_| word()).collect();
    let copy = |from: usize, every: usize, other: &mut dyn FnMut() -> &'static str| {
        let copied = first[from..].iter().take(150).enumerate();
        let words: Vec<&str> =
            copied.map(|(n, known)| if n % every == every - 1 { other() } else { known }).collect();
        words.join(" ")
    };
    let copies = [(0, 7), (90, 19), (200, 50)].map(|(from, every)| copy(from, every, &mut word));
    std::iter::once(first.join(" ")).chain(copies).collect()
}

/// In code points, as Python counts.
fn spans(text: &str, words: &Words) -> Vec<[usize; 2]> {
    let map = OffsetMap::new(text);
    let in_code_points = |byte: usize| map.to(Unit::Char, byte).unwrap();
    words.spans().map(|span| [in_code_points(span.start()), in_code_points(span.end())]).collect()
}

fn pair((a, words_a): (usize, &Words), (b, words_b): (usize, &Words)) -> Value {
    let numbers = |words: &Words| words.spans().zip(0usize..).map(|(span, n)| (span.start(), n)).collect();
    let (in_a, in_b): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = (numbers(words_a), numbers(words_b));
    let run = |run: &broadsheet::index::Run| {
        let n_words = |words: &Words, span: Span| words.count_in(span);
        assert_eq!(n_words(words_a, run.a), n_words(words_b, run.b));
        [in_a[&run.a.start()], in_b[&run.b.start()], n_words(words_a, run.a)]
    };
    let shared = Wordings::of(words_a).overlap(&Wordings::of(words_b));
    json!({
        "a": a,
        "b": b,
        "runs": exact_runs(words_a, words_b).iter().map(run).collect::<Vec<_>>(),
        "grams": [shared.n_a, shared.n_b, shared.n_both],
        "score": smith_waterman(words_a, words_b).score,
    })
}

fn keyness() -> Vec<Value> {
    let mut random = Random::new(43);
    let figures = |_| {
        let all = (500 + random.below(20_000), 500 + random.below(20_000));
        let word = (random.below(60), random.below(60));
        let n_distinct = 100 + random.below(3000);
        let as_number = |(a, b): (usize, usize)| (a as f64, b as f64);
        let counts = Counts { word: as_number(word), all: as_number(all) };
        json!({
            "word": [word.0, word.1],
            "all": [all.0, all.1],
            "distinct": n_distinct,
            "alpha": ALPHA,
            "log_likelihood": counts.log_likelihood(),
            "log_odds_z": counts.log_odds_z(n_distinct),
            "conservative_log_ratio": counts.conservative_log_ratio(ALPHA, n_distinct),
        })
    };
    (0..300).map(figures).filter(|figures| figures["word"] != json!([0, 0])).collect()
}

fn dispersions() -> Vec<Value> {
    let mut random = Random::new(47);
    let figures = |_| {
        let parts: Vec<(usize, usize)> =
            (0..2 + random.below(9)).map(|_| (random.below(12), 100 + random.below(900))).collect();
        json!({ "parts": parts, "dispersion": dispersion(&parts) })
    };
    (0..100).map(figures).filter(|figures| figures["dispersion"] != json!(0.0)).collect()
}
