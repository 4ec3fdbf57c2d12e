use std::collections::BTreeMap;

use super::escape::escape;
use super::page::counted;
use super::svg::svg;
use crate::analysis::{
    Analysis, Block, Card, Cell, Column, Corpus, Evidence, Piece, Report, Table, Value, Variants, Wording,
    in_words, pieces,
};
use crate::index::{DifferenceClass, Passage, Side, Words, differences};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};
use crate::text::{Span, paragraphs, sentence_at};

/// Writes the blocks of one answer.
pub(super) struct Writer<'c> {
    corpus: &'c Corpus,
    question: &'static Analysis,
    /// Where the lines with words begin, of each article that was quoted.
    lines: BTreeMap<ArticleId, Vec<usize>>,
    words: BTreeMap<ArticleId, Words>,
}

// What one page holds, so that it opens at once on a phone too; the rest is counted where it is missing.
const MOST_ROWS: usize = 200;
const MOST_PASSAGES: usize = 100;
const MOST_CARDS: usize = 100;
const MOST_VARIANTS: usize = 50;
const MOST_PLACES: usize = 12; // of a figure
const MOST_PLACES_OF_A_TABLE: usize = 4000;
const MOST_SENTENCE: usize = 600; // bytes; a line of a list may be as long as an article

impl<'c> Writer<'c> {
    pub fn new(corpus: &'c Corpus, question: &'static Analysis) -> Self {
        Self { corpus, question, lines: BTreeMap::new(), words: BTreeMap::new() }
    }

    pub fn report(&mut self, report: &Report, progress: &Progress) -> Result<String, Cancelled> {
        let mut written = String::new();
        for (n, block) in report.blocks.iter().enumerate() {
            progress.go_on()?;
            written += &match block {
                Block::Note(note) => format!("<p>{}</p>\n", escape(note)),
                Block::Plot(plot) => {
                    format!("<figure>\n{}</figure>\n", svg(plot, &self.question.source(self.corpus), None))
                }
                Block::Table(table) => self.table(table, &n.to_string()),
                Block::Cards(cards) => self.cards(cards),
                Block::Variants(all) => self.variants(all, n),
                Block::Stories(_) => String::new(),
                Block::Passages(passages) => self.passages(passages, progress)?,
            };
        }
        Ok(written)
    }

    /// Beside the earliest article of each; the window lays them beside the others too.
    fn variants(&mut self, all: &[Variants], n: usize) -> String {
        let shown = all.iter().take(MOST_VARIANTS).filter_map(|variants| variants.by_base.first());
        let written: String =
            shown.enumerate().map(|(at, (_, table))| self.table(table, &format!("{n}-{at}"))).collect();
        written + &omitted(all.len().saturating_sub(MOST_VARIANTS), "passage")
    }

    /// `n` tells it from the other tables of its question.
    fn table(&mut self, table: &Table, n: &str) -> String {
        let shown = &table.rows[..table.rows.len().min(MOST_ROWS)];
        let n_lists: usize = shown.iter().map(|row| lists(row).filter(|list| list.is_first()).count()).sum();
        let n_places = (MOST_PLACES_OF_A_TABLE / n_lists.max(1)).clamp(1, MOST_PLACES);
        let numeric: Vec<bool> =
            (0..table.columns.len()).map(|column| column > 0 && table.is_numeric(column)).collect();
        let row = |(at, row): (usize, &Vec<Cell>)| {
            let id = format!("{}-{n}-{at}", self.question.id);
            let cells = lists(row).zip(&numeric);
            let cells = cells.map(|(list, is_numeric)| self.cell(&list, *is_numeric, &id, n_places));
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let rows: String = shown.iter().enumerate().map(row).collect();
        format!(
            "<h3 id=\"{}-{n}\">{}</h3>\n<div class=\"wide\"><table>\n{}<tbody>\n{rows}</tbody>\n</table></div>\n{}",
            self.question.id,
            escape(&table.title),
            heads(&table.columns, &numeric),
            omitted(table.rows.len() - shown.len(), "row")
        )
    }

    /// A figure with its places to open; or a link to the list of them where a cell before it has the same,
    /// which opens that.
    fn cell(&mut self, list: &List, is_numeric: bool, row: &str, n_places: usize) -> String {
        let (open, close) = match (list.at, is_numeric) {
            (0, _) => ("<th scope=\"row\" dir=\"auto\">", "</th>"),
            (_, true) => ("<td class=\"number\">", "</td>"),
            (_, false) => ("<td class=\"words\" dir=\"auto\">", "</td>"),
        };
        let value = match &list.cell.value {
            Value::Nothing => "–".to_owned(),
            value => escape(&value.to_string()),
        };
        let id = format!("{row}-{}", list.first);
        let figure = match list.cell.evidence.as_slice() {
            [] => value,
            places if list.is_first() => {
                let places = self.places(places, n_places);
                // Of one name only one is open at a time: they lie over the rows that follow.
                format!(
                    "<details name=\"{}\"><summary>{value}</summary><div id=\"{id}\" class=\"opened\">{places}</div></details>",
                    self.question.id
                )
            }
            _ => format!("<a class=\"figure\" href=\"#{id}\">{value}</a>"),
        };
        format!("{open}{figure}{close}")
    }

    /// The sentences behind a figure.
    fn places(&mut self, places: &[Evidence], n_most: usize) -> String {
        let shown: String = places.iter().take(n_most).map(|place| self.place(*place)).collect();
        let more = omitted(places.len().saturating_sub(n_most), "place");
        format!("<ol class=\"places\">{shown}</ol>{more}")
    }

    fn place(&mut self, place: Evidence) -> String {
        let corpus = self.corpus;
        let Some(article) = corpus.project.article(place.article) else { return String::new() };
        let text = &*article.text;
        let (before, after) = around(text, place.span);
        format!(
            "<li><span dir=\"auto\">{}<mark>{}</mark>{}</span>{}</li>",
            escape(&before),
            escape(place.span.of(text)),
            escape(&after),
            self.source(article, place)
        )
    }

    /// Outlet, title and where in the text.
    fn source(&mut self, article: &Article, place: Evidence) -> String {
        let starts = self.lines.entry(place.article).or_insert_with(|| line_starts(&article.text));
        let line = starts.partition_point(|start| *start <= place.span.start());
        let zone =
            article.zone_at(place.span.start()).map_or(String::new(), |zone| format!(", {}", zone.name()));
        format!(
            "<span class=\"source\" dir=\"auto\">{}, “{}”, paragraph {line}{zone}</span>",
            escape(self.corpus.project.outlet_name(article)),
            escape(&article.header.title),
        )
    }

    fn passages(&mut self, passages: &[Passage], progress: &Progress) -> Result<String, Cancelled> {
        let mut written = "<h3>Passages</h3>\n".to_owned() + &legend();
        for passage in passages.iter().take(MOST_PASSAGES) {
            progress.go_on()?;
            written += &self.passage(passage);
        }
        Ok(written + &omitted(passages.len().saturating_sub(MOST_PASSAGES), "passage"))
    }

    fn passage(&mut self, passage: &Passage) -> String {
        for side in passage.sides() {
            self.read(side.article);
        }
        let words = |id| self.words.get(&id);
        let found = match (words(passage.a.article), words(passage.b.article)) {
            (Some(a), Some(b)) => differences(&self.corpus.project, passage, a, b),
            _ => Vec::new(),
        };
        let a = found.iter().map(|difference| (difference.a, difference.class)).collect();
        let b = found.iter().map(|difference| (difference.b, difference.class)).collect();
        format!(
            "<article class=\"passage\"><h4>{}</h4>\n{}{}</article>\n",
            escape(&in_words(passage)),
            self.side(passage.a, a),
            self.side(passage.b, b)
        )
    }

    fn read(&mut self, id: ArticleId) {
        let Some(article) = self.corpus.project.article(id) else { return };
        self.words.entry(id).or_insert_with(|| Words::of(article, self.corpus.zones()));
    }

    fn side(&mut self, side: Side, differing: Vec<(Span, DifferenceClass)>) -> String {
        let corpus = self.corpus;
        let Some(article) = corpus.project.article(side.article) else { return String::new() };
        let wording = wording(&article.text, &pieces(&article.text, side.span, differing));
        let source = self.source(article, side.into());
        format!("<blockquote><span dir=\"auto\">{wording}</span>{source}</blockquote>\n")
    }

    fn cards(&mut self, cards: &[Card]) -> String {
        let mut written = "<h3>Quotation by quotation</h3>\n".to_owned() + &legend();
        for (n, card) in cards.iter().take(MOST_CARDS).enumerate() {
            let wordings: String = card.wordings.iter().map(|wording| self.telling(wording)).collect();
            let places = card.wordings.len();
            written += &format!(
                "<article class=\"card\"><h4>{}, in {places} places</h4>\n{wordings}</article>\n",
                n + 1
            );
        }
        written + &omitted(cards.len().saturating_sub(MOST_CARDS), "quotation")
    }

    fn telling(&mut self, telling: &Wording) -> String {
        let corpus = self.corpus;
        let Some(article) = corpus.project.article(telling.place.article) else { return String::new() };
        let said = |place: &Option<Evidence>| place.map(|place| place.span.of(&article.text));
        let speaker = telling.speaker.as_ref().map(|(name, _)| name.as_str());
        let facts = [
            ("speaker", speaker),
            ("cue", said(&telling.cue)),
            ("through", said(&telling.through)),
            ("changed", Some(telling.changed.as_str()).filter(|changed| !changed.is_empty())),
        ];
        let fact = |(name, value): (&str, Option<&str>)| Some(format!(" · {name}: {}", escape(value?)));
        format!(
            "<blockquote><span dir=\"auto\">{}</span>{}<span class=\"source\" dir=\"auto\">{}, {:.0} % into the text{}</span>\
             </blockquote>\n",
            wording(&article.text, &telling.pieces),
            self.source(article, telling.place),
            escape(telling.voice),
            telling.depth * 100.0,
            facts.into_iter().filter_map(fact).collect::<String>()
        )
    }
}

/// A cell of a row, and the first one of the row that has the same places.
struct List<'t> {
    cell: &'t Cell,
    at: usize,
    first: usize,
}

impl List<'_> {
    fn is_first(&self) -> bool {
        self.first == self.at && !self.cell.evidence.is_empty()
    }
}

fn lists(row: &[Cell]) -> impl Iterator<Item = List<'_>> {
    row.iter().enumerate().map(|(at, cell)| {
        let first = row[..at].iter().position(|before| before.evidence == cell.evidence);
        List { cell, at, first: first.unwrap_or(at) }
    })
}

/// One row of titles, or two where several columns have a group above them.
fn heads(columns: &[Column], numeric: &[bool]) -> String {
    let title = |(column, is_numeric): (&Column, &bool)| {
        let class = if *is_numeric { " class=\"number\"" } else { "" };
        format!("<th scope=\"col\"{class}>{}</th>", escape(&column.title))
    };
    let titles: String = columns.iter().zip(numeric).map(title).collect();
    let group = |columns: &[Column]| match columns[0].group.as_str() {
        "" => format!("<td colspan=\"{}\"></td>", columns.len()),
        name => {
            format!("<th scope=\"colgroup\" colspan=\"{}\" dir=\"auto\">{}</th>", columns.len(), escape(name))
        }
    };
    let groups: String = columns.chunk_by(|a, b| a.group == b.group).map(group).collect();
    let has_groups = columns.iter().any(|column| !column.group.is_empty());
    let groups = if has_groups { format!("<tr>{groups}</tr>\n") } else { String::new() };
    format!("<thead>\n{groups}<tr>{titles}</tr>\n</thead>\n")
}

/// `and 1,234 more places`; nothing where nothing is left out.
fn omitted(n: usize, thing: &str) -> String {
    match n {
        0 => String::new(),
        1 => format!("<p class=\"weak\">and 1 more {thing}</p>\n"),
        n => format!("<p class=\"weak\">and {} more {thing}s</p>\n", counted(n)),
    }
}

/// The words with what differs in them, each difference with its class: by line, in a tip and to a
/// screen reader, never by color alone.
fn wording(text: &str, pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| {
        let words = escape(piece.span.of(text));
        match piece.class {
            None => words,
            Some(class) if piece.span.is_empty() => {
                format!("<span class=\"differs missing\" title=\"{}\">‸</span>", class.name())
            }
            Some(class) => {
                format!("<span class=\"differs {}\" title=\"{}\">{words}</span>", class.id(), class.name())
            }
        }
    };
    pieces.iter().map(piece).collect()
}

fn legend() -> String {
    let entry =
        |class: &DifferenceClass| format!("<span class=\"differs {}\">{}</span>", class.id(), class.name());
    let entries: Vec<String> = DifferenceClass::ALL.iter().map(entry).collect();
    format!(
        "<p class=\"weak\">What differs is underlined: {}; ‸ where words are missing.</p>\n",
        entries.join(", ")
    )
}

fn line_starts(text: &str) -> Vec<usize> {
    let has_words = |line: &Span| !line.of(text).trim().is_empty();
    paragraphs(text).into_iter().filter(has_words).map(Span::start).collect()
}

/// What stands before and after a place in its sentence.
fn around(text: &str, span: Span) -> (String, String) {
    let sentence = |byte: usize| sentence_at(text, byte);
    let start = sentence(span.start()).map_or(span.start(), |found| found.start().min(span.start()));
    let end = sentence(span.end().saturating_sub(1).max(span.start()));
    let end = end.map_or(span.end(), |found| found.end().max(span.end()));
    let room = MOST_SENTENCE / 2;
    let from = text.ceil_char_boundary(start.max(span.start().saturating_sub(room)));
    let to = text.floor_char_boundary(end.min(span.end() + room));
    let before =
        format!("{}{}", if from > start { "…" } else { "" }, &text[from.min(span.start())..span.start()]);
    let after = format!("{}{}", &text[span.end()..to.max(span.end())], if to < end { "…" } else { "" });
    (before, after)
}
