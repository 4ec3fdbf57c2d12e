//! A selected mention: its label, entity, attributes, relations, note, and who made it.

use egui::{Label, RichText, Ui};

use super::Field;
use crate::app::request::{Request, Requests};
use crate::app::state::Place as Spot;
use crate::app::widgets::{Fields, Icon, Look, icon_button, label_chip, row, section, told};
use crate::app::{View, theme};
use crate::command::{Command, EntityChoice, Place};
use crate::model::{Article, AttributeKind, AttributeRule, Mention, MentionId, Origin, Relation, RelationId};

pub fn one_ui(ui: &mut Ui, view: &View, fields: &mut Fields<Field>, requests: &mut Requests) {
    let Some(place) = view.state.mention() else { return };
    let Some(article) = view.project.article(place.0) else { return };
    let Some(mention) = article.mentions.get(&place.1) else { return };
    section(ui, "MENTION");
    ui.add_space(theme::SMALL);
    if let Some(label) = view.project.labels().get(&mention.label) {
        label_chip(ui, label).on_hover_text("Click another label below, or press its key, to change it");
    }
    ui.add(Label::new(RichText::new(article.quote(mention)).size(theme::READING_SIZE)).wrap());
    ui.add_space(theme::SMALL);
    buttons_ui(ui, requests);
    ui.add_space(theme::INSIDE);
    entity_ui(ui, view, place, mention, requests);
    attributes_ui(ui, view, place, mention, fields, requests);
    relations_ui(ui, view, place, article, requests);
    row(ui, "Note", |ui| {
        let (key, look) = (Field::Note(place), Look::lines(2, ""));
        if let Some(note) = fields.ui(ui, key.clone(), "Note on the mention", &mention.note, look) {
            requests.run(key.command(note));
        }
    });
    row(ui, "Made by", |ui| told(ui, RichText::new(made_by(view, mention)).weak()));
}

pub fn several_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let places = &view.state.mentions;
    section(ui, &format!("{} MENTIONS", places.len()));
    ui.add_space(theme::SMALL);
    buttons_ui(ui, requests);
    ui.add_space(theme::INSIDE);
    let rules = shared_rules(view, places);
    for rule in &rules {
        row(ui, &rule.name, |ui| choices_ui(ui, rule, None, places, requests));
    }
    for (article_id, mention_id) in places {
        let Some(article) = view.project.article(*article_id) else { continue };
        let Some(mention) = article.mentions.get(mention_id) else { continue };
        let words = format!("{}  {}", view.project.label_name(mention.label), article.quote(mention));
        ui.add(Label::new(words).truncate());
    }
}

/// What can be done at once to all that is selected.
fn buttons_ui(ui: &mut Ui, requests: &mut Requests) {
    ui.horizontal(|ui| {
        if ui.button("Join…").on_hover_text("Say who or what it is (E; Shift+E for all like it)").clicked()
        {
            requests.push(Request::ShowEntityPicker { all: false });
        }
        if ui.button("Relate…").on_hover_text("Start a relation to another mention (R)").clicked() {
            requests.push(Request::StartRelation);
        }
        let hint = "Take the tag away (Delete; Shift+Delete for all like it)";
        if ui.button("Delete").on_hover_text(hint).clicked() {
            requests.push(Request::Untag { all: false });
        }
    });
}

fn entity_ui(ui: &mut Ui, view: &View, place: Place, mention: &Mention, requests: &mut Requests) {
    row(ui, "Entity", |ui| {
        let Some(name) = view.project.entity_name(mention) else {
            told(ui, RichText::new("nobody yet").weak());
            return;
        };
        told(ui, name);
        ui.horizontal(|ui| {
            if mention.entity_is_proposed {
                ui.label(RichText::new("proposed").color(theme::palette(ui).warning));
                let hint = "Joined because the form is known; say that it is right";
                if ui.button("Confirm").on_hover_text(hint).clicked() {
                    link(place, mention.entity.map(EntityChoice::Existing), requests);
                }
            }
            if ui.button("Leave").on_hover_text("Take this mention out of the entity").clicked() {
                link(place, Some(EntityChoice::Nobody), requests);
            }
        });
    });
}

fn link(place: Place, entity: Option<EntityChoice>, requests: &mut Requests) {
    if let Some(entity) = entity {
        requests.run(Command::Link { mentions: vec![place], entity });
    }
}

fn attributes_ui(
    ui: &mut Ui,
    view: &View,
    place: Place,
    mention: &Mention,
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    let Some(label) = view.project.labels().get(&mention.label) else { return };
    for rule in &label.attributes {
        let value = mention.attributes.get(&rule.name).unwrap_or(&rule.default);
        row(ui, &rule.name, |ui| match rule.kind {
            AttributeKind::Text => {
                let key = Field::Attribute(place, rule.name.clone());
                if let Some(text) = fields.ui(ui, key.clone(), &rule.name, value, Look::line("")) {
                    requests.run(key.command(text));
                }
            }
            _ => choices_ui(ui, rule, Some(value), &[place], requests),
        });
    }
}

/// One button a value; the chosen one again goes back to the default.
fn choices_ui(
    ui: &mut Ui,
    rule: &AttributeRule,
    value: Option<&str>,
    mentions: &[Place],
    requests: &mut Requests,
) {
    let hint = match rule.key {
        Some(key) => format!("{} goes to the next", key.to_uppercase()),
        None => "It has no key; give it one in the tagset".to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        for choice in rule.choices() {
            let is_so = value == Some(choice);
            let response = ui.selectable_label(is_so, choice).on_hover_text(&hint);
            if response.accessible_name(format!("{}: {choice}", rule.name)).clicked() {
                let value = (!is_so).then(|| choice.to_owned());
                let (mentions, name) = (mentions.to_vec(), rule.name.clone());
                requests.run(Command::SetAttribute { mentions, name, value });
            }
        }
    });
}

/// The rules with fixed values that the labels of all these mentions have.
fn shared_rules(view: &View, places: &[Place]) -> Vec<AttributeRule> {
    let rules_of = |place: &Place| {
        let mention = view.project.mention(place.0, place.1)?;
        Some(&view.project.labels().get(&mention.label)?.attributes)
    };
    let Some(first) = places.first().and_then(rules_of) else { return Vec::new() };
    let everywhere = |rule: &&AttributeRule| {
        places.iter().all(|place| rules_of(place).is_some_and(|rules| rules.contains(rule)))
    };
    first.iter().filter(|rule| rule.kind != AttributeKind::Text).filter(everywhere).cloned().collect()
}

fn relations_ui(ui: &mut Ui, view: &View, place: Place, article: &Article, requests: &mut Requests) {
    let relations: Vec<(RelationId, &Relation)> = article.relations_of(place.1).collect();
    if relations.is_empty() {
        return;
    }
    row(ui, "Relations", |ui| {
        for (id, relation) in relations {
            ui.horizontal(|ui| relation_ui(ui, view, place, article, (id, relation), requests));
        }
    });
}

fn relation_ui(
    ui: &mut Ui,
    view: &View,
    place: Place,
    article: &Article,
    (id, relation): (RelationId, &Relation),
    requests: &mut Requests,
) {
    let kind = view.project.relation_kinds().get(&relation.kind).map_or("", |kind| &kind.name);
    let is_from = relation.from == place.1;
    let other = if is_from { relation.to } else { relation.from };
    let quote = article.mentions.get(&other).map(|mention| article.quote(mention)).unwrap_or_default();
    let words = if is_from { format!("{kind} → {quote}") } else { format!("← {kind} of {quote}") };
    if icon_button(ui, Icon::X, &format!("Remove the relation {kind} with {quote}")).clicked() {
        requests.run(Command::Unrelate(vec![(place.0, id)]));
    }
    let jump = egui::Button::new(words).truncate().frame(false);
    if ui.add(jump).on_hover_text("Go to the other end").clicked() {
        jump_to(place, article, other, requests);
    }
}

fn jump_to(place: Place, article: &Article, other: MentionId, requests: &mut Requests) {
    let Some(mention) = article.mentions.get(&other) else { return };
    requests.push(Request::Go(Spot { article: place.0, span: mention.extent.hull() }));
    requests.push(Request::SelectMention { article: place.0, mention: other });
}

fn made_by(view: &View, mention: &Mention) -> String {
    let who = view.project.annotators().get(&mention.by).map_or("unknown", |annotator| &annotator.name);
    match &mention.origin {
        Origin::Analyst => format!("{who}, by hand"),
        Origin::Imported { format } => format!("{who}, imported from {format}"),
        Origin::Suggested { by } => format!("{who}, suggested by {by}"),
    }
}
