//! A long table: rows are drawn only where they are seen, sorted by a click on a head, walked and
//! chosen by mouse or keys. It knows rows by their ids, so that a choice survives sorting.

mod cells;
mod chosen;

use egui::{
    Align, Event, EventFilter, Key, Layout, Modifiers, Response, RichText, Role, Sense, Ui, WidgetInfo,
};
use egui_extras::{Column, TableBuilder, TableRow};

pub use cells::{cell, flush_right, number_cell};
pub use chosen::Chosen;

use super::{Desk, Icon, icon};
use crate::app::theme;

/// What a table shows.
pub trait Rows {
    type Id: Copy + Ord;

    fn n_rows(&self) -> usize;
    fn id(&self, row: usize) -> Self::Id;
    /// For screen readers: the row in one line.
    fn name(&self, row: usize) -> String;
    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize);
}

#[derive(Clone)]
pub struct Head<'a> {
    pub title: &'a str,
    /// In points; what is left over is shared by the columns without one.
    pub width: Option<f32>,
    pub sorts: bool,
}

/// What a table keeps between frames.
pub struct TableState<Id> {
    pub sort: Sort,
    pub chosen: Chosen<Id>,
    /// Whether rows are chosen by ticks in a column before the first, and not by walking to them.
    has_ticks: bool,
    /// The row that the keys are at.
    cursor: usize,
    /// Where Shift extends from.
    anchor: usize,
    reveals: bool,
    takes_keyboard: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub column: usize,
    pub is_backwards: bool,
}

/// What the hands did in a table.
#[derive(Default)]
pub struct Answer {
    /// Clicked, or Enter.
    pub opened: Option<usize>,
    pub copies: bool,
    /// What the table itself has no use for.
    pub presses: Vec<(Key, Modifiers)>,
}

const ROW_HEIGHT: f32 = 24.0;
const TICK_WIDTH: f32 = 20.0;
const ROWS_A_PAGE: usize = 10;

impl<'a> Head<'a> {
    pub const fn new(title: &'a str, width: f32) -> Self {
        Self { title, width: Some(width), sorts: true }
    }

    pub const fn rest(title: &'a str) -> Self {
        Self { title, width: None, sorts: true }
    }

    pub const fn unsorted(mut self) -> Self {
        self.sorts = false;
        self
    }
}

impl<Id> Default for TableState<Id> {
    fn default() -> Self {
        Self {
            sort: Sort::default(),
            chosen: Chosen::default(),
            has_ticks: false,
            cursor: 0,
            anchor: 0,
            reveals: false,
            takes_keyboard: false,
        }
    }
}

impl<Id: Copy + Ord> TableState<Id> {
    pub fn sorted(sort: Sort) -> Self {
        Self { sort, ..Self::default() }
    }

    /// With rows chosen by ticks.
    pub fn ticked(sort: Sort, chosen: Chosen<Id>) -> Self {
        Self { sort, chosen, has_ticks: true, ..Self::default() }
    }

    /// Brings a row into sight, as if it was walked to.
    pub fn show_row(&mut self, row: usize, id: Id) {
        self.cursor = row;
        self.anchor = row;
        self.chosen = Chosen::only(id);
        self.reveals = true;
    }

    /// Gives the keyboard to the table as soon as it is shown.
    pub fn enter(&mut self) {
        self.takes_keyboard = true;
    }

    /// The table, filling what is left of `ui`.
    pub fn ui<R: Rows<Id = Id>>(&mut self, ui: &mut Ui, name: &str, heads: &[Head], rows: &R) -> Answer {
        let n_rows = rows.n_rows();
        self.cursor = self.cursor.min(n_rows.saturating_sub(1));
        let keyboard = self.keyboard(ui, name);
        let mut answer = Answer::default();
        // The key that brought the keyboard here is not for the table.
        if keyboard.has_focus() && !keyboard.gained_focus() {
            self.listen(ui, rows, &mut answer);
        }
        let mut builder = TableBuilder::new(ui)
            .id_salt(name)
            .striped(false)
            .resizable(true)
            .auto_shrink(false)
            .sense(Sense::CLICK)
            .cell_layout(Layout::left_to_right(Align::Center))
            .min_scrolled_height(0.0);
        if self.has_ticks {
            builder = builder.column(Column::exact(TICK_WIDTH));
        }
        for head in heads {
            let column = head.width.map_or(Column::remainder(), Column::initial);
            builder = builder.column(column.at_least(36.0).clip(true));
        }
        if std::mem::take(&mut self.reveals) {
            builder = builder.scroll_to_row(self.cursor, None);
        }
        let table = builder.header(ROW_HEIGHT, |mut row| self.heads_ui(&mut row, heads));
        table.body(|body| {
            body.rows(ROW_HEIGHT, n_rows, |mut row| {
                self.row_ui(&mut row, heads.len(), rows, keyboard.has_focus(), &mut answer);
            });
        });
        answer
    }

    /// One stop of the Tab key for the whole table; inside it the arrows walk.
    fn keyboard(&mut self, ui: &Ui, name: &str) -> Response {
        let id = ui.scope_id().with(("keyboard", name));
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, name));
        if std::mem::take(&mut self.takes_keyboard) {
            response.request_focus();
        }
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        response
    }

    fn listen<R: Rows<Id = Id>>(&mut self, ui: &Ui, rows: &R, answer: &mut Answer) {
        for event in ui.input(|input| input.events.clone()) {
            match event {
                Event::Copy => answer.copies = true,
                Event::Key { key, pressed: true, modifiers, .. } => {
                    self.press(ui, key, modifiers, rows, answer);
                }
                _ => {}
            }
        }
    }

    fn press<R: Rows<Id = Id>>(
        &mut self,
        ui: &Ui,
        key: Key,
        modifiers: Modifiers,
        rows: &R,
        answer: &mut Answer,
    ) {
        let last = rows.n_rows().saturating_sub(1);
        let at = self.cursor;
        match key {
            Key::ArrowUp => self.walk(at.saturating_sub(1), modifiers, rows),
            Key::ArrowDown => self.walk((at + 1).min(last), modifiers, rows),
            Key::PageUp => self.walk(at.saturating_sub(ROWS_A_PAGE), modifiers, rows),
            Key::PageDown => self.walk((at + ROWS_A_PAGE).min(last), modifiers, rows),
            Key::Home => self.walk(0, modifiers, rows),
            Key::End => self.walk(last, modifiers, rows),
            Key::A if modifiers.command => self.chosen = Chosen::all(),
            Key::Space if rows.n_rows() > 0 => self.chosen.toggle(rows.id(at)),
            Key::Enter if rows.n_rows() > 0 => answer.opened = Some(at),
            Key::Escape => Desk::focus(ui.ctx()),
            _ => answer.presses.push((key, modifiers)),
        }
    }

    fn walk<R: Rows<Id = Id>>(&mut self, to: usize, modifiers: Modifiers, rows: &R) {
        if rows.n_rows() == 0 {
            return;
        }
        self.cursor = to;
        self.reveals = true;
        match modifiers.shift && !self.has_ticks {
            true => self.choose_up_to(to, rows),
            false => self.choose(to, rows),
        }
    }

    fn choose<R: Rows<Id = Id>>(&mut self, row: usize, rows: &R) {
        self.cursor = row;
        self.anchor = row;
        if !self.has_ticks {
            self.chosen = Chosen::only(rows.id(row));
        }
    }

    fn choose_up_to<R: Rows<Id = Id>>(&mut self, row: usize, rows: &R) {
        self.cursor = row;
        let stretch = self.anchor.min(row)..=self.anchor.max(row);
        let ids = stretch.filter(|row| *row < rows.n_rows()).map(|row| rows.id(row));
        self.chosen = ids.collect();
    }

    fn heads_ui(&mut self, row: &mut TableRow, heads: &[Head]) {
        if self.has_ticks {
            row.col(|_| {});
        }
        for (column, head) in heads.iter().enumerate() {
            row.col(|ui| {
                let arrow = match (self.sort.column == column && head.sorts, self.sort.is_backwards) {
                    (false, _) => "",
                    (true, false) => "  ↑",
                    (true, true) => "  ↓",
                };
                let words = RichText::new(format!("{}{arrow}", head.title)).small().family(theme::bold());
                if !head.sorts {
                    ui.label(words.weak());
                } else if head_button(ui, words, head.title).clicked() {
                    self.sort_by(column);
                }
            });
        }
    }

    fn sort_by(&mut self, column: usize) {
        let is_backwards = self.sort.column == column && !self.sort.is_backwards;
        self.sort = Sort { column, is_backwards };
    }

    fn row_ui<R: Rows<Id = Id>>(
        &mut self,
        row: &mut TableRow,
        n_columns: usize,
        rows: &R,
        has_keyboard: bool,
        answer: &mut Answer,
    ) {
        let n = row.index();
        let is_chosen = self.chosen.contains(rows.id(n));
        row.set_selected(if self.has_ticks { n == self.cursor } else { is_chosen });
        if self.has_ticks && self.tick_ui(row, is_chosen) {
            self.chosen.toggle(rows.id(n));
        }
        let mut clicked = None;
        for column in 0..n_columns {
            let (_, cell) = row.col(|ui| {
                if has_keyboard && n == self.cursor {
                    mark_cursor(ui, column);
                }
                rows.cell_ui(ui, n, column);
            });
            if column == 0 {
                cell.widget_info(|| WidgetInfo::selected(Role::Row, true, is_chosen, rows.name(n)));
            }
            clicked = clicked.or(cell.clicked().then_some(cell));
        }
        if let Some(cell) = clicked {
            self.click(&cell, n, rows, answer);
        }
    }

    /// Whether the tick was clicked.
    fn tick_ui(&self, row: &mut TableRow, is_chosen: bool) -> bool {
        let shown = if is_chosen { Icon::SquareCheck } else { Icon::Square };
        row.col(|ui| drop(ui.label(icon(shown)))).1.clicked()
    }

    /// Alone a click opens the row; Ctrl adds it to the chosen ones, Shift all up to it.
    fn click<R: Rows<Id = Id>>(&mut self, response: &Response, n: usize, rows: &R, answer: &mut Answer) {
        let modifiers = response.ctx.input(|input| input.modifiers);
        if modifiers.command {
            self.cursor = n;
            self.anchor = n;
            self.chosen.toggle(rows.id(n));
        } else if modifiers.shift {
            self.choose_up_to(n, rows);
        } else {
            self.choose(n, rows);
            answer.opened = Some(n);
        }
    }
}

fn head_button(ui: &mut Ui, words: RichText, title: &str) -> Response {
    let response = ui.add(egui::Button::new(words).frame(false).wrap_mode(egui::TextWrapMode::Truncate));
    let name = format!("Sort by {}", title.to_lowercase());
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &name));
    response
}

fn mark_cursor(ui: &Ui, column: usize) {
    let rect = ui.max_rect().expand2(0.5 * ui.spacing().item_spacing);
    let color = theme::palette(ui).accent;
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, egui::Stroke::new(1.0, color));
    if column == 0 {
        ui.painter().vline(rect.left() + 1.0, rect.y_range(), egui::Stroke::new(2.0, color));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Letters;

    impl Rows for Letters {
        type Id = char;

        fn n_rows(&self) -> usize {
            5
        }

        fn id(&self, row: usize) -> char {
            ['e', 'd', 'c', 'b', 'a'][row]
        }

        fn name(&self, row: usize) -> String {
            self.id(row).to_string()
        }

        fn cell_ui(&self, _: &mut Ui, _: usize, _: usize) {}
    }

    fn chosen(state: &TableState<char>) -> String {
        ('a'..='e').filter(|id| state.chosen.contains(*id)).collect()
    }

    #[test]
    fn shift_chooses_from_the_last_plain_move() {
        let mut state = TableState::default();
        state.walk(1, Modifiers::NONE, &Letters);
        state.walk(3, Modifiers::SHIFT, &Letters);
        assert_eq!(chosen(&state), "bcd");
        state.walk(0, Modifiers::SHIFT, &Letters);
        assert_eq!(chosen(&state), "de");
    }

    #[test]
    fn the_same_head_again_turns_the_order_round() {
        let mut state: TableState<char> = TableState::default();
        state.sort_by(2);
        assert_eq!(state.sort, Sort { column: 2, is_backwards: false });
        state.sort_by(2);
        assert_eq!(state.sort, Sort { column: 2, is_backwards: true });
        state.sort_by(1);
        assert_eq!(state.sort, Sort { column: 1, is_backwards: false });
    }
}
