use std::collections::BTreeMap;

use serde::Serialize;

use super::COMMAND;
use crate::format::shared::{Locator, facts_by_name, one_line, path_of_key, unique_keys};
use crate::format::{Losses, OutputFile};
use crate::model::{Draft, Zone};
use crate::text::Unit;

const DAYS_APART: usize = 30; // what follows a story later than a month is background

/// passim's own `--maxDF`.
const USUAL_MOST_ARTICLES: usize = 100;

/// Spark tells the type of a field from its values, so what is empty is left out.
#[derive(Serialize)]
struct Line<'d> {
    id: &'d str,
    series: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'d str>,
    #[serde(flatten)]
    facts: BTreeMap<&'static str, &'d str>,
    /// What each fact that nobody confirmed was taken from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    guesses: BTreeMap<&'static str, &'d str>,
    /// Where the article was loaded from, where its id does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'d str>,
    text: &'d str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locs: Vec<Loc>,
}

/// A zone. passim repeats in its answer which of them a passage lies in.
#[derive(Serialize)]
struct Loc {
    loc: &'static str,
    start: usize,
    length: usize,
}

pub(super) fn write(drafts: &[Draft], _: &mut Losses) -> Vec<OutputFile> {
    let ids = unique_keys(drafts);
    let lines: String = drafts.iter().zip(&ids).map(|(draft, id)| line(draft, id)).collect();
    vec![OutputFile::new("articles.jsonl", lines), OutputFile::new(COMMAND, command(drafts))]
}

fn line(draft: &Draft, id: &str) -> String {
    let id = if id.is_empty() { "untitled" } else { id };
    let by_name = facts_by_name(&draft.facts);
    let given = by_name.iter().filter_map(|(name, fact)| Some((*name, fact.as_ref()?)));
    let mut facts: BTreeMap<&str, &str> =
        given.clone().map(|(name, fact)| (name, fact.value.as_str())).collect();
    facts.extend(draft.facts.domain.as_deref().map(|domain| ("domain", domain)));
    let locator = Locator::in_unit(&draft.text, Unit::Char);
    let line = Line {
        id,
        // passim compares no two articles of one series: those of unknown outlets would be one.
        series: facts.remove("outlet").unwrap_or(id),
        date: facts.remove("published"),
        event: facts.remove("story"),
        guesses: given.filter_map(|(name, fact)| Some((name, fact.guessed_from.as_deref()?))).collect(),
        facts,
        path: Some(draft.path.as_str()).filter(|path| *path != path_of_key(id, &draft.facts)),
        text: &draft.text,
        locs: draft.zones.iter().map(|zone| loc(zone, &locator)).collect(),
    };
    one_line(&line) + "\n"
}

fn loc(zone: &Zone, locator: &Locator) -> Loc {
    let range = locator.offsets(zone.span);
    Loc { loc: zone.kind.name(), start: range.start, length: range.len() }
}

/// The run that fits the articles, with what it does not find.
fn command(drafts: &[Draft]) -> String {
    let is_dated = |draft: &Draft| draft.facts.published.is_some();
    let (fields, pairs, left_out) = match drafts.iter().all(is_dated) {
        true => (
            "'date(date) as day' 'xxhash64(series) as gid'",
            format!(
                "'gid <> gid2 AND (day < day2 OR (day = day2 AND uid < uid2)) AND datediff(day2, day) <= {DAYS_APART}'"
            ),
            format!("Articles of one outlet, or more than {DAYS_APART} days apart, are not compared."),
        ),
        // A comparison with a date that is missing is never true, and drops the pair.
        false => (
            "'xxhash64(series) as gid'",
            "'gid <> gid2 AND uid < uid2'".to_owned(),
            "Articles of one outlet are not compared; all others are, as some have no date.".to_owned(),
        ),
    };
    let most = drafts.len().max(USUAL_MOST_ARTICLES);
    format!(
        "#!/bin/sh\n\
         # Finds passages that articles of different outlets share, with passim 2 and Java:\n\
         #   pip install git+https://github.com/dasmiq/passim.git\n\
         # Read the answer with: broadsheet import PROJECT.ron --from passim THIS-FOLDER\n\
         #\n\
         # What it does not tell:\n\
         # - {left_out}\n\
         # - Letters alone find passages: \"December 2022\" and \"December 2023\" are one to it.\n\
         # - What stands twice in one article finds nothing.\n\
         # - What stands in more than --maxDF articles finds nothing; here that is none of them.\n\
         # - Clusters need the package GraphFrames, which Spark fetches from the network. Without one, take the\n\
         #   line --packages out of the script seriatim; then the run stops after out/align.json, which can be\n\
         #   read all the same.\n\
         cd -- \"$(dirname -- \"$0\")\" || exit 1\n\
         exec passim --pairwise --maxDF {most} \\\n    \
         --fields {fields} \\\n    \
         --filterpairs {pairs} \\\n    \
         articles.jsonl out\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, Facts};

    fn draft(path: &str, published: Option<&str>) -> Draft {
        let facts = Facts { published: published.map(Fact::given), ..Facts::default() };
        Draft { path: path.to_owned(), facts, ..Draft::of_text("A – text") }
    }

    fn run(drafts: &[Draft]) -> String {
        String::from_utf8(write(drafts, &mut Losses::default())[1].bytes.clone()).unwrap()
    }

    // Trap 6: passim compares no articles of one series.
    #[test]
    fn an_article_of_unknown_outlet_is_a_series_of_its_own() {
        let files = write(&[draft("a.txt", None), draft("b.txt", None)], &mut Losses::default());
        let lines = String::from_utf8(files[0].bytes.clone()).unwrap();
        assert_eq!(lines.lines().next(), Some(r#"{"id":"a.txt","series":"a.txt","text":"A – text"}"#));
        assert!(lines.contains(r#""series":"b.txt""#));
    }

    // Trap 5: an n-gram of more articles than `--maxDF` is dropped.
    #[test]
    fn the_most_copied_text_is_not_dropped() {
        let many: Vec<Draft> = (0..150).map(|n| draft(&format!("{n}.txt"), None)).collect();
        assert!(run(&many).contains("--maxDF 150 "));
        assert!(run(&many[..2]).contains("--maxDF 100 "));
    }

    #[test]
    fn a_window_of_days_is_asked_only_where_every_article_has_a_date() {
        let dated = draft("a.txt", Some("2024-05-02"));
        assert!(run(std::slice::from_ref(&dated)).contains("datediff(day2, day) <= 30"));
        let some = run(&[dated, draft("b.txt", None)]);
        assert!(!some.contains("day2") && some.contains("'gid <> gid2 AND uid < uid2'"), "{some}");
    }
}
