//! The whole way from files to a dataset and back, without a pointer.

use std::fs;
use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::Window;

const CTRL: Modifiers = Modifiers::COMMAND;

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Ferries sail again | Courant</title>
<meta property="og:title" content="Ferries sail again"><meta property="og:site_name" content="Courant">
<meta property="article:published_time" content="2024-05-16T09:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Ferries sail again</h1>
<p>Ann Veller met Joris Tamm in Oslo on Friday, and the first ferry left the old quay at nine in the morning.</p>
<p>The harbour had been closed for six winters, which the town will not forget, and many people came to see it.</p>
<p>Ann Veller said that the town was glad to have its ferries back, and that fares would not rise this year.</p>
</article></body></html>"#;
const TEXT: &str =
    "Fog in Oslo\n\nAnn Veller met Joris Tamm in Oslo on Friday, and the first ferry left late.\n";

#[test]
fn files_are_loaded_tagged_compared_saved_reopened_exported_and_imported_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("page.html"), PAGE).unwrap();
    fs::write(at("text.txt"), TEXT).unwrap();
    let mut window = Window::with(None);

    window.chord(CTRL, Key::N);
    for (n, name) in ["page.html", "text.txt"].into_iter().enumerate() {
        window.chord(CTRL, Key::L);
        window.answer(&at(name));
        window.wait_for("the file is loaded", |window| window.project().articles().len() == n + 1);
    }
    let page = window.project().articles().values().next().unwrap().clone();
    assert_eq!(window.project().outlet_name(&page), "Courant");
    assert_eq!(page.header.published.as_ref().unwrap().as_str(), "2024-05-16T09:00:00Z");
    assert!(page.header.guesses.contains_key(&broadsheet::model::HeaderField::Published), "a guess");

    window.command("fog in oslo"); // the second article, from the palette
    window.command("tag all in the project");
    window.chord(CTRL, Key::Home);
    (0..2).for_each(|_| window.key(Key::ArrowRight));
    window.chord(Modifiers::SHIFT, Key::ArrowRight);
    window.chord(Modifiers::SHIFT, Key::G);
    assert_eq!(window.project().n_mentions(), 3, "Oslo, twice here and once in the page");
    let tagged = window.marked();
    assert!(tagged[1].starts_with("Fog in [GPE Oslo]\n\nAnn Veller met Joris Tamm in [GPE Oslo]"));

    window.chord(CTRL, Key::Num2);
    window.wait_for("the shared passage is found", |window| {
        window.harness.query_by_label_contains("1 shared passage").is_some()
    });

    window.chord(CTRL | Modifiers::SHIFT, Key::S);
    window.answer(&at("ferries.ron"));
    window.wait_for("the project is saved", |_| at("ferries.ron").exists());
    window.chord(CTRL, Key::E);
    window.tab_to("Export JSON Lines…");
    window.key(Key::Enter);
    window.answer(&at("out.jsonl"));
    window.wait_for("the dataset is written", |_| at("out.jsonl").exists());
    let dataset = fs::read_to_string(at("out.jsonl")).unwrap();
    // "Fog in " has 7 code points.
    assert!(dataset.contains(r#"{"start":7,"end":11,"text":"Oslo","label":"GPE""#), "{dataset}");

    window.command("close the project");
    window.chord(CTRL, Key::O);
    window.answer(&at("ferries.ron"));
    window.wait_for("the project is open", |window| window.harness.state().session().is_some());
    assert_eq!(window.marked(), tagged);
    window.chord(CTRL, Key::Z);
    assert_eq!(window.project().n_mentions(), 0, "the history came back too");
    window.chord(CTRL | Modifiers::SHIFT, Key::Z);

    window.chord(CTRL, Key::N);
    window.command("import annotations");
    window.answer(&at("out.jsonl"));
    window.wait_for("the dataset is read", |window| window.project().n_mentions() == 3);
    assert_eq!(window.marked(), tagged);
}

impl Window {
    /// Answers the window's own path dialog.
    fn answer(&mut self, path: &Path) {
        self.wait_for("the path dialog", |window| window.names().iter().any(|name| name == "Path"));
        self.chord(CTRL, Key::A);
        self.write(&path.display().to_string());
        self.key(Key::Enter);
    }
}
