use std::sync::Arc;

use crate::analysis::{Corpus, Findings};
use crate::index::Layers;
use crate::model::{Project, StoryId};

/// Which articles questions are about, and what of them counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CorpusChoice {
    /// All articles where none is chosen.
    pub story: Option<StoryId>,
    pub all_zones: bool,
    pub copies_once: bool,
    pub layers: Layers,
    pub is_winnowed: bool,
}

impl CorpusChoice {
    /// Takes as long as there are articles.
    pub fn corpus(self, project: Arc<Project>, findings: Findings) -> Corpus {
        let corpus = match self.story {
            Some(story) => Corpus::of_stories(project, &[story]),
            None => Corpus::whole(project),
        };
        let corpus = corpus.with_findings(findings).with_all_zones(self.all_zones);
        let corpus = corpus.with_copies_once(self.copies_once).with_layers(self.layers);
        corpus.with_winnowing(self.is_winnowed)
    }
}
