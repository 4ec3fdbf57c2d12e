//! Who or what is mentioned, how often by whom: renamed, merged, split and removed.

mod census;
mod detail;

use egui::{Key, Panel as Side, RichText, ScrollArea, Ui};

use super::{Panel, Slot, mentions};
use crate::app::live::Live;
use crate::app::request::Requests;
use crate::app::state::Drawer;
use crate::app::widgets::{
    Answer, Chosen, Desk, Head, Rows, Sort, TableState, cell, filter_field, number_cell,
};
use crate::app::{View, theme};
use crate::command::Command;
use crate::model::{Entity, EntityId, Project};
use crate::text::count;
use census::{Census, take_census};
use detail::Detail;

pub struct Entities {
    filter: String,
    table: TableState<EntityId>,
    census: Live<Ask, Census>,
    /// The first one that was chosen: others are merged into it.
    first: Option<EntityId>,
    detail: Detail,
}

#[derive(Clone, PartialEq)]
struct Ask {
    revision: u64,
    filter: String,
    sort: Sort,
}

/// Before the columns of outlets.
const HEADS: [Head; 4] = [
    Head::new("Name", 190.0),
    Head::new("Also called", 180.0),
    Head::new("Link", 110.0),
    Head::new("Mentions", 76.0),
];
const MENTIONS_COLUMN: usize = 3;
const OUTLET_WIDTH: f32 = 92.0;

impl Default for Entities {
    fn default() -> Self {
        Self {
            filter: String::new(),
            table: TableState::sorted(Sort { column: MENTIONS_COLUMN, is_backwards: true }),
            census: Live::default(),
            first: None,
            detail: Detail::default(),
        }
    }
}

impl Panel for Entities {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Entities)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.enters_drawer {
            self.table.enter();
        }
        self.look_up(ui, view);
        let chosen = self.chosen(view.project);
        let side = Side::right("entity").resizable(true).default_size(330.0).size_range(240.0..=520.0);
        side.frame(egui::Frame::new().inner_margin(egui::Margin { left: 12, ..Default::default() }))
            .show(ui, |ui| self.detail.ui(ui, view, &chosen, requests));
        self.detail.write_what_was_left(view.project, requests);
        self.head_ui(ui);
        self.table_ui(ui, view, requests);
    }
}

impl Entities {
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let filter = self.filter.to_lowercase();
        let ask = Ask { revision: view.session.revision(), filter, sort: self.table.sort };
        let project = view.project.clone();
        self.census.get(ui.ctx(), ask.clone(), move |progress| {
            take_census(&project, &ask.filter, ask.sort, progress)
        });
    }

    /// The first chosen one first.
    fn chosen(&mut self, project: &Project) -> Vec<EntityId> {
        let rows = self.census.now().map_or(&[][..], |census| &census.rows);
        let is_chosen =
            |id: &EntityId| self.table.chosen.contains(*id) && project.entities().contains_key(id);
        let mut chosen: Vec<EntityId> = rows.iter().map(|row| row.id).filter(is_chosen).collect();
        match self.first.and_then(|first| chosen.iter().position(|id| *id == first)) {
            Some(at) => chosen[..=at].rotate_right(1),
            None => self.first = chosen.first().copied(),
        }
        chosen
    }

    fn head_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            filter_field(ui, &mut self.filter, "Filter the entities");
            let n_rows = self.census.now().map_or(0, |census| census.rows.len());
            let word = self.census.word().map(|word| format!(" · {word}")).unwrap_or_default();
            ui.label(RichText::new(format!("{}{word}", count(n_rows, "entity"))).weak());
        });
    }

    fn table_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let Some(census) = self.census.now() else { return };
        if census.rows.is_empty() {
            empty_ui(ui, &self.filter);
            return;
        }
        let mut heads = HEADS.to_vec();
        heads.extend(census.outlets.iter().map(|name| Head::new(name, OUTLET_WIDTH)));
        let rows = EntityRows { project: view.project, census };
        let answer = ScrollArea::horizontal()
            .auto_shrink(false)
            .show(ui, |ui| self.table.ui(ui, "Entities", &heads, &rows))
            .inner;
        self.obey(view, &answer, requests);
    }

    fn obey(&mut self, view: &View, answer: &Answer, requests: &mut Requests) {
        let Some(census) = self.census.now() else { return };
        if let Some(row) = answer.opened.and_then(|row| census.rows.get(row)) {
            self.table.chosen = Chosen::only(row.id);
            self.first = Some(row.id);
            show(view, row.id, requests);
            self.detail.light_up();
        }
        let removes =
            answer.presses.iter().any(|(key, modifiers)| *key == Key::Delete && modifiers.is_none());
        if let Some(entity) = self.first.filter(|_| removes) {
            requests.run(Command::RemoveEntity(entity));
        }
    }
}

fn empty_ui(ui: &mut Ui, filter: &str) {
    ui.add_space(theme::GROUP);
    let words = match filter.is_empty() {
        true => "No mention says who it is yet. Select one in the text and press E.",
        false => "No entity goes by these letters. Clear the filter to see all.",
    };
    ui.label(RichText::new(words).weak());
}

/// Goes to its first mention, in the open article if it has one there.
fn show(view: &View, entity: EntityId, requests: &mut Requests) {
    let here = view.article().and_then(|(id, article)| {
        let of_it = |(_, mention): &(_, &crate::model::Mention)| mention.entity == Some(entity);
        let (mention, record) = article.mentions.in_order().find(of_it)?;
        Some((id, mention, record))
    });
    let first =
        here.or_else(|| view.project.mentions().find(|(_, _, mention)| mention.entity == Some(entity)));
    if let Some((article, mention, _)) = first {
        mentions::select(view, (article, mention), requests);
    }
}

struct EntityRows<'a> {
    project: &'a Project,
    census: &'a Census,
}

impl EntityRows<'_> {
    /// `None` for one that an edit has just removed; the next census is without it.
    fn entity(&self, row: usize) -> Option<&Entity> {
        self.project.entities().get(&self.census.rows[row].id)
    }
}

impl Rows for EntityRows<'_> {
    type Id = EntityId;

    fn n_rows(&self) -> usize {
        self.census.rows.len()
    }

    fn id(&self, row: usize) -> EntityId {
        self.census.rows[row].id
    }

    fn name(&self, row: usize) -> String {
        let name = self.entity(row).map_or("", |entity| &entity.name);
        format!("{name}, {}", count(self.census.rows[row].n_mentions, "mention"))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let Some(entity) = self.entity(row) else { return };
        match column {
            0 => cell(ui, &entity.name),
            1 => cell(ui, RichText::new(entity.aliases.join(", ")).weak()),
            2 => cell(ui, RichText::new(&entity.link).weak()),
            MENTIONS_COLUMN => number_cell(ui, self.census.rows[row].n_mentions),
            outlet => number_cell(ui, self.census.rows[row].by_outlet[outlet - HEADS.len()]),
        }
    }
}
