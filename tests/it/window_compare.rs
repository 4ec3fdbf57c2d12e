//! Comparing, asking and exporting in the window, by the names that a screen reader reads.

use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use broadsheet::app::state::{Drawer, Mode};
use broadsheet::app::typeset::Typesetter;
use broadsheet::app::{App, Request, theme};
use broadsheet::fixture;
use broadsheet::index::Layer;
use broadsheet::model::{ArticleId, Project};
use broadsheet::text::Span;
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::paint::Renderer;

const CORE: &str = "the ferry left the old harbour of Oslo before dawn and sank";

pub struct Desk {
    pub harness: Harness<'static, App>,
}

impl Desk {
    /// A window on articles in marked text, by outlet. Every question for a path is answered with `path`.
    pub fn on(articles: &[(&str, &str)], path: PathBuf) -> Self {
        let session = fixture::session(articles);
        let builder = Harness::builder().with_size([1280.0, 800.0]).with_max_steps(24);
        let builder = builder.renderer(Renderer::default());
        let harness = builder.build_eframe(|creation| {
            let ask = Box::new(move |_, _: &str, wake: Box<dyn Fn() + Send>| {
                let (sender, answer) = channel();
                sender.send(Some(vec![path.clone()])).unwrap();
                wake();
                answer
            });
            let fonts = Typesetter::new(theme::reading_fonts());
            let mut app = App::new(&creation.egui_ctx, None, ask, fonts);
            app.show(session);
            app
        });
        let mut desk = Self { harness };
        desk.settle();
        desk
    }

    pub fn two() -> Self {
        let (one, two) = (format!("Yes, {CORE}. Nobody knows why."), format!("{CORE}, he said."));
        Self::on(&[("Courant", &one), ("Lantern", &two)], PathBuf::new())
    }

    pub fn settle(&mut self) {
        for _ in 0..4 {
            self.harness.run_ok();
        }
    }

    /// Frames until something is on the screen: work is done on threads.
    pub fn wait_for(&mut self, name: &str) {
        let start = Instant::now();
        while !self.has(name) {
            assert!(start.elapsed() < Duration::from_secs(20), "{name:?} is not among {:#?}", self.names());
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
    }

    pub fn ask(&mut self, request: Request) {
        self.harness.state_mut().request(request);
        self.settle();
    }

    pub fn click(&mut self, name: &str) {
        self.wait_for(name);
        self.harness.query_all_by_label_contains(name).next().unwrap().click();
        self.settle();
    }

    pub fn has(&self, name: &str) -> bool {
        self.harness.query_all_by_label_contains(name).next().is_some()
    }

    pub fn names(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }

    pub fn project(&self) -> &Project {
        self.harness.state().session().unwrap().project()
    }

    pub fn ids(&self) -> Vec<ArticleId> {
        self.project().articles().keys().copied().collect()
    }

    pub fn select(&mut self, at: usize, quote: &str) {
        let article = self.ids()[at];
        let start = self.project().article(article).unwrap().text.find(quote).unwrap();
        self.ask(Request::SelectText { article, anchor: start, focus: start + quote.len() });
    }
}

#[test]
fn two_articles_are_chosen_by_their_boxes() {
    let mut desk = Desk::two();
    desk.ask(Request::Compare(Vec::new()));
    desk.click("Courant · ");
    assert!(desk.has("Choose two to six articles"), "one is not enough");
    desk.click("Lantern · ");
    desk.wait_for("Pane 2: Lantern");
    desk.wait_for("1 shared passage");
    assert_eq!(desk.harness.state().state().panes, desk.ids());
}

#[test]
fn every_pane_can_be_tagged() {
    let mut desk = Desk::two();
    desk.ask(Request::Compare(desk.ids()));
    desk.select(1, "harbour");
    desk.harness.key_press(Key::L);
    desk.settle();
    desk.harness.key_press_modifiers(Modifiers::ALT, Key::Num1);
    desk.settle();
    assert_eq!(desk.harness.state().state().article, Some(desk.ids()[0]));
    desk.select(0, "dawn");
    desk.harness.key_press(Key::D);
    desk.settle();
    let marked = fixture::marked(desk.project());
    assert!(marked[0].contains("[DATE dawn]"), "{marked:?}");
    assert!(marked[1].contains("[LOC harbour]"), "{marked:?}");
}

#[test]
fn tagging_lights_the_counterpart_and_shift_tags_it() {
    let mut desk = Desk::two();
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for("1 shared passage");
    desk.select(1, "Oslo");
    desk.harness.key_press(Key::G);
    desk.settle();
    let text = &desk.project().article(desk.ids()[0]).unwrap().text;
    let start = text.find("Oslo").unwrap();
    let there = (desk.ids()[0], Span::new(text, start..start + 4).unwrap());
    assert_eq!(desk.harness.state().state().highlights, [there]);
    desk.harness.key_press_modifiers(Modifiers::SHIFT, Key::G);
    desk.settle();
    assert!(fixture::marked(desk.project()).iter().all(|text| text.contains("[GPE Oslo]")));
}

#[test]
fn a_ribbon_tells_how_much_is_the_same() {
    let mut desk = Desk::two();
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for("Passage 1: 12 words in Courant and Lantern, 100 % the same");
}

/// Lines that no other text has.
fn filler(word: &str, n_lines: usize) -> String {
    let words = |line: usize| (0..9).map(move |n| format!("{word}{line}x{n}")).collect::<Vec<_>>();
    (0..n_lines).map(|line| words(line).join(" ") + ".\n").collect()
}

#[test]
fn locked_panes_bring_the_counterpart_to_the_same_height() {
    let one = format!("{}{CORE}.\n{}", filler("alpha", 40), filler("beta", 40));
    let two = format!("{}{CORE}.\n{}", filler("gamma", 12), filler("delta", 60));
    let mut desk = Desk::on(&[("Courant", &one), ("Lantern", &two)], PathBuf::new());
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for("1 shared passage");
    desk.click("Scrolling: free");
    let article = desk.ids()[0];
    let text = &desk.project().article(article).unwrap().text;
    let start = text.find("old harbour").unwrap();
    let span = Span::new(text, start..start + 3).unwrap();
    desk.ask(Request::Go(broadsheet::app::state::Place { article, span }));
    desk.settle();
    let tops: Vec<f64> = desk.tops_of("old harbour");
    assert_eq!(tops.len(), 2, "both are in sight");
    assert!((tops[0] - tops[1]).abs() < 2.0, "{tops:?}");
}

#[test]
fn panes_overlook_house_style_where_asked() {
    let texts = [
        "Ministers of the G-7 finalised a plan for the defence of Élysée grounds in World War Two.",
        "Ministers of the G7 finalized a plan for the defense of Elysee grounds in World War II.",
    ];
    let mut desk = Desk::on(&texts.map(|text| ("Courant", text)), PathBuf::new());
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for("No shared passages");
    desk.click("No shared passages");
    for layer in Layer::ALL {
        desk.click(layer.name());
    }
    desk.wait_for("1 shared passage, whatever the house style");
}

#[test]
fn locked_panes_leap_one_after_the_other_and_all_arrive() {
    let text = |word: &str, n_above: usize| {
        format!("{}{CORE}.\n{}", filler(word, n_above), filler(&format!("{word}z"), 40))
    };
    let texts = [text("a", 60), text("b", 30), text("c", 40), text("d", 50)];
    let articles: Vec<(&str, &str)> = texts.iter().map(|text| ("Courant", text.as_str())).collect();
    let mut desk = Desk::on(&articles, PathBuf::new());
    desk.ask(Request::Compare(desk.ids()));
    desk.wait_for("6 shared passages");
    desk.click("Scrolling: free");
    let (article, start) = (desk.ids()[0], texts[0].find("harbour").unwrap());
    let span = Span::new(&texts[0], start..start + 7).unwrap();
    desk.harness.state_mut().request(Request::Go(broadsheet::app::state::Place { article, span }));
    let mut n_arrived = Vec::new();
    for _ in 0..24 {
        desk.harness.step();
        n_arrived.push(desk.tops_of("harbour").len());
    }
    assert!(n_arrived.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{n_arrived:?}");
    let tops = desk.tops_of("harbour");
    assert_eq!(tops.len(), 4, "{n_arrived:?}");
    assert!(tops.iter().all(|top| (top - tops[0]).abs() < 2.0), "{tops:?}");
}

impl Desk {
    /// How high the rows stand in which a quote starts.
    pub fn tops_of(&self, quote: &str) -> Vec<f64> {
        let nodes = self.harness.root().children_recursive();
        let top = |node: egui_kittest::Node| {
            let node = node.accesskit_node();
            let is_it = node.role() == Role::TextRun && node.data().value()?.contains(quote);
            is_it.then(|| node.data().bounds().map(|bounds| bounds.y0)).flatten()
        };
        nodes.filter_map(top).collect()
    }
}

#[test]
fn panes_are_moved_and_closed() {
    let mut desk = Desk::two();
    let ids = desk.ids();
    desk.ask(Request::Compare(ids.clone()));
    desk.click("Pane 1: move or replace");
    desk.click("Move right");
    assert_eq!(desk.harness.state().state().panes, [ids[1], ids[0]]);
    desk.click("Close pane 1");
    assert_eq!(desk.harness.state().state().panes, [ids[0]]);
    assert!(desk.has("Choose two to six articles"));
}

#[test]
fn a_number_of_the_matrix_opens_its_sentences_and_a_sentence_its_place() {
    let one = "[GPE Oslo] is far. Nobody in [GPE Oslo] knows why.";
    let mut desk = Desk::on(&[("Courant", one), ("Lantern", "Rome, not [GPE Oslo].")], PathBuf::new());
    desk.ask(Request::ShowDrawer(Some(Drawer::Matrix)));
    desk.click("Oslo GPE, Courant: 2");
    desk.wait_for("2 places");
    let sentences: Vec<String> = desk.names().into_iter().filter(|name| name == "Courant: Oslo").collect();
    assert_eq!(sentences.len(), 2);
    desk.harness.query_all_by_label("Courant: Oslo").nth(1).unwrap().click();
    desk.settle();
    let selection = desk.harness.state().state().selection.unwrap();
    let text = desk.project().article(selection.article).unwrap().text.clone();
    assert_eq!(selection.range().start, text.rfind("Oslo").unwrap());
}

#[test]
fn an_answer_says_when_it_is_older_than_the_last_change() {
    let mut desk = Desk::two();
    desk.ask(Request::ShowMode(Mode::Insights));
    desk.wait_for("One passage is shared");
    desk.select(0, "dawn");
    desk.harness.key_press(Key::D);
    desk.settle();
    assert_eq!(desk.project().n_mentions(), 0, "nothing is tagged where no text is in sight");
    desk.ask(Request::ShowMode(Mode::Read));
    desk.harness.key_press(Key::D);
    desk.settle();
    desk.ask(Request::ShowMode(Mode::Insights));
    desk.wait_for("computed before your last change");
    desk.click("Refresh");
    assert!(!desk.has("computed before"));
}

#[test]
fn the_preview_is_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let mut desk = Desk::on(&[("Courant", "[PERSON Ann [GPE Oslo]] left.")], path.clone());
    desk.ask(Request::ShowMode(Mode::Export));
    desk.wait_for("\"text\":\"Ann Oslo left.\"");
    desk.click("Export JSON Lines…");
    desk.wait_for("Exported to");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written.contains("{\"start\":4,\"end\":8,\"text\":\"Oslo\",\"label\":\"GPE\""), "{written}");
}

#[test]
fn what_a_format_cannot_hold_is_told_and_shown() {
    let mut desk = Desk::on(&[("Courant", "[PERSON Ann [GPE Oslo]] left.")], PathBuf::new());
    desk.ask(Request::ShowMode(Mode::Export));
    desk.click("CoNLL-2003");
    desk.click("Show them: 1 overlapping mention");
    desk.wait_for("Courant: Oslo");
    let radio = desk.harness.query_all_by_label_contains("CoNLL-2003").next().unwrap();
    assert_eq!(radio.accesskit_node().data().toggled(), Some(Toggled::True));
}

#[test]
fn annotations_of_another_tool_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.ann");
    std::fs::write(&path, "T1\tGPE 0 4\tOslo\n").unwrap();
    std::fs::write(folder.path().join("theirs.txt"), "Oslo is far.").unwrap();
    let mut desk = Desk::on(&[("Courant", "Oslo is far.")], path);
    desk.ask(Request::ShowMode(Mode::Export));
    desk.click("Import annotations…");
    desk.wait_for("Imported 1 mention");
    assert_eq!(fixture::marked(desk.project()), ["[GPE Oslo] is far."]);
}
