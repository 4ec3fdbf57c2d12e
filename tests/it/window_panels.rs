//! The panels and dialogs of the window, found by the names that a screen reader reads.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use broadsheet::app::state::Overlay;
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, Request, theme};
use broadsheet::command::Command;
use broadsheet::model::{ArticleId, MentionId, Project, RelationKind};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};

use super::window::no_dialogs;

type Window = Harness<'static, App>;

fn window() -> Window {
    let builder = Harness::builder().with_size([1280.0, 800.0]).with_max_steps(12);
    let mut window = builder.build_eframe(|creation| {
        let typesetter = Typesetter::new(theme::reading_fonts());
        App::new(&creation.egui_ctx, None, no_dialogs(), typesetter)
    });
    window.run_ok();
    window
}

fn sample() -> Window {
    let mut window = window();
    ask(&mut window, Request::OpenSample);
    window
}

fn ask(window: &mut Window, request: Request) {
    window.state_mut().request(request);
    window.run_ok();
}

fn project(window: &Window) -> &Project {
    window.state().session().expect("a project is open").project()
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    window.run_ok();
}

/// What is in a dialog comes after what is behind it.
fn click_last(window: &mut Window, name: &str) {
    window.query_all_by_label(name).last().unwrap_or_else(|| panic!("no {name}")).click();
    window.run_ok();
}

/// Types over what a field holds, and leaves it.
fn fill(window: &mut Window, name: &str, text: &str) {
    field(window, name).click();
    window.run_ok();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    window.key_press(Key::Delete);
    window.run_ok();
    window.event(egui::Event::Text(text.to_owned()));
    window.run_ok();
    window.key_press(Key::Tab);
    window.run_ok();
}

/// The text field of this name: the words beside it have the same.
fn field<'w>(window: &'w Window, name: &'w str) -> Node<'w> {
    let is_field = |role| matches!(role, Role::TextInput | Role::MultilineTextInput);
    let mut fields = window.query_all_by_label(name).filter(|node| is_field(node.accesskit_node().role()));
    fields.next_back().unwrap_or_else(|| panic!("no field {name}"))
}

fn value(window: &Window, name: &str) -> String {
    field(window, name).value().unwrap_or_default()
}

fn first_mention(window: &Window, quote: &str) -> (ArticleId, MentionId) {
    let project = project(window);
    let found = project.mentions().find(|(id, _, mention)| project.articles()[id].quote(mention) == quote);
    let (article, mention, _) = found.unwrap_or_else(|| panic!("no mention {quote}"));
    (article, mention)
}

fn select(window: &mut Window, quote: &str) -> (ArticleId, MentionId) {
    let (article, mention) = first_mention(window, quote);
    ask(window, Request::SelectMention { article, mention });
    (article, mention)
}

#[test]
fn a_fact_is_written_when_its_field_is_left() {
    let mut window = sample();
    fill(&mut window, "Byline", "A. Nother");
    let id = window.state().state().article.unwrap();
    assert_eq!(project(&window).article(id).unwrap().header.byline, "A. Nother");
}

#[test]
fn a_refused_date_stays_in_its_field_with_a_notice() {
    let mut window = sample();
    fill(&mut window, "Date", "May 16");
    window.get_by_label_contains("\"May 16\" is no date");
    assert_eq!(value(&window, "Date"), "May 16");
    let id = window.state().state().article.unwrap();
    let published = project(&window).article(id).unwrap().header.published.clone();
    assert_eq!(published.unwrap().as_str(), "2031-05-16"); // as sample.ron has it
    fill(&mut window, "Date", "2031-05-17");
    let published = project(&window).article(id).unwrap().header.published.clone();
    assert_eq!(published.unwrap().as_str(), "2031-05-17");
}

#[test]
fn a_note_is_kept_when_another_mention_is_selected_while_typing() {
    let mut window = sample();
    let noted = select(&mut window, "Halmora");
    field(&window, "Note on the mention").click();
    window.run_ok();
    window.event(egui::Event::Text("the state, not the people".to_owned()));
    window.run_ok();
    select(&mut window, "Ilvane Strait");
    let note = &project(&window).mention(noted.0, noted.1).unwrap().note;
    assert_eq!(note, "the state, not the people");
}

#[test]
fn the_picker_joins_the_likely_entity_with_one_enter() {
    let mut window = sample();
    let place = select(&mut window, "Halmora");
    let entity = project(&window).mention(place.0, place.1).unwrap().entity.expect("the sample joins it");
    click(&mut window, "Leave");
    assert_eq!(project(&window).mention(place.0, place.1).unwrap().entity, None);
    click(&mut window, "Join…");
    window.key_press(Key::Enter);
    window.run_ok();
    assert_eq!(project(&window).mention(place.0, place.1).unwrap().entity, Some(entity));
    assert_eq!(window.state().state().overlay, Overlay::None);
}

#[test]
fn the_picker_makes_a_new_entity_of_what_is_typed() {
    let mut window = sample();
    let place = select(&mut window, "Halmora");
    ask(&mut window, Request::ShowEntityPicker { all: false });
    window.event(egui::Event::Text("Zzyzx Republic".to_owned()));
    window.run_ok();
    window.key_press(Key::Enter);
    window.run_ok();
    let mention = project(&window).mention(place.0, place.1).unwrap();
    assert_eq!(project(&window).entity_name(mention), Some("Zzyzx Republic"));
}

#[test]
fn a_label_gets_attributes_and_a_mention_their_values() {
    let mut window = sample();
    let place = select(&mut window, "Halmora");
    ask(&mut window, Request::ShowTagset);
    click_last(&mut window, "GPE");
    click(&mut window, "Add an attribute");
    fill(&mut window, "Name of attribute 1", "is a state");
    fill(&mut window, "Key of attribute 1", "x");
    window.key_press(Key::Escape);
    window.run_ok();
    click(&mut window, "is a state: yes");
    let mention = project(&window).mention(place.0, place.1).unwrap();
    assert_eq!(mention.attributes.get("is a state").map(String::as_str), Some("yes"));
}

#[test]
fn a_taken_key_is_refused_in_a_sentence_and_stays_in_its_field() {
    let mut window = sample();
    ask(&mut window, Request::ShowTagset);
    click_last(&mut window, "ORG");
    fill(&mut window, "Key", "p");
    window.get_by_label_contains("The key P already belongs to PERSON");
    assert_eq!(value(&window, "Key"), "P");
    let org = project(&window).label_named("ORG").unwrap();
    assert_eq!(project(&window).labels()[&org].key, Some('o'));
}

#[test]
fn a_label_is_added_by_name_and_undone() {
    let mut window = sample();
    ask(&mut window, Request::ShowTagset);
    fill(&mut window, "Name of a new label", "SHIP");
    click(&mut window, "Add");
    let ship = project(&window).label_named("SHIP").expect("it was added");
    assert_eq!(project(&window).labels()[&ship].key, Some('s')); // its first letter that is free
    assert_eq!(value(&window, "Name"), "SHIP");
    ask(&mut window, Request::Undo);
    assert_eq!(project(&window).label_named("SHIP"), None);
}

#[test]
fn what_was_typed_last_in_the_tagset_is_written_when_it_closes() {
    let mut window = sample();
    ask(&mut window, Request::ShowTagset);
    field(&window, "Guideline").click();
    window.run_ok();
    window.event(egui::Event::Text("Also ships. ".to_owned()));
    window.run_ok();
    window.key_press(Key::Escape);
    window.run_ok();
    let person = project(&window).label_named("PERSON").unwrap();
    assert!(project(&window).labels()[&person].guideline.contains("Also ships."));
}

#[test]
fn a_relation_is_listed_and_removed_in_the_inspector() {
    let mut window = sample();
    let kind = RelationKind { name: "borders".into(), key: Some('b'), from: [].into(), to: [].into() };
    ask(&mut window, Request::Run(Command::AddRelationKind(kind)));
    let (article, from) = first_mention(&window, "Halmora");
    let (_, to) = first_mention(&window, "Ilvane Strait");
    let kind = project(&window).relation_kind_named("borders").unwrap();
    ask(&mut window, Request::Run(Command::Relate { article, from, to, kind }));
    select(&mut window, "Halmora");
    click(&mut window, "borders → Ilvane Strait");
    assert_eq!(window.state().state().mention(), Some((article, to)));
    click(&mut window, "Remove the relation borders with Halmora");
    assert!(project(&window).article(article).unwrap().relations.is_empty());
}

#[test]
fn a_pasted_text_waits_in_its_window_until_it_is_loaded() {
    let mut window = sample();
    ask(&mut window, Request::ShowPaste);
    window.event(egui::Event::Text("Harbour reopens\n\nThe harbour of Port Maudry reopened.".to_owned()));
    window.run_ok();
    window.key_press(Key::Escape);
    window.run_ok();
    assert_eq!(project(&window).articles().len(), 4);
    ask(&mut window, Request::ShowPaste);
    click(&mut window, "Load");
    assert_eq!(project(&window).articles().len(), 5);
}

#[test]
fn our_own_dialog_opens_where_the_system_has_none_and_loads_the_chosen_files() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        ("one.txt", "Ferries sail again\n\nThe first ferry left the quay at nine."),
        ("two.txt", "Fog\n\nFog kept the second one back."),
    ];
    for (name, text) in texts {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut window = window();
    click(&mut window, "New project");
    ask(&mut window, Request::LoadFilesDialog);
    wait_for(&mut window, |window| window.query_by_label("Path").is_some());
    go_to(&mut window, folder.path().to_owned());
    wait_for(&mut window, |window| window.query_by_label("two.txt").is_some());
    click(&mut window, "one.txt");
    click(&mut window, "two.txt");
    click(&mut window, "Load");
    wait_for(&mut window, |window| project(window).articles().len() == 2);
}

#[test]
fn a_path_that_is_not_there_is_told_and_stays() {
    let mut window = window();
    ask(&mut window, Request::OpenProjectDialog);
    wait_for(&mut window, |window| window.query_by_label("Path").is_some());
    go_to(&mut window, PathBuf::from("/nowhere/project.ron"));
    window.get_by_label_contains("There is no such file or folder");
    assert_eq!(value(&window, "Path"), "/nowhere/project.ron");
}

#[test]
fn a_tagset_goes_to_a_file_and_into_another_project() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tagset.ron");
    let mut window = sample();
    ask(&mut window, Request::ShowTagset);
    fill(&mut window, "Name of a new label", "SHIP");
    click(&mut window, "Add");
    click(&mut window, "Export…");
    wait_for(&mut window, |window| window.query_by_label("Path").is_some());
    go_to(&mut window, folder.path().to_owned());
    click(&mut window, "Save");
    assert!(file.is_file());
    assert_eq!(window.state().state().overlay, Overlay::Tagset);
    ask(&mut window, Request::Undo);
    click(&mut window, "Import…");
    wait_for(&mut window, |window| window.query_by_label("Path").is_some());
    go_to(&mut window, file);
    assert!(project(&window).label_named("SHIP").is_some());
}

#[test]
fn a_word_list_becomes_a_pattern() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("harbours.csv");
    std::fs::write(&file, "name,country\nPort Maudry,Vessaria\nSkerrin,Halmora\n").unwrap();
    let mut window = sample();
    ask(&mut window, Request::ShowTagset);
    click(&mut window, "Patterns");
    click(&mut window, "Import a word list…");
    wait_for(&mut window, |window| window.query_by_label("Path").is_some());
    go_to(&mut window, file);
    assert_eq!(value(&window, "Words"), "Port Maudry\nSkerrin");
    fill(&mut window, "Words", "");
    window.get_by_label_contains("The word list harbours is empty");
}

#[test]
fn f1_shows_the_keys() {
    let mut window = sample();
    window.key_press(Key::F1);
    window.run_ok();
    window.get_by_label("Same for all with this form in the scope");
    window.get_by_label("Search everything…");
}

fn go_to(window: &mut Window, path: PathBuf) {
    window.get_by_label("Path").click();
    window.run_ok();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    window.event(egui::Event::Text(path.display().to_string()));
    window.run_ok();
    window.key_press(Key::Enter);
    window.run_ok();
}

/// Steps until something that a thread works on has come.
fn wait_for(window: &mut Window, has_come: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !has_come(window) {
        assert!(start.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(5));
        window.run_ok();
    }
}

#[test]
fn the_library_chooses_several_articles_and_sets_their_story_at_once() {
    let mut window = sample();
    click(
        &mut window,
        "Choose The Corvenne Ledger: Vessaria and Halmora Sign Accord to Reopen the Ilvane Strait",
    );
    let others = window.query_all_by_label_contains("Choose ").count();
    assert_eq!(others, 5); // four articles, and the button that chooses none
    let second =
        window.query_all_by_label_contains("Choose Skerrin Courant").next().unwrap().accesskit_node().label();
    click(&mut window, &second.unwrap());
    window.get_by_label("2 chosen");
    click(&mut window, "Change the chosen articles");
    click(&mut window, "Set the story");
    click(&mut window, "No story");
    let in_story =
        project(&window).articles().values().filter(|article| article.header.story.is_some()).count();
    assert_eq!(in_story, 2);
}

#[test]
fn the_library_filters_and_says_when_nothing_matches() {
    let mut window = sample();
    fill(&mut window, "Filter the library", "lantern");
    assert_eq!(window.query_all_by_label_contains("The Corvenne Ledger: ").count(), 0);
    fill(&mut window, "Filter the library", "zzz");
    click(&mut window, "Clear the filter");
    assert!(window.query_all_by_label_contains("The Corvenne Ledger: ").count() > 0);
}

#[test]
fn an_empty_project_offers_the_first_steps() {
    let mut window = window();
    click(&mut window, "New project");
    window.get_by_label("No articles yet");
    window.query_all_by_label("Paste an article…").next().unwrap().click();
    window.run_ok();
    assert_eq!(window.state().state().overlay, Overlay::Paste);
}

/// Every overlay and every tab, so that the harness looks at all their controls.
#[test]
fn every_control_has_a_name_at_the_smallest_size() {
    let mut window = sample();
    window.set_size(egui::vec2(1024.0, 700.0));
    let overlays =
        [Request::ShowTagset, Request::ShowKeys, Request::ShowPaste, Request::ShowEntityPicker { all: true }];
    select(&mut window, "Halmora");
    for overlay in overlays {
        ask(&mut window, overlay);
        window.check_accessibility();
        ask(&mut window, Request::CloseOverlay);
    }
    ask(&mut window, Request::ShowTagset);
    for tab in ["Relations", "Patterns"] {
        click(&mut window, tab);
        fill(&mut window, &format!("Name of a new {}", tab.trim_end_matches('s').to_lowercase()), "near");
        click(&mut window, "Add");
        window.check_accessibility();
    }
    assert_eq!(project(&window).relation_kinds().len(), 1);
    assert_eq!(project(&window).patterns().len(), 1);
}
