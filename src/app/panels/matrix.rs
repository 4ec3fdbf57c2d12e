//! Entity by outlet: who is mentioned where, how often and how early. Every number opens its sentences.

use std::sync::Arc;

use egui::{Panel as Side, RichText, Ui};

use super::{Panel, Slot};
use crate::analysis::{self, Block, Corpus, Report, Table};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Mode};
use crate::app::widgets::{
    Desk, EvidenceList, Icon, ReportTable, Shown, filter_field, icon_button, measure_switch, report_title,
};
use crate::app::{View, theme};
use crate::model::ArticleId;
use crate::text::count;

#[derive(Default)]
pub struct Matrix {
    filter: String,
    reach: Reach,
    /// Which of the analysis' measures has the columns.
    measure: usize,
    report: Live<(u64, Vec<ArticleId>), Arc<Report>>,
    edition: u64,
    of: Option<(u64, Vec<ArticleId>, usize)>,
    table: ReportTable,
    places: EvidenceList,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reach {
    /// The panes in Compare, elsewhere the story of the open article.
    #[default]
    Here,
    Project,
}

impl Panel for Matrix {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Matrix)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        self.look_up(ui, view);
        let Some(report) = self.report.now().cloned() else {
            ui.label(RichText::new(self.report.word().unwrap_or_default()).weak());
            return;
        };
        let Some(table) = report.tables().next() else {
            self.reach_ui(ui, view);
            notes_ui(ui, &report);
            return;
        };
        let columns = self.bar_ui(ui, view, table, requests);
        if self.places.is_open() {
            let side = Side::right("sentences").resizable(true).default_size(380.0).size_range(220.0..=900.0);
            side.show(ui, |ui| self.places.ui(ui, view, requests));
        }
        let answer = self.table.ui(ui, "Entities by outlet", table, &columns, &self.filter, self.edition);
        if answer.copies {
            requests.push(Request::CopyText(self.table.to_tsv(table, &columns)));
        }
        if let Some(opened) = answer.opened {
            let cell = &table.rows[opened.row][opened.column];
            self.places.open(report_title(table, opened.row, opened.column), &cell.evidence);
        }
    }
}

impl Matrix {
    /// Counts again on a thread whenever something was tagged or other articles are meant.
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let key = (view.session.revision(), self.articles(view));
        let corpus = Corpus::of_articles(view.project.clone(), key.1.clone());
        let run = analysis::by_id("matrix").map(|analysis| analysis.run);
        self.report.get(ui.ctx(), key.clone(), move |progress| match run {
            Some(run) => run(&corpus, progress).map(Arc::new),
            None => Ok(Arc::default()),
        });
        let of = (key.0, key.1.clone(), usize::from(self.report.is_for(&key)));
        if self.of.as_ref() != Some(&of) {
            self.edition += 1;
            self.of = Some(of);
        }
    }

    fn articles(&self, view: &View) -> Vec<ArticleId> {
        let story = view.article().and_then(|(_, article)| article.header.story);
        match (self.reach, view.state.mode, story) {
            (Reach::Here, Mode::Compare, _) if view.state.panes.len() > 1 => view.state.panes.clone(),
            (Reach::Here, _, Some(story)) => view.project.articles_of_story(story),
            _ => view.project.articles().keys().copied().collect(),
        }
    }

    fn reach_ui(&mut self, ui: &mut Ui, view: &View) {
        let here = if view.state.mode == Mode::Compare { "panes" } else { "story" };
        for (reach, words) in [(Reach::Here, here), (Reach::Project, "project")] {
            let response = ui.selectable_label(self.reach == reach, words);
            let name = format!("Count in the {words}");
            let is_chosen = self.reach == reach;
            response
                .widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, &name));
            if response.clicked() {
                self.reach = reach;
            }
        }
    }

    /// Filter, reach and measure; returns the columns that go with the measure.
    fn bar_ui(&mut self, ui: &mut Ui, view: &View, table: &Table, requests: &mut Requests) -> Vec<Shown> {
        ui.horizontal(|ui| {
            filter_field(ui, &mut self.filter, "Filter the entities");
            self.reach_ui(ui, view);
            ui.separator();
            let columns = measure_switch(ui, table, &mut self.measure);
            if icon_button(ui, Icon::Copy, "Copy as a table (Ctrl+C)").clicked() {
                requests.push(Request::CopyText(self.table.to_tsv(table, &columns)));
            }
            let word = self.report.word().map(|word| format!(" · {word}")).unwrap_or_default();
            let words = format!("{}{word}", count(self.table.n_rows(), "row"));
            ui.label(RichText::new(words).weak());
            columns
        })
        .inner
    }
}

fn notes_ui(ui: &mut Ui, report: &Report) {
    ui.add_space(theme::GROUP);
    for block in &report.blocks {
        if let Block::Note(note) = block {
            ui.label(RichText::new(note).weak());
        }
    }
}
