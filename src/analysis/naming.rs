use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::dates::is_calendar_word;
use crate::job::{Cancelled, Progress, on_every};
use crate::model::{Article, ArticleId, EntityId};
use crate::text::{Span, previous_word, squeezed};

pub const ANALYSIS: Analysis = Analysis {
    id: "naming",
    title: "Naming",
    question: "What does each outlet call somebody, first and later, and with which titles?",
    run,
    json,
};

/// One way in which one outlet calls one entity, by entity, outlet and form.
type Names = BTreeMap<(EntityId, String, String), Name>;

#[derive(Default)]
struct Name {
    places: Vec<Evidence>,
    /// Places where this is the first name that an article has for the entity.
    opens: Vec<Evidence>,
    /// Words in capitals right before it, such as `Prime Minister`, with their places.
    titles: BTreeMap<String, Vec<Evidence>>,
}

fn names(corpus: &Corpus, progress: &Progress) -> Result<Names, Cancelled> {
    let articles: Vec<(ArticleId, &Article)> = corpus.articles().collect();
    progress.expect(articles.len());
    let titles = |(id, article): &(ArticleId, &Article)| titles(corpus, *id, article);
    let titles = on_every(&articles, &|| progress.step().is_ok(), || (), |(), article| titles(article));
    let mut names = Names::new();
    for ((id, article), titles) in articles.into_iter().zip(titles.ok_or(Cancelled)?) {
        let outlet = corpus.project.outlet_name(article);
        let mut met: Vec<EntityId> = Vec::new();
        for (_, mention) in article.mentions.in_order() {
            let span = mention.extent.hull();
            let Some(entity) = mention.entity.filter(|_| corpus.counts(id, article, span.start())) else {
                continue;
            };
            let form = squeezed(&article.quote(mention));
            let name = names.entry((entity, outlet.to_owned(), form)).or_default();
            let place = Evidence { article: id, span };
            name.places.push(place);
            if !met.contains(&entity) {
                met.push(entity);
                name.opens.push(place);
            }
            if let Some(title) = titles.get(&span) {
                let title_place = Evidence { article: id, span: *title };
                name.titles.entry(squeezed(title.of(&article.text))).or_default().push(title_place);
            }
        }
    }
    Ok(names)
}

/// By mention that counts and is joined to an entity.
fn titles(corpus: &Corpus, id: ArticleId, article: &Article) -> BTreeMap<Span, Span> {
    let joined = article.mentions.values().filter(|mention| mention.entity.is_some());
    let places = joined.map(|mention| mention.extent.hull());
    let counted = places.filter(|span| corpus.counts(id, article, span.start()));
    counted.filter_map(|span| Some((span, title_before(article, span)?))).collect()
}

/// The words in capitals right before a mention; a single one at a sentence's start says nothing.
fn title_before(article: &Article, mention: Span) -> Option<Span> {
    let text = &article.text;
    let mut start = mention.start();
    while let Some(word) = previous_word(text, start) {
        let is_next = text[word.end()..start].trim_matches([' ', '\u{a0}']).is_empty();
        let form = word.of(text);
        if !is_next || !form.starts_with(char::is_uppercase) || is_calendar_word(form) {
            break;
        }
        start = word.start();
    }
    let title = Span::new(text, start..mention.start()).ok()?;
    let written = title.of(text).trim_end();
    let starts_sentence = text[..start].trim_end().ends_with(['.', '!', '?', '”', '"'])
        || text[..start].trim().is_empty()
        || text[..start].ends_with('\n');
    let is_lone = !written.contains(char::is_whitespace) && starts_sentence;
    let span = Span::new(text, start..start + written.len()).ok()?;
    (!written.is_empty() && !is_lone).then_some(span)
}

/// Entities by name, their outlets by name, the most used form first.
fn in_order<'n>(corpus: &Corpus, names: &'n Names) -> Vec<(String, &'n str, &'n str, &'n Name)> {
    let entity_name =
        |id: &EntityId| corpus.project.entities().get(id).map_or(String::new(), |entity| entity.name.clone());
    let mut all: Vec<_> = names
        .iter()
        .map(|((entity, outlet, form), name)| (entity_name(entity), outlet.as_str(), form.as_str(), name))
        .collect();
    all.sort_by(|a, b| (&a.0, a.1, b.3.places.len(), a.2).cmp(&(&b.0, b.1, a.3.places.len(), b.2)));
    all
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let names = names(corpus, progress)?;
    if names.is_empty() {
        let note = "No mention is joined to an entity yet. Join the mentions of one person or state, whatever it is called.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let columns = ["Entity", "Outlet", "Form", "Mentions", "First in its article", "Titles before it"];
    let row = |(entity, outlet, form, name): (String, &str, &str, &Name)| {
        let titles: Vec<String> =
            name.titles.iter().map(|(title, places)| format!("{title} ({})", places.len())).collect();
        vec![
            Cell::text(entity),
            Cell::text(outlet),
            Cell::new(Value::Text(form.to_owned()), name.places.clone()),
            Cell::new(Value::Count(name.places.len()), name.places.clone()),
            Cell::new(Value::Count(name.opens.len()), name.opens.clone()),
            Cell::new(Value::Text(titles.join(", ")), name.titles.values().flatten().copied().collect()),
        ]
    };
    let table = Table {
        title: "Names by entity and outlet".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: in_order(corpus, &names).into_iter().map(row).collect(),
    };
    Ok(Report { blocks: vec![Block::Table(table)] })
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let names = names(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let name = |(entity, outlet, form, name): (String, &str, &str, &Name)| {
        let titles: BTreeMap<&String, usize> =
            name.titles.iter().map(|(title, places)| (title, places.len())).collect();
        json!({
            "entity": entity,
            "outlet": outlet,
            "form": form,
            "count": name.places.len(),
            "opens": name.opens.len(),
            "titles": titles,
            "first": name.places.first().map(|place| quoter.json(*place)),
        })
    };
    json!({ "names": in_order(corpus, &names).into_iter().map(name).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;

    #[test]
    fn each_outlets_names_are_counted_with_titles_and_first_mentions() {
        let mut session = fixture::session(&[
            (
                "Lantern",
                "Japanese Prime Minister [PERSON Fumio Kishida] came. [PERSON Kishida] spoke. Then [PERSON Kishida] left.",
            ),
            ("Courant", "On Monday [PERSON Kishida] met Mr [PERSON Kishida]’s guests and [PERSON Macron]."),
        ]);
        let mentions = session.project().mentions().filter(|(article, _, mention)| {
            session.project().articles()[article].quote(mention).ends_with("Kishida")
        });
        let mentions = mentions.map(|(article, mention, _)| (article, mention)).collect();
        session
            .run(&Command::Link { mentions, entity: EntityChoice::New("Fumio Kishida".to_owned()) })
            .unwrap();
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        let rows: Vec<_> = answer["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| {
                (
                    name["outlet"].clone(),
                    name["form"].clone(),
                    name["count"].clone(),
                    name["opens"].clone(),
                    name["titles"].clone(),
                )
            })
            .collect();
        let expected = [
            (json!("Courant"), json!("Kishida"), json!(2), json!(1), json!({ "Mr": 1 })),
            (json!("Lantern"), json!("Kishida"), json!(2), json!(0), json!({})),
            (
                json!("Lantern"),
                json!("Fumio Kishida"),
                json!(1),
                json!(1),
                json!({ "Japanese Prime Minister": 1 }),
            ),
        ];
        assert_eq!(rows, expected);
        assert_eq!(answer["names"][2]["first"]["start"], json!(24));
    }
}
