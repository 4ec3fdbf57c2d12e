//! What a project is, and the one way to change it: [`Project::apply`] with a [`Transaction`].
//!
//! No IO, no clock, no log; nothing here panics on user data. Records are plain data with public
//! fields, but the maps that hold them are visible only in this folder, so the compiler refuses any
//! other way in.

mod annotator;
mod article;
mod check;
mod difference;
mod draft;
mod edit;
mod entity;
mod history;
mod ids;
mod label;
mod mention;
mod mentions;
mod outlet;
mod pattern;
mod project;
mod published;
mod record_id;
mod records;
mod relation;
mod revert;
mod story;

pub use annotator::Annotator;
pub use article::{Article, Header, HeaderField, Status, Zone, ZoneKind};
pub use draft::{Draft, DraftMention, DraftRelation, Fact, Facts};
pub use edit::{Change, Edit, EditError, Transaction};
pub use entity::Entity;
pub use history::{Deed, Deeds, History, HistoryError, Stamp, Step};
pub use ids::{
    AnnotatorId, ArticleId, EntityId, Ids, LabelId, MentionId, OutletId, PatternId, RelationId,
    RelationKindId, StoryId,
};
pub use label::{AttributeKind, AttributeRule, Label, Tagset};
pub use mention::{Mention, Origin, Rejection};
pub use mentions::Mentions;
pub use outlet::Outlet;
pub use pattern::{Pattern, PatternKind};
pub use project::{Parts, Project};
pub use published::{Published, PublishedError};
pub use record_id::RecordId;
use records::packed;
pub use records::{Records, changes};
pub use relation::{Relation, RelationKind};
pub use revert::{Numbered, RevertError};
pub use story::Story;
