use super::*;
use ZoneKind::*;

/// The kind of each line that is not blank, and the line.
fn marked(text: &str) -> Vec<(Option<ZoneKind>, String)> {
    let zones = zones(text, &[], Start::Title);
    let kind_at = |span: crate::text::Span| zones.iter().find(|zone| zone.span == span).map(|zone| zone.kind);
    line::lines(text).iter().map(|line| (kind_at(line.span), line.span.of(text).to_owned())).collect()
}

fn kinds(text: &str) -> Vec<Option<ZoneKind>> {
    marked(text).into_iter().map(|(kind, _)| kind).collect()
}

fn check(line: &str, kind: Option<ZoneKind>) {
    let text = format!("{TITLE}\n{BODY}\n{BODY}\n{line}\n{BODY}\n{BODY}");
    assert_eq!(kinds(&text)[3], kind, "{line}");
}

const TITLE: &str = "Harbour closed after crane falls";
const BODY: &str =
    "The harbour of the small town has been closed since Tuesday, because a crane fell into the basin.";

#[test]
fn a_line_is_marked_for_what_it_says() {
    for (line, kind) in [
        ("Advertisement", Furniture),
        ("Related articles »", Furniture),
        ("Zum\u{a0}Thema:", Furniture),
        ("関連記事", Furniture),
        ("3 min read", Furniture),
        ("0:00 / 4:12", Furniture),
        ("Follow us on Facebook and Instagram.", Furniture),
        ("Sign up for our weekly newsletter", Furniture),
        ("© 2024 The Quay Times. All rights reserved.", Furniture),
        ("Also read: Crane was inspected in May", Teaser),
        ("By Ada Quell and Jon Marsh", Byline),
        ("Par Ada Quell", Byline),
        ("BY ADA QUELL, HARBOUR CORRESPONDENT", Byline),
        ("Updated: March 4, 2024 10:15 AM", Dateline),
        ("Published March 3, 2024 | Updated March 4, 2024", Dateline),
        ("il y a 3 heures", Dateline),
        ("Updated:", Dateline),
        ("AFP", Credit),
        ("(Reuters)", Credit),
        ("Jon Marsh contributed to this report.", Credit),
        ("(Reporting by Ada Quell; editing by Jon Marsh)", Credit),
        ("With inputs from agencies", Credit),
        ("Photo: Ada Quell/AFP", Credit),
        ("The crane lies in the basin on March 5, 2024. (Ada Quell/AFP via Getty Images)", Caption),
        ("File photo: the crane in May", Caption),
        ("The mayor (R) looks on as the crane is lifted, on March 5, 2024.", Caption),
        ("The crane lies in the basin. Ada Quell/Kyodo News via AP", Caption),
        ("— Port Authority (@port) March 5, 2024", Post),
        ("Boats stay in until Friday pic.twitter.com/abcDEF", Post),
        ("What happens next", Heading),
    ] {
        check(line, Some(kind));
    }
}

#[test]
fn body_lines_that_look_a_little_like_something_else_stay_body() {
    for line in [
        "He said the report would follow on March 5, 2024, according to Reuters.",
        "“Follow us,” the captain told the crew of the second boat, and they did so until the evening came.",
        "By the end of the week the wreck will be lifted, the council said.",
        "The boats stay in.",
        "The mayor, who was elected in 2020, attends the same church, the priest said.",
        "She moved to Paris in May 2019 and has worked for the AP ever since, mostly as a photographer.",
        "Share prices fell by 3 percent.",
        "Source: that is what divers call the place where the current comes from, and nobody knows why it is so.",
    ] {
        check(line, None);
    }
}

#[test]
fn title_repeats_author_and_standfirst_stand_before_the_body() {
    let text = format!(
        "Skip to content\n{TITLE}\nBoats stay in while engineers wait for the wind\n{TITLE}\nAda Quell\n{BODY}\n{BODY}"
    );
    let expected = [Some(Furniture), Some(Title), Some(Heading), Some(Title), Some(Byline), None, None];
    assert_eq!(kinds(&text), expected);
}

#[test]
fn a_post_is_found_from_its_signature() {
    let text = format!(
        "{TITLE}\n{BODY}\n{BODY}\n{BODY}\nThe port authority wrote:\nLe port de la petite ville reste fermé.\n\
         Related Articles\nMerci aux pêcheurs pour leur patience. #port\n— Port (@port) March 5, 2024\n\
         Les bateaux ne peuvent pas sortir.\n{BODY}"
    );
    let post = [Some(Post), Some(Furniture), Some(Post), Some(Post), Some(Post)];
    assert_eq!(kinds(&text)[4], None);
    assert_eq!(kinds(&text)[5..10], post);
    assert_eq!(kinds(&text)[10], None);
}

#[test]
fn headlines_after_the_end_are_teasers() {
    let text = format!(
        "{TITLE}\n{}With inputs from agencies\nalso read\nCrane was inspected in May\n{BODY}",
        format!("{BODY}\n").repeat(4)
    );
    assert_eq!(kinds(&text)[5..], [Some(Credit), Some(Furniture), Some(Teaser), Some(Teaser)]);
}

#[test]
fn a_hard_wrapped_text_gets_no_headings() {
    let text = "The harbour of the small town has been closed since a storm on the\n\
                coast, because a crane fell into the basin and nobody can lift it\n"
        .repeat(6);
    assert!(kinds(&text).iter().all(Option::is_none));
}

#[test]
fn zones_are_whole_lines_in_order() {
    let text = format!("{TITLE}\r\nBy Ada Quell\r\n\r\n{BODY}\r\n{BODY}\rAdvertisement");
    let zones = zones(&text, &[], Start::Title);
    let lines: Vec<&str> = zones.iter().map(|zone| zone.span.of(&text)).collect();
    assert_eq!(lines, [TITLE, "By Ada Quell", "Advertisement"]);
}

/// Hand labels of the lines that are not body, by line number, for the five texts the rules were written on.
const SEEDS: [(&str, &[(usize, ZoneKind)]); 5] = [
    (
        "000_bb79275996ff3f84.txt",
        &[(1, Furniture), (3, Title), (5, Caption), (17, Post), (19, Post), (41, Credit)],
    ),
    (
        "001_31015bd8c0e02e7f.txt",
        &[
            (1, Title),
            (3, Title),
            (4, Caption),
            (5, Byline),
            (6, Dateline),
            (7, Furniture),
            (31, Heading),
            (40, Credit),
            (41, Furniture),
        ],
    ),
    (
        "002_ac0d4f9f4d176440.txt",
        &[
            (1, Title),
            (2, Heading),
            (4, Caption),
            (7, Post),
            (8, Post),
            (9, Furniture),
            (10, Post),
            (11, Post),
            (12, Post),
            (21, Credit),
            (22, Furniture),
            (23, Furniture),
            (24, Furniture),
            (26, Teaser),
            (27, Teaser),
            (29, Teaser),
            (30, Teaser),
            (32, Teaser),
            (33, Teaser),
        ],
    ),
    ("003_37755c9e1f30a911.txt", &[(1, Title), (3, Caption)]),
    ("004_e84c78b0e7c75322.txt", &[(1, Title), (6, Post), (7, Post), (8, Post)]),
];

/// 101 of 101 is what these rules must reach here, because they were written on these lines; on other
/// articles the same rules were measured at precision .92 to .98 and recall .46 to .55.
#[test]
fn the_seeds_are_marked_as_a_person_marks_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let mut n_lines = 0;
    for (name, labels) in SEEDS {
        let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
            eprintln!("skipped: {name} is not here");
            return;
        };
        let expected =
            |number: usize| labels.iter().find(|(labelled, _)| *labelled == number).map(|(_, kind)| *kind);
        let zones = zones(&text, &[], Start::Title);
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            let found = zones.iter().find(|zone| zone.span.contains(start)).map(|zone| zone.kind);
            assert_eq!(found, expected(at + 1), "{name}, line {}: {line}", at + 1);
            n_lines += 1;
        }
    }
    assert_eq!(n_lines, 101);
}
