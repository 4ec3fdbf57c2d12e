//! A table of a report: sorted and filtered here, and every number with places behind it opens them.

use std::cell::Cell as Slot;

use egui::{Align, Button, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo};

use super::{Head, Rows, Sort, TableState, cell};
use crate::analysis::{Column, Table, Value};
use crate::app::copying;
use crate::app::theme;

/// As the analysis put the rows, until a head is clicked.
const AS_FOUND: Sort = Sort { column: usize::MAX, is_backwards: false };

pub struct ReportTable {
    state: TableState<usize>,
    /// Rows of the table, filtered and sorted, and what that was done for.
    order: Vec<usize>,
    of: Option<(u64, Sort, String, usize)>,
}

/// A column of the table under a title of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub column: usize,
    pub title: String,
}

/// What was clicked, as row and column of the table itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    pub row: usize,
    pub column: usize,
}

#[derive(Default)]
pub struct TableAnswer {
    pub opened: Option<Opened>,
    pub copies: bool,
}

impl Default for ReportTable {
    fn default() -> Self {
        Self { state: TableState::sorted(AS_FOUND), order: Vec::new(), of: None }
    }
}

impl Shown {
    /// The columns of no group, and those of one measure under the names of their groups.
    pub fn of_measure(table: &Table, measure: &str) -> Vec<Self> {
        let shown = |(column, of): (usize, &Column)| {
            let title = if of.group.is_empty() { &of.title } else { &of.group };
            let is_shown = of.group.is_empty() || of.title == measure;
            is_shown.then(|| Self { column, title: title.clone() })
        };
        table.columns.iter().enumerate().filter_map(shown).collect()
    }
}

/// What is told of each group of columns, for instance of each outlet: one of them is shown at a time.
pub fn measures(table: &Table) -> Vec<&str> {
    let mut measures: Vec<&str> = Vec::new();
    for column in table.columns.iter().filter(|column| !column.group.is_empty()) {
        if !measures.contains(&column.title.as_str()) {
            measures.push(&column.title);
        }
    }
    measures
}

/// The choice between the measures, if there is one. Returns the columns that go with it.
pub fn measure_switch(ui: &mut Ui, table: &Table, chosen: &mut usize) -> Vec<Shown> {
    let measures = measures(table);
    *chosen = (*chosen).min(measures.len().saturating_sub(1));
    if measures.len() > 1 {
        for (at, measure) in measures.iter().enumerate() {
            ui.selectable_value(chosen, at, *measure);
        }
    }
    Shown::of_measure(table, measures.get(*chosen).copied().unwrap_or_default())
}

impl ReportTable {
    /// `edition` tells one report from the next.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        name: &str,
        table: &Table,
        columns: &[Shown],
        filter: &str,
        edition: u64,
    ) -> TableAnswer {
        self.put_in_order(table, columns, filter, edition);
        let text_width = text_width(ui.available_width(), table, columns);
        let heads: Vec<Head> = columns.iter().map(|shown| head(table, shown, text_width)).collect();
        let opened = Slot::new(None);
        let rows = ReportRows { table, columns, order: &self.order, opened: &opened };
        // Six outlets' columns may be wider than the panel; the table alone moves sideways then.
        let area = ScrollArea::horizontal().id_salt(name).auto_shrink(false);
        let answer = area.show(ui, |ui| self.state.ui(ui, name, &heads, &rows)).inner;
        let by_row = answer.opened.and_then(|row| first_with_places(table, columns, self.order[row]));
        TableAnswer { opened: opened.take().or(by_row), copies: answer.copies }
    }

    fn put_in_order(&mut self, table: &Table, columns: &[Shown], filter: &str, edition: u64) {
        let sort = self.state.sort;
        let column = columns.get(sort.column).map_or(usize::MAX, |shown| shown.column);
        let of = (edition, sort, filter.to_lowercase(), column);
        if self.of.as_ref() == Some(&of) {
            return;
        }
        let has_words = |row: &usize| of.2.is_empty() || words(table, *row).to_lowercase().contains(&of.2);
        self.order = (0..table.rows.len()).filter(has_words).collect();
        if column != usize::MAX {
            let value = |row: &usize| &table.rows[*row][column].value;
            self.order.sort_by(|a, b| {
                let ordering = value(a).compare(value(b));
                if sort.is_backwards { ordering.reverse() } else { ordering }
            });
        }
        self.of = Some(of);
    }

    pub fn n_rows(&self) -> usize {
        self.order.len()
    }

    /// What is shown, as tab-separated lines.
    pub fn to_tsv(&self, table: &Table, columns: &[Shown]) -> String {
        let heads = copying::line(columns.iter().map(|shown| shown.title.as_str()));
        let rows = self.order.iter().map(|row| {
            let cells: Vec<String> =
                columns.iter().map(|shown| table.rows[*row][shown.column].value.to_string()).collect();
            copying::line(cells.iter().map(String::as_str))
        });
        std::iter::once(heads).chain(rows).collect()
    }
}

/// The words of a row: what a filter looks in.
fn words(table: &Table, row: usize) -> String {
    let texts = table.rows[row].iter().filter_map(|cell| match &cell.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn first_with_places(table: &Table, columns: &[Shown], row: usize) -> Option<Opened> {
    let with = |shown: &&Shown| !table.rows[row][shown.column].evidence.is_empty();
    columns.iter().find(with).map(|shown| Opened { row, column: shown.column })
}

fn is_text(table: &Table, column: usize) -> bool {
    table.rows.iter().any(|row| matches!(row[column].value, Value::Text(_)))
}

fn head<'a>(table: &Table, shown: &'a Shown, text_width: f32) -> Head<'a> {
    match is_text(table, shown.column) {
        true => Head::new(&shown.title, text_width),
        false => Head::new(&shown.title, number_width(&shown.title)),
    }
}

const TEXT_WIDTHS: std::ops::RangeInclusive<f32> = 96.0..=320.0;

/// Columns of words share what the numbers leave.
fn text_width(available: f32, table: &Table, columns: &[Shown]) -> f32 {
    let (texts, numbers): (Vec<&Shown>, Vec<&Shown>) =
        columns.iter().partition(|shown| is_text(table, shown.column));
    let taken: f32 = numbers.iter().map(|shown| number_width(&shown.title)).sum();
    let gaps = columns.len() as f32 * theme::INSIDE;
    let width = (available - taken - gaps) / texts.len().max(1) as f32;
    width.clamp(*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end())
}

/// Wide enough for the head, within limits: the numbers are shorter.
fn number_width(title: &str) -> f32 {
    (title.chars().count() as f32 * 7.0 + 24.0).clamp(80.0, 160.0)
}

struct ReportRows<'a> {
    table: &'a Table,
    columns: &'a [Shown],
    order: &'a [usize],
    opened: &'a Slot<Option<Opened>>,
}

impl Rows for ReportRows<'_> {
    type Id = usize;

    fn n_rows(&self) -> usize {
        self.order.len()
    }

    fn id(&self, row: usize) -> usize {
        self.order[row]
    }

    fn name(&self, row: usize) -> String {
        words(self.table, self.order[row])
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let (row, shown) = (self.order[row], &self.columns[column]);
        let value = &self.table.rows[row][shown.column];
        if let Value::Text(text) = &value.value {
            cell(ui, text);
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // As high as the words beside it, so that a row has one line.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.spacing_mut().button_padding.y = 0.0;
            if value.evidence.is_empty() {
                ui.add_space(ui.spacing().button_padding.x);
                cell(ui, RichText::new(if value.value == Value::Nothing { "–" } else { "0" }).weak());
            } else if number_ui(ui, value, &format!("{}, {}", words(self.table, row), shown.title)) {
                self.opened.set(Some(Opened { row, column: shown.column }));
            }
        });
    }
}

/// A number that opens its sentences.
fn number_ui(ui: &mut Ui, value: &crate::analysis::Cell, of: &str) -> bool {
    let response = ui.add(Button::new(value.value.to_string()).frame_when_inactive(false));
    let name = format!("{of}: {}", value.value);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let hint = match value.evidence.len() {
        1 => "Show its sentence".to_owned(),
        n => format!("Show the {n} sentences"),
    };
    response.on_hover_text(hint).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Cell;

    fn table() -> Table {
        let row = |name: &str, n: usize| vec![Cell::text(name), Cell::new(Value::Count(n), Vec::new())];
        Table {
            title: "Ships".to_owned(),
            columns: vec![Column::titled("Name"), Column::of_group("Ledger", "Mentions")],
            rows: vec![row("Tug", 9), row("Ferry", 12), row("ferry, old", 3)],
        }
    }

    #[test]
    fn rows_stay_as_found_until_a_head_is_clicked() {
        let (table, mut view) = (table(), ReportTable::default());
        let columns = Shown::of_measure(&table, "Mentions");
        view.put_in_order(&table, &columns, "", 1);
        assert_eq!(view.order, [0, 1, 2]);
        view.state.sort = Sort { column: 1, is_backwards: true };
        view.put_in_order(&table, &columns, "", 1);
        assert_eq!(view.order, [1, 0, 2]);
        view.put_in_order(&table, &columns, "FERRY", 1);
        assert_eq!(view.order, [1, 2]);
        assert_eq!(view.to_tsv(&table, &columns), "Name\tLedger\nFerry\t12\nferry, old\t3\n");
    }

    #[test]
    fn each_measure_has_a_column_for_each_outlet() {
        use crate::analysis::{Corpus, by_id};
        let session = crate::fixture::session(&[("One", "[GPE Oslo]."), ("Two", "In [GPE Oslo].")]);
        let corpus = Corpus::whole(session.project().clone());
        let report = (by_id("matrix").unwrap().run)(&corpus, &Default::default()).unwrap();
        let table = report.tables().next().unwrap();
        assert_eq!(measures(table), ["Mentions", "Per 1,000 words", "Residual", "First place"]);
        let titles = |measure| {
            Shown::of_measure(table, measure).into_iter().map(|shown| shown.title).collect::<Vec<_>>()
        };
        assert_eq!(titles("Mentions"), ["Name", "Label", "All", "One", "Two"]);
        assert_eq!(titles("First place"), ["Name", "Label", "One", "Two"]);
    }
}
