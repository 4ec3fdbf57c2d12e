//! Outlets and stories by name. Renaming one to the name of another joins the two.

use std::sync::Arc;

use super::{CommandError, Context};
use crate::model::{Article, ArticleId, Change, Edit, Header, Outlet, OutletId, Story, StoryId, Transaction};

type Planned = Result<Transaction, CommandError>;

pub(super) fn rename_outlet(context: &mut Context, id: OutletId, name: &str) -> Planned {
    let before = context.project.outlets().get(&id).ok_or(CommandError::Gone("outlet"))?.clone();
    let name = named(name, "outlet")?;
    let title = format!("Rename the outlet {} to {name}", before.name);
    let edits = match context.project.outlet_named(&name) {
        Some(same) if same == id => Vec::new(),
        Some(into) => {
            let mut edits = change_headers(context, |header| {
                (header.outlet == Some(id)).then(|| Header { outlet: Some(into), ..header.clone() })
            });
            edits.push(Edit::Outlet(id, Change::Remove(before)));
            edits
        }
        None => {
            let after = Outlet { name, ..before.clone() };
            vec![Edit::Outlet(id, Change::Replace { before, after })]
        }
    };
    Ok(Transaction::new(title, edits))
}

pub(super) fn rename_story(context: &mut Context, id: StoryId, name: &str) -> Planned {
    let before = context.project.stories().get(&id).ok_or(CommandError::Gone("story"))?.clone();
    let name = named(name, "story")?;
    let title = format!("Rename the story {} to {name}", before.name);
    let edits = match context.project.story_named(&name) {
        Some(same) if same == id => Vec::new(),
        Some(into) => {
            let mut edits = change_headers(context, |header| {
                (header.story == Some(id)).then(|| Header { story: Some(into), ..header.clone() })
            });
            edits.push(Edit::Story(id, Change::Remove(before)));
            edits
        }
        None => vec![Edit::Story(id, Change::Replace { before, after: Story { name } })],
    };
    Ok(Transaction::new(title, edits))
}

fn change_headers(context: &Context, change: impl Fn(&Header) -> Option<Header>) -> Vec<Edit> {
    let edit = |(id, article): (&ArticleId, &Arc<Article>)| {
        let after = change(&article.header)?;
        Some(Edit::Header(*id, Change::Replace { before: article.header.clone(), after: Arc::new(after) }))
    };
    context.project.articles().iter().filter_map(edit).collect()
}

fn named(name: &str, what: &'static str) -> Result<String, CommandError> {
    let name = name.trim();
    if name.is_empty() { Err(CommandError::EmptyName(what)) } else { Ok(name.to_owned()) }
}
