//! Projects typed as marked text, for tests: `[PERSON Macron] met [PERSON Kishida].`

use std::sync::Arc;

use crate::command::{Command, Import};
use crate::model::{Article, ArticleId, Draft, DraftMention, Fact, Facts, Ids, MentionId, Project, Tagset};
use crate::session::Session;
use crate::text::{Span, read_marked};

/// A project of articles, each an outlet's name and its marked text, all of one story.
///
/// # Panics
/// On a marked text that is not well-formed: a fixture is part of a test.
pub fn session(articles: &[(&str, &str)]) -> Session {
    let mut ids = Ids::default();
    let project = Project::new("Fixture", Tagset::default(), "Analyst", &mut ids);
    let mut session = Session::in_memory(project, ids);
    let drafts = articles.iter().map(|(outlet, marked)| draft(outlet, marked)).collect();
    session.run(&Command::Import(Import { drafts, format: None })).expect("a fixture can be loaded");
    session
}

fn draft(outlet: &str, marked: &str) -> Draft {
    let (text, marks) = read_marked(marked).expect("a fixture's marks are well-formed");
    let mention =
        |range, label| DraftMention::new(Span::new(&text, range).expect("a mark fits its text"), label);
    let mentions = marks.into_iter().map(|mark| mention(mark.range, mark.label)).collect();
    let facts = Facts {
        title: Some(Fact::given(format!("Report of {outlet}"))),
        outlet: Some(Fact::given(outlet)),
        story: Some(Fact::given("Story")),
        ..Facts::default()
    };
    Draft { text: text.into(), facts, mentions, ..Draft::default() }
}

/// The n-th article, counted from 0.
pub fn article(project: &Project, n: usize) -> (ArticleId, &Arc<Article>) {
    let (id, article) = project.articles().iter().nth(n).expect("a fixture has this article");
    (*id, article)
}

/// The first mention with this text, in any article.
pub fn mention(project: &Project, quote: &str) -> (ArticleId, MentionId) {
    let found = project.mentions().find(|(id, _, mention)| project.articles()[id].quote(mention) == quote);
    let (article, mention, _) = found.expect("a fixture has this mention");
    (article, mention)
}

/// Every article as marked text again, in order.
pub fn marked(project: &Project) -> Vec<String> {
    let marks_of = |article: &Article| {
        let mark = |mention: &crate::model::Mention| crate::text::Mark {
            range: mention.extent.hull().range(),
            label: project.label_name(mention.label).to_owned(),
        };
        article.mentions.values().map(mark).collect::<Vec<_>>()
    };
    let write = |article: &Arc<Article>| crate::text::write_marked(&article.text, &marks_of(article));
    project.articles().values().map(write).collect()
}

/// A repeatable source of numbers for property tests (splitmix64, Steele et al. 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}
