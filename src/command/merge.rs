//! Taking another project in, as one step: what is in both stays once, and as it is here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{CommandError, Context};
use crate::model::{
    AnnotatorId, Article, ArticleId, Change, Edit, EntityId, Header, Ids, LabelId, Mention, MentionId,
    Mentions, OutletId, Project, Records, Rejection, Relation, RelationId, RelationKindId, StoryId,
    Transaction,
};

/// Records are the same where their names are, articles where their texts are, and mentions where their
/// places, labels and annotators are.
pub(super) fn merge(context: &mut Context, theirs: &Project) -> Result<Transaction, CommandError> {
    let mut merging = Merging { ours: context.project, ids: context.ids, edits: Vec::new() };
    let names = merging.names(theirs);
    let (mut n_articles, mut n_mentions) = (0, 0);
    let mut by_text: HashMap<&str, ArticleId> = HashMap::new();
    for (id, article) in merging.ours.articles() {
        by_text.entry(&article.text).or_insert(*id);
    }
    for article in theirs.articles().values() {
        let known = by_text.get(&*article.text).and_then(|id| Some((*id, merging.ours.article(*id)?)));
        n_mentions += match known {
            Some((id, ours)) => merging.add_to(id, ours, article, &names),
            None => {
                n_articles += 1;
                merging.add(article, &names)
            }
        };
    }
    let title = format!("Merge {n_articles} new articles and {n_mentions} new mentions");
    Ok(Transaction::new(title, merging.edits))
}

/// Restores the records of another state of the project, as one step that can be undone.
pub(super) fn restore(context: &mut Context, earlier: &Project) -> Result<Transaction, CommandError> {
    Ok(Transaction::new("Restore an earlier save", context.project.difference(earlier)))
}

/// Their ids, and what they are here.
#[derive(Default)]
struct Names {
    labels: BTreeMap<LabelId, LabelId>,
    kinds: BTreeMap<RelationKindId, RelationKindId>,
    annotators: BTreeMap<AnnotatorId, AnnotatorId>,
    outlets: BTreeMap<OutletId, OutletId>,
    stories: BTreeMap<StoryId, StoryId>,
    entities: BTreeMap<EntityId, EntityId>,
}

struct Merging<'c, 'p> {
    ours: &'p Project,
    ids: &'c mut Ids,
    edits: Vec<Edit>,
}

impl Merging<'_, '_> {
    fn names(&mut self, theirs: &Project) -> Names {
        let labels = self.labels(theirs);
        let mut names = Names { kinds: self.kinds(theirs, &labels), labels, ..Names::default() };
        self.patterns(theirs, &names.labels);
        let ours = self.ours;
        let name = |name: &str| name.to_owned();
        let annotators = same(theirs.annotators(), ours.annotators(), |annotator| name(&annotator.name));
        names.annotators = self.take_in(annotators, Ids::annotator, Edit::Annotator);
        let outlets = same(theirs.outlets(), ours.outlets(), |outlet| name(&outlet.name));
        names.outlets = self.take_in(outlets, Ids::outlet, Edit::Outlet);
        let stories = same(theirs.stories(), ours.stories(), |story| name(&story.name));
        names.stories = self.take_in(stories, Ids::story, Edit::Story);
        let entities = same(theirs.entities(), ours.entities(), |entity| name(&entity.name));
        names.entities = self.take_in(entities, Ids::entity, Edit::Entity);
        self.ambiguous(theirs);
        names
    }

    fn taken_keys(&self) -> BTreeSet<char> {
        let of_labels = self.ours.labels().values().filter_map(|label| label.key);
        of_labels.chain(self.ours.relation_kinds().values().filter_map(|kind| kind.key)).collect()
    }

    /// New labels come last, and keep their key where it is free.
    fn labels(&mut self, theirs: &Project) -> BTreeMap<LabelId, LabelId> {
        let mut taken = self.taken_keys();
        let mut position = self.ours.labels().len() as u32;
        let mut found = same(theirs.labels(), self.ours.labels(), |label| label.name.clone());
        found.sort_by_key(|(id, ..)| theirs.labels().get(id).map(|label| label.position));
        for (_, label, known) in &mut found {
            if known.is_none() {
                label.key = label.key.filter(|key| taken.insert(*key));
                label.position = position;
                position += 1;
            }
        }
        self.take_in(found, Ids::label, Edit::Label)
    }

    fn kinds(
        &mut self,
        theirs: &Project,
        labels: &BTreeMap<LabelId, LabelId>,
    ) -> BTreeMap<RelationKindId, RelationKindId> {
        let mut taken = self.taken_keys();
        taken.extend(self.edits.iter().filter_map(new_label_key));
        let mut found = same(theirs.relation_kinds(), self.ours.relation_kinds(), |kind| kind.name.clone());
        for (_, kind, _) in &mut found {
            *kind = kind.with_labels(|label| labels.get(&label).copied());
            kind.key = kind.key.filter(|key| taken.insert(*key));
        }
        self.take_in(found, Ids::relation_kind, Edit::RelationKind)
    }

    fn patterns(&mut self, theirs: &Project, labels: &BTreeMap<LabelId, LabelId>) {
        let mut found = same(theirs.patterns(), self.ours.patterns(), |pattern| pattern.name.clone());
        for (_, pattern, _) in &mut found {
            pattern.label = labels.get(&pattern.label).copied().unwrap_or(pattern.label);
        }
        self.take_in(found, Ids::pattern, Edit::Pattern);
    }

    fn ambiguous(&mut self, theirs: &Project) {
        let new = theirs.ambiguous().iter().filter(|(form, _)| !self.ours.ambiguous().contains_key(*form));
        let edits = new.map(|(form, n)| Edit::Ambiguous(form.clone(), Change::Add(*n)));
        self.edits.extend(edits.collect::<Vec<_>>());
    }

    /// Adds the records that are not here yet.
    fn take_in<Id: Copy + Ord, T>(
        &mut self,
        found: Vec<(Id, T, Option<Id>)>,
        next: fn(&mut Ids) -> Id,
        edit: fn(Id, Change<T>) -> Edit,
    ) -> BTreeMap<Id, Id> {
        let mut here = BTreeMap::new();
        for (theirs, record, known) in found {
            let id = known.unwrap_or_else(|| {
                let id = next(self.ids);
                self.edits.push(edit(id, Change::Add(record)));
                id
            });
            here.insert(theirs, id);
        }
        here
    }

    /// Returns how many mentions came.
    fn add(&mut self, theirs: &Article, names: &Names) -> usize {
        let id = self.ids.article();
        let (mentions, places) = self.mentions(theirs, names, &Mentions::default());
        let relations = self.relations(theirs, names, &places, &Records::new());
        let article = Article {
            header: Arc::new(names.header(&theirs.header)),
            text: theirs.text.clone(),
            zones: theirs.zones.clone(),
            mentions: mentions.into_iter().collect(),
            relations: relations.into_iter().collect(),
            rejected: names.rejected(theirs).collect(),
        };
        let n_mentions = article.mentions.len();
        self.edits.push(Edit::Article(id, Change::Add(Arc::new(article))));
        n_mentions
    }

    /// To an article that is here already. Returns how many mentions came.
    fn add_to(&mut self, id: ArticleId, ours: &Article, theirs: &Article, names: &Names) -> usize {
        let (mentions, places) = self.mentions(theirs, names, &ours.mentions);
        let relations = self.relations(theirs, names, &places, &ours.relations);
        let n_mentions = mentions.len();
        let mentions = mentions.into_iter();
        self.edits.extend(mentions.map(|(mention, it)| Edit::Mention(id, mention, Change::Add(it))));
        let relations = relations.into_iter();
        self.edits.extend(relations.map(|(relation, it)| Edit::Relation(id, relation, Change::Add(it))));
        let rejected = names.rejected(theirs).filter(|(place, _)| !ours.rejected.contains_key(place));
        self.edits.extend(rejected.map(|(place, by)| Edit::Rejection(id, place, Change::Add(by))));
        n_mentions
    }

    /// Those that are not here yet, and what each of theirs is here.
    fn mentions(
        &mut self,
        theirs: &Article,
        names: &Names,
        ours: &Mentions,
    ) -> (Vec<(MentionId, Mention)>, BTreeMap<MentionId, MentionId>) {
        let key = |mention: &Mention| (mention.extent.clone(), mention.label, mention.by);
        let known: BTreeMap<_, MentionId> = ours.iter().map(|(id, mention)| (key(mention), *id)).collect();
        let (mut new, mut places) = (Vec::new(), BTreeMap::new());
        for (id, mention) in theirs.mentions.iter() {
            let mention = names.mention(mention);
            let here = known.get(&key(&mention)).copied().unwrap_or_else(|| {
                let here = self.ids.mention();
                new.push((here, mention));
                here
            });
            places.insert(*id, here);
        }
        (new, places)
    }

    fn relations(
        &mut self,
        theirs: &Article,
        names: &Names,
        places: &BTreeMap<MentionId, MentionId>,
        ours: &Records<RelationId, Relation>,
    ) -> Vec<(RelationId, Relation)> {
        let key = |relation: &Relation| (relation.kind, relation.from, relation.to);
        let known: BTreeSet<_> = ours.values().map(key).collect();
        let here = theirs.relations.values().filter_map(|relation| {
            Some(Relation {
                kind: *names.kinds.get(&relation.kind)?,
                from: *places.get(&relation.from)?,
                to: *places.get(&relation.to)?,
                by: *names.annotators.get(&relation.by)?,
                origin: relation.origin.clone(),
            })
        });
        let new = here.filter(|relation| !known.contains(&key(relation)));
        new.map(|relation| (self.ids.relation(), relation)).collect()
    }
}

/// Their records, each with the id of ours that has the same name.
fn same<Id: Copy + Ord, T: Clone>(
    theirs: &Records<Id, T>,
    ours: &Records<Id, T>,
    name: impl Fn(&T) -> String,
) -> Vec<(Id, T, Option<Id>)> {
    let known: BTreeMap<String, Id> = ours.iter().rev().map(|(id, record)| (name(record), *id)).collect();
    theirs.iter().map(|(id, record)| (*id, record.clone(), known.get(&name(record)).copied())).collect()
}

fn new_label_key(edit: &Edit) -> Option<char> {
    match edit {
        Edit::Label(_, change) => change.after()?.key,
        _ => None,
    }
}

impl Names {
    fn header(&self, theirs: &Header) -> Header {
        Header {
            outlet: theirs.outlet.and_then(|id| self.outlets.get(&id).copied()),
            story: theirs.story.and_then(|id| self.stories.get(&id).copied()),
            ..theirs.clone()
        }
    }

    fn mention(&self, theirs: &Mention) -> Mention {
        Mention {
            label: self.labels.get(&theirs.label).copied().unwrap_or(theirs.label),
            entity: theirs.entity.and_then(|id| self.entities.get(&id).copied()),
            by: self.annotators.get(&theirs.by).copied().unwrap_or(theirs.by),
            ..theirs.clone()
        }
    }

    fn rejected<'a>(&'a self, theirs: &'a Article) -> impl Iterator<Item = (Rejection, String)> + 'a {
        theirs.rejected.iter().filter_map(|(place, by)| {
            Some((Rejection { label: *self.labels.get(&place.label)?, ..*place }, by.clone()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture::{marked, mention, session};

    #[test]
    fn both_analysts_keep_what_they_did() {
        let start = [("AFP", "[PERSON Macron] met Kishida in Paris."), ("Reuters", "Rain in Tokyo.")];
        let mut ours = session(&start);
        let mut theirs = session(&start);
        let tag = |session: &mut crate::session::Session, word: &str, label: &str| {
            let (article, text) = session
                .project()
                .articles()
                .iter()
                .find_map(|(id, article)| Some((*id, article.text.find(word)?)))
                .unwrap();
            let label = session.project().label_named(label).unwrap();
            let span = crate::text::Span::try_from((text as u32, (text + word.len()) as u32)).unwrap();
            session.run(&Command::Tag { article, extent: span.into(), label }).unwrap();
        };
        tag(&mut ours, "Kishida", "PERSON");
        tag(&mut theirs, "Paris", "GPE");
        tag(&mut theirs, "Tokyo", "GPE");
        let place = mention(theirs.project(), "Paris");
        theirs
            .run(&Command::Link { mentions: vec![place], entity: EntityChoice::New("Paris".to_owned()) })
            .unwrap();
        ours.run(&Command::Merge(theirs.project().clone())).unwrap();
        assert_eq!(
            marked(ours.project()),
            ["[PERSON Macron] met [PERSON Kishida] in [GPE Paris].", "Rain in [GPE Tokyo]."]
        );
        let paris = mention(ours.project(), "Paris");
        let entity = ours.project().mention(paris.0, paris.1).unwrap().entity.unwrap();
        assert_eq!(ours.project().entities()[&entity].name, "Paris");
        let again = ours.run(&Command::Merge(theirs.project().clone())).unwrap();
        assert_eq!(again.edits, [], "a second time nothing is new");
        ours.undo().unwrap();
        assert_eq!(ours.project().n_mentions(), 2);
    }

    #[test]
    fn an_earlier_state_comes_back_as_one_step() {
        let mut session = session(&[("AFP", "[PERSON Macron] met [PERSON Kishida]."), ("Reuters", "Rain.")]);
        let earlier = session.project().clone();
        let articles: Vec<ArticleId> = earlier.articles().keys().copied().collect();
        session.run(&Command::Untag(vec![mention(&earlier, "Macron")])).unwrap();
        session.run(&Command::RemoveArticles(vec![articles[1]])).unwrap();
        session.run(&Command::SetTitle("Other".to_owned())).unwrap();
        let later = session.project().clone();
        session.run(&Command::Restore(earlier.clone())).unwrap();
        assert_eq!(*session.project(), earlier);
        session.undo().unwrap();
        assert_eq!(*session.project(), later);
    }
}
