//! The window without a screen.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use broadsheet::app::outside::Ask;
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, theme};
use broadsheet::session::Session;
use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2, vec2};

use super::Work;

pub struct Window {
    context: egui::Context,
    pub app: App,
    screen: Rect,
    /// Where the mouse is.
    pub pointer: Pos2,
    /// Where the last frame knew it. A mouse that rests sends nothing, and egui draws after every event.
    known_pointer: Option<Pos2>,
    time: f64,
    /// When the app wants to be drawn.
    wishes: Receiver<Instant>,
    spoken: Option<egui::accesskit::TreeUpdate>,
}

const LONGEST_WAIT: Duration = Duration::from_millis(100);

impl Window {
    pub fn new(session: Session) -> Self {
        Self::of_size(session, vec2(1280.0, 800.0))
    }

    pub fn of_size(session: Session, size: Vec2) -> Self {
        let context = egui::Context::default();
        let (wish, wishes) = channel();
        context.set_request_repaint_callback(move |request| {
            let _ = wish.send(Instant::now() + request.delay); // nobody may be waiting any more
        });
        let ask: Ask = Box::new(|_, _, _| channel().1);
        let mut app = App::new(&context, None, ask, Typesetter::new(theme::reading_fonts()));
        app.show(session);
        let screen = Rect::from_min_size(Pos2::ZERO, size);
        let pointer = screen.center();
        let mut window =
            Self { context, app, screen, pointer, known_pointer: None, time: 0.0, wishes, spoken: None };
        window.frame(Vec::new());
        window
    }

    /// Waits, as a window does, until the app wants to be drawn, but not long.
    pub fn wait(&self) {
        let mut due = Instant::now() + LONGEST_WAIT;
        loop {
            let left = due.saturating_duration_since(Instant::now());
            match self.wishes.recv_timeout(left) {
                Ok(wish) => due = due.min(wish),
                Err(_) => return,
            }
        }
    }

    /// One frame with some events, in milliseconds of work.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let mut input =
            RawInput { screen_rect: Some(self.screen), time: Some(self.time), ..RawInput::default() };
        let moved = (self.known_pointer != Some(self.pointer)).then_some(Event::PointerMoved(self.pointer));
        self.known_pointer = Some(self.pointer);
        input.events.extend(moved);
        input.events.extend(events);
        let start = Work::now();
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.frame(ui));
        let primitives = self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let elapsed = start.elapsed_ms();
        std::hint::black_box(primitives);
        self.spoken = output.platform_output.accesskit_update.take();
        output.textures_delta.clear();
        elapsed
    }

    /// From now on every frame also says what it shows, as to a screen reader.
    pub fn speak(&mut self) {
        self.context.enable_accesskit();
    }

    /// What the last frame said with these words in it.
    pub fn said(&self, words: &str) -> Option<String> {
        let nodes = self.spoken.iter().flat_map(|update| &update.nodes);
        let mut texts = nodes.flat_map(|(_, node)| [node.label(), node.value()]).flatten();
        texts.find(|text| text.contains(words)).map(str::to_owned)
    }

    /// A key press and the frame that it leads to, in milliseconds of work.
    pub fn press(&mut self, key: Key, modifiers: Modifiers) -> f64 {
        let press = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![press(true), press(false)])
    }
}

pub fn scroll(points: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    }
}
