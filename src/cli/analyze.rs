use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, choice, open, output};
use crate::analysis::{self, Analysis};
use crate::report::Picture;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "analyze",
    takes: &["PROJECT.ron", "ANALYSIS"],
    options: &[
        Opt::one("format", "json", "json, csv, text or svg"),
        choice::STORY,
        choice::OUTLET,
        choice::ALL_ZONES,
        choice::COPIES_ONCE,
        choice::LAYER,
        choice::WINNOW,
        Opt::one("out", "PATH", "the file for the answer; else stdout"),
    ],
    about: "Ask a question about the articles.",
    details: "broadsheet analyses lists the questions. In JSON, offsets are code points and ends exclusive, and\n\
              articles are named by the path they were loaded from. An analysis that finds nothing gives its\n\
              empty list. Among the shapes:\n\
              shared-passages  {\"passages\":[{\"a\":{\"article\",\"start\",\"end\",\"text\"},\"b\":{…},\"kind\":\"verbatim|near\",\n\
              \x20                 \"match\":0.97,\"moved\":false,\"layers\":[…],\n\
              \x20                 \"differences\":[{\"class\",\"a\":{…},\"b\":{…}}]}],\n\
              \x20                 \"pairs\":[{\"a\":{\"article\",\"covered\",\"contained\"},\"b\":{…},\"passages\",\"words\"}]}\n\
              variants         {\"passages\":[{\"base\":{…},\"with\":[{…}],\"slots\":[{\"base\":{…},\"classes\":[…],\n\
              \x20                 \"wordings\":[{\"article\",\"words\",\"differs\"}]}]}]}; words null: not in that article\n\
              quotations       {\"quotations\":[{\"article\",\"start\",\"end\",\"text\",\"speaker\",\"cue\",\"kind\",\"rule\"}]};\n\
              \x20                 kind is direct, partial, nested, title, embed or indirect\n\
              same-quotation   {\"cards\":[{\"items\":[{…,\"speaker\",\"cue\",\"voice\":\"quoted|own|translated\",\"differences\"}]}]}\n\
              voices           {\"voices\":[{\"name\",\"cells\":[{\"outlet\",\"words_by\",\"words_about\",\"quotations\",\"mentions\"}]}]}\n\
              dates            {\"dates\":[{\"article\",\"start\",\"end\",\"text\",\"value\",\"rule\",\"written\",\"zone\"}]}; value is an\n\
              \x20                 ISO 8601 day, month, year or interval a/b, or null\n\
              conflicts        {\"conflicts\":[{\"what\",\"kind\":\"contradiction|finer|coarser\",\"of\":\"date|number|place\",\n\
              \x20                 \"items\":[{…,\"reading\"}]}]}\n\
              stories          {\"stories\":[{\"name\",\"articles\":[…],\"ids\":[…],\"because\":[…]}]}\n\
              keyness          {\"words\":[{\"word\",\"counts\":[…],\"outlet\",\"lrc\",\"log_odds_z\",\"g2\"}],\"outlets\":[…],\n\
              \x20                 \"sizes\":[…],\"distinguishable\":true|false}\n\
              naming           {\"names\":[{\"entity\",\"outlet\",\"form\",\"count\",\"titles\",\"first\":{…}}]}\n\
              label-swaps      {\"swaps\":[{\"a\":{…},\"b\":{…},\"entity\",\"words\"}]}\n\
              only-here        {\"sentences\":[{…,\"elsewhere\":0.2}],\"names\":[{\"name\",\"mentions\":[…],\"untagged\":[…]}]}\n\
              prominence       {\"rows\":[{\"entity\",\"cells\":[{\"outlet\",\"headline\",\"lede\",\"body\",\"first\"}]}]}\n\
              credits          {\"articles\":[{\"article\",\"credited\":[…],\"copied\":0.18,\n\
              \x20                 \"with\":[{\"article\",\"share\",\"contained\",\"credited\"}]}]}\n\
              lineage          {\"edges\":[{\"from\",\"to\",\"because\":\"date|credit|containment|fuller-text|undecided\",\n\
              \x20                 \"directed\",\"words\",\"share\",\"credited\",\"passages\":[{\"from\":{…},\"to\":{…}}]}],\"roots\":[…]}\n\
              matrix           {\"rows\":[{\"entity\",\"label\",\"cells\":[{\"outlet\",\"mentions\",\"per_1000\",\"residual\",\"first\"}]}]}\n\
              dispersion       {\"rows\":[{\"entity\",\"label\",\"mentions\",\"articles\",\"dp\",\"places\":[{…,\"share\"}]}]}\n\
              With --format svg the answer's plot is drawn; matrix, labels-by-outlet, dates, conflicts, keyness and\n\
              dispersion have one.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let format = arguments.choice("format", &["json", "csv", "text", "svg"])?;
    let analysis = analysis_named(&arguments.word(1))?;
    let session = open::for_reading(arguments.path(0))?;
    let corpus = choice::corpus(session.project().clone(), arguments)?;
    let text: Option<String> = with_bar(analysis.title, move |progress| {
        let report = analysis.answer(&corpus, progress)?;
        Ok(match format {
            "csv" => Some(report.to_csv(&corpus.project)),
            "text" => Some(report.to_text(&corpus.project)),
            "svg" => report
                .plots()
                .next()
                .map(|plot| Picture { plot: plot.clone(), source: analysis.source(&corpus) }.svg()),
            _ => Some(output::pretty(&(analysis.json)(&corpus, &report))),
        })
    })?;
    let text = text.ok_or(CliError::NoPlot(analysis.id))?;
    output::deliver(&text, arguments.one_path("out").as_deref())?;
    Ok(Outcome::Done)
}

pub(super) fn analysis_named(asked: &str) -> Result<&'static Analysis, CliError> {
    let known = || analysis::ALL.iter().map(|analysis| analysis.id.to_owned()).collect();
    analysis::by_id(asked).ok_or_else(|| choice::no_such("analysis", asked, known()))
}
