//! Passages: runs that follow each other at about the same distance on both sides, joined.

use super::alignment::{Op, align_all};
use super::chain::{Chain, Pair, chains, push_run, with_runs_of_gaps};
use super::grams::Grams;
use super::order::mark_moved;
use super::runs::{WordRun, runs};
use super::winnowing::Window;
use super::words::Words;
use crate::job::in_parallel_from;
use crate::model::ArticleId;
use crate::text::Span;

/// Words that two articles share, with small differences or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    pub a: Side,
    pub b: Side,
    /// The stretches that are the same word for word, in text order.
    pub runs: Vec<Run>,
    /// Words that are the same on both sides.
    pub n_same: usize,
    /// Of these, the ones that are so only under a layer: written in another house style.
    pub n_layered: usize,
    /// Twice the same words, over the words of both sides: above 0.5, and 1 for a verbatim passage.
    pub share: f64,
    /// Whether it stands in another order among the passages of its pair on the other side.
    pub is_moved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side {
    pub article: ArticleId,
    pub span: Span,
}

/// The same words on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub a: Span,
    pub b: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    Verbatim,
    Near,
}

/// Every passage that two of the articles share, by pair of articles and place.
///
/// Compares all with all: two articles in well under a millisecond, ten thousand in about two
/// seconds of one core.
pub fn passages(articles: &[(ArticleId, &Words)]) -> Vec<Passage> {
    let texts: Vec<&Words> = articles.iter().map(|(_, words)| *words).collect();
    passages_of_runs(articles, &runs(&texts, &Grams::new(&texts, Window::One)))
}

/// Passages made of runs that are sorted by pair and place.
pub(super) fn passages_of_runs(articles: &[(ArticleId, &Words)], runs: &[WordRun]) -> Vec<Passage> {
    let pairs: Vec<&[WordRun]> = runs.chunk_by(|a, b| (a.x, a.y) == (b.x, b.y)).collect();
    let of_pairs = |pairs: &[&[WordRun]]| {
        let side = |text: u32| articles[text as usize];
        let of_pair = |runs: &&[WordRun]| passages_of_pair(side(runs[0].x), side(runs[0].y), runs);
        pairs.iter().flat_map(of_pair).collect::<Vec<_>>()
    };
    in_parallel_from(100, &pairs, of_pairs).into_iter().flatten().collect()
}

/// Every stretch of five words or more that is the same in both texts and in neither goes on, by place.
pub fn exact_runs(a: &Words, b: &Words) -> Vec<Run> {
    let texts = [a, b];
    runs(&texts, &Grams::new(&texts, Window::One)).iter().map(|run| run.spans(a, b)).collect()
}

impl WordRun {
    fn spans(self, a: &Words, b: &Words) -> Run {
        Run { a: a.hull(self.at_x as usize..self.end_x()), b: b.hull(self.at_y as usize..self.end_y()) }
    }

    fn n_layered(self, a: &Words, b: &Words) -> usize {
        let exact_a = &a.exact_keys()[self.at_x as usize..self.end_x()];
        n_differing(exact_a, &b.exact_keys()[self.at_y as usize..self.end_y()])
    }
}

pub(super) fn n_differing(a: &[u64], b: &[u64]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a != b).count()
}

/// Two wordings of a thousand words each.
const MOST_CELLS: usize = 1 << 20;

impl Passage {
    pub fn kind(&self) -> PassageKind {
        if self.runs.len() == 1 && self.n_layered == 0 { PassageKind::Verbatim } else { PassageKind::Near }
    }

    /// Two wordings of one thing as a passage, from the first to the last word that is the same.
    /// `None` where no word is, or where they are too long to align.
    pub fn between(a: (Side, &Words), b: (Side, &Words)) -> Option<Self> {
        let (x, y) = (a.1.within(a.0.span), b.1.within(b.0.span));
        if x.len().saturating_mul(y.len()) > MOST_CELLS {
            return None;
        }
        let (mut at_x, mut at_y) = (x.start as u32, y.start as u32);
        let mut runs: Vec<WordRun> = Vec::new();
        for op in align_all(&a.1.keys()[x], &b.1.keys()[y]) {
            if op == Op::Same {
                push_run(&mut runs, WordRun { x: 0, y: 1, at_x, at_y, n: 1 });
            }
            at_x += u32::from(op != Op::Inserted);
            at_y += u32::from(op != Op::Deleted);
        }
        let chain = Chain { runs };
        (!chain.runs.is_empty()).then(|| chain.passage((a.0.article, a.1), (b.0.article, b.1)))
    }

    pub fn sides(&self) -> [Side; 2] {
        [self.a, self.b]
    }

    /// This article's side and the other one.
    pub fn seen_from(&self, article: ArticleId) -> Option<(Side, Side)> {
        match article {
            id if id == self.a.article => Some((self.a, self.b)),
            id if id == self.b.article => Some((self.b, self.a)),
            _ => None,
        }
    }
}

impl PassageKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Near => "near",
        }
    }
}

/// The passages of one pair; its runs are sorted by place.
pub(super) fn passages_of_pair(
    a: (ArticleId, &Words),
    b: (ArticleId, &Words),
    runs: &[WordRun],
) -> Vec<Passage> {
    let pair = Pair { x: a.1.keys(), y: b.1.keys() };
    let mut passages: Vec<Passage> = chains(pair, runs).iter().map(|chain| chain.passage(a, b)).collect();
    mark_moved(&mut passages);
    passages
}

impl Chain {
    fn passage(&self, a: (ArticleId, &Words), b: (ArticleId, &Words)) -> Passage {
        let runs = with_runs_of_gaps(Pair { x: a.1.keys(), y: b.1.keys() }, &self.runs);
        let (first, last) = (self.runs[0], self.last());
        let (x, y) = (first.at_x as usize..last.end_x(), first.at_y as usize..last.end_y());
        let n_same: usize = runs.iter().map(|run| run.n as usize).sum();
        Passage {
            n_same,
            n_layered: runs.iter().map(|run| run.n_layered(a.1, b.1)).sum(),
            share: 2.0 * n_same as f64 / (x.len() + y.len()) as f64,
            a: Side { article: a.0, span: a.1.hull(x) },
            b: Side { article: b.0, span: b.1.hull(y) },
            runs: runs.iter().map(|run| run.spans(a.1, b.1)).collect(),
            is_moved: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The passages of two texts, as quotes.
    fn shared<'t>(a: &'t str, b: &'t str) -> Vec<(&'t str, &'t str)> {
        let words = [Words::of_text(a), Words::of_text(b)];
        let found = passages(&[(ArticleId(1), &words[0]), (ArticleId(2), &words[1])]);
        found.iter().map(|passage| (passage.a.span.of(a), passage.b.span.of(b))).collect()
    }

    #[test]
    fn eight_shared_words_are_a_passage_and_seven_are_none() {
        let eight = "the ferry left the old harbour before dawn";
        assert_eq!(shared(&format!("Yesterday {eight}!"), &format!("“{eight},” he said")), [(eight, eight)]);
        assert_eq!(shared("so ferry left the old harbour before dawn", eight), []);
    }

    #[test]
    fn a_changed_word_does_not_part_a_passage() {
        let a = "One: the ferry left the old harbour before dawn and sank off the northern cape. End";
        let b = "Two: the ferry left the old harbour before noon and sank off the northern cape! Fin";
        let whole = |text: &'static str| text[5..].trim_end_matches([' ', '.', '!', 'E', 'n', 'd', 'F', 'i']);
        assert_eq!(shared(a, b), [(whole(a), whole(b))]);
        let words = [Words::of_text(a), Words::of_text(b)];
        let found = passages(&[(ArticleId(1), &words[0]), (ArticleId(2), &words[1])]);
        // Fourteen words, one of them changed.
        assert_eq!((found[0].n_same, found[0].runs.len()), (13, 2));
        assert!((found[0].share - 13.0 / 14.0).abs() < 1e-12);
        assert_eq!(found[0].kind(), PassageKind::Near);
    }

    #[test]
    fn unrelated_text_between_two_passages_is_not_bridged() {
        let (first, second) =
            ("the ferry left the old harbour before dawn", "nobody on board had heard the storm warning");
        let a = format!("{first} while nine other people waited on the quay for news {second}");
        let b = format!("{first} despite all that a retired captain told them over breakfast {second}");
        assert_eq!(shared(&a, &b), [(first, first), (second, second)]);
    }

    #[test]
    fn a_passage_ends_with_its_last_good_run() {
        let core = "the ferry left the old harbour before dawn and sank";
        let a = format!("{core} quickly off the cape. Nobody saw it");
        let b = format!("{core} slowly off the cape. Police deny it");
        assert_eq!(shared(&a, &b), [(&a[..a.find(". ").unwrap()], &b[..b.find(". ").unwrap()])]);
        // One equal word after the gap is not enough.
        assert_eq!(
            shared(&format!("{core} quickly off it"), &format!("{core} slowly off them")),
            [(core, core)]
        );
    }

    #[test]
    fn a_repeated_sentence_is_found_at_both_places_but_not_within_one_article() {
        let line = "the ferry left the old harbour before dawn";
        let twice = format!("{line}. {line}.");
        assert_eq!(shared(&twice, "nothing of the kind"), []);
        assert_eq!(shared(&twice, line).len(), 2);
    }

    #[test]
    fn sixteen_characters_of_an_unspaced_script_count_as_eight_words() {
        let sixteen = "首相は七日朝に港を出た船を見送り"; // sixteen characters
        assert_eq!(shared(&format!("甲{sixteen}乙"), &format!("丙{sixteen}丁")), [(sixteen, sixteen)]);
        let fifteen: String = sixteen.chars().skip(1).collect();
        assert_eq!(shared(&format!("甲{fifteen}"), &format!("丙{fifteen}")), []);
    }

    #[test]
    fn more_copies_than_the_bound_still_link_to_the_first() {
        let line = "the ferry left the old harbour before dawn";
        let words: Vec<Words> = (0..150).map(|n| Words::of_text(&format!("w{n} {line} v{n}"))).collect();
        let articles: Vec<_> =
            words.iter().enumerate().map(|(n, words)| (ArticleId(n as u32), words)).collect();
        let found = passages(&articles);
        assert_eq!(found.len(), 149);
        assert!(found.iter().all(|passage| passage.a.article == ArticleId(0)));
    }

    #[test]
    fn a_run_that_starts_with_a_worn_phrase_is_found_between_any_two() {
        let worn = "according to people who know";
        let mut texts: Vec<String> = (0..150).map(|n| format!("w{n} {worn} v{n}")).collect();
        let rare = format!("{worn} the ferry left before dawn");
        texts.extend([rare.clone(), rare]);
        let words: Vec<Words> = texts.iter().map(|text| Words::of_text(text)).collect();
        let articles: Vec<_> =
            words.iter().enumerate().map(|(n, words)| (ArticleId(n as u32), words)).collect();
        let found = passages(&articles);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].a.article, found[0].b.article, found[0].n_same),
            (ArticleId(150), ArticleId(151), 10)
        );
    }
}
