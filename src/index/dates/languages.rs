//! How German, French and Spanish texts say when, where that depends on the day of writing. Closed lists;
//! dates in full are read whatever the language.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use regex::Captures;

use super::expression::{MONTH, MONTHS, Meaning, Reader, THIS_CENTURY_AND_LAST, Turn, counted, form, month};
use super::when::When;
use crate::index::forms::Forms;

/// What a language says about time besides what all say, and the words that tell what lies ahead.
pub(super) struct Language {
    pub forms: &'static LazyLock<Forms<Reader>>,
    pub future: &'static str,
    pub past: &'static str,
}

/// By an article's language, such as `de` or `fr-CA`; the other forms are read for any.
pub(super) fn language(tag: &str) -> Option<&'static Language> {
    match tag.get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => Some(&GERMAN),
        "fr" => Some(&FRENCH),
        "es" => Some(&SPANISH),
        _ => None,
    }
}

const GERMAN: Language = Language {
    forms: &GERMAN_FORMS,
    future: "wird werden soll sollen will wollen plant planen künftig geplant",
    past: "hat haben hatte hatten war waren wurde wurden worden sagte sagten teilte erklärte hieß traf trafen begann \
        begannen gab kam ging",
};

const FRENCH: Language = Language {
    forms: &FRENCH_FORMS,
    future: "va vont sera seront aura auront doit doivent devrait devraient prévoit prévu prévue prévus",
    past: "a ont avait avaient était étaient fut dit déclaré annoncé",
};

const SPANISH: Language = Language {
    forms: &SPANISH_FORMS,
    future: "va van será serán habrá irá prevé prevén previsto prevista",
    past: "ha han había habían fue fueron era eran dijo anunció declaró empezó",
};

const GERMAN_NUMBER: &str = r"(einem|einer|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|\d{1,3})";
const GERMAN_TURN: &str = "([Ll]etzt|[Vv]ergangen|[Vv]orig|[Dd]ies|[Ll]aufend|[Nn]ächst|[Kk]ommend)e[smnr]?";
const FRENCH_NUMBER: &str = r"(un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,3})";
const SPANISH_NUMBER: &str = r"(un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|\d{1,3})";
const YEAR: &str = r"(?P<it>(?:19|20)\d\d)\b";

static GERMAN_FORMS: LazyLock<Forms<Reader>> = LazyLock::new(|| {
    let weekdays = "(Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)";
    let part_of_day = "(?:morgen|vormittag|mittag|nachmittag|abend|nacht)?";
    Forms::new(vec![
        form(
            format!(r"\b(?:{GERMAN_TURN} )?{weekdays}{part_of_day}\b"),
            "montag* dienstag* mittwoch* donnerstag* freitag* samstag* sonnabend* sonntag*",
            |found| weekday(found, 2, &[1]),
        ),
        form(format!(r"\b{MONTH} (?:des )?{GERMAN_TURN} Jahres\b"), "jahres", month_of_year),
        form(
            format!(r"\b(?:[Ii]m|[Ss]eit|[Bb]is|[Aa]b|[Vv]om|[Aa]nfang|[Mm]itte|[Ee]nde) (?P<it>{MONTH})\b"),
            MONTHS,
            month_alone,
        ),
        form(format!(r"\b{GERMAN_TURN} (Jahr|Monat|Woche)(?:e?s)?\b"), "jahr* monat* woche*", |found| {
            counted(unit(&found[2]), turn_of(&found[1]))
        }),
        form(r"\b(?P<it>Vorjahr)\b", "vorjahr", |_| counted("year", -1)),
        form(
            format!(r"\b[Vv]or {GERMAN_NUMBER} (Tag|Woche|Monat|Jahr)(?:e?n)?\b"),
            "tag* woche* monat* jahr*",
            ago,
        ),
        form(
            r"\b([Vv]orgestern|[Gg]estern|[Hh]eute|[Üü]bermorgen)\b(?: [Mm]orgen\b)?",
            "vorgestern gestern heute übermorgen Übermorgen",
            day,
        ),
        form(r"\b(morgen)\b", "morgen", day), // “Morgen” is also the morning
        form(
            format!(r"\b(?:[Ii]m Jahre?|[Ss]eit|[Bb]is|[Aa]b|[Vv]or|[Nn]ach) {YEAR}"),
            THIS_CENTURY_AND_LAST,
            year,
        ),
    ])
});

static FRENCH_FORMS: LazyLock<Forms<Reader>> = LazyLock::new(|| {
    let weekdays = "(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)";
    Forms::new(vec![
        form(
            format!(r"\b{weekdays}(?: (dernier|passé|prochain))?\b"),
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            |found| weekday(found, 1, &[2]),
        ),
        form(
            format!(r"\b(?:[Ee]n|[Dd]epuis|[Dd]ébut|[Ff]in|[Mm]ois de|[Mm]ois d[’'])[ -]?(?P<it>{MONTH})\b"),
            MONTHS,
            month_alone,
        ),
        form(format!(r"\b(?P<it>{MONTH}) (?:dernier|prochain)\b"), MONTHS, month_alone),
        form(
            r"\b(?:[Ll][’']|[Ll]e |[Ll]a )?(an|année|mois|semaine) (derni(?:er|ère)|passée?|prochaine?)\b",
            "an année mois semaine",
            |found| counted(unit(&found[1]), turn_of(&found[2])),
        ),
        form(r"\b[Cc]e(?:tte)? (année|mois|semaine)(?:-ci)?\b", "année mois semaine", |found| {
            counted(unit(&found[1]), 0)
        }),
        form(format!(r"\b[Ii]l y a {FRENCH_NUMBER} (jour|semaine|mois|an|année)s?\b"), "y", ago),
        form(
            r"\b([Aa]vant-hier|[Hh]ier|[Aa]ujourd[’']hui|[Aa]près-demain|[Dd]emain)\b",
            "hier aujourd demain",
            day,
        ),
        form(
            format!(r"\b(?:[Ee]n|[Dd]epuis|[Dd]ès|[Aa]vant|[Aa]près|[Dd]ébut|[Ff]in) {YEAR}"),
            THIS_CENTURY_AND_LAST,
            year,
        ),
    ])
});

static SPANISH_FORMS: LazyLock<Forms<Reader>> = LazyLock::new(|| {
    let weekdays = "(lunes|martes|miércoles|jueves|viernes|sábado|domingo)";
    Forms::new(vec![
        form(
            format!(r"\b(?:([Pp]asado|[Pp]róximo) )?{weekdays}(?: (pasado|próximo|que viene))?\b"),
            "lunes martes miércoles jueves viernes sábado domingo",
            |found| weekday(found, 2, &[1, 3]),
        ),
        form(
            format!(
                r"\b(?:[Ee]n|[Dd]esde|[Hh]asta|[Mm]es de|[Pp]rincipios de|[Ff]inales de) (?P<it>{MONTH})\b"
            ),
            MONTHS,
            month_alone,
        ),
        form(format!(r"\b(?P<it>{MONTH}) (?:pasado|próximo)\b"), MONTHS, month_alone),
        form(
            r"\b(?:[Ee]l |[Ll]a )?(año|mes|semana) (pasad[oa]|próxim[oa]|que viene)\b",
            "año mes semana",
            |found| counted(unit(&found[1]), turn_of(&found[2])),
        ),
        form(r"\b(?:[Ee]l |[Ll]a )?([Pp]róxim[oa]) (año|mes|semana)\b", "año mes semana", |found| {
            counted(unit(&found[2]), 1)
        }),
        form(r"\b[Ee]st[ea] (año|mes|semana)\b", "año mes semana", |found| counted(unit(&found[1]), 0)),
        form(format!(r"\b[Hh]ace {SPANISH_NUMBER} (día|semana|mes|año)(?:e?s)?\b"), "hace", ago),
        form(r"\b([Aa]nteayer|[Aa]yer|[Hh]oy|[Pp]asado mañana)\b", "anteayer ayer hoy pasado", day), // “mañana” is also the morning
        form(
            format!(r"\b(?:[Ee]n|[Dd]esde|[Hh]asta|[Aa]ntes de|[Dd]espués de) {YEAR}"),
            THIS_CENTURY_AND_LAST,
            year,
        ),
    ])
});

fn weekday(found: &Captures, name: usize, turns: &[usize]) -> Option<Meaning> {
    let turn = turns.iter().find_map(|turn| found.get(*turn)).map_or(0, |turn| turn_of(turn.as_str()));
    let turn = match turn {
        -1 => Turn::Last,
        1 => Turn::Next,
        _ => Turn::Open,
    };
    const STARTS: [(Weekday, &[&str]); 7] = [
        (Weekday::Monday, &["mon", "lun"]),
        (Weekday::Tuesday, &["die", "mar"]),
        (Weekday::Wednesday, &["mit", "mer", "mié"]),
        (Weekday::Thursday, &["don", "jeu", "jue"]),
        (Weekday::Friday, &["fre", "ven", "vie"]),
        (Weekday::Saturday, &["sam", "sáb", "sonna"]),
        (Weekday::Sunday, &["sonnt", "dim", "dom"]),
    ];
    let lower = found[name].to_lowercase();
    let named = STARTS.iter().find(|(_, starts)| starts.iter().any(|start| lower.starts_with(start)))?;
    Some(Meaning::Weekday(named.0, turn))
}

/// `letzten`, `dernier`, `pasado`: one back; `nächsten`, `prochaine`, `que viene`: one on.
fn turn_of(written: &str) -> i32 {
    const BACK: [&str; 6] = ["letzt", "vergangen", "vorig", "dern", "pass", "pasad"];
    const ON: [&str; 5] = ["nächst", "kommend", "proch", "próx", "que viene"];
    let lower = written.to_lowercase();
    let is = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    i32::from(is(&ON)) - i32::from(is(&BACK))
}

fn unit(written: &str) -> &'static str {
    match written {
        "Jahr" | "an" | "année" | "año" => "year",
        "Monat" | "mois" | "mes" => "month",
        "Woche" | "semaine" | "semana" => "week",
        _ => "day",
    }
}

fn ago(found: &Captures) -> Option<Meaning> {
    const WORDS: [&str; 10] = [
        "einem einer un une una",
        "zwei deux dos",
        "drei trois tres",
        "vier quatre cuatro",
        "fünf cinq cinco",
        "sechs six seis",
        "sieben sept siete",
        "acht huit ocho",
        "neun neuf nueve",
        "zehn dix diez",
    ];
    let named = WORDS.iter().position(|words| words.split(' ').any(|word| word == &found[1]));
    let n = named.map(|at| at as i32 + 1).or_else(|| found[1].parse().ok())?;
    counted(unit(&found[2]), -n)
}

fn day(found: &Captures) -> Option<Meaning> {
    Some(Meaning::DaysOn(match found[1].to_lowercase().as_str() {
        "vorgestern" | "avant-hier" | "anteayer" => -2,
        "gestern" | "hier" | "ayer" => -1,
        "morgen" | "demain" => 1,
        "übermorgen" | "après-demain" | "pasado mañana" => 2,
        _ => 0,
    }))
}

fn month_alone(found: &Captures) -> Option<Meaning> {
    Some(Meaning::Month { month: month(&found["it"])?, years_on: None })
}

fn month_of_year(found: &Captures) -> Option<Meaning> {
    let years_on = i16::try_from(turn_of(&found[2])).ok()?;
    Some(Meaning::Month { month: month(&found[1])?, years_on: Some(years_on) })
}

fn year(found: &Captures) -> Option<Meaning> {
    Some(Meaning::Exact(When::Year(found["it"].parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::index::dates::When;
    use crate::index::dates::tests::assert_dates;

    /// Expressions and readings on Thursday, 2 May 2024, read by hand.
    fn check(language: &str, text: &str, expected: &[(&str, &str)]) {
        assert_dates(text, language, When::Day(date(2024, 5, 2)), expected);
    }

    #[test]
    fn german_texts_say_when() {
        check(
            "de",
            "Die Gespräche hatten am Montag begonnen, hieß es gestern. Sie werden am Freitagabend enden.",
            &[("Montag", "2024-04-29"), ("gestern", "2024-05-01"), ("Freitagabend", "2024-05-03")],
        );
        check(
            "de",
            "Letztes Jahr, im Dezember, vor zwei Wochen, im vergangenen Monat, seit 2019 und heute Morgen.",
            &[
                ("Letztes Jahr", "2023"),
                ("Dezember", "2023-12"),
                ("vor zwei Wochen", "2024-04-15/2024-04-21"),
                ("vergangenen Monat", "2024-04"),
                ("2019", "2019"),
                ("heute Morgen", "2024-05-02"),
            ],
        );
        check(
            "de",
            "Im Februar vergangenen Jahres, am 3. April 2024, letzten Dienstag, nächsten Dienstag, im Vorjahr.",
            &[
                ("Februar vergangenen Jahres", "2023-02"),
                ("3. April 2024", "2024-04-03"),
                ("letzten Dienstag", "2024-04-30"),
                ("nächsten Dienstag", "2024-05-07"),
                ("Vorjahr", "2023"),
            ],
        );
    }

    #[test]
    fn french_texts_say_when() {
        check(
            "fr",
            "Il a annoncé lundi qu’il avait signé hier ; ils vont se voir dimanche, il y a trois jours c’était non.",
            &[
                ("lundi", "2024-04-29"),
                ("hier", "2024-05-01"),
                ("dimanche", "2024-05-05"),
                ("il y a trois jours", "2024-04-29"),
            ],
        );
        check(
            "fr-FR",
            "L’an dernier, en décembre, la semaine prochaine, ce mois-ci, mardi dernier, depuis 2019, le 3 avril 2024.",
            &[
                ("L’an dernier", "2023"),
                ("décembre", "2023-12"),
                ("la semaine prochaine", "2024-05-06/2024-05-12"),
                ("ce mois-ci", "2024-05"),
                ("mardi dernier", "2024-04-30"),
                ("2019", "2019"),
                ("3 avril 2024", "2024-04-03"),
            ],
        );
    }

    #[test]
    fn spanish_texts_say_when() {
        check(
            "es",
            "Lo dijo el lunes y lo repitió ayer; se verán el próximo domingo, hace dos semanas dijo que no.",
            &[
                ("lunes", "2024-04-29"),
                ("ayer", "2024-05-01"),
                ("próximo domingo", "2024-05-05"),
                ("hace dos semanas", "2024-04-15/2024-04-21"),
            ],
        );
        check(
            "es",
            "El año pasado, en diciembre, la próxima semana, este mes, desde 2019, el 3 de abril de 2024.",
            &[
                ("El año pasado", "2023"),
                ("diciembre", "2023-12"),
                ("la próxima semana", "2024-05-06/2024-05-12"),
                ("este mes", "2024-05"),
                ("2019", "2019"),
                ("3 de abril de 2024", "2024-04-03"),
            ],
        );
    }

    #[test]
    fn words_of_another_language_are_left_alone() {
        check("en", "Mardi gras, a mes, hoy and heute in the hier archive.", &[]);
        check("", "Am Montag kam er.", &[]);
    }
}
