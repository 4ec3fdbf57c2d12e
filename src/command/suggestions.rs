//! What people decide about what machines propose, and the analyst's own patterns.

use regex::Regex;

use super::entities::KnownEntities;
use super::tagging::{article, is_tagged, label, new_mention, shorten};
use super::{CommandError, Context, Hit};
use crate::model::{
    Article, Change, Edit, LabelId, Mention, Origin, Pattern, PatternId, PatternKind, Rejection, Transaction,
};

type Planned = Result<Transaction, CommandError>;

/// A suggestion that somebody decided on.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    pub hit: Hit,
    pub label: LabelId,
    /// The engine that made it.
    pub engine: String,
}

pub(super) fn accept(context: &mut Context, suggestions: &[Suggested]) -> Planned {
    let mut known = KnownEntities::of(context.project);
    let mut edits = Vec::new();
    let mut title = String::new();
    for Suggested { hit, label: label_id, engine } in suggestions {
        let article = article(context.project, hit.article)?;
        let name = &label(context.project, *label_id)?.name;
        if is_tagged(article, &hit.span.into(), *label_id) {
            continue;
        }
        let quote = hit.span.of(&article.text);
        let mention = new_mention(context.by, hit.span, *label_id, known.entity(quote));
        let mention = Mention { origin: Origin::Suggested { by: engine.clone() }, ..mention };
        title = format!("Accept \"{}\" as {name}", shorten(quote));
        edits.push(Edit::Mention(hit.article, context.ids.mention(), Change::Add(mention)));
    }
    if edits.len() > 1 {
        title = format!("Accept {} suggestions", edits.len());
    }
    Ok(Transaction::new(title, edits))
}

pub(super) fn reject(context: &mut Context, suggestions: &[Suggested]) -> Planned {
    let mut edits = Vec::new();
    let mut title = String::new();
    for Suggested { hit, label, engine } in suggestions {
        let article = article(context.project, hit.article)?;
        let Some(edit) = rejection(*hit, article, *label, engine) else { continue };
        title = format!("Reject \"{}\"", shorten(hit.span.of(&article.text)));
        edits.push(edit);
    }
    if edits.len() > 1 {
        title = format!("Reject {} suggestions", edits.len());
    }
    Ok(Transaction::new(title, edits))
}

/// `None` where the label is turned down there already.
pub(super) fn rejection(hit: Hit, article: &Article, label: LabelId, by: &str) -> Option<Edit> {
    let place = Rejection { span: hit.span, label };
    let is_new = !article.rejected.contains_key(&place);
    is_new.then(|| Edit::Rejection(hit.article, place, Change::Add(by.to_owned())))
}

/// Whoever tags a place no longer turns it down.
pub(super) fn withdrawn_rejection(hit: Hit, article: &Article, label: LabelId) -> Option<Edit> {
    let place = Rejection { span: hit.span, label };
    let by = article.rejected.get(&place)?.clone();
    Some(Edit::Rejection(hit.article, place, Change::Remove(by)))
}

pub(super) fn add_pattern(context: &mut Context, pattern: &Pattern) -> Planned {
    let pattern = valid(context, pattern)?;
    let title = format!("Add the pattern {}", pattern.name);
    Ok(Transaction::new(title, vec![Edit::Pattern(context.ids.pattern(), Change::Add(pattern))]))
}

pub(super) fn edit_pattern(context: &mut Context, id: PatternId, after: &Pattern) -> Planned {
    let before = context.project.patterns().get(&id).ok_or(CommandError::Gone("pattern"))?.clone();
    let after = valid(context, after)?;
    let title = format!("Edit the pattern {}", after.name);
    let edits =
        if before == after { vec![] } else { vec![Edit::Pattern(id, Change::Replace { before, after })] };
    Ok(Transaction::new(title, edits))
}

pub(super) fn remove_pattern(context: &mut Context, id: PatternId) -> Planned {
    let gone = context.project.patterns().get(&id).ok_or(CommandError::Gone("pattern"))?.clone();
    let title = format!("Remove the pattern {}", gone.name);
    Ok(Transaction::new(title, vec![Edit::Pattern(id, Change::Remove(gone))]))
}

fn valid(context: &Context, pattern: &Pattern) -> Result<Pattern, CommandError> {
    label(context.project, pattern.label)?;
    let name = pattern.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("pattern"));
    }
    let kind = match &pattern.kind {
        PatternKind::Expression(expression) => {
            let problem = Regex::new(expression).err().map(|error| one_line(&error));
            match problem {
                Some(problem) => return Err(CommandError::BadExpression { name, problem }),
                None => PatternKind::Expression(expression.clone()),
            }
        }
        PatternKind::Words(words) => {
            let words: Vec<String> =
                words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                return Err(CommandError::EmptyWordList { name });
            }
            PatternKind::Words(words)
        }
    };
    Ok(Pattern { name, kind, label: pattern.label })
}

/// The last line of the regex crate's message says what is wrong; the lines before draw where.
fn one_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
