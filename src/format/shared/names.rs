use std::collections::BTreeSet;

use super::{Losses, Lost, article_key};
use crate::model::Draft;

const STEM_CHARS: usize = 48; // long enough to know an article by, short enough for any file system

/// A file name for each article, without its ending: `003-kishida-in-paris`. Safe on every system.
pub(crate) fn file_stems(drafts: &[Draft]) -> Vec<String> {
    let digits = drafts.len().to_string().len().max(3);
    let stem = |(n, draft): (usize, &Draft)| {
        let title = draft.facts.title.as_ref().map_or("", |title| &title.value);
        let file = draft.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let slugs = [slug(title), slug(file), "article".to_owned()];
        let slug = slugs.iter().find(|slug| !slug.is_empty());
        format!("{:0digits$}-{}", n + 1, slug.map_or("", String::as_str))
    };
    drafts.iter().enumerate().map(stem).collect()
}

fn slug(title: &str) -> String {
    let plain = title.to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if slug.len() + word.len() >= STEM_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// What each article is called in all files. Two pasted articles may have the same title.
pub(crate) fn unique_keys(drafts: &[Draft]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let unique = |draft: &Draft| {
        let key = article_key(draft);
        let mut unique = key.to_owned();
        let mut n = 2;
        while !taken.insert(unique.clone()) {
            unique = format!("{key} ({n})");
            n += 1;
        }
        unique
    };
    drafts.iter().map(unique).collect()
}

/// Replaces the signs that a format reserves in names, and remembers which names it changed.
pub(crate) struct Renaming {
    is_reserved: fn(char) -> bool,
    changed: BTreeSet<String>,
}

impl Renaming {
    pub(crate) fn new(is_reserved: fn(char) -> bool) -> Self {
        Self { is_reserved, changed: BTreeSet::new() }
    }

    pub(crate) fn name(&mut self, name: &str) -> String {
        let renamed = name.replace(self.is_reserved, "_");
        if renamed != name {
            self.changed.insert(name.to_owned());
        }
        renamed
    }

    pub(crate) fn tell(&self, losses: &mut Losses) {
        losses.add(Lost::Renamed, self.changed.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, Facts};

    #[test]
    fn file_names_are_plain_and_unique() {
        let titled = |title: &str| Draft {
            facts: Facts { title: Some(Fact::given(title)), ..Facts::default() },
            ..Draft::default()
        };
        let drafts = [
            titled("Kishida, Macron: “No!”"),
            titled("../../etc"),
            titled("日本"),
            titled("Kishida, Macron: “No!”"),
        ];
        assert_eq!(
            file_stems(&drafts),
            ["001-kishida-macron-no", "002-etc", "003-article", "004-kishida-macron-no"]
        );
        let loaded = Draft { path: "in/Le Monde.txt".to_owned(), ..Draft::default() };
        assert_eq!(file_stems(&[loaded]), ["001-le-monde"]);
    }

    #[test]
    fn two_articles_of_one_title_are_told_apart() {
        let titled = || Draft {
            facts: Facts { title: Some(Fact::given("News")), ..Facts::default() },
            ..Draft::default()
        };
        assert_eq!(unique_keys(&[titled(), titled()]), ["News", "News (2)"]);
    }
}
