//! Hopping: every word in sight gets a letter or two, and typing them goes there. What the mouse reaches
//! by a click, the keys so reach in two or three presses, however far it is.

use super::App;
use crate::model::{Article, ArticleId, MentionId};
use crate::suggest::is_free;
use crate::text::{Span, words};

/// Where typing letters leads, until a word is reached or the hands do something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    pub article: ArticleId,
    /// In text order.
    pub goals: Vec<Goal>,
    /// What was typed so far.
    pub typed: String,
}

/// A word that can be hopped to.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub word: Span,
    pub lands_on: Landing,
    /// The letters to type.
    pub code: String,
}

/// What a hop selects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Landing {
    /// What starts at the word and is likely a mention, else the word.
    Text(Span),
    /// What starts at the word and is one.
    Mention(MentionId),
}

/// Those under the resting fingers first.
const LETTERS: &[u8] = b"fjdkslaghrueiwotyqpvnbmcxz";
/// More words than there are pairs of letters are never in sight.
const MOST_GOALS: usize = LETTERS.len() * LETTERS.len();

impl Hop {
    /// The goals that the typed letters leave, each with the letters still to type.
    pub fn left(&self) -> impl Iterator<Item = (&Goal, &str)> {
        self.goals.iter().filter_map(|goal| Some((goal, goal.code.strip_prefix(self.typed.as_str())?)))
    }
}

impl App {
    /// Shows the letters of the words in sight.
    pub(super) fn start_hop(&mut self) {
        self.state.hop = self.offered_hop();
    }

    /// The hop that could be made from what is in sight of the open article.
    pub fn offered_hop(&self) -> Option<Hop> {
        let id = self.state.article?;
        let article = self.session.as_ref()?.project().article(id)?;
        let text = self.desk.text(id)?;
        let (first, last) = text.bytes_in_sight()?; // where the first and the last row start
        let end = text.row(last).map_or(last, |row| row.end);
        let in_sight = words(article.text.get(first..end)?).take(MOST_GOALS);
        let in_sight = in_sight.filter_map(|word| word.shifted(first as isize));
        let (mut goals, ranks): (Vec<Goal>, Vec<f32>) =
            in_sight.map(|word| self.goal(id, article, word)).unzip();
        give_codes(&mut goals, &ranks);
        (!goals.is_empty()).then(|| Hop { article: id, goals, typed: String::new() })
    }

    /// Where a hop to a word lands, and how likely something starts there that is to be tagged.
    fn goal(&self, id: ArticleId, article: &Article, word: Span) -> (Goal, f32) {
        let goal = |lands_on: Landing| Goal { word, lands_on, code: String::new() };
        let mentions = article.mentions.at(word.start());
        if let Some((mention, _)) = mentions.iter().find(|(_, one)| one.extent.start() == word.start()) {
            return (goal(Landing::Mention(*mention)), 0.0);
        }
        let clickable = self.suggestions.clickable(id);
        let from = clickable.partition_point(|one| one.span.start() < word.start());
        let here = clickable[from..].iter().take_while(|one| one.span.start() == word.start());
        let free = here.filter(|one| is_free(&article.mentions, one.span, self.suggestions.nests()));
        match free.max_by(|a, b| a.rank.total_cmp(&b.rank)) {
            Some(likely) => (goal(Landing::Text(likely.span)), likely.rank),
            None => (goal(Landing::Text(word)), 0.0),
        }
    }

    /// A letter of a hop. With `extends` the selection reaches to the end of the word.
    pub(super) fn hop_by(&mut self, letter: char, extends: bool) {
        let Some(mut hop) = self.state.hop.take() else { return };
        hop.typed.push(letter);
        let reached = hop.left().find(|(_, rest)| rest.is_empty()).map(|(goal, _)| goal.clone());
        match reached {
            Some(goal) => self.arrive(hop.article, &goal, extends),
            None if hop.left().next().is_some() => self.state.hop = Some(hop),
            None => {
                hop.typed.pop(); // no word has this letter
                self.state.hop = Some(hop);
            }
        }
    }

    fn arrive(&mut self, article: ArticleId, goal: &Goal, extends: bool) {
        let anchor = self.state.selection_in(article).map(|selection| selection.range().start);
        match (anchor.filter(|anchor| extends && *anchor < goal.word.end()), goal.lands_on) {
            (Some(anchor), _) => self.select_text(article, anchor, goal.word.end()),
            (None, Landing::Mention(mention)) => self.select_mention(article, mention),
            (None, Landing::Text(span)) => self.select_text(article, span.start(), span.end()),
        }
    }
}

/// The likeliest mentions get one letter, the others two; no code begins another.
fn give_codes(goals: &mut [Goal], ranks: &[f32]) {
    let n_letters = LETTERS.len();
    // Each letter that stands alone takes a whole row of pairs away, and saves one word a pair.
    let n_alone = (n_letters * n_letters).saturating_sub(goals.len()) / (n_letters - 1);
    let (alone, first) = LETTERS.split_at(n_alone.min(n_letters));
    let pairs = first.iter().flat_map(|first| LETTERS.iter().map(|second| vec![*first, *second]));
    let codes = alone.iter().map(|letter| vec![*letter]).chain(pairs);
    let mut order: Vec<usize> = (0..goals.len()).collect();
    order.sort_by(|a, b| ranks[*b].total_cmp(&ranks[*a]));
    for (at, code) in order.into_iter().zip(codes) {
        goals[at].code = code.into_iter().map(char::from).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goals(n: usize) -> Vec<Goal> {
        let goal = |at: usize| {
            let word = Span::try_from((at as u32, at as u32 + 1)).unwrap();
            Goal { word, lands_on: Landing::Text(word), code: String::new() }
        };
        (0..n).map(goal).collect()
    }

    #[test]
    fn every_word_gets_letters_of_its_own_and_none_begins_others() {
        for n in [1, 26, 27, 300, MOST_GOALS] {
            let mut goals = goals(n);
            give_codes(&mut goals, &vec![0.0; n]);
            let mut codes: Vec<&str> = goals.iter().map(|goal| goal.code.as_str()).collect();
            codes.sort_unstable();
            assert!(codes.iter().all(|code| (1..=2).contains(&code.len())), "{n}");
            assert!(codes.windows(2).all(|pair| !pair[1].starts_with(pair[0])), "{n}: {codes:?}");
        }
    }

    #[test]
    fn what_is_likely_a_mention_takes_one_letter() {
        let mut goals = goals(300);
        let ranks: Vec<f32> = (0..300).map(|at| if at % 30 == 7 { 0.5 } else { 0.0 }).collect();
        give_codes(&mut goals, &ranks);
        assert!(goals.iter().zip(&ranks).all(|(goal, rank)| *rank == 0.0 || goal.code.len() == 1));
    }
}
