//! The window without a screen.

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
    time: f64,
    spoken: Option<egui::accesskit::TreeUpdate>,
}

impl Window {
    pub fn new(session: Session) -> Self {
        Self::of_size(session, vec2(1280.0, 800.0))
    }

    pub fn of_size(session: Session, size: Vec2) -> Self {
        let context = egui::Context::default();
        let ask: Ask = Box::new(|_, _, _| std::sync::mpsc::channel().1);
        let mut app = App::new(&context, None, ask, Typesetter::new(theme::reading_fonts()));
        app.show(session);
        let screen = Rect::from_min_size(Pos2::ZERO, size);
        let mut window = Self { context, app, screen, pointer: screen.center(), time: 0.0, spoken: None };
        window.frame(Vec::new());
        window
    }

    /// One frame with some events, in milliseconds of work.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let mut input =
            RawInput { screen_rect: Some(self.screen), time: Some(self.time), ..RawInput::default() };
        input.events.push(Event::PointerMoved(self.pointer));
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
