//! What a user can do. A [`Command`] is a wish; planning it on a project gives the [`Transaction`]
//! that fulfils it. Planning is pure: no state, no clock, no change.

mod articles;
mod entities;
mod error;
mod import;
mod labels;
mod merge;
mod names;
mod relations;
mod stories;
mod suggestions;
mod tagging;
mod tagset;

use std::sync::Arc;

pub use articles::HeaderChange;
pub use entities::EntityChoice;
pub use error::CommandError;
pub use import::Import;
pub use suggestions::Suggested;
pub use tagging::{Hit, Scope, find_hits, hits_in, untagged_hits};

use crate::model::{
    AnnotatorId, ArticleId, AttributeRule, EntityId, Ids, Label, LabelId, MentionId, OutletId, Pattern,
    PatternId, Project, RelationId, RelationKind, RelationKindId, StoryId, Tagset, Transaction, Zone,
};
use crate::text::Extent;

/// A mention and the article it stands in.
pub type Place = (ArticleId, MentionId);

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    SetTitle(String),

    Import(Import),
    /// Takes in all of another project that is not here yet.
    Merge(Arc<Project>),
    /// Goes back to another state of this project.
    Restore(Arc<Project>),
    RemoveArticles(Vec<ArticleId>),
    EditHeaders {
        articles: Vec<ArticleId>,
        change: HeaderChange,
    },
    SetZones {
        article: ArticleId,
        zones: Vec<Zone>,
    },
    RenameOutlet {
        outlet: OutletId,
        name: String,
    },
    RenameStory {
        story: StoryId,
        name: String,
    },

    Tag {
        article: ArticleId,
        extent: Extent,
        label: LabelId,
    },
    /// Tags every hit that is not tagged already, as one step.
    TagHits {
        hits: Vec<Hit>,
        label: LabelId,
    },
    Relabel {
        mentions: Vec<Place>,
        label: LabelId,
    },
    Untag(Vec<Place>),
    Resize {
        place: Place,
        extent: Extent,
    },
    SetNote {
        place: Place,
        note: String,
    },
    /// `None` goes back to the rule's default.
    SetAttribute {
        mentions: Vec<Place>,
        name: String,
        value: Option<String>,
    },
    /// One more occurrence of a form was left out of a tag-all.
    LeaveOut {
        form: String,
        mentions: Vec<Place>,
    },

    Link {
        mentions: Vec<Place>,
        entity: EntityChoice,
    },
    /// A person has looked: what was proposed in these articles is so.
    ConfirmLinks(Vec<ArticleId>),
    EditEntity {
        entity: EntityId,
        name: String,
        aliases: Vec<String>,
        link: String,
    },
    MergeEntities {
        into: EntityId,
        others: Vec<EntityId>,
    },
    RemoveEntity(EntityId),

    Relate {
        article: ArticleId,
        from: MentionId,
        to: MentionId,
        kind: RelationKindId,
    },
    Unrelate(Vec<(ArticleId, RelationId)>),
    AddRelationKind(RelationKind),
    EditRelationKind {
        kind: RelationKindId,
        after: RelationKind,
    },
    RemoveRelationKind(RelationKindId),

    AddLabel(Label),
    EditLabel {
        label: LabelId,
        after: Label,
    },
    SetAttributeRules {
        label: LabelId,
        rules: Vec<AttributeRule>,
    },
    /// To a place in the tagset, from 0.
    MoveLabel {
        label: LabelId,
        position: usize,
    },
    /// Removes the label with its mentions.
    RemoveLabel(LabelId),
    ImportTagset(Tagset),

    AcceptSuggestions(Vec<Suggested>),
    RejectSuggestions(Vec<Suggested>),
    AddPattern(Pattern),
    EditPattern {
        pattern: PatternId,
        after: Pattern,
    },
    RemovePattern(PatternId),
}

/// What planning may look at, the ids it may take, and who wishes.
pub struct Context<'p> {
    pub project: &'p Project,
    pub ids: &'p mut Ids,
    pub by: AnnotatorId,
}

impl Command {
    pub fn plan(&self, context: &mut Context) -> Result<Transaction, CommandError> {
        match self {
            Self::SetTitle(title) => articles::set_title(context, title),
            Self::Import(import) => import::import(context, import),
            Self::Merge(theirs) => merge::merge(context, theirs),
            Self::Restore(earlier) => merge::restore(context, earlier),
            Self::RemoveArticles(articles) => articles::remove(context, articles),
            Self::EditHeaders { articles, change } => articles::edit_headers(context, articles, change),
            Self::SetZones { article, zones } => articles::set_zones(context, *article, zones),
            Self::RenameOutlet { outlet, name } => stories::rename_outlet(context, *outlet, name),
            Self::RenameStory { story, name } => stories::rename_story(context, *story, name),

            Self::Tag { article, extent, label } => tagging::tag(context, *article, extent, *label),
            Self::TagHits { hits, label } => tagging::tag_hits(context, hits, *label),
            Self::Relabel { mentions, label } => tagging::relabel(context, mentions, *label),
            Self::Untag(mentions) => tagging::untag(context, mentions),
            Self::Resize { place, extent } => tagging::resize(context, *place, extent),
            Self::SetNote { place, note } => tagging::set_note(context, *place, note),
            Self::SetAttribute { mentions, name, value } => {
                tagging::set_attribute(context, mentions, name, value.as_deref())
            }
            Self::LeaveOut { form, mentions } => tagging::leave_out(context, form, mentions),

            Self::Link { mentions, entity } => entities::link(context, mentions, entity),
            Self::ConfirmLinks(articles) => entities::confirm_links(context, articles),
            Self::EditEntity { entity, name, aliases, link } => {
                entities::edit(context, *entity, name, aliases, link)
            }
            Self::MergeEntities { into, others } => entities::merge(context, *into, others),
            Self::RemoveEntity(entity) => entities::remove(context, *entity),

            Self::Relate { article, from, to, kind } => {
                relations::relate(context, *article, *from, *to, *kind)
            }
            Self::Unrelate(relations) => relations::unrelate(context, relations),
            Self::AddRelationKind(kind) => relations::add_kind(context, kind),
            Self::EditRelationKind { kind, after } => relations::edit_kind(context, *kind, after),
            Self::RemoveRelationKind(kind) => relations::remove_kind(context, *kind),

            Self::AddLabel(label) => labels::add(context, label),
            Self::EditLabel { label, after } => labels::edit(context, *label, after),
            Self::SetAttributeRules { label, rules } => labels::set_attribute_rules(context, *label, rules),
            Self::MoveLabel { label, position } => labels::move_to(context, *label, *position),
            Self::RemoveLabel(label) => labels::remove(context, *label),
            Self::ImportTagset(tagset) => tagset::import(context, tagset),

            Self::AcceptSuggestions(suggestions) => suggestions::accept(context, suggestions),
            Self::RejectSuggestions(suggestions) => suggestions::reject(context, suggestions),
            Self::AddPattern(pattern) => suggestions::add_pattern(context, pattern),
            Self::EditPattern { pattern, after } => suggestions::edit_pattern(context, *pattern, after),
            Self::RemovePattern(pattern) => suggestions::remove_pattern(context, *pattern),
        }
    }
}
