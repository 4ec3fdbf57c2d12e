//! What finding copied wording costs: all passages of a project with planted copies, how that grows
//! with the number of articles, and what one changed article costs. `cargo bench --bench reuse`
//!
//! `-- 1000 10000` tries these sizes only. Each size has a process of its own, so that its memory is
//! its own. Each size is taken twice, the second time winnowed. Times of the whole are by the clock
//! with all cores at work, with the processor's time of all threads beside them. The last line is JSON.

mod measure;
mod planted;

use std::process::Command;
use std::time::Instant;

use broadsheet::fixture::Random;
use broadsheet::index::{Method, ReuseIndex, Words, Zones};
use broadsheet::model::{Article, ArticleId, Parts, Project, Zone, ZoneKind};
use broadsheet::text::Span;
use serde_json::{Value, json};

use measure::{Spread, resident_mib};
use planted::{Language, Planted, project};

const SIZES: [usize; 5] = [1_000, 5_000, 10_000, 20_000, 50_000];
const ALONE: &str = "--alone";
const WINNOWED: &str = "--winnowed";
const N_ROUNDS: usize = 5;
const N_UPDATES: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.first().is_some_and(|word| word == ALONE) {
        let n_articles = arguments[1].parse().expect("the size that the parent gave");
        println!("{}", figures(n_articles, arguments.iter().any(|word| word == WINNOWED)));
        return;
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    println!(
        "           articles     words  passages    wall ms     cpu ms   MiB  recall  precision  update ms"
    );
    let rows = sizes.into_iter().flat_map(|size| [(size, None), (size, Some(WINNOWED))]);
    let of_sizes: Vec<Value> = rows.map(|(size, winnowed)| alone(size, winnowed)).collect();
    println!("{}", json!({ "bench": "reuse", "sizes": of_sizes }));
}

fn alone(n_articles: usize, winnowed: Option<&str>) -> Value {
    let program = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(program).arg(ALONE).arg(n_articles.to_string()).args(winnowed).output();
    let output = output.expect("this program can run again");
    let figures: Value = serde_json::from_slice(&output.stdout).expect("the child prints its figures");
    println!(
        "{:>9} {:>8} {:>9} {:>9} {:>10.0} {:>10.0} {:>5} {:>7.4} {:>10.4}  {:.2} / {:.2}",
        winnowed.map_or("", |_| "winnowed"),
        figures["articles"],
        figures["words"],
        figures["passages"],
        figures["wall_ms"].as_f64().unwrap_or(f64::NAN),
        figures["cpu_ms"].as_f64().unwrap_or(f64::NAN),
        figures["peak_mib"],
        figures["recall"].as_f64().unwrap_or(f64::NAN),
        figures["precision"].as_f64().unwrap_or(f64::NAN),
        figures["update_ms"]["median"].as_f64().unwrap_or(f64::NAN),
        figures["update_ms"]["p99"].as_f64().unwrap_or(f64::NAN),
    );
    figures
}

fn figures(n_articles: usize, is_winnowed: bool) -> Value {
    let method = Method { is_winnowed, ..Zones::Body.into() };
    let mut random = Random::new(1);
    let language = Language::new();
    let mut corpus = Planted::new(&mut random, &language, n_articles);
    let project = project(&std::mem::take(&mut corpus.texts));
    let articles: Vec<ArticleId> = project.articles().keys().copied().collect();
    let (mut walls, mut cpus) = (Vec::new(), Vec::new());
    let mut index = None;
    for _ in 0..N_ROUNDS {
        drop(index.take());
        let (start, on_cpu) = (Instant::now(), process_ms());
        index = ReuseIndex::new(&project, &articles, method, &|| true);
        walls.push(start.elapsed().as_secs_f64() * 1e3);
        cpus.push(process_ms() - on_cpu);
    }
    let peak = resident_mib("VmHWM");
    let mut index = index.expect("nobody stopped it");
    let words: Vec<Words> =
        project.articles().values().map(|article| Words::of(article, Zones::Body)).collect();
    let found: Vec<_> = index.passages().into_iter().cloned().collect();
    let (recall, precision) = corpus.score(&words, &found);
    let updates = updates(&mut random, &mut index, method, project, &articles);
    let spread = |figures: Vec<f64>| figures.into_iter().collect::<Spread>();
    json!({
        "articles": n_articles,
        "winnowed": is_winnowed,
        "real_text": language.is_real,
        "words": words.iter().map(Words::count).sum::<usize>(),
        "passages": found.len(),
        "wall_ms": spread(walls).quantile(0.5),
        "cpu_ms": spread(cpus).quantile(0.5),
        "peak_mib": peak,
        "recall": recall,
        "precision": precision,
        "update_ms": updates.json(),
    })
}

/// An article taken away and back, or its first words made a caption: until the passages are right.
fn updates(
    random: &mut Random,
    index: &mut ReuseIndex,
    method: Method,
    project: Project,
    articles: &[ArticleId],
) -> Spread {
    let mut project = project;
    let mut known = articles.to_vec();
    let update = |turn: usize| {
        let article = articles[random.below(articles.len())];
        match turn % 2 {
            0 => known.retain(|id| *id != article),
            _ => {
                known = articles.to_vec();
                project = with_caption(&project, article);
            }
        }
        let start = Instant::now();
        index.update(&project, &known, method, &|| true).expect("nobody stopped it");
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..N_UPDATES).map(update).collect()
}

fn with_caption(project: &Project, id: ArticleId) -> Project {
    let article = &project.articles()[&id];
    let span =
        Span::new(&article.text, 0..article.text.find('.').unwrap_or(0)).expect("a full stop is ASCII");
    let zones = vec![Zone { span, kind: ZoneKind::Caption }];
    let changed = Article { zones, ..Article::clone(article) };
    let articles = project.articles().update(id, changed.into());
    Project::from_parts(Parts { articles, ..Parts::default() }).expect("a caption breaks no rule")
}

/// Processor time of all threads, where the system says it; in hundredths of a second.
fn process_ms() -> f64 {
    let ticks = || {
        let text = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = text.rsplit(')').next()?.split_whitespace().skip(11);
        Some(fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?)
    };
    ticks().map_or(f64::NAN, |ticks| ticks * 10.0)
}
