use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::{Analysis, Block, Cell, Column, Corpus, Readings, Report, Table, Value};
use crate::index::Words;
use crate::index::quotation::{Quotation, QuotationKind, Rule};
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;
use crate::text::squeezed;

pub const ANALYSIS: Analysis = Analysis {
    id: "quotations",
    title: "Quotations",
    question: "Who is quoted, in which words, and what is said by nobody in particular?",
    run,
    json,
};

/// A quotation in its article.
pub(super) struct Quoted {
    pub article: ArticleId,
    pub quotation: Quotation,
}

impl Quoted {
    pub fn evidence(&self) -> Evidence {
        Evidence { article: self.article, span: self.quotation.span }
    }
}

/// All quotations that count, in the order of articles and texts.
pub(super) fn quoted(corpus: &Corpus, progress: &Progress) -> Result<Vec<Quoted>, Cancelled> {
    let mut found = Vec::new();
    for (id, quotations) in Readings::quotations(corpus, progress)? {
        let Some(article) = corpus.project.article(id) else { continue };
        let counted =
            quotations.iter().filter(|quotation| corpus.counts(id, article, quotation.span.start()));
        found.extend(counted.map(|quotation| Quoted { article: id, quotation: quotation.clone() }));
    }
    Ok(found)
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = quoted(corpus, progress)?;
    if found.is_empty() {
        let note = "Nothing is quoted in these articles.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let columns = ["Outlet", "Article", "Speaker", "Cue", "Kind", "Words", "Quotation", "Found by"];
    let table = Table {
        title: "Quotations".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: found.iter().filter_map(|quoted| row(corpus, quoted)).collect(),
    };
    Ok(Report { blocks: vec![Block::Note(summary(&found)), Block::Table(table)] })
}

fn summary(found: &[Quoted]) -> String {
    let n_of = |is: fn(&Quotation) -> bool| found.iter().filter(|quoted| is(&quoted.quotation)).count();
    let n_verbatim = n_of(|quotation| quotation.kind.is_verbatim());
    let n_unattributed =
        n_of(|quotation| quotation.rule == Rule::NotFound && quotation.kind != QuotationKind::Nested);
    let n_nobody = n_of(|quotation| quotation.rule == Rule::Nobody);
    format!(
        "{n_verbatim} verbatim and {} reported in the outlets’ own words. {n_unattributed} without a speaker that the rules \
         find; {n_nobody} said of nobody in particular, as in “it is believed”.",
        found.len() - n_verbatim
    )
}

fn row(corpus: &Corpus, quoted: &Quoted) -> Option<Vec<Cell>> {
    let article = corpus.project.article(quoted.article)?;
    let Quotation { span, kind, speaker, cue, rule, .. } = &quoted.quotation;
    let place = |span| Evidence { article: quoted.article, span };
    let speaker = speaker.as_ref().map_or(Cell::text(""), |speaker| {
        Cell::new(Value::Text(speaker.name.clone()), vec![place(speaker.span)])
    });
    let cue = cue.map_or(Cell::text(""), |cue| {
        Cell::new(Value::Text(squeezed(cue.of(&article.text))), vec![place(cue)])
    });
    let words = span.of(&article.text);
    Some(vec![
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        speaker,
        cue,
        Cell::text(kind.name()),
        Cell::new(Value::Count(Words::of_text(words).count()), vec![quoted.evidence()]),
        Cell::new(Value::Text(squeezed(words)), vec![quoted.evidence()]),
        Cell::text(rule.name()),
    ])
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = quoted(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let all = found.iter().map(|quoted| quotation_json(corpus, &mut quoter, quoted));
    json!({ "quotations": all.collect::<Vec<Json>>() })
}

/// Place, text, speaker, cue and kind of a quotation.
pub(super) fn quotation_json(corpus: &Corpus, quoter: &mut Quoter, quoted: &Quoted) -> Json {
    let Quotation { kind, speaker, cue, relayed_by, rule, is_translated, .. } = &quoted.quotation;
    let article = corpus.project.article(quoted.article);
    let text = |span: crate::text::Span| article.map(|article| squeezed(span.of(&article.text)));
    let mut shown = quoter.json(quoted.evidence());
    shown["speaker"] = json!(speaker.as_ref().map(|speaker| &speaker.name));
    shown["speaker_at"] = match speaker {
        Some(speaker) => quoter.json(Evidence { article: quoted.article, span: speaker.span }),
        None => Json::Null,
    };
    shown["cue"] = json!(cue.and_then(text));
    shown["relayed_by"] = json!(relayed_by.and_then(text));
    shown["kind"] = json!(kind.name());
    shown["rule"] = json!(rule.name());
    shown["translated"] = json!(is_translated);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;

    /// The words of each quotation between marks that is no nested one, by seed article.
    fn of_seed(corpus: &Corpus, n: usize) -> Vec<(String, String, &'static str)> {
        let (id, article) = corpus.articles().nth(n).unwrap();
        let found = quoted(corpus, &Progress::default()).unwrap();
        let of_article = found.into_iter().filter(|quoted| quoted.article == id);
        let shown = of_article.map(|Quoted { quotation, .. }| {
            let speaker = quotation.speaker.map_or(String::new(), |speaker| speaker.name);
            (squeezed(quotation.span.of(&article.text)), speaker, quotation.kind.name())
        });
        shown.collect()
    }

    // The quotations that the research counted by hand: 6, 5, 4, 1 and 3, two headlines, one nested.
    #[test]
    fn the_seeds_have_the_counted_quotations() {
        let Some(corpus) = golden::corpus() else { return };
        let kinds = ["direct", "partial", "title", "nested"];
        let counts: Vec<[usize; 4]> = (0..5)
            .map(|n| kinds.map(|kind| of_seed(&corpus, n).iter().filter(|found| found.2 == kind).count()))
            .collect();
        let marked: Vec<usize> = counts.iter().map(|[direct, partial, ..]| direct + partial).collect();
        assert_eq!(marked, [6, 5, 4, 1, 3]);
        assert_eq!(counts.iter().map(|count| count[2]).collect::<Vec<_>>(), [1, 0, 1, 0, 0]);
        assert_eq!(counts.iter().map(|count| count[3]).collect::<Vec<_>>(), [0, 0, 1, 0, 0]);
    }

    // Who speaks in which article: evidence E11 of the research.
    #[test]
    fn the_seeds_have_the_read_speakers() {
        let Some(corpus) = golden::corpus() else { return };
        let speaker = |n: usize, start: &str| {
            let found = of_seed(&corpus, n)
                .into_iter()
                .find(|(text, _, kind)| text.starts_with(start) && *kind != "indirect");
            found.unwrap_or_else(|| panic!("{start}")).1
        };
        for (n, start, expected) in [
            (0, "coordinate closely in", "Japanese foreign ministry"),
            (0, "As unilateral", "Kishida"),
            (0, "I also hope", "Macron"),
            (0, "greatest challenge", "National Security Strategy"),
            (0, "China’s intensification", "Yoshimasa Hayashi"),
            (1, "a leading partner", "Kishida"),
            (1, "As unilateral", "Kishida"),
            (1, "The G-7", "Kishida"),
            (1, "Japan can count", "Macron"),
            (1, "greatest challenge", "National Security Strategy"),
            (2, "In light of", "Japanese Foreign Affairs Ministry"),
            (2, "I also hope", "Macron"),
            (2, "With regard", "Japanese Foreign Ministry"),
            (2, "Au Japon", "Emmanuel Macron"),
            (3, "free and open", ""),
            (4, "In strategic", "Emmanuel Macron"),
            (4, "PM Kishida: I", "PM’s Office of Japan"),
            (4, "On a Japan-France", "PM’s Office of Japan"),
            (4, "Cher Fumio", "Emmanuel Macron"),
        ] {
            assert_eq!(speaker(n, start), expected, "{n}: {start}");
        }
    }

    #[test]
    fn the_two_statements_of_nobody_in_003_are_found() {
        let Some(corpus) = golden::corpus() else { return };
        let report = json(&corpus, &Report::default());
        let (_, article) = corpus.articles().nth(3).unwrap();
        let all = report["quotations"].as_array().unwrap();
        let of_nobody = |found: &&Json| {
            found["rule"] == Rule::Nobody.name() && found["article"] == article.header.path.as_str()
        };
        let cues: Vec<&Json> = all.iter().filter(of_nobody).map(|found| &found["cue"]).collect();
        assert_eq!(cues, ["is believed", "is seen"]);
    }
}
