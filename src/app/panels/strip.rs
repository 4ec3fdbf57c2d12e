//! The hits of the last tag-all, by outlet: a digit or a click leaves one out or takes it in, going on
//! accepts.

use egui::{RichText, ScrollArea, Ui, vec2};

use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::{DIGITS, Strip, StripHit};
use crate::app::widgets::{Icon, icon_button, label_chip, outlet_initial, outlet_place};
use crate::text::Matching;

const DIGIT_WIDTH: f32 = 14.0;
const MOST_HEIGHT: f32 = 150.0;
const CONTEXT_CHARS: usize = 24; // enough to tell two uses of a form apart

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let Some(strip) = &view.state.strip else { return };
    ui.horizontal(|ui| head(ui, view, strip, requests));
    let height = ui.text_style_height(&egui::TextStyle::Button);
    let mut area = ScrollArea::vertical().max_height(MOST_HEIGHT).auto_shrink([false, true]);
    let nine = strip.nine * DIGITS;
    let shown = ui.scope_id().with("nine");
    if ui.data(|data| data.get_temp(shown)) != Some(nine) {
        ui.data_mut(|data| data.insert_temp(shown, nine));
        area = area.vertical_scroll_offset(nine as f32 * (height + ui.spacing().item_spacing.y));
    }
    area.show_rows(ui, height, strip.hits.len(), |ui, rows| {
        for n in rows {
            hit_ui(ui, view, n, nine, &strip.hits[n], requests);
        }
    });
}

fn head(ui: &mut Ui, view: &View, strip: &Strip, requests: &mut Requests) {
    if let Some(label) = view.project.labels().get(&strip.label) {
        label_chip(ui, label);
    }
    ui.label(what_was_done(strip));
    let mut matching = view.state.matching;
    let words = ui.checkbox(&mut matching.whole_words, "Whole words").changed();
    let case = ui.checkbox(&mut matching.same_case, "Same case").changed();
    if words || case {
        requests.push(Request::SetMatching(Matching { ..matching }));
        requests.push(Request::TagAll(strip.label));
    }
    let words = if strip.asks_first { "Tag all" } else { "Tag the others too" };
    if strip.hits.iter().any(|hit| hit.is_left_out) && ui.button(words).clicked() {
        requests.push(Request::ConfirmStrip);
    }
    if icon_button(ui, Icon::X, "Close this list (Esc)").clicked() {
        requests.push(Request::CloseStrip);
    }
}

fn what_was_done(strip: &Strip) -> String {
    let (form, n_hits) = (&strip.form, strip.hits.len());
    if strip.asks_first {
        return format!("\"{form}\" may be something else elsewhere. Enter tags {n_hits} more, a digit one");
    }
    let n_out = strip.hits.iter().filter(|hit| hit.is_left_out).count();
    let more = if n_hits > DIGITS { ", 0 shows the next nine" } else { "" };
    let tagged = match n_hits - n_out {
        1 => "once more".to_owned(),
        n_tagged => format!("{n_tagged} more times"),
    };
    match n_out {
        0 => format!("\"{form}\" tagged {tagged}. A digit leaves one out{more}"),
        1 => format!("\"{form}\" tagged {tagged}, left out once. A digit changes one{more}"),
        _ => format!("\"{form}\" tagged {tagged}, left out {n_out} times. A digit changes one{more}"),
    }
}

fn hit_ui(ui: &mut Ui, view: &View, n: usize, nine: usize, hit: &StripHit, requests: &mut Requests) {
    let Some(article) = view.project.article(hit.hit.article) else { return };
    let text = &article.text;
    let span = hit.hit.span;
    let before: String = text[..span.start()].chars().rev().take(CONTEXT_CHARS).collect();
    let before: String = before.chars().rev().map(plain).collect();
    let after: String = text[span.end()..].chars().take(CONTEXT_CHARS).map(plain).collect();
    let digit = n.checked_sub(nine).filter(|n| *n < DIGITS).map(|n| (n + 1).to_string()).unwrap_or_default();
    let words = format!("…{before}[{}]{after}…", span.of(text));
    let shown =
        if hit.is_left_out { RichText::new(words).strikethrough().weak() } else { RichText::new(words) };
    ui.horizontal(|ui| {
        ui.add_sized(
            vec2(DIGIT_WIDTH, ui.available_height()),
            egui::Label::new(RichText::new(digit).strong()),
        );
        outlet_initial(ui, view.project.outlet_name(article), outlet_place(view.project, article));
        let hint = if hit.is_left_out { "Tag this one too" } else { "Leave this one out" };
        if ui.add(egui::Button::new(shown).frame(false)).on_hover_text(hint).clicked() {
            requests.push(Request::LeaveOut(n));
        }
    });
}

fn plain(c: char) -> char {
    if c.is_whitespace() || c.is_control() { ' ' } else { c }
}
