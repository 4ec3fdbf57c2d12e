//! A large project in the window: its memory, tagging all of a form, looking up by typing, the
//! concordance of a frequent word, and frames while the engines learn. `cargo bench --bench project`
//!
//! Work of frames is processor time of their thread on Linux; what a person waits for is wall time. The
//! last line is JSON.

mod measure;

use std::path::Path;
use std::process::Command as Process;
use std::time::{Duration, Instant};

use broadsheet::app::Request;
use broadsheet::app::state::ScopeKind;
use broadsheet::command::{Command, EntityChoice, HeaderChange};
use broadsheet::model::{ArticleId, Draft, Edit, MentionId, Status};
use broadsheet::session::Session;
use broadsheet::text::{Matching, Span, occurrences};
use egui::{Event, Key, Modifiers};
use serde_json::{Value, json};

use measure::articles::{draft, session};
use measure::window::Window;
use measure::{Spread, resident_mib};

const N_ARTICLES: usize = 10_000;
const MENTIONS_EACH: usize = 20;
const ARTICLE_BYTES: usize = 4_500;
const N_ENTITIES: usize = 2_000;
const N_REVIEWED: usize = 300;
/// In one article of a hundred, and in every article.
const FORMS: [(&str, usize); 2] = [("Casparine", 100), ("Meridel", 1)];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    if let (Some(flag), Some(path)) = (arguments.next(), arguments.next())
        && flag == "--open"
    {
        println!("{}", figures_of(Path::new(&path)));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("large.ron");
    write_project(&path);
    // A process of its own, so that its memory is that of a window that opened the file.
    let program = std::env::current_exe().expect("a program knows its path");
    let child = Process::new(program).arg("--open").arg(&path).output().expect("the bench can run itself");
    eprint!("{}", String::from_utf8_lossy(&child.stderr));
    let figures: Value = serde_json::from_slice(&child.stdout).expect("the figures are JSON");
    for (name, figure) in figures.as_object().into_iter().flatten() {
        println!("{name:<44} {figure}");
    }
    println!(
        "{}",
        json!({ "bench": "project", "articles": N_ARTICLES, "mentions": N_ARTICLES * MENTIONS_EACH, "figures": figures })
    );
}

fn write_project(path: &Path) {
    let with_forms = |n: usize| {
        let mut draft = draft(n, ARTICLE_BYTES, MENTIONS_EACH);
        let forms = FORMS.iter().filter(|(_, every)| n.is_multiple_of(*every)).map(|(form, _)| *form);
        let added: Vec<&str> = forms.collect();
        let text = format!("{}\n\nAlso {} said so.\n", draft.text, added.join(" and "));
        draft.text = text.into();
        draft
    };
    let drafts: Vec<Draft> = (0..N_ARTICLES).map(with_forms).collect();
    let mut session = session(&drafts);
    let entities: Vec<(ArticleId, MentionId)> = session
        .project()
        .articles()
        .iter()
        .take(N_ENTITIES)
        .filter_map(|(id, article)| Some((*id, *article.mentions.keys().next()?)))
        .collect();
    for (n, place) in entities.into_iter().enumerate() {
        let entity = EntityChoice::New(format!("Minister {} of Port {}", n, n * 7 % 1_000));
        session.run(&Command::Link { mentions: vec![place], entity }).expect("a mention can be joined");
    }
    let articles = session.project().articles().keys().take(N_REVIEWED).copied().collect();
    let change = HeaderChange::Status(Status::Reviewed);
    session.run(&Command::EditHeaders { articles, change }).expect("articles can be reviewed");
    let start = session.snapshot();
    drop(
        Session::create(path, (*start.project).clone(), start.ids, "a bench")
            .expect("the project can be written"),
    );
}

fn figures_of(path: &Path) -> Value {
    let session = Session::open(path, "a bench").expect("the project can be read").session;
    let mut window = Window::new(session);
    let learning = learning(&mut window);
    let opened = resident_mib("VmRSS");
    let typing = typing(&mut window);
    let tagging: Vec<Value> = FORMS.iter().map(|(form, _)| tag_all(&mut window, form)).collect();
    let at_the_end = resident_mib("VmRSS");
    let changing = change_all(&mut window);
    let concordances: Vec<f64> =
        ["Casparine", "Meridel", "the"].map(|form| concordance(&mut window, form)).into();
    json!({
        "resident MiB, opened and learned": opened,
        "resident MiB, after tagging": at_the_end,
        "palette, ms of work per letter": typing.0.json(),
        "entity picker, ms of work per letter": typing.1.json(),
        "tag all of a rare and of a frequent form": tagging,
        "undo, redo, delete all of the frequent form": changing,
        "concordance of 100, 10,000 and 700,000 places, ms": concordances,
        "frames while learning, ms of work": learning,
    })
}

/// Frames until no work is going on.
fn settle(window: &mut Window) {
    let start = Instant::now();
    window.frame(Vec::new());
    while window.app.is_busy() && start.elapsed() < Duration::from_secs(120) {
        window.wait();
        window.frame(Vec::new());
    }
}

/// Of the palette, and of the list of entities.
fn typing(window: &mut Window) -> (Spread, Spread) {
    window.app.request(Request::ShowPalette);
    settle(window);
    let palette = letters(window, "minister 17 port");
    window.app.request(Request::CloseOverlay);
    let place = first_mention(window);
    window.app.request(Request::SelectMention { article: place.0, mention: place.1 });
    window.app.request(Request::ShowEntityPicker { all: false });
    settle(window);
    let picker = letters(window, "minister 17 port");
    window.app.request(Request::CloseOverlay);
    settle(window);
    (palette, picker)
}

/// The frame that takes a letter and the frame after it, whichever is slower.
fn letters(window: &mut Window, words: &str) -> Spread {
    let letters = words.chars().map(|letter| Event::Text(letter.to_string()));
    letters.map(|letter| window.frame(vec![letter]).max(window.frame(Vec::new()))).collect()
}

fn first_mention(window: &Window) -> (ArticleId, MentionId) {
    let session = window.app.session().expect("a project is open");
    let (article, mention, _) = session.project().mentions().next().expect("the project has mentions");
    (article, mention)
}

/// From the key to the frame that shows what was tagged.
fn tag_all(window: &mut Window, form: &str) -> Value {
    let session = window.app.session().expect("a project is open");
    let place = session.project().articles().iter().find_map(|(id, article)| {
        let place: Option<Span> = occurrences(&article.text, form, Matching::default()).first().copied();
        Some((*id, place?))
    });
    let (article, span) = place.expect("the form stands somewhere");
    let label = *session.project().labels().keys().next().expect("the tagset has labels");
    window.app.request(Request::SetScope(ScopeKind::Project));
    window.app.request(Request::OpenArticle(article));
    window.app.request(Request::SelectText { article, anchor: span.start(), focus: span.end() });
    settle(window);
    until_changed(window, Request::TagAll(label))
}

/// Of what was tagged last: undone, done again, deleted at once, and that undone.
fn change_all(window: &mut Window) -> Value {
    settle(window);
    let undone = until_changed(window, Request::Undo);
    settle(window);
    let redone = until_changed(window, Request::Redo);
    settle(window);
    let of_last_step = |session: &Session| {
        let deed = session.history().done().last()?.clone();
        deed.transaction.edits.iter().find_map(|edit| match edit {
            Edit::Mention(article, mention, _) => Some((*article, *mention)),
            _ => None,
        })
    };
    let made = window.app.session().and_then(of_last_step);
    let (article, mention) = made.expect("the last step tagged something");
    window.app.request(Request::SelectMention { article, mention });
    settle(window);
    let deleted = until_changed(window, Request::Untag { all: true });
    settle(window);
    until_changed(window, Request::Undo);
    settle(window);
    json!({ "undo": undone, "redo": redone, "delete all": deleted })
}

/// From a request to the frame that shows other mentions.
fn until_changed(window: &mut Window, request: Request) -> Value {
    let before = n_mentions(window);
    let start = Instant::now();
    window.app.request(request);
    let mut frames = vec![window.frame(Vec::new())];
    while n_mentions(window) == before && start.elapsed() < Duration::from_secs(60) {
        window.wait();
        frames.push(window.frame(Vec::new()));
    }
    frames.push(window.frame(Vec::new()));
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    let slowest = frames.into_iter().fold(0.0, f64::max);
    json!({ "hits": n_mentions(window).abs_diff(before), "wall_ms": elapsed, "slowest_frame_ms": slowest })
}

fn n_mentions(window: &Window) -> usize {
    window.app.session().map_or(0, |session| session.project().n_mentions())
}

/// Until the frame that tells how many places there are.
fn concordance(window: &mut Window, form: &str) -> f64 {
    window.speak();
    window.app.request(Request::ShowConcordance("xyzzy".to_owned()));
    let none = "0 places in 0 articles";
    wait_until(window, |said| said == none);
    let start = Instant::now();
    window.app.request(Request::ShowConcordance(form.to_owned()));
    wait_until(window, |said| !said.starts_with(none) && said.ends_with("articles"));
    start.elapsed().as_secs_f64() * 1e3
}

fn wait_until(window: &mut Window, has_come: impl Fn(&str) -> bool) {
    let start = Instant::now();
    while !window.said(" places in ").is_some_and(|said| has_come(&said)) {
        assert!(start.elapsed() < Duration::from_secs(60), "the concordance never came");
        window.wait();
        window.frame(Vec::new());
    }
}

/// Frames from the opening until the engines have learned and suggested.
fn learning(window: &mut Window) -> Value {
    let start = Instant::now();
    let mut frames = Vec::new();
    window.frame(Vec::new());
    while start.elapsed() < Duration::from_secs(120) && window.app.is_busy() {
        frames.push(window.press(Key::ArrowRight, Modifiers::NONE));
        std::thread::sleep(Duration::from_millis(4));
    }
    let seconds = start.elapsed().as_secs_f64();
    json!({ "work": frames.into_iter().collect::<Spread>().json(), "seconds": seconds })
}
