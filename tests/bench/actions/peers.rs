//! What other tools ask of a perfect user, on the same documents in the same order.

use std::collections::BTreeMap;

use broadsheet::text::{Matching, Span, occurrences};

use crate::corpus::{Corpus, Document, Gold};
use crate::effort::{Act, Effort};

#[derive(Clone, Default)]
pub struct Peers {
    /// Select, then press the label's key, every time.
    pub drag_key: Effort,
    /// The label stays; a key only where it changes.
    pub sticky: Effort,
    /// The label stays, and a separate step applies it to the form in the whole project. Its user is
    /// ideal: the step is taken where, as hindsight tells, it saves more actions than it costs.
    pub sticky_project: Effort,
}

impl Peers {
    pub fn on(corpus: &Corpus) -> Self {
        let mut peers = Self::default();
        let mut last = None;
        for gold in corpus.documents.iter().flat_map(in_order) {
            let n_pieces = gold.extent.n_pieces();
            peers.drag_key.add_many(Act::Drag, n_pieces);
            peers.drag_key.add_many(Act::Key, 1);
            peers.sticky.add_many(Act::Drag, n_pieces);
            peers.sticky.add_many(Act::Key, usize::from(last != Some(&gold.label)));
            last = Some(&gold.label);
        }
        peers.sticky_project = Propagation::new(corpus).run();
        peers
    }

    pub fn add(&mut self, other: &Self) {
        self.drag_key += &other.drag_key;
        self.sticky += &other.sticky;
        self.sticky_project += &other.sticky_project;
    }
}

fn in_order(document: &Document) -> Vec<&Gold> {
    document.gold.iter().collect() // by start, which is the order of a gold set
}

/// The third model at work.
struct Propagation<'c> {
    corpus: &'c Corpus,
    /// By document: what is tagged by now, right or wrong.
    tagged: Vec<Vec<Span>>,
    done: Vec<Vec<bool>>,
    places: BTreeMap<String, Vec<(usize, Span)>>,
    effort: Effort,
}

/// What applying a form would do to what is not tagged yet.
#[derive(Default)]
struct Spread {
    right: Vec<(usize, usize)>,
    n_saved: usize,
    wrong_label: Vec<(usize, usize)>,
    false_spans: Vec<(usize, Span)>,
}

impl<'c> Propagation<'c> {
    fn new(corpus: &'c Corpus) -> Self {
        Self {
            corpus,
            tagged: vec![Vec::new(); corpus.documents.len()],
            done: corpus.documents.iter().map(|document| vec![false; document.gold.len()]).collect(),
            places: BTreeMap::new(),
            effort: Effort::default(),
        }
    }

    fn run(mut self) -> Effort {
        let corpus = self.corpus;
        let mut last = None;
        for (at, document) in corpus.documents.iter().enumerate() {
            for (n, gold) in document.gold.iter().enumerate() {
                if self.done[at][n] {
                    continue;
                }
                self.effort.add_many(Act::Drag, gold.extent.n_pieces());
                self.effort.add_many(Act::Key, usize::from(last != Some(&gold.label)));
                last = Some(&gold.label);
                self.mark(at, n);
                self.apply(document, gold);
            }
        }
        self.effort
    }

    fn mark(&mut self, at: usize, n: usize) {
        let gold = self.corpus.documents[at].gold.iter().nth(n).expect("the mention is in the document");
        self.done[at][n] = true;
        self.tagged[at].push(gold.extent.hull());
    }

    fn apply(&mut self, document: &Document, gold: &Gold) {
        if gold.extent.is_in_pieces() {
            return;
        }
        let spread = self.spread(gold.extent.hull().of(&document.text), &gold.label);
        let n_repairs = spread.wrong_label.len() + spread.false_spans.len();
        if spread.n_saved <= 1 + 2 * n_repairs {
            return;
        }
        self.effort.add_many(Act::Click, 1 + n_repairs);
        self.effort.add_many(Act::Key, n_repairs);
        for (at, n) in spread.right.into_iter().chain(spread.wrong_label) {
            self.mark(at, n);
        }
    }

    fn spread(&mut self, form: &str, label: &str) -> Spread {
        let documents = &self.corpus.documents;
        let found = self.places.entry(form.to_owned()).or_insert_with(|| {
            let texts = documents.iter().enumerate();
            let of_text = |(at, document): (usize, &Document)| {
                let spans = occurrences(&document.text, form, Matching::default());
                spans.into_iter().map(move |span| (at, span)).collect::<Vec<_>>()
            };
            texts.flat_map(of_text).collect()
        });
        let mut spread = Spread::default();
        for (at, span) in found.iter() {
            if self.tagged[*at].iter().any(|tagged| tagged.overlaps(*span)) {
                continue;
            }
            spread.count(*at, *span, label, &documents[*at], &self.done[*at]);
        }
        spread
    }
}

impl Spread {
    /// A right hit saves its drag, and the key if the mention before it has another label.
    fn count(&mut self, at: usize, span: Span, label: &str, document: &Document, done: &[bool]) {
        let is_here = |gold: &Gold| gold.extent == span.into();
        let right = document.gold.iter().position(|gold| is_here(gold) && gold.label == label);
        let other = || document.gold.iter().zip(done).position(|(gold, done)| is_here(gold) && !done);
        if let Some(n) = right {
            let before = n.checked_sub(1).and_then(|before| document.gold.iter().nth(before));
            self.n_saved += 1 + usize::from(before.is_none_or(|before| before.label != label));
            self.right.push((at, n));
        } else if let Some(n) = other() {
            self.n_saved += 1;
            self.wrong_label.push((at, n));
        } else {
            self.false_spans.push((at, span));
        }
    }
}
