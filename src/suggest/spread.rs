//! Which other places of a form a tag-all tags at once, and which it only lists. It goes by what stands
//! around the places, and learns from what people then left out or took in.

use super::gate::Weight;
use crate::text::Span;

/// A place of a form in a text.
#[derive(Clone, Copy)]
pub struct Standing<'t> {
    pub text: &'t str,
    pub span: Span,
}

/// Logistic regression over signs.
#[derive(Clone, Debug)]
pub struct Spread([Weight; N_SIGNS]);

/// What speaks for and against a place being what the first one is.
pub type Signs = [f32; N_SIGNS];

const N_SIGNS: usize = 8;
const ALWAYS: usize = 0;
/// The form begins with a small letter; and it is one word besides.
const SMALL: usize = 1;
const SMALL_WORD: usize = 2;
const NO_LETTERS: usize = 3;
/// How many places there are, and the same for small letters.
const OFTEN: usize = 4;
const OFTEN_SMALL: usize = 5;
/// On how many sides it goes on in capitals where the first does not: it lies in a longer name.
const IN_LONGER_NAME: usize = 6;
/// On how many sides it has the same neighbour as the first.
const SAME_NEIGHBOURS: usize = 7;

/// Before anything is decided: names spread, common words and parts of names do not.
const PRIOR: Signs = [2.0, 0.0, -1.5, -6.0, 0.0, -0.7, -2.0, 0.3];
/// Taking a place in that was only listed costs as much as leaving one out that was tagged, but
/// nobody has to see something wrong.
const LEAST_LIKELY: f32 = 0.6;
/// As far as a long word reaches.
const NEIGHBOUR_BYTES: usize = 40;

impl Default for Spread {
    fn default() -> Self {
        Self(PRIOR.map(Weight::new))
    }
}

impl Spread {
    pub fn is_likely(&self, signs: &Signs) -> bool {
        self.likelihood(signs) >= LEAST_LIKELY
    }

    fn likelihood(&self, signs: &Signs) -> f32 {
        let terms = self.0.iter().zip(signs).map(|(weight, sign)| weight.value() * sign);
        1.0 / (1.0 + (-terms.sum::<f32>()).exp())
    }

    pub fn learn(&mut self, signs: &Signs, is_mention: bool) {
        let slope = f32::from(is_mention) - self.likelihood(signs);
        for (weight, sign) in self.0.iter_mut().zip(signs).filter(|(_, sign)| **sign != 0.0) {
            weight.climb(slope * sign);
        }
    }
}

/// The signs of a place, beside the first one, of a form that has so many places.
pub fn signs(first: Standing, other: Standing, n_places: usize) -> Signs {
    let form = first.span.of(first.text);
    let is_small = form.starts_with(char::is_lowercase);
    let often = (n_places.max(1) as f32).ln();
    let mut signs = [0.0; N_SIGNS];
    signs[ALWAYS] = 1.0;
    signs[SMALL] = f32::from(is_small);
    signs[SMALL_WORD] = f32::from(is_small && !form.contains(char::is_whitespace));
    signs[NO_LETTERS] = f32::from(!form.contains(char::is_alphanumeric));
    signs[OFTEN] = often;
    signs[OFTEN_SMALL] = if is_small { often } else { 0.0 };
    let sides = [(first.before(), other.before()), (first.after(), other.after())];
    for (of_first, of_other) in sides {
        signs[SAME_NEIGHBOURS] += f32::from(!of_first.is_empty() && of_first == of_other);
        let goes_on = form.starts_with(char::is_uppercase) && is_name(of_other) && !is_name(of_first);
        signs[IN_LONGER_NAME] += f32::from(goes_on);
    }
    signs
}

impl<'t> Standing<'t> {
    /// The word before it, unless a mark stands between, or it has its capital from opening a sentence.
    fn before(self) -> &'t str {
        let end = self.span.start();
        let start = self.text.floor_char_boundary(end.saturating_sub(NEIGHBOUR_BYTES));
        let mut words = self.text[start..end].split_whitespace().rev();
        let word = words.next().filter(|word| word.ends_with(char::is_alphanumeric)).unwrap_or_default();
        let goes_on = words.next().is_some_and(|earlier| earlier.ends_with(char::is_alphanumeric));
        if goes_on || !is_name(word) { word } else { "" }
    }

    /// The word after it, unless a mark stands between.
    fn after(self) -> &'t str {
        let start = self.span.end();
        let end = self.text.floor_char_boundary((start + NEIGHBOUR_BYTES).min(self.text.len()));
        let rest = &self.text[start..end];
        let is_apart = rest.starts_with(char::is_whitespace);
        rest.split_whitespace().next().filter(|_| is_apart).unwrap_or_default()
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the second place of a form is tagged together with the first.
    fn spreads(spread: &Spread, form: &str, first: &str, other: &str) -> bool {
        spread.is_likely(&of(form, first, other))
    }

    fn of(form: &str, first: &str, other: &str) -> Signs {
        let standing = |text| {
            let start = str::find(text, form).unwrap();
            Standing { text, span: Span::new(text, start..start + form.len()).unwrap() }
        };
        signs(standing(first), standing(other), 2)
    }

    #[test]
    fn a_name_spreads_but_not_into_a_longer_one() {
        let spread = Spread::default();
        assert!(spreads(&spread, "Boeing", "He left Boeing then.", "Boeing said so."));
        assert!(!spreads(&spread, "Force", "The Force came.", "so the Air Force One landed."));
        assert!(spreads(&spread, "Paris", "in Paris.", "Bonn, Paris and Rome"), "a comma ends a name");
        assert!(spreads(&spread, "Paris", "left Paris.", "He came. In Paris he sang"), "a sentence opens");
    }

    #[test]
    fn a_common_word_and_a_mark_do_not_spread() {
        let spread = Spread::default();
        assert!(!spreads(&spread, "supply", "a supply of", "to supply them"));
        assert!(!spreads(&spread, ",", "a, b", "c, d"));
        assert!(spreads(&spread, "東京", "東京に", "は東京の"), "a script without case");
    }

    #[test]
    fn what_people_take_in_spreads_later_and_what_they_leave_out_does_not() {
        let mut spread = Spread::default();
        let (word, name) = (of("we", "as we say", "so we go"), of("Bonn", "in Bonn.", "Bonn slept."));
        assert!(!spread.is_likely(&word) && spread.is_likely(&name));
        (0..30).for_each(|_| spread.learn(&word, true));
        assert!(spread.is_likely(&word));
        (0..60).for_each(|_| spread.learn(&name, false));
        assert!(!spread.is_likely(&name));
    }
}
