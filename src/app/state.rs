//! What is on the screen and not in the project: selecting is not undone.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::exporting::ExportChoice;
use super::hop::Hop;
use crate::command::{Hit, Scope};
use crate::index::Layers;
use crate::model::{Article, ArticleId, LabelId, MentionId, Project};
use crate::suggest::spread::Signs;
use crate::text::{Matching, Span};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Read,
    Compare,
    Insights,
    Export,
}

/// What the drawer at the bottom shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drawer {
    Suggestions,
    Concordance,
    Mentions,
    Entities,
    Matrix,
    Problems,
    History,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScopeKind {
    Article,
    #[default]
    Story,
    Project,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// A window over the others; at most one.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Overlay {
    #[default]
    None,
    Palette,
    Find,
    Tagset,
    Keys,
    Paste,
    /// Earlier saves of the project.
    Restore,
    /// Earlier saves of a project that cannot be opened.
    SavesOf(PathBuf),
    /// For the selected mentions, or for all with their form.
    EntityPicker {
        all: bool,
    },
    /// Our own path dialog, where the system has none.
    Path(PathQuestion),
}

impl Overlay {
    /// Whether nothing else may be done meanwhile.
    pub fn is_modal(&self) -> bool {
        !matches!(self, Self::None | Self::Find)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathQuestion {
    OpenProject,
    LoadFiles,
    LoadFolder,
    SaveAs,
    Export,
    /// A plot, as SVG or PNG.
    Picture,
    /// Answers, as one page of HTML.
    Report,
    ImportTagset,
    ExportTagset,
    /// A list of forms that suggest a label.
    ImportWords(LabelId),
    /// Annotations in a format of ours or of another tool.
    ImportDataset,
}

/// A place that can be jumped to and returned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub article: ArticleId,
    pub span: Span,
}

/// Selected text: from where the drag started to where it is. Bytes; focus may lie before anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSelection {
    pub article: ArticleId,
    pub anchor: usize,
    pub focus: usize,
}

/// The hits of the last tag-all, to leave some out again.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    pub form: String,
    pub label: LabelId,
    /// The selected occurrence, which stays whatever is left out.
    pub first: Hit,
    pub hits: Vec<StripHit>,
    /// Set where all hits are left out beforehand: none is tagged until Enter.
    pub asks_first: bool,
    /// Which nine of the hits the digits stand for.
    pub nine: usize,
}

/// How many hits of a strip have a digit at a time.
pub const DIGITS: usize = 9;

#[derive(Clone, Debug, PartialEq)]
pub struct StripHit {
    pub hit: Hit,
    pub is_left_out: bool,
    /// What it was decided by before anybody said so.
    pub signs: Signs,
}

/// A relation being made, until its other end is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationStart {
    pub article: ArticleId,
    pub from: MentionId,
    /// Chosen, but the kind is not: its key decides.
    pub to: Option<MentionId>,
}

#[derive(Default)]
pub struct State {
    pub mode: Mode,
    pub drawer: Option<Drawer>,
    pub overlay: Overlay,
    pub selection: Option<TextSelection>,
    /// The first is the one that the inspector shows. Only lists select across articles.
    pub mentions: Vec<(ArticleId, MentionId)>,
    /// The mention that was selected before the text that is now: what a further piece is added to.
    pub mention_before: Option<(ArticleId, MentionId)>,
    pub armed: Option<LabelId>,
    /// Whether the mouse tags with the likely label instead of the armed one.
    pub guesses: bool,
    /// What the mouse tagged last, to set its label right from the next stop, or to tag all.
    pub by_mouse: Option<(ArticleId, MentionId)>,
    /// Whether the candidate caret is walking: tagging then moves it on.
    pub walks: bool,
    pub scope: ScopeKind,
    pub matching: Matching,
    pub strip: Option<Strip>,
    /// The letters over the words in sight, while the hands hop to one.
    pub hop: Option<Hop>,
    pub relation: Option<RelationStart>,
    /// The article under the hands: the only one in Read, the active pane in Compare.
    pub article: Option<ArticleId>,
    /// Articles side by side in Compare.
    pub panes: Vec<ArticleId>,
    pub export: ExportChoice,
    /// Whether the panes scroll together, by passage.
    pub is_locked: bool,
    /// The house styles that wording which panes share may differ in.
    pub layers: Layers,
    /// Whether panes mark what only others tell.
    pub shows_untold: bool,
    /// The place of such a mark that the hands walked to.
    pub untold: Option<(ArticleId, usize)>,
    pub highlights: Vec<(ArticleId, Span)>,
    /// Where each pane should scroll to in the next frame.
    pub go: Option<Place>,
    /// How many problems on or back the hands want to go.
    pub problem_steps: isize,
    /// The drawer was just asked for, and takes the keyboard.
    pub enters_drawer: bool,
    pub places: Places,
    pub theme: ThemeChoice,
    pub shows_names: bool,
    pub concordance_query: String,
    pub hidden: BTreeSet<String>,
}

/// Where the analyst has been, as in a browser.
#[derive(Default)]
pub struct Places {
    back: Vec<Place>,
    forward: Vec<Place>,
}

const MOST_PLACES: usize = 200; // more than anyone walks back

impl Places {
    pub fn leave(&mut self, place: Place) {
        if self.back.last() != Some(&place) {
            self.back.push(place);
        }
        if self.back.len() > MOST_PLACES {
            self.back.remove(0);
        }
        self.forward.clear();
    }

    pub fn back(&mut self, now: Option<Place>) -> Option<Place> {
        let place = self.back.pop()?;
        self.forward.extend(now);
        Some(place)
    }

    pub fn forward(&mut self, now: Option<Place>) -> Option<Place> {
        let place = self.forward.pop()?;
        self.back.extend(now);
        Some(place)
    }
}

impl TextSelection {
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.focus)..self.anchor.max(self.focus)
    }

    pub fn is_caret(&self) -> bool {
        self.anchor == self.focus
    }
}

impl State {
    /// The selected text as a span, unless it is only a caret.
    pub fn selected_span(&self, project: &Project) -> Option<Hit> {
        let selection = self.selection.filter(|selection| !selection.is_caret())?;
        let article = project.article(selection.article)?;
        let span = Span::new(&article.text, selection.range()).ok()?;
        Some(Hit { article: selection.article, span })
    }

    /// The selection or the caret, if it is in this article.
    pub fn selection_in(&self, article: ArticleId) -> Option<TextSelection> {
        self.selection.filter(|selection| selection.article == article)
    }

    /// The mention that the inspector shows.
    pub fn mention(&self) -> Option<(ArticleId, MentionId)> {
        self.mentions.first().copied()
    }

    /// Where the hands are, to come back to.
    pub fn place(&self, project: &Project) -> Option<Place> {
        if let Some((article, mention)) = self.mention() {
            let span = project.mention(article, mention)?.extent.hull();
            return Some(Place { article, span });
        }
        let article = self.article?;
        let selection = self.selection.filter(|selection| selection.article == article);
        let range = selection.map_or(0..0, |selection| selection.range());
        Some(Place { article, span: Span::new(&project.article(article)?.text, range).ok()? })
    }

    /// Whether the hands have walked to what others tell at a place, and are still there.
    pub fn stands_at_untold(&self, article: ArticleId, at: usize) -> bool {
        let caret = TextSelection { article, anchor: at, focus: at };
        self.untold == Some((article, at)) && self.selection == Some(caret)
    }

    /// How far a tag-all reaches from an article.
    pub fn scope_from(&self, article_id: ArticleId, article: &Article) -> Scope {
        self.scope.from_article(article_id, article)
    }

    /// Forgets whatever is no longer in the project.
    pub fn forget_missing(&mut self, project: &Project) {
        let is_there = |id: &ArticleId| project.article(*id).is_some();
        self.mentions.retain(|(article, mention)| project.mention(*article, *mention).is_some());
        self.selection = self.selection.filter(|selection| is_there(&selection.article));
        self.article = self.article.filter(is_there);
        self.panes.retain(is_there);
        self.highlights.retain(|(article, _)| is_there(article));
        self.armed = self.armed.filter(|label| project.labels().contains_key(label));
        self.by_mouse = self.by_mouse.filter(|(article, id)| project.mention(*article, *id).is_some());
        self.relation = self.relation.filter(|start| project.mention(start.article, start.from).is_some());
        if self.strip.as_ref().is_some_and(|strip| !project.labels().contains_key(&strip.label)) {
            self.strip = None;
        }
    }
}

impl Overlay {
    /// What is shown again when this one closes.
    pub fn beneath(&self) -> Self {
        use PathQuestion::{ExportTagset, ImportTagset, ImportWords};
        match self {
            Self::Path(ImportTagset | ExportTagset | ImportWords(_)) => Self::Tagset,
            _ => Self::None,
        }
    }

    pub fn path_question(&self) -> Option<PathQuestion> {
        match self {
            Self::Path(question) => Some(*question),
            _ => None,
        }
    }

    /// The project that could not be opened, while its earlier saves are shown.
    pub fn unopened(&self) -> Option<&Path> {
        match self {
            Self::SavesOf(path) => Some(path),
            _ => None,
        }
    }
}

impl PathQuestion {
    /// Whether the answer is a file to be written.
    pub fn is_saving(self) -> bool {
        matches!(self, Self::SaveAs | Self::Export | Self::Picture | Self::Report | Self::ExportTagset)
    }

    pub fn takes_files(self) -> bool {
        self != Self::LoadFolder
    }
}

impl ScopeKind {
    pub const ALL: [Self; 3] = [Self::Article, Self::Story, Self::Project];

    /// An article of no story is its own.
    pub fn from_article(self, id: ArticleId, article: &Article) -> Scope {
        match (self, article.header.story) {
            (Self::Article, _) | (Self::Story, None) => Scope::Article(id),
            (Self::Story, Some(story)) => Scope::Story(story),
            (Self::Project, _) => Scope::Project,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Story => "story",
            Self::Project => "project",
        }
    }
}

impl Drawer {
    pub const ALL: [Self; 7] = [
        Self::Mentions,
        Self::Entities,
        Self::Suggestions,
        Self::Concordance,
        Self::Matrix,
        Self::Problems,
        Self::History,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Suggestions => "Suggestions",
            Self::Concordance => "Concordance",
            Self::Mentions => "Mentions",
            Self::Entities => "Entities",
            Self::Matrix => "Entities by outlet",
            Self::Problems => "Problems",
            Self::History => "History",
        }
    }
}

impl Mode {
    pub const ALL: [Self; 4] = [Self::Read, Self::Compare, Self::Insights, Self::Export];

    /// Whether articles are in sight, to be tagged. The other modes have the window to themselves.
    pub fn shows_text(self) -> bool {
        matches!(self, Self::Read | Self::Compare)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Compare => "Compare",
            Self::Insights => "Insights",
            Self::Export => "Export",
        }
    }
}
