//! The table for people, and the last line for scripts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::corpus::Corpus;
use crate::effort::Effort;
use crate::peers::Peers;
use crate::run::{Run, Variant};
use crate::wrong::WrongCount;

#[derive(Default)]
pub struct Report {
    runs: Vec<Value>,
    pools: BTreeMap<Variant, Pool>,
    has_difference: bool,
}

/// All corpora of one variant, as if they were one.
#[derive(Default)]
struct Pool {
    n_mentions: usize,
    wrong_shown: WrongCount,
    n_from_suggestions: usize,
    effort: Effort,
    peers: Peers,
    is_exact: bool,
}

/// What issue and design ask for, as shares of what the best peer needs.
struct Bars {
    actions: f64,
    seconds: f64,
}

const WRONG_BAR: f64 = 0.15;
const MOST_TOLD: usize = 5;

impl Bars {
    fn of(variant: Variant) -> Self {
        match variant.suggesters {
            false => Self { actions: 0.92, seconds: 0.50 },
            true => Self { actions: 0.55, seconds: 0.35 },
        }
    }
}

impl Report {
    pub fn introduce(&mut self, corpus: &Corpus, peers: &Peers) {
        let (n_documents, n_mentions) = (corpus.documents.len(), corpus.n_mentions());
        println!(
            "\n{}: {n_documents} documents, {n_mentions} mentions, {} labels",
            corpus.name,
            corpus.labels.len()
        );
        corpus.remarks.iter().for_each(|remark| println!("  {remark}"));
        let models = [
            ("drag, key", &peers.drag_key),
            ("sticky label", &peers.sticky),
            ("sticky, applied", &peers.sticky_project),
        ];
        for (name, effort) in models {
            let n = n_mentions.max(1) as f64;
            println!("  {name:<16} {:>6.3} actions {:>6.3} s", effort.actions as f64 / n, effort.seconds / n);
        }
    }

    pub fn add(&mut self, corpus: &str, run: Run, peers: &Peers) {
        let is_exact = run.differences.is_empty();
        let first = Pool { is_exact: true, ..Pool::default() };
        let pool = self.pools.entry(run.variant).or_insert(first);
        let single = Pool {
            n_mentions: run.n_mentions,
            wrong_shown: run.wrong_shown,
            n_from_suggestions: run.n_from_suggestions,
            effort: run.effort,
            peers: peers.clone(),
            is_exact,
        };
        pool.add(&single);
        single.print(run.variant);
        println!("    {} ({:.0} s)", moves(&single.effort, single.n_mentions), run.took_seconds);
        run.differences.iter().take(MOST_TOLD).for_each(|difference| println!("    {difference}"));
        if !run.misses.is_empty() {
            println!("    did something else: {:?}", run.misses);
        }
        self.runs.push(single.json(corpus, run.variant));
        self.has_difference |= !is_exact;
    }

    pub fn finish(&self) {
        println!("\nall corpora");
        self.pools.iter().for_each(|(variant, pool)| pool.print(*variant));
        let pooled: Vec<Value> =
            self.pools.iter().map(|(variant, pool)| pool.json("pooled", *variant)).collect();
        println!("{}", json!({ "bench": "actions", "runs": self.runs, "pooled": pooled }));
    }

    pub fn is_exact(&self) -> bool {
        !self.has_difference
    }
}

impl Pool {
    fn add(&mut self, other: &Self) {
        self.n_mentions += other.n_mentions;
        self.wrong_shown.add(other.wrong_shown);
        self.n_from_suggestions += other.n_from_suggestions;
        self.effort += &other.effort;
        self.peers.add(&other.peers);
        self.is_exact &= other.is_exact;
    }

    fn per_mention(&self, n: f64) -> f64 {
        n / self.n_mentions.max(1) as f64
    }

    /// Actions and seconds as shares of the best peer's.
    fn ratios(&self) -> (f64, f64) {
        let peer = &self.peers.sticky_project;
        (
            self.effort.actions as f64 / peer.actions.max(1) as f64,
            self.effort.seconds / peer.seconds.max(0.01),
        )
    }

    fn wrong_shown(&self) -> f64 {
        self.per_mention(self.wrong_shown.total() as f64)
    }

    fn wrong_by_source(&self) -> [(&'static str, f64); 3] {
        self.wrong_shown.by_source().map(|(name, n)| (name, self.per_mention(n as f64)))
    }

    fn holds(&self, variant: Variant) -> bool {
        let (bars, (actions, seconds)) = (Bars::of(variant), self.ratios());
        self.is_exact && actions <= bars.actions && seconds <= bars.seconds && self.wrong_shown() <= WRONG_BAR
    }

    fn print(&self, variant: Variant) {
        let (actions, seconds) = self.ratios();
        let bars = Bars::of(variant);
        println!(
            "  {:<14} {:>6.3} actions ({actions:.2} of the best peer's, bar {:.2}) {:>6.3} s ({seconds:.2}, bar {:.2}) \
             wrong {:.3} ({}) suggested {:.2} {} {}",
            variant.name(),
            self.per_mention(self.effort.actions as f64),
            bars.actions,
            self.per_mention(self.effort.seconds),
            bars.seconds,
            self.wrong_shown(),
            self.wrong_by_source().map(|(name, share)| format!("{name} {share:.3}")).join(", "),
            self.per_mention(self.n_from_suggestions as f64),
            if self.is_exact { "exact" } else { "NOT EXACT" },
            if self.holds(variant) { "holds" } else { "does not hold" },
        );
    }

    fn json(&self, corpus: &str, variant: Variant) -> Value {
        let (actions, seconds) = self.ratios();
        let moves: BTreeMap<&str, f64> = self
            .effort
            .moves()
            .into_iter()
            .map(|(name, count)| (name, self.per_mention(count as f64)))
            .collect();
        json!({
            "corpus": corpus,
            "suggesters": variant.suggesters,
            "keyboard_only": variant.keyboard_only,
            "mentions": self.n_mentions,
            "actions_per_mention": self.per_mention(self.effort.actions as f64),
            "seconds_per_mention": self.per_mention(self.effort.seconds),
            "wrong_shown_per_mention": self.wrong_shown(),
            "wrong_shown_by_source": BTreeMap::from(self.wrong_by_source()),
            "from_suggestions": self.per_mention(self.n_from_suggestions as f64),
            "exact": self.is_exact,
            "of_sticky_project": { "actions": actions, "seconds": seconds },
            "holds": self.holds(variant),
            "moves": moves,
            "peer": {
                "drag_key": self.peers.drag_key.json(self.n_mentions),
                "sticky": self.peers.sticky.json(self.n_mentions),
                "sticky_project": self.peers.sticky_project.json(self.n_mentions),
            },
        })
    }
}

fn moves(effort: &Effort, n_mentions: usize) -> String {
    let n = n_mentions.max(1) as f64;
    let told: Vec<String> =
        effort.moves().iter().map(|(name, count)| format!("{name} {:.2}", *count as f64 / n)).collect();
    told.join(", ")
}
