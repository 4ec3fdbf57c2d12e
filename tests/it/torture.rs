//! The program is killed at random instants, again and again, and must have lost nothing each time.
//!
//! A child process works in a window without a screen: random commands, bulk edits, undo, redo, loading,
//! saving in the background. After the frame that shows a step it says so on a pipe, with a sum of the whole
//! project; that step is acknowledged from then on. `cargo bench --bench torture` kills it 1,000 times.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use broadsheet::app::outside::Ask;
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, Request, theme};
use broadsheet::fixture::{Random, session};
use broadsheet::model::Project;
use broadsheet::session::Session;
use broadsheet::store::{Sum, check_project, list_backups};
use egui::{RawInput, Rect, pos2, vec2};

use crate::wishes::wish;

/// Tells a child what to work on: the folder, and its seed.
const FOLDER: &str = "BROADSHEET_TORTURE_FOLDER";
const SEED: &str = "BROADSHEET_TORTURE_SEED";

const KILLS_PER_PROJECT: usize = 50; // a longer history only makes every check slower
const MOST_WORK: u64 = 250; // ms between the first acknowledged step and the kill

const ARTICLES: &[(&str, &str)] = &[
    ("AFP", "[PERSON Macron] met Kishida in [GPE Paris].\r\nMacron said:\r “Très bien 👩‍👩‍👧.”"),
    ("Reuters", "Kishida and Macron, [TITLE Prime Minister [PERSON Kishida]]."),
];

/// A state of the project, as a child acknowledges it: the revision, how many steps can be undone and
/// redone, and a sum of all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    revision: u64,
    n_done: usize,
    n_undone: usize,
    sum: String,
}

impl State {
    fn of(session: &Session) -> Self {
        let history = session.history();
        Self {
            revision: session.revision(),
            n_done: history.done().len(),
            n_undone: history.undone().len(),
            sum: sum(session.project()),
        }
    }

    fn line(&self) -> String {
        format!("{} {} {} {}", self.revision, self.n_done, self.n_undone, self.sum)
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        Some(Self {
            revision: words.next()?.parse().ok()?,
            n_done: words.next()?.parse().ok()?,
            n_undone: words.next()?.parse().ok()?,
            sum: words.next().filter(|sum| sum.len() == Sum::WRITTEN_BYTES)?.to_owned(),
        })
    }
}

fn sum(project: &Project) -> String {
    Sum::of(format!("{project:?}").as_bytes()).to_string()
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Found {
    pub n_kills: usize,
    pub n_acknowledged: u64,
    /// Steps that were in the journal, but not yet acknowledged when the process died.
    pub n_ahead: u64,
    pub n_backups: usize,
}

/// Kills a working program so many times. `arguments` make this very program the child.
pub fn run(n_kills: usize, seed: u64, arguments: &[&str]) -> Found {
    let mut found = Found::default();
    let mut random = Random::new(seed);
    while found.n_kills < n_kills {
        let folder = tempfile::tempdir().unwrap();
        let path = new_project(folder.path());
        for _ in 0..KILLS_PER_PROJECT.min(n_kills - found.n_kills) {
            let seed = random.below(1 << 30) as u64;
            let acknowledged = work_and_kill(folder.path(), seed, &mut random, arguments);
            found.n_kills += 1;
            verify(&path, &acknowledged, seed, &mut found);
        }
        found.n_backups += list_backups(&path).unwrap().len();
        everything_can_be_undone(&path);
    }
    found
}

fn new_project(folder: &Path) -> PathBuf {
    let path = folder.join("p.ron");
    let start = session(ARTICLES).snapshot();
    drop(Session::create(&path, (*start.project).clone(), start.ids, "the torture").unwrap());
    path
}

/// What the child acknowledged, in order, until it was killed.
fn work_and_kill(folder: &Path, seed: u64, random: &mut Random, arguments: &[&str]) -> Vec<State> {
    let mut child = Process::new(std::env::current_exe().unwrap())
        .args(arguments)
        .env(FOLDER, folder)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while !told.contains("at work\n") {
        told.clear();
        if lines.read_line(&mut told).unwrap() == 0 {
            panic!("seed {seed}: the child ended by itself: {}", last_words(&mut child));
        }
    }
    std::thread::sleep(Duration::from_micros(random.below(MOST_WORK as usize * 1_000) as u64));
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
    told.clear();
    lines.read_to_string(&mut told).unwrap();
    told.lines().filter_map(State::read).collect()
}

fn last_words(child: &mut Child) -> String {
    let mut words = String::new();
    let _ = child.stderr.take().unwrap().read_to_string(&mut words);
    words
}

fn open(path: &Path) -> Session {
    let opened = Session::open(path, "the torture").unwrap();
    let is_fine = |notice: &String| notice.contains("in the middle of a step");
    assert!(opened.notices.iter().all(is_fine), "{:?}", opened.notices);
    let mut session = opened.session;
    if let Some(earlier) = session.earlier().cloned() {
        let earlier = earlier.read(session.project());
        session.take_earlier(earlier);
    }
    session
}

fn verify(path: &Path, acknowledged: &[State], seed: u64, found: &mut Found) {
    assert_eq!(check_project(path).unwrap(), [""; 0], "seed {seed}: the file is whole");
    let Some(last) = acknowledged.last() else { return };
    found.n_acknowledged += acknowledged.len() as u64;
    let mut session = open(path);
    let now = State::of(&session);
    match now.revision - last.revision {
        0 => assert_eq!(&now, last, "seed {seed}"),
        1 => {
            found.n_ahead += 1;
            assert!(steps_back_to(&mut session, last), "seed {seed}: {now:?} does not follow {last:?}");
        }
        n => panic!("seed {seed}: {n} steps were taken and not acknowledged"),
    }
}

/// One step was taken after the last acknowledged one: a deed or a redo, or else an undo.
fn steps_back_to(session: &mut Session, last: &State) -> bool {
    let is_there = |session: &Session| sum(session.project()) == last.sum;
    if session.undo().is_ok() && is_there(session) {
        return true;
    }
    let _ = session.redo();
    session.redo().is_ok() && is_there(session)
}

fn everything_can_be_undone(path: &Path) {
    let mut session = open(path);
    while session.undo().is_ok() {}
    let start = self::session(ARTICLES);
    assert_eq!(session.project().articles(), start.project().articles());
    assert_eq!(session.project().labels(), start.project().labels());
}

/// The program that is killed. Returns at once where nobody tortures.
pub fn child() {
    let (Ok(folder), Ok(seed)) = (std::env::var(FOLDER), std::env::var(SEED)) else { return };
    let mut random = Random::new(seed.parse().unwrap());
    let mut window = Window::on(Path::new(&folder).join("p.ron"));
    println!("at work");
    let end = Instant::now() + Duration::from_secs(60); // should nobody kill it
    while Instant::now() < end {
        let before = window.session().revision();
        let request = match random.below(12) {
            0..3 => Request::Undo,
            3..5 => Request::Redo,
            5 => Request::Save,
            _ => Request::Run(wish(window.session().project(), &mut random)),
        };
        window.app.request(request);
        window.frame();
        if window.session().revision() > before {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", State::of(window.session()).line()).and_then(|()| out.flush()).unwrap();
        }
    }
}

/// The window without a screen.
struct Window {
    context: egui::Context,
    app: App,
}

impl Window {
    fn on(path: PathBuf) -> Self {
        let context = egui::Context::default();
        let ask: Ask = Box::new(|_, _, _| std::sync::mpsc::channel().1);
        let app = App::new(&context, None, ask, Typesetter::new(theme::reading_fonts()));
        let mut window = Self { context, app };
        window.app.set_suggesters(false);
        window.app.request(Request::Open(vec![path]));
        while window.app.session().is_none_or(|session| session.earlier().is_some()) {
            window.frame();
            if window.app.session().is_some() {
                window.app.request(Request::ReadHistory);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        window
    }

    fn frame(&mut self) {
        let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0));
        let input = RawInput { screen_rect: Some(screen), ..RawInput::default() };
        let app = &mut self.app;
        self.context.run_ui(input, |ui| app.frame(ui)).textures_delta.clear();
    }

    fn session(&self) -> &Session {
        self.app.session().expect("the project stays open")
    }
}
