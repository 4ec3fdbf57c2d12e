//! Pasting a text as an article. What was typed stays when the window is closed without loading.

use egui::{Context, ScrollArea, TextEdit};

use crate::app::request::{Request, Requests};
use crate::app::widgets::{DialogAnswer, dialog, dialog_buttons};

#[derive(Default)]
pub struct Paste {
    text: String,
    was_shown: bool,
}

impl Paste {
    pub fn ui(&mut self, context: &Context, is_shown: bool, requests: &mut Requests) {
        let appears = is_shown && !std::mem::replace(&mut self.was_shown, is_shown);
        if !is_shown {
            return;
        }
        let mut answer = DialogAnswer::NotYet;
        let closed = dialog(context, "Paste an article", 640.0, |ui| {
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                let hint = "Paste the text of an article here: the headline first, then the body";
                let edit = TextEdit::multiline(&mut self.text)
                    .desired_rows(18)
                    .desired_width(f32::INFINITY)
                    .hint_text(hint);
                let response = ui.add(edit).accessible_name("Text of the article");
                if appears {
                    response.request_focus();
                }
            });
            answer = dialog_buttons(ui, "Load", !self.text.trim().is_empty());
        });
        if answer == DialogAnswer::Done {
            requests.push(Request::PasteArticle(std::mem::take(&mut self.text)));
        }
        if closed || answer != DialogAnswer::NotYet {
            requests.push(Request::CloseOverlay);
        }
    }
}
