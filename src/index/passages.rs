//! Passages: runs that follow each other at about the same distance on both sides, joined.

use super::alignment::{Op, align_all};
use super::runs::{WordRun, runs, same};
use super::threads::in_parallel;
use super::words::{BREAK, Words, halves};
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
    /// Twice the same words, over the words of both sides: above 0.5, and 1 for a verbatim passage.
    pub share: f64,
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

/// Words that a passage has in common at least.
const PASSAGE_WORDS: usize = 8;

/// Words that may differ between two runs, and by how many more on one side than on the other.
const GAP_WORDS: usize = 12;

/// Words that may differ before a shorter run at a passage's end still belongs to it.
const END_GAP_WORDS: usize = 3;

/// Every passage that two of the articles share, by pair of articles and place.
///
/// Compares all with all: two articles in well under a millisecond, ten thousand in about two
/// seconds of one core.
pub fn passages(articles: &[(ArticleId, &Words)]) -> Vec<Passage> {
    let texts: Vec<&Words> = articles.iter().map(|(_, words)| *words).collect();
    let runs = runs(&texts);
    let pairs: Vec<&[WordRun]> = runs.chunk_by(|a, b| (a.x, a.y) == (b.x, b.y)).collect();
    let of_pairs = |pairs: &[&[WordRun]]| {
        pairs.iter().flat_map(|runs| passages_of_pair(articles, runs)).collect::<Vec<_>>()
    };
    match pairs.len() {
        0..100 => of_pairs(&pairs),
        _ => in_parallel(&pairs, of_pairs).concat(),
    }
}

/// Two wordings of a thousand words each.
const MOST_CELLS: usize = 1 << 20;

impl Passage {
    pub fn kind(&self) -> PassageKind {
        if self.runs.len() == 1 { PassageKind::Verbatim } else { PassageKind::Near }
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

/// Runs of one passage in the making, in order, apart from each other on both sides.
struct Chain {
    runs: Vec<WordRun>,
}

/// The keys of the two texts that are compared.
#[derive(Clone, Copy)]
struct Pair<'w> {
    x: &'w [u64],
    y: &'w [u64],
}

fn passages_of_pair(articles: &[(ArticleId, &Words)], runs: &[WordRun]) -> Vec<Passage> {
    let (a, b) = (articles[runs[0].x as usize], articles[runs[0].y as usize]);
    let pair = Pair { x: a.1.keys(), y: b.1.keys() };
    let mut chains: Vec<Chain> = chains(pair, runs).into_iter().map(|chain| chain.extended(pair)).collect();
    chains.retain(|chain| chain.weight(pair) >= PASSAGE_WORDS);
    drop_echoes(&mut chains);
    chains.sort_by_key(|chain| (chain.runs[0].at_x, chain.runs[0].at_y));
    chains.into_iter().map(|chain| chain.passage(a, b)).collect()
}

/// Joins each run to the open chain that it continues best, or opens one.
fn chains(pair: Pair, runs: &[WordRun]) -> Vec<Chain> {
    let mut closed = Vec::new();
    let mut open: Vec<Chain> = Vec::new();
    for run in runs {
        let (near, far) =
            open.into_iter().partition(|chain| chain.last().end_x() + GAP_WORDS >= run.at_x as usize);
        (open, _) = (near, closed.extend::<Vec<Chain>>(far));
        let next = |chain: &Chain| chain.next(pair, *run);
        let drift = |run: &WordRun, chain: &Chain| run.diagonal().abs_diff(chain.last().diagonal());
        let fitting = open.iter_mut().filter_map(|chain| next(chain).map(|run| (chain, run)));
        match fitting.min_by_key(|(chain, run)| drift(run, chain)) {
            Some((chain, run)) => chain.runs.push(run),
            None => open.push(Chain { runs: vec![*run] }),
        }
    }
    closed.extend(open);
    closed
}

impl Chain {
    fn last(&self) -> WordRun {
        self.runs[self.runs.len() - 1]
    }

    fn n_same(&self) -> usize {
        self.runs.iter().map(|run| run.n as usize).sum()
    }

    /// Same words; a character of an unspaced script counts half.
    fn weight(&self, pair: Pair) -> usize {
        let keys = self.runs.iter().flat_map(|run| &pair.x[run.at_x as usize..run.end_x()]);
        keys.map(|key| halves(*key)).sum::<usize>() / 2
    }

    /// The run without what the chain has already, if it continues the chain: the words that differ
    /// in between are few, and no more than are the same on either side of them.
    fn next(&self, pair: Pair, run: WordRun) -> Option<WordRun> {
        let last = self.last();
        let overlap = last.end_x().saturating_sub(run.at_x as usize);
        let overlap = overlap.max(last.end_y().saturating_sub(run.at_y as usize));
        let run = run.without_first(overlap)?;
        let (gap_x, gap_y) = (run.at_x as usize - last.end_x(), run.at_y as usize - last.end_y());
        let gap = gap_x.max(gap_y);
        let is_whole = |keys: &[u64]| !keys.contains(&BREAK);
        let fits = gap <= GAP_WORDS
            && gap <= (run.n as usize).min(self.n_same())
            && is_whole(&pair.x[last.end_x()..run.at_x as usize])
            && is_whole(&pair.y[last.end_y()..run.at_y as usize]);
        fits.then_some(run)
    }

    /// With the shorter runs that follow at either end after a few words that differ.
    fn extended(mut self, pair: Pair) -> Self {
        while let Some(run) = run_after(pair, self.last()) {
            self.runs.push(run);
        }
        while let Some(run) = run_before(pair, self.runs[0]) {
            self.runs.insert(0, run);
        }
        self
    }

    fn passage(&self, a: (ArticleId, &Words), b: (ArticleId, &Words)) -> Passage {
        let runs = with_runs_of_gaps(Pair { x: a.1.keys(), y: b.1.keys() }, &self.runs);
        let (first, last) = (self.runs[0], self.last());
        let (x, y) = (first.at_x as usize..last.end_x(), first.at_y as usize..last.end_y());
        let n_same: usize = runs.iter().map(|run| run.n as usize).sum();
        let place = |run: &WordRun| Run {
            a: a.1.hull(run.at_x as usize..run.end_x()),
            b: b.1.hull(run.at_y as usize..run.end_y()),
        };
        Passage {
            n_same,
            share: 2.0 * n_same as f64 / (x.len() + y.len()) as f64,
            a: Side { article: a.0, span: a.1.hull(x) },
            b: Side { article: b.0, span: b.1.hull(y) },
            runs: runs.iter().map(place).collect(),
        }
    }
}

impl WordRun {
    fn end_x(self) -> usize {
        (self.at_x + self.n) as usize
    }

    fn end_y(self) -> usize {
        (self.at_y + self.n) as usize
    }

    fn diagonal(self) -> i64 {
        i64::from(self.at_x) - i64::from(self.at_y)
    }

    fn without_first(self, n: usize) -> Option<Self> {
        let n = u32::try_from(n).ok()?;
        let rest = self.n.checked_sub(n).filter(|rest| *rest >= 2)?;
        Some(Self { at_x: self.at_x + n, at_y: self.at_y + n, n: rest, ..self })
    }
}

/// Pairs of gaps, the smaller ones first.
fn end_gaps() -> impl Iterator<Item = (usize, usize)> {
    (1..=END_GAP_WORDS)
        .flat_map(|most| (0..=most).flat_map(move |gap| [(most, most - gap), (most - gap, most)]))
}

fn run_after(pair: Pair, last: WordRun) -> Option<WordRun> {
    end_gaps().find_map(|(gap_x, gap_y)| {
        let (at_x, at_y) = (last.end_x() + gap_x, last.end_y() + gap_y);
        let skipped = (pair.x.get(last.end_x()..at_x)?, pair.y.get(last.end_y()..at_y)?);
        let ahead = pair.x.get(at_x..)?.iter().zip(pair.y.get(at_y..)?);
        let n = ahead.take_while(|(x, y)| same(**x, **y)).count();
        let run = WordRun { at_x: at_x as u32, at_y: at_y as u32, n: n as u32, ..last };
        is_end_run(skipped, n).then_some(run)
    })
}

fn run_before(pair: Pair, first: WordRun) -> Option<WordRun> {
    let (from_x, from_y) = (first.at_x as usize, first.at_y as usize);
    end_gaps().find_map(|(gap_x, gap_y)| {
        let (end_x, end_y) = (from_x.checked_sub(gap_x)?, from_y.checked_sub(gap_y)?);
        let skipped = (&pair.x[end_x..from_x], &pair.y[end_y..from_y]);
        let behind = pair.x[..end_x].iter().rev().zip(pair.y[..end_y].iter().rev());
        let n = behind.take_while(|(x, y)| same(**x, **y)).count();
        let run = WordRun { at_x: (end_x - n) as u32, at_y: (end_y - n) as u32, n: n as u32, ..first };
        is_end_run(skipped, n).then_some(run)
    })
}

/// One word that is the same again may be chance; and a gap is bridged only by as many words.
fn is_end_run(skipped: (&[u64], &[u64]), n: usize) -> bool {
    let (x, y) = skipped;
    n >= 2 && n >= x.len().max(y.len()) && !x.contains(&BREAK) && !y.contains(&BREAK)
}

/// Drops chains that both texts have inside a longer one already: echoes of a repeated phrase.
fn drop_echoes(chains: &mut Vec<Chain>) {
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.n_same()));
    let covers = |kept: &Chain, chain: &Chain| {
        let (from, to) = (kept.runs[0], kept.last());
        from.at_x <= chain.runs[0].at_x
            && from.at_y <= chain.runs[0].at_y
            && to.end_x() >= chain.last().end_x()
            && to.end_y() >= chain.last().end_y()
    };
    let mut kept: Vec<Chain> = Vec::with_capacity(chains.len());
    for chain in chains.drain(..) {
        if !kept.iter().any(|longer| covers(longer, &chain)) {
            kept.push(chain);
        }
    }
    *chains = kept;
}

/// The runs and, between them, the words of the gaps that are the same too.
fn with_runs_of_gaps(pair: Pair, runs: &[WordRun]) -> Vec<WordRun> {
    let mut all = vec![runs[0]];
    for (before, after) in runs.iter().zip(&runs[1..]) {
        let x = before.end_x()..after.at_x as usize;
        let y = before.end_y()..after.at_y as usize;
        let (mut at_x, mut at_y) = (x.start as u32, y.start as u32);
        for op in align_all(&pair.x[x], &pair.y[y]) {
            if op == Op::Same {
                push_run(&mut all, WordRun { at_x, at_y, n: 1, ..*before });
            }
            at_x += u32::from(op != Op::Inserted);
            at_y += u32::from(op != Op::Deleted);
        }
        push_run(&mut all, *after);
    }
    all
}

/// Joins the run to the one before where nothing lies between.
fn push_run(runs: &mut Vec<WordRun>, run: WordRun) {
    match runs.last_mut() {
        Some(last) if last.end_x() == run.at_x as usize && last.end_y() == run.at_y as usize => {
            last.n += run.n;
        }
        _ => runs.push(run),
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
