//! Tagging as fast as thought, with no pointer at all: nothing here may use a pointer event.

use broadsheet::model::{ArticleId, Mention, Status};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::Window;

const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;

const STORY: &[(&str, &str)] = &[
    ("AFP", "[PERSON Emmanuel Macron] met [PERSON Fumio Kishida] in Paris.\n\nMacron said Paris was calm."),
    ("BBC", "In Paris, Macron spoke. “Paris is calm,” Macron said."),
];

fn selected(window: &Window) -> (ArticleId, Mention) {
    let (article, mention) = window.harness.state().state().mention().expect("a mention is selected");
    (article, window.project().mention(article, mention).unwrap().clone())
}

fn undo(window: &mut Window) {
    window.chord(CTRL, Key::Z);
}

/// The caret before the n-th word, counted from 0, and that word selected.
fn select_word(window: &mut Window, n: usize) {
    window.chord(CTRL, Key::Home);
    (0..n).for_each(|_| window.key(Key::ArrowRight));
    window.chord(SHIFT, Key::ArrowRight);
}

#[test]
fn all_of_a_form_are_tagged_relabelled_joined_and_removed_each_as_one_step() {
    let mut window = Window::on(STORY);
    select_word(&mut window, 6); // Paris
    window.chord(SHIFT, Key::G);
    assert_eq!(window.marked().concat().matches("[GPE Paris]").count(), 4);
    window.chord(SHIFT, Key::L);
    assert_eq!(window.marked().concat().matches("[LOC Paris]").count(), 4);
    undo(&mut window);
    assert_eq!(window.marked().concat().matches("[GPE Paris]").count(), 4);

    select_word(&mut window, 6);
    window.chord(SHIFT, Key::E);
    window.key(Key::Enter); // a new entity of that name
    let joined =
        |window: &Window| window.project().mentions().filter(|(.., one)| one.entity.is_some()).count();
    assert_eq!(joined(&window), 4);
    window.chord(SHIFT, Key::Delete);
    assert_eq!(window.marked().concat().matches("Paris]").count(), 0);
    undo(&mut window);
    undo(&mut window);
    assert_eq!((joined(&window), window.marked().concat().matches("[GPE Paris]").count()), (0, 4));
}

#[test]
fn the_scope_is_chosen_from_the_palette() {
    let mut window = Window::on(STORY);
    window.command("tag all in the article");
    select_word(&mut window, 6);
    window.chord(SHIFT, Key::G);
    assert_eq!(window.marked().concat().matches("[GPE Paris]").count(), 2);
}

#[test]
fn an_attribute_is_defined_and_set_and_a_relation_is_made() {
    let mut window = Window::on(STORY);
    window.chord(CTRL, Key::T);
    window.tab_to("Add an attribute"); // of the first label, PERSON
    window.key(Key::Enter);
    window.tab_to("Name of attribute 1");
    window.chord(CTRL, Key::A);
    window.write("alive");
    window.tab_to("Key of attribute 1");
    window.write("x");
    window.tab_to("Relations");
    window.key(Key::Enter);
    window.tab_to("Name of a new relation");
    window.write("met");
    window.key(Key::Enter);
    window.key(Key::Escape);
    assert_eq!(window.project().relation_kinds().len(), 1, "{:?}", window.names());

    window.chord(CTRL, Key::Home);
    window.chord(CTRL, Key::ArrowDown);
    window.key(Key::X);
    assert_eq!(selected(&window).1.attributes.get("alive").map(String::as_str), Some("yes"));
    window.key(Key::R);
    window.chord(CTRL, Key::ArrowDown);
    window.key(Key::Enter); // the only kind is taken at once
    let (article, _) = selected(&window);
    let relations = &window.project().articles()[&article].relations;
    assert_eq!(relations.len(), 1);
    undo(&mut window);
    undo(&mut window);
    let mention = window.project().articles()[&article].mentions.values().next().unwrap();
    assert!(mention.attributes.is_empty());
}

/// Four articles in which Macron was tagged teach that a fifth Macron is one.
fn taught() -> Window {
    let texts: Vec<String> = (1..=4)
        .map(|day| format!("[PERSON Adams] met [PERSON Macron] on day {day}. Later [PERSON Macron] left."))
        .collect();
    let mut articles: Vec<(&str, &str)> = texts.iter().map(|text| ("AFP", text.as_str())).collect();
    articles.push(("BBC", "He said Macron left. Then Adams came, and Macron smiled."));
    let mut window = Window::on(&articles);
    window.command("report of bbc");
    window
}

fn n_suggested(window: &Window) -> usize {
    let app = window.harness.state();
    app.state().article.map_or(0, |article| app.suggestions(article).len())
}

#[test]
fn suggestions_are_accepted_turned_down_and_accepted_all_at_once() {
    let mut window = taught();
    window.wait_for("three suggestions", |window| n_suggested(window) == 3);
    window.chord(CTRL, Key::Home);
    while window.selected_words() != "Macron" {
        window.key(Key::Tab);
    }
    window.key(Key::Enter);
    assert!(window.marked()[4].starts_with("He said [PERSON Macron] left."), "{}", window.marked()[4]);
    assert_eq!(window.selected_words(), "Adams", "the caret moved on");
    window.key(Key::Backspace);
    assert_eq!(window.project().articles().values().next_back().unwrap().rejected.len(), 1);
    window.wait_for("the last suggestion", |window| n_suggested(window) == 1);
    window.chord(SHIFT, Key::Enter);
    assert_eq!(window.marked()[4].matches("[PERSON Macron]").count(), 2);
    assert!(!window.marked()[4].contains("[PERSON Adams]"), "what was turned down stays so");
}

#[test]
fn find_concordance_palette_and_jumps_lead_everywhere_and_back() {
    let mut window = Window::on(STORY);
    window.chord(CTRL, Key::F);
    window.write("calm");
    window.wait_for("the hit", |window| window.harness.query_by_label_contains("1 of 1").is_some());
    window.key(Key::Escape);
    assert_eq!(window.selected_words(), "calm");
    window.command("report of bbc");
    window.key(Key::Escape);
    window.chord(ALT, Key::ArrowLeft);
    assert_eq!(window.selected_words(), "calm", "a jump can be left again");

    window.chord(CTRL | SHIFT, Key::F);
    window.wait_for("the lines", |window| {
        window.harness.query_by_label_contains("2 places in 2 articles").is_some()
    });
    window.key(Key::Enter);
    window.key(Key::V); // tags every line of the concordance
    assert_eq!(window.marked().concat().matches("[EVENT calm]").count(), 2);
}

#[test]
fn a_finished_article_is_marked_and_the_next_one_opens() {
    let mut window = Window::on(STORY);
    window.command("report of afp");
    window.chord(CTRL, Key::Enter);
    let statuses: Vec<Status> =
        window.project().articles().values().map(|article| article.header.status).collect();
    assert_eq!(statuses, [Status::Reviewed, Status::New]);
    assert_eq!(window.harness.state().state().article, window.project().articles().keys().nth(1).copied());
    assert!(window.harness.query_by_label("Story, 1 of 2 reviewed").is_some(), "progress of the story");
}

#[test]
fn a_pattern_of_ones_own_is_written_and_a_broken_one_is_refused_in_a_sentence() {
    let mut window = Window::on(STORY);
    window.chord(CTRL, Key::T);
    window.tab_to("Patterns");
    window.key(Key::Enter);
    window.tab_to("Name of a new pattern");
    window.write("capital");
    window.key(Key::Enter);
    window.tab_to("regular expression");
    window.key(Key::Enter);
    window.tab_to("Expression");
    window.chord(CTRL, Key::A);
    window.write("(Paris");
    window.key(Key::Tab);
    assert!(window.harness.query_by_label_contains("unclosed group").is_some(), "{:?}", window.names());
}

#[test]
fn suggestions_are_listed_and_turned_down_from_the_list() {
    let mut window = taught();
    window.wait_for("three suggestions", |window| n_suggested(window) == 3);
    window.command("show the suggestions");
    window.wait_for("the list", |window| window.names().iter().any(|name| name == "PERSON: Adams"));
    window.key(Key::Enter); // goes to the first, and the text has the keys again
    assert_eq!(window.selected_words(), "Macron");
    window.command("show the suggestions");
    window.key(Key::ArrowDown);
    window.key(Key::Delete);
    let rejected = &window.project().articles().values().next_back().unwrap().rejected;
    let text = &window.project().articles().values().next_back().unwrap().text;
    assert_eq!(rejected.keys().map(|place| place.span.of(text)).collect::<Vec<_>>(), ["Adams"]);
    window.command("show the suggestions"); // the list has the keys
    window.tab_with(SHIFT, "Suggest");
    let n_listed = n_suggested(&window);
    window.key(Key::Space);
    assert_eq!(n_suggested(&window), 0, "switched off");
    window.settle();
    assert_eq!(n_suggested(&window), 0, "and what was under way stays out of sight");
    window.key(Key::Space);
    window.wait_for("the suggestions", |window| n_suggested(window) == n_listed);
}

#[test]
fn shift_held_shows_where_the_form_stands_before_anything_is_tagged() {
    let mut window = Window::on(STORY);
    select_word(&mut window, 6); // Paris
    let preview = "\"Paris\" stands untagged at 3 more places";
    assert!(window.harness.query_by_label(preview).is_none());
    window.harness.event(egui::Event::ModifiersChanged(SHIFT));
    window.wait_for("the preview", |window| window.harness.query_by_label(preview).is_some());
    assert_eq!(window.project().n_mentions(), 2, "nothing is tagged");
    window.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.settle();
    assert!(window.harness.query_by_label(preview).is_none());
}

/// Types the letters over a word; with Shift at the last one.
fn hop_to(window: &mut Window, word: &str, shift: bool) {
    window.key(Key::Comma);
    let text = window.harness.state().state().article.map(|id| window.project().articles()[&id].text.clone());
    let text = text.expect("an article is open");
    let hop = window
        .harness
        .state()
        .state()
        .hop
        .clone()
        .unwrap_or_else(|| panic!("no letters on the way to {word}"));
    let goal = hop.goals.iter().find(|goal| goal.word.of(&text) == word).expect("the word is in sight");
    let letters: Vec<Key> =
        goal.code.chars().map(|letter| Key::from_name(&letter.to_uppercase().to_string()).unwrap()).collect();
    let (last, before) = letters.split_last().unwrap();
    before.iter().for_each(|letter| window.key(*letter));
    window.chord(if shift { SHIFT } else { Modifiers::NONE }, *last);
    assert!(window.harness.state().state().hop.is_none(), "it is there");
}

#[test]
fn any_word_in_sight_is_reached_by_its_letters() {
    let mut window =
        Window::on(&[("AFP", "The minister of [GPE Japan] met Emmanuel Macron in Paris today.")]);
    hop_to(&mut window, "Emmanuel", false);
    assert_eq!(window.selected_words(), "Emmanuel Macron", "what is likely a mention is taken whole");
    window.key(Key::P);
    hop_to(&mut window, "minister", false);
    assert_eq!(window.selected_words(), "minister");
    hop_to(&mut window, "Japan", true);
    assert_eq!(window.selected_words(), "minister of Japan", "with Shift the selection reaches to there");
    window.key(Key::T);
    hop_to(&mut window, "Japan", false);
    window.key(Key::Delete);
    assert_eq!(
        window.marked(),
        ["The [TITLE minister of Japan] met [PERSON Emmanuel Macron] in Paris today."],
        "where a mention starts, the hop selects it"
    );
}

#[test]
fn a_key_that_is_no_letter_leaves_the_letters() {
    let mut window = Window::on(&[("AFP", "Macron met Kishida.")]);
    window.key(Key::Comma);
    window.key(Key::Escape);
    window.key(Key::P);
    assert_eq!(window.marked(), ["Macron met Kishida."], "nothing is selected");
    window.key(Key::Comma);
    window.key(Key::ArrowRight);
    assert!(window.harness.state().state().hop.is_none());
    let caret = window.harness.state().state().selection.expect("the key does what it does");
    assert_eq!(caret.focus, "Macron ".len());
}
