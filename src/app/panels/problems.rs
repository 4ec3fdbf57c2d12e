//! Places to look at again, one after the other with F8.

use egui::{RichText, Ui};

use super::{Panel, Slot, mentions};
use crate::analysis::{Problem, problems};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Place};
use crate::app::widgets::{Desk, Head, Rows, Sort, TableState, cell, context_label, filter_field};
use crate::app::{View, theme};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, Project};
use crate::text::count;

pub struct Problems {
    filter: String,
    table: TableState<usize>,
    list: Live<Ask, Vec<Row>>,
    /// Steps of F8 that wait for the list.
    steps: isize,
}

#[derive(Clone, PartialEq)]
struct Ask {
    revision: u64,
    filter: String,
    sort: Sort,
}

struct Row {
    problem: Problem,
    words: String,
}

const HEADS: [Head; 4] = [
    Head::new("Problem", 140.0),
    Head::rest("What"),
    Head::new("Outlet", 120.0),
    Head::rest("Place in the text"),
];
const TEXT_ORDER: Sort = Sort { column: 3, is_backwards: false };

impl Default for Problems {
    fn default() -> Self {
        Self { filter: String::new(), table: TableState::sorted(TEXT_ORDER), list: Live::default(), steps: 0 }
    }
}

impl Panel for Problems {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Problems)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.enters_drawer {
            self.table.enter();
        }
        self.steps += view.state.problem_steps;
        let ask = self.look_up(ui, view);
        self.head_ui(ui);
        if self.list.is_for(&ask) && self.steps != 0 {
            self.step(view, requests);
        }
        let Some(list) = self.list.now() else { return };
        if list.is_empty() {
            empty_ui(ui, &self.filter);
            return;
        }
        let rows = ProblemRows { view, list };
        let answer = self.table.ui(ui, "Problems", &HEADS, &rows);
        if let Some(row) = answer.opened.and_then(|row| list.get(row)) {
            go(view, &row.problem, requests);
            Desk::focus(ui.ctx());
        }
    }
}

impl Problems {
    fn look_up(&mut self, ui: &Ui, view: &View) -> Ask {
        let filter = self.filter.to_lowercase();
        let ask = Ask { revision: view.session.revision(), filter, sort: self.table.sort };
        let (project, wanted) = (view.project.clone(), ask.clone());
        self.list.get(ui.ctx(), ask.clone(), move |progress| list(&project, &wanted, progress));
        ask
    }

    fn head_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            filter_field(ui, &mut self.filter, "Filter the problems");
            let n_rows = self.list.now().map_or(0, Vec::len);
            let word = self.list.word().map(|word| format!(" · {word}")).unwrap_or_default();
            let words = format!("{} · F8 goes to the next{word}", count(n_rows, "problem"));
            ui.label(RichText::new(words).weak());
        });
    }

    /// From where the hands are, in the order of the texts and round again.
    fn step(&mut self, view: &View, requests: &mut Requests) {
        let forward = std::mem::take(&mut self.steps) > 0;
        let list = self.list.now().map_or(&[][..], Vec::as_slice);
        let here = view.state.place(view.project).map(|place| (place.article, place.span));
        let Some(row) = nearest(list, here, forward) else { return };
        go(view, &list[row].problem, requests);
        self.table.show_row(row, row);
    }
}

/// The row of the next or previous problem at another place.
fn nearest(list: &[Row], here: Option<(ArticleId, crate::text::Span)>, forward: bool) -> Option<usize> {
    let place = |row: &usize| (list[*row].problem.article, list[*row].problem.span);
    let all = || 0..list.len();
    match forward {
        true => all().filter(|row| Some(place(row)) > here).min_by_key(place).or(all().min_by_key(place)),
        false => {
            let before = all().filter(|row| here.is_none_or(|here| place(row) < here));
            before.max_by_key(place).or(all().max_by_key(place))
        }
    }
}

fn go(view: &View, problem: &Problem, requests: &mut Requests) {
    match problem.mention.filter(|id| view.project.mention(problem.article, *id).is_some()) {
        Some(mention) => mentions::select(view, (problem.article, mention), requests),
        None => requests.push(Request::Go(Place { article: problem.article, span: problem.span })),
    }
}

fn empty_ui(ui: &mut Ui, filter: &str) {
    ui.add_space(theme::GROUP);
    let words = match filter.is_empty() {
        true => "Nothing contradicts itself. Forms with two labels or forgotten ones would be listed here.",
        false => "No problem has these words. Clear the filter to see all.",
    };
    ui.label(RichText::new(words).weak());
}

fn list(project: &Project, ask: &Ask, progress: &Progress) -> Result<Vec<Row>, Cancelled> {
    let found = problems(project, progress)?;
    let row = |problem: Problem| Row { words: problem.words(project), problem };
    let mut rows: Vec<Row> = found.into_iter().map(row).collect();
    rows.retain(|row| {
        let name = row.problem.kind.name();
        ask.filter.is_empty() || format!("{name} {}", row.words).to_lowercase().contains(&ask.filter)
    });
    let outlet =
        |row: &Row| project.article(row.problem.article).map_or("", |article| project.outlet_name(article));
    match ask.sort.column {
        0 => rows.sort_by_key(|row| row.problem.kind.name()),
        1 => rows.sort_by(|a, b| a.words.cmp(&b.words)),
        2 => rows.sort_by(|a, b| outlet(a).cmp(outlet(b))),
        _ => {} // found in the order of the texts
    }
    if ask.sort.is_backwards {
        rows.reverse();
    }
    Ok(rows)
}

struct ProblemRows<'a> {
    view: &'a View<'a>,
    list: &'a [Row],
}

impl Rows for ProblemRows<'_> {
    type Id = usize;

    fn n_rows(&self) -> usize {
        self.list.len()
    }

    fn id(&self, row: usize) -> usize {
        row
    }

    fn name(&self, row: usize) -> String {
        let Row { problem, words } = &self.list[row];
        format!("{}: {words}", problem.kind.name())
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let Row { problem, words } = &self.list[row];
        let Some(article) = self.view.project.article(problem.article) else { return };
        match column {
            0 => cell(ui, problem.kind.name()),
            1 => cell(ui, words),
            2 => cell(ui, self.view.project.outlet_name(article)),
            _ => context_label(ui, &article.text, problem.span),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn steps_go_from_place_to_place_and_round() {
        let session = fixture::session(&[
            ("AFP", "[GPE Japan] and [GPE Japan] and Japan"),
            ("BBC", "[PERSON Macron] Japan"),
        ]);
        let ask = Ask { revision: 0, filter: String::new(), sort: Sort { column: 3, is_backwards: true } };
        let list = list(session.project(), &ask, &Progress::default()).unwrap();
        assert_eq!(list.len(), 2);
        let place = |row: usize| (list[row].problem.article, list[row].problem.span);
        let first = place(1); // the list is backwards
        assert!(first < place(0));
        assert_eq!(nearest(&list, None, true), Some(1));
        assert_eq!(nearest(&list, Some(first), true), Some(0));
        assert_eq!(nearest(&list, Some(place(0)), true), Some(1));
        assert_eq!(nearest(&list, Some(first), false), Some(0));
        assert_eq!(nearest(&[], None, true), None);
    }
}
