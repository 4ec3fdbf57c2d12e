//! Pieces that panels are made of. They draw and answer; what happens next is the panel's to ask.

mod article_text;
mod card_list;
mod context;
mod desk;
mod evidence_list;
mod dialog;
mod drafts;
mod fields;
mod icon;
mod label_chip;
mod lock;
mod overview;
mod passage_list;
mod plot_view;
mod report_menu;
mod report_table;
mod report_view;
mod row;
mod table;

pub use article_text::{ArticleText, Marks, Page, Proposal, column_of, with_hull};
pub use context::{context_label, one_line};
pub use desk::Desk;
pub use dialog::{DialogAnswer, dialog, dialog_buttons};
pub use drafts::{Fields, Look};
pub use evidence_list::EvidenceList;
pub use fields::{filter_field, label_with_key, reach_switch, text_field};
pub use icon::{Icon, icon, icon_button, icon_menu};
pub use label_chip::{color_dot, label_chip, outlet_badge, outlet_initial, outlet_place};
pub use lock::Pane;
pub use overview::{OVERVIEW_WIDTH, overview_ui};
pub use plot_view::plot_ui;
pub use report_menu::ReportMenu;
pub use report_table::{ReportTable, Shown, measure_switch};
pub use report_view::{ReportView, title as report_title};
pub use row::{row, section, told};
pub use table::{Answer, Chosen, Head, Rows, Sort, TableState, cell, flush_right, number_cell};
