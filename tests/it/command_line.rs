//! The real program, run with words and no display.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

/// A folder to work in, and the program that works there.
struct Desk {
    folder: TempDir,
}

const PAPER: &str = "Angela Merkel met Macron in Île-de-France. Macron 👩‍👩‍👧 spoke.\r\n";
const WIRE: &str = "Merkel left Paris.\n";

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a project of two articles of one story, by two outlets, and three mentions.
    fn with_project() -> Self {
        let desk = Self::new();
        desk.write("paper.txt", PAPER);
        desk.write("wire.txt", WIRE);
        desk.done("new p.ron --title Visit --annotator Anna");
        desk.done("load p.ron paper.txt --outlet Herald --story Visit --published 2024-05-02");
        desk.done("load p.ron wire.txt --outlet Wire --story Visit");
        desk.done("tag p.ron --label PERSON --all Macron");
        desk.done("tag p.ron --label GPE --pattern P[a-z]ris");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, line: &str) -> Output {
        let words = line.split(' ').map(|word| word.replace('~', " "));
        let program = Command::new(env!("CARGO_BIN_EXE_broadsheet"))
            .args(words)
            .current_dir(self.folder.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output();
        program.unwrap()
    }

    fn code(&self, line: &str) -> (Option<i32>, String, String) {
        let output = self.run(line);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// Runs a call that must succeed and returns its result.
    fn done(&self, line: &str) -> String {
        let (code, stdout, stderr) = self.code(line);
        assert_eq!(code, Some(0), "{line}: {stderr}");
        stdout
    }

    /// Runs a call that cannot be met and returns its one sentence.
    fn refused(&self, line: &str) -> String {
        let (code, _, stderr) = self.code(line);
        assert_eq!(code, Some(1), "{line}");
        assert_eq!(stderr.lines().count(), 1, "{line}: {stderr}");
        stderr.trim_end().to_owned()
    }

    fn json(&self, line: &str) -> Json {
        serde_json::from_str(&self.done(line)).unwrap()
    }
}

fn code_points(text: &str, start: &Json, end: &Json) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn a_form_that_was_tagged_is_suggested_in_a_new_article_and_can_be_accepted() {
    let desk = Desk::new();
    desk.done("new p.ron");
    for day in 1..=4 {
        let name = format!("day{day}.txt");
        desk.write(&name, &format!("Mr Adams met Macron in Bonn. Day {day}. Later Macron left.\n"));
        desk.done(&format!("load p.ron {name}"));
    }
    desk.done("tag p.ron --label PERSON --all Macron");
    desk.write("new.txt", "«Éva» said Macron left Paris.\n");
    desk.done("load p.ron new.txt");
    let suggested = &desk.json("suggest p.ron known-forms")["suggestions"];
    let suggested: Vec<_> = suggested.as_array().unwrap().iter().collect();
    assert_eq!(suggested.len(), 1, "{suggested:?}");
    let fields = ["article", "start", "end", "text", "label", "engine"].map(|field| &suggested[0][field]);
    assert_eq!(fields.map(Json::to_string).join(" "), r#""new.txt" 11 17 "Macron" "PERSON" "known-forms""#);
    assert_eq!(desk.json("info p.ron")["articles"][4]["mentions"], 0, "listing tags nothing");
    desk.done("suggest p.ron all --accept");
    assert_eq!(desk.json("info p.ron")["articles"][4]["mentions"], 1);
    let refusal = desk.refused("suggest p.ron oracle");
    assert!(refusal.starts_with("There is no engine \"oracle\""), "{refusal}");
}

#[test]
fn a_project_is_made_filled_tagged_and_described() {
    let desk = Desk::with_project();
    let info = desk.json("info p.ron");
    assert_eq!((&info["format"], &info["entities"], &info["title"]), (&2.into(), &0.into(), &"Visit".into()));
    let articles = info["articles"].as_array().unwrap();
    let fields =
        |n: usize, names: &[&str]| names.iter().map(|name| articles[n][*name].clone()).collect::<Vec<_>>();
    assert_eq!(
        fields(0, &["article", "outlet", "story", "published", "mentions"]),
        ["paper.txt".into(), "Herald".into(), "Visit".into(), "2024-05-02".into(), Json::from(2)]
    );
    assert_eq!(fields(1, &["article", "published"]), ["wire.txt".into(), Json::Null]);
    assert_eq!(articles[0]["characters"], PAPER.chars().count());
    let of_label = |name: &str| {
        info["labels"].as_array().unwrap().iter().find(|label| label["name"] == name).unwrap()["mentions"]
            .clone()
    };
    assert_eq!((of_label("PERSON"), of_label("GPE")), (2.into(), 1.into()));
}

#[test]
fn json_lines_quote_what_stands_at_their_offsets() {
    let desk = Desk::with_project();
    let lines = desk.done("export p.ron --to jsonl");
    let articles: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(articles[0]["text"], PAPER);
    let mut quotes = Vec::new();
    for article in &articles {
        let text = article["text"].as_str().unwrap();
        for mention in article["mentions"].as_array().unwrap() {
            let quote = code_points(text, &mention["start"], &mention["end"]);
            assert_eq!(mention["text"], quote);
            quotes.push(quote);
        }
    }
    assert_eq!(quotes, ["Macron", "Macron", "Paris"]);
    assert_eq!((&articles[1]["outlet"], &articles[1]["published"]), (&"Wire".into(), &Json::Null));
}

#[test]
fn every_format_goes_out_and_comes_back() {
    let desk = Desk::with_project();
    let mentions = |project: &str| {
        let lines = desk.done(&format!("export {project} --to jsonl"));
        let articles = lines.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let mut found: Vec<_> =
            articles.map(|article| (article["text"].to_string(), article["mentions"].to_string())).collect();
        found.sort();
        found
    };
    let formats = desk.json("formats");
    for format in formats["formats"].as_array().unwrap() {
        let id = format["id"].as_str().unwrap();
        let out = match id {
            "brat" | "passim" => format!("data-{id}"),
            _ => format!("data.{}", format["extensions"][0].as_str().unwrap()),
        };
        desk.done(&format!("export p.ron --to {id} --out {out}"));
        desk.done(&format!("new {id}.ron"));
        desk.done(&format!("import {id}.ron --from {id} {out}"));
        let mut expected = mentions("p.ron");
        if format["keeps"]["mentions"] == false {
            expected.iter_mut().for_each(|(_, mentions)| *mentions = "[]".to_owned());
        }
        assert_eq!(mentions(&format!("{id}.ron")), expected, "{id}");
    }
}

#[test]
fn what_is_known_already_adds_nothing() {
    let desk = Desk::with_project();
    desk.done("export p.ron --to jsonl --out a.jsonl");
    let before = desk.json("info p.ron");
    for (line, sentence) in [
        ("import p.ron --from jsonl a.jsonl", "All 2 articles are already in the project\n"),
        ("load p.ron paper.txt", "This article is already in the project\n"),
        ("tag p.ron --label GPE --all Paris", "Nothing changed: everything found is tagged already\n"),
    ] {
        assert_eq!(desk.code(line), (Some(0), String::new(), sentence.to_owned()), "{line}");
    }
    assert_eq!(desk.json("info p.ron"), before);
}

#[test]
fn files_of_a_dataset_are_named_after_its_main_file() {
    let desk = Desk::with_project();
    desk.done("export p.ron --to conll --out news.conll");
    desk.done("export p.ron --to csv --out news.csv");
    assert!(
        desk.text("news.conll").contains("Île-de-France _ _ O\n")
            || desk.text("news.conll").contains("Île _ _ O\n")
    );
    assert_eq!(desk.text("news.offsets.jsonl").lines().count(), 2);
    assert!(
        desk.text("news.csv")
            .starts_with("article,title,outlet,story,published,language,start,end,text,label,")
    );
    assert!(desk.path("news.articles.csv").is_file());
    desk.done("export p.ron --to brat --out brat");
    assert_eq!(desk.text("brat/001-paper.txt"), PAPER);
    assert!(desk.text("brat/annotation.conf").starts_with("[entities]\nGPE\nPERSON\n"));
}

#[test]
fn a_folder_of_brat_never_replaces_another() {
    let desk = Desk::with_project();
    desk.done("export p.ron --to brat --out brat");
    let (code, _, stderr) = desk.code("export p.ron --to brat --out brat");
    assert_eq!(code, Some(1));
    assert!(stderr.ends_with("There is something already; choose a new folder: brat\n"), "{stderr}");
}

#[test]
fn choices_narrow_an_export() {
    let desk = Desk::with_project();
    let n_lines = |line: &str| desk.done(line).lines().count();
    assert_eq!(n_lines("export p.ron --to jsonl --outlet Wire"), 1);
    assert!(!desk.done("export p.ron --to jsonl --label GPE").contains("\"PERSON\""));
    assert_eq!(
        desk.refused("export p.ron --to jsonl --outlet Nobody"),
        "There is no outlet \"Nobody\"; choose one of Herald, Wire, unknown"
    );
    assert_eq!(
        desk.refused("export p.ron --to docx"),
        "There is no format \"docx\"; choose one of jsonl, conll-2003, brat, csv, passim"
    );
}

#[test]
fn a_split_parts_the_articles() {
    let desk = Desk::with_project();
    desk.done("export p.ron --to jsonl --out d.jsonl --split 50/50 --by article --seed 3");
    let lines = desk.text("d.train.jsonl") + &desk.text("d.test.jsonl");
    assert_eq!(lines.lines().count(), 2);
    desk.done("export p.ron --to brat --out d --split 50/50 --by story");
    assert!(desk.path("d/train/annotation.conf").is_file());
    assert_eq!(
        desk.refused("export p.ron --to jsonl --split all"),
        "--split cannot be \"all\"; write two or three shares, such as 80/10/10"
    );
}

#[test]
fn one_bad_file_is_named_and_the_rest_is_loaded() {
    let desk = Desk::new();
    desk.done("new p.ron");
    desk.write("good.txt", "A good text of several words.");
    desk.write("empty.txt", "");
    let (code, stdout, stderr) = desk.code("load p.ron good.txt empty.txt missing.txt");
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("empty.txt") && stderr.contains("missing.txt"), "{stderr}");
    assert_eq!(desk.json("info p.ron")["articles"].as_array().unwrap().len(), 1);
}

#[test]
fn a_bad_line_of_a_dataset_is_named_and_the_rest_is_imported() {
    let desk = Desk::new();
    desk.done("new p.ron");
    desk.write(
        "d.jsonl",
        "{\"text\":\"Xi met Putin\",\"label\":[[0,2,\"PERSON\"],[0,99,\"PERSON\"]]}\nnot json\n",
    );
    let (code, _, stderr) = desk.code("import p.ron --from doccano d.jsonl --annotator Ben");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("d.jsonl, line 1: 0–99 is no stretch of the text"), "{stderr}");
    assert!(stderr.contains("d.jsonl, line 2: this is not JSON"), "{stderr}");
    let of_ben = desk.done("export p.ron --to jsonl --annotator Ben");
    assert!(of_ben.contains("\"text\":\"Xi\",\"label\":\"PERSON\""), "{of_ben}");
}

#[test]
fn a_locked_project_can_be_read_and_not_written() {
    let desk = Desk::with_project();
    let lock = broadsheet::store::Lock::take(&desk.path("p.ron"), "a window (process 7)").unwrap();
    for line in ["tag p.ron --label GPE --all Merkel", "load p.ron wire.txt"] {
        let sentence = desk.refused(line);
        assert_eq!(sentence, "This project is open in a window (process 7); close it there first: p.ron");
    }
    desk.done("info p.ron");
    drop(lock);
    desk.done("tag p.ron --label GPE --all Merkel");
}

#[test]
fn check_names_every_broken_record() {
    let desk = Desk::with_project();
    assert_eq!(desk.done("check p.ron"), "");
    let good = desk.text("p.ron");
    let broken = good.replace("label: 2,", "label: 777,").replace("quote: \"Paris\"", "quote: \"London\"");
    assert_ne!(good, broken);
    desk.write("broken.ron", &broken);
    let (code, stdout, stderr) = desk.code("check broken.ron");
    let n_problems = stdout.lines().count();
    assert_eq!(code, Some(1));
    assert!(n_problems >= 3, "{stdout}");
    assert!(
        stdout.contains("has a label that does not exist") && stdout.contains("\"London\" stands nowhere"),
        "{stdout}"
    );
    assert_eq!(stderr, format!("{n_problems} problems were found\n"));
}

#[test]
fn questions_are_answered_in_three_shapes() {
    let desk = Desk::with_project();
    let ids = desk.json("analyses");
    for analysis in ids["analyses"].as_array().unwrap() {
        let id = analysis["id"].as_str().unwrap();
        assert!(desk.json(&format!("analyze p.ron {id}")).is_object(), "{id}");
        assert!(!desk.done(&format!("analyze p.ron {id} --format text --story Visit")).is_empty(), "{id}");
        desk.done(&format!("analyze p.ron {id} --format csv --out {id}.csv"));
        assert!(desk.path(&format!("{id}.csv")).is_file());
    }
    assert!(desk.refused("analyze p.ron mood").starts_with("There is no analysis \"mood\"; choose one of "));
}

#[test]
fn a_report_is_one_page_that_is_the_same_every_time() {
    let desk = Desk::with_project();
    desk.done("report p.ron --out all.html --date 2026-11-22");
    desk.done("report p.ron --out again.html --date 2026-11-22");
    assert_eq!(desk.text("all.html"), desk.text("again.html"));
    let ids = desk.json("analyses");
    for analysis in ids["analyses"].as_array().unwrap() {
        let section = format!("<section id=\"{}\">", analysis["id"].as_str().unwrap());
        assert!(desk.text("all.html").contains(&section), "{section}");
    }
    desk.done("report p.ron --question matrix --question dates --story Visit --outlet Wire --out two.html");
    let two = desk.text("two.html");
    assert_eq!(two.matches("<section id=").count(), 3, "the articles and two questions");
    assert!(two.contains("1 article") && !two.contains("Herald"));
    assert!(
        desk.refused("report p.ron --question mood --out x.html")
            .starts_with("There is no analysis \"mood\"")
    );
    assert!(desk.refused("report p.ron").starts_with("--out FILE.html is missing"));
    let refused = desk.refused("report p.ron --date May --out x.html");
    assert_eq!(refused, "\"May\" is no day; write it like 2026-11-22");
    assert!(!desk.path("x.html").exists());
}

#[test]
fn an_answer_is_drawn_where_it_has_a_plot() {
    let desk = Desk::with_project();
    let drawn = desk.done("analyze p.ron matrix --format svg");
    assert!(drawn.starts_with("<svg ") && drawn.contains("Herald") && drawn.contains("Macron"));
    let refused = desk.refused("analyze p.ron quotations --format svg");
    assert!(refused.starts_with("The answer to quotations has no plot"), "{refused}");
}

#[test]
fn what_is_whole_of_a_damaged_project_is_salvaged() {
    let desk = Desk::with_project();
    let whole = desk.json("info p.ron");
    let path = desk.path("p.ron");
    let text = fs::read_to_string(&path).unwrap();
    let damaged = text.replacen("sum: \"", "sum: \"0", 1);
    assert_ne!(damaged, text);
    fs::write(&path, &damaged).unwrap();
    let (code, told, _) = desk.code("salvage p.ron --out q.ron");
    assert_eq!(code, Some(2));
    assert!(told.contains("is damaged and was left out: \""), "{told}");
    let salvaged = desk.json("info q.ron");
    let count = |info: &Json| info["articles"].as_array().unwrap().len();
    assert_eq!(count(&salvaged), count(&whole) - 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    assert!(desk.refused("salvage p.ron --out q.ron").starts_with("There is a file already"));
}

#[test]
fn projects_merge_and_everyone_keeps_their_mentions() {
    let desk = Desk::with_project();
    desk.write("other.txt", "Ben met Anna.");
    desk.done("new q.ron --annotator Ben");
    desk.done("load q.ron wire.txt other.txt");
    desk.done("tag q.ron --label PERSON --all Merkel");
    desk.done("merge p.ron q.ron --out both.ron");
    assert_eq!(desk.done("check both.ron"), "");
    let info = desk.json("info both.ron");
    let articles: Vec<_> =
        info["articles"].as_array().unwrap().iter().map(|article| &article["article"]).collect();
    assert_eq!(articles, ["paper.txt", "wire.txt", "other.txt"]);
    assert_eq!(info["articles"][1]["outlet"], "Wire"); // known from the first project alone
    let quotes = |annotator: &str| -> Vec<String> {
        let lines = desk.done(&format!("export both.ron --to jsonl --annotator {annotator}"));
        let articles: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mentions = articles.iter().flat_map(|article| article["mentions"].as_array().unwrap());
        mentions.map(|mention| mention["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((quotes("Ben"), quotes("Anna").len()), (vec!["Merkel".to_owned()], 3));
    assert!(desk.refused("merge p.ron q.ron --out both.ron").starts_with("There is a file already"));
}

#[test]
fn wrong_calls_get_one_sentence() {
    let desk = Desk::with_project();
    for (line, start) in [
        ("exprot p.ron", "\"exprot\" is neither a subcommand nor a file"),
        ("info", "PROJECT.ron is missing"),
        ("info nothing.ron", "Could not open the project (there is no such file or folder)"),
        ("info paper.txt", "This is no project that Broadsheet can read"),
        ("salvage paper.txt --out q.ron", "Nothing of a project is whole in this file"),
        ("new p.ron", "There is a file already"),
        ("tag p.ron --label NOBODY --all Macron", "There is no label \"NOBODY\""),
        ("tag p.ron --label GPE --all Atlantis", "\"Atlantis\" stands nowhere in these articles"),
        ("tag p.ron --label GPE --pattern (", "The pattern is no regular expression"),
        ("tag p.ron --label GPE", "Either --all TEXT or --pattern REGEX is missing"),
        ("load p.ron wire.txt --published soon", "\"soon\" is no date"),
        ("load p.ron nothing.txt", "There is no such file"),
        ("load nothing.ron wire.txt", "Could not open the project (there is no such file or folder)"),
        ("import p.ron --from jsonl nothing.jsonl", "Could not read the file"),
        ("import p.ron --from brat paper.txt", "paper.txt: there is no paper.ann beside it"),
        ("info p.ron --format xml", "--format cannot be \"xml\"; choose one of json, text"),
        ("export p.ron --to csv", "CSV is written as several files"),
    ] {
        let (code, stdout, stderr) = desk.code(line);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{line}");
        assert!(stderr.starts_with(start), "{line}: {stderr}");
    }
}

#[test]
fn help_is_a_result() {
    let desk = Desk::new();
    assert!(desk.done("--help").contains("broadsheet [PROJECT.ron | FILE… | FOLDER]"));
    assert!(desk.done("export --help").contains("\"mentions\""));
    assert!(desk.done("help info").starts_with("broadsheet info PROJECT.ron"));
    assert!(desk.done("--version").starts_with("broadsheet 0."));
}

/// Nothing but the project, its journal and what was asked for is left in the folder.
#[test]
fn nothing_is_left_behind() {
    let desk = Desk::with_project();
    desk.done("export p.ron --to jsonl --out a.jsonl");
    let mut names: Vec<String> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a.jsonl", "p.backups", "p.journal", "p.ron", "paper.txt", "wire.txt"]);
    assert!(Path::new(&desk.path("a.jsonl")).is_file());
}

/// The modes of all that lies in a folder, in it and below.
#[cfg(unix)]
fn modes(folder: &Path) -> Vec<(PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let rest = if path.is_dir() { modes(&path) } else { Vec::new() };
        std::iter::once((path, mode)).chain(rest)
    };
    paths.flat_map(below).collect()
}

#[cfg(unix)]
#[test]
fn new_files_and_folders_are_as_private_as_the_umask_asks() {
    for (umask, of_files, of_folders) in [("022", 0o644, 0o755), ("002", 0o664, 0o775), ("077", 0o600, 0o700)]
    {
        let desk = Desk::new();
        desk.write("paper.txt", PAPER);
        let lines = ["new p.ron", "load p.ron paper.txt", "export p.ron --to brat --out brat"];
        let calls: String = lines.iter().map(|line| format!("\"$0\" {line} && ")).collect();
        let script = format!("umask {umask}; {calls} rm paper.txt");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_broadsheet")]).current_dir(desk.folder.path());
        assert!(shell.output().unwrap().status.success());
        let modes = modes(desk.folder.path());
        assert!(modes.len() >= 7, "project, journal, backups, dataset: {modes:?}");
        for (path, mode) in modes {
            let asked = if path.is_dir() { of_folders } else { of_files };
            assert_eq!(mode, asked, "{} under {umask}: {mode:o}", path.display());
        }
    }
}

/// Articles, and what passim made of them: three pairs, and one cluster of three.
#[test]
fn what_passim_found_is_marked_in_the_projects_own_articles() {
    let desk = Desk::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/passim");
    let data = data.to_str().unwrap().replace(' ', "~");
    desk.done("new p.ron");
    desk.done(&format!("import p.ron --from passim {data}/articles.jsonl"));
    desk.done("export p.ron --to passim --out set");
    let (articles, command) = (desk.text("set/articles.jsonl"), desk.text("set/run.sh"));
    assert_eq!(
        articles,
        fs::read_to_string(Path::new(&data.replace('~', " ")).join("articles.jsonl")).unwrap()
    );
    assert!(command.contains("\n    articles.jsonl out\n"), "{command}");
    // One passage goes on over other text, which is told, so something is not as it was given.
    let (code, _, stderr) = desk.code(&format!("import p.ron --from passim {data}/out"));
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("1 of 3 passages are the same in less than half"), "{stderr}");
    let rows = desk.done("export p.ron --to csv --out set.csv") + &desk.text("set.csv");
    assert_eq!(rows.matches(",REUSE,").count(), 7, "{rows}");
    desk.done("export p.ron --to jsonl --label REUSE --out set.jsonl");
    let post: Json = serde_json::from_str(desk.text("set.jsonl").lines().last().unwrap()).unwrap();
    let copied = post["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|mention| mention["attributes"]["copied_from"] == "in/ledger.txt");
    assert_eq!(copied.count(), 1);
    // The articles still count as what passim reads, and their mentions as what it does not.
    let (_, _, stderr) = desk.code("export p.ron --to passim --out other");
    assert!(stderr.contains("7 mentions: left out; this format holds texts alone"), "{stderr}");
}
