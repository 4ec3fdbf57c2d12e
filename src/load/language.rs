//! Which language a text is in, and whether a line is in another one.

use std::sync::LazyLock;

use regex::Regex;

/// Below this, detectors are wrong too often. In bytes, because 100 ideographs say as much as 300 letters.
const ENOUGH_BYTES: usize = 300;
const SAMPLE_BYTES: usize = 20_000; // more changes no answer
const MIN_WORDS_OF_FOREIGN_LINE: usize = 4;

/// ISO 639-3 as the detector says it, and the shorter code where BCP 47 asks for it.
const TWO_LETTERS: &str = "epo eo,eng en,rus ru,cmn zh,spa es,por pt,ita it,ben bn,fra fr,deu de,ukr uk,kat ka,ara ar,\
    hin hi,jpn ja,heb he,yid yi,pol pl,amh am,jav jv,kor ko,nob nb,dan da,swe sv,fin fi,tur tr,nld nl,hun hu,ces cs,\
    ell el,bul bg,bel be,mar mr,kan kn,ron ro,slv sl,hrv hr,srp sr,mkd mk,lit lt,lav lv,est et,tam ta,vie vi,urd ur,\
    tha th,guj gu,uzb uz,pan pa,aze az,ind id,tel te,pes fa,mal ml,ori or,mya my,nep ne,sin si,khm km,tuk tk,aka ak,\
    zul zu,sna sn,afr af,lat la,slk sk,cat ca,tgl tl,hye hy,cym cy";

/// BCP 47, where the text is long enough to be sure.
pub fn guess(body: &str) -> Option<&'static str> {
    let is_enough = body.trim().len() >= ENOUGH_BYTES;
    let language = whatlang::detect_lang(sample(body)).filter(|_| is_enough)?;
    Some(short_code(language.code()))
}

fn short_code(code: &'static str) -> &'static str {
    let pair = TWO_LETTERS.split(',').find_map(|pair| pair.strip_prefix(code));
    pair.map_or(code, str::trim_start)
}

/// A language tag as BCP 47 writes it: `EN_us` → `en-US`. `None` for what is no tag.
pub fn tag(written: &str) -> Option<String> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?").expect("a fixed expression")
    });
    let found = TAG.captures(written.trim())?;
    let whole = found.get(0)?.as_str();
    if written.trim()[whole.len()..].starts_with(|c: char| c.is_alphanumeric()) {
        return None; // "english"
    }
    let language = found[1].to_lowercase();
    Some(match found.get(2).map(|region| region.as_str()) {
        Some(region) if region.len() == 2 => format!("{language}-{}", region.to_uppercase()),
        Some(script) if script.len() == 4 => {
            format!("{language}-{}{}", script[..1].to_uppercase(), script[1..].to_lowercase())
        }
        _ => language,
    })
}

/// The language of a text, for asking whether one of its lines is in another.
pub struct Native {
    language: Option<whichlang::Lang>,
}

impl Native {
    /// The detector that is good at single lines knows 16 languages; of a text in another one nothing is said.
    pub fn of(body: &str) -> Self {
        let known = guess(body);
        let language = whichlang::detect_language(sample(body));
        let is_sure = known == Some(short_code(language.three_letter_code()));
        Self { language: is_sure.then_some(language) }
    }

    pub fn is_foreign(&self, line: &str) -> bool {
        let is_long = line.split_whitespace().count() >= MIN_WORDS_OF_FOREIGN_LINE;
        is_long && self.language.is_some_and(|native| whichlang::detect_language(line) != native)
    }
}

fn sample(text: &str) -> &str {
    &text[..text.floor_char_boundary(SAMPLE_BYTES)]
}

/// Whether most letters are Chinese, Japanese or Korean, whose words are not separated by spaces.
pub fn is_east_asian(text: &str) -> bool {
    let (mut n_east_asian, mut n_letters) = (0, 0);
    for c in sample(text).chars().filter(|c| c.is_alphabetic()) {
        n_letters += 1;
        n_east_asian += usize::from(is_ideograph(c));
    }
    2 * n_east_asian > n_letters
}

/// Kana, Han and Hangul.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The harbour of the small town has been closed since Tuesday, because a crane fell into the \
        basin during the storm. Nobody was hurt, but the fishing boats cannot leave, and the council has asked the \
        county for help. Engineers hope to lift the wreck before the end of the week, if the wind allows it, and the harbour master agrees.";

    #[test]
    fn every_language_of_the_detector_has_a_short_code() {
        for language in whatlang::Lang::all() {
            assert_eq!(short_code(language.code()).len(), 2, "{language}");
        }
    }

    #[test]
    fn a_language_is_guessed_from_enough_text_only() {
        assert_eq!(guess(ENGLISH), Some("en"));
        assert_eq!(guess(&ENGLISH[..120]), None);
        let japanese = "港は火曜日から閉鎖されている。嵐の間にクレーンが水の中に落ちたためである。".repeat(4);
        assert_eq!(guess(&japanese), Some("ja"));
    }

    #[test]
    fn language_tags_are_written_one_way() {
        for (written, expected) in [
            ("EN_us", Some("en-US")),
            ("de", Some("de")),
            ("zh-hant", Some("zh-Hant")),
            ("fr-FR-x", Some("fr-FR")),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(tag(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_line_in_another_language_is_foreign() {
        let native = Native::of(ENGLISH);
        assert!(native.is_foreign("Le port de la petite ville est fermé depuis mardi."));
        assert!(!native.is_foreign("The boats have to stay in the basin."));
        assert!(!native.is_foreign("Bonjour à tous"), "three words are too few");
    }
}
