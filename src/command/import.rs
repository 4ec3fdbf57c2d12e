//! Taking articles in: what is new, and what is here already.

use std::collections::HashMap;
use std::sync::Arc;

use super::names::Names;
use super::{CommandError, Context};
use crate::model::{ArticleId, Change, Draft, Edit, Origin, Project, Transaction};
use crate::text::count;

/// Drafts to take in. A text that is here already is not taken twice, unless another outlet has it; its new
/// mentions are.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub drafts: Vec<Draft>,
    /// The annotation format they were read with; `None` where articles were loaded or pasted.
    pub format: Option<String>,
}

pub(super) fn import(context: &mut Context, import: &Import) -> Result<Transaction, CommandError> {
    let mut known = Known::of(context.project);
    let origin =
        import.format.as_ref().map_or(Origin::Analyst, |format| Origin::Imported { format: format.clone() });
    let project = context.project;
    let mut names = Names::new(context);
    let (mut edits, mut n_new, mut n_known) = (Vec::new(), 0, 0);
    for draft in &import.drafts {
        match known.find(draft) {
            Some(id) => {
                n_known += 1;
                let Some(article) = project.article(id) else { continue };
                edits.extend(names.add_mentions(id, article, draft, &origin));
            }
            None => {
                n_new += 1;
                let id = names.context.ids.article();
                known.insert(draft, id);
                edits.push(Edit::Article(id, Change::Add(Arc::new(names.new_article(draft, &origin)))));
            }
        }
    }
    let edits: Vec<Edit> = names.edits.into_iter().chain(edits).collect();
    if edits.is_empty() && n_known > 0 {
        return Err(CommandError::NothingNew { n_known });
    }
    let title = match n_known {
        0 => format!("Load {}", count(n_new, "article")),
        n_known => format!("Load {} ({n_known} already here)", count(n_new, "article")),
    };
    Ok(Transaction::new(title, edits))
}

/// Articles by text, each with the name of its outlet, empty where that is unknown.
///
/// What two outlets print word for word is two articles, and what an analyst looks for; the same text
/// without an outlet is the same article, loaded again.
struct Known(HashMap<Arc<str>, Vec<(ArticleId, String)>>);

impl Known {
    fn of(project: &Project) -> Self {
        let mut known: HashMap<Arc<str>, Vec<(ArticleId, String)>> = HashMap::new();
        for (id, article) in project.articles() {
            let outlet = article.header.outlet.and_then(|id| project.outlets().get(&id));
            let outlet = outlet.map_or(String::new(), |outlet| outlet.name.clone());
            known.entry(article.text.clone()).or_default().push((*id, outlet));
        }
        Self(known)
    }

    fn find(&self, draft: &Draft) -> Option<ArticleId> {
        let known = self.0.get(&draft.text)?;
        let outlet = outlet_of(draft);
        let is_same = |(_, other): &&(ArticleId, String)| *other == outlet;
        let may_be = |(_, other): &&(ArticleId, String)| outlet.is_empty() || other.is_empty();
        known.iter().find(is_same).or_else(|| known.iter().find(may_be)).map(|(id, _)| *id)
    }

    fn insert(&mut self, draft: &Draft, id: ArticleId) {
        self.0.entry(draft.text.clone()).or_default().push((id, outlet_of(draft)));
    }
}

fn outlet_of(draft: &Draft) -> String {
    draft.facts.outlet.as_ref().map_or(String::new(), |outlet| outlet.value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::model::{Fact, Facts};

    fn draft(outlet: &str) -> Draft {
        let facts = Facts { outlet: Some(Fact::given(outlet)), ..Facts::default() };
        Draft { text: "The ferry sank.".into(), facts, ..Draft::default() }
    }

    #[test]
    fn a_text_that_two_outlets_print_is_two_articles_and_loaded_again_it_is_none() {
        let mut session = fixture::session(&[]);
        let mut load = |drafts: &[Draft]| {
            let loaded = session.run(&Command::Import(Import { drafts: drafts.to_vec(), format: None }));
            (loaded.is_ok(), session.project().articles().len())
        };
        assert_eq!(load(&[draft("One"), draft("Two")]), (true, 2));
        assert_eq!(load(&[draft("Two"), draft("One"), draft("")]), (false, 2));
        assert_eq!(load(&[draft("Three")]), (true, 3));
    }
}
