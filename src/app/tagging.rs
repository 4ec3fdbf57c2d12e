//! Tagging from the present selection: one mention, all of a form, an entity, a relation.

use super::App;
use super::request::Request;
use super::state::{DIGITS, Overlay, RelationStart, Strip, StripHit};
use super::work::Finished;
use crate::command::{Command, EntityChoice, Hit, find_hits, untagged_hits};
use crate::model::{ArticleId, Change, Edit, LabelId, MentionId, RelationKindId, Transaction};

/// Texts of a scope up to this size are searched in the frame: some 2 ms. Larger ones on a thread.
const SEARCHED_AT_ONCE_BYTES: usize = 4 << 20;

impl App {
    /// Tags the selection, or relabels the selected mentions.
    pub(super) fn tag(&mut self, label: LabelId) {
        self.state.strip = None;
        self.state.armed = Some(label);
        if !self.state.mentions.is_empty() {
            let mentions = self.state.mentions.clone();
            self.run(&Command::Relabel { mentions, label });
            return;
        }
        let Some(hit) = self.selected_hit() else { return };
        let command = Command::Tag { article: hit.article, extent: hit.span.into(), label };
        let Some(session) = &mut self.session else { return };
        match session.run(&command) {
            Ok(done) => {
                self.after_change(&done);
                self.go_on_after(&done);
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// A walking caret moves on; otherwise the mention just made is the selected one.
    fn go_on_after(&mut self, done: &Transaction) {
        match self.state.walks {
            true => self.walk_candidates(true),
            false => self.select_made(done),
        }
    }

    fn selected_hit(&mut self) -> Option<Hit> {
        let session = self.session.as_ref()?;
        let hit = self.state.selected_span(session.project());
        if hit.is_none() && self.state.selection.is_some() {
            // With nothing selected the key only arms the label; that needs no word.
            return None;
        }
        hit
    }

    /// The first mention that a step made becomes the selected one.
    fn select_made(&mut self, done: &Transaction) {
        let made = done.edits.iter().find_map(|edit| match edit {
            Edit::Mention(article, mention, Change::Add(_)) => Some((*article, *mention)),
            _ => None,
        });
        if let Some((article, mention)) = made {
            self.state.mentions = vec![(article, mention)];
        }
    }

    /// Tags, or relabels, everything with the form of the selection in the current scope.
    pub(super) fn tag_all(&mut self, label: LabelId) {
        self.state.armed = Some(label);
        if self.state.mention().is_some() {
            let mentions = self.mentions_like_selected();
            self.run(&Command::Relabel { mentions, label });
            self.offer_untagged(label);
            return;
        }
        self.offer_untagged(label);
    }

    fn offer_untagged(&mut self, label: LabelId) {
        let Some(session) = &self.session else { return };
        let project = session.project().clone();
        let Some(first) = self.state.selected_span(&project) else { return };
        let Some(article) = project.article(first.article) else { return };
        let form = first.span.of(&article.text).to_owned();
        let scope = self.state.scope_from(first.article, article);
        let matching = self.state.matching;
        let bytes: usize = scope.articles(&project).iter().map(|(_, article)| article.text.len()).sum();
        if bytes <= SEARCHED_AT_ONCE_BYTES {
            let hits = find_hits(&project, &form, matching, scope);
            drop(project);
            self.tag_found(form, label, first, hits);
        } else {
            self.works.start(&self.context, "Finding all occurrences", move |_| {
                let hits = find_hits(&project, &form, matching, scope);
                drop(project);
                Ok(Finished::Found { form, label, first, hits })
            });
        }
    }

    /// Tags what a search found, unless the form is known to be ambiguous: then it asks first.
    pub(super) fn tag_found(&mut self, form: String, label: LabelId, first: Hit, mut hits: Vec<Hit>) {
        let Some(session) = &self.session else { return };
        if !hits.contains(&first) {
            hits.push(first);
            hits.sort();
        }
        let asks_first = session.project().ambiguous().contains_key(&form);
        let now = if asks_first { vec![first] } else { hits.clone() };
        self.show_strip(form, label, first, &hits, asks_first);
        self.tag_hits(now, label);
    }

    fn tag_hits(&mut self, hits: Vec<Hit>, label: LabelId) {
        let Some(session) = &mut self.session else { return };
        match session.run(&Command::TagHits { hits, label }) {
            Ok(done) => {
                self.after_change(&done);
                if self.state.walks {
                    self.walk_candidates(true);
                } else if self.state.mentions.is_empty() {
                    self.select_first_of_strip(&done);
                }
            }
            Err(error) => self.refuse(&error),
        }
    }

    fn select_first_of_strip(&mut self, done: &Transaction) {
        let Some(first) = self.state.strip.as_ref().map(|strip| strip.first) else { return };
        let made = done.edits.iter().find_map(|edit| match edit {
            Edit::Mention(article, mention, Change::Add(record))
                if *article == first.article && record.extent.hull() == first.span =>
            {
                Some((*article, *mention))
            }
            _ => None,
        });
        self.state.mentions.extend(made);
    }

    fn show_strip(&mut self, form: String, label: LabelId, first: Hit, hits: &[Hit], asks_first: bool) {
        let Some(session) = &self.session else { return };
        let free = untagged_hits(session.project(), hits).into_iter().filter(|hit| *hit != first);
        let mut hits: Vec<StripHit> = free.map(|hit| StripHit { hit, is_left_out: asks_first }).collect();
        let project = session.project();
        let outlet = |hit: &StripHit| Some(project.outlet_name(project.article(hit.hit.article)?));
        hits.sort_by_cached_key(|hit| (outlet(hit), hit.hit));
        self.state.strip =
            (!hits.is_empty()).then_some(Strip { form, label, first, hits, asks_first, nine: 0 });
    }

    /// Enter on a strip that asked first: tags the hits after all.
    pub(super) fn confirm_strip(&mut self) {
        let Some(strip) = &mut self.state.strip else { return };
        strip.asks_first = false;
        let label = strip.label;
        strip.hits.iter_mut().for_each(|hit| hit.is_left_out = false);
        let hits = strip.hits.iter().map(|hit| hit.hit).collect();
        self.tag_hits(hits, label);
    }

    /// Leaves a hit out, or takes it in again.
    pub(super) fn leave_out(&mut self, n: usize) {
        let Some(strip) = &mut self.state.strip else { return };
        let (form, label) = (strip.form.clone(), strip.label);
        let Some(chosen) = strip.hits.get_mut(n) else { return };
        chosen.is_left_out = !chosen.is_left_out;
        let (hit, is_left_out) = (chosen.hit, chosen.is_left_out);
        match is_left_out {
            false => self.tag_hits(vec![hit], label),
            true => {
                let mentions = self.mentions_at(hit, label);
                self.run(&Command::LeaveOut { form, mentions });
            }
        }
    }

    pub(super) fn show_next_nine(&mut self) {
        if let Some(strip) = &mut self.state.strip {
            strip.nine = (strip.nine + 1) % strip.hits.len().div_ceil(DIGITS).max(1);
        }
    }

    pub(super) fn add_piece(&mut self) {
        let Some(session) = &self.session else { return };
        let piece = self.state.selected_span(session.project()).filter(|_| self.state.mentions.is_empty());
        let place = self.state.mention_before;
        let mention = place.and_then(|(article, id)| session.project().mention(article, id));
        let (Some(piece), Some(place), Some(mention)) = (piece, place, mention) else {
            self.notices.news("Select a mention, then the text that belongs to it");
            return;
        };
        if place.0 != piece.article {
            self.notices.news("A mention cannot reach into another article");
            return;
        }
        let extent = mention.extent.with_piece(piece.span);
        self.run(&Command::Resize { place, extent });
        self.select_mention(place.0, place.1);
    }

    fn mentions_at(&self, hit: Hit, label: LabelId) -> Vec<(ArticleId, MentionId)> {
        let Some(session) = &self.session else { return Vec::new() };
        let Some(article) = session.project().article(hit.article) else { return Vec::new() };
        let is_it =
            |mention: &crate::model::Mention| mention.label == label && mention.extent == hit.span.into();
        article
            .mentions
            .iter()
            .filter(|(_, mention)| is_it(mention))
            .map(|(id, _)| (hit.article, *id))
            .collect()
    }

    /// Every mention in scope with the form and the label of the selected one, itself included.
    fn mentions_like_selected(&self) -> Vec<(ArticleId, MentionId)> {
        let Some(session) = &self.session else { return Vec::new() };
        let project = session.project();
        let Some((article_id, mention_id)) = self.state.mention() else { return Vec::new() };
        let Some(article) = project.article(article_id) else { return Vec::new() };
        let Some(selected) = article.mentions.get(&mention_id) else { return Vec::new() };
        let form = article.quote(selected);
        let mut alike = Vec::new();
        for (id, article) in self.state.scope_from(article_id, article).articles(project) {
            let same = article.mentions.iter().filter(|(_, mention)| {
                mention.label == selected.label
                    && mention.extent.len() == form.len()
                    && article.quote(mention) == form
            });
            alike.extend(same.map(|(mention_id, _)| (id, *mention_id)));
        }
        if alike.is_empty() { self.state.mentions.clone() } else { alike }
    }

    fn affected(&self, all: bool) -> Vec<(ArticleId, MentionId)> {
        if all { self.mentions_like_selected() } else { self.state.mentions.clone() }
    }

    pub(super) fn untag(&mut self, all: bool) {
        let mentions = self.affected(all);
        if !mentions.is_empty() {
            self.run(&Command::Untag(mentions));
            self.state.strip = None;
        }
    }

    pub(super) fn link(&mut self, choice: &EntityChoice, all: bool) {
        let mentions = self.affected(all);
        self.state.overlay = Overlay::None;
        if !mentions.is_empty() {
            self.run(&Command::Link { mentions, entity: choice.clone() });
        }
    }

    pub(super) fn show_entity_picker(&mut self, all: bool) {
        match self.state.mention() {
            Some(_) => self.state.overlay = Overlay::EntityPicker { all },
            None => {
                self.notices.news("Select a mention first to say who it is");
            }
        }
    }

    /// The first end of a relation is the selected mention; the other is chosen next.
    pub(super) fn start_relation(&mut self) {
        let has_kinds =
            self.session.as_ref().is_some_and(|session| !session.project().relation_kinds().is_empty());
        match self.state.mention() {
            None => {
                self.notices.news("Select the mention that the relation starts from");
            }
            Some(_) if !has_kinds => {
                let notice = self.notices.news("There is no kind of relation yet; add one to the tagset");
                notice.offer = Some(("Edit the tagset…".to_owned(), Request::ShowTagset));
            }
            Some((article, from)) => self.state.relation = Some(RelationStart { article, from, to: None }),
        }
    }

    /// The other end is chosen. One possible kind is taken at once; of several, a key chooses.
    pub(super) fn finish_relation(&mut self, article: ArticleId, to: MentionId) {
        let Some(start) = &mut self.state.relation else { return };
        start.to = Some(to);
        let start = *start;
        self.state.mentions = vec![(article, to)];
        let Some(session) = &self.session else { return };
        let project = session.project();
        let (Some(from_end), Some(to_end)) =
            (project.mention(article, start.from), project.mention(article, to))
        else {
            return;
        };
        let (from_label, to_label) = (from_end.label, to_end.label);
        let possible: Vec<RelationKindId> = project
            .relation_kinds()
            .iter()
            .filter(|(_, kind)| kind.allows(from_label, to_label))
            .map(|(id, _)| *id)
            .collect();
        match possible.as_slice() {
            [] => {
                let labels =
                    format!("{} and {}", project.label_name(from_label), project.label_name(to_label));
                self.notices.news(format!("No relation of the tagset joins {labels}"));
                self.state.relation = None;
            }
            [only] => self.relate(*only),
            _ => {}
        }
    }

    pub(super) fn relate(&mut self, kind: RelationKindId) {
        let Some(RelationStart { article, from, to: Some(to) }) = self.state.relation.take() else { return };
        self.run(&Command::Relate { article, from, to, kind });
    }
}
