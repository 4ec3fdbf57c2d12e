//! Where the hand work contradicts itself or is not finished: places to look at again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::job::{Cancelled, Progress};
use crate::model::{
    Article, ArticleId, HeaderField, LabelId, Mention, MentionId, Project, Rejection, Status, ZoneKind,
};
use crate::text::{Extent, Span, count, stands_alone, trim};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub article: ArticleId,
    pub span: Span,
    pub mention: Option<MentionId>,
    pub kind: ProblemKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The form has another label in most other places.
    OtherLabel { usual: LabelId, n_usual: usize },
    /// The form is tagged elsewhere, and this article is being tagged.
    Untagged { usual: LabelId, n_tagged: usize },
    /// Blanks or closing marks at an end.
    LooseEdges,
    /// Another mention has the same extent and label.
    Twice,
    /// The article is reviewed, but who this is was only proposed.
    ProposedEntity,
    /// What nobody confirmed about an article that is being worked on.
    Guesses(Vec<HeaderField>),
}

const FEWEST_TAGGED: usize = 2; // one may be a slip

/// All problems, in the order of articles and texts.
pub fn problems(project: &Project, progress: &Progress) -> Result<Vec<Problem>, Cancelled> {
    progress.expect(project.articles().len() * 2);
    let forms = Forms::read(project, progress)?;
    let mut found = Vec::new();
    for (id, article) in project.articles() {
        progress.step()?;
        let first = found.len();
        let mut finder = Finder { id: *id, article, forms: &forms, found: &mut found };
        finder.look_at_header();
        finder.look_at_mentions();
        finder.look_for_untagged();
        found[first..].sort_by_key(|problem| problem.span);
    }
    Ok(found)
}

/// How often each form is tagged as what; without those that were once knowingly left out.
struct Forms {
    /// As in the searcher's patterns.
    uses: Vec<Use>,
    places: BTreeMap<String, usize>,
    searcher: Option<AhoCorasick>,
}

#[derive(Clone, Copy)]
struct Use {
    usual: LabelId,
    n_usual: usize,
    n_tagged: usize,
}

impl Forms {
    fn read(project: &Project, progress: &Progress) -> Result<Self, Cancelled> {
        let mut counts: BTreeMap<String, BTreeMap<LabelId, usize>> = BTreeMap::new();
        for article in project.articles().values() {
            progress.step()?;
            for mention in article.mentions.values().filter(|mention| mention.extent.pieces().count() == 1) {
                *counts.entry(article.quote(mention)).or_default().entry(mention.label).or_default() += 1;
            }
        }
        counts.retain(|form, _| !form.trim().is_empty() && !project.ambiguous().contains_key(form));
        let uses = counts.values().filter_map(Use::of).collect();
        // Too many forms for one searcher: then nothing untagged is looked for.
        let searcher =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(counts.keys()).ok();
        let places = counts.into_keys().enumerate().map(|(place, form)| (form, place)).collect();
        Ok(Self { uses, places, searcher })
    }

    fn get(&self, form: &str) -> Option<Use> {
        self.uses.get(*self.places.get(form)?).copied()
    }
}

impl Use {
    fn of(counts: &BTreeMap<LabelId, usize>) -> Option<Self> {
        let (usual, n_usual) = counts.iter().max_by_key(|(label, n_times)| (**n_times, Reverse(**label)))?;
        Some(Self { usual: *usual, n_usual: *n_usual, n_tagged: counts.values().sum() })
    }
}

struct Finder<'a> {
    id: ArticleId,
    article: &'a Article,
    forms: &'a Forms,
    found: &'a mut Vec<Problem>,
}

impl Finder<'_> {
    fn add(&mut self, span: Span, mention: Option<MentionId>, kind: ProblemKind) {
        self.found.push(Problem { article: self.id, span, mention, kind });
    }

    /// An article that nobody has begun is work to do, not a problem.
    fn is_begun(&self) -> bool {
        !self.article.mentions.is_empty() || self.article.header.status != Status::New
    }

    fn look_at_header(&mut self) {
        let guesses: Vec<HeaderField> = self.article.header.guesses.keys().copied().collect();
        if let Ok(start) = Span::new(&self.article.text, 0..0)
            && self.is_begun()
            && !guesses.is_empty()
        {
            self.add(start, None, ProblemKind::Guesses(guesses));
        }
    }

    fn look_at_mentions(&mut self) {
        let mut seen: BTreeSet<(&Extent, LabelId)> = BTreeSet::new();
        let is_reviewed = self.article.header.status == Status::Reviewed;
        for (id, mention) in self.article.mentions.iter() {
            let span = mention.extent.hull();
            if !seen.insert((&mention.extent, mention.label)) {
                self.add(span, Some(*id), ProblemKind::Twice);
            }
            if trim(&self.article.text, span.range()).is_some_and(|trimmed| trimmed != span) {
                self.add(span, Some(*id), ProblemKind::LooseEdges);
            }
            if is_reviewed && mention.entity_is_proposed {
                self.add(span, Some(*id), ProblemKind::ProposedEntity);
            }
            self.compare_label(*id, mention);
        }
    }

    fn compare_label(&mut self, id: MentionId, mention: &Mention) {
        let is_whole = mention.extent.pieces().count() == 1;
        let known = self.forms.get(&self.article.quote(mention)).filter(|_| is_whole);
        if let Some(Use { usual, n_usual, .. }) = known.filter(|known| known.usual != mention.label) {
            self.add(mention.extent.hull(), Some(id), ProblemKind::OtherLabel { usual, n_usual });
        }
    }

    fn look_for_untagged(&mut self) {
        let Some(searcher) = self.forms.searcher.as_ref().filter(|_| self.is_begun()) else { return };
        let text = &self.article.text;
        for hit in searcher.find_iter(text.as_bytes()) {
            let Some(known) = self.forms.uses.get(hit.pattern().as_usize()).copied() else { continue };
            let Ok(span) = Span::new(text, hit.range()) else { continue };
            let is_free = self.article.mentions.over(span).next().is_none();
            if is_free && known.n_tagged >= FEWEST_TAGGED && self.is_open(span, known.usual) {
                let Use { usual, n_tagged, .. } = known;
                self.add(span, None, ProblemKind::Untagged { usual, n_tagged });
            }
        }
    }

    /// A whole word of the body that nobody has turned down.
    fn is_open(&self, span: Span, label: LabelId) -> bool {
        stands_alone(&self.article.text, span)
            && !self.article.zone_at(span.start()).is_some_and(ZoneKind::is_clutter)
            && !self.article.rejected.contains_key(&Rejection { span, label })
    }
}

impl ProblemKind {
    /// What it is called in a list.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OtherLabel { .. } => "Another label",
            Self::Untagged { .. } => "Not tagged",
            Self::LooseEdges => "Loose edges",
            Self::Twice => "Tagged twice",
            Self::ProposedEntity => "Entity not confirmed",
            Self::Guesses(_) => "Guessed",
        }
    }
}

impl Problem {
    /// The problem in one sentence.
    pub fn words(&self, project: &Project) -> String {
        let Some(article) = project.article(self.article) else { return String::new() };
        let quote = self.span.of(&article.text);
        let mention = self.mention.and_then(|id| article.mentions.get(&id));
        let label = mention.map_or("", |mention| project.label_name(mention.label));
        match &self.kind {
            ProblemKind::OtherLabel { usual, n_usual } => {
                let usual = project.label_name(*usual);
                format!("\"{quote}\" is {label} here and {usual} in {}", count(*n_usual, "other place"))
            }
            ProblemKind::Untagged { usual, n_tagged } => {
                let usual = project.label_name(*usual);
                format!(
                    "\"{quote}\" is not tagged here, but in {} ({usual})",
                    count(*n_tagged, "other place")
                )
            }
            ProblemKind::LooseEdges => format!("\"{quote}\" has blanks or marks at its ends"),
            ProblemKind::Twice => format!("\"{quote}\" is tagged as {label} twice"),
            ProblemKind::ProposedEntity => {
                let name = mention.and_then(|mention| project.entity_name(mention)).unwrap_or("an entity");
                format!("\"{quote}\" was joined to {name} by its form; nobody confirmed it")
            }
            ProblemKind::Guesses(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| field_name(*field)).collect();
                format!("Nobody confirmed the {}", names.join(", "))
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::session::Session;

    /// Each problem as its outlet and its sentence.
    fn found(session: &Session) -> Vec<String> {
        let project = session.project();
        let found = problems(project, &Progress::default()).unwrap();
        let line = |problem: &Problem| {
            let outlet = project.outlet_name(&project.articles()[&problem.article]);
            format!("{outlet}: {}", problem.words(project))
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn a_form_with_another_label_than_elsewhere_is_found() {
        let session = fixture::session(&[
            ("AFP", "[GPE Georgia] and [GPE Georgia]"),
            ("BBC", "[PERSON Georgia] alone"),
        ]);
        assert_eq!(found(&session), ["BBC: \"Georgia\" is PERSON here and GPE in 2 other places"]);
    }

    #[test]
    fn a_form_tagged_twice_elsewhere_is_found_untagged_as_a_whole_word() {
        let session = fixture::session(&[
            ("AFP", "[GPE Japan] and [GPE Japan]; [GPE Peru]"),
            ("BBC", "In [GPE Tokyo], Japan. Japanese? [ORG Bank of Japan] in Peru"),
            ("CNN", "Nobody has begun with Japan"),
        ]);
        assert_eq!(found(&session), ["BBC: \"Japan\" is not tagged here, but in 2 other places (GPE)"]);
    }

    #[test]
    fn what_was_left_out_knowingly_is_no_problem() {
        let mut session = fixture::session(&[
            ("AFP", "[GPE Japan] and [GPE Japan]"),
            ("BBC", "In [GPE Tokyo], Japan; [GPE Japan]"),
        ]);
        assert_eq!(found(&session).len(), 1);
        let (article, record) = fixture::article(session.project(), 1);
        let mention = *record.mentions.keys().next_back().unwrap();
        let command = Command::LeaveOut { form: "Japan".to_owned(), mentions: vec![(article, mention)] };
        session.run(&command).unwrap();
        assert_eq!(found(&session), [] as [&str; 0]);
    }

    #[test]
    fn loose_edges_and_doubles_are_found() {
        let session = fixture::session(&[("AFP", "met [PERSON Macron, ]who; [GPE [GPE Japan]]")]);
        let expected =
            ["AFP: \"Macron, \" has blanks or marks at its ends", "AFP: \"Japan\" is tagged as GPE twice"];
        assert_eq!(found(&session), expected);
    }

    #[test]
    fn a_reviewed_article_should_have_no_proposed_entity() {
        let mut session = fixture::session(&[("AFP", "[GPE Japan] then Japan")]);
        let (article, record) = fixture::article(session.project(), 0);
        let mentions = record.mentions.keys().map(|mention| (article, *mention)).collect();
        let entity = crate::command::EntityChoice::New("Japan".to_owned());
        session.run(&Command::Link { mentions, entity }).unwrap();
        let label = session.project().label_named("GPE").unwrap();
        let extent = Span::new(&session.project().articles()[&article].text, 11..16).unwrap().into();
        session.run(&Command::Tag { article, extent, label }).unwrap();
        assert_eq!(found(&session), [] as [&str; 0]);
        let change = HeaderChange::Status(Status::Reviewed);
        session.run(&Command::EditHeaders { articles: vec![article], change }).unwrap();
        assert_eq!(found(&session), ["AFP: \"Japan\" was joined to Japan by its form; nobody confirmed it"]);
    }

    #[test]
    fn guesses_about_an_article_in_work_are_found() {
        use crate::command::Import;
        use crate::model::{Draft, DraftMention, Fact, Facts};
        let mut session = fixture::session(&[]);
        let draft = |text: &str, mentions: Vec<DraftMention>| Draft {
            text: text.into(),
            facts: Facts { title: Some(Fact::guessed("One", "first line")), ..Facts::default() },
            mentions,
            ..Draft::default()
        };
        let mention = DraftMention::new(Span::whole("Japan"), "GPE");
        let drafts = vec![draft("Japan", vec![mention]), draft("Peru", vec![])];
        session.run(&Command::Import(Import { drafts, format: None })).unwrap();
        assert_eq!(found(&session), ["unknown: Nobody confirmed the title"]);
    }
}
