//! Every mention of the project, the story or the open article: filtered, sorted, changed together.

use std::sync::Arc;

use egui::{Key, Modifiers, RichText, Ui};

use super::{Panel, Slot};
use crate::app::copying::{self, Copying};
use crate::app::keys::label_of_press;
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Place as TextPlace, ScopeKind};
use crate::app::widgets::{
    Answer, Chosen, Desk, Head, Icon, Rows, Sort, TableState, cell, context_label, filter_field, icon_button,
    label_chip, label_with_key, one_line, reach_switch,
};
use crate::app::{View, theme};
use crate::command::{Command, Place, Scope};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, Mention, Origin, Project};
use crate::text::count;

pub struct Mentions {
    filter: String,
    reach: ScopeKind,
    table: TableState<Place>,
    rows: Live<Ask, Vec<Place>>,
    asked: Option<Ask>,
    copying: Copying,
}

/// What the rows are an answer to.
#[derive(Clone, PartialEq)]
struct Ask {
    revision: u64,
    scope: Scope,
    filter: String,
    sort: Sort,
}

const HEADS: [Head; 7] = [
    Head::new("Label", 96.0),
    Head::new("Mention", 170.0),
    Head::new("Entity", 150.0),
    Head::new("Outlet", 110.0),
    Head::new("Article", 170.0),
    Head::rest("Sentence"),
    Head::new("Made by", 120.0),
];

impl Default for Mentions {
    fn default() -> Self {
        Self {
            filter: String::new(),
            reach: ScopeKind::Project,
            table: TableState::sorted(Sort { column: 5, is_backwards: false }),
            rows: Live::default(),
            asked: None,
            copying: Copying::default(),
        }
    }
}

impl Panel for Mentions {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Mentions)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.enters_drawer {
            self.table.enter();
        }
        self.look_up(ui, view);
        self.copying.finish(requests);
        ui.horizontal(|ui| {
            filter_field(ui, &mut self.filter, "Filter the mentions");
            reach_switch(ui, &mut self.reach);
            self.counts_ui(ui);
            self.chosen_ui(ui, view, requests);
        });
        let Some(list) = self.rows.now() else { return };
        if list.is_empty() {
            empty_ui(ui, &self.filter);
            return;
        }
        let rows = MentionRows { view, list };
        let answer = self.table.ui(ui, "Mentions", &HEADS, &rows);
        self.obey(ui, view, answer, requests);
    }
}

impl Mentions {
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let ask = Ask {
            revision: view.session.revision(),
            scope: view.scope(self.reach),
            filter: self.filter.to_lowercase(),
            sort: self.table.sort,
        };
        self.keep_chosen(view.project, &ask);
        let project = view.project.clone();
        self.rows.get(ui.ctx(), ask.clone(), move |progress| list(&project, &ask, progress));
    }

    /// What is chosen is always among the rows: another filter starts anew, an edit takes out what
    /// it removed.
    fn keep_chosen(&mut self, project: &Project, ask: &Ask) {
        if self.asked.as_ref() == Some(ask) {
            return;
        }
        let asked = self.asked.replace(ask.clone());
        if asked.is_some_and(|asked| (asked.scope, &asked.filter) != (ask.scope, &ask.filter)) {
            self.table.chosen = Chosen::default();
        }
        self.table.chosen.retain(|(article, mention)| project.mention(article, mention).is_some());
    }

    fn counts_ui(&self, ui: &mut Ui) {
        let n_rows = self.rows.now().map_or(0, Vec::len);
        let word = self.rows.word().map(|word| format!(" · {word}")).unwrap_or_default();
        let words = match self.table.chosen.count(n_rows) {
            0 | 1 => format!("{}{word}", count(n_rows, "mention")),
            n_chosen => format!("{n_chosen} of {n_rows} mentions chosen{word}"),
        };
        ui.label(RichText::new(words).weak());
    }

    fn chosen(&self) -> Vec<Place> {
        self.table.chosen.of(self.rows.now().into_iter().flatten())
    }

    fn chosen_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let n_rows = self.rows.now().map_or(0, Vec::len);
        let has_chosen = self.table.chosen.count(n_rows) > 0;
        ui.add_enabled_ui(has_chosen && !view.session.is_read_only(), |ui| {
            ui.menu_button("Relabel", |ui| {
                for (label, record) in view.project.labels_in_order() {
                    if label_with_key(ui, record).clicked() {
                        requests.run(Command::Relabel { mentions: self.chosen(), label });
                        ui.close();
                    }
                }
            });
            if ui.button("Join…").on_hover_text("Say who or what the chosen ones are (E)").clicked() {
                self.join(requests);
            }
            if ui.button("Delete").clicked() {
                requests.run(Command::Untag(self.chosen()));
            }
        });
        if icon_button(ui, Icon::Copy, "Copy as a table (Ctrl+C)").clicked() {
            self.copy(ui, view);
        }
    }

    fn join(&self, requests: &mut Requests) {
        requests.push(Request::SelectMentions(self.chosen()));
        requests.push(Request::ShowEntityPicker { all: false });
    }

    fn obey(&mut self, ui: &Ui, view: &View, answer: Answer, requests: &mut Requests) {
        let list = self.rows.now().map_or(&[][..], Vec::as_slice);
        if let Some(place) = answer.opened.and_then(|row| list.get(row)) {
            open(ui, view, *place, requests);
        }
        if answer.copies {
            self.copy(ui, view);
        }
        for (key, modifiers) in answer.presses {
            self.press(view, key, modifiers, requests);
        }
    }

    /// The keys that work on a selected mention work on all chosen ones.
    fn press(&self, view: &View, key: Key, modifiers: Modifiers, requests: &mut Requests) {
        if !modifiers.is_none() {
            return;
        }
        match key {
            Key::Delete | Key::Backspace => requests.run(Command::Untag(self.chosen())),
            Key::E => self.join(requests),
            _ => {
                if let Some(label) = label_of_press(view.project, key, modifiers) {
                    requests.run(Command::Relabel { mentions: self.chosen(), label });
                }
            }
        }
    }

    fn copy(&mut self, ui: &Ui, view: &View) {
        let project = view.project.clone();
        let places = match self.chosen() {
            chosen if chosen.len() > 1 => chosen,
            _ => self.rows.now().cloned().unwrap_or_default(),
        };
        self.copying.start(ui.ctx(), move |progress| table(&project, &places, progress));
    }
}

/// Goes to a mention and gives the keyboard back to the text.
pub fn open(ui: &Ui, view: &View, place: Place, requests: &mut Requests) {
    select(view, place, requests);
    Desk::focus(ui.ctx());
}

/// Goes to a mention, which becomes the selected one.
pub fn select(view: &View, place: Place, requests: &mut Requests) {
    let (article, mention) = place;
    let Some(record) = view.project.mention(article, mention) else { return };
    requests.push(Request::Go(TextPlace { article, span: record.extent.hull() }));
    requests.push(Request::SelectMention { article, mention });
}

fn empty_ui(ui: &mut Ui, filter: &str) {
    ui.add_space(theme::GROUP);
    let words = match filter.is_empty() {
        true => "Nothing is tagged here yet. Select text in an article and press a label's key.",
        false => "No mention has these words. Clear the filter to see all.",
    };
    ui.label(RichText::new(words).weak());
}

struct MentionRows<'a> {
    view: &'a View<'a>,
    list: &'a [Place],
}

impl MentionRows<'_> {
    /// `None` for a row that an edit has just removed; the next list is without it.
    fn record(&self, row: usize) -> Option<(&Arc<Article>, &Mention)> {
        let (article, mention) = self.list[row];
        let article = self.view.project.article(article)?;
        Some((article, article.mentions.get(&mention)?))
    }
}

impl Rows for MentionRows<'_> {
    type Id = Place;

    fn n_rows(&self) -> usize {
        self.list.len()
    }

    fn id(&self, row: usize) -> Place {
        self.list[row]
    }

    fn name(&self, row: usize) -> String {
        let Some((article, mention)) = self.record(row) else { return String::new() };
        let project = self.view.project;
        let label = project.label_name(mention.label);
        format!("{label}: {}, {}", article.quote(mention), project.outlet_name(article))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let Some((article, mention)) = self.record(row) else { return };
        let project = self.view.project;
        match column {
            0 => {
                if let Some(label) = project.labels().get(&mention.label) {
                    label_chip(ui, label);
                }
            }
            1 => cell(ui, one_line(&article.quote(mention))),
            2 => cell(ui, entity(project, mention)),
            3 => cell(ui, project.outlet_name(article)),
            4 => cell(ui, RichText::new(&article.header.title).weak()),
            5 => context_label(ui, &article.text, mention.extent.hull()),
            _ => cell(ui, RichText::new(made_by(project, mention)).weak()),
        }
    }
}

fn entity(project: &Project, mention: &Mention) -> String {
    let mark = if mention.entity_is_proposed { "?" } else { "" };
    project.entity_name(mention).map(|name| format!("{name}{mark}")).unwrap_or_default()
}

fn made_by(project: &Project, mention: &Mention) -> String {
    let name = project.annotators().get(&mention.by).map_or("", |annotator| annotator.name.as_str());
    match &mention.origin {
        Origin::Analyst => name.to_owned(),
        Origin::Imported { format } => format!("{name}, from {format}"),
        Origin::Suggested { by } => format!("{name}, after {by}"),
    }
}

/// The mentions in scope that have the filter's words, in order.
fn list(project: &Project, ask: &Ask, progress: &Progress) -> Result<Vec<Place>, Cancelled> {
    let contains = |words: &str| words.to_lowercase().contains(&ask.filter);
    let mut keyed = Vec::new();
    for (article_id, article) in ask.scope.articles(project) {
        progress.go_on()?;
        let all = ask.filter.is_empty() || contains(project.outlet_name(article));
        for (mention_id, mention) in article.mentions.in_order() {
            let fits = all
                || contains(project.label_name(mention.label))
                || contains(&article.quote(mention))
                || project.entity_name(mention).is_some_and(contains);
            if fits {
                keyed.push((sort_key(project, article, mention, ask.sort), (article_id, mention_id)));
            }
        }
    }
    progress.go_on()?;
    keyed.sort_by(|a, b| a.0.cmp(&b.0)); // stable: equal rows stay in text order
    if ask.sort.is_backwards {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, place)| place).collect())
}

fn sort_key(project: &Project, article: &Article, mention: &Mention, sort: Sort) -> String {
    let words = match sort.column {
        0 => project.label_name(mention.label).to_owned(),
        1 => article.quote(mention),
        2 => entity(project, mention),
        3 => project.outlet_name(article).to_owned(),
        4 => article.header.title.clone(),
        5 => String::new(), // sentences sort as the texts run
        _ => made_by(project, mention),
    };
    words.to_lowercase()
}

fn table(project: &Project, places: &[Place], progress: &Progress) -> Result<String, Cancelled> {
    let mut table = copying::line(HEADS.iter().map(|head| head.title).chain(["Start", "End"]));
    for (article_id, mention_id) in places {
        progress.go_on()?;
        let Some(article) = project.article(*article_id) else { continue };
        let Some(mention) = article.mentions.get(mention_id) else { continue };
        let hull = mention.extent.hull();
        let sentence = crate::text::sentence_at(&article.text, hull.start());
        table += &copying::line([
            project.label_name(mention.label),
            &article.quote(mention),
            project.entity_name(mention).unwrap_or_default(),
            project.outlet_name(article),
            &article.header.title,
            sentence.map_or("", |span| span.of(&article.text)),
            &made_by(project, mention),
            &hull.start().to_string(),
            &hull.end().to_string(),
        ]);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::session::Session;

    fn sample() -> Session {
        fixture::session(&[
            ("Beta", "[PERSON Macron] met [PERSON Kishida]."),
            ("Alpha", "In [GPE Tokyo] [PERSON Kishida] spoke."),
        ])
    }

    fn rows(session: &Session, filter: &str, column: usize, is_backwards: bool) -> Vec<String> {
        let sort = Sort { column, is_backwards };
        let ask = Ask { revision: 0, scope: Scope::Project, filter: filter.to_owned(), sort };
        let list = list(session.project(), &ask, &Progress::default()).unwrap();
        let quote = |(article, mention): &Place| {
            let article = session.project().article(*article).unwrap();
            let outlet = session.project().outlet_name(article);
            format!("{} {outlet}", article.quote(&article.mentions[mention]))
        };
        list.iter().map(quote).collect()
    }

    #[test]
    fn any_column_sorts_and_turns_round() {
        let session = sample();
        assert_eq!(rows(&session, "", 0, false)[0], "Tokyo Alpha");
        assert_eq!(
            rows(&session, "", 1, false),
            ["Kishida Beta", "Kishida Alpha", "Macron Beta", "Tokyo Alpha"]
        );
        assert_eq!(rows(&session, "", 3, true)[3], "Tokyo Alpha");
        assert_eq!(rows(&session, "", 5, false)[0], "Macron Beta");
    }

    #[test]
    fn the_filter_looks_at_text_label_and_outlet() {
        let session = sample();
        assert_eq!(rows(&session, "kish", 1, false), ["Kishida Beta", "Kishida Alpha"]);
        assert_eq!(rows(&session, "gpe", 1, false), ["Tokyo Alpha"]);
        assert_eq!(rows(&session, "beta", 1, false), ["Kishida Beta", "Macron Beta"]);
        assert!(rows(&session, "nothing", 1, false).is_empty());
    }

    #[test]
    fn the_copied_table_has_one_line_for_each_mention() {
        let session = sample();
        let place = fixture::mention(session.project(), "Tokyo");
        let table = table(session.project(), &[place], &Progress::default()).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0], "Label\tMention\tEntity\tOutlet\tArticle\tSentence\tMade by\tStart\tEnd");
        let expected = "GPE\tTokyo\t\tAlpha\tReport of Alpha\tIn Tokyo Kishida spoke.\tAnalyst\t3\t8";
        assert_eq!(lines[1..], [expected]);
    }
}
