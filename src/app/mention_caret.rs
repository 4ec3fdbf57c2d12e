//! Choosing mentions without a pointer: the one under the caret, and the next one in the text.

use super::App;
use crate::model::{Article, ArticleId, Mention, MentionId};

impl App {
    /// Enter: accepts the selected suggestion; where there is none, selects the mention under the caret,
    /// and again the one around it.
    pub(super) fn decide_or_select(&mut self) {
        let Some(place) = self.mention_here().filter(|_| !self.is_on_suggestion()) else {
            self.decide_suggestion(true);
            return;
        };
        let (article, mention) = self.around(place).unwrap_or(place);
        self.select_mention(article, mention);
    }

    fn is_on_suggestion(&self) -> bool {
        let session = self.session.as_ref();
        let Some(hit) = session.and_then(|session| self.state.selected_span(session.project())) else {
            return false;
        };
        self.suggestions(hit.article).iter().any(|suggestion| suggestion.span == hit.span)
    }

    /// What acts on a mention takes the one under the caret, or exactly under the selection.
    pub(super) fn take_mention_here(&mut self) {
        if self.state.mentions.is_empty()
            && let Some(place) = self.mention_here()
        {
            self.state.mentions = vec![place];
        }
    }

    /// Selects the next mention. While a relation looks for its other end, only its text: Enter takes it.
    pub(super) fn walk_mentions(&mut self, forward: bool) {
        let Some(id) = self.state.article else { return };
        let Some(article) = self.article(id) else { return };
        let byte = self.state.selection_in(id).map_or(0, |selection| selection.range().start);
        let is_caret = self.state.mentions.is_empty()
            && self.state.selection_in(id).is_none_or(|selection| selection.is_caret());
        let known = self.mention_here().filter(|_| !is_caret).map(|(_, mention)| mention);
        let next = article.mentions.walk((byte, known), forward);
        let Some((mention, hull)) = next.map(|(id, mention)| (id, mention.extent.hull())) else {
            self.notices.news(if forward { "No mention follows" } else { "No mention stands before" });
            return;
        };
        if self.state.relation.is_some() {
            self.select_text(id, hull.start(), hull.end());
        } else {
            self.state.walks = false;
            self.select_mention(id, mention);
        }
        if let Some(text) = self.desk.text_mut(id) {
            text.reveal(hull.start());
        }
    }

    /// The selected mention; else one that is exactly the selected text, or the innermost at the caret.
    fn mention_here(&self) -> Option<(ArticleId, MentionId)> {
        let id = self.state.article?;
        if let Some(selected) = self.state.mention() {
            return Some(selected);
        }
        let selection = self.state.selection_in(id)?;
        let range = selection.range();
        let is_it = |mention: &Mention| selection.is_caret() || mention.extent.hull().range() == range;
        let here = self.article(id)?.mentions.at(range.start);
        here.into_iter().find(|(_, mention)| is_it(mention)).map(|(mention, _)| (id, mention))
    }

    /// The next mention outward of a selected one that lies in it; from the outermost back to the innermost.
    fn around(&self, (id, mention): (ArticleId, MentionId)) -> Option<(ArticleId, MentionId)> {
        let selected = self.state.mention().filter(|selected| *selected == (id, mention))?;
        let mentions = &self.article(id)?.mentions;
        let all = mentions.at(mentions.get(&selected.1)?.extent.start());
        let at = all.iter().position(|(other, _)| *other == mention)?;
        Some((id, all[(at + 1) % all.len()].0))
    }

    pub(super) fn article(&self, id: ArticleId) -> Option<&Article> {
        self.session.as_ref()?.project().article(id).map(|article| &**article)
    }
}
