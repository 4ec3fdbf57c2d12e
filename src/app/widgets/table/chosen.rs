use std::collections::BTreeSet;

/// Some rows, or all but some: to choose everything costs nothing, however long the table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen<Id> {
    is_all_but: bool,
    ids: BTreeSet<Id>,
}

impl<Id> Default for Chosen<Id> {
    fn default() -> Self {
        Self { is_all_but: false, ids: BTreeSet::new() }
    }
}

impl<Id: Ord> FromIterator<Id> for Chosen<Id> {
    fn from_iter<Ids: IntoIterator<Item = Id>>(ids: Ids) -> Self {
        Self { is_all_but: false, ids: ids.into_iter().collect() }
    }
}

impl<Id: Copy + Ord> Chosen<Id> {
    pub fn all() -> Self {
        Self { is_all_but: true, ids: BTreeSet::new() }
    }

    pub fn only(id: Id) -> Self {
        Self { is_all_but: false, ids: BTreeSet::from([id]) }
    }

    pub fn contains(&self, id: Id) -> bool {
        self.ids.contains(&id) != self.is_all_but
    }

    pub fn toggle(&mut self, id: Id) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
    }

    /// How many of so many rows.
    pub fn count(&self, n_rows: usize) -> usize {
        if self.is_all_but { n_rows.saturating_sub(self.ids.len()) } else { self.ids.len() }
    }

    /// The chosen one, where it is the only one.
    pub fn single(&self) -> Option<Id> {
        let only = self.ids.first().filter(|_| self.ids.len() == 1 && !self.is_all_but);
        only.copied()
    }

    /// Forgets what is no longer there.
    pub fn retain(&mut self, is_there: impl Fn(Id) -> bool) {
        self.ids.retain(|id| is_there(*id));
    }

    /// The chosen ones of these rows.
    pub fn of<'r>(&self, rows: impl Iterator<Item = &'r Id>) -> Vec<Id>
    where
        Id: 'r,
    {
        rows.copied().filter(|id| self.contains(*id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_all_rows_some_can_be_taken_out_again() {
        let mut chosen = Chosen::all();
        let letters =
            |chosen: &Chosen<char>| String::from_iter(chosen.of("abcde".chars().collect::<Vec<_>>().iter()));
        chosen.toggle('c');
        assert_eq!((letters(&chosen).as_str(), chosen.count(5)), ("abde", 4));
        chosen.toggle('c');
        assert_eq!((letters(&chosen).as_str(), chosen.count(5)), ("abcde", 5));
    }

    #[test]
    fn what_is_gone_is_not_counted() {
        let mut chosen = Chosen::only('a');
        chosen.toggle('b');
        chosen.retain(|id| id != 'a');
        assert_eq!(chosen.count(4), 1);
        assert!(chosen.contains('b'));
    }
}
