//! Which steps are asked for: by words, and by an article, a label or an entity that they touch.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Key, PopupCloseBehavior, ScrollArea, Ui};

use crate::app::View;
use crate::app::live::Live;
use crate::app::widgets::{filter_field, one_line, text_field};
use crate::job::{Cancelled, Progress};
use crate::model::{Deed, Edit, History, Project, RecordId};
use crate::session::Session;

pub struct Narrowing {
    words: String,
    records: [RecordChoice; 3],
}

/// What a list of steps is an answer to.
#[derive(Clone, PartialEq)]
pub struct Ask {
    revision: u64,
    words: String,
    records: Vec<RecordId>,
}

/// One record of a kind, chosen from a menu.
struct RecordChoice {
    kind: &'static str,
    all: fn(&Project) -> Vec<Named>,
    /// Keeps its name when the record is removed: what happened to it may be just what is asked.
    chosen: Option<Named>,
    typed: String,
    offered: Live<(u64, String), Vec<Named>>,
    is_open: bool,
    /// Enter was pressed, and the first name that fits is taken as soon as it is known.
    takes_first: bool,
}

type Named = (RecordId, String);

const MOST_OFFERED: usize = 50; // more than anyone reads before typing another letter
const NAME_CHARS: usize = 28; // on the button
const MENU_WIDTH: f32 = 300.0;

impl Default for Narrowing {
    fn default() -> Self {
        let choice = |kind, all| RecordChoice {
            kind,
            all,
            chosen: None,
            typed: String::new(),
            offered: Live::default(),
            is_open: false,
            takes_first: false,
        };
        Self {
            words: String::new(),
            records: [choice("article", articles), choice("label", labels), choice("entity", entities)],
        }
    }
}

impl Narrowing {
    pub fn is_on(&self) -> bool {
        !self.words.trim().is_empty() || self.records.iter().any(|record| record.chosen.is_some())
    }

    /// `None` where every step is asked for.
    pub fn ask(&self, session: &Session) -> Option<Ask> {
        let records = self.records.iter().filter_map(|record| record.chosen.as_ref());
        self.is_on().then(|| Ask {
            revision: session.revision(),
            words: self.words.trim().to_lowercase(),
            records: records.map(|(record, _)| record.clone()).collect(),
        })
    }

    pub fn ui(&mut self, ui: &mut Ui, view: &View) {
        filter_field(ui, &mut self.words, "Filter the history");
        for record in &mut self.records {
            record.ui(ui, view);
        }
    }
}

impl RecordChoice {
    fn ui(&mut self, ui: &mut Ui, view: &View) {
        let words = match &self.chosen {
            Some((_, name)) => cut(&one_line(name)),
            None => format!("Any {}", self.kind),
        };
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let menu = MenuButton::new(words.as_str()).config(config);
        let (response, shown) = menu.ui(ui, |ui| self.menu_ui(ui, view));
        response.accessible_name(format!("Steps of: {}", words.to_lowercase()));
        self.is_open = shown.is_some();
    }

    fn menu_ui(&mut self, ui: &mut Ui, view: &View) {
        let name = format!("Name of the {}", self.kind);
        let field = text_field(ui, &mut self.typed, "Type a part of its name", &name, MENU_WIDTH);
        if !self.is_open {
            field.request_focus();
        }
        self.takes_first |= field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let (offered, is_new) = self.offered(ui, view);
        let mut chosen = None;
        if is_new && std::mem::take(&mut self.takes_first) {
            chosen = offered.first().cloned().map(Some);
        }
        if ui.button(format!("Any {}", self.kind)).clicked() {
            chosen = Some(None);
        }
        ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for named in &offered {
                if ui.button(one_line(&named.1)).clicked() {
                    chosen = Some(Some(named.clone()));
                }
            }
            if offered.is_empty() {
                ui.weak(format!("No {} has this name", self.kind));
            }
        });
        if let Some(chosen) = chosen {
            self.chosen = chosen;
            self.typed.clear();
            ui.close();
        }
    }

    /// The names that fit, and whether they fit what is typed now.
    fn offered(&mut self, ui: &Ui, view: &View) -> (Vec<Named>, bool) {
        let typed = self.typed.trim().to_lowercase();
        let key = (view.session.revision(), typed.clone());
        let (project, all) = (view.project.clone(), self.all);
        self.offered.get(ui.ctx(), key.clone(), move |_| {
            let fits = |(_, name): &Named| name.to_lowercase().contains(&typed);
            Ok(all(&project).into_iter().filter(fits).take(MOST_OFFERED).collect())
        });
        (self.offered.now().cloned().unwrap_or_default(), self.offered.is_for(&key))
    }
}

/// A name as far as there is room for it.
fn cut(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARS) {
        Some((at, _)) => format!("{}…", name[..at].trim_end()),
        None => name.to_owned(),
    }
}

fn articles(project: &Project) -> Vec<Named> {
    let articles = project.articles().iter();
    let name = |article| format!("{} · {}", project.outlet_name(article), article.header.title);
    articles.map(|(id, article)| (RecordId::Article(*id), name(article))).collect()
}

fn labels(project: &Project) -> Vec<Named> {
    let labels = project.labels_in_order().into_iter();
    labels.map(|(id, label)| (RecordId::Label(id), label.name.clone())).collect()
}

fn entities(project: &Project) -> Vec<Named> {
    let entities = project.entities().iter();
    let mut named: Vec<Named> =
        entities.map(|(id, entity)| (RecordId::Entity(*id), entity.name.clone())).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    named
}

/// The numbers of the steps that have the words and touch every record asked for, newest first.
pub fn find(history: &History, ask: &Ask, progress: &Progress) -> Result<Vec<usize>, Cancelled> {
    let mut found = Vec::new();
    for (number, deed) in history.newest_first() {
        progress.go_on()?;
        if has_words(deed, &ask.words) && ask.records.iter().all(|record| touches(deed, record)) {
            found.push(number);
        }
    }
    Ok(found)
}

fn has_words(deed: &Deed, words: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(words);
    words.is_empty() || has(&deed.transaction.title) || has(&deed.stamp.by)
}

/// A step touches an article with whatever it does inside it.
fn touches(deed: &Deed, record: &RecordId) -> bool {
    let touches = |edit: &Edit| match record {
        RecordId::Article(id) => edit.article() == Some(*id),
        other => edit.touched().contains(other),
    };
    deed.transaction.edits.iter().any(touches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_with_a_sign() {
        assert_eq!(cut("Le Monde · L’été à Paris"), "Le Monde · L’été à Paris");
        assert_eq!(cut("Le Monde · L’été à Paris et ailleurs"), "Le Monde · L’été à Paris et…");
    }
}
