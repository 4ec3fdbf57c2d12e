//! Who is meant by the noun phrase before `said`: the mention that a person tagged there, else the
//! name without office and country; for a pronoun, who spoke last.

use super::cues::{PRONOUNS, TITLES};
use super::sentence::is_in;
use crate::model::{Article, EntityId, Project};
use crate::text::{Span, squeezed, words};

/// Who said it, as the text calls them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Where they are named, which is earlier than the pronoun that stands for them.
    pub span: Span,
    /// The entity's name, where a person has joined the mention to one.
    pub name: String,
    pub entity: Option<EntityId>,
}

impl Speaker {
    /// What the later mentions of a person keep of a name, in lower case.
    pub fn last_name(&self) -> Option<String> {
        words(&self.name).next_back().map(|word| word.of(&self.name).to_lowercase())
    }
}

/// Reads noun phrases in the order of the text, so that a pronoun is the one who spoke before.
pub(super) struct Speakers<'p> {
    project: &'p Project,
    article: &'p Article,
    /// Who spoke last, and how many sentences ago.
    last: Option<(Speaker, usize)>,
}

/// Sentences over which a pronoun may reach back to who spoke: `it` is anything soon.
const HE_REACHES: usize = 6;
const IT_REACHES: usize = 1;

impl<'p> Speakers<'p> {
    pub fn new(project: &'p Project, article: &'p Article) -> Self {
        Self { project, article, last: None }
    }

    pub fn next_sentence(&mut self) {
        if let Some((_, n_ago)) = &mut self.last {
            *n_ago += 1;
        }
    }

    pub fn named_by(&mut self, phrase: Span) -> Option<Speaker> {
        let lower = phrase.of(&self.article.text).to_lowercase();
        if is_in(&lower, PRONOUNS) {
            let reach = if lower == "it" { IT_REACHES } else { HE_REACHES };
            let (speaker, n_ago) = self.last.as_mut().filter(|(_, n_ago)| *n_ago <= reach)?;
            *n_ago = 0;
            return Some(speaker.clone());
        }
        let speaker = self.tagged(phrase).or_else(|| self.untagged(phrase));
        self.last = speaker.clone().map(|speaker| (speaker, 0));
        speaker
    }

    /// The mention that the phrase ends with.
    fn tagged(&self, phrase: Span) -> Option<Speaker> {
        if words(phrase.of(&self.article.text)).any(|word| word.of(phrase.of(&self.article.text)) == "and") {
            return None; // several speak with one voice
        }
        let over = self.article.mentions.over(phrase).map(|(_, mention)| mention);
        let inside = over.filter(|mention| phrase.covers(mention.extent.hull()));
        let last = inside.max_by_key(|mention| (mention.extent.end(), mention.extent.len()))?;
        let span = last.extent.hull();
        if phrase.end() > span.end() + POSSESSIVE {
            return None; // the tagged name only goes before the one who speaks
        }
        let entity = last.entity.and_then(|id| Some((id, self.project.entities().get(&id)?)));
        let name =
            entity.map_or_else(|| span.of(&self.article.text).to_owned(), |(_, entity)| entity.name.clone());
        Some(Speaker { span, name, entity: entity.map(|(id, _)| id) })
    }

    fn untagged(&self, phrase: Span) -> Option<Speaker> {
        let span = without_office(&self.article.text, phrase);
        let name = squeezed(span.of(&self.article.text));
        (!name.is_empty()).then_some(Speaker { span, name, entity: None })
    }
}

const POSSESSIVE: usize = 4; // bytes of ’s

const OFFICES: &str = "\
    president minister secretary chancellor premier senator governor mayor king queen prince princess \
    chief general spokesman spokeswoman spokesperson ambassador director leader congressman \
    congresswoman representative judge justice attorney professor chairman candidate nominee officer \
    adviser advisor présidente präsident kanzler kanzlerin presidente ministre lady manager analyst \
    reporter";

/// What speaks for somebody: `a statement by …`, `the handle of …`.
const VEHICLES: &str = "\
    statement handle account post release statements tweet letter";

/// `Japanese Foreign Minister Yoshimasa Hayashi` → the name; `a statement by the ministry` → the
/// ministry; an article before it goes. Of several that `and` joins, all stay.
fn without_office(text: &str, phrase: Span) -> Span {
    let words: Vec<Span> =
        words(phrase.of(text)).filter_map(|word| word.shifted(phrase.start() as isize)).collect();
    let lower: Vec<String> = words.iter().map(|word| word.of(text).to_lowercase()).collect();
    let is_name = |at: usize| words[at].of(text).starts_with(char::is_uppercase);
    let is_office = |at: usize| is_in(&lower[at], OFFICES) || is_in(&lower[at], TITLES);
    let joined = lower.iter().any(|word| word == "and");
    let after_dash = phrase.of(text).rfind(" – ").map(|at| phrase.start() + at);
    let vehicle = (0..words.len()).find(|at| is_in(&lower[*at], VEHICLES));
    let office =
        (0..words.len()).rev().find(|at| is_office(*at)).filter(|at| at + 1 < words.len() && is_name(at + 1));
    let mut first = match (vehicle, after_dash) {
        (Some(at), _)
            if lower.get(at + 1).is_some_and(|next| ["by", "of", "from"].contains(&next.as_str())) =>
        {
            at + 2
        }
        (_, Some(dash)) => words.iter().position(|word| word.start() > dash).unwrap_or(0),
        _ if !joined => office.map_or(0, |at| at + 1),
        _ => 0,
    };
    while first + 1 < words.len() && ["the", "a", "an"].contains(&lower[first].as_str()) {
        first += 1;
    }
    match (words.get(first), words.last()) {
        (Some(start), Some(_)) => Span::new(text, start.start()..phrase.end()).unwrap_or(phrase),
        _ => phrase,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_and_articles_are_no_part_of_a_name() {
        for (phrase, expected) in [
            ("Japanese Foreign Minister Yoshimasa Hayashi", "Yoshimasa Hayashi"),
            ("the Japanese foreign ministry", "Japanese foreign ministry"),
            ("A statement by the Japanese Foreign Affairs Ministry", "Japanese Foreign Affairs Ministry"),
            ("the President of France – Emmanuel Macron", "Emmanuel Macron"),
            ("The Official X handle of PM’s Office of Japan", "PM’s Office of Japan"),
            ("Mr. Smith", "Smith"),
            ("Burton and Nick", "Burton and Nick"),
            ("the prime minister", "prime minister"),
        ] {
            assert_eq!(without_office(phrase, Span::whole(phrase)).of(phrase), expected);
        }
    }
}
