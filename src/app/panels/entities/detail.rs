use egui::{RichText, Ui};

use crate::app::live::Live;
use crate::app::panels::mentions;
use crate::app::request::{Request, Requests};
use crate::app::widgets::{
    Chosen, Fields, Head, Look, Rows, Sort, TableState, cell, context_label, row, section, text_field,
};
use crate::app::{View, theme};
use crate::command::{Command, EntityChoice, Place};
use crate::model::{Entity, EntityId, Project};

/// The chosen entity, to be edited and split; of several, how to make them one.
pub struct Detail {
    fields: Fields<(EntityId, Field)>,
    places: Live<(u64, EntityId), Vec<Place>>,
    table: TableState<Place>,
    shown: Option<EntityId>,
    new_name: String,
    /// Whether the mentions are to be marked in the text as soon as they are known.
    lights_up: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Name,
    Link,
    Aliases,
}

const HEADS: [Head; 2] = [Head::new("Outlet", 90.0).unsorted(), Head::rest("Mention").unsorted()];

impl Default for Detail {
    fn default() -> Self {
        let table = TableState::ticked(Sort::default(), Chosen::default());
        Self {
            fields: Fields::default(),
            places: Live::default(),
            table,
            shown: None,
            new_name: String::new(),
            lights_up: false,
        }
    }
}

impl Detail {
    pub fn light_up(&mut self) {
        self.lights_up = true;
    }

    pub fn ui(&mut self, ui: &mut Ui, view: &View, chosen: &[EntityId], requests: &mut Requests) {
        match chosen {
            [] => {
                let words = "Click an entity to see and edit it. Ctrl+click several to make them one.";
                ui.add(egui::Label::new(RichText::new(words).weak()).wrap());
            }
            [only] => self.one_ui(ui, view, *only, requests),
            [first, others @ ..] => several_ui(ui, view, *first, others, requests),
        }
    }

    fn one_ui(&mut self, ui: &mut Ui, view: &View, id: EntityId, requests: &mut Requests) {
        let Some(entity) = view.project.entities().get(&id) else { return };
        if self.shown.replace(id) != Some(id) {
            self.table.chosen = Chosen::default();
            self.new_name.clear();
        }
        ui.add_enabled_ui(!view.session.is_read_only(), |ui| self.fields_ui(ui, id, entity, requests));
        self.mentions_ui(ui, view, id, requests);
    }

    fn fields_ui(&mut self, ui: &mut Ui, id: EntityId, entity: &Entity, requests: &mut Requests) {
        let aliases = entity.aliases.join("\n");
        for (field, name, stored, look) in [
            (Field::Name, "Name", &entity.name, Look::line("")),
            (Field::Link, "Link", &entity.link, Look::line("a page that says who this is")),
            (Field::Aliases, "Aliases", &aliases, Look::lines(2, "one a line")),
        ] {
            let written = row(ui, name, |ui| self.fields.ui(ui, (id, field), name, stored, look));
            if let Some(text) = written {
                requests.run(edited(id, entity, field, &text));
            }
        }
    }

    /// What was typed in fields that are no longer shown.
    pub fn write_what_was_left(&mut self, project: &Project, requests: &mut Requests) {
        self.fields.retain(|(id, _)| project.entities().contains_key(id));
        for ((id, field), text) in self.fields.left() {
            if let Some(entity) = project.entities().get(&id) {
                requests.run(edited(id, entity, field, &text));
            }
        }
    }

    fn mentions_ui(&mut self, ui: &mut Ui, view: &View, id: EntityId, requests: &mut Requests) {
        let key = (view.session.revision(), id);
        let project = view.project.clone();
        self.places.get(ui.ctx(), key, move |_| Ok(places_of(&project, id)));
        let Some(places) = self.places.now().filter(|_| self.places.is_for(&key)) else { return };
        if std::mem::take(&mut self.lights_up) {
            requests.push(Request::Highlight(marks(view.project, places)));
        }
        let n_ticked = self.table.chosen.count(places.len());
        ui.horizontal(|ui| {
            section(ui, &format!("{} MENTIONS", places.len()));
            ui.add_enabled_ui(!view.session.is_read_only(), |ui| {
                if ui.button("Remove").on_hover_text("The mentions stay, without an entity").clicked() {
                    requests.run(Command::RemoveEntity(id));
                }
            });
        });
        let rows = PlaceRows { view, places };
        if n_ticked > 0 {
            split_ui(ui, &mut self.new_name, &rows, &self.table.chosen, requests);
        }
        let answer = self.table.ui(ui, "Mentions of the entity", &HEADS, &rows);
        if let Some(place) = answer.opened.and_then(|row| places.get(row)) {
            mentions::open(ui, view, *place, requests);
        }
    }
}

/// A name for what is split off; nothing happens without one.
fn split_ui(
    ui: &mut Ui,
    name: &mut String,
    rows: &PlaceRows,
    ticked: &Chosen<Place>,
    requests: &mut Requests,
) {
    ui.horizontal(|ui| {
        let field = text_field(ui, name, "Name of another entity", "Name of the new entity", 150.0);
        let enters = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let words = format!("Split off {}", ticked.count(rows.places.len()));
        let button = ui.add_enabled(!name.trim().is_empty(), egui::Button::new(words));
        if !name.trim().is_empty() && (enters || button.clicked()) {
            let mentions = ticked.of(rows.places.iter());
            let name = std::mem::take(name);
            let known = rows.view.project.entity_named(name.trim());
            let entity = known.map_or(EntityChoice::New(name), EntityChoice::Existing);
            requests.run(Command::Link { mentions, entity });
        }
    });
}

fn several_ui(ui: &mut Ui, view: &View, first: EntityId, others: &[EntityId], requests: &mut Requests) {
    let name = |id: &EntityId| view.project.entities().get(id).map_or("", |entity| entity.name.as_str());
    section(ui, &format!("{} ENTITIES", others.len() + 1));
    ui.label(RichText::new(name(&first)).family(theme::bold()));
    for other in others.iter().take(8) {
        ui.label(name(other));
    }
    if others.len() > 8 {
        ui.label(RichText::new(format!("and {} more", others.len() - 8)).weak());
    }
    ui.add_space(theme::INSIDE);
    ui.add_enabled_ui(!view.session.is_read_only(), |ui| {
        let words = format!("Merge into {}", name(&first));
        let hint = "Its name stays; the other names become aliases";
        if ui.add(egui::Button::new(words).truncate()).on_hover_text(hint).clicked() {
            requests.run(Command::MergeEntities { into: first, others: others.to_vec() });
        }
    });
}

fn edited(entity: EntityId, before: &Entity, field: Field, text: &str) -> Command {
    let aliases = match field {
        Field::Aliases => text.lines().map(str::to_owned).collect(),
        _ => before.aliases.clone(),
    };
    let name = if field == Field::Name { text } else { &before.name }.to_owned();
    let link = if field == Field::Link { text } else { &before.link }.to_owned();
    Command::EditEntity { entity, name, aliases, link }
}

fn places_of(project: &Project, id: EntityId) -> Vec<Place> {
    let articles = project.articles().iter();
    let of_article =
        |(article_id, article): (&crate::model::ArticleId, &std::sync::Arc<crate::model::Article>)| {
            let of_it = article.mentions.in_order().filter(|(_, mention)| mention.entity == Some(id));
            of_it.map(|(mention, _)| (*article_id, mention)).collect::<Vec<_>>()
        };
    articles.flat_map(of_article).collect()
}

fn marks(project: &Project, places: &[Place]) -> Vec<(crate::model::ArticleId, crate::text::Span)> {
    let mark =
        |(article, mention): &Place| Some((*article, project.mention(*article, *mention)?.extent.hull()));
    places.iter().filter_map(mark).collect()
}

struct PlaceRows<'a> {
    view: &'a View<'a>,
    places: &'a [Place],
}

impl Rows for PlaceRows<'_> {
    type Id = Place;

    fn n_rows(&self) -> usize {
        self.places.len()
    }

    fn id(&self, row: usize) -> Place {
        self.places[row]
    }

    fn name(&self, row: usize) -> String {
        let (article, mention) = self.places[row];
        let Some(article) = self.view.project.article(article) else { return String::new() };
        let quote = article.mentions.get(&mention).map(|mention| article.quote(mention)).unwrap_or_default();
        format!("{quote} in {}", self.view.project.outlet_name(article))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let (article, mention) = self.places[row];
        let Some(article) = self.view.project.article(article) else { return };
        let Some(mention) = article.mentions.get(&mention) else { return };
        match column {
            0 => cell(ui, RichText::new(self.view.project.outlet_name(article)).weak()),
            _ => context_label(ui, &article.text, mention.extent.hull()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_changes_and_the_others_stay() {
        let before = Entity { name: "Kishida".into(), aliases: vec!["PM".into()], link: "x".into() };
        let id = EntityId(3);
        let Command::EditEntity { name, aliases, link, .. } = edited(id, &before, Field::Aliases, "A\nB, C")
        else {
            panic!()
        };
        assert_eq!((name.as_str(), link.as_str()), ("Kishida", "x"));
        assert_eq!(aliases, ["A", "B, C"]);
        let Command::EditEntity { name, aliases, .. } = edited(id, &before, Field::Name, "Fumio") else {
            panic!()
        };
        assert_eq!((name.as_str(), aliases.len()), ("Fumio", 1));
    }
}
