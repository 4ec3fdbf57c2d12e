//! The hits of the last tag-all, by outlet: a digit or a click leaves one out, going on accepts.

use egui::{RichText, ScrollArea, Ui};

use crate::app::request::{Request, Requests};
use crate::app::state::{Strip, StripHit};
use crate::app::widgets::{Icon, icon_button, label_chip};
use crate::app::{View, theme};
use crate::text::Matching;

const CONTEXT_CHARS: usize = 24; // enough to tell two uses of a form apart

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let Some(strip) = &view.state.strip else { return };
    ui.horizontal(|ui| head(ui, view, strip, requests));
    ScrollArea::vertical().max_height(150.0).auto_shrink([false, true]).show(ui, |ui| {
        let mut outlet = None;
        for (n, hit) in strip.hits.iter().enumerate() {
            let Some(article) = view.project.article(hit.hit.article) else { continue };
            let name = view.project.outlet_name(article);
            if outlet != Some(name) {
                outlet = Some(name);
                ui.label(RichText::new(name).family(theme::bold()).small());
            }
            hit_ui(ui, view, n, hit, requests);
        }
    });
}

fn head(ui: &mut Ui, view: &View, strip: &Strip, requests: &mut Requests) {
    if let Some(label) = view.project.labels().get(&strip.label) {
        label_chip(ui, label);
    }
    let n_in = strip.hits.iter().filter(|hit| !hit.is_left_out).count();
    let words = match strip.asks_first {
        true => format!("\"{}\" was left out before. Enter tags {} more", strip.form, strip.hits.len()),
        false => format!("\"{}\" tagged {} more times. A digit leaves one out", strip.form, n_in),
    };
    ui.label(words);
    let mut matching = view.state.matching;
    let words = ui.checkbox(&mut matching.whole_words, "Whole words").changed();
    let case = ui.checkbox(&mut matching.same_case, "Same case").changed();
    if words || case {
        requests.push(Request::SetMatching(Matching { ..matching }));
        requests.push(Request::TagAll(strip.label));
    }
    if strip.asks_first && ui.button("Tag all").clicked() {
        requests.push(Request::ConfirmStrip);
    }
    if icon_button(ui, Icon::X, "Close this list (Esc)").clicked() {
        requests.push(Request::CloseStrip);
    }
}

fn hit_ui(ui: &mut Ui, view: &View, n: usize, hit: &StripHit, requests: &mut Requests) {
    let Some(article) = view.project.article(hit.hit.article) else { return };
    let text = &article.text;
    let span = hit.hit.span;
    let before: String = text[..span.start()].chars().rev().take(CONTEXT_CHARS).collect();
    let before: String = before.chars().rev().map(plain).collect();
    let after: String = text[span.end()..].chars().take(CONTEXT_CHARS).map(plain).collect();
    let digit = if n < 9 { format!("{} ", n + 1) } else { "   ".to_owned() };
    let words = format!("{digit} …{before}[{}]{after}…", span.of(text));
    let shown =
        if hit.is_left_out { RichText::new(words).strikethrough().weak() } else { RichText::new(words) };
    if ui.add(egui::Button::new(shown).frame(false)).on_hover_text("Leave this one out").clicked() {
        requests.push(Request::LeaveOut(n));
    }
}

fn plain(c: char) -> char {
    if c.is_whitespace() || c.is_control() { ' ' } else { c }
}
