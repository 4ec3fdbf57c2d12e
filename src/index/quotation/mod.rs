//! Quotations: what stands between marks, in embedded posts or after `said that`, and whose words it
//! is. Rules and word lists; each answer names the rule that found it.
//!
//! A quotation's place is the quoted words without their outer marks.

mod blocks;
mod clauses;
mod cues;
mod marks;
mod posts;
mod retold;
mod sentence;
mod speaker;

pub use marks::{Marked, marked};
pub use retold::{Retold, retold};
pub use speaker::Speaker;

use cues::{Cue, PHRASE_REACH, Reach, Side, cues, relayed_by};
use sentence::{Sentence, sentences_around};
use speaker::Speakers;

use crate::model::{Article, Project, ZoneKind};
use crate::text::{Span, is_unspaced};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    pub span: Span,
    pub kind: QuotationKind,
    pub speaker: Option<Speaker>,
    /// The word that says that somebody says it.
    pub cue: Option<Span>,
    /// Through whom the words came: `as reported by AFP`.
    pub relayed_by: Option<Span>,
    pub rule: Rule,
    /// The outlet says that it translated the words.
    pub is_translated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotationKind {
    Direct,
    /// A few quoted words inside a sentence of the outlet.
    Partial,
    /// Inside another quotation.
    Nested,
    /// In a headline, or the title of a work.
    Title,
    /// An embedded post.
    Embed,
    /// Said without marks: `said that`, `it is believed that`.
    Indirect,
}

/// What the speaker was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    After,
    Before,
    AccordingTo,
    /// A quotation alone goes on with the one before.
    GoesOn,
    Signature,
    /// `It is believed`: the text names nobody.
    Nobody,
    NotFound,
}

/// In text order, the outer ones first.
pub fn quotations(project: &Project, article: &Article) -> Vec<Quotation> {
    let mut reader = Reader::new(project, article);
    let top: Vec<(usize, Marked)> =
        reader.marked.iter().copied().enumerate().filter(|(_, marked)| marked.depth == 0).collect();
    for block in sentences_around(&article.text, &top) {
        for sentence in &block {
            if article.zone_at(sentence.tokens.first().map_or(0, |first| first.span.start()))
                != Some(ZoneKind::Post)
            {
                reader.read(sentence);
            }
        }
    }
    reader.finish()
}

impl QuotationKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Partial => "partial",
            Self::Nested => "nested",
            Self::Title => "title",
            Self::Embed => "embed",
            Self::Indirect => "indirect",
        }
    }

    /// Whether the words are given as they were said.
    pub fn is_verbatim(self) -> bool {
        self != Self::Indirect
    }
}

impl Rule {
    pub fn name(self) -> &'static str {
        match self {
            Self::After => "speaker after it",
            Self::Before => "speaker before it",
            Self::AccordingTo => "according to",
            Self::GoesOn => "goes on from the one before",
            Self::Signature => "signature",
            Self::Nobody => "said of nobody",
            Self::NotFound => "no speaker found",
        }
    }
}

impl Quotation {
    fn new(span: Span, kind: QuotationKind, rule: Rule) -> Self {
        Self { span, kind, speaker: None, cue: None, relayed_by: None, rule, is_translated: false }
    }
}

/// A cue with who that is.
struct Said {
    cue: Cue,
    place: Option<Span>,
    speaker: Option<Speaker>,
}

#[derive(Clone)]
struct Attribution {
    speaker: Option<Speaker>,
    cue: Option<Span>,
    relayed_by: Option<Span>,
    rule: Rule,
}

struct Reader<'p> {
    article: &'p Article,
    speakers: Speakers<'p>,
    marked: Vec<Marked>,
    found: Vec<Quotation>,
    /// Of the last quotation, and of a sentence that ends in a colon.
    last: Option<Attribution>,
}

impl<'p> Reader<'p> {
    fn new(project: &'p Project, article: &'p Article) -> Self {
        let marked = marked(&article.text);
        Self { article, speakers: Speakers::new(project, article), marked, found: Vec::new(), last: None }
    }

    fn read(&mut self, sentence: &Sentence) {
        self.speakers.next_sentence();
        let said: Vec<Said> = cues(sentence).into_iter().map(|cue| self.said(sentence, cue)).collect();
        let relayed_by = relayed_by(sentence).and_then(|phrase| sentence.hull(phrase));
        let quoted: Vec<(usize, usize)> = sentence
            .tokens
            .iter()
            .enumerate()
            .filter_map(|(at, token)| Some((at, token.quotation?)))
            .collect();
        for (at, n) in quoted {
            let kind = self.kind(sentence, at, self.marked[n]);
            let found = attribution(&said, sentence, at).map(|found| Attribution { relayed_by, ..found });
            let found = if is_work(sentence, self.article, at, kind) {
                None
            } else {
                found.or_else(|| self.goes_on(sentence))
            };
            self.add(sentence, self.marked[n], kind, found);
        }
        let clauses = clauses::indirect(sentence, &said).into_iter();
        self.found.extend(clauses.map(|clause| Quotation { relayed_by, ..clause }));
        if sentence.text[sentence.tokens.last().map_or(0, |last| last.span.end())..].starts_with(':') {
            self.last = said.last().map(|said| said.attribution(Rule::Before));
        }
    }

    fn said(&mut self, sentence: &Sentence, cue: Cue) -> Said {
        let place = sentence.hull(cue.at.clone());
        let phrase = cue.subject.clone().and_then(|subject| sentence.hull(subject));
        let speaker = phrase.and_then(|phrase| self.speakers.named_by(phrase));
        Said { cue, place, speaker }
    }

    fn kind(&self, sentence: &Sentence, at: usize, marked: Marked) -> QuotationKind {
        let zone = self.article.zone_at(marked.outer.start());
        let follows = self.found.last().is_some_and(|last| {
            last.kind == QuotationKind::Direct
                && at > 0
                && last.span.start() >= sentence.tokens[0].span.start()
        });
        match zone {
            Some(ZoneKind::Title | ZoneKind::Heading) => QuotationKind::Title,
            _ if is_direct(sentence, at, marked, follows) => QuotationKind::Direct,
            _ if is_work(sentence, self.article, at, QuotationKind::Partial) => QuotationKind::Title,
            _ => QuotationKind::Partial,
        }
    }

    /// A quotation that is all its sentence goes on with the speaker before it.
    fn goes_on(&self, sentence: &Sentence) -> Option<Attribution> {
        let is_alone = sentence.tokens.iter().all(|token| token.quotation.is_some());
        let last = self.last.clone().filter(|_| is_alone)?;
        Some(Attribution { rule: Rule::GoesOn, ..last })
    }

    fn add(&mut self, sentence: &Sentence, marked: Marked, kind: QuotationKind, found: Option<Attribution>) {
        let is_translated = sentence
            .tokens
            .iter()
            .any(|token| token.is(&["translated", "translation", "traduit", "übersetzt"]));
        self.last = found.clone();
        let Attribution { speaker, cue, relayed_by, rule } =
            found.unwrap_or(Attribution { speaker: None, cue: None, relayed_by: None, rule: Rule::NotFound });
        self.found.push(Quotation {
            span: marked.inner,
            kind,
            speaker,
            cue,
            relayed_by,
            rule,
            is_translated,
        });
    }

    fn finish(mut self) -> Vec<Quotation> {
        let posts = posts::posts(self.article);
        let in_post = |span: Span| posts.iter().any(|post| post.span.covers(span));
        let is_nested = |marked: &&Marked| marked.depth > 0 || in_post(marked.outer);
        let nested = self.marked.iter().filter(is_nested);
        self.found
            .extend(nested.map(|marked| Quotation::new(marked.inner, QuotationKind::Nested, Rule::NotFound)));
        self.found.extend(posts);
        self.found.sort_by_key(|quotation| (quotation.span.start(), std::cmp::Reverse(quotation.span.end())));
        self.found
    }
}

impl Said {
    fn attribution(&self, rule: Rule) -> Attribution {
        Attribution { speaker: self.speaker.clone(), cue: self.place, relayed_by: None, rule }
    }

    /// Right after a quotation: `…,” said S` or `…,” S said`.
    fn follows(&self, at: usize) -> bool {
        let start = match (&self.cue.subject, self.cue.side) {
            (Some(subject), Side::Before) => subject.start,
            (None, Side::Before) => return false,
            _ => self.cue.at.start,
        };
        self.cue.at.start > at && start > at && start <= at + 2
    }

    /// At the end of a sentence, after a comma: `…, the ministry stated.`
    fn closes(&self, sentence: &Sentence) -> bool {
        let Some(subject) = self.cue.subject.as_ref().filter(|_| self.cue.side == Side::Before) else {
            return false;
        };
        let after_comma = subject.start > 0 && sentence.gap_before(subject.start).contains(',');
        let after = &sentence.tokens[self.cue.at.end..];
        let introduces = after.iter().any(|token| token.quotation.is_some());
        let goes_on = after.first().is_some_and(|next| next.is(&["that", "the", "it", "he", "she"]));
        self.cue.reach == Reach::Sentence
            && after_comma
            && after.len() <= LONGEST_CLOSE
            && !goes_on
            && !introduces
    }

    fn reaches(&self, at: usize) -> bool {
        self.cue.at.end <= at
            && match self.cue.reach {
                Reach::Sentence => true,
                Reach::Phrase => at - self.cue.at.end <= PHRASE_REACH,
                Reach::Nobody => false,
            }
    }

    fn is_according_to(&self) -> bool {
        self.cue.side == Side::After && self.cue.at.len() == 2
    }
}

/// Words after `…, he said`, as in `on Monday in Paris`.
const LONGEST_CLOSE: usize = 8;

/// A quotation with more words is a whole sentence, whatever follows it.
const LONG_QUOTATION: usize = 8;

/// Who said the quotation at a token: right after it, at the sentence's end, before it.
fn attribution(said: &[Said], sentence: &Sentence, at: usize) -> Option<Attribution> {
    let rule = |said: &Said, rule: Rule| {
        said.attribution(if said.is_according_to() { Rule::AccordingTo } else { rule })
    };
    let speaks = |said: &&Said| said.cue.reach != Reach::Nobody;
    let after = said.iter().filter(speaks).find(|said| said.follows(at));
    let after =
        after.or_else(|| said.iter().rev().find(|said| said.cue.at.start > at && said.closes(sentence)));
    let before = || said.iter().rev().find(|said| said.reaches(at));
    let anywhere = || said.iter().find(|said| said.is_according_to());
    after
        .map(|said| rule(said, Rule::After))
        .or_else(|| before().map(|said| rule(said, Rule::Before)))
        .or_else(|| anywhere().map(|said| rule(said, Rule::AccordingTo)))
}

/// A quotation that says a whole sentence, and is no part of one of the outlet's.
fn is_direct(sentence: &Sentence, at: usize, marked: Marked, follows_direct: bool) -> bool {
    let inner = marked.inner.of(sentence.text);
    let before = sentence.gap_before(at);
    let is_introduced =
        at == 0 || before.contains([',', ':', '：', '，']) || before.contains(['.', '!', '?']);
    let starts = inner.chars().find(|c| c.is_alphanumeric());
    let starts_sentence = starts.is_some_and(|c| c.is_uppercase() || c.is_numeric() || is_unspaced(c));
    let is_last = at + 1 == sentence.tokens.len();
    let ends = inner.ends_with(['.', '!', '?', '…', ',', '。', '！', '？'])
        || is_last
        || sentence.gap_after(at).trim_start().starts_with([',', '.', '，']);
    let is_long = crate::text::words(inner).nth(LONG_QUOTATION).is_some();
    is_introduced && (starts_sentence && (ends || is_long) || follows_direct && before.contains([',', '.']))
}

/// The title of a book, a film, a programme: capitals all through, and nobody says it.
fn is_work(sentence: &Sentence, article: &Article, at: usize, kind: QuotationKind) -> bool {
    let in_headline = matches!(
        article.zone_at(sentence.tokens[at].span.start()),
        Some(ZoneKind::Title | ZoneKind::Heading)
    );
    if in_headline || !matches!(kind, QuotationKind::Partial | QuotationKind::Title) {
        return false;
    }
    let quoted = sentence.form(at);
    let words: Vec<&str> = crate::text::words(quoted).map(|word| word.of(quoted)).collect();
    let is_high =
        |word: &&str| word.len() < 4 || word.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let n_capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    n_capitals >= 2 && words.iter().all(is_high)
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
