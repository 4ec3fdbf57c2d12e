//! The window without a screen: real keys and clicks, widgets found by their accessible names.

mod journey;
mod keyboard;
mod reading;

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use broadsheet::app::outside::Ask;
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, theme};
use broadsheet::fixture;
use broadsheet::model::Project;
use broadsheet::session::Session;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;

/// As on a system without file dialogs: every question comes back unanswered at once.
pub fn no_dialogs() -> Ask {
    Box::new(|_, _, wake| {
        let (sender, answer) = channel();
        drop(sender.send(None));
        wake();
        answer
    })
}

pub struct Window {
    pub harness: Harness<'static, App>,
}

impl Window {
    /// A window on a project of articles in marked text.
    pub fn on(articles: &[(&str, &str)]) -> Self {
        Self::with(Some(fixture::session(articles)))
    }

    pub fn with(session: Option<Session>) -> Self {
        let builder = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
            .with_max_steps(64)
            .with_step_dt(1.0 / 60.0);
        let harness = builder.build_eframe(|creation| {
            let ask = no_dialogs();
            let fonts = Typesetter::new(theme::reading_fonts());
            let mut app = App::new(&creation.egui_ctx, None, ask, fonts);
            if let Some(session) = session {
                app.show(session);
            }
            app
        });
        let mut window = Self { harness };
        window.settle();
        window
    }

    /// Frames until no work is going on.
    pub fn settle(&mut self) {
        for _ in 0..400 {
            self.harness.step();
            if !self.harness.state().is_busy() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        self.harness.step();
    }

    pub fn wait_for(&mut self, what: &str, has_come: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !has_come(self) {
            assert!(start.elapsed() < Duration::from_secs(20), "{what} never came: {:?}", self.names());
            self.settle();
        }
    }

    pub fn write(&mut self, words: &str) {
        self.harness.event(egui::Event::Text(words.to_owned()));
        self.settle();
    }

    /// Picks from the palette.
    pub fn command(&mut self, words: &str) {
        self.chord(Modifiers::COMMAND, Key::P);
        self.write(words);
        self.rest();
        self.key(Key::Enter);
    }

    /// Goes from control to control until one of this name has the keyboard.
    pub fn tab_to(&mut self, name: &str) {
        self.tab_with(Modifiers::NONE, name);
    }

    /// As [`Self::tab_to`], with Shift to go backwards.
    pub fn tab_with(&mut self, modifiers: Modifiers, name: &str) {
        for _ in 0..100 {
            let focused = self.harness.root().children_recursive().find(|node| node.is_focused());
            if focused.is_some_and(|node| node.accesskit_node().label().is_some_and(|label| label == name)) {
                return;
            }
            self.chord(modifiers, Key::Tab);
        }
        panic!("{name} is not reached: {:?}", self.names());
    }

    pub fn project(&self) -> &Project {
        self.harness.state().session().expect("a project is open").project()
    }

    /// The articles as marked text, in order.
    pub fn marked(&self) -> Vec<String> {
        fixture::marked(self.project())
    }

    pub fn key(&mut self, key: Key) {
        self.chord(Modifiers::NONE, key);
    }

    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub fn selected_words(&self) -> String {
        let hit = self.harness.state().state().selected_span(self.project());
        hit.map_or(String::new(), |hit| hit.span.of(&self.project().articles()[&hit.article].text).to_owned())
    }

    /// Where a word stands on the screen, as the accessibility tree has it.
    pub fn place_of(&self, word: &str) -> Rect {
        for node in self.harness.root().children_recursive() {
            let node = node.accesskit_node();
            let value = node.data().value().unwrap_or_default();
            let Some(byte) = value.find(word).filter(|_| node.role() == Role::TextRun) else { continue };
            let first = value[..byte].chars().count();
            let last = first + word.chars().count() - 1;
            let positions = node.data().character_positions().expect("a run has positions");
            let widths = node.data().character_widths().expect("a run has widths");
            let bounds = node.data().bounds().expect("a run has bounds");
            let x = |at: usize| bounds.x0 as f32 + positions[at];
            return Rect::from_min_max(
                pos2(x(first), bounds.y0 as f32),
                pos2(x(last) + widths[last], bounds.y1 as f32),
            );
        }
        panic!("\"{word}\" is not on the screen");
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.pointer(from, None);
        self.pointer(from, Some(true));
        self.pointer(from.lerp(to, 0.5), None);
        self.pointer(to, None);
        self.pointer(to, Some(false));
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    /// Long enough that the next click is not the second of a double click.
    fn rest(&mut self) {
        (0..40).for_each(|_| self.harness.step());
    }

    pub fn click(&mut self, at: Pos2) {
        self.rest();
        self.pointer(at, None);
        self.pointer(at, Some(true));
        self.pointer(at, Some(false));
        self.settle();
    }

    /// A click while keys are held.
    pub fn click_with(&mut self, modifiers: Modifiers, at: Pos2) {
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.click(at);
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    pub fn double_click_with(&mut self, modifiers: Modifiers, at: Pos2) {
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.double_click(at);
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    pub fn right_click_with(&mut self, modifiers: Modifiers, pos: Pos2) {
        self.rest();
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.pointer(pos, None);
        for pressed in [true, false] {
            let button = egui::PointerButton::Secondary;
            self.harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
            self.harness.step();
        }
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    pub fn double_click(&mut self, at: Pos2) {
        self.rest();
        self.pointer(at, None);
        for _ in 0..2 {
            self.pointer(at, Some(true));
            self.pointer(at, Some(false));
        }
        self.settle();
    }

    fn pointer(&mut self, pos: Pos2, pressed: Option<bool>) {
        let modifiers = self.harness.ctx.input(|input| input.modifiers);
        self.harness.event(match pressed {
            None => egui::Event::PointerMoved(pos),
            Some(pressed) => {
                egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers }
            }
        });
        self.harness.step();
    }

    /// The names of all nodes of the accessibility tree.
    pub fn names(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }
}
