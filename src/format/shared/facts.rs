use crate::model::{Draft, Fact, Facts};

/// Every fact of an article under the name that files give it.
pub(crate) fn facts_by_name(facts: &Facts) -> [(&'static str, Option<&Fact>); 7] {
    [
        ("title", facts.title.as_ref()),
        ("outlet", facts.outlet.as_ref()),
        ("story", facts.story.as_ref()),
        ("byline", facts.byline.as_ref()),
        ("published", facts.published.as_ref()),
        ("url", facts.url.as_ref()),
        ("language", facts.language.as_ref()),
    ]
}

/// The facts that files give under these names. `value` and `source` look a name up; a source says
/// what a guess was taken from.
pub(crate) fn facts_from<'a>(
    value: impl Fn(&str) -> Option<&'a str>,
    source: impl Fn(&str) -> Option<&'a str>,
) -> Facts {
    let fact = |name: &str| {
        let value = value(name).filter(|value| !value.is_empty())?;
        Some(Fact { value: value.to_owned(), guessed_from: source(name).map(str::to_owned) })
    };
    Facts {
        title: fact("title"),
        outlet: fact("outlet"),
        domain: value("domain").filter(|domain| !domain.is_empty()).map(str::to_owned),
        byline: fact("byline"),
        published: fact("published"),
        url: fact("url"),
        language: fact("language"),
        story: fact("story"),
    }
}

/// What an article is called in a file: the path it was loaded from, or its title where it was pasted.
pub(crate) fn article_key(draft: &Draft) -> &str {
    match &draft.facts.title {
        Some(title) if draft.path.is_empty() => &title.value,
        _ => &draft.path,
    }
}

/// The path behind an article's name in a file; empty where the name is its title.
pub(crate) fn path_of_key(key: &str, facts: &Facts) -> String {
    let is_title = facts.title.as_ref().is_some_and(|title| title.value == key);
    if is_title { String::new() } else { key.to_owned() }
}
