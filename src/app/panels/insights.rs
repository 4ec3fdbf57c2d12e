//! Insights: questions at the left, the chosen answer large. An answer stays as it was given until it
//! is asked for again.

use std::collections::BTreeMap;

use egui::{Frame, Margin, Panel as Side, RichText, ScrollArea, Ui};

use super::{Panel, Slot};
use crate::analysis::{self, Analysis, Report};
use crate::app::corpus_choice::CorpusChoice;
use crate::app::live::Live;
use crate::app::reporting::ReportChoice;
use crate::app::request::{Request, Requests};
use crate::app::state::Mode;
use crate::app::widgets::{Desk, ReportMenu, ReportView, layers_ui, ticking_menu};
use crate::app::{View, theme};
use crate::index::Layer;
use crate::job::Progress;
use crate::model::StoryId;
use crate::report::Picture;

#[derive(Default)]
pub struct Insights {
    chosen: usize,
    about: CorpusChoice,
    menu: ReportMenu,
    answers: BTreeMap<&'static str, Answer>,
}

/// What was asked, and what came back.
#[derive(Default)]
struct Answer {
    asked: Option<Asked>,
    report: Live<Asked, Report>,
    view: ReportView,
    edition: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Asked {
    revision: u64,
    about: CorpusChoice,
}

impl Panel for Insights {
    fn slot(&self) -> Slot {
        Slot::Center(Mode::Insights)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.project.articles().is_empty() {
            empty_ui(ui, requests);
            return;
        }
        let frame = Frame::new().fill(theme::palette(ui).panel).inner_margin(theme::GROUP);
        let side = Side::left("questions").resizable(true).default_size(250.0).size_range(180.0..=420.0);
        side.frame(frame).show(ui, |ui| self.questions_ui(ui));
        let Some(analysis) = analysis::ALL.get(self.chosen) else { return };
        Frame::new().inner_margin(Margin::same(theme::AROUND as i8)).show(ui, |ui| {
            ui.label(RichText::new(analysis.question).size(18.0).family(theme::bold()));
            self.corpus_ui(ui, view, requests);
            self.answer_ui(ui, view, analysis, requests);
        });
    }
}

impl Insights {
    fn questions_ui(&mut self, ui: &mut Ui) {
        ui.label(RichText::new("QUESTIONS").family(theme::bold()).small().weak());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (at, analysis) in analysis::ALL.iter().enumerate() {
                if ui.selectable_label(self.chosen == at, analysis.title).clicked() {
                    self.chosen = at;
                }
                ui.add(egui::Label::new(RichText::new(analysis.question).weak().small()).wrap());
                ui.add_space(theme::INSIDE);
            }
        });
    }

    /// Which articles the question is about, and the way out for all answers.
    fn corpus_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        ui.horizontal(|ui| {
            let name = |story: Option<StoryId>| match story.and_then(|id| view.project.stories().get(&id)) {
                Some(story) => format!("Story: {}", story.name),
                None => "All articles".to_owned(),
            };
            let CorpusChoice { story: chosen, all_zones, copies_once, .. } = &mut self.about;
            if chosen.is_some_and(|story| !view.project.stories().contains_key(&story)) {
                *chosen = None;
            }
            ui.menu_button(name(*chosen), |ui| {
                for story in std::iter::once(None).chain(view.project.stories().keys().copied().map(Some)) {
                    if ui.selectable_label(*chosen == story, name(story)).clicked() {
                        *chosen = story;
                        ui.close();
                    }
                }
            });
            ui.checkbox(all_zones, "Captions, credits and page furniture too");
            ui.checkbox(copies_once, "Count copied wording once");
            if let Some(questions) = self.menu.ui(ui) {
                requests.push(Request::SaveReport(ReportChoice { questions, corpus: self.about }));
            }
            shared_wording_ui(ui, &mut self.about);
        });
    }

    fn answer_ui(&mut self, ui: &mut Ui, view: &View, analysis: &'static Analysis, requests: &mut Requests) {
        let now = Asked { revision: view.session.revision(), about: self.about };
        let answer = self.answers.entry(analysis.id).or_default();
        answer.ask(ui, view, analysis, now);
        answer.state_ui(ui, now);
        let (Some(report), edition) = (answer.report.now(), answer.edition) else { return };
        let saved = ui.push_id(analysis.id, |ui| answer.view.ui(ui, view, report, edition, requests)).inner;
        if let Some(plot) = saved {
            let about = answer.asked.unwrap_or(now).about;
            let corpus = about.corpus(view.project.clone(), view.results.findings.clone());
            let source = analysis.source(&corpus);
            requests.push(Request::SavePicture(Picture { plot: plot.clone(), source }));
        }
    }
}

impl Answer {
    /// Asks at once what was never asked, or was asked of other articles; later edits only make it stale.
    fn ask(&mut self, ui: &Ui, view: &View, analysis: &'static Analysis, now: Asked) {
        let asked = match self.asked {
            Some(asked) if (Asked { revision: now.revision, ..asked }) == now => asked,
            _ => now,
        };
        if self.asked != Some(asked) {
            self.asked = Some(asked);
            self.edition += 1;
        }
        let had = self.report.is_for(&asked);
        let (project, findings) = (view.project.clone(), view.results.findings.clone());
        let answer =
            move |progress: &Progress| analysis.answer(&asked.about.corpus(project, findings), progress);
        self.report.get(ui.ctx(), asked, answer);
        if had != self.report.is_for(&asked) {
            self.edition += 1;
        }
    }

    fn state_ui(&mut self, ui: &mut Ui, now: Asked) {
        let Some(asked) = self.asked else { return };
        ui.horizontal(|ui| {
            if let Some(word) = self.report.word() {
                ui.label(RichText::new(word).weak());
                if let Some(fraction) = self.report.fraction() {
                    ui.add(egui::ProgressBar::new(fraction).desired_width(160.0).show_percentage());
                }
                if ui.button("Stop").clicked() {
                    self.report.stop();
                }
                ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
            }
            let n_behind = now.revision.saturating_sub(asked.revision);
            if n_behind > 0 {
                let words = match n_behind {
                    1 => "computed before your last change".to_owned(),
                    n => format!("computed before your last {n} changes"),
                };
                ui.label(RichText::new(words).color(theme::palette(ui).warning));
                if ui.button("Refresh").clicked() {
                    self.asked = Some(now);
                    self.edition += 1;
                }
            } else if self.report.is_stopped(&asked) && ui.button("Compute").clicked() {
                self.report.go_on();
            }
        });
    }
}

/// How shared wording is looked for. The last of its row, since its name grows.
fn shared_wording_ui(ui: &mut Ui, about: &mut CorpusChoice) {
    let CorpusChoice { layers, is_winnowed, .. } = about;
    let n_layers = Layer::ALL.into_iter().filter(|layer| layers.has(*layer)).count();
    let name = match n_layers + usize::from(*is_winnowed) {
        0 => "Shared wording".to_owned(),
        n_on => format!("Shared wording: {n_on} of {}", Layer::ALL.len() + 1),
    };
    ticking_menu(ui, name, |ui| {
        layers_ui(ui, layers);
        ui.separator();
        let hint = "Sooner; passages without eight words in a row may be missed";
        ui.checkbox(is_winnowed, "Look at fewer places").on_hover_text(hint);
    });
}

fn empty_ui(ui: &mut Ui, requests: &mut Requests) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("There is nothing to ask about yet").size(18.0));
        ui.label(RichText::new("Load articles, and tag who is in them.").weak());
        ui.add_space(theme::GROUP);
        if ui.button("Load articles…").clicked() {
            requests.push(Request::LoadFilesDialog);
        }
    });
}
