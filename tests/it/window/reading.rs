use broadsheet::app::Request;
use broadsheet::fixture;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use super::Window;

const STORY: &[(&str, &str)] = &[
    ("AFP", "Emmanuel Macron met Fumio Kishida in Paris.\n\nMacron said Paris was calm."),
    ("Reuters", "In Paris, Macron spoke. “Paris is calm,” Macron said."),
];

#[test]
fn a_drag_selects_whole_words_and_a_key_tags_them() {
    let mut window = Window::on(STORY);
    let (first, last) = (window.place_of("Emmanuel"), window.place_of("Macron"));
    window.drag(first.center(), last.center(), Modifiers::NONE);
    window.key(Key::P);
    assert_eq!(
        window.marked()[0].lines().next().unwrap(),
        "[PERSON Emmanuel Macron] met Fumio Kishida in Paris."
    );
}

#[test]
fn alt_selects_exact_characters() {
    let mut window = Window::on(STORY);
    let word = window.place_of("Kishida");
    let third = word.left_center() + egui::vec2(word.width() * 0.45, 0.0);
    window.drag(word.left_center() + egui::vec2(0.5, 0.0), third, Modifiers::ALT);
    window.key(Key::P);
    assert!(window.marked()[0].contains("[PERSON Kis]hida"), "{}", window.marked()[0]);
}

#[test]
fn an_armed_label_tags_what_is_double_clicked() {
    let mut window = Window::on(STORY);
    window.double_click(window.place_of("Kishida").center());
    window.key(Key::P);
    window.double_click(window.place_of("Emmanuel").center());
    assert!(
        window.marked()[0].starts_with("[PERSON Emmanuel] Macron met Fumio [PERSON Kishida]"),
        "{}",
        window.marked()[0]
    );
    window.key(Key::Escape);
    window.key(Key::Escape);
    window.double_click(window.place_of("calm").center());
    assert!(!window.marked()[0].contains("calm]"), "Escape disarms");
}

#[test]
fn shift_tags_all_in_the_story_as_one_step() {
    let mut window = Window::on(STORY);
    window.double_click(window.place_of("Paris").center());
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.marked()[1], "In [GPE Paris], Macron spoke. “[GPE Paris] is calm,” Macron said.");
    assert_eq!(window.marked()[0].matches("[GPE Paris]").count(), 2);
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.project().n_mentions(), 0);
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.project().n_mentions(), 4);
}

#[test]
fn a_digit_leaves_a_hit_out_and_the_form_asks_first_from_then_on() {
    let mut window = Window::on(STORY);
    window.double_click(window.place_of("Paris").center());
    window.chord(Modifiers::SHIFT, Key::G);
    window.key(Key::Num2); // hits besides the selected one: the second of AFP, then two of Reuters
    assert_eq!(window.marked()[1], "In Paris, Macron spoke. “[GPE Paris] is calm,” Macron said.");
    assert_eq!(window.project().ambiguous().get("Paris"), Some(&1));
    let n_rejected =
        |window: &Window| window.project().articles().values().map(|one| one.rejected.len()).sum();
    assert_eq!(1usize, n_rejected(&window), "nothing suggests it there again");
    window.key(Key::Num2);
    assert_eq!((window.project().n_mentions(), n_rejected(&window)), (4, 0), "taken in again");
    window.key(Key::Num2);
    window.chord(Modifiers::SHIFT, Key::Delete);
    assert_eq!(window.project().n_mentions(), 0, "Shift with Delete removes all of the form");
    window.double_click(window.place_of("Paris").center());
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.project().n_mentions(), 1);
    window.key(Key::Enter);
    assert_eq!(window.project().n_mentions(), 4);
}

#[test]
fn a_tag_all_only_lists_what_lies_in_a_longer_name_and_a_digit_takes_it_in() {
    let mut window = Window::on(&[("AFP", "They left Paris. He praised Paris. She owns Paris Match.")]);
    window.double_click(window.place_of("Paris").center());
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.marked()[0], "They left [GPE Paris]. He praised [GPE Paris]. She owns Paris Match.");
    window.key(Key::Num2);
    assert!(window.marked()[0].ends_with("She owns [GPE Paris] Match."));
    assert_eq!(window.project().ambiguous().len(), 0, "nothing was tagged wrongly");
}

#[test]
fn what_a_tag_all_only_listed_is_taken_in_at_once() {
    let texts = "They left Paris. He praised Paris. She owns Paris Match. He reads Paris Match.";
    let mut window = Window::on(&[("AFP", texts)]);
    window.double_click(window.place_of("Paris").center());
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.project().n_mentions(), 2);
    window.key(Key::F6);
    window.tab_to("Tag the others too");
    window.key(Key::Enter);
    assert_eq!(window.project().n_mentions(), 4);
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.project().n_mentions(), 2);
}

#[test]
fn a_common_word_is_tagged_alone_until_enter() {
    let mut window = Window::on(&[("AFP", "The talks on a tax. A tax is a tax.")]);
    window.double_click(window.place_of("tax").center());
    window.chord(Modifiers::SHIFT, Key::L);
    assert_eq!(window.marked()[0], "The talks on a [LOC tax]. A tax is a tax.");
    window.key(Key::Enter);
    assert_eq!(window.project().n_mentions(), 3);
}

#[test]
fn a_click_walks_outward_through_nested_mentions() {
    let mut window = Window::on(&[("AFP", "[ORG Government of [GPE Japan]] agreed.")]);
    let japan = window.place_of("Japan").center();
    let label = |window: &Window| {
        let (article, mention) = window.harness.state().state().mention().expect("a mention is selected");
        let mention = window.project().mention(article, mention).unwrap();
        window.project().label_name(mention.label).to_owned()
    };
    window.click(japan);
    assert_eq!(label(&window), "GPE");
    window.click(japan);
    assert_eq!(label(&window), "ORG");
}

// Everything that tagging needs, without a pointer.
#[test]
fn a_mention_is_made_grown_relabelled_joined_and_removed_by_keys_alone() {
    let mut window = Window::on(STORY);
    window.key(Key::Tab);
    window.key(Key::Escape); // the caret stays, nothing is selected
    window.chord(Modifiers::COMMAND, Key::Home);
    window.chord(Modifiers::SHIFT, Key::ArrowRight);
    window.key(Key::P);
    assert!(window.marked()[0].starts_with("[PERSON Emmanuel] Macron"), "{}", window.marked()[0]);
    window.chord(Modifiers::ALT, Key::ArrowRight);
    assert!(window.marked()[0].starts_with("[PERSON Emmanuel Macron] met"), "{}", window.marked()[0]);
    window.chord(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowRight);
    assert!(window.marked()[0].starts_with("Emmanuel [PERSON Macron] met"), "{}", window.marked()[0]);
    window.key(Key::O);
    assert!(window.marked()[0].starts_with("Emmanuel [ORG Macron] met"), "{}", window.marked()[0]);
    window.key(Key::Delete);
    assert!(window.marked()[0].starts_with("Emmanuel Macron met"), "{}", window.marked()[0]);
}

#[test]
fn the_candidate_caret_moves_on_after_each_tag() {
    let mut window = Window::on(STORY);
    for key in [Key::Tab, Key::P, Key::P, Key::G] {
        window.key(key);
    }
    let expected = "[PERSON Emmanuel Macron] met [PERSON Fumio Kishida] in [GPE Paris].";
    assert_eq!(window.marked()[0].lines().next().unwrap(), expected);
}

#[test]
fn a_screen_reader_finds_the_text_the_selection_and_the_mentions() {
    let mut window = Window::on(&[("AFP", "[PERSON Emmanuel Macron] met Kishida.")]);
    window.double_click(window.place_of("Kishida").center());
    assert!(window.names().iter().any(|name| name == "PERSON: Emmanuel Macron"), "{:?}", window.names());
    let nodes: Vec<_> = window.harness.root().children_recursive().collect();
    let document = nodes.iter().find(|node| node.accesskit_node().data().text_selection().is_some());
    let selection =
        *document.expect("the selection is in the tree").accesskit_node().data().text_selection().unwrap();
    let is_text = |run: &str| run == "Emmanuel Macron met Kishida.";
    let mut runs = nodes.iter().filter(|node| node.accesskit_node().role() == Role::TextRun);
    assert!(runs.any(|run| run.accesskit_node().data().value().is_some_and(is_text)));
    // "Emmanuel Macron met " has 20 characters, "Kishida" 7.
    assert_eq!((selection.anchor.character_index, selection.focus.character_index), (20, 27));
}

#[test]
fn keys_move_both_ends_of_the_selection_before_it_is_tagged() {
    let mut window = Window::on(&[("AFP", "met the Prime Minister Kishida’s aide today.")]);
    window.chord(Modifiers::COMMAND, Key::Home);
    (0..3).for_each(|_| window.key(Key::ArrowRight)); // before "Minister"
    window.chord(Modifiers::SHIFT, Key::ArrowRight);
    window.chord(Modifiers::ALT, Key::ArrowRight);
    window.chord(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowLeft);
    window.chord(Modifiers::COMMAND | Modifiers::ALT, Key::ArrowLeft);
    window.key(Key::P);
    assert_eq!(window.marked(), ["met the [PERSON Prime Minister Kishid]a’s aide today."]);
}

#[test]
fn mentions_are_walked_grown_by_a_piece_and_removed_without_a_pointer() {
    let mut window = Window::on(&[("AFP", "[ORG Government of [GPE Japan]] and [GPE France] met in Bonn.")]);
    window.chord(Modifiers::COMMAND, Key::Home);
    window.chord(Modifiers::COMMAND, Key::ArrowDown);
    window.chord(Modifiers::COMMAND, Key::ArrowDown);
    window.key(Key::Delete);
    assert_eq!(window.marked(), ["[ORG Government of Japan] and [GPE France] met in Bonn."]);
    window.chord(Modifiers::COMMAND, Key::ArrowDown); // France
    (0..3).for_each(|_| window.key(Key::ArrowRight));
    window.chord(Modifiers::SHIFT, Key::ArrowRight); // Bonn
    window.key(Key::Plus);
    let (article, mention) = window.harness.state().state().mention().expect("the mention is selected");
    let extent = window.project().mention(article, mention).unwrap().extent.clone();
    assert_eq!(extent.quote(&window.project().articles()[&article].text), "France … Bonn");
    assert_eq!(extent.n_pieces(), 2);
}

#[test]
fn enter_selects_the_mention_under_the_caret_and_again_the_one_around_it() {
    let mut window = Window::on(&[("AFP", "[ORG Government of [GPE Japan]] agreed.")]);
    window.chord(Modifiers::COMMAND, Key::Home);
    (0..2).for_each(|_| window.key(Key::ArrowRight));
    window.key(Key::Enter);
    window.key(Key::Enter);
    window.key(Key::L); // the outer one becomes LOC
    assert_eq!(window.marked(), ["[LOC Government of [GPE Japan]] agreed."]);
}

#[test]
fn digits_reach_hits_beyond_the_ninth() {
    let text = "Paris. ".repeat(12);
    let mut window = Window::on(&[("AFP", &text)]);
    window.chord(Modifiers::COMMAND, Key::Home);
    window.chord(Modifiers::SHIFT, Key::ArrowRight);
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.project().n_mentions(), 12);
    window.key(Key::Num0);
    window.key(Key::Num2); // the eleventh besides the selected one
    assert_eq!(window.project().n_mentions(), 11);
    assert!(window.marked()[0].ends_with("[GPE Paris]. Paris. "), "{}", window.marked()[0]);
}

#[test]
fn a_project_that_is_only_read_refuses_tags_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.ron");
    let start = broadsheet::fixture::session(STORY).snapshot();
    let project = (*start.project).clone();
    drop(broadsheet::session::Session::create(&path, project, start.ids, "another window").unwrap());
    let opened = broadsheet::session::Session::open_read_only(&path).unwrap();
    let mut window = Window::with(Some(opened.session));
    window.chord(Modifiers::COMMAND, Key::Home);
    window.chord(Modifiers::SHIFT, Key::ArrowRight);
    window.key(Key::P);
    assert_eq!(window.project().n_mentions(), 0);
    assert!(
        window.harness.query_by_label_contains("open for reading only").is_some(),
        "{:?}",
        window.names()
    );
}

#[test]
fn steps_that_change_much_are_taken_beside_the_frame_in_the_order_of_asking() {
    let text = format!("Oslo slept. {}", "Kyiv woke. ".repeat(6_000));
    let mut window = Window::on(&[("AFP", &text)]);
    let ask = |window: &mut Window, request: Request| window.harness.state_mut().request(request);
    window.double_click(window.place_of("Oslo").center());
    window.key(Key::G);
    window.double_click(window.place_of("Kyiv").center());
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.project().n_mentions(), 6_001);
    (0..3).for_each(|_| ask(&mut window, Request::Undo)); // the armed label tagged one by itself
    window.harness.step();
    assert!(window.harness.state().is_busy(), "no frame waits for it");
    window.settle();
    assert_eq!(window.project().n_mentions(), 0, "the others waited for the first");
    (0..3).for_each(|_| ask(&mut window, Request::Redo));
    window.settle();
    assert_eq!(window.project().n_mentions(), 6_001);
    window.click(window.place_of("Kyiv").center());
    ask(&mut window, Request::Untag { all: true });
    window.settle();
    assert_eq!(window.project().n_mentions(), 1);
    ask(&mut window, Request::Undo);
    window.settle();
    assert_eq!(window.project().n_mentions(), 6_001);
    window.click(window.place_of("Kyiv").center());
    window.chord(Modifiers::SHIFT, Key::L);
    assert_eq!(window.marked()[0].matches("[LOC Kyiv]").count(), 6_000, "relabelled");
}

#[test]
fn what_is_found_in_one_project_is_not_for_the_next() {
    let text = "Kyiv woke. ".repeat(1_500);
    let mut window = Window::on(&[("AFP", &format!("[GPE Kyiv] woke. {text}"))]);
    window.click(window.place_of("Kyiv").center());
    window.chord(Modifiers::SHIFT, Key::G);
    window.harness.state_mut().request(Request::Undo);
    window.harness.step();
    assert!(window.harness.state().is_busy());
    window.harness.state_mut().show(fixture::session(&[("BBC", "Kyiv woke.")]));
    assert!(!window.harness.state().is_busy());
    window.settle();
    assert_eq!(window.marked(), ["Kyiv woke."]);
}

const NAMES: &str = "[PERSON Ann Veller] came. [GPE Oslo] slept. [PERSON Jo Tamm] sang. [GPE Bonn] froze. \
    [PERSON Al Quist] ran. But then Bo Lind met Oslo again.";

#[test]
fn the_mouse_tags_with_the_likely_label_and_alt_with_a_key_sets_it_right() {
    let mut window = Window::on(&[("AFP", NAMES)]);
    window.key(Key::Period);
    let label = window.project().label_named("EVENT").unwrap();
    window.harness.state_mut().request(broadsheet::app::Request::Arm(Some(label)));
    window.settle();
    window.double_click(window.place_of("Oslo again").left_center() + egui::vec2(8.0, 0.0));
    assert!(window.marked()[0].ends_with("met [GPE Oslo] again."), "{}", window.marked()[0]);
    window.chord(Modifiers::ALT, Key::L);
    assert!(window.marked()[0].ends_with("met [LOC Oslo] again."), "{}", window.marked()[0]);
    window.chord(Modifiers::COMMAND, Key::Z);
    window.chord(Modifiers::COMMAND, Key::Z);
    window.key(Key::Period);
    window.harness.state_mut().request(broadsheet::app::Request::Arm(Some(label)));
    window.settle();
    window.double_click(window.place_of("Oslo again").left_center() + egui::vec2(8.0, 0.0));
    assert!(window.marked()[0].ends_with("met [EVENT Oslo] again."), "{}", window.marked()[0]);
}

#[test]
fn alt_with_a_click_takes_what_starts_there_with_shift_something_longer_with_ctrl_another_label() {
    let mut window = Window::on(&[("AFP", NAMES)]);
    window.key(Key::Period);
    let lind = window.place_of("Lind met").left_center() + egui::vec2(1.0, 0.0);
    window.click_with(Modifiers::ALT | Modifiers::SHIFT, lind);
    assert!(window.marked()[0].contains("then [PERSON Bo Lind] met"), "{}", window.marked()[0]);
    window.chord(Modifiers::COMMAND, Key::Z);
    window.click_with(Modifiers::ALT, lind);
    assert!(window.marked()[0].contains("then Bo ["), "{}", window.marked()[0]);
    let oslo = window.place_of("Oslo again").left_center() + egui::vec2(8.0, 0.0);
    window.click_with(Modifiers::ALT | Modifiers::COMMAND, oslo);
    assert!(window.marked()[0].ends_with("met [PERSON Oslo] again."), "{}", window.marked()[0]);
}

#[test]
fn alt_with_a_double_click_takes_all_that_are_like_it() {
    let mut window = Window::on(&[("AFP", &format!("{NAMES} Kyiv woke. Then Kyiv slept."))]);
    window.key(Key::Period);
    let kyiv = window.place_of("Kyiv woke").left_center() + egui::vec2(8.0, 0.0);
    window.double_click_with(Modifiers::ALT | Modifiers::COMMAND, kyiv);
    assert!(
        window.marked()[0].ends_with(" [PERSON Kyiv] woke. Then [PERSON Kyiv] slept."),
        "{:?}",
        window.marked()
    );
    assert!(window.harness.query_by_label_contains("\"Kyiv\" tagged once more").is_some());
    window.chord(Modifiers::COMMAND, Key::Z);
    let undone = " [PERSON Kyiv] woke. Then Kyiv slept.";
    assert!(window.marked()[0].ends_with(undone), "one undo takes all back: {:?}", window.marked());
    let mark = window.place_of("woke").right_center() + egui::vec2(3.0, 0.0);
    window.double_click_with(Modifiers::ALT, mark);
    assert!(window.marked()[0].ends_with(undone), "nothing was taken there: {:?}", window.marked());
}

#[test]
fn the_other_button_gives_the_third_likely_label() {
    let mut window = Window::on(&[("AFP", NAMES)]);
    window.key(Key::Period);
    let label = window.project().label_named("EVENT");
    window.harness.state_mut().request(broadsheet::app::Request::Arm(label));
    window.settle();
    let oslo = window.place_of("Oslo again").left_center() + egui::vec2(8.0, 0.0);
    // Two labels were used, so the third is the armed one.
    window.right_click_with(Modifiers::ALT, oslo);
    assert!(window.marked()[0].ends_with("met [EVENT Oslo] again."), "{}", window.marked()[0]);
}
