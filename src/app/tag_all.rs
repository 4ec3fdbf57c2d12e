//! Tagging all of a form: found and planned beside the frame where the texts are long, and shown in a
//! strip that leaves hits out.

use super::App;
use super::beside::Wanted;
use super::state::{DIGITS, Strip, StripHit};
use super::work::Finished;
use crate::command::{Command, Hit, Scope, hits_in, untagged_hits};
use crate::job::{MANY, in_parallel, in_parallel_from};
use crate::model::{AnnotatorId, ArticleId, Change, Edit, LabelId, MentionId, Project, Transaction};
use crate::session::{Ahead, SessionError, Snapshot};
use crate::suggest::spread::{Spread, Standing, signs};
use crate::text::Matching;

pub(super) const FINDING_ALL: &str = "Finding all occurrences";

/// Texts of a scope up to this size are searched in the frame: some 2 ms. Larger ones on a thread.
const SEARCHED_AT_ONCE_BYTES: usize = 4 << 20;

/// One form that stands everywhere is not to outweigh all others.
const MOST_LEARNED: usize = 50;

/// A form to tag everywhere in a scope.
pub struct Wish {
    form: String,
    label: LabelId,
    /// The selected occurrence.
    first: Hit,
    matching: Matching,
    scope: Scope,
    by: AnnotatorId,
    spread: Spread,
}

/// What tagging all of a form comes to.
pub struct TagAll {
    wish: Wish,
    /// Untagged occurrences besides the first, by outlet.
    others: Vec<StripHit>,
    /// Only the first is tagged until somebody says so.
    asks_first: bool,
    step: Result<Ahead, SessionError>,
}

impl TagAll {
    fn plan(wish: Wish, snapshot: &Snapshot) -> Self {
        let project = &snapshot.project;
        let find = |part: &[_]| hits_in(part, &wish.form, wish.matching);
        let mut hits = in_parallel(&wish.scope.articles(project), find).concat();
        if !hits.contains(&wish.first) {
            hits.push(wish.first);
            hits.sort();
        }
        let free = others(project, untagged_hits(project, &hits), wish.first);
        let others = wish.judged(project, &free);
        let asks_first = others.iter().all(|hit| hit.is_left_out);
        let mut ahead = snapshot.ahead(wish.by);
        let step = ahead.run(&wish.command(&others)).map(|()| ahead);
        Self { others, wish, asks_first, step }
    }

    fn strip(&self) -> Option<Strip> {
        let Wish { form, label, first, .. } = &self.wish;
        (!self.others.is_empty()).then(|| Strip {
            form: form.clone(),
            label: *label,
            first: *first,
            hits: self.others.clone(),
            asks_first: self.asks_first,
            nine: 0,
        })
    }
}

impl Wish {
    /// Places that are hardly what the first one is are left out beforehand, and all of a form that is
    /// known to be ambiguous.
    fn judged(&self, project: &Project, free: &[Hit]) -> Vec<StripHit> {
        let is_ambiguous = project.ambiguous().contains_key(&self.form);
        let standing = |hit: &Hit| {
            let text = &*project.article(hit.article)?.text;
            Some(Standing { text, span: hit.span })
        };
        let Some(first) = standing(&self.first) else { return Vec::new() };
        let judged = |hit: &Hit| {
            let signs = signs(first, standing(hit)?, free.len());
            let is_left_out = is_ambiguous || !self.spread.is_likely(&signs);
            Some(StripHit { hit: *hit, is_left_out, signs })
        };
        in_parallel_from(MANY, free, |part| part.iter().filter_map(judged).collect::<Vec<_>>()).concat()
    }

    fn command(&self, others: &[StripHit]) -> Command {
        let taken = others.iter().filter(|hit| !hit.is_left_out).map(|hit| hit.hit);
        let mut hits: Vec<Hit> = taken.chain([self.first]).collect();
        hits.sort();
        Command::TagHits { hits, label: self.label }
    }
}

/// Untagged occurrences of a form besides the first, by outlet.
pub fn others(project: &Project, free: Vec<Hit>, first: Hit) -> Vec<Hit> {
    let outlet = |hit: &Hit| Some(project.outlet_name(project.article(hit.article)?));
    let mut others: Vec<Hit> = free.into_iter().filter(|hit| *hit != first).collect();
    others.sort_by_cached_key(|hit| (outlet(hit), *hit));
    others
}

impl App {
    /// Tags, or relabels, everything with the form of the selection in the current scope.
    pub(super) fn tag_all(&mut self, label: LabelId) {
        self.close_strip();
        self.state.armed = Some(label);
        let wish = self.wish(label);
        let selected = self.state.mention().and_then(|place| self.label_of(place));
        if selected.is_some_and(|selected| selected != label) {
            self.change(true, move |mentions| Command::Relabel { mentions, label });
        }
        if let Some(wish) = wish {
            self.want(Wanted::TagAll(wish));
        }
    }

    pub(super) fn grant(&mut self, wish: Wish) {
        let Some(session) = &self.session else { return };
        let snapshot = session.snapshot();
        let articles = wish.scope.articles(&snapshot.project);
        let n_bytes: usize = articles.iter().map(|(_, article)| article.text.len()).sum();
        if n_bytes <= SEARCHED_AT_ONCE_BYTES {
            self.do_tag_all(TagAll::plan(wish, &snapshot));
        } else {
            self.works.start(&self.context, FINDING_ALL, move |_| {
                Ok(Finished::TagAll(Box::new(TagAll::plan(wish, &snapshot))))
            });
        }
    }

    fn wish(&self, label: LabelId) -> Option<Wish> {
        let session = self.session.as_ref()?;
        let project = session.project();
        let first = self.state.selected_span(project)?;
        let article = project.article(first.article)?;
        let form = first.span.of(&article.text).to_owned();
        let scope = self.state.scope_from(first.article, article);
        let (matching, by, spread) =
            (self.state.matching, session.annotator(), self.suggestions.spread.clone());
        Some(Wish { form, label, first, matching, scope, by, spread })
    }

    pub(super) fn do_tag_all(&mut self, all: TagAll) {
        let Some(session) = &mut self.session else { return };
        self.state.strip = all.strip();
        match all.step.and_then(|step| session.adopt(step)) {
            Ok(Some(done)) => self.go_on_after_all(&done),
            // An edit that came between may have taken a place or an id.
            Ok(None) => self.tag_hits(&all.wish.command(&all.others)),
            Err(error) => self.refuse(&error),
        }
    }

    fn tag_hits(&mut self, command: &Command) {
        let Some(session) = &mut self.session else { return };
        match session.run(command) {
            Ok(done) => self.go_on_after_all(&done),
            Err(error) => self.refuse(&error),
        }
    }

    fn go_on_after_all(&mut self, done: &Transaction) {
        self.after_change(done);
        if self.state.walks {
            self.walk_candidates(true);
        } else if self.state.mentions.is_empty() {
            self.select_first_of_strip(done);
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

    /// Tags the hits that were left out after all.
    pub(super) fn confirm_strip(&mut self) {
        let Some(strip) = &mut self.state.strip else { return };
        strip.asks_first = false;
        let label = strip.label;
        let mut left_out: Vec<&mut StripHit> = strip.hits.iter_mut().filter(|hit| hit.is_left_out).collect();
        let hits = left_out.iter().map(|hit| hit.hit).collect();
        left_out.iter_mut().for_each(|hit| hit.is_left_out = false);
        self.tag_hits(&Command::TagHits { hits, label });
    }

    /// Leaves a hit out, or takes it in again.
    pub(super) fn leave_out(&mut self, n: usize) {
        let Some(strip) = &mut self.state.strip else { return };
        let (form, label) = (strip.form.clone(), strip.label);
        let Some(chosen) = strip.hits.get_mut(n) else { return };
        chosen.is_left_out = !chosen.is_left_out;
        let (hit, is_left_out) = (chosen.hit, chosen.is_left_out);
        match is_left_out {
            false => self.tag_hits(&Command::TagHits { hits: vec![hit], label }),
            true => {
                let mentions = self.mentions_at(hit, label);
                self.run(&Command::LeaveOut { form, mentions });
            }
        }
    }

    /// The strip goes, and what was left out or taken in teaches which places to tag at once.
    pub(super) fn close_strip(&mut self) {
        let strip = self.state.strip.take().filter(|strip| !strip.asks_first);
        for hit in strip.iter().flat_map(|strip| &strip.hits).take(MOST_LEARNED) {
            self.suggestions.spread.learn(&hit.signs, !hit.is_left_out);
        }
    }

    pub(super) fn show_next_nine(&mut self) {
        if let Some(strip) = &mut self.state.strip {
            strip.nine = (strip.nine + 1) % strip.hits.len().div_ceil(DIGITS).max(1);
        }
    }

    fn mentions_at(&self, hit: Hit, label: LabelId) -> Vec<(ArticleId, MentionId)> {
        let Some(session) = &self.session else { return Vec::new() };
        let Some(article) = session.project().article(hit.article) else { return Vec::new() };
        let extent = hit.span.into();
        let of_label = article.mentions.of_extent(&extent).filter(|(_, mention)| mention.label == label);
        of_label.map(|(id, _)| (hit.article, id)).collect()
    }
}
