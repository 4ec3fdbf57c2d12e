//! What jobs worked out from the project, and from which state of it. Shown, never saved; what is
//! out of date stays until something newer is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::{Cache, Findings, Reuse};
use crate::index::{Comparison, Layers, Untold, WordView, Zones, untold};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, Project, Zone};
use crate::store::write_atomically;

#[derive(Default)]
pub struct Results {
    pub side_by_side: Option<SideBySide>,
    pub findings: Findings,
    pub untold: Option<WhatOthersTell>,
}

/// What each of the panes lacks, by the comparison that it was found with.
pub struct WhatOthersTell {
    of: Arc<Comparison>,
    untold: BTreeMap<ArticleId, Vec<Untold>>,
}

impl WhatOthersTell {
    pub fn new(
        project: &Project,
        comparison: Arc<Comparison>,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let go_on = || progress.go_on().is_ok();
        Ok(Self { untold: untold(project, &comparison, &go_on).ok_or(Cancelled)?, of: comparison })
    }

    pub fn is_of(&self, comparison: &Arc<Comparison>) -> bool {
        Arc::ptr_eq(&self.of, comparison)
    }
}

/// The articles of the panes compared, and what that was computed from.
pub struct SideBySide {
    pub comparison: Arc<Comparison>,
    of: Vec<Compared>,
    layers: Layers,
}

/// Texts never change, so their pointers tell whether a comparison still holds; zones may.
struct Compared {
    article: ArticleId,
    text: Arc<str>,
    zones: Vec<Zone>,
}

/// The shared passages of a project, kept beside it. The file can be deleted at any time.
struct Beside(PathBuf);

impl Cache for Beside {
    fn read(&mut self) -> Option<Vec<u8>> {
        std::fs::read(&self.0).ok()
    }

    fn write(&mut self, bytes: &[u8]) {
        // Without it the passages are found again.
        let _ = write_atomically(&self.0, bytes);
    }
}

impl SideBySide {
    pub fn new(
        project: &Project,
        panes: &[ArticleId],
        layers: Layers,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let compared = |id: &ArticleId| {
            let article = project.article(*id)?;
            Some(Compared { article: *id, text: article.text.clone(), zones: article.zones.clone() })
        };
        progress.go_on()?;
        let of = panes.iter().filter_map(compared).collect();
        let view = WordView { zones: Zones::Body, layers };
        Ok(Self { comparison: Arc::new(Comparison::new(project, panes, view)), of, layers })
    }

    /// Whether it is of these panes as they are now, under these layers.
    pub fn is_of(&self, project: &Project, panes: &[ArticleId], layers: Layers) -> bool {
        let same = |known: &Compared, id: &ArticleId| {
            project.article(*id).is_some_and(|article| {
                known.article == *id
                    && Arc::ptr_eq(&known.text, &article.text)
                    && known.zones == article.zones
            })
        };
        let is_of_view = self.of.len() == panes.len() && self.layers == layers;
        is_of_view && self.of.iter().zip(panes).all(|(known, id)| same(known, id))
    }
}

impl Results {
    /// For a project at a path, if it is open for writing.
    pub fn beside(project: Option<&Path>) -> Self {
        let reuse = project.map(|path| Reuse::kept_in(Beside(path.with_extension("passages"))));
        let findings = Findings { reuse: reuse.unwrap_or_default(), ..Findings::default() };
        Self { findings, ..Self::default() }
    }

    /// The comparison of the panes; an older one that still has some of them while it is being made.
    pub fn comparison(&self) -> Option<&Arc<Comparison>> {
        self.side_by_side.as_ref().map(|known| &known.comparison)
    }

    /// What others tell and an article does not, in the order of its text; nothing while that is
    /// being worked out or is not to be shown.
    pub fn untold(&self, article: ArticleId) -> &[Untold] {
        let known = self.untold.as_ref().filter(|known| self.comparison().is_some_and(|of| known.is_of(of)));
        known.and_then(|known| known.untold.get(&article)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::model::ZoneKind;
    use crate::session::Session;
    use crate::text::Span;

    #[test]
    fn a_comparison_holds_while_texts_and_zones_do() {
        let mut session =
            fixture::session(&[("One", "A ferry sank."), ("Two", "The ferry [EVENT sank] at dawn.")]);
        let panes: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let is_of = |made: &SideBySide, session: &Session, panes: &[ArticleId]| {
            made.is_of(session.project(), panes, Layers::NONE)
        };
        let made = SideBySide::new(session.project(), &panes, Layers::NONE, &Progress::default()).unwrap();
        assert!(is_of(&made, &session, &panes));
        assert!(!is_of(&made, &session, &panes[..1]));
        assert!(!is_of(&made, &session, &[panes[1], panes[0]]));
        assert!(!made.is_of(session.project(), &panes, Layers::ALL));
        let mention = fixture::mention(session.project(), "sank");
        session.run(&Command::Untag(vec![mention])).unwrap();
        assert!(is_of(&made, &session, &panes), "tagging changes no text");
        let zones = vec![Zone { span: Span::new("A ferry", 0..7).unwrap(), kind: ZoneKind::Caption }];
        session.run(&Command::SetZones { article: panes[0], zones }).unwrap();
        assert!(!is_of(&made, &session, &panes));
    }
}
