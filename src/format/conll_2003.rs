//! CoNLL-2003 columns: a token, its part of speech, its chunk and its tag a line, in IOB2.
//!
//! Columns lose the text, so a companion holds it with the place of every token; with it the same
//! text and mentions come back. Without it, as in other people's corpora, a text is put together.

use serde_json::Value;

use super::shared::{
    Assembled, Bracketed, Document, Locator, Renaming, Tagged, assembled, bracketed, is_gap, is_nothing,
    is_tag, numbered_lines, read_columns, read_records, sentences_of_tokens, tagged, tokens_line, utf8,
};
use super::{Format, InputFile, Keeps, Layout, Losses, Lost, OutputFile, Place, Problem, Read, ReadError};
use crate::model::{Draft, DraftMention, Fact, Facts};
use crate::text::{Extent, Span, Unit};

pub const FORMAT: Format = Format {
    id: "conll-2003",
    aliases: &["conll", "conll2003", "iob2"],
    name: "CoNLL-2003 columns",
    extensions: &["conll", "iob", "iob2", "bio", "tsv", "txt"],
    layout: Layout::File,
    companions: &[COMPANION],
    keeps: Keeps { facts: true, zones: true, ..Keeps::TOKENS },
    read: Some(read),
    write: Some(write),
    claims: None,
    sample: &[(
        "sample.conll",
        "-DOCSTART- -X- O O\n\nAngela _ _ B-PER\nMerkel _ _ I-PER\nmet _ _ O\nMacron _ _ B-PER\n. _ _ O\n",
    )],
};

const COMPANION: &str = ".offsets.jsonl";

fn write(drafts: &[Draft], losses: &mut Losses) -> Vec<OutputFile> {
    let mut labels = Renaming::new(is_gap);
    let mut columns = String::new();
    let mut offsets = String::new();
    for draft in drafts {
        let mentions = without_edge_gaps(draft, losses);
        let extents: Vec<Extent> = mentions.iter().map(|mention| mention.extent.clone()).collect();
        let sentences = sentences_of_tokens(&draft.text, &extents);
        columns.push_str("-DOCSTART- -X- O O\n\n");
        let mut tagger = Tagger { mentions: mentions.iter(), open: None };
        for sentence in &sentences {
            for token in sentence {
                let tag = tagger.tag(*token, &mut labels);
                columns.push_str(&format!("{} _ _ {tag}\n", token.of(&draft.text)));
            }
            columns.push('\n');
        }
        offsets.push_str(&tokens_line(draft, sentences.into_iter().flatten()));
        offsets.push('\n');
    }
    labels.tell(losses);
    vec![OutputFile::new("dataset.conll", columns), OutputFile::new("dataset.offsets.jsonl", offsets)]
}

/// Tokens hold no blanks, so a mention cannot start or end with one.
fn without_edge_gaps(draft: &Draft, losses: &mut Losses) -> Vec<DraftMention> {
    let mut trimmed = Vec::new();
    for mention in &draft.mentions {
        let span = mention.extent.hull();
        let quote = span.of(&draft.text);
        let start = span.start() + quote.len() - quote.trim_start_matches(is_gap).len();
        let end = start + quote.trim_matches(is_gap).len();
        match Span::new(&draft.text, start..end) {
            Ok(inner) if !inner.is_empty() => {
                losses.add(Lost::Trimmed, usize::from(inner != span));
                trimmed.push(DraftMention::new(inner, &mention.label));
            }
            _ => losses.add(Lost::Blank, 1),
        }
    }
    trimmed
}

/// Walks tokens and mentions together; both are in text order, and mentions do not overlap.
struct Tagger<'m> {
    mentions: std::slice::Iter<'m, DraftMention>,
    open: Option<&'m DraftMention>,
}

impl Tagger<'_> {
    fn tag(&mut self, token: Span, labels: &mut Renaming) -> String {
        while self.open.is_none_or(|mention| mention.extent.end() <= token.start()) {
            match self.mentions.next() {
                Some(next) => self.open = Some(next),
                None => return "O".to_owned(),
            }
        }
        match self.open {
            Some(mention) if mention.extent.start() == token.start() => {
                format!("B-{}", labels.name(&mention.label))
            }
            Some(mention) if mention.extent.contains(token.start()) => {
                format!("I-{}", labels.name(&mention.label))
            }
            _ => "O".to_owned(),
        }
    }
}

fn read(files: &[InputFile]) -> Read {
    let mut read = Read::default();
    let (companions, columns): (Vec<&InputFile>, Vec<&InputFile>) =
        files.iter().partition(|file| file.name.ends_with(COMPANION));
    for file in columns {
        let companion =
            companions.iter().find(|other| other.name.strip_suffix(COMPANION) == Some(file.stem()));
        let texts = companion.map(|companion| texts(companion)).unwrap_or_default();
        if let Err(error) = read_file(file, texts, &mut read) {
            read.warnings.push(error);
        }
    }
    read
}

fn read_file(file: &InputFile, texts: Vec<(Draft, Vec<Span>)>, read: &mut Read) -> Result<(), ReadError> {
    let no_tags = || ReadError::new(&file.name, Place::File, Problem::NoTags);
    let (columns, documents) = read_columns(utf8(file)?).ok_or_else(no_tags)?;
    let is_alone = documents.len() == 1;
    // A text without a token leaves nothing in the columns.
    let (blank, texts): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(draft, _)| draft.text.chars().all(is_gap));
    read.drafts.extend(blank.into_iter().map(|(draft, _)| draft));
    let mut texts = texts.into_iter();
    for (n, document) in documents.iter().enumerate() {
        let mut reader = Reader { file, document, warnings: &mut read.warnings };
        let name = if is_alone { file.name.clone() } else { format!("{}#{}", file.name, n + 1) };
        let (mut draft, tokens) = reader.text(texts.next(), name);
        draft.mentions = match columns.are_bracketed() {
            true => reader.bracketed(&tokens),
            false => reader.tagged(&tokens, columns.n_layers()),
        };
        read.drafts.push(draft);
    }
    Ok(())
}

/// The texts of a companion, each with its tokens.
fn texts(companion: &InputFile) -> Vec<(Draft, Vec<Span>)> {
    let drafts = read_records(std::slice::from_ref(companion)).drafts;
    let lines = numbered_lines(utf8(companion).unwrap_or_default());
    let tokens_of = |draft: &Draft, line: &str| {
        let line: Value = serde_json::from_str(line).ok()?;
        let tokens: Vec<[usize; 2]> = serde_json::from_value(line.get("tokens")?.clone()).ok()?;
        let locator = Locator::in_unit(&draft.text, Unit::Char);
        tokens.into_iter().map(|[start, end]| locator.span(start..end).ok()).collect::<Option<Vec<_>>>()
    };
    let read = |(draft, (_, line)): (Draft, (usize, &str))| {
        let tokens = tokens_of(&draft, line).unwrap_or_default();
        (draft, tokens)
    };
    drafts.into_iter().zip(lines).map(read).collect()
}

/// Reads one document of a file.
struct Reader<'f, 'w> {
    file: &'f InputFile,
    document: &'f Document<'f>,
    warnings: &'w mut Vec<ReadError>,
}

impl Reader<'_, '_> {
    fn warn(&mut self, line: usize, problem: Problem) {
        self.warnings.push(ReadError::new(&self.file.name, Place::Line(line), problem));
    }

    /// The text of the companion where it fits the columns, else one put together.
    fn text(&mut self, companion: Option<(Draft, Vec<Span>)>, name: String) -> (Draft, Vec<Span>) {
        let document = self.document;
        let rows = || document.sentences.iter().flat_map(|sentence| &sentence.rows);
        if let Some((draft, tokens)) = companion {
            let fits = |(row, token): (&super::shared::Row, &Span)| row.token == token.of(&draft.text);
            if rows().count() == tokens.len() && rows().zip(&tokens).all(fits) {
                return (draft, tokens);
            }
            let problem = Problem::OffsetsDiffer { tokens: rows().count(), offsets: tokens.len() };
            self.warn(rows().next().map_or(0, |row| row.line), problem);
        }
        let Assembled { text, tokens } = assembled(document);
        let given = |fact: Option<&str>| fact.map(Fact::given);
        let title = given(document.name).or_else(|| Some(Fact::guessed(&name, "file name")));
        let (published, language) = (given(document.date), given(document.language));
        let facts = Facts { title, published, language, ..Facts::default() };
        (Draft { path: name, facts, ..Draft::of_text(text) }, tokens)
    }

    fn tagged(&mut self, tokens: &[Span], n_layers: usize) -> Vec<DraftMention> {
        let document = self.document;
        let mut mentions = Vec::new();
        let mut n_before = 0;
        for sentence in &document.sentences {
            for layer in 0..n_layers {
                let tags: Vec<&str> =
                    sentence.rows.iter().map(|row| self.tag(row.line, &row.token, row.tags[layer])).collect();
                let found = tagged(tags.into_iter());
                mentions.extend(found.iter().filter_map(|tagged| mention(tagged, tokens, n_before)));
            }
            n_before += sentence.rows.len();
        }
        mentions.sort_by_key(|mention| (mention.extent.start(), std::cmp::Reverse(mention.extent.end())));
        mentions.dedup();
        mentions
    }

    fn tag<'t>(&mut self, line: usize, token: &str, tag: Option<&'t str>) -> &'t str {
        match tag {
            Some(tag) if is_tag(tag) => tag,
            Some(tag) if is_nothing(tag) => "O",
            _ => {
                self.warn(line, Problem::NoTag(token.to_owned()));
                "O"
            }
        }
    }

    fn bracketed(&mut self, tokens: &[Span]) -> Vec<DraftMention> {
        let document = self.document;
        let rows: Vec<_> = document.sentences.iter().flat_map(|sentence| &sentence.rows).collect();
        let (found, unpaired) = bracketed(rows.iter().map(|row| row.tags[0].unwrap_or_default()));
        for (row, key) in unpaired {
            self.warn(rows[row].line, Problem::Unpaired(key));
        }
        let name = document.name.unwrap_or(&self.file.name);
        let with_entity = |bracketed: &Bracketed| {
            let entity = bracketed.entity(name, &found);
            Some(DraftMention { entity, ..mention(&bracketed.tagged, tokens, 0)? })
        };
        found.iter().filter_map(with_entity).collect()
    }
}

fn mention(tagged: &Tagged, tokens: &[Span], n_before: usize) -> Option<DraftMention> {
    let first = tokens.get(n_before + tagged.tokens.start)?;
    let last = tokens.get(n_before + tagged.tokens.end - 1)?;
    let span = Span::try_from((first.start() as u32, last.end() as u32)).ok()?;
    Some(DraftMention::new(span, &tagged.label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, ranges: &[(usize, usize)]) -> (String, Losses) {
        let mut losses = Losses::default();
        let mention =
            |(start, end): &(usize, usize)| DraftMention::new(Span::new(text, *start..*end).unwrap(), "PER");
        let draft = Draft { mentions: ranges.iter().map(mention).collect(), ..Draft::of_text(text) };
        let files = write(&[draft], &mut losses);
        (String::from_utf8(files[0].bytes.clone()).unwrap(), losses)
    }

    fn mentions(columns: &str) -> Vec<(String, String)> {
        let read = read(&[InputFile::new("d.conll", columns)]);
        assert_eq!(read.warnings, []);
        let quote = |draft: &Draft, mention: &DraftMention| {
            (mention.extent.quote(&draft.text), mention.label.clone())
        };
        read.drafts.iter().flat_map(|draft| draft.mentions.iter().map(move |m| quote(draft, m))).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(quote, label)| ((*quote).to_owned(), (*label).to_owned())).collect()
    }

    #[test]
    fn two_neighbours_of_one_label_stay_two() {
        assert_eq!(
            written("Xi Putin met.", &[(0, 2), (3, 8)]).0,
            "-DOCSTART- -X- O O\n\nXi _ _ B-PER\nPutin _ _ B-PER\nmet _ _ O\n. _ _ O\n\n"
        );
    }

    #[test]
    fn every_mention_edge_is_a_token_edge() {
        assert_eq!(
            written("ex-Merkelian", &[(3, 9)]).0,
            "-DOCSTART- -X- O O\n\nex _ _ O\n- _ _ O\nMerkel _ _ B-PER\nian _ _ O\n\n"
        );
    }

    #[test]
    fn blanks_at_the_edge_of_a_mention_are_counted() {
        let (columns, losses) = written("Xi  met", &[(0, 4)]);
        assert!(columns.contains("Xi _ _ B-PER\nmet _ _ O"));
        assert_eq!(losses.count(Lost::Trimmed), 1);
        assert_eq!(written("Xi  met", &[(2, 4)]).1.count(Lost::Blank), 1);
    }

    /// The CoNLL-2003 sample of DKPro Core, in IOB1.
    #[test]
    fn columns_alone_give_a_text_and_its_mentions() {
        let columns = "U.N. NNP I-NP I-ORG\nofficial NN I-NP O\nEkeus NNP I-NP I-PER\nheads VBZ I-VP O\nfor IN I-PP O\nBaghdad NNP I-NP I-LOC\n. . O O\n";
        assert_eq!(mentions(columns), pairs(&[("U.N.", "ORG"), ("Ekeus", "PER"), ("Baghdad", "LOC")]));
    }

    #[test]
    fn nested_mentions_stand_in_brackets() {
        // The first words of GUM_news_ie9.
        let columns = "# begin document GUM_news_ie9\n0\tMicrosoft\t(organization-1-Microsoft)\n1\twaits\t_\n2\tfor\t_\n3\tdeath\t(event-2\n4\tof\t_\n5\tInternet\t(abstract-3-Internet_Explorer_6\n6\tExplorer\t_\n7\t6\tevent-2)abstract-3-Internet_Explorer_6)\n";
        assert_eq!(
            mentions(columns),
            pairs(&[
                ("Microsoft", "organization"),
                ("death of Internet Explorer 6", "event"),
                ("Internet Explorer 6", "abstract")
            ])
        );
        let read = read(&[InputFile::new("d.conll", columns)]);
        assert_eq!(read.drafts[0].mentions[2].entity.as_deref(), Some("Internet Explorer 6"));
    }

    #[test]
    fn offsets_of_another_file_are_not_used() {
        let columns = "-DOCSTART- -X- O O\n\nXi _ _ B-PER\nmet _ _ O\n";
        let offsets = "{\"article\":\"a\",\"text\":\"Xi left\",\"tokens\":[[0,2]]}\n";
        let read = read(&[InputFile::new("d.conll", columns), InputFile::new("d.offsets.jsonl", offsets)]);
        assert_eq!(&*read.drafts[0].text, "Xi met");
        assert_eq!(
            read.warnings[0].to_string(),
            "d.conll, line 3: it has 2 tokens, but its offsets file has 1; the text was put together from the tokens"
        );
    }
}
