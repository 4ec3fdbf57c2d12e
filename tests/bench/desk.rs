//! What the story desk costs: six panes of 100 kB with 2,000 mentions each and some five hundred shared
//! passages, on a screen of 1920 × 1080. `cargo bench --bench desk`
//!
//! Frames are measured as in `frames`: the processor time of the window's thread. The last line is JSON.

mod measure;
mod planted;

use std::time::{Duration, Instant};

use broadsheet::app::Request;
use broadsheet::fixture::Random;
use broadsheet::index::{Comparison, Zones};
use broadsheet::model::{ArticleId, Draft, DraftMention, Fact, Facts, Ids, Project};
use broadsheet::session::Session;
use broadsheet::text::{Span, words};
use egui::{Vec2, pos2, vec2};
use serde_json::json;

use measure::articles::session;
use measure::window::{Window, scroll};
use measure::{Spread, Work};
use planted::Language;

const SCREEN: Vec2 = vec2(1920.0, 1080.0);
const N_PANES: usize = 6;
const ARTICLE_WORDS: usize = 16_000; // 100 kB
const COPIES_EACH: usize = 100; // in each article but the first
const MENTIONS_EACH: usize = 2_000;
const N_FRAMES: usize = 600;
const N_EDITS: usize = 120;
const SENTENCE_WORDS: usize = 18;
const PARAGRAPH_WORDS: usize = 72;

fn main() {
    let session = session(&drafts());
    let project = session.project().clone();
    let panes: Vec<ArticleId> = project.articles().keys().copied().collect();
    let mut window = Window::of_size(session, SCREEN);
    let (compared, n_passages) = compared(&project, &panes);
    let shown: Spread = (0..5).map(|_| until_compared(&project, &panes)).collect();
    window.app.request(Request::Compare(panes.clone()));
    let first = window.frame(Vec::new());
    settle(&mut window);
    let free = scrolled(&mut window);
    window.app.request(Request::LockScrolling(true));
    let locked = scrolled(&mut window);
    window.app.request(Request::LockScrolling(false));
    let edits: Vec<Vec<f64>> = (0..N_EDITS).map(|n| edit(&mut window, panes[n % N_PANES], n)).collect();
    let slowest: Spread = edits.iter().map(|frames| frames.iter().copied().fold(0.0, f64::max)).collect();
    let edited: Spread = edits.into_iter().flatten().collect();
    let kb = project.articles().values().map(|article| article.text.len()).sum::<usize>() / N_PANES / 1000;
    println!("{N_PANES} panes of {kb} kB, {n_passages} passages, in ms (median / p99)");
    for (what, figure) in [
        ("compared, on the thread", compared.to_string()),
        ("from asking until it is shown, by the clock", shown.to_string()),
        ("first frame", format!("{first:.2}")),
        ("a scrolled frame, free", free.to_string()),
        ("a scrolled frame, locked", locked.to_string()),
        ("a frame of a tag", edited.to_string()),
        ("a tag, the slowest of its frames", slowest.to_string()),
    ] {
        println!("{what:<46} {figure:>16}");
    }
    println!(
        "{}",
        json!({
            "bench": "desk",
            "kb": kb,
            "passages": n_passages,
            "compared_ms": compared.json(),
            "shown_ms": shown.json(),
            "first_frame_ms": first,
            "free_ms": free.json(),
            "locked_ms": locked.json(),
            "edited_ms": edited.json(),
            "slowest_edited_ms": slowest.json(),
        })
    );
}

fn compared(project: &Project, panes: &[ArticleId]) -> (Spread, usize) {
    let mut n_passages = 0;
    let times = (0..9).map(|_| {
        let start = Work::now();
        n_passages = std::hint::black_box(Comparison::new(project, panes, Zones::Body)).passages().len();
        start.elapsed_ms()
    });
    (times.collect(), n_passages)
}

/// From asking for the panes until their window names what they share, by the clock.
fn until_compared(project: &Project, panes: &[ArticleId]) -> f64 {
    let mut window = Window::of_size(Session::in_memory(project.clone(), Ids::default()), SCREEN);
    window.speak();
    let start = Instant::now();
    window.app.request(Request::Compare(panes.to_vec()));
    while window.said("shared passages").is_none() {
        window.frame(Vec::new());
    }
    start.elapsed().as_secs_f64() * 1e3
}

/// Frames until the threads have answered.
fn settle(window: &mut Window) {
    for _ in 0..100 {
        window.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Down through the panes, each for a while under the mouse.
fn scrolled(window: &mut Window) -> Spread {
    let frame = |n: usize| {
        let pane = n * N_PANES / N_FRAMES;
        window.pointer = pos2(400.0 + 220.0 * pane as f32, 500.0);
        window.frame(vec![scroll(-60.0)])
    };
    (0..N_FRAMES).map(frame).collect()
}

/// Tags a word of a pane, and returns the frames until all panes know it.
fn edit(window: &mut Window, article: ArticleId, n: usize) -> Vec<f64> {
    let project = window.app.session().expect("a project is open").project().clone();
    let record = project.article(article).expect("the pane shows an article");
    let word = words(&record.text).nth(5 * n + 3).expect("the article has this word");
    let label = *project.labels().keys().nth(n % 10).expect("the tagset has ten labels");
    window.app.request(Request::SelectText { article, anchor: word.start(), focus: word.end() });
    window.frame(Vec::new());
    window.app.request(Request::Tag(label));
    let frame = |_| {
        let elapsed = window.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(5));
        elapsed
    };
    (0..8).map(frame).collect()
}

/// Each article after the first copies passages from those before it.
fn drafts() -> Vec<Draft> {
    let (mut random, language) = (Random::new(3), Language::new());
    let mut articles: Vec<Vec<u32>> = Vec::new();
    for _ in 0..N_PANES {
        let mut article: Vec<u32> = Vec::with_capacity(ARTICLE_WORDS);
        for at in 1..=COPIES_EACH {
            if !articles.is_empty() {
                let source = &articles[random.below(articles.len())];
                let n_copied = 12 + random.below(50);
                let from = random.below(source.len() - n_copied);
                article.extend(language.noisy(&mut random, &source[from..from + n_copied]));
            }
            let until = at * ARTICLE_WORDS / COPIES_EACH;
            article.extend(language.filler(&mut random, until.saturating_sub(article.len())));
        }
        articles.push(article);
    }
    articles.iter().enumerate().map(|(n, article)| draft(n, &set(article, &language))).collect()
}

fn draft(n: usize, text: &str) -> Draft {
    let spans: Vec<Span> = words(text).collect();
    let labels = ["PERSON", "GPE", "ORG", "LOC", "DATE"];
    let mention =
        |n: usize| DraftMention::new(spans[n * spans.len() / MENTIONS_EACH], labels[n % labels.len()]);
    let facts = Facts {
        title: Some(Fact::given(format!("Article {n}"))),
        outlet: Some(Fact::given(format!("Outlet {n}"))),
        ..Facts::default()
    };
    Draft {
        text: text.into(),
        facts,
        mentions: (0..MENTIONS_EACH).map(mention).collect(),
        ..Draft::default()
    }
}

fn set(words: &[u32], language: &Language) -> String {
    let sentence = |words: &[u32]| {
        let words = language.set(words);
        let first = words.chars().next().map_or(0, char::len_utf8);
        format!("{}{}. ", words[..first].to_uppercase(), words[first..].trim_end())
    };
    let paragraph = |words: &[u32]| words.chunks(SENTENCE_WORDS).map(sentence).collect::<String>() + "\n\n";
    words.chunks(PARAGRAPH_WORDS).map(paragraph).collect()
}
