//! Kinds of things that can be told by how they are written: dates, sums, quotations, addresses.

use std::sync::LazyLock;

use regex::Regex;

/// A kind with the names of labels that mean just that.
pub struct BuiltIn {
    pub name: &'static str,
    pub namesakes: &'static [&'static str],
    expression: &'static str,
}

/// Names of months in English, German, French, Spanish, Italian, Dutch and Portuguese, and their
/// shorter forms.
const MONTHS: &str = "(?:[Jj]an(?:uary|uar|vier|eiro|uari)?|[Jj]änner|[Ee]nero|[Ee]ne|[Gg]ennaio|[Ff]eb(?:ruary|ruar|rero|braio|ruari)?|[Ff]évrier|[Ff]évr|[Ff]evereiro|[Mm]ar(?:ch|s|zo|ço)?|[Mm]ärz|[Mm]aart|[Aa]pr(?:il|ile)?|[Aa]vril|[Aa]bril|May|Mai|mai|[Mm]ayo|[Mm]aggio|[Mm]ei|[Mm]aio|[Jj]une?|[Jj]uni|[Jj]uin|[Jj]unio|[Gg]iugno|[Jj]unho|[Jj]uly?|[Jj]uli|[Jj]uillet|[Jj]ulio|[Ll]uglio|[Jj]ulho|[Aa]ug(?:ust|ustus)?|[Aa]oût|[Aa]gosto|[Ss]ept?(?:ember|embre|tembre|iembre)?|[Ss]ettembre|[Ss]etembro|[Oo]ct(?:ober|obre|ubre)?|[Oo]kt(?:ober)?|[Oo]ttobre|[Oo]utubro|[Nn]ov(?:ember|embre|iembre|embro)?|[Dd]ec(?:ember)?|[Dd]ez(?:ember|embro)?|[Dd]éc(?:embre)?|[Dd]iciembre|[Dd]icembre)";
const WEEKDAYS: &str = "(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|[Ll]undi|[Mm]ardi|[Mm]ercredi|[Jj]eudi|[Vv]endredi|[Ss]amedi|[Dd]imanche|[Ll]unes|[Mm]artes|[Mm]iércoles|[Jj]ueves|[Vv]iernes|[Ss]ábado|[Dd]omingo|[月火水木金土日]曜日)";
const NUMBER: &str = r"\d+(?:[.,  ]\d{3})*(?:[.,]\d+)?";

const DATES: &[&str] = &["DATE", "TIME", "Date", "Temporal", "time"];
const AMOUNTS: &[&str] = &["QUANTITY", "Quantity", "NUMBER", "CARDINAL"];

pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        name: "date",
        namesakes: DATES,
        expression: r"\b(?:\d{1,2}(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?MONTH\.?(?:,?\s+(?:de\s+)?\d{4})?|MONTH\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|MONTH\.?,?\s+(?:de\s+)?\d{4})\b",
    },
    BuiltIn {
        name: "date in digits",
        namesakes: DATES,
        expression: r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日",
    },
    BuiltIn { name: "month", namesakes: &[], expression: r"\bMONTH\b" },
    BuiltIn { name: "weekday", namesakes: DATES, expression: "WEEKDAY" },
    BuiltIn { name: "year", namesakes: DATES, expression: r"\b(?:1[0-9]|20)\d\d\b" },
    BuiltIn {
        name: "time of day",
        namesakes: &["TIME", "Time", "Temporal", "time"],
        expression: r"\b\d{1,2}[:.]\d{2}(?:\s?(?:[ap]\.?m\.?|Uhr|h))?\b|\b\d{1,2}\s?(?:[ap]\.?m\b|Uhr\b)",
    },
    BuiltIn {
        name: "money",
        namesakes: &["MONEY", "Money", "QUANTITY", "Quantity"],
        expression: r"[$€£¥]\s?NUMBER(?:\s?(?:[bmt]n|[BMT]|(?:[mb]|tr)ill(?:ion(?:e?s|en)?|ard(?:en?|s)?|ones?)|M(?:io|rd)\.?)\b)?|\bNUMBER(?:\s(?:[mb]ill?(?:ion(?:e?s|en)?|ard(?:en?|s)?|ones?)))?\s?(?:[$€£¥]|(?:US )?dollars?|euros?|Euro|pounds|yen|francs?|[0-9]*億?円|万円)",
    },
    BuiltIn {
        name: "percentage",
        namesakes: &["PERCENT", "QUANTITY", "Quantity"],
        expression: r"\bNUMBER\s?(?:%|％|per\s?cent\b|percent\b|Prozent\b|por ciento\b|pour cent\b)",
    },
    BuiltIn {
        name: "number with a unit",
        namesakes: AMOUNTS,
        expression: r"\bNUMBER\s?(?:km|cm|mm|m|kg|g|t|ha|mi|ft|miles?|met(?:er|re)s?|Meter|mètres?|metros|kilomet(?:er|re)s?|Kilometer|tons?|tonnes?|Tonnen|degrees?|Grad|people|persons|Menschen|Personen|personnes|personas|人|個|台|年|時間|メートル)\b",
    },
    BuiltIn { name: "number", namesakes: &[], expression: r"\bNUMBER\b" },
    BuiltIn {
        name: "quotation",
        namesakes: &["QUOTE", "QUOTATION", "Quote", "Quotation"],
        expression: "“[^”“\\n]{3,600}”|„[^“”„\\n]{3,600}[“”]|«[^»«\\n]{3,600}»|\"[^\"\\n]{3,600}\"|「[^」「\\n]{2,400}」",
    },
    BuiltIn {
        name: "web address",
        namesakes: &["URL", "ADDRESS"],
        expression: r"\b(?:https?://|www\.)[^\s<>“”«»]*[\w/]",
    },
    BuiltIn {
        name: "e-mail address",
        namesakes: &["EMAIL", "E-MAIL"],
        expression: r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    },
    BuiltIn { name: "handle", namesakes: &["HANDLE", "USER"], expression: r"\B@\w{2,30}\b" },
    BuiltIn { name: "hashtag", namesakes: &["HASHTAG"], expression: r"\B#\w{2,60}\b" },
];

static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| BUILT_IN.iter().map(BuiltIn::compile).collect());

impl BuiltIn {
    fn compile(&self) -> Regex {
        let expression = self.expression.replace("MONTH", MONTHS).replace("WEEKDAY", WEEKDAYS);
        Regex::new(&expression.replace("NUMBER", NUMBER)).expect("the tests compile every expression")
    }
}

/// The kinds with their expressions, in order.
pub fn compiled() -> impl Iterator<Item = (&'static BuiltIn, &'static Regex)> {
    BUILT_IN.iter().zip(COMPILED.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let (_, expression) = compiled().find(|(kind, _)| kind.name == name).unwrap();
        expression.find_iter(text).map(|found| found.as_str().to_owned()).collect()
    }

    #[test]
    fn dates_are_told_in_several_languages() {
        let text = "on May 2, 2024, am 3. Oktober 1990, le 14 juillet 1789, el 5 de mayo de 2010, Jan. 13";
        let dates = ["May 2, 2024", "3. Oktober 1990", "14 juillet 1789", "5 de mayo de 2010", "Jan. 13"];
        assert_eq!(found("date", text), dates);
        assert_eq!(found("date in digits", "2024-05-02, 2.5.2024, 2019年5月1日、5月3日").len(), 4);
        assert_eq!(found("date", "Martin may 2 marches"), [""; 0]);
    }

    #[test]
    fn sums_keep_their_unit() {
        let text = "$40 billion, €3.5 million, 1,200 euros, £5";
        assert_eq!(found("money", text), ["$40 billion", "€3.5 million", "1,200 euros", "£5"]);
        assert_eq!(found("percentage", "12.5%, 3 per cent, 7 Prozent"), ["12.5%", "3 per cent", "7 Prozent"]);
        assert_eq!(found("number with a unit", "25 km, 3,000 people, 4 x"), ["25 km", "3,000 people"]);
    }

    #[test]
    fn addresses_and_handles_end_before_the_full_stop() {
        let text = "See https://example.org/a?b=1. Write to ann@example.org, or @ann_b #vote.";
        assert_eq!(found("web address", text), ["https://example.org/a?b=1"]);
        assert_eq!(found("e-mail address", text), ["ann@example.org"]);
        assert_eq!(found("handle", text), ["@ann_b"]);
        assert_eq!(found("hashtag", text), ["#vote"]);
    }

    #[test]
    fn quotations_stay_in_their_line_and_marks() {
        let text = "“We will,” he said. „Wir auch“, «nous aussi», 「そうです」 “no\nend”";
        assert_eq!(found("quotation", text), ["“We will,”", "„Wir auch“", "«nous aussi»", "「そうです」"]);
    }
}
