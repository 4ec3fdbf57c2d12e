//! What stands between a hostile page and the parsers: limits on its bytes, then a thread of its own
//! with room to nest and a deadline, then a limit on its tree. Every HTML parser measured overflows its
//! stack, which ends the program, or takes minutes on pages far over these limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;
use scraper::Html;

use super::tags::{Tag, Tags};
use crate::job::Progress;

/// Of 1,919 real pages the deepest had 137 levels, the busiest 19,524 tags, the longest 2.2 million characters.
const MAX_DEPTH: usize = 400;
const MAX_TAGS: usize = 200_000;
const MAX_ATTRIBUTES: usize = 1_000; // of one tag: parsers compare each with each
const MAX_BYTES: usize = 16 << 20;
const MAX_UNCLOSED: isize = 5_000; // careless pages leave some open; building a tree stays quick

const STACK_BYTES: usize = 64 << 20;
pub const DEADLINE: Duration = Duration::from_secs(10); // the slowest real page took 0.4 s

/// Why a page is not given to an extractor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Depth,
    Tags,
    Attributes,
    Bytes(usize),
}

/// Why work in the guarded thread came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    TookTooLong,
    Panicked,
    /// Nobody wants the result any more.
    Cancelled,
}

/// Images written into the page make up most of a page saved as one file; no text is in them.
pub fn without_data_uris(page: &str) -> Cow<'_, str> {
    static DATA_URI: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"data:[a-zA-Z]+/[a-zA-Z0-9.+-]+[;,][^"'()\s<>]{64,}"#).expect("a fixed expression")
    });
    DATA_URI.replace_all(page, "data:,")
}

/// Looks at the bytes alone. Nesting can be hidden from it, which [`check_tree`] finds.
pub fn check_page(page: &str) -> Result<(), Excess> {
    if page.len() > MAX_BYTES {
        return Err(Excess::Bytes(page.len()));
    }
    let mut tags = Tags::new(page.as_bytes());
    let (mut n_tags, mut n_unclosed) = (0, 0);
    while let Some(tag) = tags.next() {
        if is_raw_text(&tag) {
            tags.skip_raw_text(tag.name);
        }
        n_tags += 1;
        n_unclosed = isize::max(0, n_unclosed + opens(&tag));
        if n_tags > MAX_TAGS {
            return Err(Excess::Tags);
        }
        if tag.attributes.len() > MAX_ATTRIBUTES {
            return Err(Excess::Attributes);
        }
        if n_unclosed > MAX_UNCLOSED {
            return Err(Excess::Depth);
        }
    }
    Ok(())
}

/// Before anything that may walk the tree by recursion.
pub fn check_tree(page: &Html) -> Result<(), Excess> {
    let mut depths = HashMap::new();
    for node in page.tree.root().descendants() {
        let depth = node.parent().and_then(|parent| depths.get(&parent.id())).map_or(0, |depth| depth + 1);
        if depth > MAX_DEPTH {
            return Err(Excess::Depth);
        }
        depths.insert(node.id(), depth);
    }
    Ok(())
}

/// Runs `work` on a thread with a deep stack. A thread cannot be killed: one that overruns its deadline is
/// left to itself and its result is dropped.
pub fn run<T: Send + 'static>(
    deadline: Duration,
    progress: &Progress,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stopped> {
    const LOOK_UP: Duration = Duration::from_millis(50);
    let (sender, result) = channel();
    let guarded = move || {
        // The owner may be gone; then nobody wants the result.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    };
    let worker = thread::Builder::new().name("page".to_owned()).stack_size(STACK_BYTES).spawn(guarded);
    let end = Instant::now() + deadline;
    while worker.is_ok() {
        match result.recv_timeout(LOOK_UP) {
            Ok(outcome) => return outcome.map_err(|_| Stopped::Panicked),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if progress.go_on().is_err() => return Err(Stopped::Cancelled),
            Err(RecvTimeoutError::Timeout) if Instant::now() > end => return Err(Stopped::TookTooLong),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Err(Stopped::Panicked)
}

/// Elements without an end tag, or whose end tag may be left out: they open nothing that stays open.
const NEED_NO_END: &[&str] = &[
    "area", "base", "basefont", "bgsound", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed",
    "frame", "head", "hr", "html", "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p",
    "param", "rb", "rp", "rt", "rtc", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
const RAW_TEXT: &[&str] = &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// 1 for a start tag, -1 for an end tag, 0 where it changes nothing.
fn opens(tag: &Tag) -> isize {
    match tag.is_end {
        _ if tag.has_slash || is_one_of(tag.name, NEED_NO_END) || is_one_of(tag.name, RAW_TEXT) => 0,
        true => -1,
        false => 1,
    }
}

fn is_raw_text(tag: &Tag) -> bool {
    !tag.is_end && is_one_of(tag.name, RAW_TEXT)
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth => write!(f, "its elements lie more than {MAX_DEPTH} deep in each other"),
            Self::Tags => write!(f, "it has more than {MAX_TAGS} tags"),
            Self::Attributes => write!(f, "one of its tags has more than {MAX_ATTRIBUTES} attributes"),
            Self::Bytes(bytes) => write!(f, "it holds {} MB of text and markup", bytes >> 20),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_pages_are_refused_before_any_parser_sees_them() {
        for tag in
            ["<div>", "<span>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<svg><g>", "<x-y>"]
        {
            assert_eq!(check_page(&tag.repeat(20_000)), Err(Excess::Depth), "{tag}");
        }
        assert_eq!(check_page(&format!("<p {}>", "a ".repeat(100_000))), Err(Excess::Attributes));
        assert_eq!(check_page(&"<p>".repeat(MAX_TAGS + 1)), Err(Excess::Tags));
        assert_eq!(check_page(&"x".repeat(20 << 20)), Err(Excess::Bytes(20 << 20)));
    }

    #[test]
    fn nesting_hidden_from_the_bytes_shows_in_the_tree() {
        for piece in
            ["<div></x>", "<div/>", "<svg><foreignObject><section/>", "<b><div></b>", "<span><div></span>"]
        {
            let page = piece.repeat(MAX_DEPTH + 1);
            assert_eq!(check_page(&page), Ok(()), "{piece}");
            assert_eq!(check_tree(&Html::parse_document(&page)), Err(Excess::Depth), "{piece}");
        }
    }

    #[test]
    fn ordinary_and_careless_pages_pass() {
        let pages = [
            "<p>One<br>two <img src=x> <a href=y>three</a><li>four".repeat(5_000),
            format!("<svg>{}</svg>", "<path d='x'/><g><rect/></g>".repeat(5_000)),
            format!("<script>{}</script>", "\"<div>\"".repeat(5_000)),
            "<ul><li><div>One<li><div>Two</ul>".repeat(1_000),
        ];
        for page in pages {
            assert_eq!(check_page(&page), Ok(()));
            assert_eq!(check_tree(&Html::parse_document(&page)), Ok(()));
        }
    }

    #[test]
    fn pictures_inside_the_page_do_not_count() {
        let page =
            format!("<img src=\"data:image/png;base64,{}\"><p>Text with data: in it", "A".repeat(1_000));
        assert_eq!(without_data_uris(&page), "<img src=\"data:,\"><p>Text with data: in it");
    }

    #[test]
    fn work_that_takes_too_long_or_panics_is_given_up() {
        let progress = Progress::default();
        let slow = || thread::sleep(Duration::from_secs(2));
        assert_eq!(run(Duration::from_millis(20), &progress, slow), Err(Stopped::TookTooLong));
        assert_eq!(run(DEADLINE, &progress, || panic!("on purpose")), Err::<(), _>(Stopped::Panicked));
        assert_eq!(run(DEADLINE, &progress, || 7), Ok(7));
    }
}
