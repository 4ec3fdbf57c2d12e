use super::{Losses, Lost};
use crate::format::Keeps;
use crate::model::{Draft, DraftMention, Facts};

/// What is left of a draft in a format that keeps only so much. Mentions stand in text order.
pub(crate) fn reduce(mut draft: Draft, keeps: &Keeps, losses: &mut Losses) -> Draft {
    drop_mentions(&mut draft, keeps, losses);
    if !keeps.relations {
        losses.add(Lost::Relations, draft.relations.len());
        draft.relations.clear();
    }
    if !keeps.zones {
        losses.add(Lost::Zones, draft.zones.len());
        draft.zones.clear();
    }
    if !keeps.facts {
        // They stay in the draft, because files are named after them.
        losses.add(Lost::Facts, usize::from(draft.facts != Facts::default()));
    }
    for mention in &mut draft.mentions {
        strip(mention, keeps, losses);
    }
    draft
}

fn drop_mentions(draft: &mut Draft, keeps: &Keeps, losses: &mut Losses) {
    let mut furthest = 0;
    let mut fate = |mention: &DraftMention| {
        let extent = &mention.extent;
        if !keeps.mentions {
            return Some(Lost::Mentions);
        }
        if extent.is_empty() && !keeps.empty {
            return Some(Lost::Empty);
        }
        if extent.is_in_pieces() && !keeps.pieces {
            return Some(Lost::InPieces);
        }
        if extent.start() < furthest && !keeps.overlaps {
            return Some(Lost::Overlapping);
        }
        furthest = furthest.max(extent.end());
        None
    };
    let fates: Vec<Option<Lost>> = draft.mentions.iter().map(&mut fate).collect();
    for lost in fates.iter().flatten() {
        losses.add(*lost, 1);
    }
    let kept: Vec<bool> = fates.iter().map(Option::is_none).collect();
    let gone = retain_mentions(draft, &kept);
    if keeps.relations {
        losses.add(Lost::RelationEnds, gone);
    } else {
        losses.add(Lost::Relations, gone);
    }
}

fn strip(mention: &mut DraftMention, keeps: &Keeps, losses: &mut Losses) {
    if !keeps.entities {
        losses.add(Lost::Entities, usize::from(mention.entity.take().is_some()));
    }
    if !keeps.attributes {
        losses.add(Lost::Attributes, mention.attributes.len());
        mention.attributes.clear();
    }
    if !keeps.notes {
        losses.add(Lost::Notes, usize::from(!mention.note.is_empty()));
        mention.note.clear();
    }
}

/// Keeps some mentions, and the relations between them. Returns how many relations lost an end.
pub(crate) fn retain_mentions(draft: &mut Draft, kept: &[bool]) -> usize {
    let mut n_kept = 0;
    let places: Vec<Option<usize>> = kept
        .iter()
        .map(|kept| {
            n_kept += usize::from(*kept);
            kept.then(|| n_kept - 1)
        })
        .collect();
    let mut keep = kept.iter();
    draft.mentions.retain(|_| keep.next() == Some(&true));
    let n_before = draft.relations.len();
    draft.relations.retain_mut(|relation| match (places[relation.from], places[relation.to]) {
        (Some(from), Some(to)) => {
            (relation.from, relation.to) = (from, to);
            true
        }
        _ => false,
    });
    n_before - draft.relations.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Keeps;
    use crate::model::DraftRelation;
    use crate::text::{Extent, Span};

    fn mention(text: &str, ranges: &[(usize, usize)]) -> DraftMention {
        let pieces = ranges.iter().map(|(start, end)| Span::new(text, *start..*end).unwrap()).collect();
        DraftMention::new(Extent::new(pieces).unwrap(), "X")
    }

    fn draft() -> Draft {
        let text = "Prime Minister Kishida of Japan took the deal over";
        let mentions = vec![
            mention(text, &[(0, 22)]),
            mention(text, &[(15, 22)]),
            mention(text, &[(26, 31)]),
            mention(text, &[(32, 36), (46, 50)]),
            mention(text, &[(50, 50)]),
        ];
        let relation = |from, to| DraftRelation { kind: "of".to_owned(), from, to };
        Draft { mentions, relations: vec![relation(0, 2), relation(1, 2)], ..Draft::of_text(text) }
    }

    #[test]
    fn a_format_for_flat_tokens_gets_outer_mentions_alone() {
        let mut losses = Losses::default();
        let left = reduce(draft(), &Keeps::TOKENS, &mut losses);
        let quotes: Vec<_> = left.mentions.iter().map(|mention| mention.extent.quote(&left.text)).collect();
        assert_eq!(quotes, ["Prime Minister Kishida", "Japan"]);
        for (what, count) in
            [(Lost::Overlapping, 1), (Lost::InPieces, 1), (Lost::Empty, 1), (Lost::Relations, 2)]
        {
            assert_eq!(losses.count(what), count, "{what:?}");
        }
    }

    #[test]
    fn relations_follow_their_mentions() {
        let mut draft = draft();
        let gone = retain_mentions(&mut draft, &[false, true, true, true, true]);
        assert_eq!(gone, 1);
        assert_eq!(draft.relations, [DraftRelation { kind: "of".to_owned(), from: 0, to: 1 }]);
    }

    #[test]
    fn a_format_that_keeps_everything_loses_nothing() {
        let mut losses = Losses::default();
        assert_eq!(reduce(draft(), &Keeps::EVERYTHING, &mut losses), draft());
        assert!(losses.is_empty());
    }
}
