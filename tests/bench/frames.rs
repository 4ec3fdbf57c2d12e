//! What a frame costs: scrolling and one tag edit in articles of three sizes, opening a large project,
//! and one edit's way to the disk. `cargo bench --bench frames`; with `-- "1 MB"` only that article.
//!
//! Frames are measured as the processor time of this thread (frame code and tessellation) on Linux, so
//! that other programs on the machine do not count; as wall time elsewhere. The last line is JSON.

mod measure;

use std::time::Instant;

use broadsheet::app::Request;
use broadsheet::command::Command;
use broadsheet::model::Draft;
use broadsheet::session::Session;
use broadsheet::text::words;
use serde_json::{Value, json};

use measure::articles::{draft, session};
use measure::window::{Window, scroll};
use measure::{Spread, Work};

const SIZES: [(&str, usize, usize); 3] = [
    ("5 kB, 50 mentions", 5_000, 50),
    ("100 kB, 2,000 mentions", 100_000, 2_000),
    ("1 MB, 20,000 mentions", 1_000_000, 20_000),
];
const N_FRAMES: usize = 400;
const N_EDITS: usize = 60;
const N_ARTICLES: usize = 10_000;
const MENTIONS_EACH: usize = 20;
const ARTICLE_BYTES: usize = 4_500;

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let mut results = Vec::new();
    println!(
        "{:<26} {:>10} {:>21} {:>21}",
        "article", "ready ms", "scroll ms median/p99", "edit ms median/p99"
    );
    for (name, n_bytes, n_mentions) in SIZES.into_iter().filter(|(name, ..)| name.contains(&wanted)) {
        results.push(article_figures(name, n_bytes, n_mentions));
    }
    let open = if wanted.is_empty() { opening_figures() } else { Value::Null };
    println!("{}", json!({ "bench": "frames", "articles": results, "project": open }));
}

fn article_figures(name: &str, n_bytes: usize, n_mentions: usize) -> Value {
    let start = Work::now();
    let mut window = Window::new(session(&[draft(0, n_bytes, n_mentions)]));
    let ready = start.elapsed_ms();
    let scrolled: Spread = (0..N_FRAMES).map(|_| window.frame(vec![scroll(-60.0)])).collect();
    let edited: Spread = (0..N_EDITS).map(|n| edit(&mut window, n)).collect();
    println!("{name:<26} {ready:>10.1} {:>21} {:>21}", scrolled.to_string(), edited.to_string());
    json!({ "article": name, "ready_ms": ready, "scroll_ms": scrolled.json(), "edit_ms": edited.json() })
}

fn opening_figures() -> Value {
    let drafts: Vec<Draft> = (0..N_ARTICLES).map(|n| draft(n, ARTICLE_BYTES, MENTIONS_EACH)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("large.ron");
    let start = session(&drafts).snapshot();
    drop(
        Session::create(&path, (*start.project).clone(), start.ids, "a bench")
            .expect("the project can be written"),
    );
    let opened: Spread = (0..3)
        .map(|_| {
            let start = Instant::now();
            let opened = Session::open(&path, "a bench").expect("the project can be read");
            assert_eq!(opened.session.project().n_mentions(), N_ARTICLES * MENTIONS_EACH);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let mut session = Session::open(&path, "a bench").expect("the project can be read").session;
    let to_disk: Spread = (0..40).map(|n| time_to_disk(&mut session, n)).collect();
    println!(
        "\nopen {N_ARTICLES} articles × {MENTIONS_EACH} mentions: {opened} ms; an edit in the journal: {to_disk} ms"
    );
    json!({ "open_ms": opened.json(), "journal_ms": to_disk.json(), "articles": N_ARTICLES })
}

fn time_to_disk(session: &mut Session, n: usize) -> f64 {
    let start = Instant::now();
    session.run(&Command::SetTitle(format!("Title {n}"))).expect("a title can be set");
    start.elapsed().as_secs_f64() * 1e3
}

/// Tags a word that is in sight: from the key to the frame that shows it.
fn edit(window: &mut Window, n: usize) -> f64 {
    let session = window.app.session().expect("a project is open");
    let (article, record) = session.project().articles().iter().next().expect("the project has an article");
    let word = words(&record.text).nth(5 * n + 3).expect("the article has this word");
    let label = *session.project().labels().keys().nth(n % 10).expect("the tagset has ten labels");
    let select = Request::SelectText { article: *article, anchor: word.start(), focus: word.end() };
    window.app.request(select);
    window.frame(Vec::new());
    let before = window.app.session().map_or(0, |session| session.project().n_mentions());
    window.app.request(Request::Tag(label));
    let elapsed = window.frame(Vec::new());
    let after = window.app.session().map_or(0, |session| session.project().n_mentions());
    assert!(after >= before, "an edit adds a mention, or is refused where the word is tagged so already");
    elapsed
}
