use imbl::ordmap::DiffItem;

/// Records by id, in order of their ids.
///
/// A persistent tree: a copy shares all of it, and an edit copies one path. So an edit costs the same
/// whether or not a thread works on a snapshot, in an article of 20,000 mentions too.
pub type Records<Id, T> = imbl::OrdMap<Id, T>;

/// The records that differ between two states, each as it was and as it is. Costs what was changed, not
/// what there is, where one state came from the other.
pub fn changes<'r, Id: Ord, T: PartialEq>(
    before: &'r Records<Id, T>,
    after: &'r Records<Id, T>,
) -> impl Iterator<Item = (&'r Id, Option<&'r T>, Option<&'r T>)> {
    before.diff(after).map(|change| match change {
        DiffItem::Add(id, after) => (id, None, Some(after)),
        DiffItem::Remove(id, before) => (id, Some(before), None),
        DiffItem::Update { old: (id, before), new: (_, after) } => (id, Some(before), Some(after)),
    })
}

/// Records from a list that has them in order, in as little memory as they take. Inserting in order splits
/// every full node and leaves both halves half empty: a project of a million mentions would take 100 MiB
/// more. Every second record first leaves just the room that the others then fill.
pub(super) fn packed<Id: Ord + Clone, T: Clone>(in_order: Vec<(Id, T)>) -> Records<Id, T> {
    let mut records = Records::new();
    let mut between = Vec::with_capacity(in_order.len() / 2);
    for (at, (id, record)) in in_order.into_iter().enumerate() {
        match at % 2 {
            0 => drop(records.insert(id, record)),
            _ => between.push((id, record)),
        }
    }
    records.extend(between);
    records
}
