//! What a mention under the pointer says about itself.

use egui::{Label, Pos2, Response, RichText, Tooltip, Ui};

use super::{ArticleText, Page};
use crate::app::live::Live;
use crate::app::theme;
use crate::app::widgets::label_chip;
use crate::model::{EntityId, Mention, Project};

/// How often the entity under the pointer is mentioned in the project: counted on a thread.
#[derive(Default)]
pub struct Hover {
    count: Live<(u64, EntityId), usize>,
}

const WIDTH: f32 = 280.0;

impl ArticleText {
    pub(super) fn hover_ui(&mut self, response: &Response, page: &Page) {
        let is_busy = response.dragged() || response.ctx.input(|input| input.pointer.any_down());
        let Some(pos) = response.hover_pos().filter(|_| !is_busy) else { return };
        let Some(mention) = self.mention_under(pos, page) else { return };
        let tooltip = Tooltip::for_enabled(response).at_pointer().width(WIDTH);
        tooltip.show(|ui| self.hover.ui(ui, mention, page));
    }

    /// The innermost mention whose letters are under a point, and not only beside it.
    fn mention_under<'p>(&self, pos: Pos2, page: &'p Page) -> Option<&'p Mention> {
        let found = page.article.mentions.at(self.hit(pos)?);
        let is_under = |mention: &&Mention| {
            let rects = mention.extent.pieces().flat_map(|piece| self.rects(piece));
            rects.into_iter().any(|rect| rect.contains(pos))
        };
        found.into_iter().map(|(_, mention)| mention).find(is_under)
    }
}

impl Hover {
    fn ui(&mut self, ui: &mut Ui, mention: &Mention, page: &Page) {
        if let Some(label) = page.project.labels().get(&mention.label) {
            label_chip(ui, label);
        }
        if let (Some(entity), Some(name)) = (mention.entity, page.project.entity_name(mention)) {
            ui.label(RichText::new(name).family(theme::bold()));
            if mention.entity_is_proposed {
                ui.label(RichText::new("proposed, because the form is known").weak());
            }
            ui.add(Label::new(RichText::new(self.counts(ui, entity, page)).weak()).extend());
        }
        if !mention.note.is_empty() {
            ui.label(&mention.note);
        }
    }

    fn counts(&mut self, ui: &Ui, entity: EntityId, page: &Page) -> String {
        let here = page.article.mentions.values().filter(|mention| mention.entity == Some(entity)).count();
        let key = (page.revision, entity);
        let project = page.project.clone();
        let everywhere = self.count.get(ui.ctx(), key, move |_| Ok(count(&project, entity))).copied();
        match everywhere.filter(|_| self.count.is_for(&key)) {
            Some(everywhere) => format!("{here} here, {everywhere} in the project"),
            None => format!("{here} here"),
        }
    }
}

fn count(project: &Project, entity: EntityId) -> usize {
    project.mentions().filter(|(_, _, mention)| mention.entity == Some(entity)).count()
}
