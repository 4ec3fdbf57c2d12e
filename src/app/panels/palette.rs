//! The palette: every command, article, entity, label and story by a few of its letters.

use egui::{
    Align2, Area, Button, Frame, Id, Key, Modifiers, Order, RichText, Role, ScrollArea, Ui, WidgetInfo,
};
use egui::{text::LayoutJob, vec2};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

use super::{Panel, Slot, mentions};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Overlay};
use crate::app::widgets::Desk;
use crate::app::{View, actions, theme};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, EntityId, LabelId, Project, StoryId};

#[derive(Default)]
pub struct Palette {
    words: String,
    records: Live<u64, Vec<Candidate>>,
    matcher: Option<Matcher>,
    ranked: Vec<Ranked>,
    /// Records that the words matched, by place.
    matching: Vec<usize>,
    /// What `ranked` was made for.
    ranked_for: Option<RankedFor>,
    cursor: usize,
    reveals: bool,
    /// The last one in which it was open.
    last_frame: u64,
}

/// Something that the palette can do.
struct Candidate {
    what: What,
    title: String,
    haystack: Utf32String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// By its place in the table of actions.
    Action(usize),
    Article(ArticleId),
    Entity(EntityId),
    Label(LabelId),
    Story(StoryId),
}

/// The words, the number of records, and the revision.
type RankedFor = (String, usize, u64);

/// A row of the palette.
struct Ranked {
    what: What,
    title: String,
}

const MOST_RANKED: usize = 200; // nobody scrolls further; one more letter is quicker
const WIDTH: f32 = 560.0;
const ROW_HEIGHT: f32 = 26.0;
const ROWS: usize = 12;

impl Panel for Palette {
    fn slot(&self) -> Slot {
        Slot::Over
    }

    fn is_overlay(&self, overlay: &Overlay) -> bool {
        *overlay == Overlay::Palette
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let frame = ui.ctx().cumulative_frame_nr();
        let was_open = std::mem::replace(&mut self.last_frame, frame) + 1 == frame;
        if !was_open {
            self.words.clear();
            self.cursor = 0;
        }
        self.rank(ui, view);
        self.listen(ui, view, requests);
        let top = ui.ctx().content_rect().center_top() + vec2(0.0, 56.0);
        let area = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .fixed_pos(top)
            .pivot(Align2::CENTER_TOP);
        let response = area.show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH);
                self.field_ui(ui);
                self.list_ui(ui, view, requests);
            });
        });
        if was_open && response.response.clicked_elsewhere() {
            requests.push(Request::CloseOverlay);
        }
    }
}

impl Palette {
    fn field_ui(&mut self, ui: &mut Ui) {
        let hint = "Go to an article or entity, arm a label, do a command";
        let edit = egui::TextEdit::singleline(&mut self.words).hint_text(hint).desired_width(f32::INFINITY);
        let field = ui.add(edit.margin(vec2(theme::INSIDE, 6.0)));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search everything"));
        field.request_focus();
        if field.changed() {
            self.cursor = 0;
            self.reveals = true;
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        if self.ranked.is_empty() {
            ui.label(RichText::new("Nothing goes by these letters.").weak());
            return;
        }
        let mut area = ScrollArea::vertical().max_height(ROW_HEIGHT * ROWS as f32).auto_shrink([false, true]);
        if std::mem::take(&mut self.reveals) {
            area = area.vertical_scroll_offset(ROW_HEIGHT * self.cursor.saturating_sub(ROWS / 2) as f32);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut clicked = None;
        area.show_rows(ui, ROW_HEIGHT, self.ranked.len(), |ui, rows| {
            for row in rows {
                if row_ui(ui, view, &self.ranked[row], row == self.cursor) {
                    clicked = Some(self.ranked[row].what);
                }
            }
        });
        if let Some(what) = clicked {
            do_it(what, view, requests);
        }
    }

    /// Before the field sees them, the keys of the list.
    fn listen(&mut self, ui: &Ui, view: &View, requests: &mut Requests) {
        let last = self.ranked.len().saturating_sub(1);
        for (key, to) in [
            (Key::ArrowUp, self.cursor.checked_sub(1).unwrap_or(last)),
            (Key::ArrowDown, if self.cursor < last { self.cursor + 1 } else { 0 }),
            (Key::PageUp, self.cursor.saturating_sub(ROWS)),
            (Key::PageDown, (self.cursor + ROWS).min(last)),
        ] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.cursor = to;
                self.reveals = true;
            }
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
            && let Some(ranked) = self.ranked.get(self.cursor)
        {
            do_it(ranked.what, view, requests);
        }
    }

    /// Ranks anew where the words or the candidates have changed.
    fn rank(&mut self, ui: &Ui, view: &View) {
        let revision = view.session.revision();
        let project = view.project.clone();
        let records = self.records.get(ui.ctx(), revision, move |progress| candidates(&project, progress));
        let records = records.map_or(&[][..], Vec::as_slice);
        let now = (self.words.clone(), records.len(), revision);
        if self.ranked_for.as_ref() == Some(&now) {
            return;
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let actions = available_actions(view);
        let possible = match self.ranked_for.as_ref().is_some_and(|before| only_adds(before, &now)) {
            true => std::mem::take(&mut self.matching),
            false => (0..records.len()).collect(),
        };
        (self.ranked, self.matching) = rank(&self.words, &actions, records, possible, matcher);
        self.ranked_for = Some(now);
        self.cursor = self.cursor.min(self.ranked.len().saturating_sub(1));
    }
}

/// Whether what matches now is among what matched before: letters were added, and none of the signs
/// that turn a pattern round.
fn only_adds(before: &RankedFor, now: &RankedFor) -> bool {
    let is_plain = !now.0.contains(['!', '^', '$', '\'', '\\']);
    !before.0.trim().is_empty()
        && now.0.starts_with(&before.0)
        && is_plain
        && (before.1, before.2) == (now.1, now.2)
}

fn available_actions(view: &View) -> Vec<Candidate> {
    let actions = actions::ALL.iter().enumerate();
    let can_be_done = |action: &actions::Action| (action.resolve)(Some(view.session), view.state).is_some();
    actions
        .filter(|(_, action)| can_be_done(action) && action.title != "Search everything…")
        .map(|(at, action)| Candidate::new(What::Action(at), action.title.to_owned(), action.title))
        .collect()
}

/// Everything in a project that can be gone to.
fn candidates(project: &Project, progress: &Progress) -> Result<Vec<Candidate>, Cancelled> {
    let mut found = Vec::new();
    for (id, label) in project.labels_in_order() {
        found.push(Candidate::new(What::Label(id), label.name.clone(), &label.name));
    }
    for (id, story) in project.stories() {
        found.push(Candidate::new(What::Story(*id), story.name.clone(), &story.name));
    }
    progress.go_on()?;
    for (id, article) in project.articles() {
        let title = format!("{}  ·  {}", article.header.title, project.outlet_name(article));
        found.push(Candidate::new(What::Article(*id), title.clone(), &title));
    }
    progress.go_on()?;
    for (id, entity) in project.entities() {
        let names = format!("{} {}", entity.name, entity.aliases.join(" "));
        found.push(Candidate::new(What::Entity(*id), entity.name.clone(), &names));
    }
    Ok(found)
}

impl Candidate {
    fn new(what: What, title: String, names: &str) -> Self {
        Self { what, title, haystack: Utf32String::from(names) }
    }
}

/// The best first; of equals the shorter. With no words, the commands as they stand in the menu.
fn rank(
    words: &str,
    actions: &[Candidate],
    records: &[Candidate],
    mut possible: Vec<usize>,
    matcher: &mut Matcher,
) -> (Vec<Ranked>, Vec<usize>) {
    let row = |candidate: &Candidate| Ranked { what: candidate.what, title: candidate.title.clone() };
    if words.trim().is_empty() {
        return (actions.iter().map(row).collect(), possible);
    }
    let pattern = Pattern::parse(words, CaseMatching::Ignore, Normalization::Smart);
    let mut score = |candidate: &Candidate| pattern.score(candidate.haystack.slice(..), matcher);
    let mut scored: Vec<(u32, &Candidate)> =
        actions.iter().filter_map(|action| Some((score(action)?, action))).collect();
    possible.retain(|at| {
        let found = records.get(*at).and_then(|record| Some((score(record)?, record)));
        scored.extend(found);
        found.is_some()
    });
    let order =
        |(score, candidate): &(u32, &Candidate)| (std::cmp::Reverse(*score), candidate.haystack.len());
    if scored.len() > MOST_RANKED {
        scored.select_nth_unstable_by_key(MOST_RANKED, order);
        scored.truncate(MOST_RANKED);
    }
    scored.sort_by_key(order);
    (scored.into_iter().map(|(_, candidate)| row(candidate)).collect(), possible)
}

/// Whether the row was clicked.
fn row_ui(ui: &mut Ui, view: &View, ranked: &Ranked, is_cursor: bool) -> bool {
    let hint = match ranked.what {
        What::Action(at) => {
            let shortcut = actions::ALL[at].shortcut;
            shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default()
        }
        What::Article(_) => "article".to_owned(),
        What::Entity(_) => "entity".to_owned(),
        What::Label(label) => key_of(view.project, label),
        What::Story(_) => "story".to_owned(),
    };
    let mut title = LayoutJob::default();
    RichText::new(&ranked.title).append_to(
        &mut title,
        ui.style(),
        egui::FontSelection::Default,
        egui::Align::Center,
    );
    let button = Button::selectable(is_cursor, title)
        .shortcut_text(RichText::new(&hint).weak())
        .truncate()
        .min_size(vec2(ui.available_width(), ROW_HEIGHT));
    let response = ui.add(button);
    let name = if hint.is_empty() { ranked.title.clone() } else { format!("{}, {hint}", ranked.title) };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_cursor, &name));
    response.clicked()
}

fn key_of(project: &Project, label: LabelId) -> String {
    let key = project.labels().get(&label).and_then(|label| label.key);
    key.map_or("label".to_owned(), |key| format!("label  {}", key.to_uppercase()))
}

fn do_it(what: What, view: &View, requests: &mut Requests) {
    requests.push(Request::CloseOverlay);
    match what {
        What::Action(at) => {
            let request = (actions::ALL[at].resolve)(Some(view.session), view.state);
            request.into_iter().for_each(|request| requests.push(request));
        }
        What::Article(article) => requests.push(Request::OpenArticle(article)),
        What::Label(label) => requests.push(Request::Arm(Some(label))),
        What::Entity(entity) => show_entity(view, entity, requests),
        What::Story(story) => match view.project.articles_of_story(story).as_slice() {
            [] => {}
            [only] => requests.push(Request::OpenArticle(*only)),
            _ => requests.push(Request::CompareStory(story)),
        },
    }
}

/// Its first mention; without one, its row among the entities.
fn show_entity(view: &View, entity: EntityId, requests: &mut Requests) {
    let first = view.project.mentions().find(|(_, _, mention)| mention.entity == Some(entity));
    match first {
        Some((article, mention, _)) => mentions::select(view, (article, mention), requests),
        None => requests.push(Request::ShowDrawer(Some(Drawer::Entities))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn titles(words: &str, records: &[Candidate]) -> Vec<String> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let (ranked, _) = rank(words, &[], records, (0..records.len()).collect(), &mut matcher);
        ranked.into_iter().map(|ranked| ranked.title).collect()
    }

    #[test]
    fn letters_in_order_find_a_title_and_word_starts_rank_first() {
        let candidate = |title: &str| Candidate::new(What::Story(StoryId(1)), title.to_owned(), title);
        let records = ["Spam", "Paris match", "Prime Minister", "Élysée"].map(candidate);
        assert_eq!(titles("pm", &records), ["Paris match", "Prime Minister", "Spam"]);
        assert_eq!(titles("elysee", &records), ["Élysée"]);
        assert!(titles("xyz", &records).is_empty());
    }

    #[test]
    fn an_added_letter_looks_among_what_matched_only() {
        let before = ("par".to_owned(), 4, 1);
        assert!(only_adds(&before, &("pari".to_owned(), 4, 1)));
        for now in [("pa", 4, 1), ("par!", 4, 1), ("pari", 5, 1), ("pari", 4, 2)] {
            assert!(!only_adds(&before, &(now.0.to_owned(), now.1, now.2)), "{now:?}");
        }
    }

    #[test]
    fn everything_of_a_project_is_a_candidate() {
        let session = fixture::session(&[("AFP", "[GPE Japan]"), ("BBC", "x")]);
        let found = candidates(session.project(), &Progress::default()).unwrap();
        let count = |is_it: fn(&What) -> bool| found.iter().filter(|found| is_it(&found.what)).count();
        assert_eq!(count(|what| matches!(what, What::Article(_))), 2);
        assert_eq!(count(|what| matches!(what, What::Label(_))), session.project().labels().len());
        assert_eq!(count(|what| matches!(what, What::Story(_))), 1);
        assert!(titles("report bbc", &found)[0].starts_with("Report of BBC"));
    }
}
