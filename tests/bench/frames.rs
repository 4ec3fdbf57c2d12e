//! What a frame costs: scrolling and one tag edit in articles of three sizes, opening a large project,
//! and one edit's way to the disk. `cargo bench --bench frames`; with `-- "1 MB"` only that article.
//!
//! Frames are measured as the processor time of this thread (frame code and tessellation) on Linux, so
//! that other programs on the machine do not count; as wall time elsewhere. The last line is JSON.

mod measure;

use std::fmt::Write;
use std::time::Instant;

use broadsheet::app::outside::Ask;
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, Request, theme};
use broadsheet::command::{Command, Import};
use broadsheet::model::{Draft, DraftMention, Fact, Facts, Ids, Project, Tagset};
use broadsheet::session::Session;
use broadsheet::text::{Span, words};
use egui::{Event, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, vec2};
use serde_json::{Value, json};

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
    let edited: Spread = (0..N_EDITS).map(|n| window.edit(n)).collect();
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

/// The window without a screen.
struct Window {
    context: egui::Context,
    app: App,
    time: f64,
}

impl Window {
    fn new(session: Session) -> Self {
        let context = egui::Context::default();
        let ask: Ask = Box::new(|_, _, _| std::sync::mpsc::channel().1);
        let mut app = App::new(&context, None, ask, Typesetter::new(theme::reading_fonts()));
        app.show(session);
        let mut window = Self { context, app, time: 0.0 };
        window.frame(Vec::new());
        window
    }

    /// One frame with some events, in milliseconds of work.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 800.0));
        let mut input = RawInput { screen_rect: Some(screen), time: Some(self.time), ..RawInput::default() };
        input.events.push(Event::PointerMoved(screen.center()));
        input.events.extend(events);
        let start = Work::now();
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.frame(ui));
        let primitives = self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let elapsed = start.elapsed_ms();
        std::hint::black_box(primitives);
        output.textures_delta.clear();
        elapsed
    }

    /// Tags a word that is in sight: from the key to the frame that shows it.
    fn edit(&mut self, n: usize) -> f64 {
        let session = self.app.session().expect("a project is open");
        let (article, record) =
            session.project().articles().iter().next().expect("the project has an article");
        let word = words(&record.text).nth(5 * n + 3).expect("the article has this word");
        let label = *session.project().labels().keys().nth(n % 10).expect("the tagset has ten labels");
        let select = Request::SelectText { article: *article, anchor: word.start(), focus: word.end() };
        self.app.request(select);
        self.frame(Vec::new());
        let before = self.app.session().map_or(0, |session| session.project().n_mentions());
        self.app.request(Request::Tag(label));
        let elapsed = self.frame(Vec::new());
        let after = self.app.session().map_or(0, |session| session.project().n_mentions());
        assert!(after >= before, "an edit adds a mention, or is refused where the word is tagged so already");
        elapsed
    }
}

fn scroll(points: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    }
}

fn session(drafts: &[Draft]) -> Session {
    let mut ids = Ids::default();
    let project = Project::new("Bench", Tagset::default(), "Analyst", &mut ids);
    let mut session = Session::in_memory(project, ids);
    session
        .run(&Command::Import(Import { drafts: drafts.to_vec(), format: None }))
        .expect("drafts can be loaded");
    session
}

const WORDS: [&str; 16] = [
    "the",
    "ministers",
    "of",
    "Vessaria",
    "agreed",
    "on",
    "Friday",
    "to",
    "reopen",
    "Ilvane",
    "strait",
    "after",
    "talks",
    "Quillain",
    "said",
    "harbour",
];

/// An article of about `n_bytes`, with mentions spread over it: every fifth one holds another.
fn draft(seed: usize, n_bytes: usize, n_mentions: usize) -> Draft {
    let mut text = String::with_capacity(n_bytes + 64);
    let _ = write!(text, "Article {seed}\n\n");
    let mut n = seed;
    while text.len() < n_bytes {
        n += 1;
        text.push_str(WORDS[(n * 7 + n / 5) % WORDS.len()]);
        text.push_str(if n.is_multiple_of(90) {
            ".\n\n"
        } else if n.is_multiple_of(14) {
            ". "
        } else {
            " "
        });
    }
    let spans: Vec<Span> = words(&text).collect();
    let step = (spans.len() / n_mentions.max(1)).max(1);
    let labels = ["PERSON", "GPE", "ORG", "LOC", "DATE"];
    let mention = |n: usize| {
        let at = n * step % spans.len();
        let end =
            if n.is_multiple_of(5) { spans[(at + 2).min(spans.len() - 1)].end() } else { spans[at].end() };
        let span = Span::new(&text, spans[at].start()..end).expect("words are spans");
        DraftMention::new(span, labels[n % labels.len()])
    };
    let mentions = (0..n_mentions).map(mention).collect();
    let facts = Facts { title: Some(Fact::given(format!("Article {seed}"))), ..Facts::default() };
    Draft { text: text.into(), facts, mentions, ..Draft::default() }
}
