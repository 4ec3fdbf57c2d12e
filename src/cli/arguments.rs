use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::CliError;

/// An option of a subcommand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opt {
    pub name: &'static str,
    /// What follows it, in capitals; empty for a switch.
    pub value: &'static str,
    pub needed: Needed,
    pub about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needed {
    Always,
    Maybe,
    AnyNumber,
}

impl Opt {
    pub(super) const fn one(name: &'static str, value: &'static str, about: &'static str) -> Self {
        Self { name, value, needed: Needed::Maybe, about }
    }

    pub(super) const fn needed(name: &'static str, value: &'static str, about: &'static str) -> Self {
        Self { name, value, needed: Needed::Always, about }
    }

    pub(super) const fn any(name: &'static str, value: &'static str, about: &'static str) -> Self {
        Self { name, value, needed: Needed::AnyNumber, about }
    }

    pub(super) const fn switch(name: &'static str, about: &'static str) -> Self {
        Self::one(name, "", about)
    }

    /// `--out PATH`
    pub(super) fn written(&self) -> String {
        let Self { name, value, .. } = self;
        if value.is_empty() { format!("--{name}") } else { format!("--{name} {value}") }
    }
}

/// The words of one call, sorted into places and options.
#[derive(Debug)]
pub(super) struct Arguments {
    places: Vec<OsString>,
    options: BTreeMap<&'static str, Vec<OsString>>,
}

impl Arguments {
    pub(super) fn parse(
        words: &[OsString],
        takes: &[&'static str],
        known: &'static [Opt],
    ) -> Result<Self, CliError> {
        let mut parsed = Self { places: Vec::new(), options: BTreeMap::new() };
        let mut words = words.iter();
        let mut options_may_follow = true;
        while let Some(word) = words.next() {
            match word.to_string_lossy().strip_prefix("--") {
                Some("") if options_may_follow => options_may_follow = false,
                Some(option) if options_may_follow => parsed.take_option(option, known, &mut words)?,
                _ => parsed.places.push(word.clone()),
            }
        }
        parsed.check(takes, known)?;
        Ok(parsed)
    }

    /// `--name value`, `--name=value` or `--switch`
    fn take_option<'w>(
        &mut self,
        written: &str,
        known: &'static [Opt],
        rest: &mut impl Iterator<Item = &'w OsString>,
    ) -> Result<(), CliError> {
        let (name, joined) = written.split_once('=').map_or((written, None), |(n, v)| (n, Some(v)));
        let option = known.iter().find(|option| option.name == name);
        let option = option.ok_or_else(|| CliError::UnknownOption(format!("--{name}")))?;
        let value = match (option.value.is_empty(), joined) {
            (true, None) => OsString::new(),
            (true, Some(_)) => return Err(CliError::NoValueWanted(option.written())),
            (false, Some(value)) => value.into(),
            (false, None) => rest.next().cloned().ok_or_else(|| CliError::NoValue(option.written()))?,
        };
        let values = self.options.entry(option.name).or_default();
        if !values.is_empty() && option.needed != Needed::AnyNumber {
            return Err(CliError::Twice(option.written()));
        }
        values.push(value);
        Ok(())
    }

    fn check(&self, takes: &[&'static str], known: &[Opt]) -> Result<(), CliError> {
        if let Some(missing) = takes.get(self.places.len()) {
            return Err(CliError::Missing(missing));
        }
        let takes_more = takes.last().is_some_and(|last| last.ends_with('…'));
        if let Some(extra) = self.places.get(takes.len()).filter(|_| !takes_more) {
            return Err(CliError::TooMany(extra.to_string_lossy().into_owned()));
        }
        let is_missing =
            |option: &&Opt| option.needed == Needed::Always && !self.options.contains_key(option.name);
        match known.iter().find(is_missing) {
            Some(missing) => Err(CliError::MissingOption(missing.written())),
            None => Ok(()),
        }
    }

    /// The n-th place; the parser has seen to it that what a subcommand takes is there.
    pub(super) fn path(&self, n: usize) -> &Path {
        Path::new(self.places.get(n).map_or(OsStr::new(""), OsString::as_os_str))
    }

    pub(super) fn word(&self, n: usize) -> String {
        self.path(n).to_string_lossy().into_owned()
    }

    pub(super) fn paths_from(&self, n: usize) -> Vec<PathBuf> {
        self.places.iter().skip(n).map(PathBuf::from).collect()
    }

    pub(super) fn has(&self, option: &str) -> bool {
        self.options.contains_key(option)
    }

    pub(super) fn one(&self, option: &str) -> Option<String> {
        self.all(option).into_iter().next()
    }

    pub(super) fn all(&self, option: &str) -> Vec<String> {
        let values = self.options.get(option).into_iter().flatten();
        values.map(|value| value.to_string_lossy().into_owned()).collect()
    }

    pub(super) fn one_path(&self, option: &str) -> Option<PathBuf> {
        self.options.get(option)?.first().map(PathBuf::from)
    }

    /// The value of an option that knows a few words; the first is the default.
    pub(super) fn choice(
        &self,
        option: &'static str,
        words: &'static [&'static str],
    ) -> Result<&'static str, CliError> {
        let Some(asked) = self.one(option) else { return Ok(words[0]) };
        let known = words.iter().find(|word| **word == asked);
        known.copied().ok_or_else(|| CliError::NoChoice { option, asked, known: words.join(", ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &[Opt] = &[
        Opt::needed("to", "FORMAT", ""),
        Opt::any("label", "L", ""),
        Opt::one("out", "PATH", ""),
        Opt::switch("all-zones", ""),
    ];

    fn parse(line: &str) -> Result<Arguments, String> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Arguments::parse(&words, &["PROJECT.ron", "PATH…"], OPTIONS).map_err(|error| error.to_string())
    }

    #[test]
    fn options_may_stand_anywhere() {
        let parsed = parse("--to csv p.ron --label A a.txt --label=B=C --all-zones -- --odd").unwrap();
        assert_eq!(parsed.word(0), "p.ron");
        assert_eq!(parsed.paths_from(1), [PathBuf::from("a.txt"), PathBuf::from("--odd")]);
        assert_eq!(parsed.all("label"), ["A", "B=C"]);
        assert_eq!((parsed.one("to").as_deref(), parsed.one("out")), (Some("csv"), None));
        assert!(parsed.has("all-zones"));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for (line, sentence) in [
            ("p.ron --to csv", "PATH… is missing"),
            ("p.ron a", "--to FORMAT is missing"),
            ("p.ron a --to", "--to FORMAT needs its value"),
            ("p.ron a --to csv --to csv", "--to FORMAT can be given only once"),
            ("p.ron a --to csv --tow x", "There is no option --tow"),
            ("p.ron a --to csv --all-zones=yes", "--all-zones takes no value"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with(sentence), "{error}");
        }
    }
}
