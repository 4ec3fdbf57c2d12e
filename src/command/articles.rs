//! Articles: facts about them, their zones, taking them out.

use std::sync::Arc;

use super::names::Names;
use super::tagging::article;
use super::{CommandError, Context};
use crate::model::{
    ArticleId, Change, Edit, Header, HeaderField, OutletId, Published, Status, StoryId, Transaction, Zone,
};
use crate::text::count;

type Planned = Result<Transaction, CommandError>;

/// A fact about articles, as a person says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderChange {
    Title(String),
    /// By name; an empty name means unknown.
    Outlet(String),
    Byline(String),
    /// ISO 8601, or empty.
    Published(String),
    Url(String),
    Language(String),
    /// By name; an empty name means no story.
    Story(String),
    Note(String),
    Status(Status),
    /// A guess is right as it stands.
    Confirm(HeaderField),
}

pub(super) fn set_title(context: &mut Context, title: &str) -> Planned {
    let title = title.trim().to_owned();
    if title.is_empty() {
        return Err(CommandError::EmptyName("project"));
    }
    let before = context.project.title().to_owned();
    let edits =
        if before == title { vec![] } else { vec![Edit::Title(Change::Replace { before, after: title })] };
    Ok(Transaction::new("Rename the project", edits))
}

pub(super) fn remove(context: &mut Context, articles: &[ArticleId]) -> Planned {
    let mut edits = Vec::new();
    for id in articles {
        let gone = article(context.project, *id)?;
        edits.push(Edit::Article(*id, Change::Remove(gone.clone())));
    }
    Ok(Transaction::new(format!("Remove {}", count(articles.len(), "article")), edits))
}

pub(super) fn set_zones(context: &mut Context, id: ArticleId, zones: &[Zone]) -> Planned {
    let before = article(context.project, id)?.zones.clone();
    let mut after = zones.to_vec();
    after.sort_by_key(|zone| zone.span);
    let edits =
        if before == after { vec![] } else { vec![Edit::Zones(id, Change::Replace { before, after })] };
    Ok(Transaction::new("Mark a zone", edits))
}

pub(super) fn edit_headers(context: &mut Context, articles: &[ArticleId], change: &HeaderChange) -> Planned {
    let mut names = Names::new(context);
    let setting = Setting::new(&mut names, change)?;
    let mut edits = names.edits;
    for id in articles {
        let before = article(context.project, *id)?.header.clone();
        let after = Arc::new(setting.set(Header::clone(&before)));
        if after != before {
            edits.push(Edit::Header(*id, Change::Replace { before, after }));
        }
    }
    Ok(Transaction::new(setting.title(), edits))
}

/// A header change with its names resolved to ids.
enum Setting<'c> {
    Plain(&'c HeaderChange),
    Outlet(Option<OutletId>),
    Published(Option<Published>),
    Story(Option<StoryId>),
}

impl<'c> Setting<'c> {
    fn new(names: &mut Names, change: &'c HeaderChange) -> Result<Self, CommandError> {
        Ok(match change {
            HeaderChange::Outlet(name) => Self::Outlet(names.outlet(name.trim(), None)),
            HeaderChange::Story(name) => Self::Story(names.story(name.trim())),
            HeaderChange::Published(written) if written.trim().is_empty() => Self::Published(None),
            HeaderChange::Published(written) => {
                let published = written.parse::<Published>();
                Self::Published(Some(published.map_err(|error| CommandError::NotADate(error.to_string()))?))
            }
            plain => Self::Plain(plain),
        })
    }

    fn set(&self, mut header: Header) -> Header {
        match self {
            Self::Outlet(outlet) => header.outlet = *outlet,
            Self::Published(published) => header.published.clone_from(published),
            Self::Story(story) => header.story = *story,
            Self::Plain(HeaderChange::Title(title)) => header.title = title.trim().to_owned(),
            Self::Plain(HeaderChange::Byline(byline)) => header.byline = byline.trim().to_owned(),
            Self::Plain(HeaderChange::Url(url)) => header.url = url.trim().to_owned(),
            Self::Plain(HeaderChange::Language(language)) => header.language = language.trim().to_owned(),
            Self::Plain(HeaderChange::Note(note)) => header.note.clone_from(note),
            Self::Plain(HeaderChange::Status(status)) => header.status = *status,
            Self::Plain(_) => {}
        }
        if let Some(field) = self.field() {
            header.guesses.remove(&field);
        }
        header
    }

    fn field(&self) -> Option<HeaderField> {
        match self {
            Self::Outlet(_) => Some(HeaderField::Outlet),
            Self::Published(_) => Some(HeaderField::Published),
            Self::Story(_) => Some(HeaderField::Story),
            Self::Plain(HeaderChange::Title(_)) => Some(HeaderField::Title),
            Self::Plain(HeaderChange::Byline(_)) => Some(HeaderField::Byline),
            Self::Plain(HeaderChange::Url(_)) => Some(HeaderField::Url),
            Self::Plain(HeaderChange::Language(_)) => Some(HeaderField::Language),
            Self::Plain(HeaderChange::Confirm(field)) => Some(*field),
            Self::Plain(_) => None,
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Plain(HeaderChange::Status(status)) => format!("Mark as {status}"),
            Self::Plain(HeaderChange::Note(_)) => "Note on an article".to_owned(),
            Self::Plain(HeaderChange::Confirm(_)) => "Confirm a guess".to_owned(),
            setting => format!("Set the {}", setting.field().map_or("header", field_name)),
        }
    }
}

fn field_name(field: HeaderField) -> &'static str {
    match field {
        HeaderField::Title => "title",
        HeaderField::Outlet => "outlet",
        HeaderField::Byline => "byline",
        HeaderField::Published => "date",
        HeaderField::Url => "address",
        HeaderField::Language => "language",
        HeaderField::Story => "story",
    }
}
