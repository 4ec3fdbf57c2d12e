//! Plots, cards and the report in Insights, by the names that a screen reader reads.

use std::path::Path;

use broadsheet::app::Request;
use broadsheet::app::state::{Mode, PathQuestion};
use broadsheet::command::{Command, HeaderChange};
use egui::Pos2;
use egui_kittest::kittest::{NodeT, Queryable};

use super::window::Window;

const COURANT: &str = "[GPE Oslo] is far. Nobody in [GPE Oslo] knows why.";
const LANTERN: &str = "[PERSON Ann] said: “We shall coordinate closely on the harbour of the old town.”";
const LEDGER: &str = "“We shall coordinate closely on the harbor of the old town,” said [PERSON Ann].";

fn insights(articles: &[(&str, &str)], question: &str) -> Window {
    let mut window = Window::on(articles);
    window.harness.state_mut().request(Request::ShowMode(Mode::Insights));
    window.settle();
    press(&mut window, question);
    window
}

fn has(window: &Window, name: &str) -> bool {
    window.harness.query_all_by_label_contains(name).next().is_some()
}

fn press(window: &mut Window, name: &str) {
    window.wait_for(name, |window| has(window, name));
    // As a screen reader does: what a list has scrolled away is there too.
    window.harness.query_all_by_label_contains(name).last().unwrap().click_accesskit();
    window.settle();
}

/// Answers our own path dialog.
fn answer(window: &mut Window, question: PathQuestion, path: &Path) {
    window.wait_for("the question for a path", |window| {
        window.harness.state().state().overlay.path_question() == Some(question)
    });
    window.harness.state_mut().request(Request::AnswerPath { question, paths: vec![path.to_owned()] });
    window.wait_for("the file", |window| has(window, "Exported to"));
}

/// A place of the plot, in shares of its width and height.
fn in_plot(window: &Window, title: &str, x: f32, y: f32) -> Pos2 {
    let name = format!("Plot: {title}");
    let plot = window.harness.query_all_by_label_contains(&name).next().unwrap();
    let bounds = plot.accesskit_node().raw_bounds().unwrap();
    let at = |from: f64, to: f64, share: f32| from as f32 + (to - from) as f32 * share;
    Pos2::new(at(bounds.x0, bounds.x1, x), at(bounds.y0, bounds.y1, y))
}

#[test]
fn a_mark_of_a_plot_tells_its_value_and_opens_its_sentences() {
    let mut window = insights(&[("Courant", COURANT), ("Lantern", "[GPE Oslo].")], "Entities by outlet");
    window.wait_for("the plot", |window| has(window, "Plot: Mentions per 1,000 words, 2 marks"));
    let left = in_plot(&window, "Mentions", 0.25, 0.5);
    window.click(left);
    window.wait_for("the sentences", |window| has(window, "2 places"));
    assert!(has(&window, "Oslo · Courant: 2 mentions"), "{:?}", window.names());
    let right = in_plot(&window, "Mentions", 0.75, 0.5);
    window.click(right);
    window.wait_for("the other sentences", |window| has(window, "1 place"));
}

#[test]
fn a_plot_is_saved_as_svg_or_png() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [("plot.svg", &b"<svg "[..]), ("plot.PNG", b"\x89PNG"), ("plot", b"<svg ")] {
        let mut window = insights(&[("Courant", COURANT), ("Lantern", "[GPE Oslo].")], "Dispersion");
        press(&mut window, "Save picture: Where in the articles");
        let path = folder.path().join(name);
        answer(&mut window, PathQuestion::Picture, &path);
        let path = if name == "plot" { path.with_extension("svg") } else { path };
        assert!(std::fs::read(&path).unwrap().starts_with(start), "{name}");
    }
}

#[test]
fn a_proposed_story_is_taken_over_by_one_press_and_undone() {
    let ferry =
        "The old ferry sank in the northern harbour of Oslo on Monday. The captain had left the bridge.";
    let also =
        "On Monday the old ferry sank in the northern harbour of Oslo. Its captain had left the bridge.";
    let mut window = insights(&[("Courant", ferry), ("Lantern", also)], "Stories to propose");
    window.wait_for("what the project says", |window| has(window, "Is the story “Story”"));
    let articles = window.project().articles().keys().copied().collect();
    let command = Command::EditHeaders { articles, change: HeaderChange::Story(String::new()) };
    window.harness.state_mut().request(Request::Run(command));
    press(&mut window, "Make it a story");
    let in_story = |window: &Window| {
        let named = window.project().story_named("Report of Courant");
        named.map(|story| window.project().articles_of_story(story).len())
    };
    assert_eq!(in_story(&window), Some(2));
    window.wait_for("what became of it", |window| has(window, "Is the story “Report of Courant”"));
    window.harness.state_mut().request(Request::Undo);
    window.wait_for("the offer again", |window| has(window, "Make it a story"));
    assert_eq!(in_story(&window), None);
}

#[test]
fn a_report_of_the_chosen_questions_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let mut window = insights(&[("Courant", COURANT), ("Lantern", LANTERN)], "Dispersion");
    press(&mut window, "Report…");
    press(&mut window, "None");
    press(&mut window, "In the report: Dispersion");
    press(&mut window, "Save report…");
    answer(&mut window, PathQuestion::Report, &path);
    let html = std::fs::read_to_string(&path).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    assert!(html.contains("<section id=\"dispersion\">") && !html.contains("<section id=\"matrix\">"));
}

#[test]
fn a_quote_card_shows_each_wording_and_leads_to_it() {
    let mut window = insights(&[("Lantern", LANTERN), ("Ledger", LEDGER)], "The same quotation");
    let name = "Ledger: We shall coordinate closely on the harbor";
    window.wait_for("the card", |window| has(window, name));
    assert!(
        has(&window, "spelling: harbour → harbor") || has(&window, "spelling: harbor → harbour"),
        "{:?}",
        window.names()
    );
    press(&mut window, name);
    let selection = window.harness.state().state().selection.unwrap();
    let text = window.project().article(selection.article).unwrap().text.clone();
    assert!(text[selection.range()].starts_with("We shall coordinate"));
}
