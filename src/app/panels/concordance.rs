//! Every place of a form with the words around it, one below the other, and tagging from there.

use egui::{Align2, FontId, Key, RichText, Ui};

use super::{Panel, Slot};
use crate::app::keys::label_of_press;
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Place, ScopeKind};
use crate::app::widgets::{
    Answer, Chosen, Desk, Head, Rows, Sort, TableState, cell, flush_right, label_with_key, one_line,
    reach_switch, text_field,
};
use crate::app::{View, theme};
use crate::command::{Command, Hit, Scope};
use crate::index::{KwicOptions, KwicOrder, Zones, concordance, context};
use crate::model::{ArticleId, LabelId, Project};
use crate::text::{Matching, Span, count};

pub struct ConcordanceDrawer {
    reach: ScopeKind,
    matching: Matching,
    has_furniture: bool,
    table: TableState<Hit>,
    found: Live<Ask, Found>,
    /// What the ticks were last set for.
    ticked: Option<Wish>,
}

#[derive(Clone, PartialEq)]
struct Ask {
    revision: u64,
    wish: Wish,
    order: KwicOrder,
}

/// What decides which rows there are.
#[derive(Clone, PartialEq)]
struct Wish {
    form: String,
    scope: Scope,
    matching: Matching,
    has_furniture: bool,
}

struct Found {
    hits: Vec<Hit>,
    n_articles: usize,
}

const HEADS: [Head; 5] = [
    Head::new("Outlet", 120.0),
    Head::new("Date", 86.0),
    Head::rest("Before"),
    Head::new("Place in the text", 150.0),
    Head::rest("After"),
];

/// What the columns sort by.
const ORDERS: [KwicOrder; 5] =
    [KwicOrder::Outlet, KwicOrder::Date, KwicOrder::Left, KwicOrder::Text, KwicOrder::Right];
const TEXT_ORDER: Sort = Sort { column: 3, is_backwards: false };

impl Default for ConcordanceDrawer {
    fn default() -> Self {
        Self {
            reach: ScopeKind::Project,
            matching: Matching { whole_words: true, same_case: false },
            has_furniture: false,
            table: TableState::ticked(TEXT_ORDER, Chosen::all()),
            found: Live::default(),
            ticked: None,
        }
    }
}

impl Panel for ConcordanceDrawer {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Concordance)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        self.look_up(ui, view);
        ui.horizontal(|ui| self.head_ui(ui, view, requests));
        let Some(found) = self.found.now() else { return };
        if found.hits.is_empty() {
            empty_ui(ui, &view.state.concordance_query);
            return;
        }
        let rows = HitRows { view, found, is_backwards: self.table.sort.is_backwards };
        let answer = self.table.ui(ui, "Concordance", &HEADS, &rows);
        self.obey(ui, view, answer, requests);
    }
}

impl ConcordanceDrawer {
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let wish = Wish {
            form: view.state.concordance_query.trim().to_owned(),
            scope: view.scope(self.reach),
            matching: self.matching,
            has_furniture: self.has_furniture,
        };
        if self.ticked.as_ref() != Some(&wish) {
            self.table.chosen = Chosen::all();
            self.ticked = Some(wish.clone());
        }
        let order = ORDERS[self.table.sort.column];
        let ask = Ask { revision: view.session.revision(), wish, order };
        let project = view.project.clone();
        self.found.get(ui.ctx(), ask.clone(), move |_| Ok(find(&project, &ask)));
    }

    fn head_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let mut form = view.state.concordance_query.clone();
        let field = text_field(ui, &mut form, "A word or a phrase", "Concordance of", 220.0);
        if view.state.enters_drawer {
            field.request_focus();
        }
        if field.changed() {
            requests.push(Request::ShowConcordance(form));
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.table.enter();
        }
        reach_switch(ui, &mut self.reach);
        ui.checkbox(&mut self.matching.whole_words, "Whole words");
        ui.checkbox(&mut self.matching.same_case, "Same case");
        ui.checkbox(&mut self.has_furniture, "Captions and page furniture too");
        self.tag_ui(ui, view, requests);
    }

    fn tag_ui(&self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let Some(found) = self.found.now() else { return };
        let n_hits = found.hits.len();
        let n_chosen = self.table.chosen.count(n_hits);
        ui.add_enabled_ui(n_chosen > 0 && !view.session.is_read_only(), |ui| {
            ui.menu_button(format!("Tag {n_chosen} as"), |ui| {
                for (label, record) in view.project.labels_in_order() {
                    if label_with_key(ui, record).clicked() {
                        self.tag(label, requests);
                        ui.close();
                    }
                }
            });
        });
        let word = self.found.word().map(|word| format!(" · {word}")).unwrap_or_default();
        let words = format!("{} in {}{word}", count(n_hits, "place"), count(found.n_articles, "article"));
        ui.label(RichText::new(words).weak());
    }

    fn tag(&self, label: LabelId, requests: &mut Requests) {
        let Some(found) = self.found.now() else { return };
        let mut hits = self.table.chosen.of(found.hits.iter());
        hits.sort_unstable();
        if !hits.is_empty() {
            requests.run(Command::TagHits { hits, label });
        }
    }

    fn obey(&self, ui: &Ui, view: &View, answer: Answer, requests: &mut Requests) {
        let Some(found) = self.found.now() else { return };
        let rows = HitRows { view, found, is_backwards: self.table.sort.is_backwards };
        if let Some(row) = answer.opened {
            let Hit { article, span } = rows.id(row);
            requests.push(Request::Go(Place { article, span }));
            Desk::focus(ui.ctx());
        }
        for (key, modifiers) in answer.presses {
            if let Some(label) = label_of_press(view.project, key, modifiers) {
                self.tag(label, requests);
            }
        }
    }
}

fn empty_ui(ui: &mut Ui, form: &str) {
    ui.add_space(theme::GROUP);
    let words = match form.trim() {
        "" => "Type a word, or select one in the text and press Ctrl+Shift+F.".to_owned(),
        form => format!("\"{form}\" stands nowhere here. Look in the whole project, or for parts of words."),
    };
    ui.label(RichText::new(words).weak());
}

fn find(project: &Project, ask: &Ask) -> Found {
    let Wish { form, scope, matching, has_furniture } = &ask.wish;
    let articles: Vec<ArticleId> = scope.articles(project).into_iter().map(|(id, _)| id).collect();
    let zones = if *has_furniture { Zones::All } else { Zones::Body };
    let options = KwicOptions { matching: *matching, order: ask.order, zones };
    let found = concordance(project, &articles, form, options);
    let hits = found.rows.into_iter().map(|row| Hit { article: row.article, span: row.span }).collect();
    Found { hits, n_articles: found.n_articles }
}

struct HitRows<'a> {
    view: &'a View<'a>,
    found: &'a Found,
    is_backwards: bool,
}

impl Rows for HitRows<'_> {
    type Id = Hit;

    fn n_rows(&self) -> usize {
        self.found.hits.len()
    }

    fn id(&self, row: usize) -> Hit {
        let hits = &self.found.hits;
        hits[if self.is_backwards { hits.len() - 1 - row } else { row }]
    }

    fn name(&self, row: usize) -> String {
        let Hit { article, span } = self.id(row);
        let Some(article) = self.view.project.article(article) else { return String::new() };
        let around = context(&article.text, span);
        let outlet = self.view.project.outlet_name(article);
        let line = [around.left, span, around.right].map(|part| one_line(part.of(&article.text))).concat();
        format!("{outlet}: {line}")
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let hit = self.id(row);
        let Some(article) = self.view.project.article(hit.article) else { return };
        let around = context(&article.text, hit.span);
        let text = |span: Span| one_line(span.of(&article.text));
        match column {
            0 => cell(ui, self.view.project.outlet_name(article)),
            1 => {
                let date = article.header.published.as_ref().map_or("", |published| published.as_str());
                cell(ui, RichText::new(date.get(..10).unwrap_or(date)).weak());
            }
            2 => flush_right(ui, text(around.left).trim_end(), theme::palette(ui).text),
            3 => self.hit_ui(ui, hit, &text(hit.span)),
            _ => cell(ui, text(around.right).trim_start()),
        }
    }
}

impl HitRows<'_> {
    /// Of the shortest mention that a hit stands in.
    fn label_of(&self, hit: Hit) -> Option<LabelId> {
        let article = self.view.project.article(hit.article)?;
        let over = article.mentions.over(hit.span).map(|(_, mention)| mention);
        over.min_by_key(|mention| mention.extent.hull().len()).map(|mention| mention.label)
    }

    /// In the middle, on the tint of its label if it is tagged.
    fn hit_ui(&self, ui: &Ui, hit: Hit, words: &str) {
        let palette = theme::palette(ui);
        let rect = ui.max_rect();
        let font = FontId::new(theme::UI_SIZE, theme::bold());
        let galley = ui.painter().layout_no_wrap(words.to_owned(), font, palette.text);
        let place = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
        let label = self.label_of(hit).and_then(|label| self.view.project.labels().get(&label));
        if let Some(label) = label {
            let tint = theme::mention_colors(label.color, ui.visuals().dark_mode).tint;
            ui.painter().rect_filled(place.expand2(egui::vec2(4.0, 1.0)), 3.0, tint);
        }
        ui.painter().galley(place.min, galley, palette.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn ask(form: &str, order: KwicOrder) -> Ask {
        let matching = Matching { whole_words: true, same_case: false };
        let wish = Wish { form: form.to_owned(), scope: Scope::Project, matching, has_furniture: false };
        Ask { revision: 0, wish, order }
    }

    #[test]
    fn hits_are_found_in_any_case() {
        let session = fixture::session(&[("AFP", "The Bank of Japan and Japan."), ("BBC", "JAPAN again")]);
        let found = find(session.project(), &ask("japan", KwicOrder::Text));
        assert_eq!((found.hits.len(), found.n_articles), (3, 2));
    }

    #[test]
    fn every_column_has_an_order() {
        assert_eq!(HEADS.len(), ORDERS.len());
        assert_eq!(ORDERS[TEXT_ORDER.column], KwicOrder::Text);
    }
}
