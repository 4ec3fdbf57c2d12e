use std::collections::BTreeMap;

use crate::model::{Article, ArticleId, Project};

/// Parts the articles of a dataset for training and testing.
///
/// Articles of one group stay together, because tellings of one story share sentences, and a test on
/// sentences that were trained on tests nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    shares: Vec<u32>,
    by: Grouping,
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    Story,
    Outlet,
    Article,
}

impl Split {
    /// Shares of train and test, or of train, dev and test. `None` for any other number of shares.
    pub fn new(shares: Vec<u32>, by: Grouping, seed: u64) -> Option<Self> {
        let fits = matches!(shares.len(), 2 | 3) && shares.iter().any(|share| *share > 0);
        fits.then_some(Self { shares, by, seed })
    }

    /// Each part with its name. The same articles, shares and seed always give the same parts.
    pub fn parts(&self, project: &Project, articles: &[ArticleId]) -> Vec<(&'static str, Vec<ArticleId>)> {
        let names: &[&str] =
            if self.shares.len() == 2 { &["train", "test"] } else { &["train", "dev", "test"] };
        let mut parts: Vec<_> = names.iter().map(|name| (*name, Vec::new())).collect();
        for group in self.shuffled_groups(project, articles) {
            let n_placed: usize = parts.iter().map(|(_, part)| part.len()).sum();
            let lacks =
                |place: usize| self.target(place, n_placed + group.len()) - parts[place].1.len() as f64;
            let most_lacking = (0..parts.len()).rev().max_by(|a, b| lacks(*a).total_cmp(&lacks(*b)));
            parts[most_lacking.unwrap_or(0)].1.extend(group);
        }
        for (_, part) in &mut parts {
            part.sort_unstable();
        }
        parts
    }

    /// How many of so many articles belong in a part.
    fn target(&self, place: usize, n_articles: usize) -> f64 {
        let all: u32 = self.shares.iter().sum();
        n_articles as f64 * f64::from(self.shares[place]) / f64::from(all)
    }

    fn shuffled_groups(&self, project: &Project, articles: &[ArticleId]) -> Vec<Vec<ArticleId>> {
        let mut groups: BTreeMap<(bool, u32), Vec<ArticleId>> = BTreeMap::new();
        for id in articles {
            if let Some(article) = project.article(*id) {
                groups.entry(self.group(*id, article)).or_default().push(*id);
            }
        }
        let mut groups: Vec<(u64, Vec<ArticleId>)> =
            groups.into_iter().map(|((_, key), group)| (mixed(self.seed, key), group)).collect();
        groups.sort();
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// An article without story or outlet is a group of its own.
    fn group(&self, id: ArticleId, article: &Article) -> (bool, u32) {
        let shared = match self.by {
            Grouping::Story => article.header.story.map(|story| story.0),
            Grouping::Outlet => article.header.outlet.map(|outlet| outlet.0),
            Grouping::Article => None,
        };
        shared.map_or((false, id.0), |key| (true, key))
    }
}

/// A number that looks random (splitmix64; Steele, Lea & Flood 2014).
fn mixed(seed: u64, key: u32) -> u64 {
    let mut mixed = seed.wrapping_add(u64::from(key) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;

    fn sizes(split: &Split, n_articles: usize) -> Vec<usize> {
        let texts: Vec<String> = (0..n_articles).map(|n| format!("Text {n}")).collect();
        let articles: Vec<(&str, &str)> = texts.iter().map(|text| ("AFP", text.as_str())).collect();
        let session = fixture::session(&articles);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let parts = split.parts(session.project(), &ids);
        let all: BTreeSet<ArticleId> = parts.iter().flat_map(|(_, part)| part.clone()).collect();
        assert_eq!(all.len(), n_articles);
        parts.iter().map(|(_, part)| part.len()).collect()
    }

    #[test]
    fn parts_have_their_shares() {
        let split = |shares: &[u32]| Split::new(shares.to_vec(), Grouping::Article, 7).unwrap();
        assert_eq!(sizes(&split(&[80, 10, 10]), 20), [16, 2, 2]);
        assert_eq!(sizes(&split(&[1, 1]), 4), [2, 2]);
        assert!(Split::new(vec![100], Grouping::Article, 7).is_none());
        assert!(Split::new(vec![0, 0], Grouping::Article, 7).is_none());
    }

    #[test]
    fn tellings_of_one_story_stay_together() {
        let mut session = fixture::session(&[("A", "1"), ("B", "2"), ("A", "3"), ("B", "4")]);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let change = HeaderChange::Story("Other".to_owned());
        session.run(&Command::EditHeaders { articles: ids[2..].to_vec(), change }).unwrap();
        for seed in 0..10 {
            let split = Split::new(vec![50, 50], Grouping::Story, seed).unwrap();
            let parts = split.parts(session.project(), &ids);
            let halves: BTreeSet<_> = parts.into_iter().map(|(_, part)| part).collect();
            assert_eq!(halves, BTreeSet::from([ids[..2].to_vec(), ids[2..].to_vec()]));
        }
    }
}
