//! Made-up articles of any length, with mentions spread over them.

use std::fmt::Write;

use broadsheet::command::{Command, Import};
use broadsheet::model::{Draft, DraftMention, Fact, Facts, Ids, Project, Tagset};
use broadsheet::session::Session;
use broadsheet::text::{Span, words};

pub fn session(drafts: &[Draft]) -> Session {
    let mut ids = Ids::default();
    let project = Project::new("Bench", Tagset::default(), "Analyst", &mut ids);
    let mut session = Session::in_memory(project, ids);
    session
        .run(&Command::Import(Import { drafts: drafts.to_vec(), format: None }))
        .expect("drafts can be loaded");
    session
}

const WORDS: [&str; 16] = [
    "the",
    "ministers",
    "of",
    "Vessaria",
    "agreed",
    "on",
    "Friday",
    "to",
    "reopen",
    "Ilvane",
    "strait",
    "after",
    "talks",
    "Quillain",
    "said",
    "harbour",
];

/// An article of about `n_bytes`, with mentions spread over it: every fifth one holds another.
pub fn draft(seed: usize, n_bytes: usize, n_mentions: usize) -> Draft {
    let mut text = String::with_capacity(n_bytes + 64);
    let _ = write!(text, "Article {seed}\n\n");
    let mut n = seed;
    while text.len() < n_bytes {
        n += 1;
        text.push_str(WORDS[(n * 7 + n / 5) % WORDS.len()]);
        text.push_str(if n.is_multiple_of(90) {
            ".\n\n"
        } else if n.is_multiple_of(14) {
            ". "
        } else {
            " "
        });
    }
    let spans: Vec<Span> = words(&text).collect();
    let step = (spans.len() / n_mentions.max(1)).max(1);
    let labels = ["PERSON", "GPE", "ORG", "LOC", "DATE"];
    let mention = |n: usize| {
        let at = n * step % spans.len();
        let end =
            if n.is_multiple_of(5) { spans[(at + 2).min(spans.len() - 1)].end() } else { spans[at].end() };
        let span = Span::new(&text, spans[at].start()..end).expect("words are spans");
        DraftMention::new(span, labels[n % labels.len()])
    };
    let mentions = (0..n_mentions).map(mention).collect();
    let facts = Facts { title: Some(Fact::given(format!("Article {seed}"))), ..Facts::default() };
    Draft { text: text.into(), facts, mentions, ..Draft::default() }
}
