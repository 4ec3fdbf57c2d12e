//! The mentions of an article, found by id or by place.

use std::cmp::Reverse;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Mention, MentionId, Records, packed};
use crate::text::{Extent, Span};

/// Reads as [`Records`], and is compared, shown and saved as such. Only [`Self::set`] changes it, so that
/// both orders are always of the same mentions.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Records<MentionId, Mention>", into = "Records<MentionId, Mention>")]
pub struct Mentions {
    by_id: Records<MentionId, Mention>,
    /// By [`place`], each with its start. No more than that: a large project has a million of them.
    by_place: Arc<Vec<(u32, MentionId)>>,
    /// No hull is longer. It stays when the longest mention goes, because a bound is all that is needed.
    longest: usize,
}

/// In text order, of those that start together longer ones first, then by age.
type Place = (u32, Reverse<usize>, MentionId);

impl Mentions {
    /// Adds, replaces or removes one.
    pub fn set(&mut self, id: MentionId, mention: Option<Mention>) {
        if let Some(before) = self.by_id.get(&id) {
            let at = self.n_before(place(id, before));
            Arc::make_mut(&mut self.by_place).remove(at);
            self.by_id.remove(&id);
        }
        if let Some(mention) = mention {
            let here = place(id, &mention);
            let at = self.n_before(here);
            Arc::make_mut(&mut self.by_place).insert(at, (here.0, id));
            self.longest = self.longest.max(mention.extent.hull().len());
            self.by_id.insert(id, mention);
        }
    }

    /// By start, longer ones first, then by age.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = (MentionId, &Mention)> {
        self.at_places(0..self.len())
    }

    /// Those with a piece that overlaps a stretch, in order.
    pub fn over(&self, stretch: Span) -> impl DoubleEndedIterator<Item = (MentionId, &Mention)> {
        let near = self.reaching(stretch.range());
        near.filter(move |(_, mention)| mention.extent.overlaps(stretch))
    }

    /// Those with a piece that holds a byte, innermost first: of mentions of one length the youngest.
    pub fn at(&self, byte: usize) -> Vec<(MentionId, &Mention)> {
        let near = self.reaching(byte..byte + 1);
        let mut found: Vec<_> = near.filter(|(_, mention)| mention.extent.contains(byte)).collect();
        found.sort_by_key(|(id, mention)| (mention.extent.hull().len(), Reverse(*id)));
        found
    }

    /// Those of exactly this extent, by age.
    pub fn of_extent<'m>(&'m self, extent: &'m Extent) -> impl Iterator<Item = (MentionId, &'m Mention)> {
        let start = extent.start();
        let together = self.at_places(self.n_before_byte(start)..self.n_before_byte(start + 1));
        together.filter(move |(_, mention)| mention.extent == *extent)
    }

    /// The first that starts at a byte or after it.
    pub fn first_from(&self, byte: usize) -> Option<(MentionId, &Mention)> {
        self.at_places(self.n_before_byte(byte)..self.len()).next()
    }

    /// The mention that comes next after one, or at a byte or after it; backwards, before it.
    pub fn walk(&self, from: (usize, Option<MentionId>), forward: bool) -> Option<(MentionId, &Mention)> {
        let (byte, known) = from;
        let known = known.and_then(|id| Some(place(id, self.get(&id)?)));
        let n_before = known.map_or_else(|| self.n_before_byte(byte), |here| self.n_before(here));
        match forward {
            true => self.at_places(n_before + usize::from(known.is_some())..self.len()).next(),
            false => self.at_places(0..n_before).next_back(),
        }
    }

    /// Those whose hulls may reach into a stretch: none that starts earlier than the longest is long.
    fn reaching(&self, stretch: Range<usize>) -> impl DoubleEndedIterator<Item = (MentionId, &Mention)> {
        let first = self.n_before_byte(stretch.start.saturating_sub(self.longest));
        self.at_places(first..self.n_before_byte(stretch.end))
    }

    fn at_places(&self, places: Range<usize>) -> impl DoubleEndedIterator<Item = (MentionId, &Mention)> {
        let near = self.by_place.get(places).unwrap_or_default();
        near.iter().map(|(_, id)| (*id, &self.by_id[id]))
    }

    fn n_before_byte(&self, byte: usize) -> usize {
        self.by_place.partition_point(|(start, _)| (*start as usize) < byte)
    }

    fn n_before(&self, here: Place) -> usize {
        let is_before = |(start, id): &(u32, MentionId)| {
            *start < here.0 || *start == here.0 && place(*id, &self.by_id[id]) < here
        };
        self.by_place.partition_point(is_before)
    }
}

fn place(id: MentionId, mention: &Mention) -> Place {
    let (start, _): (u32, u32) = mention.extent.hull().into();
    (start, Reverse(mention.extent.end()), id)
}

impl From<Records<MentionId, Mention>> for Mentions {
    fn from(by_id: Records<MentionId, Mention>) -> Self {
        let longest = by_id.values().map(|mention| mention.extent.hull().len()).max().unwrap_or(0);
        let mut places: Vec<Place> = by_id.iter().map(|(id, mention)| place(*id, mention)).collect();
        places.sort_unstable();
        let by_place = Arc::new(places.iter().map(|(start, _, id)| (*start, *id)).collect());
        Self { by_id, by_place, longest }
    }
}

impl From<Mentions> for Records<MentionId, Mention> {
    fn from(mentions: Mentions) -> Self {
        mentions.by_id
    }
}

impl FromIterator<(MentionId, Mention)> for Mentions {
    fn from_iter<I: IntoIterator<Item = (MentionId, Mention)>>(mentions: I) -> Self {
        let mut in_order: Vec<_> = mentions.into_iter().collect();
        in_order.sort_by_key(|(id, _)| *id);
        packed(in_order).into()
    }
}

impl Deref for Mentions {
    type Target = Records<MentionId, Mention>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl fmt::Debug for Mentions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.by_id.fmt(f)
    }
}

impl PartialEq for Mentions {
    fn eq(&self, other: &Self) -> bool {
        self.by_id == other.by_id
    }
}

impl Eq for Mentions {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Random;
    use crate::model::{AnnotatorId, LabelId};

    fn span(start: usize, end: usize) -> Span {
        Span::try_from((start as u32, end as u32)).unwrap()
    }

    fn mention(extent: impl Into<Extent>) -> Mention {
        Mention::new(extent, LabelId(1), AnnotatorId(2))
    }

    /// In a text of 100 bytes: mostly short, at times long, empty or in pieces.
    fn any_mention(random: &mut Random) -> Mention {
        let pieces = (0..1 + random.below(5) / 3).map(|_| {
            let start = random.below(95);
            let longest = if random.below(10) == 0 { 101 } else { 6 };
            span(start, (start + random.below(longest)).min(100))
        });
        mention(Extent::new(pieces.collect()).unwrap())
    }

    fn ids<'m>(found: impl IntoIterator<Item = (MentionId, &'m Mention)>) -> Vec<MentionId> {
        found.into_iter().map(|(id, _)| id).collect()
    }

    /// What looking at every mention finds, in text order.
    fn scan(mentions: &Mentions, is_it: impl Fn(&Mention) -> bool) -> Vec<MentionId> {
        let mut found: Vec<_> = mentions.iter().filter(|(_, mention)| is_it(mention)).collect();
        found.sort_by_key(|(id, mention)| (mention.extent.start(), Reverse(mention.extent.end()), **id));
        found.into_iter().map(|(id, _)| *id).collect()
    }

    fn walk(mentions: &Mentions, from: (usize, Option<MentionId>), forward: bool) -> Option<MentionId> {
        mentions.walk(from, forward).map(|(id, _)| id)
    }

    fn check_against_scan(mentions: &Mentions, random: &mut Random) {
        let start = random.below(100);
        let stretch = span(start, start + random.below(12));
        let over = scan(mentions, |mention| mention.extent.overlaps(stretch));
        assert_eq!(ids(mentions.over(stretch)), over);
        let mut at = scan(mentions, |mention| mention.extent.contains(start));
        at.sort_by_key(|id| (mentions[id].extent.hull().len(), Reverse(*id)));
        assert_eq!(ids(mentions.at(start)), at);
        let extent: Extent = stretch.into();
        let alike = mentions.values().next().map_or(&extent, |mention| &mention.extent);
        for extent in [&extent, alike] {
            assert_eq!(ids(mentions.of_extent(extent)), scan(mentions, |mention| mention.extent == *extent));
        }
        let later = scan(mentions, |mention| mention.extent.start() >= start);
        let earlier = scan(mentions, |mention| mention.extent.start() < start);
        assert_eq!(mentions.first_from(start).map(|(id, _)| id), later.first().copied());
        assert_eq!(walk(mentions, (start, None), true), later.first().copied());
        assert_eq!(walk(mentions, (start, None), false), earlier.last().copied());
    }

    fn check_order(mentions: &Mentions) {
        let order = scan(mentions, |_| true);
        assert_eq!(ids(mentions.in_order()), order);
        for pair in order.windows(2) {
            assert_eq!(walk(mentions, (0, Some(pair[0])), true), Some(pair[1]));
            assert_eq!(walk(mentions, (0, Some(pair[1])), false), Some(pair[0]));
        }
    }

    #[test]
    fn places_find_what_a_scan_finds_whatever_was_edited() {
        let mut random = Random::new(31);
        for _ in 0..30 {
            let many = random.below(80);
            let loaded = (0..many).map(|n| (MentionId(n as u32 * 3), any_mention(&mut random)));
            let mut mentions: Mentions = loaded.collect();
            check_order(&mentions);
            for _ in 0..60 {
                let id = MentionId(random.below(250) as u32);
                let edited = (random.below(3) > 0).then(|| any_mention(&mut random));
                mentions.set(id, edited.clone());
                assert_eq!(mentions.get(&id), edited.as_ref());
                check_against_scan(&mentions, &mut random);
            }
            check_order(&mentions);
        }
    }

    #[test]
    fn they_are_saved_by_id_alone_and_read_back_with_their_places() {
        let mentions: Mentions =
            [(MentionId(7), mention(span(4, 9))), (MentionId(8), mention(span(0, 2)))].into_iter().collect();
        let records: Records<MentionId, Mention> =
            mentions.iter().map(|(id, it)| (*id, it.clone())).collect();
        let saved = ron::to_string(&mentions).unwrap();
        assert_eq!(saved, ron::to_string(&records).unwrap());
        let read: Mentions = ron::from_str(&saved).unwrap();
        assert_eq!(read, mentions);
        assert_eq!(ids(read.over(span(3, 5))), [MentionId(7)]);
        assert_eq!(ids(read.in_order()), [MentionId(8), MentionId(7)]);
    }
}
