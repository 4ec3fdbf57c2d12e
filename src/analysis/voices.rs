use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::quotations::quoted;
use super::{Analysis, Block, Cell, Column, Corpus, Readings, Report, Table, Value};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, EntityId};
use crate::text::{Span, squeezed, words};

pub const ANALYSIS: Analysis = Analysis {
    id: "voices",
    title: "Who speaks",
    question: "Who speaks in each outlet, and who is only spoken about?",
    run,
    json,
};

/// Somebody who speaks or is mentioned: an entity, or a name that nobody has joined to one yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    Entity(EntityId),
    Name(String),
}

/// What one outlet has by and about somebody.
#[derive(Clone, Default)]
struct Share {
    quotations: BTreeSet<Evidence>,
    mentions: BTreeSet<Evidence>,
    /// The sentences of the mentions, without those that they say themselves.
    sentences: BTreeSet<Evidence>,
}

struct Voices {
    outlets: Vec<String>,
    /// One share for each outlet.
    shares: BTreeMap<Voice, Vec<Share>>,
}

impl Voices {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        progress.expect(100);
        let outlets: BTreeSet<&str> =
            corpus.articles().map(|(_, article)| corpus.project.outlet_name(article)).collect();
        let outlets: Vec<String> = outlets.into_iter().map(str::to_owned).collect();
        let mut voices = Self { outlets, shares: BTreeMap::new() };
        for said in quoted(corpus, &progress.stage(70))? {
            let Some(speaker) = &said.quotation.speaker else { continue };
            let voice = speaker.entity.map_or_else(|| Voice::Name(speaker.name.clone()), Voice::Entity);
            if let Some(share) = voices.share(corpus, voice, said.article) {
                share.quotations.insert(said.evidence());
            }
        }
        for (id, sentences) in Readings::sentences(corpus, &progress.stage(30))? {
            progress.go_on()?;
            let Some(article) = corpus.project.article(id) else { continue };
            for (_, mention) in article.mentions.in_order() {
                let span = mention.extent.hull();
                if !corpus.counts(id, article, span.start()) {
                    continue;
                }
                let name = || Voice::Name(squeezed(&article.quote(mention)));
                let voice = mention.entity.map_or_else(name, Voice::Entity);
                let Some(share) = voices.share(corpus, voice, id) else { continue };
                share.mentions.insert(Evidence { article: id, span });
                let after = sentences.partition_point(|sentence| sentence.start() <= span.start());
                let sentence = after.checked_sub(1).map(|at| sentences[at]);
                share.sentences.extend(sentence.map(|span| Evidence { article: id, span }));
            }
        }
        voices.join_names(corpus);
        voices.shares.values_mut().flatten().for_each(Share::leave_out_own_words);
        Ok(voices)
    }

    fn share(&mut self, corpus: &Corpus, voice: Voice, article: ArticleId) -> Option<&mut Share> {
        let name = corpus.project.outlet_name(corpus.project.article(article)?);
        let at = self.outlets.iter().position(|outlet| outlet == name)?;
        let n_outlets = self.outlets.len();
        self.shares.entry(voice).or_insert_with(|| vec![Share::default(); n_outlets]).get_mut(at)
    }

    /// A last name alone is the one longer name that ends with it, and a name that an entity is called
    /// by is that entity.
    fn join_names(&mut self, corpus: &Corpus) {
        let mut longer: BTreeMap<String, Vec<Voice>> = BTreeMap::new();
        for voice in self.shares.keys() {
            let name = voice_name(corpus, voice);
            if name.contains(" and ") || name.contains(',') {
                continue; // several who speak with one voice
            }
            let Some(last) = words(&name).next_back().filter(|last| last.start() > 0) else { continue };
            longer.entry(last.of(&name).to_owned()).or_default().push(voice.clone());
        }
        let entities = corpus.project.entities();
        let called =
            |name: &str| entities.iter().find(|(_, entity)| entity.is_called(name)).map(|(id, _)| *id);
        for voice in self.shares.keys().cloned().collect::<Vec<_>>() {
            let Voice::Name(name) = &voice else { continue };
            let only = longer.get(name).filter(|voices| voices.len() == 1).map(|voices| voices[0].clone());
            let Some(whole) = called(name).map(Voice::Entity).or(only).filter(|whole| *whole != voice) else {
                continue;
            };
            let part = self.shares.remove(&voice).unwrap_or_default();
            let n_outlets = self.outlets.len();
            let shares = self.shares.entry(whole).or_insert_with(|| vec![Share::default(); n_outlets]);
            shares.iter_mut().zip(part).for_each(|(share, part)| share.take_in(part));
        }
    }

    /// Those who say most first, then those who are mentioned most.
    fn in_order(&self, corpus: &Corpus) -> Vec<(String, &Voice, &Vec<Share>)> {
        let mut all: Vec<_> =
            self.shares.iter().map(|(voice, shares)| (voice_name(corpus, voice), voice, shares)).collect();
        let total = |shares: &[Share], count: fn(&Share) -> usize| shares.iter().map(count).sum::<usize>();
        all.sort_by_cached_key(|(name, _, shares)| {
            let by: usize = shares.iter().map(|share| n_words(corpus, &share.quotations)).sum();
            (std::cmp::Reverse((by, total(shares, |share| share.mentions.len()))), name.clone())
        });
        all
    }
}

impl Share {
    fn take_in(&mut self, other: Self) {
        self.quotations.extend(other.quotations);
        self.mentions.extend(other.mentions);
        self.sentences.extend(other.sentences);
    }

    fn leave_out_own_words(&mut self) {
        let Self { quotations, sentences, .. } = self;
        sentences.retain(|sentence| {
            !quotations.iter().any(|own| own.article == sentence.article && own.span.covers(sentence.span))
        });
    }
}

fn voice_name(corpus: &Corpus, voice: &Voice) -> String {
    match voice {
        Voice::Name(name) => name.clone(),
        Voice::Entity(id) => {
            corpus.project.entities().get(id).map_or_else(String::new, |entity| entity.name.clone())
        }
    }
}

/// Words of several places; those that lie in another are not counted twice.
fn n_words(corpus: &Corpus, places: &BTreeSet<Evidence>) -> usize {
    let mut reach: Option<Evidence> = None;
    let mut n = 0;
    for place in places {
        let covered =
            reach.filter(|reach| reach.article == place.article && reach.span.end() > place.span.start());
        let Some(article) = corpus.project.article(place.article) else { continue };
        let from = covered.map_or(place.span.start(), |reach| reach.span.end());
        if let Ok(span) = Span::new(&article.text, from..place.span.end()) {
            n += corpus.n_words(Evidence { article: place.article, span });
            reach = Some(*place);
        }
    }
    n
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let voices = Voices::of(corpus, progress)?;
    if voices.shares.is_empty() {
        let note = "Nobody is quoted in these articles, and nobody is tagged.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let is_tagged = corpus.articles().any(|(_, article)| !article.mentions.is_empty());
    let note = match is_tagged {
        true => {
            "Words by somebody are quoted or reported; words about them are the sentences that mention them, \
                 besides their own."
        }
        false => {
            "Nobody is tagged yet, so this shows only who speaks. Tag people, states and bodies to see who is \
                  spoken about and never heard."
        }
    };
    let measures = ["Words by", "Quotations", "Words about", "Mentions"];
    let groups = std::iter::once("All").chain(voices.outlets.iter().map(String::as_str));
    let columns = groups.flat_map(|group| measures.map(|title| Column::of_group(group, title)));
    let table = Table {
        title: "Words by and about".to_owned(),
        columns: std::iter::once(Column::titled("Name")).chain(columns).collect(),
        rows: voices
            .in_order(corpus)
            .into_iter()
            .map(|(name, _, shares)| row(corpus, name, shares))
            .collect(),
    };
    Ok(Report { blocks: vec![Block::Note(note.to_owned()), Block::Table(table)] })
}

fn row(corpus: &Corpus, name: String, shares: &[Share]) -> Vec<Cell> {
    let mut all = Share::default();
    shares.iter().for_each(|share| all.take_in(share.clone()));
    let cells = std::iter::once(&all).chain(shares).flat_map(|share| {
        let places = |places: &BTreeSet<Evidence>| places.iter().copied().collect::<Vec<_>>();
        let count = |n: usize, set: &BTreeSet<Evidence>| Cell::new(Value::Count(n), places(set));
        [
            count(n_words(corpus, &share.quotations), &share.quotations),
            count(share.quotations.len(), &share.quotations),
            count(n_words(corpus, &share.sentences), &share.sentences),
            count(share.mentions.len(), &share.mentions),
        ]
    });
    std::iter::once(Cell::text(name)).chain(cells).collect()
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(voices) = Voices::of(corpus, &Progress::default()) else { return json!({ "voices": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let row = |(name, voice, shares): (String, &Voice, &Vec<Share>)| {
        let cell = |(outlet, share): (&String, &Share)| {
            let mut places =
                |set: &BTreeSet<Evidence>| set.iter().map(|place| quoter.json(*place)).collect::<Vec<_>>();
            json!({
                "outlet": outlet,
                "words_by": n_words(corpus, &share.quotations),
                "words_about": n_words(corpus, &share.sentences),
                "quotations": places(&share.quotations),
                "mentions": places(&share.mentions),
            })
        };
        let cells: Vec<Json> = voices.outlets.iter().zip(shares).map(cell).collect();
        json!({ "name": name, "joined": matches!(voice, Voice::Entity(_)), "cells": cells })
    };
    json!({ "voices": voices.in_order(corpus).into_iter().map(row).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;
    use crate::command::{Command, EntityChoice, Hit};
    use crate::fixture;
    use crate::text::{Matching, occurrences};

    /// Name, words by, quotations, words about, mentions of each row.
    fn rows(corpus: &Corpus) -> Vec<(String, [usize; 4])> {
        let report = run(corpus, &Progress::default()).unwrap();
        let Some(Block::Table(table)) = report.blocks.last() else { return Vec::new() };
        let count = |cell: &Cell| if let Value::Count(n) = cell.value { n } else { 0 };
        let row = |row: &Vec<Cell>| (row[0].value.to_string(), [1, 2, 3, 4].map(|at| count(&row[at])));
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn words_by_and_words_about_are_told_apart() {
        let session = fixture::session(&[(
            "A",
            "“We leave now, all of us,” said [PERSON Ann Lee]. [PERSON Lee] met [PERSON Bo Ek] there.\n\
             [PERSON Ek] was late.",
        )]);
        // By hand: Lee says six words; two sentences of nine and six words name her, one of them and one of three name Ek.
        let expected = [("Ann Lee", [6, 1, 14, 2]), ("Bo Ek", [0, 0, 8, 2])];
        let expected: Vec<_> = expected.iter().map(|(name, counts)| (name.to_string(), *counts)).collect();
        assert_eq!(rows(&Corpus::whole(session.project().clone())), expected);
    }

    #[test]
    fn a_last_name_is_the_longer_name_even_where_several_speak_together() {
        let session = fixture::session(&[(
            "A",
            "“We leave now,” said Ann Lee. “It is late,” said Bo Ek and Ann Lee. “We left then,” said Lee.",
        )]);
        let found = rows(&Corpus::whole(session.project().clone()));
        let found: Vec<(&str, usize)> =
            found.iter().map(|(name, counts)| (name.as_str(), counts[1])).collect();
        assert_eq!(found, [("Ann Lee", 2), ("Bo Ek and Ann Lee", 1)]);
    }

    // Evidence E11 of the research: China's side, without the two seas, is mentioned 28 times and never quoted.
    #[test]
    fn chinas_side_is_mentioned_28_times_and_never_quoted() {
        let Some(mut session) = golden::session() else { return };
        let project = session.project().clone();
        let label = *project.labels().keys().next().unwrap();
        let mut hits = Vec::new();
        for (article, record) in project.articles() {
            for form in ["China", "Chinese", "CCP", "Beijing"] {
                let found = occurrences(&record.text, form, Matching::default()).into_iter();
                let is_sea = |span: &Span| record.text[span.end()..].starts_with(" Sea");
                let counted = found.filter(|span| !is_sea(span));
                hits.extend(counted.map(|span| Hit { article: *article, span }));
            }
        }
        session.run(&Command::TagHits { hits, label }).unwrap();
        let mentions = session.project().mentions().map(|(article, mention, _)| (article, mention)).collect();
        let entity = EntityChoice::New("China".to_owned());
        session.run(&Command::Link { mentions, entity }).unwrap();
        let corpus = Corpus { all_zones: true, ..Corpus::whole(session.project().clone()) };
        let (_, [by, quotations, _, mentions]) =
            rows(&corpus).into_iter().find(|(name, _)| name == "China").unwrap();
        assert_eq!((by, quotations, mentions), (0, 0, 28));
    }
}
