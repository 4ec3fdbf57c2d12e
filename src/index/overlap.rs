//! How much of its wording one article has from another, whatever the order and however short the stretches.

use super::grams::grams;
use super::words::Words;

/// The distinct word 5-grams of an article, to set against those of others.
#[derive(Clone, Debug, Default)]
pub struct Wordings {
    sorted: Vec<u64>,
}

/// How many distinct word 5-grams each of two articles has, and how many both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    pub n_a: usize,
    pub n_b: usize,
    pub n_both: usize,
}

/// The items of a list whose keys another list has too. Both are sorted by key, and no key stands twice.
pub(super) fn also_in<T, K: Ord>(
    items: impl Iterator<Item = T>,
    key: impl Fn(&T) -> K,
    others: impl Iterator<Item = K>,
) -> impl Iterator<Item = T> {
    let mut others = others.peekable();
    items.filter(move |item| {
        let key = key(item);
        while others.next_if(|other| *other < key).is_some() {}
        others.next_if_eq(&key).is_some()
    })
}

impl Wordings {
    pub fn of(words: &Words) -> Self {
        let mut sorted: Vec<u64> = grams(words.keys()).map(|(_, gram)| gram).collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self { sorted }
    }

    pub fn overlap(&self, other: &Self) -> Overlap {
        let n_both = also_in(self.sorted.iter(), |gram| *gram, other.sorted.iter()).count();
        Overlap { n_a: self.sorted.len(), n_b: other.sorted.len(), n_both }
    }
}

impl Overlap {
    /// The share of the first article's wording that the second has too: containment
    /// C(A ⊂ B) = |S(A) ∩ S(B)| / |S(A)| (Broder 1997, "On the resemblance and containment of documents").
    pub fn containment_of_a(self) -> f64 {
        self.n_both as f64 / self.n_a.max(1) as f64
    }

    pub fn containment_of_b(self) -> f64 {
        self.n_both as f64 / self.n_b.max(1) as f64
    }

    /// |S(A) ∩ S(B)| / |S(A) ∪ S(B)|, the same for both (Broder 1997).
    pub fn resemblance(self) -> f64 {
        self.n_both as f64 / (self.n_a + self.n_b - self.n_both).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containment_is_by_distinct_stretches_of_five_words() {
        // Seven stretches of the first: abcde to efghi are five, then fghiz and ghiza. Of these the second
        // has abcde, bcdef and efghi; of its thirteen, abcde stands twice.
        let a = Wordings::of(&Words::of_text("a b c d e f g h i z a"));
        let b = Wordings::of(&Words::of_text("a b c d e f. A b c d e? No: e f g h i"));
        assert_eq!(
            (a.overlap(&b), b.overlap(&a)),
            (Overlap { n_a: 7, n_b: 12, n_both: 3 }, Overlap { n_a: 12, n_b: 7, n_both: 3 })
        );
        assert_eq!(a.overlap(&b).containment_of_a(), 3.0 / 7.0);
        assert_eq!(a.overlap(&b).containment_of_b(), 3.0 / 12.0);
        assert_eq!(a.overlap(&b).resemblance(), 3.0 / 16.0);
        let none = Wordings::of(&Words::of_text("a b c d"));
        assert_eq!(none.overlap(&a).containment_of_a(), 0.0);
    }
}
