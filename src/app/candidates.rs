//! The candidate caret: the next place worth a decision.

use super::request::Request;
use super::state::State;
use super::widgets::Desk;
use crate::model::Project;

/// The request that selects the next or previous candidate of the article under the hands.
pub fn next(project: &Project, state: &State, desk: &mut Desk, forward: bool) -> Option<Request> {
    let id = state.article?;
    let article = project.article(id)?;
    let at = state
        .selection
        .filter(|selection| selection.article == id)
        .map_or(0, |selection| selection.range().end);
    let words = crate::text::words(&article.text);
    let is_name =
        |span: &crate::text::Span| span.of(&article.text).chars().next().is_some_and(char::is_uppercase);
    let found = match forward {
        true => words.filter(is_name).find(|span| span.start() >= at),
        false => words.filter(is_name).take_while(|span| span.end() < at).last(),
    }?;
    if let Some(text) = desk.text_mut(id) {
        text.reveal(found.start());
    }
    Some(Request::SelectText { article: id, anchor: found.start(), focus: found.end() })
}
