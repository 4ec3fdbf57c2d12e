//! Which label a stretch would get that a person selects: learned from every mention, at once.
//!
//! It says nothing of where mentions are, so it needs no decided text and is of use from the first few
//! mentions on. Multinomial logistic regression with AdaGrad steps (Duchi, Hazan, Singer 2011) over
//! hashed features (Weinberger et al. 2009), so that its size is fixed.

use std::ops::Range;
use std::sync::Arc;

use super::hash::mix;
use super::tokens::each_token;
use super::word::Word;
use crate::model::{Article, ArticleId, LabelId, Mention, MentionId, changes};
use crate::text::Span;

#[derive(Clone, Default)]
pub struct Labeller {
    labels: Vec<LabelId>,
    /// For each label a table of weights.
    tables: Vec<Arc<Vec<Cell>>>,
    /// What was learned, with the place of its label.
    past: Arc<Vec<(Arc<[u32]>, usize)>>,
    n_learned: usize,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    weight: f32,
    /// Sum of squared slopes.
    squares: f32,
}

/// What there is to see of a stretch, as numbers.
type Features = Vec<u32>;

const CELLS: u64 = 1 << 15;
const STEP: f32 = 0.25;
/// Of a project that is opened, so many mentions say enough.
const MOST_AT_ONCE: usize = 4_000;
/// With each mention that is learned, so many earlier ones are gone through again.
const REPEATED: u64 = 2;
/// Of longer forms the beginning says enough.
const MOST_CHARS: usize = 30;
/// As far as three long words reach.
const CONTEXT_BYTES: usize = 60;

impl Labeller {
    /// The labels of a stretch of an article, the likeliest first.
    pub fn labels(&self, article: &Article, span: Span) -> Vec<LabelId> {
        let shares = self.shares(&features(article, span, before(article, span)));
        let mut labels: Vec<(LabelId, f32)> = self.labels.iter().copied().zip(shares).collect();
        labels.sort_by(|a, b| b.1.total_cmp(&a.1));
        labels.into_iter().map(|(label, _)| label).collect()
    }

    /// How likely each label is, beside the chance of a label that was never used: so even the first
    /// mention of a project teaches something.
    fn shares(&self, features: &[u32]) -> Vec<f32> {
        let score =
            |table: &Arc<Vec<Cell>>| features.iter().map(|at| table[*at as usize].weight).sum::<f32>();
        let scores: Vec<f32> = self.tables.iter().map(score).collect();
        let top = scores.iter().copied().fold(0.0, f32::max);
        let factors: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
        let sum: f32 = factors.iter().sum::<f32>() + (-top).exp();
        factors.into_iter().map(|factor| factor / sum).collect()
    }

    /// Learns mentions that were made or changed, in the order of their making.
    pub fn learn(&mut self, mut changed: Vec<(ArticleId, MentionId, Arc<Article>)>) {
        changed.sort_by_key(|(article, id, _)| (*id, *article));
        let n_old = changed.len().saturating_sub(MOST_AT_ONCE);
        for (_, id, article) in &changed[n_old..] {
            if let Some(mention) = article.mentions.get(id) {
                self.learn_mention(article, mention);
            }
        }
    }

    fn learn_mention(&mut self, article: &Article, mention: &Mention) {
        let span = mention.extent.hull();
        let features: Arc<[u32]> = features(article, span, before(article, span)).into();
        let right = self.place(mention.label);
        self.climb(&features, right);
        for n in 0..REPEATED.min(self.past.len() as u64) {
            let chosen = mix(self.n_learned as u64, n) % self.past.len() as u64;
            let (features, right) = self.past[chosen as usize].clone();
            self.climb(&features, right);
        }
        self.remember(features, right);
    }

    fn remember(&mut self, features: Arc<[u32]>, right: usize) {
        let past = Arc::make_mut(&mut self.past);
        match past.len() < MOST_AT_ONCE {
            true => past.push((features, right)),
            false => past[self.n_learned % MOST_AT_ONCE] = (features, right),
        }
        self.n_learned += 1;
    }

    fn climb(&mut self, features: &[u32], right: usize) {
        let shares = self.shares(features);
        for (place, table) in self.tables.iter_mut().enumerate() {
            let slope = f32::from(place == right) - shares[place];
            let table = Arc::make_mut(table);
            features.iter().for_each(|at| table[*at as usize].climb(slope));
        }
    }

    fn place(&mut self, label: LabelId) -> usize {
        self.labels.iter().position(|known| *known == label).unwrap_or_else(|| {
            self.labels.push(label);
            self.tables.push(Arc::new(vec![Cell::default(); CELLS as usize]));
            self.labels.len() - 1
        })
    }
}

impl Cell {
    fn climb(&mut self, slope: f32) {
        self.squares += slope * slope;
        self.weight += STEP * slope / (1.0 + self.squares).sqrt();
    }
}

/// The mentions of an article that its former record lacks, or has with another label.
pub fn changed(
    id: ArticleId,
    new: &Arc<Article>,
    old: Option<&Article>,
) -> Vec<(ArticleId, MentionId, Arc<Article>)> {
    let former = old.map(|old| old.mentions.clone()).unwrap_or_default();
    let says_more = |before: Option<&Mention>, now: &Mention| {
        before.is_none_or(|before| (before.label, &before.extent) != (now.label, &now.extent))
    };
    changes(&former, &new.mentions)
        .filter(|(_, before, now)| now.is_some_and(|now| says_more(*before, now)))
        .map(|(mention, ..)| (id, *mention, new.clone()))
        .collect()
}

/// The label of the last mention before a stretch.
fn before(article: &Article, span: Span) -> Option<LabelId> {
    article.mentions.walk((span.start(), None), false).map(|(_, one)| one.label)
}

fn features(article: &Article, span: Span, before: Option<LabelId>) -> Features {
    let text = &*article.text;
    let inside = words(text, span.range());
    let left = words(text, floor(text, span.start().saturating_sub(CONTEXT_BYTES))..span.start());
    let right = words(text, span.end()..floor(text, span.end() + CONTEXT_BYTES));
    let mut found = Vec::with_capacity(80); // about what a name has
    let mut add = |kind: u64, value: u64| found.push((mix(kind, value) % CELLS) as u32);
    add(0, 0);
    add(1, inside.iter().fold(0, |form, word| mix(form, word.exact)));
    add(2, inside.len().min(6) as u64);
    add(3, before.map_or(u64::MAX, |label| u64::from(label.0)));
    inside.iter().for_each(|word| add(4, word.folded));
    inside.iter().for_each(|word| add(5, word.short_shape));
    if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
        add(6, first.folded);
        add(7, last.folded);
        add(8, mix(first.short_shape, last.short_shape));
        first.affixes.iter().for_each(|affix| add(9, *affix));
        last.affixes.iter().for_each(|affix| add(10, *affix));
    }
    inside.windows(2).for_each(|pair| add(11, mix(pair[0].folded, pair[1].folded)));
    left.iter().rev().take(2).zip([12, 13]).for_each(|(word, kind)| add(kind, word.folded));
    right.iter().take(2).zip([14, 15]).for_each(|(word, kind)| add(kind, word.folded));
    let chars: Vec<char> = span.of(text).to_lowercase().chars().take(MOST_CHARS).collect();
    let runs = chars.windows(3).chain(chars.windows(4));
    runs.for_each(|run| add(16, run.iter().fold(0, |hash, c| mix(hash, u64::from(*c)))));
    found
}

fn words(text: &str, range: Range<usize>) -> Vec<Word> {
    let part = &text[range];
    let mut words = Vec::new();
    each_token(part, &mut |token| words.push(Word::of(&part[token])));
    words
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{article, label};

    fn taught(marked: &str) -> Labeller {
        let article = Arc::new(article(marked));
        let mut labeller = Labeller::default();
        labeller.learn(changed(ArticleId(1), &article, None));
        labeller
    }

    fn guess(labeller: &Labeller, text: &str, quote: &str) -> Option<LabelId> {
        let start = text.find(quote).unwrap();
        let span = Span::new(text, start..start + quote.len()).unwrap();
        labeller.labels(&article(text), span).first().copied()
    }

    const LESSON: &str = "Mr [P Adams] flew to [L Rome]. Mr [P Baker] lives in [L Bonn]. \
        Mr [P Clark] drove to [L Graz]. Mr [P Davis] works in [L Oslo].";

    #[test]
    fn a_form_gets_the_label_that_it_had() {
        let labeller = taught(LESSON);
        assert_eq!(guess(&labeller, "She saw Adams.", "Adams"), Some(label("P")));
        assert_eq!(guess(&labeller, "She saw Bonn.", "Bonn"), Some(label("L")));
    }

    #[test]
    fn a_new_form_gets_the_label_of_what_stood_so() {
        let labeller = taught(LESSON);
        assert_eq!(guess(&labeller, "There Mr Quill sat.", "Quill"), Some(label("P")));
        assert_eq!(guess(&labeller, "He went to Lund.", "Lund"), Some(label("L")));
    }

    #[test]
    fn a_part_of_a_word_tells_where_no_word_is_known() {
        let taught = taught(
            "[O Nordbank] und [L Altdorf], [O Sparbank] und [L Neudorf], [O Westbank] und [L Seedorf]",
        );
        assert_eq!(guess(&taught, "das Volksbankhaus", "Volksbankhaus"), Some(label("O")));
        assert_eq!(guess(&taught, "das Dorfwiesen", "Dorfwiesen"), Some(label("L")));
    }

    #[test]
    fn whoever_was_told_nothing_says_nothing() {
        assert_eq!(guess(&Labeller::default(), "He went to Lund.", "Lund"), None);
    }

    #[test]
    fn only_what_is_new_or_relabelled_is_learned() {
        let old = Arc::new(article(LESSON));
        let mut new = (*old).clone();
        let (id, first) = new.mentions.iter().next().map(|(id, one)| (*id, one.clone())).unwrap();
        new.mentions.set(id, Some(Mention { label: label("L"), ..first }));
        let found = changed(ArticleId(1), &Arc::new(new), Some(&old));
        assert_eq!(found.iter().map(|(_, id, _)| *id).collect::<Vec<_>>(), [id]);
    }
}
