//! Chains: runs of one pair of texts that follow each other at about the same distance on both sides.

use super::alignment::{Op, align_all};
use super::runs::{WordRun, same};
use super::words::{BREAK, halves};

/// Words that a passage has in common at least.
const PASSAGE_WORDS: usize = 8;

/// Words that may differ between two runs, and by how many more on one side than on the other.
const GAP_WORDS: usize = 12;

/// Words that may differ before a shorter run at a passage's end still belongs to it.
const END_GAP_WORDS: usize = 3;

/// Runs of one passage in the making, in order, apart from each other on both sides.
pub(super) struct Chain {
    pub runs: Vec<WordRun>,
}

/// The keys of the two texts that are compared.
#[derive(Clone, Copy)]
pub(super) struct Pair<'w> {
    pub x: &'w [u64],
    pub y: &'w [u64],
}

/// The chains that are long enough to be passages, in text order; `runs` are those of this pair alone.
pub(super) fn chains(pair: Pair, runs: &[WordRun]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = joined(pair, runs).into_iter().map(|chain| chain.extended(pair)).collect();
    chains.retain(|chain| chain.weight(pair) >= PASSAGE_WORDS);
    drop_echoes(&mut chains);
    chains.sort_by_key(|chain| (chain.runs[0].at_x, chain.runs[0].at_y));
    chains
}

/// Joins each run to the open chain that it continues best, or opens one.
fn joined(pair: Pair, runs: &[WordRun]) -> Vec<Chain> {
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
    pub fn last(&self) -> WordRun {
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
}

impl WordRun {
    pub fn end_x(self) -> usize {
        (self.at_x + self.n) as usize
    }

    pub fn end_y(self) -> usize {
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
pub(super) fn with_runs_of_gaps(pair: Pair, runs: &[WordRun]) -> Vec<WordRun> {
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
pub(super) fn push_run(runs: &mut Vec<WordRun>, run: WordRun) {
    match runs.last_mut() {
        Some(last) if last.end_x() == run.at_x as usize && last.end_y() == run.at_y as usize => {
            last.n += run.n;
        }
        _ => runs.push(run),
    }
}
