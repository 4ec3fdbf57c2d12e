//! What a line says by itself: interface words, counters, calls, credits, bylines, datelines.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::line::{Line, starts_large};
use crate::load::dates;
use crate::model::ZoneKind;

/// Whole lines of page furniture in English, French, German, Spanish and Japanese, lower case.
const INTERFACE: &[&str] = &[
    "ad",
    "advertisement",
    "also read",
    "article continues below",
    "back to top",
    "click to expand",
    "close",
    "comment",
    "comments",
    "continue reading",
    "copy link",
    "email",
    "follow us",
    "gift this article",
    "home",
    "leave a comment",
    "listen",
    "listen to this article",
    "log in",
    "menu",
    "more from",
    "more on this story",
    "more stories",
    "most popular",
    "most read",
    "newsletter",
    "print",
    "read also",
    "read more",
    "read next",
    "recommended",
    "recommended for you",
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related news",
    "related stories",
    "related topics",
    "save",
    "search",
    "see also",
    "share",
    "share this",
    "share this article",
    "show more",
    "sign in",
    "sign up",
    "skip advertisement",
    "skip to content",
    "skip to main content",
    "sponsored",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "subscribe now",
    "tags",
    "text size",
    "topics",
    "trending",
    "trending now",
    "view comments",
    "watch live",
    "you may also like",
    "you might also like",
    "abonnez-vous",
    "aller au contenu",
    "aller au contenu principal",
    "commentaires",
    "contenu réservé aux abonnés",
    "imprimer",
    "les plus lus",
    "lire aussi",
    "lire la suite",
    "lire plus tard",
    "partager",
    "passer au contenu",
    "passer la publicité",
    "publicité",
    "réagir",
    "réservé aux abonnés",
    "s'abonner",
    "se connecter",
    "sur le même sujet",
    "voir aussi",
    "à lire aussi",
    "écouter l'article",
    "abonnieren",
    "anmelden",
    "anzeige",
    "artikel anhören",
    "artikel merken",
    "auch interessant",
    "drucken",
    "kommentare",
    "lesen sie auch",
    "mehr zum thema",
    "meistgelesen",
    "merken",
    "newsletter abonnieren",
    "schlagworte",
    "teilen",
    "themen",
    "weiterlesen",
    "werbung",
    "zum inhalt springen",
    "zum thema",
    "zur startseite",
    "anuncio",
    "archivado en",
    "comentarios",
    "compartir",
    "guardar",
    "iniciar sesión",
    "ir al contenido",
    "lea también",
    "lee también",
    "leer más",
    "lo más leído",
    "más información",
    "publicidad",
    "relacionado",
    "suscríbete",
    "te puede interesar",
    "temas relacionados",
    "あわせて読みたい",
    "この記事をシェア",
    "アクセスランキング",
    "コメント",
    "シェア",
    "シェアする",
    "ランキング",
    "ログイン",
    "会員登録",
    "保存",
    "印刷",
    "広告",
    "有料会員限定記事",
    "続きを読む",
    "関連ニュース",
    "関連記事",
];

/// Names under which agencies sign texts and pictures, as one alternative of an expression.
pub const AGENCIES: &str = r"(?:AFP|AFP-JIJI|ANSA|AP|AP Photo|Alamy|Anadolu(?: Agency)?|Associated Press|The Associated Press|Bloomberg|DPA|dpa|EFE|EPA(?:-EFE)?|Getty(?: Images)?|IMAGO|Imago|Jiji(?: Press)?|Keystone|Kyodo(?: News)?|NurPhoto|PA|PA Media|PA Wire|PTI|ANI|Pool|REUTERS|Reuters|Shutterstock|TASS|UPI|Xinhua|Yonhap|picture alliance|ロイター|共同|時事)";

pub fn kind_of(line: &Line) -> Option<ZoneKind> {
    const MAX_WORDS: usize = 40; // of any of these
    if line.shown.is_empty() || line.n_words > MAX_WORDS {
        return None;
    }
    type Says = fn(&Line) -> bool;
    let rules: [(ZoneKind, Says); 7] = [
        (ZoneKind::Post, is_of_a_post),
        (ZoneKind::Dateline, is_dateline),
        (ZoneKind::Furniture, is_interface),
        (ZoneKind::Teaser, is_pointer),
        (ZoneKind::Furniture, is_call),
        (ZoneKind::Credit, is_credit),
        (ZoneKind::Byline, is_byline),
    ];
    rules.into_iter().find(|(_, says)| says(line)).map(|(kind, _)| kind)
}

/// `— Name (@handle) May 19, 2023`
pub fn is_signature(line: &Line) -> bool {
    static SIGNATURE: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^[—–-]{1,2} ?.{1,80}\(@\w+\),? (?P<date>[\p{L}\d., ]{8,40})$"));
    SIGNATURE.captures(&line.shown).is_some_and(|found| dates::is_all_of(&found["date"]))
}

pub fn is_picture_link(line: &Line) -> bool {
    static LINK: LazyLock<Regex> = LazyLock::new(|| regex(r"\bpic\.(?:twitter|x)\.com/\w|\bt\.co/\w"));
    LINK.is_match(&line.shown)
}

pub fn is_of_a_post(line: &Line) -> bool {
    is_signature(line) || is_picture_link(line)
}

fn is_interface(line: &Line) -> bool {
    static COUNTER: LazyLock<RegexSet> = LazyLock::new(|| {
        regexes(&[
            r"^\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?$",
            r"(?i)^\d+[- ]min(?:ute)?s?(?: read| de lecture| de lectura)?$",
            r"(?i)^\d[\d,.]* (?:comments?|shares?|views|commentaires?|kommentare?|comentarios?)$",
            r"(?i)^(?:reading time|lesezeit|temps de lecture|tiempo de lectura)\b.{0,20}$",
            r"(?i)^(?:©|\(c\) \d{4}|copyright (?:©|\(c\)|\d{4}))",
            r"(?i)^this (?:article|story) (?:was|is|has been) .{0,20}(?:published|updated|corrected|produced)\b",
        ])
    });
    INTERFACE.contains(&bare(&line.shown).as_str()) || COUNTER.is_match(&line.shown)
}

/// `Also read: a headline`
fn is_pointer(line: &Line) -> bool {
    static POINTER: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:also read|read also|read more|read next|see also|related|more on this|lire aussi|à lire aussi|voir aussi|lesen sie auch|mehr dazu|lea también|lee también|関連記事)(?: [:：|»>-]|[:：|»>]) ?\S",
        )
    });
    POINTER.is_match(&line.shown)
}

fn is_call(line: &Line) -> bool {
    static CALL: LazyLock<RegexSet> = LazyLock::new(|| {
        regexes(&[
            r"(?i)^(?:follow|like|join|find) us on\b",
            r"(?i)\bfollow us on (?:facebook|twitter|x|instagram|google|telegram|whatsapp|youtube|linkedin)\b",
            r"(?i)^read all the (?:latest|breaking)\b",
            r"(?i)^(?:sign up|register|subscribe)(?: now| today| here)? (?:for|to) (?:our|the|your|get|receive|free|daily)\b",
            r"(?i)^click (?:here|on the link) (?:to|for)\b",
            r"(?i)^download (?:the|our) .{0,40}\bapp\b",
            r"(?i)^get (?:all )?(?:the latest|breaking|our best) .{0,60}(?:news|stories|updates)\b",
            r"(?i)^(?:suivez-nous|abonnez-vous|inscrivez-vous) (?:sur|à)\b",
            r"(?i)^(?:folgen sie uns|abonnieren sie|melden sie sich) (?:auf|unseren|für|zum)\b",
            r"(?i)^(?:síguenos|suscríbete|regístrate) (?:en|a|para)\b",
        ])
    });
    CALL.is_match(&line.shown)
}

/// Who else worked on the text. Stands at its end, where photo credits may stand anywhere.
static CONTRIBUTORS: LazyLock<RegexSet> = LazyLock::new(|| {
    regexes(&[
        r"(?i)\bcontributed (?:reporting )?to this (?:report|article|story|dispatch)\b",
        r"(?i)\bcontributed reporting\.?$",
        r"(?i)^\(?with (?:agency |agencies )?(?:inputs?|files|reports|reporting|information|material) (?:from|by)\b",
        r"(?i)^\(?(?:additional |with )?(?:reporting|editing|writing|compiled|edited|translated|graphics?)(?: and \w+)? by \p{Lu}",
        r"(?i)^\(?(?:avec|mit material von|mit informationen von|con información de) (?:l'|la |les |der |dpa\b|afp\b|reuters\b|agenc|efe\b|ap\b)",
    ])
});

fn is_credit(line: &Line) -> bool {
    static SOURCE: LazyLock<RegexSet> = LazyLock::new(|| {
        regexes(&[
            r"(?i)^(?:sources?|quellen?|fuentes?|出典)\s?[:：] ?(?:\S+ ?){1,8}$",
            r"(?i)^(?:photos?|images?|pictures?|fotos?|bild(?:er)?|photo credits?|crédits? photo|写真)(?: by| credit| courtesy)?\s?[:：©/] ?(?:\S+ ?){1,10}$",
        ])
    });
    static AGENCY_ALONE: LazyLock<Regex> = LazyLock::new(|| {
        regex(&format!(r"^[(\[—–-]{{0,2}} ?{AGENCIES}(?: ?(?:/|,|and|und|et|y|&) ?{AGENCIES})* ?[)\]]?\.?$"))
    });
    CONTRIBUTORS.is_match(&line.shown) || SOURCE.is_match(&line.shown) || AGENCY_ALONE.is_match(&line.shown)
}

/// What stands between an article and the page's other headlines.
pub fn ends_article(line: &Line) -> bool {
    const LEADS_ON: &[&str] = &[
        "also read",
        "more stories",
        "read also",
        "read next",
        "recommended for you",
        "you may also like",
        "you might also like",
        "auch interessant",
        "te puede interesar",
        "あわせて読みたい",
    ];
    CONTRIBUTORS.is_match(&line.shown) || LEADS_ON.contains(&bare(&line.shown).as_str())
}

/// Without case and without the arrows and dots around it.
fn bare(shown: &str) -> String {
    shown.trim_matches([':', '»', '›', '>', '+', '-', '|', '•', '…', '.', ' ']).to_lowercase()
}

fn is_byline(line: &Line) -> bool {
    const SMALL_WORDS: &[&str] = &[
        "and", "und", "et", "y", "e", "&", "|", "in", "of", "for", "at", "the", "de", "la", "van", "von",
        "der", "den", "bin", "al",
    ];
    const MAX_WORDS: usize = 14;
    let Some(names) = names_of_byline(&line.shown) else { return false };
    let is_name_like = |word: &str| starts_large(word) || SMALL_WORDS.contains(&word) || word.contains('@');
    let n_large = names.split(' ').filter(|word| starts_large(word)).count();
    line.n_words <= MAX_WORDS
        && n_large >= 2
        && starts_large(names)
        && !names.contains(|c: char| c.is_ascii_digit())
        && names.split(' ').all(is_name_like)
        && !line.shown.ends_with(['!', '?', ':'])
        && (!line.shown.ends_with('.') || line.n_words <= 4)
}

/// What follows "By" and its like.
pub fn names_of_byline(line: &str) -> Option<&str> {
    const STARTS: &[&str] =
        &["By", "BY", "Von", "VON", "Par", "PAR", "Por", "POR", "Di", "Door", "Text:", "Byline:"];
    let (start, names) = line.split_once(' ')?;
    (STARTS.contains(&start) || STARTS.contains(&start.trim_end_matches(':'))).then(|| names.trim())
}

fn is_dateline(line: &Line) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:first |last |date )?(?:published|updated|posted|modified|publié|mis à jour|veröffentlicht|aktualisiert|stand|publicado|actualizado|更新|公開|配信)(?: (?:on|at|le|am|el))?\s?[:：]?\s?",
        )
    });
    static AGO: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:\d+ (?:min(?:ute)?s?|hours?|hrs?|days?|weeks?) ago|(?:il y a|vor|hace) \d+ \p{L}+\.?|\d+(?:分|時間|日)前)$",
        )
    });
    const MAX_WORDS: usize = 14;
    let rest = &line.shown[LABEL.find(&line.shown).map_or(0, |label| label.end())..];
    let has_label = rest.len() < line.shown.len();
    let is_empty_label = has_label && rest.is_empty() && line.shown.ends_with([':', '：']);
    let is_date = line.n_words <= MAX_WORDS
        && rest.split('|').all(|part| dates::is_all_of(LABEL.replace(part.trim(), "").trim()));
    is_empty_label || is_date || AGO.is_match(rest)
}

pub fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed expression")
}

fn regexes(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns).expect("fixed expressions")
}
