//! Mentions: making, changing and removing them, one or many.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entities::KnownEntities;
use super::suggestions::{rejection, withdrawn_rejection};
use super::{CommandError, Context, Place};
use crate::job::{MANY, in_parallel_from};
use crate::model::{
    AnnotatorId, Article, ArticleId, AttributeKind, AttributeRule, Change, Edit, EntityId, Label, LabelId,
    Mention, Project, Rejection, StoryId, Transaction,
};
use crate::text::{Extent, Matching, Span, occurrences};

type Planned = Result<Transaction, CommandError>;

/// How far a tag-all reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Article(ArticleId),
    Story(StoryId),
    Project,
}

/// A place where a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    pub article: ArticleId,
    pub span: Span,
}

impl Scope {
    pub fn articles(self, project: &Project) -> Vec<(ArticleId, &Arc<Article>)> {
        let in_scope = |id: ArticleId, article: &Article| match self {
            Self::Article(only) => id == only,
            Self::Story(story) => article.header.story == Some(story),
            Self::Project => true,
        };
        let all = project.articles().iter().map(|(id, article)| (*id, article));
        all.filter(|(id, article)| in_scope(*id, article)).collect()
    }
}

/// Where a form stands in a scope, tagged or not. Reads every text of the scope; for a large
/// project that is work for a thread.
pub fn find_hits(project: &Project, form: &str, matching: Matching, scope: Scope) -> Vec<Hit> {
    hits_in(&scope.articles(project), form, matching)
}

/// Where a form stands in some articles.
pub fn hits_in(articles: &[(ArticleId, &Arc<Article>)], form: &str, matching: Matching) -> Vec<Hit> {
    let hits_of = |(article, record): &(ArticleId, &Arc<Article>)| {
        let article = *article;
        occurrences(&record.text, form, matching).into_iter().map(move |span| Hit { article, span })
    };
    articles.iter().flat_map(hits_of).collect()
}

pub(super) fn tag(
    context: &mut Context,
    article_id: ArticleId,
    extent: &Extent,
    label_id: LabelId,
) -> Planned {
    let article = article(context.project, article_id)?;
    let label = label(context.project, label_id)?;
    let quote = extent.quote(&article.text);
    if quote.trim().is_empty() {
        return Err(CommandError::NothingSelected);
    }
    if is_tagged(article, extent, label_id) {
        return Err(CommandError::AlreadyTagged { quote, label: label.name.clone() });
    }
    let mention =
        new_mention(context.by, extent.clone(), label_id, KnownEntities::of(context.project).entity(&quote));
    let edit = Edit::Mention(article_id, context.ids.mention(), Change::Add(mention));
    let hit = Hit { article: article_id, span: extent.hull() };
    let edits = [edit].into_iter().chain(withdrawn_rejection(hit, article, label_id)).collect();
    Ok(Transaction::new(format!("Tag \"{}\" as {}", shorten(&quote), label.name), edits))
}

pub(super) fn tag_hits(context: &mut Context, hits: &[Hit], label_id: LabelId) -> Planned {
    let label = label(context.project, label_id)?;
    let mut known = KnownEntities::of(context.project);
    let hits = untagged_hits(context.project, hits);
    let mut edits = Vec::with_capacity(hits.len());
    let (mut form, mut n_tagged) = (None, 0);
    for hit in hits {
        let article = article(context.project, hit.article)?;
        let quote = hit.span.of(&article.text);
        let mention = new_mention(context.by, hit.span, label_id, known.entity(quote));
        edits.push(Edit::Mention(hit.article, context.ids.mention(), Change::Add(mention)));
        edits.extend(withdrawn_rejection(hit, article, label_id));
        n_tagged += 1;
        form.get_or_insert_with(|| shorten(quote));
    }
    let form = form.unwrap_or_default();
    let title = match n_tagged {
        1 => format!("Tag \"{form}\" as {}", label.name),
        n_hits => format!("Tag \"{form}\" as {} {n_hits} times", label.name),
    };
    Ok(Transaction::new(title, edits))
}

/// The hits that no mention overlaps.
pub fn untagged_hits(project: &Project, hits: &[Hit]) -> Vec<Hit> {
    let is_free = |hit: &&Hit| {
        let article = project.article(hit.article);
        article.is_some_and(|article| article.mentions.over(hit.span).next().is_none())
    };
    let free = |part: &[Hit]| part.iter().filter(is_free).copied().collect::<Vec<_>>();
    in_parallel_from(MANY, hits, free).concat()
}

pub(super) fn new_mention(
    by: AnnotatorId,
    extent: impl Into<Extent>,
    label: LabelId,
    entity: Option<EntityId>,
) -> Mention {
    let mention = Mention::new(extent, label, by);
    Mention { entity, entity_is_proposed: entity.is_some(), ..mention }
}

pub(super) fn relabel(context: &mut Context, mentions: &[Place], label_id: LabelId) -> Planned {
    let label = label(context.project, label_id)?;
    let change = |_: &Article, mention: &Mention| Mention { label: label_id, ..mention.clone() };
    let (edits, quote) = change_each(context.project, mentions, change)?;
    let what = what(&quote, edits.len());
    Ok(Transaction::new(format!("Relabel {what} as {}", label.name), edits))
}

pub(super) fn untag(context: &mut Context, mentions: &[Place]) -> Planned {
    let mut edits = Vec::new();
    let mut quote = String::new();
    for (article_id, mention_id) in mentions {
        let article = article(context.project, *article_id)?;
        let mention = article.mentions.get(mention_id).ok_or(CommandError::Gone("mention"))?;
        quote = article.quote(mention);
        for (relation_id, relation) in article.relations_of(*mention_id) {
            let edit = Edit::Relation(*article_id, relation_id, Change::Remove(relation.clone()));
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        edits.push(Edit::Mention(*article_id, *mention_id, Change::Remove(mention.clone())));
    }
    Ok(Transaction::new(format!("Remove the tag of {}", what(&quote, mentions.len())), edits))
}

pub(super) fn resize(context: &mut Context, place: Place, extent: &Extent) -> Planned {
    let article = article(context.project, place.0)?;
    let quote = extent.quote(&article.text);
    if quote.trim().is_empty() {
        return Err(CommandError::NothingSelected);
    }
    let change = |_: &Article, mention: &Mention| Mention { extent: extent.clone(), ..mention.clone() };
    let (edits, _) = change_each(context.project, &[place], change)?;
    Ok(Transaction::new(format!("Resize to \"{}\"", shorten(&quote)), edits))
}

pub(super) fn set_note(context: &mut Context, place: Place, note: &str) -> Planned {
    let change = |_: &Article, mention: &Mention| Mention { note: note.to_owned(), ..mention.clone() };
    let (edits, quote) = change_each(context.project, &[place], change)?;
    Ok(Transaction::new(format!("Note on \"{}\"", shorten(&quote)), edits))
}

pub(super) fn set_attribute(
    context: &mut Context,
    mentions: &[Place],
    name: &str,
    value: Option<&str>,
) -> Planned {
    for place in mentions {
        let mention = context.project.mention(place.0, place.1).ok_or(CommandError::Gone("mention"))?;
        let label = label(context.project, mention.label)?;
        allow_value(label, name, value)?;
    }
    let change = |_: &Article, mention: &Mention| {
        let mut mention = mention.clone();
        match value {
            Some(value) => mention.attributes.insert(name.to_owned(), value.to_owned()),
            None => mention.attributes.remove(name),
        };
        mention
    };
    let (edits, quote) = change_each(context.project, mentions, change)?;
    let title = format!("Set {name} of {} to {}", what(&quote, edits.len()), value.unwrap_or("its default"));
    Ok(Transaction::new(title, edits))
}

fn allow_value(label: &Label, name: &str, value: Option<&str>) -> Result<(), CommandError> {
    let rule = label.attributes.iter().find(|rule| rule.name == name);
    let no_rule = || CommandError::NoSuchAttribute { label: label.name.clone(), name: name.to_owned() };
    let AttributeRule { kind, .. } = rule.ok_or_else(no_rule)?;
    let choices = match kind {
        AttributeKind::Text => return Ok(()),
        AttributeKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        AttributeKind::Choice(choices) => choices.clone(),
    };
    match value {
        Some(value) if !choices.iter().any(|choice| choice == value) => Err(CommandError::NotAChoice {
            name: name.to_owned(),
            value: value.to_owned(),
            choices: choices.join(", "),
        }),
        _ => Ok(()),
    }
}

/// Takes mentions back that a tag-all made, and remembers that they are none, and that their form is
/// ambiguous.
pub(super) fn leave_out(context: &mut Context, form: &str, mentions: &[Place]) -> Planned {
    let mut transaction = untag(context, mentions)?;
    for (article_id, mention_id) in mentions {
        let article = article(context.project, *article_id)?;
        let mention = article.mentions.get(mention_id).ok_or(CommandError::Gone("mention"))?;
        let hit = Hit { article: *article_id, span: mention.extent.hull() };
        transaction.edits.extend(rejection(hit, article, mention.label, Rejection::BY_TAG_ALL));
    }
    let before = context.project.ambiguous().get(form).copied();
    let after = before.unwrap_or(0) + mentions.len() as u32;
    let change = match before {
        Some(before) => Change::Replace { before, after },
        None => Change::Add(after),
    };
    transaction.edits.push(Edit::Ambiguous(form.to_owned(), change));
    transaction.title = format!("Leave out \"{}\"", shorten(form));
    Ok(transaction)
}

/// One edit for each mention that `change` really changes, and the quote of the last one.
pub(super) fn change_each(
    project: &Project,
    mentions: &[Place],
    change: impl Fn(&Article, &Mention) -> Mention,
) -> Result<(Vec<Edit>, String), CommandError> {
    let mut edits = BTreeMap::new();
    let mut quote = String::new();
    for (article_id, mention_id) in mentions {
        let article = article(project, *article_id)?;
        let before = article.mentions.get(mention_id).ok_or(CommandError::Gone("mention"))?;
        let after = change(article, before);
        quote = article.quote(before);
        if after != *before {
            let change = Change::Replace { before: before.clone(), after };
            edits.insert((*article_id, *mention_id), Edit::Mention(*article_id, *mention_id, change));
        }
    }
    Ok((edits.into_values().collect(), quote))
}

pub(super) fn article(project: &Project, id: ArticleId) -> Result<&Arc<Article>, CommandError> {
    project.article(id).ok_or(CommandError::Gone("article"))
}

pub(super) fn label(project: &Project, id: LabelId) -> Result<&Label, CommandError> {
    project.labels().get(&id).ok_or(CommandError::Gone("label"))
}

pub(super) fn is_tagged(article: &Article, extent: &Extent, label: LabelId) -> bool {
    article.mentions.of_extent(extent).any(|(_, mention)| mention.label == label)
}

pub(super) fn what(quote: &str, n_mentions: usize) -> String {
    match n_mentions {
        0 | 1 => format!("\"{}\"", shorten(quote)),
        n_mentions => format!("{n_mentions} mentions"),
    }
}

const TITLE_QUOTE_CHARS: usize = 40; // enough to recognise a mention in a menu

pub(super) fn shorten(quote: &str) -> String {
    match quote.char_indices().nth(TITLE_QUOTE_CHARS) {
        Some((end, _)) => format!("{}…", &quote[..end]),
        None => quote.to_owned(),
    }
}
