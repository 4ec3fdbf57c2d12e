//! What a random analyst wishes, sensible or not. The same seed on the same project wishes the same.

use broadsheet::command::{Command, EntityChoice, HeaderChange, Import, Scope, find_hits};
use broadsheet::fixture::{Random, article};
use broadsheet::model::{Draft, Project, Status};
use broadsheet::text::{Matching, Span};

const WORDS: [&str; 3] = ["Macron", "Kishida", "Paris"];

pub fn wish(project: &Project, random: &mut Random) -> Command {
    if project.articles().is_empty() {
        return Command::SetTitle(format!("Title {}", random.below(9))); // the loading itself was undone
    }
    let (article_id, record) = article(project, random.below(project.articles().len()));
    let labels: Vec<_> = project.labels().keys().copied().collect();
    let Some(label) = labels.get(random.below(labels.len().max(1))).copied() else {
        return Command::ImportTagset(Default::default());
    };
    let places: Vec<_> = project.mentions().map(|(article, mention, _)| (article, mention)).collect();
    let place = places.get(random.below(places.len().max(1))).copied();
    let word = WORDS[random.below(WORDS.len())];
    let entity = project.entities().keys().next().copied();
    match (random.below(11), place, entity) {
        (0, ..) if !record.text.is_empty() => {
            let at = random.below(record.text.len());
            let span = Span::new(&record.text, at..at + 1).unwrap_or(Span::whole(&record.text));
            Command::Tag { article: article_id, extent: span.into(), label }
        }
        (1, ..) => {
            let hits = find_hits(project, word, Matching::default(), Scope::Project);
            Command::TagHits { hits, label }
        }
        (2, Some(place), _) => Command::Relabel { mentions: vec![place], label },
        (3, Some(place), _) => Command::Untag(vec![place]),
        (4, Some(place), _) => {
            Command::Link { mentions: vec![place], entity: EntityChoice::New(word.to_owned()) }
        }
        (5, _, Some(entity)) => Command::RemoveEntity(entity),
        (6, ..) if labels.len() > 1 => Command::RemoveLabel(label),
        (7, Some(place), _) => Command::SetNote { place, note: format!("note {}\n\"#", random.below(100)) },
        (8, ..) if project.articles().len() < 12 => Command::Import(new_articles(random)),
        (9, ..) if project.articles().len() > 2 => Command::RemoveArticles(vec![article_id]),
        _ => Command::EditHeaders {
            articles: vec![article_id],
            change: HeaderChange::Status(Status::Reviewed),
        },
    }
}

fn new_articles(random: &mut Random) -> Import {
    let draft = |n: usize| {
        let text = format!("{} met {} again.\r\nText {n}\n      ),\n\"#", WORDS[n % 3], WORDS[(n + 1) % 3]);
        Draft { text: text.into(), ..Draft::default() }
    };
    let n_drafts = 1 + random.below(2);
    Import { drafts: (0..n_drafts).map(|_| draft(random.below(1_000))).collect(), format: None }
}
