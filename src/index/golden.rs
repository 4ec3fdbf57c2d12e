//! The figures that the research measured on five real articles with other tools
//! (`pydivsufsort.common_substrings` for the runs), as tests. The articles are not ours to hand on;
//! where they are absent the tests say so and pass.

use std::fs;
use std::path::Path;

use super::grams::Grams;
use super::runs::runs;
use super::winnowing::Window;
use super::words::Words;
use super::{Passage, Wordings, passages};
use crate::model::ArticleId;

const SEEDS: [&str; 5] = ["000", "001", "002", "003", "004"];

/// The text of the seed article whose file name starts so.
pub(super) fn seed(start: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let files = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let file = files.into_iter().find(|file| file.file_name().to_string_lossy().starts_with(start))?;
    fs::read_to_string(file.path()).ok()
}

fn seeds() -> Option<Vec<(String, Words)>> {
    let read = |start: &&str| seed(start).map(|text| (text.clone(), Words::of_text(&text)));
    let found: Option<Vec<_>> = SEEDS.iter().map(read).collect();
    if found.is_none() {
        println!("skipped: ../shared/seeds is not here");
    }
    found
}

#[test]
fn the_seeds_have_the_counted_words() {
    let Some(seeds) = seeds() else { return };
    let counts: Vec<usize> = seeds.iter().map(|(_, words)| words.count()).collect();
    assert_eq!(counts, [578, 558, 720, 390, 576]);
}

struct Golden {
    pair: (usize, usize),
    n_runs: usize,
    longest: u32,
    /// Thousandths of the words of either side that stand in runs.
    covered: (u32, u32),
    /// Ten-thousandths: resemblance, containment of the first, of the second.
    shares: (u32, u32, u32),
}

const fn golden(
    pair: (usize, usize),
    n_runs: usize,
    longest: u32,
    covered: (u32, u32),
    shares: (u32, u32, u32),
) -> Golden {
    Golden { pair, n_runs, longest, covered, shares }
}

const GOLDEN: [Golden; 10] = [
    golden((0, 1), 8, 35, (157, 154), (546, 1014, 1058)),
    golden((0, 2), 14, 19, (185, 154), (545, 1136, 948)),
    golden((0, 3), 2, 9, (24, 23), (53, 87, 130)),
    golden((0, 4), 2, 7, (22, 23), (44, 87, 89)),
    golden((1, 2), 3, 5, (18, 21), (16, 36, 29)),
    golden((1, 3), 1, 5, (9, 13), (11, 18, 26)),
    golden((1, 4), 0, 0, (0, 0), (0, 0, 0)),
    golden((2, 3), 2, 5, (14, 13), (9, 15, 26)),
    golden((2, 4), 5, 7, (43, 54), (89, 160, 197)),
    golden((3, 4), 1, 5, (13, 9), (11, 26, 18)),
];

#[test]
fn the_38_exact_runs_are_the_measured_ones() {
    let Some(seeds) = seeds() else { return };
    for Golden { pair: (x, y), n_runs, longest, covered, .. } in GOLDEN {
        let texts = [&seeds[x].1, &seeds[y].1];
        let found = runs(&texts, &Grams::new(&texts, Window::One));
        assert_eq!(found.len(), n_runs, "{x}–{y}");
        assert_eq!(found.iter().map(|run| run.n).max().unwrap_or(0), longest, "{x}–{y}");
        let share = |of: usize, at: fn(&super::runs::WordRun) -> u32| {
            let mut words: Vec<u32> = found.iter().flat_map(|run| at(run)..at(run) + run.n).collect();
            words.sort_unstable();
            words.dedup();
            (words.len() as f64 / seeds[of].1.count() as f64 * 1000.0).round() as u32
        };
        assert_eq!((share(x, |run| run.at_x), share(y, |run| run.at_y)), covered, "{x}–{y}");
    }
}

#[test]
fn resemblance_and_containment_are_the_exact_set_counts() {
    let Some(seeds) = seeds() else { return };
    let rounded = |share: f64| (share * 10_000.0).round() as u32;
    for Golden { pair: (x, y), shares, .. } in GOLDEN {
        let found = Wordings::of(&seeds[x].1).overlap(&Wordings::of(&seeds[y].1));
        let (a, b) = (found.containment_of_a(), found.containment_of_b());
        assert_eq!((rounded(found.resemblance()), rounded(a), rounded(b)), shares, "{x}–{y}");
    }
}

#[test]
fn the_passages_that_a_reader_finds_are_found() {
    let Some(seeds) = seeds() else { return };
    let articles: Vec<_> = (0..5).map(|n| (ArticleId(n as u32), &seeds[n].1)).collect();
    let found = passages(&articles);
    let share_of = |x: u32, y: u32, words: &str| {
        let holds = |passage: &&Passage| {
            let text = passage.a.span.of(&seeds[x as usize].0);
            (passage.a.article, passage.b.article) == (ArticleId(x), ArticleId(y)) && text.contains(words)
        };
        found.iter().find(holds).map(|passage| (passage.n_same, (passage.share * 1000.0).round() as u32))
    };
    // One word of 36 was changed: 35 / 36.
    assert_eq!(share_of(0, 2, "the bilateral roadmap defined together"), Some((35, 972)));
    // The golden pair: 35 of 41 words, as its operations say.
    assert_eq!(share_of(0, 1, "including the National Security Strategy"), Some((35, 854)));
    assert!(share_of(0, 1, "attempts to change by force the status quo").is_some_and(|(n, _)| n >= 35));
    assert!(share_of(0, 2, "easier for the visiting force").is_some());
    // The word "even" was dropped between five and six of the same words.
    assert!(share_of(2, 4, "as part of a wider group").is_some());
    // The two that share an event share next to no wording.
    assert!(
        !found.iter().any(|passage| (passage.a.article, passage.b.article) == (ArticleId(3), ArticleId(4)))
    );
}
