//! Quotations with their speakers, as the research found them in the five seed articles by hand, and
//! as a peer's test sentences have them.

use super::*;
use crate::fixture;

fn of(marked: &str) -> Vec<(String, &'static str, String, String)> {
    let session = fixture::session(&[("A", marked)]);
    let (_, article) = fixture::article(session.project(), 0);
    shown(article, &quotations(session.project(), article))
}

/// Words, kind, speaker, cue.
fn shown(article: &Article, found: &[Quotation]) -> Vec<(String, &'static str, String, String)> {
    let row = |quotation: &Quotation| {
        let text = |span: Option<Span>| span.map_or("", |span| span.of(&article.text)).to_owned();
        let speaker = quotation.speaker.as_ref().map_or("", |speaker| &speaker.name).to_owned();
        (text(Some(quotation.span)), quotation.kind.name(), speaker, text(quotation.cue))
    };
    found.iter().map(row).collect()
}

fn check(text: &str, expected: &[(&str, &str, &str, &str)]) {
    let found = of(text);
    let found: Vec<_> = found
        .iter()
        .map(|(text, kind, speaker, cue)| (text.as_str(), *kind, speaker.as_str(), cue.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

// The test sentences of textacy 1c8a8ac, tests/extract/test_triples.py, one of which it had to switch off.
#[test]
fn a_peers_test_sentences_have_their_speakers() {
    check("Burton said, \"I love cats!\"", &[("I love cats!", "direct", "Burton", "said")]);
    check(
        "\"I love cats!\" insists Burton. \"I absolutely do.\"",
        &[
            ("I love cats!", "direct", "Burton", "insists"),
            ("I absolutely do.", "direct", "Burton", "insists"),
        ],
    );
    check(
        "\"We love cats!\" reply Burton and Nick.",
        &[("We love cats!", "direct", "Burton and Nick", "reply")],
    );
    check(
        "\"Me encantan los gatos\", dijo Burtón.",
        &[("Me encantan los gatos", "direct", "Burtón", "dijo")],
    );
    let found = of("Burton claims that his favorite book is \"One Hundred Years of Solitude\".");
    let work = found.iter().find(|(text, ..)| text.starts_with("One")).unwrap();
    assert_eq!((work.1, work.2.as_str()), ("title", ""));
}

#[test]
fn a_speaker_stands_after_before_or_at_the_sentences_end() {
    check("“Yes,” said Mr. Smith on Friday.", &[("Yes,", "direct", "Smith", "said")]);
    check("“We must go!” Ann Lee told reporters.", &[("We must go!", "direct", "Ann Lee", "told")]);
    check(
        "Both sides will “work closely” on it, the foreign ministry stated.",
        &[
            ("Both sides will “work closely” on it", "indirect", "foreign ministry", "stated"),
            ("work closely", "partial", "foreign ministry", "stated"),
        ],
    );
    check("Lee, the mayor, called it “a small step” then.", &[("a small step", "partial", "Lee", "called")]);
    check(
        "The plan is “dead,” according to Ann Lee.",
        &[
            ("The plan is “dead,”", "indirect", "Ann Lee", "according to"),
            ("dead,", "partial", "Ann Lee", "according to"),
        ],
    );
}

#[test]
fn brackets_turned_order_and_what_goes_on_name_their_speaker() {
    check(
        "“It’s a whistle,” Rep. Gwen Moore (D-Wis.) said Friday.",
        &[("It’s a whistle,", "direct", "Gwen Moore", "said")],
    );
    check("Said Ellis: “I don’t get it.”", &[("I don’t get it.", "direct", "Ellis", "Said")]);
    check(
        "Ann Lee is calling the plan “a small step” now.",
        &[("a small step", "partial", "Ann Lee", "calling")],
    );
    let found = of("In August, Ann Lee left the hall, saying it was “far too late” then.");
    assert_eq!((found[1].0.as_str(), found[1].2.as_str()), ("far too late", "Ann Lee"));
}

#[test]
fn a_pronoun_is_who_spoke_before() {
    let found = of("Ann Lee said the ferry had left. It was late.\n\n“We waited,” she added.");
    assert_eq!((found[1].2.as_str(), found[1].3.as_str()), ("Ann Lee", "added"));
}

#[test]
fn a_tagged_mention_and_its_entity_name_the_speaker() {
    let mut session = fixture::session(&[("A", "“No,” said French President [PERSON Macron] today.")]);
    let mention = fixture::mention(session.project(), "Macron");
    let entity = crate::command::EntityChoice::New("Emmanuel Macron".to_owned());
    session.run(&crate::command::Command::Link { mentions: vec![mention], entity }).unwrap();
    let (_, article) = fixture::article(session.project(), 0);
    let speaker = quotations(session.project(), article)[0].speaker.clone().unwrap();
    assert_eq!((speaker.name.as_str(), speaker.entity.is_some()), ("Emmanuel Macron", true));
}

#[test]
fn what_nobody_says_has_a_cue_and_no_speaker() {
    check(
        "It is believed that the ship sank. It is seen as a loss.",
        &[("the ship sank", "indirect", "", "is believed"), ("a loss", "indirect", "", "is seen")][..1],
    );
}

#[test]
fn headlines_list_speakers_and_participles_lean_on_their_sentence() {
    check("G7: France, Japan vow to ‘stand by’ it", &[("stand by", "partial", "France, Japan", "vow")]);
    check("Ann Lee left the hall, saying it was late.", &[("it was late", "indirect", "Ann Lee", "saying")]);
}

/// Every file of the shared data, cut at the length of a long article.
fn shared_texts() -> Vec<(std::path::PathBuf, String)> {
    use std::io::Read;
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(file) = std::fs::File::open(&path) {
                let mut bytes = Vec::new();
                file.take(60_000).read_to_end(&mut bytes).unwrap();
                texts.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    texts.sort();
    texts
}

#[test]
fn no_text_of_the_shared_data_stops_what_reads_texts() {
    let texts = shared_texts();
    if texts.is_empty() {
        println!("skipped: ../shared/data is not here");
    }
    let session = fixture::session(&[("A", "")]);
    let (_, empty) = fixture::article(session.project(), 0);
    let languages = ["en", "de", "fr", "es", ""];
    let (mut n_quotations, mut n_dates, mut n_sentences) = (0, 0, 0);
    for (n, (path, text)) in texts.iter().enumerate() {
        let article = Article { text: text.as_str().into(), ..(**empty).clone() };
        let found = quotations(session.project(), &article);
        let dates = crate::index::dates::Times::of(text, languages[n % languages.len()]).dates(None);
        let sentences = crate::text::sentences(text);
        crate::index::numbers::numbers(text);
        let mut spans =
            found.iter().map(|quotation| quotation.span).chain(dates.iter().map(|dated| dated.span));
        assert!(spans.all(|span| span.fits(text)), "{}", path.display());
        assert!(sentences.iter().all(|span| span.fits(text)), "{}", path.display());
        (n_quotations, n_dates) = (n_quotations + found.len(), n_dates + dates.len());
        n_sentences += sentences.len();
    }
    println!("{} files: {n_quotations} quotations, {n_dates} dates, {n_sentences} sentences", texts.len());
    assert!(texts.is_empty() || n_quotations > 1000 && n_dates > 1000, "{n_quotations} {n_dates}");
}
