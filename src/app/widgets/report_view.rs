//! A report, block by block. Every number opens its places below; every place opens its article.

use egui::{Panel as Side, RichText, ScrollArea, Ui, vec2};

use super::{EvidenceList, Icon, ReportTable, Shown, icon_button, passage_list};
use crate::analysis::{Block, Report, Table};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::theme;

const TABLE_ROWS: usize = 14; // a longer table scrolls by itself
const TABLE_ROW: f32 = 28.0;
const NOTE_WIDTH: f32 = 640.0;

#[derive(Default)]
pub struct ReportView {
    tables: Vec<ReportTable>,
    places: EvidenceList,
}

impl ReportView {
    /// Fills what is left of `ui`. `edition` tells one report from the next.
    pub fn ui(&mut self, ui: &mut Ui, view: &View, report: &Report, edition: u64, requests: &mut Requests) {
        self.tables.resize_with(report.blocks.len(), ReportTable::default);
        if self.places.is_open() {
            let side = Side::bottom("places").resizable(true).default_size(180.0).size_range(80.0..=420.0);
            side.show(ui, |ui| self.places.ui(ui, view, requests));
        }
        ScrollArea::vertical().id_salt("report").auto_shrink(false).show(ui, |ui| {
            for (at, block) in report.blocks.iter().enumerate() {
                match block {
                    Block::Note(note) => note_ui(ui, note),
                    Block::Table(table) => self.table_ui(ui, at, table, edition, requests),
                    Block::Passages(passages) => passage_list::ui(ui, view, passages, requests),
                }
                ui.add_space(theme::AROUND);
            }
        });
    }

    fn table_ui(&mut self, ui: &mut Ui, at: usize, table: &Table, edition: u64, requests: &mut Requests) {
        let columns = Shown::all(table);
        let shown = &mut self.tables[at];
        let mut copies = false;
        ui.horizontal(|ui| {
            ui.label(RichText::new(&table.title).family(theme::bold()));
            copies = icon_button(ui, Icon::Copy, &format!("Copy as a table: {}", table.title)).clicked();
        });
        let n_rows = table.rows.len().clamp(1, TABLE_ROWS);
        let size = vec2(ui.available_width(), (n_rows + 1) as f32 * TABLE_ROW + theme::AROUND);
        let answer = ui.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            ui.push_id(at, |ui| shown.ui(ui, &table.title, table, &columns, "", edition)).inner
        });
        let answer = answer.inner;
        if copies || answer.copies {
            requests.push(Request::CopyText(shown.to_tsv(table, &columns)));
        }
        if let Some(opened) = answer.opened {
            self.places.open(
                title(table, opened.row, opened.column),
                &table.rows[opened.row][opened.column].evidence,
            );
        }
    }
}

fn note_ui(ui: &mut Ui, note: &str) {
    ui.scope(|ui| {
        ui.set_max_width(NOTE_WIDTH.min(ui.available_width()));
        ui.add(egui::Label::new(note).wrap());
    });
}

/// `Kishida · Lantern: Mentions`.
pub fn title(table: &Table, row: usize, column: usize) -> String {
    format!("{} · {}", table.rows[row][0].value, table.columns[column].name())
}
