use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::app::widgets::Sort;
use crate::job::{Cancelled, Progress};
use crate::model::{Entity, EntityId, OutletId, Project};

/// Every entity with how often each outlet mentions it.
pub struct Census {
    /// Names of the columns; those with the most mentions of anyone first.
    pub outlets: Vec<String>,
    pub rows: Vec<Counted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub id: EntityId,
    pub n_mentions: usize,
    /// One count for each column.
    pub by_outlet: Vec<usize>,
}

const MOST_OUTLETS: usize = 12; // the rest share a column: nobody reads on beyond

type Counts = BTreeMap<EntityId, BTreeMap<Option<OutletId>, usize>>;

/// The entities that the filter leaves, sorted by a column.
pub fn take_census(
    project: &Project,
    filter: &str,
    sort: Sort,
    progress: &Progress,
) -> Result<Census, Cancelled> {
    let counts = count(project, progress)?;
    let columns = columns(&counts);
    let fits = |entity: &Entity| {
        let mut forms = std::iter::once(&entity.name).chain(&entity.aliases);
        filter.is_empty() || forms.any(|form| form.to_lowercase().contains(filter))
    };
    let left = project.entities().iter().filter(|(_, entity)| fits(entity));
    let mut rows: Vec<Counted> = left.map(|(id, _)| row(*id, counts.get(id), &columns)).collect();
    progress.go_on()?;
    sort_rows(project, &mut rows, sort);
    Ok(Census { outlets: columns.iter().map(|column| title(project, column)).collect(), rows })
}

fn count(project: &Project, progress: &Progress) -> Result<Counts, Cancelled> {
    let mut counts = Counts::new();
    for article in project.articles().values() {
        progress.go_on()?;
        for entity in article.mentions.values().filter_map(|mention| mention.entity) {
            *counts.entry(entity).or_default().entry(article.header.outlet).or_default() += 1;
        }
    }
    Ok(counts)
}

/// One outlet, or all that have no column of their own. `None` in an outlet's place: unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Outlet(Option<OutletId>),
    Others(Vec<Option<OutletId>>),
}

fn columns(counts: &Counts) -> Vec<Column> {
    let mut totals: BTreeMap<Option<OutletId>, usize> = BTreeMap::new();
    for (outlet, n_mentions) in counts.values().flatten() {
        *totals.entry(*outlet).or_default() += n_mentions;
    }
    let mut outlets: Vec<_> = totals.into_iter().collect();
    outlets.sort_by_key(|(outlet, n_mentions)| (Reverse(*n_mentions), *outlet));
    let others: Vec<_> =
        outlets.split_off(outlets.len().min(MOST_OUTLETS)).into_iter().map(|(id, _)| id).collect();
    let mut columns: Vec<Column> = outlets.into_iter().map(|(id, _)| Column::Outlet(id)).collect();
    if !others.is_empty() {
        columns.push(Column::Others(others));
    }
    columns
}

fn title(project: &Project, column: &Column) -> String {
    match column {
        Column::Outlet(Some(id)) => {
            project.outlets().get(id).map_or(String::new(), |outlet| outlet.name.clone())
        }
        Column::Outlet(None) => "unknown".to_owned(),
        Column::Others(outlets) => format!("{} others", outlets.len()),
    }
}

fn row(id: EntityId, counts: Option<&BTreeMap<Option<OutletId>, usize>>, columns: &[Column]) -> Counted {
    let of = |outlet: &Option<OutletId>| counts.and_then(|counts| counts.get(outlet)).copied().unwrap_or(0);
    let by_outlet: Vec<usize> = columns
        .iter()
        .map(|column| match column {
            Column::Outlet(outlet) => of(outlet),
            Column::Others(outlets) => outlets.iter().map(of).sum(),
        })
        .collect();
    Counted { id, n_mentions: by_outlet.iter().sum(), by_outlet }
}

/// Stable, from the order of names: equal counts stay in the order of the alphabet.
fn sort_rows(project: &Project, rows: &mut [Counted], sort: Sort) {
    let words = |row: &Counted| {
        let entity = &project.entities()[&row.id];
        match sort.column {
            1 => entity.aliases.join(" ").to_lowercase(),
            2 => entity.link.to_lowercase(),
            _ => entity.name.to_lowercase(),
        }
    };
    rows.sort_by_cached_key(words);
    match sort.column {
        0..super::MENTIONS_COLUMN if sort.is_backwards => rows.reverse(),
        0..super::MENTIONS_COLUMN => {}
        column => {
            let count = |row: &Counted| match column - super::MENTIONS_COLUMN {
                0 => row.n_mentions,
                n => row.by_outlet.get(n - 1).copied().unwrap_or(0),
            };
            match sort.is_backwards {
                true => rows.sort_by_key(|row| Reverse(count(row))),
                false => rows.sort_by_key(count),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;
    use crate::session::Session;

    /// Kishida twice in AFP and once in BBC, Macron once in BBC.
    fn sample() -> Session {
        let mut session = fixture::session(&[
            ("AFP", "[PERSON Kishida] and [PERSON Kishida]"),
            ("BBC", "[PERSON Kishida] met [PERSON Macron]"),
        ]);
        for name in ["Kishida", "Macron"] {
            let project = session.project();
            let of_name =
                project.mentions().filter(|(id, _, mention)| project.articles()[id].quote(mention) == name);
            let mentions = of_name.map(|(article, mention, _)| (article, mention)).collect();
            let entity = EntityChoice::New(format!("The {name}"));
            session.run(&Command::Link { mentions, entity }).unwrap();
        }
        session
    }

    fn census(session: &Session, filter: &str, column: usize, is_backwards: bool) -> Census {
        take_census(session.project(), filter, Sort { column, is_backwards }, &Progress::default()).unwrap()
    }

    fn names(session: &Session, census: &Census) -> Vec<String> {
        census.rows.iter().map(|row| session.project().entities()[&row.id].name.clone()).collect()
    }

    #[test]
    fn mentions_are_counted_by_outlet() {
        let session = sample();
        let census = census(&session, "", 3, true);
        assert_eq!(census.outlets, ["AFP", "BBC"]);
        let counts: Vec<_> = census.rows.iter().map(|row| (row.n_mentions, row.by_outlet.clone())).collect();
        assert_eq!(counts, [(3, vec![2, 1]), (1, vec![0, 1])]);
        assert_eq!(names(&session, &census), ["The Kishida", "The Macron"]);
    }

    #[test]
    fn rows_sort_by_name_and_by_an_outlet() {
        let session = sample();
        assert_eq!(names(&session, &census(&session, "", 0, true)), ["The Macron", "The Kishida"]);
        assert_eq!(names(&session, &census(&session, "", 4, false)), ["The Macron", "The Kishida"]);
    }

    #[test]
    fn the_filter_knows_aliases() {
        let session = sample();
        assert_eq!(names(&session, &census(&session, "macron", 0, false)), ["The Macron"]);
        assert!(census(&session, "biden", 0, false).rows.is_empty());
    }

    #[test]
    fn outlets_without_a_column_share_the_last() {
        let counts: Counts =
            BTreeMap::from([(EntityId(1), (0..15).map(|n| (Some(OutletId(n)), 100 - n as usize)).collect())]);
        let columns = columns(&counts);
        assert_eq!(columns.len(), MOST_OUTLETS + 1);
        let row = row(EntityId(1), counts.get(&EntityId(1)), &columns);
        assert_eq!(row.by_outlet[MOST_OUTLETS], 88 + 87 + 86);
    }
}
