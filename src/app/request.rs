use std::path::PathBuf;

use super::exporting::ExportChoice;
use super::notices::NoticeId;
use super::reporting::ReportChoice;
use super::state::{Drawer, Mode, PathQuestion, Place, ScopeKind, ThemeChoice};
use crate::command::{Command, EntityChoice};
use crate::index::Layers;
use crate::model::{ArticleId, LabelId, MentionId, RelationKindId, StoryId};
use crate::report::Picture;
use crate::store::Keep;
use crate::suggest::Suggestion;
use crate::text::{Matching, Span};

/// All that may be asked of the app. Panels and keys only ask; `App::handle` does.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    // Projects
    NewProject,
    OpenSample,
    /// Through the system's dialog.
    OpenProjectDialog,
    LoadFilesDialog,
    LoadFolderDialog,
    AskPath(PathQuestion),
    /// From our own path dialog.
    AnswerPath {
        question: PathQuestion,
        paths: Vec<PathBuf>,
    },
    /// A project, articles or folders, told apart by what they are.
    Open(Vec<PathBuf>),
    /// Text from the clipboard, or typed.
    PasteArticle(String),
    ShowPaste,
    ShowRestore,
    /// The earlier saves of a project that cannot be opened.
    ShowSavesOf(PathBuf),
    /// Opens a copy of an earlier save, beside the project that cannot be opened.
    OpenSave {
        save: PathBuf,
        of: PathBuf,
    },
    /// Makes a new project of what is whole of a damaged one.
    Salvage(PathBuf),
    /// How many earlier saves are kept, of every project.
    SetKeep(Keep),
    Save,
    SaveAsDialog,
    /// Takes in what another program put in the project file's place.
    MergeChanged,
    /// Saves over it.
    ReplaceChanged,
    SaveAs(PathBuf),
    CloseProject,
    Forget(PathBuf),

    // Changes
    Run(Command),
    Undo,
    Redo,
    /// What opening left of a long history.
    ReadHistory,
    /// Undo or redo until so many steps are done.
    WalkHistory(usize),
    /// Take one step back, counted from 1, and keep those after it.
    Revert(usize),

    // Tagging, on the present selection
    Tag(LabelId),
    TagAll(LabelId),
    Untag {
        all: bool,
    },
    Link {
        choice: EntityChoice,
        all: bool,
    },
    Arm(Option<LabelId>),
    /// Whether text that the mouse selects gets its likely label, or always the armed one.
    GuessLabels(bool),
    /// Tags the selection without a key, as long as a label is armed; where labels are guessed, with the
    /// n-th likeliest, from 0.
    TagArmed {
        nth: usize,
    },
    /// Another label for what the mouse tagged last.
    SetGuess {
        label: LabelId,
        all: bool,
    },
    /// Tags all with the form of what the mouse tagged last.
    TagAllByMouse,
    SetScope(ScopeKind),
    SetMatching(Matching),
    /// Leave the n-th hit of the last tag-all out, counted from 0.
    LeaveOut(usize),
    /// Gives the digits to the next hits of the strip.
    NextNine,
    /// Adds the selected text to the mention that was selected before.
    AddPiece,
    /// Tag the hits of a strip that asked first.
    ConfirmStrip,
    CloseStrip,
    AcceptSuggestion,
    RejectSuggestion,
    /// Accepts or turns down these.
    Decide {
        suggestions: Vec<Suggestion>,
        accept: bool,
    },
    /// Switches the engines on or off.
    SetSuggesters(bool),
    /// All suggestions of the open article.
    DecideAll {
        accept: bool,
    },
    RejectAt {
        article: ArticleId,
        byte: usize,
    },
    /// The candidate caret.
    Walk {
        forward: bool,
    },
    /// Letters over the words in sight, to go to one by typing them.
    StartHop,
    HopBy {
        letter: char,
        extends: bool,
    },
    LeaveHop,
    /// To the next or previous mention of the open article.
    WalkMentions {
        forward: bool,
    },
    /// Reviewed; on to the next article.
    FinishArticle,

    // Looking
    SelectText {
        article: ArticleId,
        anchor: usize,
        focus: usize,
    },
    SelectMention {
        article: ArticleId,
        mention: MentionId,
    },
    /// Adds a mention to the selected ones, or takes it out.
    ToggleMention {
        article: ArticleId,
        mention: MentionId,
    },
    /// Mentions of any articles, to be changed together.
    SelectMentions(Vec<(ArticleId, MentionId)>),
    Deselect,
    /// Opens an article at a place; the present place can be returned to.
    Go(Place),
    /// To the next problem, or with a negative number to the previous one.
    StepToProblem(isize),
    Back,
    Forward,
    OpenArticle(ArticleId),
    ShowMode(Mode),
    ShowDrawer(Option<Drawer>),
    Compare(Vec<ArticleId>),
    CompareStory(StoryId),
    ActivatePane(usize),
    ChooseExport(ExportChoice),
    /// As a file, once the user said where.
    SavePicture(Picture),
    SaveReport(ReportChoice),
    LockScrolling(bool),
    /// Which house styles the wording that panes share may differ in.
    OverlookInPanes(Layers),
    /// Of the selection, else of what stands on the reading line.
    GoToCounterpart,
    BringCounterparts(Place),
    /// Whether panes mark what only others tell.
    ShowUntold(bool),
    /// To the next place where others tell what this pane does not.
    StepToUntold {
        forward: bool,
    },
    Highlight(Vec<(ArticleId, Span)>),

    // Small windows over the others
    ShowPalette,
    ShowFind,
    ShowConcordance(String),
    ShowEntityPicker {
        all: bool,
    },
    StartRelation,
    Relate(RelationKindId),
    ShowTagset,
    ShowKeys,
    CloseOverlay,

    // The window
    SetTheme(ThemeChoice),
    ShowNames(bool),
    Zoom(f32),
    CopyText(String),
    StopJob(usize),
    Dismiss(NoticeId),
    Quit,
}

/// What panels put their requests into. Handled in order, after drawing.
#[derive(Default)]
pub struct Requests {
    list: Vec<Request>,
}

impl Requests {
    pub fn push(&mut self, request: Request) {
        self.list.push(request);
    }

    pub fn run(&mut self, command: Command) {
        self.push(Request::Run(command));
    }

    pub fn take(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.list)
    }
}
