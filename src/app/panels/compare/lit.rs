//! What the selection corresponds to in the other panes: the same form, and the words that stand in
//! its place inside a shared passage.

use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Overlay;
use crate::command::Hit;
use crate::model::ArticleId;
use crate::text::{Matching, Span, occurrences};

const SEARCHED_BYTES: usize = 1 << 20; // in a frame: about a millisecond

#[derive(Default)]
pub struct Lit {
    /// What the present lights were made for.
    of: Option<(Hit, Matching, Vec<ArticleId>, bool)>,
    /// Whether the last lights were those of a search.
    finds: bool,
}

impl Lit {
    /// Asks for other lights when the selection has become another one.
    pub fn follow(&mut self, view: &View, requests: &mut Requests) {
        let finds = view.state.overlay == Overlay::Find;
        if std::mem::replace(&mut self.finds, finds) || finds {
            return; // what is found is lit, and put out when the search ends
        }
        let selected = view.state.selected_span(view.project);
        let is_compared = view.results.comparison().is_some();
        let of = selected.map(|hit| (hit, view.state.matching, view.state.panes.clone(), is_compared));
        if of == self.of {
            return;
        }
        let lights = selected.map(|hit| lights(view, hit)).unwrap_or_default();
        if self.of.is_some() || !lights.is_empty() {
            requests.push(Request::Highlight(lights));
        }
        self.of = of;
    }
}

fn lights(view: &View, selected: Hit) -> Vec<(ArticleId, Span)> {
    let Some(article) = view.project.article(selected.article) else { return Vec::new() };
    let form = selected.span.of(&article.text);
    let mut lights = Vec::new();
    for id in view.state.panes.iter().filter(|pane| **pane != selected.article) {
        let text = view.project.article(*id).map_or("", |article| &*article.text);
        if text.len() <= SEARCHED_BYTES {
            let found = occurrences(text, form, view.state.matching);
            lights.extend(found.into_iter().map(|span| (*id, span)));
        }
    }
    let aligned = view.results.comparison().map(|known| known.counterparts(selected.article, selected.span));
    let shared = aligned.into_iter().flatten().filter(|found| found.is_shared && !found.span.is_empty());
    lights.extend(shared.map(|found| (found.article, found.span)));
    lights.sort_unstable();
    lights.dedup();
    lights
}
