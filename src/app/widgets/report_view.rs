//! A report, block by block. Every number opens its places below; every place opens its article.

use egui::{Panel as Side, RichText, ScrollArea, Ui, vec2};

use super::pages::pages_ui;
use super::{
    EvidenceList, Icon, ReportTable, card_list, icon_button, measure_switch, passage_list, plot_ui,
    story_list,
};
use crate::analysis::{Block, Plot, Report, Table, Variants};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::theme;

/// A table longer than what is in sight scrolls by itself, below its title.
const BESIDES_A_TABLE: f32 = 70.0;
const LEAST_TABLE: f32 = 160.0;
const TABLE_ROW: f32 = 28.0;
const NOTE_WIDTH: f32 = 640.0;

#[derive(Default)]
pub struct ReportView {
    tables: Vec<ReportTable>,
    /// For each table, which measure has the columns.
    measures: Vec<usize>,
    /// For each block of cards or stories, which is the first in sight.
    first: Vec<usize>,
    /// For each block of variants, which article of the one in sight is its base.
    bases: Vec<usize>,
    places: EvidenceList,
}

impl ReportView {
    /// Fills what is left of `ui`. `edition` tells one report from the next. Returns the plot that is to be
    /// saved as a picture, if any.
    pub fn ui<'r>(
        &mut self,
        ui: &mut Ui,
        view: &View,
        report: &'r Report,
        edition: u64,
        requests: &mut Requests,
    ) -> Option<&'r Plot> {
        let mut saved = None;
        self.bases.resize(report.blocks.len(), 0);
        self.first.resize(report.blocks.len(), 0);
        self.tables.resize_with(report.blocks.len(), ReportTable::default);
        self.measures.resize(report.blocks.len(), 0);
        if self.places.is_open() {
            let side = Side::bottom("places").resizable(true).default_size(180.0).size_range(80.0..=420.0);
            side.show(ui, |ui| self.places.ui(ui, view, requests));
        }
        let height = (ui.available_height() - BESIDES_A_TABLE).max(LEAST_TABLE);
        ScrollArea::vertical().id_salt("report").auto_shrink(false).show(ui, |ui| {
            for (at, block) in report.blocks.iter().enumerate() {
                match block {
                    Block::Note(note) => note_ui(ui, note),
                    Block::Plot(plot) => {
                        saved = saved.or(self.plot_ui(ui, plot, (at, edition)).then_some(plot));
                    }
                    Block::Cards(cards) => card_list::ui(ui, view, cards, &mut self.first[at], requests),
                    Block::Variants(all) => {
                        self.variants_ui(ui, view, (at, all), (height, edition), requests)
                    }
                    Block::Stories(stories) => {
                        story_list::ui(ui, view, stories, &mut self.first[at], requests)
                    }
                    Block::Table(table) => self.table_ui(ui, at, table, (height, edition), requests),
                    Block::Passages(passages) => passage_list::ui(ui, view, passages, requests),
                }
                ui.add_space(theme::AROUND);
            }
        });
        saved
    }

    /// Whether it is to be saved as a picture.
    fn plot_ui(&mut self, ui: &mut Ui, plot: &Plot, id: (usize, u64)) -> bool {
        let answer = ui.push_id(id, |ui| plot_ui(ui, plot)).inner;
        if let Some(mark) = answer.opened {
            self.places.open(mark.words.clone(), &mark.evidence);
        }
        answer.saves
    }

    /// One passage at a time, beside the article that is chosen as its base.
    fn variants_ui(
        &mut self,
        ui: &mut Ui,
        view: &View,
        (at, all): (usize, &[Variants]),
        size: (f32, u64),
        requests: &mut Requests,
    ) {
        let before = (self.first[at], self.bases[at]);
        let shown = pages_ui(ui, "Passage by passage", all.len(), 1, &mut self.first[at]);
        let Some(variants) = all.get(shown.start) else { return };
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Beside").weak());
            for (n, (base, _)) in variants.by_base.iter().enumerate() {
                let outlet = view.project.article(*base).map_or("", |base| view.project.outlet_name(base));
                ui.selectable_value(&mut self.bases[at], n, outlet);
            }
        });
        let base = self.bases[at].min(variants.by_base.len() - 1);
        if before != (self.first[at], self.bases[at]) {
            self.tables[at] = ReportTable::default();
        }
        let (_, table) = &variants.by_base[base];
        ui.push_id((shown.start, base), |ui| self.table_ui(ui, at, table, size, requests));
    }

    fn table_ui(
        &mut self,
        ui: &mut Ui,
        at: usize,
        table: &Table,
        (height, edition): (f32, u64),
        requests: &mut Requests,
    ) {
        let mut copies = false;
        let columns = ui.horizontal(|ui| {
            ui.label(RichText::new(&table.title).family(theme::bold()));
            copies = icon_button(ui, Icon::Copy, &format!("Copy as a table: {}", table.title)).clicked();
            measure_switch(ui, table, &mut self.measures[at])
        });
        let columns = columns.inner;
        let shown = &mut self.tables[at];
        let size =
            vec2(ui.available_width(), height.min((table.rows.len() + 1) as f32 * TABLE_ROW + theme::AROUND));
        let answer = ui.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            ui.push_id(at, |ui| shown.ui(ui, &table.title, table, &columns, "", edition)).inner
        });
        if copies || answer.inner.copies {
            requests.push(Request::CopyText(shown.to_tsv(table, &columns)));
        }
        if let Some(opened) = answer.inner.opened {
            let cell = &table.rows[opened.row][opened.column];
            self.places.open(title(table, opened.row, opened.column), &cell.evidence);
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
