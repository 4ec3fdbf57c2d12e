//! Panes that scroll together: by what is told, never by points. Only the pane that the hands moved
//! last leads; where it stands is mapped into the others row by row, so that nothing comes back.

use std::collections::BTreeMap;

use egui::{Rect, Ui};

use super::Desk;
use super::article_text::READING_LINE;
use crate::app::state::State;
use crate::app::theme;
use crate::index::Comparison;
use crate::model::ArticleId;
use crate::text::Span;

/// Frames in which a place that was only guessed at is laid out and found exactly.
const SETTLING_FRAMES: u8 = 6;

/// In a frame: what a pane leaps to has to be laid out first, a screen of it. The other panes leap in the
/// frames after.
const MOST_LEAPS: usize = 1;

/// Where panes are already, for the eye.
const CLOSE_ENOUGH: f32 = 0.5;

#[derive(Default)]
pub struct Lock {
    leader: Option<ArticleId>,
    /// How often each pane was sent somewhere, to tell a jump from our own scrolling.
    jumps: BTreeMap<ArticleId, usize>,
    pin: Option<Pin>,
    /// Of the pane that may leap first.
    turn: usize,
}

/// A place that was asked for: its counterparts stand at its height until the leader moves on.
struct Pin {
    article: ArticleId,
    span: Span,
    /// The leader's scroll once it has settled.
    scroll: f32,
    frames_left: u8,
}

/// A pane of this frame.
#[derive(Clone, Copy)]
pub struct Pane {
    pub article: ArticleId,
    pub rect: Rect,
}

/// A place of the leader and how far below the top of its pane it stands.
struct Anchor {
    at: Span,
    y: f32,
}

impl Lock {
    /// Brings the counterparts of a span to its height in the other panes, now.
    pub fn pin(&mut self, article: ArticleId, span: Span) {
        self.leader = Some(article);
        self.pin = Some(Pin { article, span, scroll: 0.0, frames_left: SETTLING_FRAMES });
    }

    /// After the panes of a frame are drawn: sends the others after the leader.
    pub fn follow(
        &mut self,
        ui: &Ui,
        panes: &[Pane],
        state: &State,
        comparison: &Comparison,
        desk: &mut Desk,
    ) {
        let is_locked = state.is_locked;
        if !panes.iter().all(|pane| comparison.articles().any(|known| known == pane.article)) {
            return;
        }
        self.choose_leader(ui, panes, state.article, desk);
        let Some(leader) = panes.iter().find(|pane| Some(pane.article) == self.leader) else { return };
        let pinned = self.pinned(leader, is_locked, desk);
        let (anchors, mut n_leaps) = match pinned {
            Some(anchor) => (vec![anchor], panes.len()),
            None if is_locked => (reading_rows(leader, desk), MOST_LEAPS),
            None => return,
        };
        let mut has_moved = false;
        for follower in self.followers(leader, panes) {
            has_moved |= send(leader, &follower, &anchors, &mut n_leaps, comparison, desk);
        }
        if has_moved || self.pin.as_ref().is_some_and(|pin| pin.frames_left > 0) {
            ui.ctx().request_repaint();
        }
    }

    /// The pane under the pointer while it is scrolled or dragged; else one that was sent somewhere.
    fn choose_leader(&mut self, ui: &Ui, panes: &[Pane], active: Option<ArticleId>, desk: &Desk) {
        let is_moving = ui.input(|input| input.is_scrolling() || input.pointer.any_down());
        let touched = panes.iter().find(|pane| is_moving && ui.rect_contains_pointer(pane.rect));
        let mut next = touched.map(|pane| pane.article);
        for pane in panes {
            let n_jumps = desk.text(pane.article).map_or(0, |text| text.n_jumps());
            let known = self.jumps.insert(pane.article, n_jumps);
            if known.is_some_and(|known| known != n_jumps) {
                next = next.or(Some(pane.article));
            }
        }
        let is_shown = |id: &ArticleId| panes.iter().any(|pane| pane.article == *id);
        self.leader = next.or(self.leader.filter(is_shown)).or(active.filter(is_shown));
    }

    /// Another one comes first in every frame.
    fn followers(&mut self, leader: &Pane, panes: &[Pane]) -> Vec<Pane> {
        let others = panes.iter().copied().filter(|pane| pane.article != leader.article);
        let mut followers: Vec<Pane> = others.collect();
        self.turn = (self.turn + 1) % followers.len().max(1);
        followers.rotate_left(self.turn);
        followers
    }

    /// The pin, as long as it holds: in free panes until all have found their place, in locked ones
    /// until the leader moves.
    fn pinned(&mut self, leader: &Pane, is_locked: bool, desk: &Desk) -> Option<Anchor> {
        let pin = self.pin.as_mut()?;
        let text = desk.text(leader.article)?;
        let is_settled = pin.frames_left == 0;
        let has_moved = is_settled && (text.scroll() - pin.scroll).abs() > 1.0;
        if pin.article != leader.article || has_moved || (is_settled && !is_locked) {
            self.pin = None;
            return None;
        }
        if !is_settled {
            pin.scroll = text.scroll();
            pin.frames_left -= 1;
        }
        Some(Anchor { at: pin.span, y: text.top_of(pin.span.start()) - text.scroll() })
    }
}

/// In the points that anchors are in: from the first line of a pane that is not scrolled.
fn reading_line(pane: &Pane) -> f32 {
    pane.rect.height() * READING_LINE - theme::AROUND
}

/// The row on the reading line and the next one: between the two, the others move evenly.
fn reading_rows(leader: &Pane, desk: &Desk) -> Vec<Anchor> {
    let Some(text) = desk.text(leader.article) else { return Vec::new() };
    let line = text.scroll() + reading_line(leader);
    let row = |top: f32| {
        let byte = text.byte_at_top(top)?;
        let row = text.row(byte)?;
        let at = Span::try_from((row.start as u32, row.start as u32)).ok()?;
        Some(Anchor { at, y: text.top_of(row.start) - text.scroll() })
    };
    let Some(first) = row(line) else { return Vec::new() };
    let next = row(line + theme::LINE_HEIGHT).filter(|next| next.y > first.y);
    std::iter::once(first).chain(next).collect()
}

/// Scrolls a follower so that the counterparts of the anchors stand where these do. Whether it moved, or
/// will when its turn to leap comes.
fn send(
    leader: &Pane,
    follower: &Pane,
    anchors: &[Anchor],
    n_leaps: &mut usize,
    comparison: &Comparison,
    desk: &mut Desk,
) -> bool {
    let Some(text) = desk.text_mut(follower.article) else { return false };
    let place = |anchor: &Anchor| {
        let found = comparison.counterpart(leader.article, anchor.at, follower.article)?;
        Some(text.top_of(found.span.start()))
    };
    let Some((first, there)) = anchors.first().and_then(|anchor| Some((anchor, place(anchor)?))) else {
        return false;
    };
    let offset = leader.rect.top() - follower.rect.top();
    let wanted = match anchors.get(1).and_then(|next| Some((next, place(next)?))) {
        None => there - first.y - offset,
        Some((next, next_there)) => {
            let line = reading_line(leader);
            let share = ((line - first.y) / (next.y - first.y)).clamp(0.0, 1.0);
            there + (next_there - there) * share - line - offset
        }
    };
    let wanted = wanted.clamp(0.0, text.furthest_scroll());
    let way = (wanted - text.scroll()).abs();
    if way > follower.rect.height() {
        let Some(left) = n_leaps.checked_sub(1) else { return true };
        *n_leaps = left;
    }
    if way > CLOSE_ENOUGH {
        text.set_scroll(wanted);
    }
    way > CLOSE_ENOUGH
}
