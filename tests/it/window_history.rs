//! The history in the drawer, worked by real keys and clicks.

use broadsheet::app::state::Drawer;
use broadsheet::command::{Command, EntityChoice, Import};
use broadsheet::fixture;
use broadsheet::model::Draft;
use broadsheet::session::Session;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::window::Window;
use crate::window_drawer::{open, press, rows, wait_for};

const STORY: &[(&str, &str)] = &[
    ("AFP", "[PERSON Macron] met [PERSON Kishida] in [GPE Paris]."),
    ("BBC", "In [ORG Paris], [PERSON Fumio Kishida] spoke."),
];

/// Four steps: load, Kishida becomes an ORG, Paris in the BBC's becomes a LOC, Kishida becomes an entity.
fn four_steps() -> Session {
    let mut session = fixture::session(STORY);
    relabel(&mut session, "Kishida", "ORG");
    let (article, _) = fixture::article(session.project(), 1);
    let (mention, _) = session.project().article(article).unwrap().mentions.iter().next().unwrap();
    let label = session.project().label_named("LOC").unwrap();
    session.run(&Command::Relabel { mentions: vec![(article, *mention)], label }).unwrap();
    let mentions = vec![fixture::mention(session.project(), "Kishida")];
    session.run(&Command::Link { mentions, entity: EntityChoice::New("Fumio Kishida".to_owned()) }).unwrap();
    session
}

fn relabel(session: &mut Session, quote: &str, label: &str) {
    let mentions = vec![fixture::mention(session.project(), quote)];
    let label = session.project().label_named(label).unwrap();
    session.run(&Command::Relabel { mentions, label }).unwrap();
}

fn shown() -> Window {
    let mut window = Window::with(Some(four_steps()));
    open(&mut window, Drawer::History);
    wait_for(&mut window, "As it was opened");
    window
}

/// The numbers of the steps in sight.
fn numbers(window: &Window) -> Vec<usize> {
    let rows = rows(window);
    let number = |row: &String| row.strip_prefix("Step ")?.split(':').next()?.parse().ok();
    rows.iter().filter_map(number).collect()
}

fn press_step(window: &mut Window, number: usize) {
    let start = format!("Step {number}: ");
    let name = rows(window).into_iter().find(|row| row.starts_with(&start)).expect("the step is in sight");
    press(window, &name);
}

fn wait_for_steps(window: &mut Window, expected: &[usize]) {
    window.wait_for("the steps", |window| numbers(window) == expected);
}

/// Opens a menu of records, types a part of a name and takes the first.
fn choose(window: &mut Window, kind: &str, typed: &str) {
    press(window, &format!("Steps of: any {kind}"));
    window.write(typed);
    window.key(Key::Enter);
    let name = format!("Steps of: any {kind}");
    window.wait_for(kind, |window| window.harness.query_by_label(&name).is_none());
}

#[test]
fn the_history_leads_back_to_any_step() {
    let mut window = Window::on(STORY);
    let before = window.marked();
    for key in [Key::P, Key::O, Key::N] {
        window.double_click(window.place_of("met").center());
        window.key(key);
    }
    assert_ne!(window.marked(), before);
    open(&mut window, Drawer::History);
    wait_for(&mut window, "As it was opened");
    press_step(&mut window, 1);
    press(&mut window, "Undo 3 steps");
    assert_eq!(window.marked(), before);
    assert!(rows(&window)[2].contains("Tag \"met\" as PERSON (undone)"), "{:?}", rows(&window));
    press_step(&mut window, 2);
    press(&mut window, "Do 1 step again");
    assert!(window.marked()[0].contains("[PERSON met]"));
}

#[test]
fn a_long_way_back_is_gone_beside_the_frame_and_reverting_a_large_step_too() {
    let mut window = Window::on(&[("AFP", &"Kishida met Macron. ".repeat(600))]);
    let before = window.marked();
    for (word, key) in [("Kishida", Key::P), ("Macron", Key::O)] {
        window.double_click(window.place_of(word).center());
        window.chord(Modifiers::SHIFT, key);
    }
    let tagged = window.marked();
    let n_steps = window.harness.state().session().unwrap().history().done().len();
    open(&mut window, Drawer::History);
    wait_for(&mut window, "As it was opened");
    press_step(&mut window, 1);
    press(&mut window, &format!("Undo {} steps", n_steps - 1));
    window.wait_for("the way back", |window| window.marked() == before);
    press_step(&mut window, n_steps);
    press(&mut window, &format!("Do {} steps again", n_steps - 1));
    window.wait_for("the way on", |window| window.marked() == tagged);
    press_step(&mut window, 2);
    window.wait_for("the answer", |window| window.harness.query_by_label("Revert step 2").is_some());
    window.settle();
    press(&mut window, "Revert step 2");
    window.wait_for("the revert", |window| !window.marked()[0].contains("[PERSON Kishida]"));
    assert!(window.marked()[0].contains("[ORG Macron]"), "the later step stays");
}

#[test]
fn a_step_says_when_it_was_done_and_by_whom() {
    let window = shown();
    let done = window.harness.state().session().unwrap().history().done().clone();
    assert_eq!(rows(&window).len(), 5);
    let at: jiff::Timestamp = done[1].stamp.at.parse().unwrap();
    let clock = at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string();
    let title = &done[1].transaction.title;
    let expected = format!("Step 2: {title}, Analyst, {clock}");
    assert!(rows(&window).contains(&expected), "{:?}", rows(&window));
}

#[test]
fn a_single_step_is_reverted_as_a_step_of_its_own() {
    let mut window = shown();
    let before = window.marked();
    press_step(&mut window, 3);
    window.wait_for("the answer", |window| window.harness.query_by_label("Revert step 3").is_some());
    window.settle();
    press(&mut window, "Revert step 3");
    assert!(window.marked()[0].contains("[ORG Kishida]"), "later and earlier steps stay");
    assert!(window.marked()[1].contains("[ORG Paris]"));
    assert!(rows(&window)[0].starts_with("Step 5: Revert: "), "{:?}", rows(&window));
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.marked(), before);
}

#[test]
fn a_step_that_is_needed_says_by_which() {
    let mut window = shown();
    press_step(&mut window, 2);
    let done = window.harness.state().session().unwrap().history().done().clone();
    let title = |at: usize| &done[at].transaction.title;
    let words =
        format!("Step 2 ({}) cannot be reverted alone: step 4 ({}) depends on it", title(1), title(3));
    wait_for(&mut window, &words);
}

#[test]
fn the_history_is_worked_by_keys_alone() {
    let mut window = Window::with(Some(four_steps()));
    window.command("show the history");
    window.wait_for("the steps", |window| numbers(window) == [4, 3, 2, 1]);
    window.key(Key::Home);
    window.key(Key::ArrowDown); // step 3
    window.key(Key::R);
    assert!(window.marked()[1].contains("[ORG Paris]"), "{:?}", window.marked());
    window.tab_with(Modifiers::SHIFT, "Undo 2 steps");
    window.key(Key::Enter);
    assert!(window.marked()[1].contains("[LOC Paris]"));
    assert!(window.project().entities().is_empty(), "the entity was made by step 4");
}

#[test]
fn steps_are_narrowed_down_by_words_article_label_and_entity() {
    let mut window = shown();
    assert_eq!(numbers(&window), [4, 3, 2, 1]);
    press(&mut window, "Filter the history");
    window.write("load");
    wait_for_steps(&mut window, &[1]);
    window.chord(Modifiers::COMMAND, Key::A);
    window.write("no such words");
    wait_for(&mut window, "No step has to do with that. Clear the filters to see all.");
    window.chord(Modifiers::COMMAND, Key::A);
    window.write("analyst");
    wait_for_steps(&mut window, &[4, 3, 2, 1]);
    choose(&mut window, "article", "afp");
    wait_for_steps(&mut window, &[4, 2, 1]);
    choose(&mut window, "label", "org");
    wait_for_steps(&mut window, &[4, 2, 1]);
    choose(&mut window, "entity", "fumio");
    wait_for_steps(&mut window, &[4]);
    press(&mut window, "Steps of: fumio kishida");
    press(&mut window, "Any entity");
    wait_for_steps(&mut window, &[4, 2, 1]);
}

#[test]
fn a_long_history_is_read_before_its_steps_are_numbered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    let start = fixture::session(STORY).snapshot();
    let mut session = Session::create(&path, (*start.project).clone(), start.ids, "a test").unwrap();
    let text = "Kishida met Macron in Paris. ".repeat(100_000); // 2.9 MB: too long to be read at opening
    let drafts = vec![Draft { text: text.into(), ..Draft::default() }];
    session.run(&Command::Import(Import { drafts, format: None })).unwrap();
    session.save().unwrap();
    relabel(&mut session, "Kishida", "ORG");
    drop(session);
    let session = Session::open(&path, "a test").unwrap().session;
    assert_eq!((session.earlier().is_some(), session.history().done().len()), (true, 1));
    let mut window = Window::with(Some(session));
    open(&mut window, Drawer::History);
    wait_for_steps(&mut window, &[2, 1]);
}

#[test]
fn an_empty_history_says_what_would_be_here() {
    let empty = four_steps();
    let fresh = Session::in_memory((**empty.project()).clone(), empty.snapshot().ids);
    let mut window = Window::with(Some(fresh));
    open(&mut window, Drawer::History);
    wait_for(&mut window, "Nothing was done yet. Every change will be listed here.");
}
