//! The story desk: what differs inside passages, ribbons, what only others tell, and the strips.

use std::path::PathBuf;

use broadsheet::app::Request;
use broadsheet::app::state::{Place, TextSelection};
use broadsheet::text::Span;
use egui::accesskit::Toggled;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use image::RgbaImage;

use super::window_compare::Desk;

const FERRY: &str = "the ferry left the old harbour before dawn";
const STORM: &str = "nobody on board had heard the storm warning";

/// Lines that share nothing with those of another word.
fn filler(word: &str, n_lines: usize) -> String {
    let line = |line: usize| (0..9).map(|n| format!("{word}{line}x{n}")).collect::<Vec<_>>().join(" ");
    (0..n_lines).map(|n| line(n) + ".\n").collect()
}

impl Desk {
    fn comparing(articles: &[(&str, &str)]) -> Self {
        let mut desk = Self::on(articles, PathBuf::new());
        desk.ask(Request::Compare(desk.ids()));
        desk.wait_for("iffer"); // the chips, or that there are none
        desk
    }

    fn span(&self, at: usize, quote: &str) -> Span {
        let text = &self.project().article(self.ids()[at]).unwrap().text;
        let start = text.find(quote).unwrap();
        Span::new(text, start..start + quote.len()).unwrap()
    }

    fn middle_of(&self, at: usize, quote: &str) -> Pos2 {
        self.harness.state().rects(self.ids()[at], self.span(at, quote))[0].center()
    }

    fn point_at(&mut self, pos: Pos2) {
        for step in [0.0, 1.0] {
            self.harness.hover_at(pos + egui::vec2(step, 0.0)); // a mouse that came to rest
            self.settle();
        }
        for _ in 0..40 {
            self.harness.step(); // a tooltip takes its time
        }
    }

    fn press_at(&mut self, pos: Pos2, modifiers: Modifiers) {
        self.harness.hover_at(pos);
        for pressed in [true, false] {
            let button = PointerButton::Primary;
            self.harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
            self.harness.step();
        }
        self.settle();
    }

    fn selected(&self) -> TextSelection {
        self.harness.state().state().selection.unwrap()
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// What is painted on the overview of the n-th article.
    fn strip(&mut self, at: usize) -> Vec<[u8; 4]> {
        self.harness.remove_cursor();
        self.settle();
        let title = &self.project().article(self.ids()[at]).unwrap().header.title;
        let name = format!("Overview of {title}");
        let rect: Rect = self.harness.get_by_label(&name).rect();
        let picture: RgbaImage = self.harness.render().unwrap();
        let (x, y) = (rect.left() as u32..rect.right() as u32, rect.top() as u32..rect.bottom() as u32);
        y.flat_map(|y| x.clone().map(move |x| (x, y))).map(|(x, y)| picture.get_pixel(x, y).0).collect()
    }
}

#[test]
fn a_chip_for_each_class_tells_how_many_and_hides_them() {
    let one = "After years of talks the roadmap for common defense in the north was signed on Friday in the harbour.";
    let two = "After years of talks the roadmap for common defence in the north was signed on Monday in the harbour.";
    let mut desk = Desk::comparing(&[("Courant", one), ("Lantern", two)]);
    desk.wait_for("spelling: 1 difference");
    assert!(desk.has("number or date: 1 difference") && !desk.has("attribution"));
    let told = "spelling (same but for British and American spelling): “defense” here, “defence” in Lantern";
    let place = desk.middle_of(0, "defense");
    desk.point_at(place);
    assert!(desk.has(told), "{:#?}", desk.names());
    desk.click("spelling: 1 difference");
    let chip = desk.harness.get_by_label("spelling: 1 difference");
    assert_eq!(chip.accesskit_node().data().toggled(), Some(Toggled::False));
    desk.point_at(place);
    assert!(!desk.has(told), "what is hidden is not told");
    let place = desk.middle_of(1, "Monday");
    desk.point_at(place);
    assert!(desk.has("number or date: “Monday” here, “Friday” in Courant"));
}

#[test]
fn a_click_with_ctrl_on_a_difference_brings_its_counterpart_to_the_same_height() {
    let sentence =
        |day: &str| format!("After years of talks the roadmap was signed on {day} in the harbour.\n");
    let one = format!("{}{}{}", filler("alpha", 5), sentence("Friday"), filler("beta", 60));
    let two = format!("{}{}{}", filler("gamma", 30), sentence("Monday"), filler("delta", 60));
    let mut desk = Desk::comparing(&[("Courant", &one), ("Lantern", &two)]);
    assert_eq!(desk.tops_of("Monday").len(), 0, "it is far below");
    let place = desk.middle_of(0, "Friday");
    desk.press_at(place, Modifiers::COMMAND);
    let (friday, monday) = (desk.tops_of("Friday"), desk.tops_of("Monday"));
    assert!((friday[0] - monday[0]).abs() < 2.0, "{friday:?} {monday:?}");
}

#[test]
fn passages_between_the_same_paragraphs_are_one_ribbon() {
    let gap = "while many other people waited for hours on the quay with great patience for any news";
    let one = format!("{FERRY}, {gap}. {STORM}.");
    let two = format!("{STORM}! {FERRY}.");
    let mut desk = Desk::comparing(&[("Courant", &one), ("Lantern", &two)]);
    desk.wait_for("Passage 1: 16 words in 2 parts in Courant and Lantern, 100 % the same");
    assert!(!desk.has("Passage 2"));
}

#[test]
fn panes_that_are_no_neighbours_are_named_in_the_margin_of_what_they_share() {
    let one = format!("{}{FERRY}.\n{}", filler("alpha", 3), filler("beta", 60));
    let three = format!("{}{FERRY}.\n{}", filler("gamma", 30), filler("delta", 60));
    let two = filler("epsilon", 60);
    let mut desk = Desk::comparing(&[("Courant", &one), ("Lantern", &two), ("Mercury", &three)]);
    desk.wait_for("Also in pane 3: Mercury");
    assert!(!desk.has("Passage 1"), "no ribbon goes across a pane");
    assert_eq!(desk.tops_of("harbour").len(), 1);
    desk.click("Also in pane 3: Mercury");
    let tops = desk.tops_of("harbour");
    assert!(tops.len() == 2 && (tops[0] - tops[1]).abs() < 2.0, "{tops:?}");
}

const RADIO: &str = "The captain had been warned of the weather by radio.";
const ENGINE: &str = "Its engine was said to be more than forty years old.";

/// The second article tells two things that the first one lacks.
fn lacking() -> Desk {
    let one =
        format!("Last night {FERRY}.\n{}As was said, {STORM}.\n{}", filler("alpha", 2), filler("beta", 60));
    let two = format!("Last night {FERRY}. {RADIO}\n{}As was said, {STORM}. {ENGINE}", filler("gamma", 40));
    let mut desk = Desk::on(&[("Courant", &one), ("Lantern", &two)], PathBuf::new());
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for(&format!("Lantern: {RADIO}"));
    desk
}

#[test]
fn what_only_another_pane_tells_is_marked_at_its_place_and_a_click_goes_there() {
    let mut desk = lacking();
    let name = desk.names().into_iter().find(|name| name.contains(RADIO)).unwrap();
    assert!(name.starts_with("Only others tell 41 things: Lantern: "), "{name}"); // forty lines of filler
    desk.click(RADIO);
    desk.harness.get_by_label(RADIO).click(); // in the list
    desk.settle();
    let sentence = desk.span(1, RADIO);
    assert_eq!((desk.selected().article, desk.selected().range()), (desk.ids()[1], sentence.range()));
}

#[test]
fn marks_of_what_others_tell_move_no_letter_and_can_be_hidden() {
    let mut desk = lacking();
    let with = (desk.tops_of("harbour"), desk.tops_of("storm"));
    desk.click("What others tell");
    assert!(!desk.has("Only others tell"));
    assert_eq!((desk.tops_of("harbour"), desk.tops_of("storm")), with);
    desk.click("What others tell");
    desk.wait_for("Only others tell");
}

#[test]
fn the_keyboard_walks_through_what_others_tell_and_they_come_to_show_it() {
    let mut desk = lacking();
    let (courant, first) = (desk.ids()[0], desk.span(0, FERRY).end() + 1);
    desk.press(Modifiers::NONE, Key::F7);
    assert_eq!(desk.selected(), TextSelection { article: courant, anchor: first, focus: first });
    desk.press(Modifiers::NONE, Key::F7);
    let second = desk.span(0, STORM).end() + 1;
    assert_eq!(desk.selected(), TextSelection { article: courant, anchor: second, focus: second });
    assert_eq!(desk.tops_of("forty years").len(), 1, "the other pane has scrolled to it");
    assert!(desk.has(ENGINE));
    desk.press(Modifiers::SHIFT, Key::F7);
    assert_eq!(desk.selected().focus, first);
    desk.press(Modifiers::SHIFT, Key::F7);
    assert!(desk.has("Others tell nothing more from here on in this pane"));
}

#[test]
fn the_strip_shows_what_is_found_and_where_others_tell_more() {
    let mut desk = lacking();
    let all = desk.strip(0);
    desk.click("What others tell");
    let plain = desk.strip(0);
    assert!(all != plain, "wedges point to where others tell more");
    desk.press(Modifiers::COMMAND, Key::F);
    desk.harness.event(Event::Text("storm".to_owned()));
    desk.wait_for("1 of 1");
    assert!(desk.strip(0) != plain, "a line goes across where it is found");
    let place = Place { article: desk.ids()[0], span: desk.span(0, STORM) };
    desk.ask(Request::CloseOverlay);
    desk.ask(Request::Go(place));
    let rect = desk.harness.query_all_by_label_contains("Overview of").next().unwrap().rect();
    desk.press_at(rect.center_bottom() - egui::vec2(0.0, 4.0), Modifiers::NONE);
    assert_eq!(desk.tops_of("beta59x0").len(), 1, "a click near its foot goes to the end");
}
