//! The lists of the drawer, the palette and the find bar, worked by real keys and clicks.

use std::time::Duration;

use broadsheet::app::Request;
use broadsheet::app::state::Drawer;
use broadsheet::command::{Command, EntityChoice};
use broadsheet::fixture;
use broadsheet::session::Session;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::window::Window;

const STORY: &[(&str, &str)] = &[
    ("AFP", "[PERSON Macron] met [PERSON Kishida] in [GPE Paris].\n\nMacron said Paris was calm."),
    ("BBC", "In [ORG Paris], [PERSON Fumio Kishida] spoke. Paris is calm."),
];

/// Frames until a list that is made on a thread shows something.
pub fn wait_for(window: &mut Window, name: &str) {
    for _ in 0..400 {
        if window.names().iter().any(|known| known == name) || shows(window, name) {
            window.settle(); // a new table measures its columns first
            return;
        }
        window.harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("\"{name}\" did not come; there are {:?}", window.names());
}

/// Whether words stand on the screen.
fn shows(window: &Window, words: &str) -> bool {
    let mut nodes = window.harness.root().children_recursive();
    nodes.any(|node| node.accesskit_node().value().is_some_and(|value| value == words))
}

pub fn open(window: &mut Window, drawer: Drawer) {
    window.harness.state_mut().request(Request::ShowDrawer(Some(drawer)));
    window.settle();
}

pub fn press(window: &mut Window, name: &str) {
    press_with(window, name, Modifiers::NONE);
}

/// A row, or else the first widget of this name.
pub fn press_with(window: &mut Window, name: &str, modifiers: Modifiers) {
    let row = window.harness.query_by_role_and_label(Role::Row, name);
    let node = row.or_else(|| window.harness.query_all_by_label(name).next());
    node.unwrap_or_else(|| panic!("no {name}")).click_modifiers(modifiers);
    window.settle();
}

/// The names of the rows in sight, from top to bottom.
pub fn rows(window: &Window) -> Vec<String> {
    let nodes = window.harness.root().children_recursive();
    let mut rows: Vec<_> = nodes.filter(|node| node.accesskit_node().role() == Role::Row).collect();
    rows.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    rows.iter().filter_map(|node| node.accesskit_node().label()).collect()
}

/// The story with an entity for each of the two wordings of one name.
fn with_entities() -> Session {
    let mut session = fixture::session(STORY);
    for name in ["Kishida", "Fumio Kishida", "Macron"] {
        let mentions = vec![fixture::mention(session.project(), name)];
        session.run(&Command::Link { mentions, entity: EntityChoice::New(name.to_owned()) }).unwrap();
    }
    session
}

#[test]
fn mentions_are_listed_filtered_and_gone_to() {
    let mut window = Window::on(STORY);
    open(&mut window, Drawer::Mentions);
    wait_for(&mut window, "ORG: Paris, BBC");
    assert_eq!(rows(&window).len(), 5);
    press(&mut window, "Filter the mentions");
    window.write("kishida");
    wait_for(&mut window, "2 mentions");
    assert_eq!(rows(&window), ["PERSON: Kishida, AFP", "PERSON: Fumio Kishida, BBC"]);
    press(&mut window, "PERSON: Fumio Kishida, BBC");
    assert_eq!(window.selected_words(), "Fumio Kishida");
    window.key(Key::O);
    assert!(window.marked()[1].contains("[ORG Fumio Kishida]"), "keys go to the text again");
}

#[test]
fn chosen_mentions_change_together() {
    let mut window = Window::on(STORY);
    open(&mut window, Drawer::Mentions);
    wait_for(&mut window, "PERSON: Kishida, AFP");
    press(&mut window, "Sort by mention");
    wait_for(&mut window, "PERSON: Macron, AFP");
    for _ in 0..400 {
        if rows(&window)[0] == "PERSON: Fumio Kishida, BBC" {
            break;
        }
        window.settle();
    }
    press_with(&mut window, "PERSON: Kishida, AFP", Modifiers::COMMAND);
    press_with(&mut window, "PERSON: Fumio Kishida, BBC", Modifiers::COMMAND);
    press(&mut window, "Delete");
    assert_eq!(window.project().n_mentions(), 3);
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.project().n_mentions(), 5, "one step");
}

#[test]
fn a_table_is_worked_by_keys_alone() {
    let mut window = Window::on(STORY);
    open(&mut window, Drawer::Mentions);
    wait_for(&mut window, "PERSON: Macron, AFP");
    window.key(Key::Home);
    window.chord(Modifiers::SHIFT, Key::ArrowDown);
    window.key(Key::O);
    assert!(window.marked()[0].starts_with("[ORG Macron] met [ORG Kishida] in [GPE Paris]"));
    window.key(Key::End);
    window.key(Key::Enter);
    assert_eq!(window.selected_words(), "Fumio Kishida");
    window.key(Key::Delete);
    assert_eq!(window.project().n_mentions(), 4, "the keyboard is with the text");
}

#[test]
fn everything_can_be_copied_as_a_table() {
    let mut window = Window::on(STORY);
    open(&mut window, Drawer::Mentions);
    wait_for(&mut window, "PERSON: Macron, AFP");
    window.harness.event(Event::Copy);
    for _ in 0..400 {
        window.harness.step();
        let copied =
            window.harness.output().platform_output.commands.iter().find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
        if let Some(table) = copied {
            assert_eq!(table.lines().count(), 6);
            assert!(table.lines().nth(1).unwrap().starts_with("PERSON\tMacron\t\tAFP\tReport of AFP\t"));
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("nothing was copied");
}

#[test]
fn entities_are_counted_merged_and_renamed() {
    let mut window = Window::with(Some(with_entities()));
    open(&mut window, Drawer::Entities);
    wait_for(&mut window, "Kishida, 1 mention");
    press_with(&mut window, "Kishida, 1 mention", Modifiers::COMMAND);
    press_with(&mut window, "Fumio Kishida, 1 mention", Modifiers::COMMAND);
    press(&mut window, "Merge into Kishida");
    wait_for(&mut window, "Kishida, 2 mentions");
    let id = window.project().entity_named("Kishida").unwrap();
    assert_eq!(window.project().entities()[&id].aliases, ["Fumio Kishida"]);
    press(&mut window, "Kishida, 2 mentions");
    window.harness.get_by_role_and_label(Role::TextInput, "Name").click();
    window.settle();
    window.chord(Modifiers::COMMAND, Key::A);
    window.write("Kishida Fumio");
    window.key(Key::Tab);
    assert_eq!(window.project().entities()[&id].name, "Kishida Fumio");
}

#[test]
fn ticked_mentions_split_off() {
    let mut window = Window::with(Some({
        let mut session = with_entities();
        let named = |name| session.project().entity_named(name).unwrap();
        let (into, others) = (named("Kishida"), vec![named("Fumio Kishida")]);
        session.run(&Command::MergeEntities { into, others }).unwrap();
        session
    }));
    open(&mut window, Drawer::Entities);
    wait_for(&mut window, "Kishida, 2 mentions");
    press(&mut window, "Kishida, 2 mentions");
    wait_for(&mut window, "Fumio Kishida in BBC");
    press_with(&mut window, "Fumio Kishida in BBC", Modifiers::COMMAND);
    window.harness.get_by_role_and_label(Role::TextInput, "Name of the new entity").click();
    window.settle();
    window.write("Somebody else");
    window.key(Key::Enter);
    let (article, mention) = fixture::mention(window.project(), "Fumio Kishida");
    let mention = window.project().mention(article, mention).unwrap();
    assert_eq!(window.project().entity_name(mention), Some("Somebody else"));
}

#[test]
fn the_concordance_tags_what_is_ticked() {
    let mut window = Window::on(STORY);
    window.double_click(window.place_of("calm").center());
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    wait_for(&mut window, "2 places in 2 articles");
    assert_eq!(
        rows(&window),
        ["AFP: Macron said Paris was calm.", "BBC: In Paris, Fumio Kishida spoke. Paris is calm."]
    );
    window.key(Key::Enter);
    window.key(Key::Space);
    window.key(Key::V);
    assert_eq!(window.project().n_mentions(), 6);
    assert!(window.marked()[1].ends_with("Paris is [EVENT calm]."), "the first was not ticked");
}

#[test]
fn the_concordance_can_look_for_parts_of_words() {
    let mut window = Window::on(STORY);
    open(&mut window, Drawer::Concordance);
    window.write("shid");
    wait_for(&mut window, "0 places in 0 articles");
    press(&mut window, "Whole words");
    wait_for(&mut window, "2 places in 2 articles");
}

#[test]
fn find_walks_from_hit_to_hit_and_leaves_the_caret_there() {
    let mut window = Window::on(STORY);
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("paris");
    wait_for(&mut window, "1 of 2");
    assert_eq!(window.harness.state().state().highlights.len(), 2);
    window.key(Key::Enter);
    wait_for(&mut window, "2 of 2");
    window.key(Key::Escape);
    assert_eq!(window.selected_words(), "Paris");
    assert!(window.harness.state().state().highlights.is_empty());
    window.key(Key::G);
    assert!(window.marked()[0].ends_with("Macron said [GPE Paris] was calm."), "{}", window.marked()[0]);
}

#[test]
fn the_text_stays_open_under_the_find_bar() {
    let mut window = Window::on(STORY);
    window.chord(Modifiers::COMMAND, Key::F);
    window.write("calm");
    wait_for(&mut window, "1 of 1");
    window.double_click(window.place_of("said").center());
    window.key(Key::V);
    assert!(window.marked()[0].contains("[EVENT said]"));
}

#[test]
fn the_palette_finds_commands_articles_entities_and_labels() {
    let mut window = Window::with(Some(with_entities()));
    let mut ask = |words: &str| {
        window.chord(Modifiers::COMMAND, Key::P);
        window.write(words);
        for _ in 0..50 {
            window.harness.step();
            std::thread::sleep(Duration::from_millis(1));
        }
        window.key(Key::Enter);
        let state = window.harness.state().state();
        (state.drawer, state.article, state.armed, state.mention())
    };
    let before = ask("show the history");
    assert_eq!(before.0, Some(Drawer::History));
    let (_, article, ..) = ask("report bbc");
    let (_, _, armed, _) = ask("norp");
    let (.., mention) = ask("fumio");
    assert_eq!(article, Some(fixture::article(window.project(), 1).0));
    assert_eq!(armed, window.project().label_named("NORP"));
    assert_eq!(mention, Some(fixture::mention(window.project(), "Fumio Kishida")));
}

#[test]
fn f8_walks_through_the_problems() {
    let mut window = Window::on(STORY);
    window.key(Key::F8);
    wait_for(&mut window, "Not tagged: \"Paris\" is not tagged here, but in 2 other places (GPE)");
    for (key, expected) in
        [(Modifiers::NONE, "Paris"), (Modifiers::NONE, "Paris"), (Modifiers::SHIFT, "Paris")]
    {
        window.chord(key, Key::F8);
        assert_eq!(window.selected_words(), expected);
    }
    let words: Vec<String> = rows(&window);
    assert!(
        words.iter().any(|row| row.starts_with("Another label: \"Paris\" is ORG here and GPE in 1 other"))
    );
}

#[test]
fn a_mention_under_the_pointer_says_who_it_is() {
    let mut window = Window::with(Some(with_entities()));
    let place = window.place_of("Kishida").center();
    window.harness.event(Event::PointerMoved(place));
    wait_for(&mut window, "1 here, 1 in the project");
}
