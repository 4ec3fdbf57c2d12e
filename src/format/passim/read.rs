use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::COMMAND;
use super::alignment::Alignment;
use crate::format::InputFile;
use crate::format::shared::{Place, Problem, Read, ReadError, Record, facts_from, path_of_key, records_of};
use crate::model::{Draft, DraftMention, Zone, ZoneKind};
use crate::text::{Extent, OffsetMap, Span, Unit, snap_to_words};

const LABEL: &str = "REUSE";

/// Of the characters of a passage. Below, passim has bridged text that is not the same.
const LEAST_SHARE: f64 = 0.5;

pub(super) fn read(files: &[InputFile]) -> Read {
    let mut read = Read::default();
    let mut records = Vec::new();
    for file in files.iter().filter(|file| !file.name.ends_with(COMMAND)) {
        match packed(&file.bytes) {
            Some(tool) => read.warnings.push(ReadError::new(&file.name, Place::File, Problem::Packed(tool))),
            None => records.extend(records_of(file, &mut read.warnings)),
        }
    }
    let mut reading = Reading::default();
    for record in records.iter().filter(|record| kind(&record.value) == Kind::Article) {
        reading.note(record, Reading::take_article);
    }
    reading.ids = ids(&records);
    for record in &records {
        match kind(&record.value) {
            Kind::Article => {}
            Kind::Pair => reading.note(record, Reading::take_pair),
            Kind::Member => reading.note(record, Reading::take_member),
            Kind::Unknown => reading.warnings.push(record.error(Problem::NotOfPassim)),
        }
    }
    reading.finish(read)
}

/// Whether a file can be of no other format.
pub(super) fn is_of_passim(file: &InputFile) -> bool {
    let mut warnings = Vec::new();
    let first_line = file.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = records_of(&InputFile::new(&*file.name, first_line), &mut warnings).pop().map(|record| {
        let has_series = record.value.get("series").is_some();
        kind(&record.value) != Kind::Unknown && (kind(&record.value) != Kind::Article || has_series)
    });
    first.unwrap_or(false)
}

/// What unpacks a file that is packed.
fn packed(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("gunzip"),
        [b'B', b'Z', b'h', ..] => Some("bunzip2"),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article,
    /// A line of `align.json`.
    Pair,
    /// A line of `out.json`.
    Member,
    Unknown,
}

fn kind(record: &Value) -> Kind {
    let has = |name: &str| record.get(name).is_some();
    match () {
        () if has("s1") && has("s2") => Kind::Pair,
        () if has("cluster") && has("begin") => Kind::Member,
        () if has("id") && has("text") && !has("begin") => Kind::Article,
        () => Kind::Unknown,
    }
}

/// The id of each article by the number that passim gives it.
fn ids(records: &[Record]) -> BTreeMap<i64, String> {
    let named = |record: &Record| {
        Some((record.value.get("uid")?.as_i64()?, record.value.get("id")?.as_str()?.to_owned()))
    };
    records.iter().filter_map(named).collect()
}

#[derive(Default)]
struct Reading {
    drafts: Vec<Draft>,
    maps: Vec<OffsetMap>,
    by_id: BTreeMap<String, usize>,
    ids: BTreeMap<i64, String>,
    /// By article and place: one mention says all that is said of a place.
    reuse: BTreeMap<(usize, Extent), Reuse>,
    /// For each file, how many passages differ for the most part, and how many there are.
    overextended: BTreeMap<String, (usize, usize)>,
    warnings: Vec<ReadError>,
}

/// What passim says of a place.
#[derive(Default)]
struct Reuse {
    with: Vec<(String, f64)>,
    cluster: Option<(String, u64)>,
    copied_from: BTreeSet<String>,
}

impl Reading {
    fn note(&mut self, record: &Record, take: fn(&mut Self, &Record) -> Result<(), Problem>) {
        if let Err(problem) = take(self, record) {
            self.warnings.push(record.error(problem));
        }
    }

    fn take_article(&mut self, record: &Record) -> Result<(), Problem> {
        let value = &record.value;
        let (id, text) =
            (string(value, "id").ok_or(Problem::NoText)?, string(value, "text").ok_or(Problem::NoText)?);
        if let Some(known) = self.by_id.get(id) {
            let is_same = *self.drafts[*known].text == *text;
            return if is_same { Ok(()) } else { Err(Problem::OtherText(id.to_owned())) };
        }
        let text: Arc<str> = text.into();
        let map = OffsetMap::new(&text);
        let facts = facts_from(
            |name| match name {
                "outlet" => string(value, "series").filter(|series| *series != id),
                "published" => string(value, "date"),
                "story" => string(value, "event"),
                name => string(value, name),
            },
            |name| string(value.get("guesses")?, name),
        );
        let locs = value.get("locs").and_then(Value::as_array).into_iter().flatten();
        let zones = locs.map(|loc| zone(loc, &text, &map).ok_or(Problem::NotAZone));
        let zones = zones.collect::<Result<Vec<_>, _>>();
        let path = string(value, "path").map_or_else(|| path_of_key(id, &facts), str::to_owned);
        self.by_id.insert(id.to_owned(), self.drafts.len());
        let (zones, problem) =
            zones.map_or_else(|problem| (Vec::new(), Err(problem)), |zones| (zones, Ok(())));
        self.drafts.push(Draft { path, facts, zones, ..Draft::of_text(text) });
        self.maps.push(map);
        problem
    }

    fn article(&self, id: &str) -> Result<usize, Problem> {
        self.by_id.get(id).copied().ok_or_else(|| Problem::NoArticle(id.to_owned()))
    }

    fn span(&self, article: usize, place: Range<usize>) -> Result<Span, Problem> {
        let nowhere = Problem::NoStretch { start: place.start, end: place.end };
        let bytes = self.maps[article].range_from(Unit::Char, place).map_err(|_| nowhere.clone())?;
        Span::new(&self.drafts[article].text, bytes).ok().filter(|span| !span.is_empty()).ok_or(nowhere)
    }

    fn take_pair(&mut self, record: &Record) -> Result<(), Problem> {
        let alignment = Alignment::of(&record.value).ok_or(Problem::NotAPassage)?;
        let mut places = Vec::new();
        for side in &alignment.0 {
            let article = self.article(side.article)?;
            let span = self.span(article, side.place.clone())?;
            if !side.reads(span.of(&self.drafts[article].text)) {
                return Err(Problem::OtherPassage(side.article.to_owned()));
            }
            places.push((article, Extent::from(span)));
        }
        let share = alignment.share();
        let (n_over, n_all) = self.overextended.entry(record.file.name.clone()).or_default();
        *n_all += 1;
        if share < LEAST_SHARE {
            *n_over += 1;
            places = self.same_stretches(&alignment, places)?;
        }
        let [a, b] = &alignment.0;
        for ((article, extent), other) in places.into_iter().zip([b.article, a.article]) {
            self.reuse.entry((article, extent)).or_default().with.push((other.to_owned(), share));
        }
        Ok(())
    }

    fn same_stretches(
        &self,
        alignment: &Alignment,
        places: Vec<(usize, Extent)>,
    ) -> Result<Vec<(usize, Extent)>, Problem> {
        let stretches = alignment.stretches();
        let of_side = |(side, (article, _)): (usize, (usize, Extent))| {
            let text = &self.drafts[article].text;
            let pieces = stretches.iter().filter_map(|stretch| {
                let span = self.span(article, stretch[side].clone()).ok()?;
                snap_to_words(text, span.range())
            });
            Extent::new(pieces.collect()).map(|extent| (article, extent)).ok_or(Problem::NothingSame)
        };
        places.into_iter().enumerate().map(of_side).collect()
    }

    fn take_member(&mut self, record: &Record) -> Result<(), Problem> {
        let value = &record.value;
        let number = |name: &str| usize::try_from(value.get(name)?.as_u64()?).ok();
        let range = number("begin").zip(number("end")).map(|(begin, end)| begin..end);
        let (id, range) = string(value, "id").zip(range).ok_or(Problem::NotAPassage)?;
        let article = self.article(id)?;
        let span = self.span(article, range)?;
        if string(value, "text").is_some_and(|text| text != span.of(&self.drafts[article].text)) {
            return Err(Problem::OtherPassage(id.to_owned()));
        }
        let cluster = value.get("cluster").map(|cluster| cluster.to_string().trim_matches('"').to_owned());
        let size = value.get("size").and_then(Value::as_u64).unwrap_or_default();
        let sources = value.get("src").and_then(Value::as_array).into_iter().flatten();
        let sources: Vec<String> =
            sources.filter_map(|source| self.ids.get(&source.get("uid")?.as_i64()?).cloned()).collect();
        let reuse = self.reuse.entry((article, Extent::from(span))).or_default();
        reuse.cluster = cluster.map(|cluster| (cluster, size));
        reuse.copied_from.extend(sources);
        Ok(())
    }

    fn finish(mut self, mut read: Read) -> Read {
        for ((article, extent), reuse) in self.reuse {
            let mention = DraftMention { attributes: reuse.attributes(), ..DraftMention::new(extent, LABEL) };
            self.drafts[article].mentions.push(mention);
        }
        read.warnings.extend(self.warnings);
        for (file, (count, of)) in self.overextended.into_iter().filter(|(_, (count, _))| *count > 0) {
            read.warnings.push(ReadError::new(&file, Place::File, Problem::Overextended { count, of }));
        }
        Read { drafts: self.drafts, ..read }
    }
}

impl Reuse {
    fn attributes(&self) -> BTreeMap<String, String> {
        let joined = |values: Vec<String>| values.join("; ");
        let mut attributes = BTreeMap::new();
        let mut set = |name: &str, value: String| {
            if !value.is_empty() {
                attributes.insert(name.to_owned(), value);
            }
        };
        set("with", joined(self.with.iter().map(|(article, _)| article.clone()).collect()));
        set("match", joined(self.with.iter().map(|(_, share)| format!("{share:.2}")).collect()));
        set("copied_from", joined(self.copied_from.iter().cloned().collect()));
        if let Some((cluster, size)) = &self.cluster {
            set("cluster", cluster.clone());
            set("size", size.to_string());
        }
        attributes
    }
}

fn zone(loc: &Value, text: &str, map: &OffsetMap) -> Option<Zone> {
    let number = |name: &str| usize::try_from(loc.get(name)?.as_u64()?).ok();
    let (start, length) = number("start").zip(number("length"))?;
    let bytes = map.range_from(Unit::Char, start..start.checked_add(length)?).ok()?;
    Some(Zone { span: Span::new(text, bytes).ok()?, kind: ZoneKind::named(string(loc, "loc")?)? })
}

fn string<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::passim::FORMAT;

    /// What passim 2.0.1 made of three articles that `run.sh` gave it, and clusters as its README has them.
    const FILES: [(&str, &str); 3] = [
        ("articles.jsonl", include_str!("../../../tests/data/passim/articles.jsonl")),
        ("align.json/part-0.json", include_str!("../../../tests/data/passim/out/align.json/part-00000.json")),
        ("out.json/part-0.json", include_str!("../../../tests/data/passim/out/out.json/part-00000.json")),
    ];

    fn input(files: &[(&str, &str)]) -> Vec<InputFile> {
        files.iter().map(|(name, text)| InputFile::new(*name, *text)).collect()
    }

    fn warnings(read: &Read) -> Vec<String> {
        read.warnings.iter().map(ToString::to_string).collect()
    }

    /// Each mention of an article with one of its attributes.
    fn marked(draft: &Draft, attribute: &str) -> Vec<(String, String)> {
        let shown = |mention: &DraftMention| {
            let value = mention.attributes.get(attribute).cloned().unwrap_or_default();
            (mention.extent.quote(&draft.text), value)
        };
        draft.mentions.iter().map(shown).collect()
    }

    // Traps 1 and 2: 🛟, Å and dashes stand before the passages, hyphens within, and `s1` has U+2010 for them.
    // Trap 3: the year differs, and passim takes no notice.
    #[test]
    fn pairs_come_back_at_their_places_with_the_share_that_matches() {
        let read = read(&input(&FILES[..2]));
        let herald = &read.drafts[0];
        assert_eq!(
            marked(herald, "with"),
            [
                ("said Åse Berg, a co-operative fisherman.\n\nTwo of the forty-one people on board are still missing 🛟, the coast guard said on Friday. Nobody had checked the lifeboats since December 202".to_owned(), "in/ledger.txt".to_owned()),
                ("Two of the forty-one people on board are still missing 🛟, the coast guard said on Friday.".to_owned(), "in/post.txt".to_owned()),
            ]
        );
        // passim counts 173 and 87 characters that match; the sides have 183 and 191, 89 and 87.
        assert_eq!(
            marked(herald, "match").into_iter().map(|(_, share)| share).collect::<Vec<_>>(),
            ["0.93", "0.99"]
        );
        assert!(read.drafts.iter().flat_map(|draft| &draft.mentions).all(|mention| mention.label == "REUSE"));
    }

    // 96 characters of 175 and 217 match: the sentences before have nothing to do with each other.
    #[test]
    fn a_passage_that_goes_on_over_other_text_is_marked_where_it_is_the_same() {
        let read = read(&input(&FILES[..2]));
        let core = "Two of the forty-one people on board are still missing, the coast guard said on Friday";
        assert_eq!(marked(&read.drafts[1], "match")[1], (core.to_owned(), "0.49".to_owned()));
        assert_eq!(
            warnings(&read),
            [
                "align.json/part-0.json: 1 of 3 passages are the same in less than half of their characters; only the \
              parts that are the same were marked"
            ]
        );
    }

    // Trap 7: clusters come after the pairs or not at all.
    #[test]
    fn clusters_tell_their_number_and_who_was_copied_in_any_order_of_files() {
        let whole = read(&input(&FILES));
        let (last, place) = (
            &whole.drafts[2],
            "Two of the forty-one people on board are still missing, the coast guard said on Friday.",
        );
        let of = |attribute: &str| {
            marked(last, attribute).into_iter().find(|(quote, _)| quote == place).unwrap().1
        };
        assert_eq!(
            (of("copied_from").as_str(), of("cluster").as_str(), of("size").as_str()),
            ("in/ledger.txt", "8589934592", "3")
        );
        // One mention says both.
        assert_eq!(of("with"), "in/herald.txt");
        let mut files = FILES;
        files.reverse();
        assert_eq!(read(&input(&files)).drafts, whole.drafts);
    }

    #[test]
    fn a_record_that_does_not_fit_is_named_with_its_line() {
        let articles = r#"{"id":"a","series":"A","text":"Éight words."}"#.to_owned()
            + "\n"
            + r#"{"id":"b","series":"B","text":"Eight words."}"#;
        for (record, sentence) in [
            (
                r#"{"id":"a","begin":0,"end":5,"id2":"b","begin2":0,"end2":5,"s1":"Eight","s2":"Eight"}"#,
                "p.json, line 1: the passage does not read as \"a\" does there; export the articles and run passim again",
            ),
            (
                r#"{"id":"a","begin":0,"end":13,"id2":"b","begin2":0,"end2":5,"s1":"Éight","s2":"Eight"}"#,
                "p.json, line 1: 0–13 is no stretch of the text; the mention was left out",
            ),
            (
                r#"{"id":"c","begin":0,"end":5,"cluster":1,"text":"Eight"}"#,
                "p.json, line 1: the text of \"c\" is missing; read the articles file together with this one",
            ),
            (
                r#"{"id":"b","begin":1,"end":5,"cluster":1,"text":"eigh"}"#,
                "p.json, line 1: the passage does not read as \"b\" does there; export the articles and run passim again",
            ),
            (
                r#"{"id":"a","begin":0,"s1":"É","s2":"E"}"#,
                "p.json, line 1: a passage needs an id, a begin and an end for each article; it was left out",
            ),
            (
                r#"{"id":"a","text":"Other."}"#,
                "p.json, line 1: this is not the text of \"a\" that is here already; it was left out",
            ),
            (
                r#"{"lines":[]}"#,
                "p.json, line 1: this is neither an article nor a passage of passim's align.json or out.json; it was left out",
            ),
            ("\u{1f}\u{8b}", "p.json, line 1: this is not JSON (expected value at column 1)"),
        ] {
            let read = read(&input(&[("articles.jsonl", &articles), ("p.json", record)]));
            assert_eq!(warnings(&read), [sentence]);
            assert_eq!(read.drafts.iter().map(|draft| draft.mentions.len()).sum::<usize>(), 0);
        }
        let read = FORMAT.import(&[InputFile::new("p.json.gz", [0x1f, 0x8b, 8])]);
        assert_eq!(
            read.unwrap_err().to_string(),
            "p.json.gz: the file is packed; unpack it with gunzip first"
        );
    }
}
