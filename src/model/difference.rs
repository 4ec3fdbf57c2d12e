use std::sync::Arc;

use super::{Article, ArticleId, Change, Edit, Project, Records, changes};

impl Project {
    /// The edits that make another state of this project out of it. Texts never change, so an article whose
    /// text differs is another one: it is replaced whole.
    pub fn difference(&self, to: &Self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = replaced(&self.title, &to.title).map(Edit::Title).into_iter().collect();
        add(&mut edits, &self.labels, &to.labels, |id, change| Edit::Label(*id, change));
        add(&mut edits, &self.relation_kinds, &to.relation_kinds, |id, change| {
            Edit::RelationKind(*id, change)
        });
        add(&mut edits, &self.patterns, &to.patterns, |id, change| Edit::Pattern(*id, change));
        add(&mut edits, &self.annotators, &to.annotators, |id, change| Edit::Annotator(*id, change));
        add(&mut edits, &self.outlets, &to.outlets, |id, change| Edit::Outlet(*id, change));
        add(&mut edits, &self.stories, &to.stories, |id, change| Edit::Story(*id, change));
        add(&mut edits, &self.entities, &to.entities, |id, change| Edit::Entity(*id, change));
        add(&mut edits, &self.ambiguous, &to.ambiguous, |form, change| Edit::Ambiguous(form.clone(), change));
        for (id, before, after) in changes(&self.articles, &to.articles) {
            match (before, after) {
                (Some(before), Some(after)) if before.text == after.text => {
                    in_article(&mut edits, *id, before, after);
                }
                _ => edits.extend(change(before, after).map(|change| Edit::Article(*id, change))),
            }
        }
        edits
    }
}

fn in_article(edits: &mut Vec<Edit>, id: ArticleId, before: &Arc<Article>, after: &Arc<Article>) {
    edits.extend(replaced(&before.header, &after.header).map(|change| Edit::Header(id, change)));
    edits.extend(replaced(&before.zones, &after.zones).map(|change| Edit::Zones(id, change)));
    add(edits, &before.mentions, &after.mentions, |mention, change| Edit::Mention(id, *mention, change));
    add(edits, &before.relations, &after.relations, |relation, change| Edit::Relation(id, *relation, change));
    add(edits, &before.rejected, &after.rejected, |place, change| Edit::Rejection(id, *place, change));
}

fn add<Id: Ord + Clone, T: Clone + PartialEq>(
    edits: &mut Vec<Edit>,
    before: &Records<Id, T>,
    after: &Records<Id, T>,
    edit: impl Fn(&Id, Change<T>) -> Edit,
) {
    let changes = changes(before, after);
    edits.extend(changes.filter_map(|(id, before, after)| Some(edit(id, change(before, after)?))));
}

fn change<T: Clone>(before: Option<&T>, after: Option<&T>) -> Option<Change<T>> {
    match (before.cloned(), after.cloned()) {
        (None, None) => None,
        (None, Some(after)) => Some(Change::Add(after)),
        (Some(before), None) => Some(Change::Remove(before)),
        (Some(before), Some(after)) => Some(Change::Replace { before, after }),
    }
}

fn replaced<T: Clone + PartialEq>(before: &T, after: &T) -> Option<Change<T>> {
    (before != after).then(|| Change::Replace { before: before.clone(), after: after.clone() })
}
