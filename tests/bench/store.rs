//! Files of a large project: opening it into the window, saving it, an edit's way to the journal, and how
//! much memory it takes, beside `serde_json` and a plain copy of the same bytes. `cargo bench --bench store`
//!
//! `-- 100000` takes so many articles instead of 10,000. The last line is JSON.

mod measure;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;
use std::time::{Duration, Instant};

use broadsheet::command::Command;
use broadsheet::model::{Article, ArticleId, Draft};
use broadsheet::session::Session;
use serde_json::{Value, json};

use measure::articles::{draft, session};
use measure::window::Window;
use measure::{Spread, resident_mib};

const N_ARTICLES: usize = 10_000;
const ARTICLE_BYTES: usize = 5_000;
const MENTIONS_EACH: usize = 100;
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, path] = arguments.as_slice()
        && flag == "--open"
    {
        println!("{}", opened(Path::new(path)));
        return;
    }
    let n_articles = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(N_ARTICLES);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("large.ron");
    write_project(&path, n_articles);
    let n_bytes = fs::metadata(&path).expect("the project was written").len();
    let figures = json!({
        "file, MB": n_bytes / 1_000_000,
        "opening, in a process of its own": in_own_process(&path),
        "saving, synced, ms": saving(&path),
        "plain copy, synced, ms": copying(&path),
        "an edit to the journal, ms": editing(&path),
        "until an edit is on the disk, ms": durable(&path),
        "serde_json, ms": of_serde_json(&path),
    });
    for (name, figure) in figures.as_object().into_iter().flatten() {
        println!("{name:<36} {figure}");
    }
    println!(
        "{}",
        json!({ "bench": "store", "articles": n_articles, "mentions": n_articles * MENTIONS_EACH, "figures": figures })
    );
}

fn write_project(path: &Path, n_articles: usize) {
    let drafts: Vec<Draft> = (0..n_articles).map(|n| draft(n, ARTICLE_BYTES, MENTIONS_EACH)).collect();
    let start = session(&drafts).snapshot();
    drop(drafts);
    let project = Arc::unwrap_or_clone(start.project);
    drop(Session::create(path, project, start.ids, "a bench").expect("the project can be written"));
}

/// Its memory is that of a window that opened the file.
fn in_own_process(path: &Path) -> Value {
    let program = std::env::current_exe().expect("a program knows its path");
    let runs: Vec<Value> = (0..RUNS)
        .map(|_| {
            let child =
                Process::new(&program).arg("--open").arg(path).output().expect("the bench can run itself");
            serde_json::from_slice(&child.stdout).expect("the figures are JSON")
        })
        .collect();
    let of = |name: &str| runs.iter().filter_map(|run| run[name].as_f64()).collect::<Spread>();
    json!({
        "read, ms": of("read").quantile(0.5),
        "to the first interactive frame, ms": of("frame").quantile(0.5),
        "resident MiB, read": of("resident, read").quantile(0.5),
        "resident MiB": of("resident").quantile(0.5),
        "highest resident MiB": of("highest").quantile(0.5),
    })
}

fn opened(path: &Path) -> Value {
    let start = Instant::now();
    let session = Session::open(path, "a bench").expect("the project can be read").session;
    let read = ms(start);
    let resident_read = resident_mib("VmRSS");
    let mut window = Window::new(session);
    window.frame(Vec::new());
    let frame = ms(start);
    while window.app.is_busy() {
        std::thread::sleep(Duration::from_millis(1));
        window.frame(Vec::new());
    }
    json!({ "read": read, "resident, read": resident_read, "frame": frame, "resident": resident_mib("VmRSS"), "highest": resident_mib("VmHWM") })
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// On a thread, while frames go on: the slowest of them is told.
fn saving(path: &Path) -> Value {
    let mut session = Session::open(path, "a bench").expect("the project can be read").session;
    let mut slowest: f64 = 0.0;
    let runs: Spread = (0..RUNS)
        .map(|n| {
            rename(&mut session, n);
            let saving = session.saving().expect("the project can be saved");
            let start = Instant::now();
            let saved = std::thread::scope(|scope| {
                let worker = scope.spawn(|| saving.run().expect("the project can be saved"));
                while !worker.is_finished() {
                    let frame = Instant::now();
                    rename(&mut session, n);
                    slowest = slowest.max(ms(frame));
                    std::thread::sleep(Duration::from_millis(4));
                }
                worker.join().expect("saving ends")
            });
            let elapsed = ms(start);
            session.was_saved(saved);
            elapsed
        })
        .collect();
    json!({ "time": runs.json(), "slowest edit meanwhile": slowest })
}

fn rename(session: &mut Session, n: usize) {
    let title = format!("Title {n} {}", session.revision());
    session.run(&Command::SetTitle(title)).expect("a project can be renamed");
}

fn copying(path: &Path) -> Value {
    let bytes = fs::read(path).expect("the project can be read");
    let copy = path.with_extension("copy");
    let runs: Spread = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            broadsheet::store::write_atomically(&copy, &bytes).expect("the copy can be written");
            ms(start)
        })
        .collect();
    runs.json()
}

fn editing(path: &Path) -> Value {
    let mut session = Session::open(path, "a bench").expect("the project can be read").session;
    let places: Vec<_> =
        session.project().mentions().take(500).map(|(article, mention, _)| (article, mention)).collect();
    let runs: Spread = places
        .into_iter()
        .map(|place| {
            let _snapshot = session.snapshot(); // as the window's threads hold one
            let start = Instant::now();
            session.run(&Command::SetNote { place, note: "seen".to_owned() }).expect("a note can be set");
            ms(start)
        })
        .collect();
    runs.json()
}

fn durable(path: &Path) -> Value {
    let mut session = Session::open(path, "a bench").expect("the project can be read").session;
    let runs: Spread = (0..200)
        .map(|n| {
            let start = Instant::now();
            rename(&mut session, n);
            while !session.is_synced() {
                std::thread::sleep(Duration::from_micros(200));
            }
            ms(start)
        })
        .collect();
    runs.json()
}

/// The articles alone, which is nearly all.
fn of_serde_json(path: &Path) -> Value {
    let session = Session::open_read_only(path).expect("the project can be read").session;
    let articles: BTreeMap<ArticleId, Arc<Article>> =
        session.project().articles().iter().map(|(id, article)| (*id, article.clone())).collect();
    let start = Instant::now();
    let written = serde_json::to_vec(&articles).expect("articles can be written as JSON");
    let writing = ms(start);
    let start = Instant::now();
    let read: BTreeMap<ArticleId, Arc<Article>> = serde_json::from_slice(&written).expect("JSON can be read");
    assert_eq!(read.len(), articles.len());
    json!({ "to_vec": writing, "from_slice": ms(start), "MB": written.len() / 1_000_000 })
}
