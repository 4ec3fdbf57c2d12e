//! What an annotator sees in the open article, judged right or wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use broadsheet::app::hop::Hop;
use broadsheet::model::{ArticleId, LabelId, Mention, MentionId};
use broadsheet::suggest::Candidate;
use broadsheet::text::{Extent, Span, words};

use crate::window::Window;

/// A place and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub extent: Extent,
    pub label: LabelId,
}

pub type Gold = BTreeMap<ArticleId, BTreeSet<Target>>;

pub struct Look {
    pub article: ArticleId,
    pub text: Arc<str>,
    pub words: Vec<Span>,
    /// Still to be tagged, in text order.
    pub missing: Vec<Target>,
    pub wrong: Vec<(MentionId, Target)>,
    pub right_suggestions: Vec<Target>,
    pub wrong_suggestions: Vec<Target>,
    pub candidates: Vec<Span>,
    /// What Alt with a click may take whole.
    pub clickable: Vec<Candidate>,
    pub selection: Selection,
    /// The letters that a comma would put over the words in sight.
    pub hop: Option<Hop>,
    pub armed: Option<LabelId>,
    /// Whether the mouse tags with the likely label.
    pub guesses: bool,
    /// What the mouse tagged last with a likely label.
    guessed: Option<MentionId>,
    /// Whether tagging would move on to the next candidate.
    pub walks: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection {
    pub anchor: usize,
    pub focus: usize,
    /// The mention that the hands are on.
    pub mention: Option<MentionId>,
}

/// What a step that does anything changes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Scene {
    selection: Selection,
    n_missing: usize,
    n_suggested: usize,
    wrong: Vec<(MentionId, Target)>,
    walks: bool,
    first_in_sight: Option<Span>,
}

impl Target {
    pub fn of(mention: &Mention) -> Self {
        Self { extent: mention.extent.clone(), label: mention.label }
    }

    pub fn hull(&self) -> Span {
        self.extent.hull()
    }
}

impl Selection {
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.focus)..self.anchor.max(self.focus)
    }

    pub fn is_caret(&self) -> bool {
        self.anchor == self.focus
    }

    /// Whether just this stretch of text is selected, and no mention.
    pub fn is_text(&self, span: Span) -> bool {
        self.mention.is_none() && self.range() == span.range()
    }
}

impl Look {
    pub fn at(window: &Window, article: ArticleId, gold: &BTreeSet<Target>) -> Self {
        let record = window.article(article);
        let present: BTreeSet<Target> = record.mentions.values().map(Target::of).collect();
        let wrong = record.mentions.iter().map(|(id, mention)| (*id, Target::of(mention)));
        let suggested = window.app().suggestions(article);
        let suggested = suggested.iter().map(|one| Target { extent: one.span.into(), label: one.label });
        let (right_suggestions, wrong_suggestions) =
            suggested.filter(|target| !present.contains(target)).partition(|target| gold.contains(target));
        Self {
            article,
            text: record.text.clone(),
            words: words(&record.text).collect(),
            missing: gold.difference(&present).cloned().collect(),
            wrong: wrong.filter(|(_, target)| !gold.contains(target)).collect(),
            right_suggestions,
            wrong_suggestions,
            candidates: window.app().candidates(article),
            clickable: window.app().clickable(article),
            selection: selection(window, article),
            hop: window.app().offered_hop(),
            armed: window.app().state().armed,
            guesses: window.app().state().guesses,
            guessed: window.app().state().by_mouse.filter(|(of, _)| *of == article).map(|(_, id)| id),
            walks: window.app().state().walks,
        }
    }

    pub fn scene(&self) -> Scene {
        Scene {
            selection: self.selection.clone(),
            n_missing: self.missing.len(),
            n_suggested: self.right_suggestions.len() + self.wrong_suggestions.len(),
            wrong: self.wrong.clone(),
            walks: self.walks,
            first_in_sight: self.hop.as_ref().and_then(|hop| hop.goals.first()).map(|goal| goal.word),
        }
    }

    pub fn is_done(&self) -> bool {
        self.missing.is_empty() && self.wrong.is_empty()
    }

    pub fn selected_wrong(&self) -> Option<&Target> {
        let selected = self.selection.mention?;
        self.wrong.iter().find(|(id, _)| *id == selected).map(|(_, target)| target)
    }

    /// What got a wrong label when its label was guessed, just now.
    pub fn guessed_wrong(&self) -> Option<&Target> {
        let guessed = self.guessed?;
        self.wrong.iter().find(|(id, _)| *id == guessed).map(|(_, target)| target)
    }

    /// A suggestion that is just what is selected.
    pub fn selected_suggestion(&self, is_right: bool) -> Option<&Target> {
        let list = if is_right { &self.right_suggestions } else { &self.wrong_suggestions };
        list.iter().find(|target| self.selection.is_text(target.hull()))
    }
}

fn selection(window: &Window, article: ArticleId) -> Selection {
    let state = window.app().state();
    let mention = state.mention().filter(|(of, _)| *of == article).map(|(_, mention)| mention);
    let text = state.selection.filter(|selection| selection.article == article);
    text.map_or(Selection::default(), |text| Selection { anchor: text.anchor, focus: text.focus, mention })
}
