use std::collections::BTreeSet;
use std::sync::Arc;

use super::CliError;
use super::arguments::{Arguments, Opt};
use crate::analysis::Corpus;
use crate::index::{Layer, Layers};
use crate::model::{AnnotatorId, ArticleId, LabelId, Project, StoryId};

pub(super) const STORY: Opt = Opt::any("story", "NAME", "only articles of this story");
pub(super) const OUTLET: Opt =
    Opt::any("outlet", "NAME", "only articles of this outlet; \"unknown\" for none");
pub(super) const ALL_ZONES: Opt = Opt::switch("all-zones", "count captions, credits and page furniture too");
pub(super) const COPIES_ONCE: Opt =
    Opt::switch("copies-once", "count copied wording once, in the article that was published first");

pub(super) const LAYER: Opt = Opt::any(
    "layer",
    "NAME",
    "count words that differ in this alone as the same where articles share wording:\n\
     hyphens, accents, numerals, spelling or all",
);

pub(super) const WINNOW: Opt = Opt::switch(
    "winnow",
    "look for shared wording at fewer places: sooner, but passages without\n\
     eight words in a row may be missed",
);

/// What a question is about.
pub(super) fn corpus(project: Arc<Project>, arguments: &Arguments) -> Result<Corpus, CliError> {
    let articles = articles(&project, arguments)?;
    let corpus = Corpus::of_articles(project, articles);
    let corpus = corpus.with_all_zones(arguments.has("all-zones")).with_layers(layers(arguments)?);
    Ok(corpus.with_copies_once(arguments.has("copies-once")).with_winnowing(arguments.has("winnow")))
}

fn layers(arguments: &Arguments) -> Result<Layers, CliError> {
    let known = || Layer::ALL.map(Layer::id).into_iter().chain(["all"]).map(str::to_owned).collect();
    let named = |name: &String| match name.as_str() {
        "all" => Ok(Layer::ALL.to_vec()),
        name => match Layer::ALL.into_iter().find(|layer| layer.id() == name) {
            Some(layer) => Ok(vec![layer]),
            None => Err(no_such("layer", name, known())),
        },
    };
    let named: Vec<Vec<Layer>> = arguments.all("layer").iter().map(named).collect::<Result<_, _>>()?;
    Ok(named.into_iter().flatten().collect())
}

/// The articles that `--story` and `--outlet` leave; all of them where neither is given.
pub(super) fn articles(project: &Project, arguments: &Arguments) -> Result<Vec<ArticleId>, CliError> {
    let stories = arguments.all("story");
    let stories: BTreeSet<StoryId> =
        stories.iter().map(|name| story(project, name)).collect::<Result<_, _>>()?;
    let outlets = arguments.all("outlet");
    for name in &outlets {
        check_outlet(project, name)?;
    }
    let chosen = project.articles().iter().filter(|(_, article)| {
        let in_story = article.header.story.is_some_and(|story| stories.contains(&story));
        let in_outlet = outlets.iter().any(|name| name == project.outlet_name(article));
        (stories.is_empty() || in_story) && (outlets.is_empty() || in_outlet)
    });
    Ok(chosen.map(|(id, _)| *id).collect())
}

pub(super) fn story(project: &Project, name: &str) -> Result<StoryId, CliError> {
    let known = || project.stories().values().map(|story| story.name.clone()).collect();
    project.story_named(name).ok_or_else(|| no_such("story", name, known()))
}

fn check_outlet(project: &Project, name: &str) -> Result<(), CliError> {
    let mut known: Vec<String> = project.outlets().values().map(|outlet| outlet.name.clone()).collect();
    known.push("unknown".to_owned());
    if known.iter().any(|known| known == name) { Ok(()) } else { Err(no_such("outlet", name, known)) }
}

pub(super) fn label(project: &Project, name: &str) -> Result<LabelId, CliError> {
    let known = || project.labels_in_order().iter().map(|(_, label)| label.name.clone()).collect();
    project.label_named(name).ok_or_else(|| no_such("label", name, known()))
}

pub(super) fn annotator(project: &Project, name: &str) -> Result<AnnotatorId, CliError> {
    let known = || project.annotators().values().map(|annotator| annotator.name.clone()).collect();
    project.annotator_named(name).ok_or_else(|| no_such("annotator", name, known()))
}

pub(super) fn format(name: &str) -> Result<&'static crate::format::Format, CliError> {
    let known = || crate::format::ALL.iter().map(|format| format.id.to_owned()).collect();
    crate::format::find(name).ok_or_else(|| no_such("format", name, known()))
}

pub(super) fn no_such(what: &'static str, asked: &str, known: Vec<String>) -> CliError {
    CliError::NoSuch { what, asked: asked.to_owned(), known }
}
