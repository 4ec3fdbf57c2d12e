//! The reuse index: the passages that any two of many articles share, kept up to date article by
//! article instead of being looked for anew.
//!
//! Built at once, it is a table of all grams. Articles that come later stand in a small second table;
//! of those that went, the places are passed over. When much has changed it is built again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::grams::{Grams, Place, position};
use super::kept::{Kept, mark};
use super::passages::{Passage, passages_of_pair, passages_of_runs};
use super::runs::{MOST_PLACES, WordRun, run_through, runs};
use super::winnowing::{Method, Window, seeds};
use super::words::{WordView, Words};
use crate::job::in_parallel;
use crate::model::{Article, ArticleId, Project};

/// Above this share of words that change together, building anew costs less than what it saves.
const MOST_AT_ONCE: f64 = 0.05;

/// Words in the second table and in passed places, before it is built anew: some 20 MB.
const MOST_CHANGED: usize = 200_000;

pub struct ReuseIndex {
    method: Method,
    /// Those of the table in order of dates, then others as they came. Some are there no more.
    slots: Vec<Slot>,
    live: BTreeMap<ArticleId, u32>,
    /// Of the slots that there were when it was made; not made before something changes.
    table: OnceCell<Grams>,
    added: HashMap<u64, Vec<Place>>,
    n_changed_words: usize,
    passages: BTreeMap<(ArticleId, ArticleId), Vec<Passage>>,
    /// The articles that each shares passages with.
    partners: BTreeMap<ArticleId, BTreeSet<ArticleId>>,
}

/// An article as it was indexed.
struct Slot {
    article: ArticleId,
    order: Order,
    record: Arc<Article>,
    words: Arc<Words>,
}

/// Earlier articles first, those without a date last: changes then read forward in time, and the most
/// copied wording links to where it stood first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    is_undated: bool,
    published: Option<String>,
    article: ArticleId,
}

pub fn in_order_of_dates(project: &Project, articles: impl IntoIterator<Item = ArticleId>) -> Vec<ArticleId> {
    let known = |id: ArticleId| project.article(id).map(|article| Order::of(id, article));
    let orders: BTreeSet<Order> = articles.into_iter().filter_map(known).collect();
    orders.into_iter().map(|order| order.article).collect()
}

impl Order {
    fn of(id: ArticleId, article: &Article) -> Self {
        let published = article.header.published.as_ref().map(|published| published.as_str().to_owned());
        Self { is_undated: published.is_none(), published, article: id }
    }
}

impl Slot {
    fn of(id: ArticleId, article: &Arc<Article>, view: WordView) -> Self {
        let words = Arc::new(Words::of(article, view));
        Self { article: id, order: Order::of(id, article), record: article.clone(), words }
    }

    /// Whether nothing that counts here has changed: tagging does not.
    fn is_of(&self, article: &Arc<Article>) -> bool {
        let (known, now) = (&self.record, article);
        Arc::ptr_eq(known, now)
            || Arc::ptr_eq(&known.text, &now.text)
                && known.zones == now.zones
                && known.header.published == now.header.published
    }
}

/// What has to be done to an index: slots that hold no more, and articles that are not in one.
struct Change {
    gone: Vec<u32>,
    come: Vec<ArticleId>,
}

impl ReuseIndex {
    /// How often [`Self::new`] asks whether to go on after it has read every article.
    pub const STAGES: usize = 2;

    /// Compares all with all: ten thousand articles in about a second of one core. `None` where `go_on`
    /// said to stop.
    pub fn new(
        project: &Project,
        articles: &[ArticleId],
        method: impl Into<Method>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let method = method.into();
        let ids = in_order_of_dates(project, articles.iter().copied());
        let slot = |id: &ArticleId| {
            let article = project.articles().get(id).filter(|_| go_on())?;
            Some(Slot::of(*id, article, method.view))
        };
        let slots: Option<Vec<Slot>> =
            in_parallel(&ids, |ids| ids.iter().map(slot).collect::<Vec<_>>()).into_iter().flatten().collect();
        let mut index = Self::of_slots(slots?, method);
        let texts: Vec<&Words> = index.slots.iter().map(|slot| &*slot.words).collect();
        let table = Grams::new(&texts, Window::of(method));
        let runs = if go_on() { runs(&texts, &table) } else { return None };
        let articles: Vec<_> = index.slots.iter().map(|slot| (slot.article, &*slot.words)).collect();
        let found = if go_on() { passages_of_runs(&articles, &runs) } else { return None };
        index.table = table.into();
        found.into_iter().for_each(|passage| index.keep(passage));
        Some(index)
    }

    fn of_slots(slots: Vec<Slot>, method: Method) -> Self {
        Self {
            method,
            live: slots.iter().zip(0..).map(|(slot, number)| (slot.article, number)).collect(),
            slots,
            table: OnceCell::new(),
            added: HashMap::new(),
            n_changed_words: 0,
            passages: BTreeMap::new(),
            partners: BTreeMap::new(),
        }
    }

    /// An index as it was kept, as far as its articles are still the same; [`Self::update`] does the rest.
    /// `None` where it is of another version, was found in another way, or was meddled with.
    pub fn restored(project: &Project, kept: &Kept, method: impl Into<Method>) -> Option<Self> {
        let method = method.into();
        let marks: BTreeMap<ArticleId, u64> = kept.articles.iter().copied().collect();
        let is_same =
            |id: &ArticleId| project.article(*id).map(|article| mark(article)) == marks.get(id).copied();
        let ids = in_order_of_dates(project, marks.keys().copied().filter(|_| kept.is_of(method)));
        let slots = in_parallel(&ids, |ids| {
            let same = ids.iter().filter(|id| is_same(id));
            same.filter_map(|id| Some(Slot::of(*id, project.articles().get(id)?, method.view)))
                .collect::<Vec<_>>()
        });
        let mut index = Self::of_slots(slots.into_iter().flatten().collect(), method);
        let article = |id: ArticleId| {
            let slot = &index.slots[*index.live.get(&id)? as usize];
            Some((&*slot.record.text, &*slot.words))
        };
        let passages = kept.passages(article).filter(|_| !index.slots.is_empty())?;
        passages.into_iter().for_each(|passage| index.keep(passage));
        Some(index)
    }

    pub fn kept(&self) -> Kept {
        let marks = self.live.iter().map(|(id, number)| (*id, mark(&self.slots[*number as usize].record)));
        Kept::new(self.method, marks.collect(), &self.passages())
    }

    fn table(&self) -> &Grams {
        let texts = || self.slots.iter().map(|slot| &*slot.words).collect::<Vec<_>>();
        self.table.get_or_init(|| Grams::new(&texts(), Window::of(self.method)))
    }

    fn keep(&mut self, passage: Passage) {
        let (a, b) = (passage.a.article, passage.b.article);
        self.passages.entry((a, b)).or_default().push(passage);
        self.partners.entry(a).or_default().insert(b);
        self.partners.entry(b).or_default().insert(a);
    }

    /// Brings it to the project as it is now, and to these articles. Returns whether anything changed;
    /// `None` where it was stopped, and then it is of no more use.
    ///
    /// What follows is what [`Self::new`] gives, but for wording that stands at more than a hundred
    /// places: articles that come later link to the first of them that is indexed already.
    pub fn update(
        &mut self,
        project: &Project,
        articles: &[ArticleId],
        method: impl Into<Method>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<bool> {
        let method = method.into();
        let change = self.change(project, articles);
        if self.method == method && change.gone.is_empty() && change.come.is_empty() {
            return Some(false);
        }
        if self.method != method || self.is_built_sooner(&change, project) {
            *self = Self::new(project, articles, method, go_on)?;
            return Some(true);
        }
        change.gone.into_iter().for_each(|number| self.retire(number));
        for id in in_order_of_dates(project, change.come) {
            let article = project.articles().get(&id).filter(|_| go_on())?;
            self.add(Slot::of(id, article, method.view));
        }
        Some(true)
    }

    fn change(&self, project: &Project, articles: &[ArticleId]) -> Change {
        let mut change = Change { gone: Vec::new(), come: Vec::new() };
        let wanted: BTreeSet<ArticleId> = articles.iter().copied().collect();
        let mut known = self.live.iter().peekable();
        for id in wanted {
            let Some(article) = project.articles().get(&id) else { continue };
            change
                .gone
                .extend(std::iter::from_fn(|| known.next_if(|(known, _)| **known < id)).map(|(_, n)| *n));
            match known.next_if(|(known, _)| **known == id) {
                Some((_, number)) if self.slots[*number as usize].is_of(article) => {}
                Some((_, number)) => {
                    change.gone.push(*number);
                    change.come.push(id);
                }
                None => change.come.push(id),
            }
        }
        change.gone.extend(known.map(|(_, number)| *number));
        change
    }

    /// By the order of the articles, then by place; the earlier article is the first side.
    pub fn passages(&self) -> Vec<&Passage> {
        let order = |id: &ArticleId| self.live.get(id).map(|number| &self.slots[*number as usize].order);
        let mut pairs: Vec<_> = self.passages.iter().map(|((a, b), of)| (order(a), order(b), of)).collect();
        pairs.sort_by_key(|(a, b, _)| (*a, *b));
        pairs.into_iter().flat_map(|(_, _, passages)| passages).collect()
    }

    pub fn words(&self) -> impl Iterator<Item = (ArticleId, &Arc<Words>)> {
        self.live.iter().map(|(id, number)| (*id, &self.slots[*number as usize].words))
    }

    fn is_built_sooner(&self, change: &Change, project: &Project) -> bool {
        const WORD_BYTES: usize = 6; // with its space, in a language with spaces
        let of_gone = change.gone.iter().map(|number| self.slots[*number as usize].words.keys().len());
        let come = change.come.iter().filter_map(|id| project.article(*id));
        let n_words =
            of_gone.sum::<usize>() + come.map(|article| article.text.len() / WORD_BYTES).sum::<usize>();
        let n_known = self.table().row.len();
        n_words as f64 > n_known as f64 * MOST_AT_ONCE
            || self.n_changed_words + n_words > MOST_CHANGED.max(n_known / 20)
            || change.gone.iter().any(|number| self.is_first_of_many(*number))
    }

    /// Whether copies of worn wording are linked through this article alone.
    fn is_first_of_many(&self, number: u32) -> bool {
        self.seeds(&self.slots[number as usize].words).any(|(_, gram)| {
            let postings = self.table().of(gram);
            postings.len() > MOST_PLACES
                && self.live_places(postings).next().is_some_and(|first| first.text == number)
        })
    }

    fn seeds<'w>(&self, words: &'w Words) -> impl Iterator<Item = (usize, u64)> + use<'w> {
        seeds(words.keys(), Window::of(self.method))
    }

    fn is_live(&self, number: u32) -> bool {
        self.live.get(&self.slots[number as usize].article) == Some(&number)
    }

    fn live_places<'i>(&'i self, postings: &'i [u64]) -> impl Iterator<Item = Place> + 'i {
        let places = postings.iter().map(|posting| self.table().row.place(position(*posting)));
        places.filter(|place| self.is_live(place.text))
    }

    fn retire(&mut self, number: u32) {
        let slot = &self.slots[number as usize];
        let id = slot.article;
        self.n_changed_words += slot.words.keys().len();
        self.live.remove(&id);
        for partner in self.partners.remove(&id).unwrap_or_default() {
            self.passages.remove(&(id, partner));
            self.passages.remove(&(partner, id));
            self.partners.entry(partner).or_default().remove(&id);
        }
    }

    fn add(&mut self, slot: Slot) {
        let number = self.slots.len() as u32;
        for (text, runs) in self.runs_with(&slot, number) {
            let other = &self.slots[text as usize];
            let [old, new] = [other, &slot].map(|slot| (slot.article, &*slot.words));
            let passages = match other.order < slot.order {
                true => passages_of_pair(old, new, &runs),
                false => passages_of_pair(new, old, &turned(runs)),
            };
            passages.into_iter().for_each(|passage| self.keep(passage));
        }
        for (word, gram) in self.seeds(&slot.words) {
            self.added.entry(gram).or_default().push(Place { text: number, word: word as u32 });
        }
        self.n_changed_words += slot.words.keys().len();
        self.live.insert(slot.article, number);
        self.slots.push(slot);
    }

    /// The runs that an article which is not indexed yet shares with each that is.
    fn runs_with(&self, slot: &Slot, number: u32) -> BTreeMap<u32, Vec<WordRun>> {
        let mut of_texts: BTreeMap<u32, Vec<WordRun>> = BTreeMap::new();
        // How far the last run on each diagonal reaches: the places in it yield it again.
        let mut reached: HashMap<(u32, i64), u32> = HashMap::new();
        for (word, gram) in self.seeds(&slot.words) {
            let here = Place { text: number, word: word as u32 };
            for there in self.places_of(gram) {
                let reached = reached.entry((there.text, i64::from(there.word) - word as i64)).or_default();
                if *reached > here.word {
                    continue;
                }
                let other = self.slots[there.text as usize].words.keys();
                if let Some(run) = run_through((other, there), (slot.words.keys(), here)) {
                    *reached = run.at_y + run.n;
                    of_texts.entry(there.text).or_default().push(run);
                }
            }
        }
        of_texts.values_mut().for_each(|runs| runs.sort_unstable());
        of_texts
    }

    fn places_of(&self, gram: u64) -> impl Iterator<Item = Place> {
        let postings = self.table().of(gram);
        let added = self.added.get(&gram).map_or(&[][..], Vec::as_slice);
        let n = if postings.len() + added.len() < MOST_PLACES { usize::MAX } else { 1 };
        let added = added.iter().copied().filter(|place| self.is_live(place.text));
        self.live_places(postings).chain(added).take(n)
    }
}

/// Runs with their sides exchanged, in order again.
fn turned(mut runs: Vec<WordRun>) -> Vec<WordRun> {
    for run in &mut runs {
        *run = WordRun { x: run.y, y: run.x, at_x: run.at_y, at_y: run.at_x, n: run.n };
    }
    runs.sort_unstable();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture::{self, Random};
    use crate::index::{Layer, Layers, PassageKind, Zones};
    use crate::model::{Zone, ZoneKind};
    use crate::session::Session;
    use crate::text::Span;

    const GO_ON: &(dyn Fn() -> bool + Sync) = &|| true;

    fn ids(session: &Session) -> Vec<ArticleId> {
        session.project().articles().keys().copied().collect()
    }

    fn built(session: &Session, articles: &[ArticleId]) -> ReuseIndex {
        built_by(session, articles, false)
    }

    fn method(is_winnowed: bool) -> Method {
        Method { is_winnowed, ..Zones::Body.into() }
    }

    fn built_by(session: &Session, articles: &[ArticleId], is_winnowed: bool) -> ReuseIndex {
        ReuseIndex::new(session.project(), articles, method(is_winnowed), GO_ON).unwrap()
    }

    fn random_text(random: &mut Random, known: &[String]) -> String {
        const WORDS: [&str; 12] = [
            "one ", "two, ", "three ", "four.\n", "five ", "six ", "vier ", "fünf ", "sechs ", "五", "6 ",
            "seven ",
        ];
        let mut text: String = (0..30 + random.below(60)).map(|_| WORDS[random.below(WORDS.len())]).collect();
        if let Some(source) = known.get(random.below(known.len().max(1))) {
            let words: Vec<&str> = source.split_inclusive(' ').collect();
            let from = random.below(words.len());
            text.extend(words[from..].iter().take(5 + random.below(40)).copied());
        }
        text
    }

    #[test]
    fn after_any_changes_it_holds_what_a_new_one_would() {
        check_changes(23, false);
        check_changes(31, true);
    }

    fn check_changes(seed: u64, is_winnowed: bool) {
        let mut random = Random::new(seed);
        let mut texts: Vec<String> = Vec::new();
        for _ in 0..90 {
            texts.push(random_text(&mut random, &texts));
        }
        let typed: Vec<(&str, &str)> = texts.iter().map(|text| ("Outlet", text.as_str())).collect();
        let mut session = fixture::session(&typed);
        let all = ids(&session);
        let mut chosen = all[..80].to_vec();
        let mut index = built_by(&session, &chosen, is_winnowed);
        let mut n_kept = 0;
        for _ in 0..60 {
            match random.below(3) {
                0 => drop(chosen.remove(random.below(chosen.len()))),
                1 => chosen.push(all[random.below(all.len())]),
                _ => {
                    let article = chosen[random.below(chosen.len())];
                    let text = &session.project().articles()[&article].text;
                    let end = text.char_indices().nth(random.below(60)).map_or(0, |(at, _)| at);
                    let zones =
                        vec![Zone { span: Span::new(text, 0..end).unwrap(), kind: ZoneKind::Caption }];
                    session.run(&Command::SetZones { article, zones }).unwrap();
                }
            }
            index.update(session.project(), &chosen, method(is_winnowed), GO_ON).unwrap();
            n_kept += usize::from(index.n_changed_words > 0);
            assert_eq!(index.passages(), built_by(&session, &chosen, is_winnowed).passages());
        }
        assert!(n_kept > 30, "most changes did not build it anew: {n_kept}");
        assert!(index.passages().len() > 50);
    }

    #[test]
    fn an_earlier_date_turns_a_pair_around() {
        let core = "the ferry left the old harbour before dawn";
        let texts = [core.to_owned(), format!("Yes, {core}."), "filler ".repeat(2000)];
        let mut session = fixture::session(&texts.each_ref().map(|text| ("Outlet", text.as_str())));
        let all = ids(&session);
        let mut index = built(&session, &all);
        assert_eq!(index.passages()[0].a.article, all[0]);
        let change = HeaderChange::Published("2024-05-02".to_owned());
        session.run(&Command::EditHeaders { articles: vec![all[1]], change }).unwrap();
        index.update(session.project(), &all, Zones::Body, GO_ON).unwrap();
        assert!(index.n_changed_words > 0, "it was not built anew");
        assert_eq!(index.passages()[0].a.article, all[1]);
    }

    #[test]
    fn worn_wording_links_a_new_copy_to_the_first_and_outlives_it() {
        let copies: Vec<String> = (0..150)
            .map(|n| format!("w{n} the ferry left the old harbour before dawn v{n} {}", "filler ".repeat(9)))
            .collect();
        let typed: Vec<(&str, &str)> = copies.iter().map(|text| ("Outlet", text.as_str())).collect();
        let session = fixture::session(&typed);
        let all = ids(&session);
        let mut index = built(&session, &all[..149]);
        index.update(session.project(), &all, Zones::Body, GO_ON).unwrap();
        let with_first =
            |index: &ReuseIndex, first| index.passages().iter().filter(|p| p.a.article == first).count();
        assert_eq!((index.passages().len(), with_first(&index, all[0])), (149, 149));
        index.update(session.project(), &all[1..], Zones::Body, GO_ON).unwrap();
        assert_eq!((index.passages().len(), with_first(&index, all[1])), (148, 148));
    }

    #[test]
    fn a_kept_index_is_the_same_again_and_knows_what_has_changed() {
        let mut random = Random::new(29);
        let mut texts: Vec<String> = Vec::new();
        for _ in 0..60 {
            texts.push(random_text(&mut random, &texts));
        }
        let typed: Vec<(&str, &str)> = texts.iter().map(|text| ("Outlet", text.as_str())).collect();
        let mut session = fixture::session(&typed);
        let all = ids(&session);
        let index = built(&session, &all[..59]);
        let written = serde_json::to_vec(&index.kept()).unwrap();
        let kept: Kept = serde_json::from_slice(&written).unwrap();
        let again = ReuseIndex::restored(session.project(), &kept, Zones::Body).unwrap();
        assert_eq!(again.passages(), index.passages());
        let change = HeaderChange::Published("2024-05-02".to_owned());
        session.run(&Command::EditHeaders { articles: vec![all[3]], change }).unwrap();
        let mut later = ReuseIndex::restored(session.project(), &kept, Zones::Body).unwrap();
        assert_eq!(later.live.len(), 58, "the changed article is not taken for the same");
        later.update(session.project(), &all, Zones::Body, GO_ON).unwrap();
        assert_eq!(later.passages(), built(&session, &all).passages());
        assert!(ReuseIndex::restored(session.project(), &kept, Zones::All).is_none());
        assert!(ReuseIndex::restored(session.project(), &kept, method(true)).is_none());
    }

    #[test]
    fn a_kept_index_with_a_passage_that_is_none_is_not_used() {
        let core = "the ferry left the old harbour before dawn";
        let session = fixture::session(&[("A", &format!("Œ {core}")), ("B", core)]);
        let kept = serde_json::to_value(built(&session, &ids(&session)).kept()).unwrap();
        for (at, byte) in [(1, 9999), (0, 1), (0, 40)] {
            let mut forged = kept.clone();
            forged["passages"][0][2][0][at] = byte.into();
            let forged: Kept = serde_json::from_value(forged).unwrap();
            assert!(ReuseIndex::restored(session.project(), &forged, Zones::Body).is_none(), "{at}, {byte}");
        }
    }

    #[test]
    fn it_stops_where_it_is_told_to() {
        let session = fixture::session(&[("A", "One."), ("B", "Two.")]);
        assert!(ReuseIndex::new(session.project(), &ids(&session), Zones::Body, &|| false).is_none());
    }

    // Spellings of the research's E23 in one sentence of 17 words, of which no eight in a row are written the
    // same.
    #[test]
    fn a_passage_that_needs_a_layer_is_one_and_says_so() {
        let texts = [
            "Ministers of the G-7 finalised a plan for the defence of Élysée grounds in World War Two.",
            "Ministers of the G7 finalized a plan for the defense of Elysee grounds in World War II.",
        ];
        let session = fixture::session(&texts.map(|text| ("Outlet", text)));
        let all = ids(&session);
        let under = |layers: Layers| {
            let view = WordView { zones: Zones::Body, layers };
            let index = ReuseIndex::new(session.project(), &all, view, GO_ON).unwrap();
            let kept = serde_json::to_vec(&index.kept()).unwrap();
            let kept: Kept = serde_json::from_slice(&kept).unwrap();
            let again = ReuseIndex::restored(session.project(), &kept, view).unwrap();
            assert_eq!(again.passages(), index.passages());
            let other = WordView { layers: Layers::NONE.with(Layer::Joining), ..view };
            assert!(ReuseIndex::restored(session.project(), &kept, other).is_none());
            let found = index.passages();
            found.iter().map(|found| (found.n_same, found.n_layered, found.kind())).collect::<Vec<_>>()
        };
        assert_eq!(under(Layers::ALL), [(17, 5, PassageKind::Near)]);
        // All but "G-7" and "Two".
        let some = Layers::NONE.with(Layer::Spelling).with(Layer::Accents);
        assert_eq!(under(some), [(15, 3, PassageKind::Near)]);
        assert_eq!(under(Layers::NONE), []);
    }

    #[test]
    fn another_view_makes_it_anew() {
        let texts = ["They saw the defence of the old town.", "They saw the defense of the old town."];
        let session = fixture::session(&texts.map(|text| ("Outlet", text)));
        let all = ids(&session);
        let mut index = built(&session, &all);
        assert_eq!(index.passages().len(), 0);
        let layered = WordView { zones: Zones::Body, layers: Layers::ALL };
        assert_eq!(index.update(session.project(), &all, layered, GO_ON), Some(true));
        assert_eq!(index.passages()[0].n_layered, 1);
        assert_eq!(index.update(session.project(), &all, layered, GO_ON), Some(false));
    }
}
