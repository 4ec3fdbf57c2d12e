//! The window without a screen, worked by hands: every gesture is made of the events that a system
//! sends, and every gesture is counted. Scrolling and opening an article are not.

use std::thread;
use std::time::{Duration, Instant};

use broadsheet::app::outside::Ask;
use broadsheet::app::state::{Place, ScopeKind};
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, Request, theme};
use broadsheet::model::{Article, ArticleId, Project};
use broadsheet::session::Session;
use broadsheet::text::{Span, snap_to_words};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2};

use crate::effort::{Act, Effort};
use crate::plan::{HOP, TAKE_ALL, TAKE_WHOLE};

pub struct Window {
    context: egui::Context,
    app: App,
    time: f64,
    modifiers: Modifiers,
    /// What the last frame told a screen reader, while one listens.
    spoken: Option<egui::accesskit::TreeUpdate>,
    pub effort: Effort,
}

/// A key with what is held down.
pub type Chord = (Key, Modifiers);

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1280.0, 800.0) };
/// News over the text go by themselves after a while; whoever waits for that spends no hand time.
const PAUSE_SECONDS: f64 = 7.0;
/// Reach of the handles that the selected mention has at its ends, with some air.
const HANDLE_REACH: f32 = 9.0;

impl Window {
    pub fn new(session: Session, suggesters: bool) -> Self {
        let context = egui::Context::default();
        let ask: Ask = Box::new(|_, _, _| std::sync::mpsc::channel().1);
        let mut app = App::new(&context, None, ask, Typesetter::new(theme::reading_fonts()));
        app.set_suggesters(suggesters);
        app.show(session);
        app.request(Request::SetScope(ScopeKind::Project));
        let modifiers = Modifiers::NONE;
        let mut window = Self { context, app, time: 0.0, modifiers, spoken: None, effort: Effort::default() };
        window.settle();
        window
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn project(&self) -> &Project {
        self.app.session().expect("a project is open").project()
    }

    pub fn article(&self, id: ArticleId) -> &Article {
        self.project().article(id).expect("no article is ever removed")
    }

    pub fn open(&mut self, article: ArticleId) {
        if self.app.state().article != Some(article) {
            self.app.request(Request::OpenArticle(article));
        }
        self.settle();
    }

    /// Waits for work in the background, as hands that take their time do.
    pub fn settle(&mut self) {
        let start = Instant::now();
        self.frame(Vec::new());
        while self.app.is_busy() && start.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(1));
            self.frame(Vec::new());
        }
        self.frame(Vec::new());
    }

    pub fn press(&mut self, name: &'static str, (key, modifiers): Chord) {
        self.effort.add(Act::Key, name);
        self.modifiers = modifiers;
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![event(true), event(false)]);
        self.modifiers = Modifiers::NONE;
        self.settle();
    }

    /// A comma, then the letters over the word that starts at a byte; or with Shift of the one that ends
    /// there.
    pub fn hop(&mut self, to: usize, extends: bool) {
        self.press(HOP, (Key::Comma, Modifiers::NONE));
        let goal = self.app().state().hop.as_ref().and_then(|hop| {
            let is_it = |word: Span| if extends { word.end() == to } else { word.start() == to };
            hop.goals.iter().find(|goal| is_it(goal.word)).cloned()
        });
        let code = goal.map(|goal| goal.code).unwrap_or_default();
        for letter in code.to_uppercase().chars() {
            let Some(key) = Key::from_name(letter.encode_utf8(&mut [0; 4])) else { return };
            self.press(HOP, (key, if extends { Modifiers::SHIFT } else { Modifiers::NONE }));
        }
    }

    /// Holds Shift until the window shows where the selected form stands; `false` where it does not.
    pub fn hold_shift(&mut self) -> bool {
        self.context.enable_accesskit();
        self.modifiers = Modifiers::SHIFT;
        self.frame(Vec::new());
        self.time += 0.5;
        let start = Instant::now();
        while !self.shows("stands untagged") && start.elapsed() < Duration::from_millis(300) {
            self.frame(Vec::new());
        }
        let is_shown = self.shows("stands untagged");
        self.modifiers = Modifiers::NONE;
        self.context.disable_accesskit();
        is_shown
    }

    fn shows(&self, words: &str) -> bool {
        let nodes = self.spoken.iter().flat_map(|update| &update.nodes);
        nodes.flat_map(|(_, node)| [node.label(), node.value()]).flatten().any(|text| text.contains(words))
    }

    /// Clicks the middle of a stretch of text.
    pub fn click_on(&mut self, name: &'static str, article: ArticleId, span: Span, button: PointerButton) {
        self.effort.add(Act::Click, name);
        if let Some(pos) = self.middle(article, span) {
            self.click(pos, button, 1);
        }
        self.settle();
    }

    pub fn double_click_on(&mut self, article: ArticleId, span: Span) {
        self.effort.add(Act::DoubleClick, "double-click");
        if let Some(pos) = self.middle(article, span) {
            self.click(pos, PointerButton::Primary, 2);
        }
        self.settle();
    }

    /// A click with Alt and more, where a press means a byte; a double-click for all of the form.
    pub fn take_whole_at(
        &mut self,
        article: ArticleId,
        byte: usize,
        (button, modifiers): (PointerButton, Modifiers),
        all: bool,
    ) {
        match all {
            true => self.effort.add(Act::DoubleClick, TAKE_ALL),
            false => self.effort.add(Act::Click, TAKE_WHOLE),
        }
        let text = self.article(article).text.clone();
        let next = text[byte..].chars().next().map_or(byte, |c| byte + c.len_utf8());
        let last = text[..byte].chars().next_back().map_or(byte, |c| byte - c.len_utf8());
        let mut pos = None;
        for range in [byte..next, last..byte] {
            let rects = Span::new(&text, range).map(|span| self.rects(article, span)).unwrap_or_default();
            pos = pos.or_else(|| rects.first().and_then(|rect| self.edge(article, *rect, byte, &[])));
        }
        if let Some(pos) = pos {
            self.modifiers = modifiers;
            self.click(pos, button, if all { 2 } else { 1 });
            self.modifiers = Modifiers::NONE;
        }
        self.settle();
    }

    fn middle(&mut self, article: ArticleId, span: Span) -> Option<Pos2> {
        let rect = *self.rects(article, span).first()?;
        let points = [0.5, 0.3, 0.15].map(|share| pos2(rect.left() + share * rect.width(), rect.center().y));
        let is_inside = |pos: &Pos2| self.app.byte_at(article, *pos).is_some_and(|byte| span.contains(byte));
        points.into_iter().find(is_inside).or(Some(rect.center()))
    }

    fn click(&mut self, pos: Pos2, button: PointerButton, n_times: usize) {
        self.time += PAUSE_SECONDS;
        self.frame(vec![Event::PointerMoved(pos)]);
        for _ in 0..n_times {
            self.button(pos, button, true);
            self.button(pos, button, false);
        }
    }

    fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        let modifiers = self.modifiers;
        self.frame(vec![Event::PointerButton { pos, button, pressed, modifiers }]);
    }

    /// Drags over a stretch of text. A drag that takes exact characters holds Alt.
    pub fn drag_over(&mut self, name: &'static str, article: ArticleId, span: Span, modifiers: Modifiers) {
        self.effort.add(Act::Drag, name);
        if let Some((from, to)) = self.drag_ends(article, span) {
            self.modifiers = modifiers;
            self.time += PAUSE_SECONDS;
            self.frame(vec![Event::PointerMoved(from)]);
            self.button(from, PointerButton::Primary, true);
            self.time += 1.0; // a press that lasts is a drag, however short its way
            self.frame(vec![Event::PointerMoved(to)]);
            self.button(to, PointerButton::Primary, false);
            self.modifiers = Modifiers::NONE;
        }
        self.settle();
    }

    fn drag_ends(&mut self, article: ArticleId, span: Span) -> Option<(Pos2, Pos2)> {
        let rects = self.rects(article, span);
        let (first, last) = (rects.first()?, rects.last()?);
        let handles = self.handles(article);
        let from = self.edge(article, *first, span.start(), &handles);
        let from = from.or_else(|| self.edge_before(article, span, &handles))?;
        let to = self.edge(article, *last, span.end(), &[])?;
        Some((from, to))
    }

    /// No press means a byte inside a cluster of characters. Hands that snap to words start before it.
    fn edge_before(&self, article: ArticleId, span: Span, handles: &[Pos2]) -> Option<Pos2> {
        let text = &self.article(article).text;
        let before = text[..span.start()].char_indices().next_back()?.0;
        let rects = self.app.rects(article, Span::new(text, before..span.end()).ok()?);
        let is_same = snap_to_words(text, before..span.end()) == Some(span);
        self.edge(article, *rects.first().filter(|_| is_same)?, before, handles)
    }

    /// A point of a row where a press means a byte and takes hold of no handle. Text runs either way.
    fn edge(&self, article: ArticleId, rect: Rect, byte: usize, handles: &[Pos2]) -> Option<Pos2> {
        let is_free =
            |pos: &Pos2| handles.iter().all(|handle| (*handle - *pos).abs().max_elem() > HANDLE_REACH);
        let xs = [rect.left() + 0.5, rect.left(), rect.right() - 0.5, rect.right()];
        let ys = [0.5, 0.15, 0.85].map(|share| rect.top() + share * rect.height());
        let points = || ys.iter().flat_map(|y| xs.iter().map(|x| pos2(*x, *y)));
        let means_it = |pos: &Pos2| self.app.byte_at(article, *pos) == Some(byte);
        points().find(|pos| means_it(pos) && is_free(pos)).or_else(|| points().find(means_it))
    }

    fn handles(&self, article: ArticleId) -> Vec<Pos2> {
        let selected = self.app.state().mention().filter(|(of, _)| *of == article);
        let mention = selected.and_then(|(_, mention)| self.article(article).mentions.get(&mention));
        let Some(mention) = mention else { return Vec::new() };
        let rects = self.app.rects(article, mention.extent.hull());
        let start = rects.first().map(|rect| rect.left_top());
        start.into_iter().chain(rects.last().map(|rect| rect.right_bottom())).collect()
    }

    /// Where a stretch of text stands, scrolled into sight; empty where it does not fit the pane.
    pub fn rects(&mut self, article: ArticleId, span: Span) -> Vec<Rect> {
        let mut last = Vec::new();
        // Where the start stands well and the end does not, the end is brought to where the start was.
        let end = Span::new(&self.article(article).text, span.end()..span.end()).unwrap_or(span);
        for attempt in 0..40 {
            self.frame(Vec::new());
            let rects = self.app.rects(article, span);
            if !rects.is_empty() && rects == last {
                return rects;
            }
            // What is laid out above may still push the text to where it stays.
            if rects.is_empty() {
                let span = if attempt < 20 { span } else { end };
                self.app.reveal(Place { article, span });
            }
            last = rects;
        }
        Vec::new()
    }

    fn frame(&mut self, mut events: Vec<Event>) {
        self.time += 1.0 / 60.0;
        events.insert(0, Event::ModifiersChanged(self.modifiers));
        let input =
            RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.frame(ui));
        output.textures_delta.clear();
        self.spoken = output.platform_output.accesskit_update.take();
    }
}
