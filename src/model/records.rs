/// Records by id, in order of their ids.
///
/// A persistent tree: a copy shares all of it, and an edit copies one path. So an edit costs the same
/// whether or not a thread works on a snapshot, in an article of 20,000 mentions too.
pub type Records<Id, T> = imbl::OrdMap<Id, T>;
