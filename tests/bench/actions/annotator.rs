//! A perfect annotator. It looks at the screen, takes the cheapest step towards the next thing that is
//! missing or wrong, and looks again. The gold tells it only whether what it sees is right, and where
//! to put a selection.

use std::collections::{BTreeMap, BTreeSet};

use broadsheet::app::state::StripHit;
use broadsheet::command::{Hit, Scope, find_hits, untagged_hits};
use broadsheet::model::{ArticleId, LabelId};
use broadsheet::text::{Matching, Span};
use egui::{Key, Modifiers, PointerButton};

use crate::effort::Act;
use crate::look::{Gold, Look, Target};
use crate::plan::{Hands, LABEL_ALL, Plan, SET_GUESS_ALL, Step, TAKE_ALL, set_guess};
use crate::route::{EDGE, MOVE_START};
use crate::spreading::{Forms, Spreading};
use crate::strip::{Repair, next};
use crate::window::Window;
use crate::wrong::{Source, WrongShown};

pub struct Annotator<'g> {
    pub window: Window,
    gold: &'g Gold,
    keys: BTreeMap<LabelId, Key>,
    has_mouse: bool,
    has_suggesters: bool,
    /// Tells every step on the error output.
    pub tells: bool,
    pub wrong_shown: WrongShown,
    forms: Forms,
    /// How often a move did not do what it should, by name.
    pub misses: BTreeMap<&'static str, usize>,
    given_up: BTreeSet<&'static str>,
    hopeless: BTreeSet<(ArticleId, Target)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    Tag(Target),
    Delete(Target),
    Reject(Target),
    AcceptAll,
}

const ACCEPT_ALL: &str = "accept all suggestions";
/// What a suggestion costs about when it is decided alone, on the way.
const ALONE: f64 = 1.8;
/// Whoever sees the same screen so often with the same end in view gives that up.
const MOST_TRIES: usize = 3;
/// An article with fewer mentions teaches too little to be marked as reviewed.
const WORTH_MARKING: usize = 20;
/// A click that tags needs a further key to tag all. Where repeats are suggested, and taken together with
/// other suggestions, fewer places than this are not worth it.
const WORTH_A_KEY: usize = 5;
/// Fewer suggestions wait for others, until nothing else is left to do.
const WORTH_TAKING: usize = 3;
/// So many places are listed while Shift is held.
const LISTED: usize = 9;
const MOST_REPAIRS: usize = 300;
/// A move that failed so often is given up.
const MOST_MISSES: usize = 3;

impl<'g> Annotator<'g> {
    pub fn new(
        window: Window,
        gold: &'g Gold,
        keys: BTreeMap<LabelId, Key>,
        has_mouse: bool,
        has_suggesters: bool,
    ) -> Self {
        Self {
            window,
            gold,
            keys,
            has_mouse,
            has_suggesters,
            tells: false,
            wrong_shown: WrongShown::default(),
            forms: Forms::default(),
            misses: BTreeMap::new(),
            given_up: BTreeSet::new(),
            hopeless: BTreeSet::new(),
        }
    }

    /// Every article in order; then again those that a later tag-all made wrong.
    pub fn work(&mut self) {
        let gold = self.gold;
        if self.has_mouse {
            self.window.press("guess labels", (Key::Period, Modifiers::NONE));
        }
        for article in gold.keys() {
            self.article(*article);
            let n_tagged = self.window.article(*article).mentions.len();
            if self.has_suggesters && n_tagged >= WORTH_MARKING {
                self.window.press("mark reviewed", (Key::Enter, Modifiers::COMMAND));
            }
        }
        for article in gold.keys() {
            if !self.look(*article).is_done() {
                self.article(*article);
            }
        }
    }

    fn article(&mut self, article: ArticleId) {
        self.window.open(article);
        let mut tries = BTreeMap::new();
        loop {
            let look = self.look(article);
            let Some(job) = self.next_job(&look) else { return };
            let n_tries: &mut usize = tries.entry((job.clone(), look.scene())).or_default();
            *n_tries += 1;
            if *n_tries > MOST_TRIES || !self.take_step(&look, &job, *n_tries > 1) {
                self.give_up(article, job);
            }
            self.window.open(article); // an undo may have gone elsewhere
        }
    }

    fn give_up(&mut self, article: ArticleId, job: Job) {
        match job {
            Job::Tag(target) | Job::Delete(target) | Job::Reject(target) => {
                self.hopeless.insert((article, target));
            }
            Job::AcceptAll => drop(self.given_up.insert(ACCEPT_ALL)),
        }
    }

    fn look(&mut self, article: ArticleId) -> Look {
        let mut look = Look::at(&self.window, article, &self.gold[&article]);
        let wrong = look.wrong_suggestions.iter().map(|target| (Source::Suggestion, target));
        let guessed = look.guessed_wrong().map(|target| (Source::Label, target));
        for (source, target) in wrong.chain(guessed) {
            self.wrong_shown.see(source, article, target.hull(), target.label);
        }
        let is_hopeful = |target: &Target| !self.hopeless.contains(&(article, target.clone()));
        look.missing.retain(is_hopeful);
        look.wrong.retain(|(_, target)| is_hopeful(target));
        look.wrong_suggestions.retain(is_hopeful);
        look
    }

    fn next_job(&self, look: &Look) -> Option<Job> {
        if let Some(wrong) = look.selected_wrong() {
            return Some(mend(look, wrong).map_or_else(|| Job::Delete(wrong.clone()), Job::Tag));
        }
        let is_guess =
            |target: &&Target| look.guessed_wrong().is_some_and(|wrong| wrong.extent == target.extent);
        if let Some(target) = look.missing.iter().find(is_guess) {
            return Some(Job::Tag(target.clone()));
        }
        let is_selected = |target: &&Target| look.selection.is_text(target.hull());
        if let Some(target) = look.missing.iter().find(is_selected) {
            return Some(Job::Tag(target.clone()));
        }
        let bulk = self.accept_all(look);
        let wrong = look.wrong.first().map(|(_, target)| Job::Delete(target.clone()));
        bulk.or(wrong).or_else(|| look.missing.first().cloned().map(Job::Tag))
    }

    /// All suggestions at once, where turning the wrong ones down first costs less than each alone.
    fn accept_all(&self, look: &Look) -> Option<Job> {
        let n_right = look.right_suggestions.len();
        let alone: Vec<&Target> =
            look.missing.iter().filter(|target| !look.right_suggestions.contains(target)).collect();
        // Tagging drops the suggestions that it overlaps.
        let is_dropped = |wrong: &Target| alone.iter().any(|target| target.extent.overlaps(wrong.hull()));
        let (dropped, kept): (Vec<&Target>, Vec<&Target>) =
            look.wrong_suggestions.iter().partition(|wrong| is_dropped(wrong));
        let hands = self.hands(&|_| Key::Enter);
        let cost = hands.cost_of_rejecting(kept.len()) + Act::Key.cost();
        let is_due = n_right >= WORTH_TAKING || alone.is_empty() || look.selected_suggestion(true).is_some();
        let is_worth_it = n_right > 0 && cost < n_right as f64 * ALONE;
        if !is_due || !is_worth_it || self.given_up.contains(ACCEPT_ALL) {
            return None;
        }
        let first =
            alone.iter().filter(|target| dropped.iter().any(|wrong| target.extent.overlaps(wrong.hull())));
        let tag = first.map(|target| Job::Tag((*target).clone()));
        let reject = kept.iter().map(|target| Job::Reject((*target).clone()));
        Some(tag.chain(reject).min_by_key(Job::place).unwrap_or(Job::AcceptAll))
    }

    fn hands<'a>(&'a self, label_keys: &'a dyn Fn(&Target) -> Key) -> Hands<'a> {
        Hands {
            window: &self.window,
            has_mouse: self.has_mouse,
            label_keys,
            given_up: &self.given_up,
            avoids_candidates: false,
        }
    }

    /// `false` where the screen offers nothing.
    fn take_step(&mut self, look: &Look, job: &Job, again: bool) -> bool {
        let all = if let Job::Tag(target) = job { self.spreads(look, target, again) } else { false };
        let label_keys = |target: &Target| self.keys[&target.label];
        let hands = Hands { avoids_candidates: again, ..self.hands(&label_keys) };
        let plan = match job {
            Job::Tag(target) => hands.tag(look, target, all),
            Job::Delete(target) => hands.delete(look, target),
            Job::Reject(target) => hands.reject(look, target),
            Job::AcceptAll => Some(Plan { cost: Act::Key.cost(), step: accept_all_step() }),
        };
        let Some(Plan { step, .. }) = plan else { return false };
        if self.tells {
            eprintln!("{}: {}", job.told(look), step.name());
        }
        self.carry_out(look.article, &step);
        if let Job::Tag(target) = job {
            self.follow(look, &step, target, all);
        }
        true
    }

    /// Whether to tag all. Whoever is not confident holds Shift first, and looks at the places that the
    /// next key would tag; a few places are worth it where that takes no further key.
    fn spreads(&mut self, look: &Look, target: &Target, again: bool) -> bool {
        let wish = self.wants_all(look, target);
        if matches!(wish, Spreading::No | Spreading::Yes) {
            return wish == Spreading::Yes;
        }
        let label_keys = |target: &Target| self.keys[&target.label];
        let hands = Hands { avoids_candidates: again, ..self.hands(&label_keys) };
        let next = hands.tag(look, target, true).map(|plan| plan.step.name());
        match wish {
            Spreading::IfFree => next == Some(TAKE_ALL),
            _ => {
                let is_by_key = next.is_some_and(|name| [LABEL_ALL, SET_GUESS_ALL].contains(&name));
                is_by_key && self.previews_well(look.article, target)
            }
        }
    }

    /// Holds Shift and judges the places that the window lists, of which it shows the first nine.
    fn previews_well(&mut self, article: ArticleId, target: &Target) -> bool {
        if !self.window.hold_shift() {
            return false;
        }
        let project = self.window.project();
        let form = target.hull().of(&self.window.article(article).text).to_owned();
        let first = Hit { article, span: target.hull() };
        let hits = find_hits(project, &form, Matching::default(), Scope::Project);
        let shown = untagged_hits(project, &hits).into_iter().filter(|hit| *hit != first).take(LISTED);
        let is_right = |hit: &Hit| {
            self.gold[&hit.article].contains(&Target { extent: hit.span.into(), label: target.label })
        };
        let (right, wrong): (Vec<Hit>, Vec<Hit>) = shown.partition(is_right);
        let is_worth_it = right.len() > wrong.len();
        if !is_worth_it {
            self.window.effort.add(Act::Key, "look where a form stands");
            self.forms.judge(&form, target.label);
        }
        is_worth_it
    }

    fn carry_out(&mut self, article: ArticleId, step: &Step) {
        match step {
            Step::Press { name, chord, expects } => {
                self.window.press(name, *chord);
                self.compare(article, name, *expects);
            }
            Step::Drag { name, span, modifiers } => self.window.drag_over(name, article, *span, *modifiers),
            Step::TakeWhole { span, byte, click, all } => {
                let is_first = !click.1.command && click.0 == PointerButton::Primary;
                let app = self.window.app();
                let first = app.mouse_label(article, *span, 0).filter(|_| app.state().guesses && !is_first);
                if let Some(label) = first {
                    self.wrong_shown.see(Source::Label, article, *span, label);
                }
                self.window.take_whole_at(article, *byte, *click, *all);
            }
            Step::Hop { to, extends } => self.window.hop(*to, *extends),
            Step::DoubleClick(span) => self.window.double_click_on(article, *span),
            Step::Click { name, span, button } => self.window.click_on(name, article, *span, *button),
        }
    }

    /// Learns from a key that did not leave the selection it should.
    fn compare(&mut self, article: ArticleId, name: &'static str, expects: Option<(usize, usize)>) {
        let Some((anchor, focus)) = expects.filter(|_| name != EDGE) else { return };
        let look = Look::at(&self.window, article, &self.gold[&article]);
        if look.selection.range() == (anchor.min(focus)..anchor.max(focus)) {
            return;
        }
        let n_misses = self.misses.entry(name).or_default();
        *n_misses += 1;
        if *n_misses >= MOST_MISSES && name == MOVE_START {
            self.given_up.insert(name);
        }
    }

    /// After a tag-all, its strip; after a drag that tagged by the armed label, the key for all.
    fn follow(&mut self, look: &Look, step: &Step, target: &Target, all: bool) {
        let was_tagged_by_mouse =
            !matches!(step, Step::Press { .. }) && self.is_present(look.article, target);
        if all && was_tagged_by_mouse && step.name() != TAKE_ALL {
            let key = self.keys[&target.label];
            let (name, chord) = match look.guesses {
                true => set_guess(key, true),
                false => (LABEL_ALL, (key, Modifiers::SHIFT)),
            };
            self.window.press(name, chord);
        }
        if all && (was_tagged_by_mouse || [LABEL_ALL, SET_GUESS_ALL].contains(&step.name())) {
            self.repair_strip(target.label, target.hull().of(&look.text));
        }
    }

    fn is_present(&self, article: ArticleId, target: &Target) -> bool {
        self.window.article(article).mentions.values().any(|mention| Target::of(mention) == *target)
    }

    /// The key for all is worth it while places of the form were not looked at. Relabelling all would
    /// change those that have the other label by right.
    fn wants_all(&mut self, look: &Look, target: &Target) -> Spreading {
        let form = target.hull().of(&look.text).to_owned();
        if target.extent.is_in_pieces() || self.forms.is_judged(&form, target.label) {
            return Spreading::No;
        }
        let by_drag = look.armed.filter(|label| *label != target.label && self.has_mouse && !look.guesses);
        let at_risk = look.guessed_wrong().or(look.selected_wrong()).map(|wrong| wrong.label).or(by_drag);
        if at_risk.is_some_and(|label| self.forms.is_judged(&form, label)) {
            return Spreading::No;
        }
        let here = (look.article, target.hull());
        let places = self.forms.places(self.window.project(), &form);
        let is_safe = self.forms.is_safe(&form, places.len());
        let n_free = places.into_iter().filter(|place| *place != here && self.is_free(*place)).count();
        let is_at_hand = look.selection.is_text(target.hull()) || look.guessed_wrong().is_some();
        let is_worth_a_key = is_at_hand || !self.has_suggesters || n_free >= WORTH_A_KEY;
        match (n_free, is_safe) {
            (0, _) => Spreading::No,
            (_, true) if is_worth_a_key => Spreading::Yes,
            (_, true) => Spreading::IfFree,
            (_, false) if is_worth_a_key => Spreading::IfSeen,
            (_, false) => Spreading::No,
        }
    }

    fn is_free(&self, (article, span): (ArticleId, Span)) -> bool {
        !self.window.article(article).mentions.values().any(|mention| mention.extent.overlaps(span))
    }

    fn repair_strip(&mut self, label: LabelId, form: &str) {
        self.forms.judge(form, label);
        let gold = self.gold;
        let is_right = |hit: &StripHit| {
            let target = Target { extent: hit.hit.span.into(), label };
            gold[&hit.hit.article].contains(&target)
        };
        let mut is_first = true;
        for _ in 0..MOST_REPAIRS {
            let Some(strip) = self.window.app().state().strip.clone() else { return };
            if strip.label != label || strip.form != form {
                return;
            }
            if is_first {
                let (right, wrong): (Vec<&StripHit>, Vec<&StripHit>) =
                    strip.hits.iter().partition(|hit| is_right(hit));
                for StripHit { hit, .. } in wrong.iter().filter(|hit| !hit.is_left_out) {
                    self.wrong_shown.see(Source::Hit, hit.article, hit.span, label);
                }
                self.forms.count(form, right.len(), wrong.len());
                is_first = false;
            }
            let Some(repair) = next(&strip, &is_right) else { return };
            repair.carry_out(&mut self.window);
            if repair == Repair::Undo {
                return;
            }
        }
    }
}

impl Job {
    fn told(&self, look: &Look) -> String {
        match self {
            Self::Tag(target) => format!("tag \"{}\"", target.extent.quote(&look.text)),
            Self::Delete(target) => format!("delete \"{}\"", target.extent.quote(&look.text)),
            Self::Reject(target) => format!("reject \"{}\"", target.extent.quote(&look.text)),
            Self::AcceptAll => "accept all".to_owned(),
        }
    }

    fn place(&self) -> usize {
        match self {
            Self::Tag(target) | Self::Delete(target) | Self::Reject(target) => target.extent.start(),
            Self::AcceptAll => usize::MAX,
        }
    }
}

/// What a selected wrong mention can become with less than a deletion.
fn mend(look: &Look, wrong: &Target) -> Option<Target> {
    let same_place = look.missing.iter().find(|target| target.extent == wrong.extent);
    let is_near = |target: &&Target| target.label == wrong.label && target.extent.overlaps(wrong.hull());
    same_place.or_else(|| look.missing.iter().find(is_near)).cloned()
}

fn accept_all_step() -> Step {
    Step::Press { name: ACCEPT_ALL, chord: (Key::Enter, Modifiers::SHIFT), expects: None }
}
