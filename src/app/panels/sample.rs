//! The sample project: one invented event in four invented outlets, for a first look.

use serde::Deserialize;

use crate::command::{Command, Import};
use crate::load;
use crate::model::{Draft, DraftMention, Fact, Facts, Ids, Project, Tagset};
use crate::session::Session;
use crate::text::Span;

const SAMPLE: &str = include_str!("../../../assets/sample/sample.ron");
const TEXTS: [(&str, &str); 4] = [
    ("01-corvenne-ledger.txt", include_str!("../../../assets/sample/01-corvenne-ledger.txt")),
    ("02-skerrin-courant.txt", include_str!("../../../assets/sample/02-skerrin-courant.txt")),
    ("03-farstrand-dispatch.txt", include_str!("../../../assets/sample/03-farstrand-dispatch.txt")),
    ("04-maudry-lantern.txt", include_str!("../../../assets/sample/04-maudry-lantern.txt")),
];

#[derive(Deserialize)]
struct Sample {
    title: String,
    story: String,
    articles: Vec<SampleArticle>,
}

#[derive(Deserialize)]
struct SampleArticle {
    file: String,
    title: String,
    outlet: String,
    byline: String,
    published: String,
    language: String,
    url: String,
    mentions: Vec<SampleMention>,
}

#[derive(Deserialize)]
struct SampleMention {
    quote: String,
    /// Counted from 0.
    occurrence: usize,
    label: String,
    entity: String,
}

/// The sample as a project of its own. The error is a sentence; a test sees to it that there is none.
pub fn sample_project(annotator: &str) -> Result<(Project, Ids), String> {
    let sample: Sample = ron::from_str(SAMPLE).map_err(|error| format!("The sample is damaged: {error}"))?;
    let drafts =
        sample.articles.iter().map(|article| draft(article, &sample.story)).collect::<Result<_, _>>()?;
    let mut ids = Ids::default();
    let project = Project::new(&sample.title, Tagset::default(), annotator, &mut ids);
    let mut session = Session::in_memory(project, ids);
    let loaded = session.run(&Command::Import(Import { drafts, format: None }));
    loaded.map_err(|error| format!("The sample is damaged: {error}"))?;
    let snapshot = session.snapshot();
    Ok(((*snapshot.project).clone(), snapshot.ids))
}

fn draft(article: &SampleArticle, story: &str) -> Result<Draft, String> {
    let text = TEXTS.iter().find(|(file, _)| *file == article.file);
    let (_, text) = text.ok_or_else(|| format!("The sample lacks {}", article.file))?;
    let mentions = article.mentions.iter().map(|mention| place(text, mention)).collect::<Result<_, _>>()?;
    let given = |value: &str| (!value.is_empty()).then(|| Fact::given(value));
    let facts = Facts {
        title: given(&article.title),
        outlet: given(&article.outlet),
        byline: given(&article.byline),
        published: given(&article.published),
        language: given(&article.language),
        url: given(&article.url),
        story: given(story),
        domain: None,
    };
    Ok(Draft { facts, mentions, path: article.file.clone(), ..load::pasted(text) })
}

fn place(text: &str, mention: &SampleMention) -> Result<DraftMention, String> {
    let found = text.match_indices(&mention.quote).nth(mention.occurrence);
    let missing = || format!("The sample lacks \"{}\"", mention.quote);
    let (start, quote) = found.ok_or_else(missing)?;
    let span = Span::new(text, start..start + quote.len()).map_err(|error| error.to_string())?;
    let entity = Some(mention.entity.clone()).filter(|name| !name.is_empty());
    Ok(DraftMention { entity, ..DraftMention::new(span, &mention.label) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_whole() {
        let (project, _) = sample_project("Analyst").unwrap();
        assert_eq!(project.articles().len(), 4);
        assert_eq!(project.outlets().len(), 4);
        let n_mentions: Vec<usize> =
            project.articles().values().map(|article| article.mentions.len()).collect();
        assert_eq!(n_mentions, [49, 44, 14, 0]); // counted in sample.ron
    }
}
