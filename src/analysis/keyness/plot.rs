use super::{Key, Places, Vocabulary, more_in};
use crate::analysis::Corpus;
use crate::analysis::plot::{Axis, Lane, MOST_LANES, Mark, Plot, Role, Scale, Shape};
use crate::index::keyness::ALPHA;

/// The ratio of each word with the interval in which it surely lies. Where none is sure, those that
/// differ most, still in the order of the alphabet.
pub(super) fn plot(
    corpus: &Corpus,
    vocabulary: &Vocabulary,
    places: &Places,
    shown: &[Key],
    n_sure: usize,
) -> Plot {
    let least_z = if n_sure > 0 { 0.0 } else { nth_most_z(shown, MOST_LANES) };
    let (drawn, rest): (Vec<&Key>, Vec<&Key>) = shown.iter().partition(|key| key.z.abs() >= least_z);
    let lanes: Vec<Lane> = drawn.into_iter().map(|key| lane(corpus, vocabulary, places, key)).collect();
    let axis = Axis::around(axis_title(vocabulary), Scale::Number, values(&lanes).chain([0.0]));
    let title = if n_sure > 0 { "Key words" } else { "Words that differ most; none for sure" };
    let legend = legend(corpus, vocabulary, &lanes);
    let plot = Plot { title: title.to_owned(), axis, lanes, legend, n_more: 0 }.shortened();
    Plot { n_more: plot.n_more + rest.len(), ..plot }
}

fn axis_title(vocabulary: &Vocabulary) -> String {
    match vocabulary.outlets.as_slice() {
        [first, second] => format!("← more in {second} · log₂ of the ratio of the rates · more in {first} →"),
        _ => "← more in the others · log₂ of the ratio of the rates · more in the outlet →".to_owned(),
    }
}

/// Of the roles that the marks have.
fn legend(corpus: &Corpus, vocabulary: &Vocabulary, lanes: &[Lane]) -> Vec<(Role, String)> {
    let more = vocabulary
        .outlets
        .iter()
        .map(|outlet| (Role::of_outlet(&corpus.project, outlet), format!("more in {outlet}")));
    let all = more.chain([(Role::Unsure, "may be chance: the interval holds 0".to_owned())]);
    let is_there = |role: Role| lanes.iter().flat_map(|lane| &lane.marks).any(|mark| mark.role == role);
    all.filter(|(role, _)| is_there(*role)).collect()
}

fn nth_most_z(keys: &[Key], n: usize) -> f64 {
    let mut all: Vec<f64> = keys.iter().map(|key| key.z.abs()).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    all.get(n - 1).copied().unwrap_or(0.0)
}

/// What an axis should hold: every value, and the ends that there are.
fn values(lanes: &[Lane]) -> impl Iterator<Item = f64> {
    lanes.iter().flat_map(|lane| &lane.marks).flat_map(|mark| [mark.from, mark.to])
}

fn lane(corpus: &Corpus, vocabulary: &Vocabulary, places: &Places, key: &Key) -> Lane {
    let outlet = &vocabulary.outlets[more_in(vocabulary, key)];
    let (low, high) = key.counts.log_ratio_interval(ALPHA, vocabulary.n_candidates());
    let is_sure = key.lrc != 0.0;
    let role = if is_sure { Role::of_outlet(&corpus.project, outlet) } else { Role::Unsure };
    let name = &key.word.form;
    let surely = match is_sure {
        true => format!("at least {:.1} times as often", key.lrc.abs().exp2()),
        false => "which may be chance".to_owned(),
    };
    let counts: Vec<String> =
        vocabulary.outlets.iter().zip(&key.word.counts).map(|(outlet, n)| format!("{outlet} {n}")).collect();
    let mark = Mark {
        from: low,
        to: high,
        shape: Shape::Interval { at: key.counts.log_ratio() },
        role,
        words: format!("{name}: more in {outlet}, {surely} ({})", counts.join(", ")),
        evidence: places.of_word[&key.word.key].clone(),
    };
    let name = if is_sure { format!("{name} · {outlet}") } else { name.clone() };
    Lane::new("", name, vec![mark])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::keyness::run;
    use crate::fixture;
    use crate::job::Progress;

    // 60 of 1,000 words against 0 of 1,000, of three distinct words: log₂ of the ratio is surely over
    // that of Beta⁻¹(.05 / 2 / 3; 60, 1) to its rest, and Beta⁻¹(p; a, 1) is the a-th root of p.
    #[test]
    fn a_plot_shows_how_far_a_ratio_may_be_off() {
        let (ours, theirs) = ("tea ".repeat(60) + &"and so ".repeat(470), "and so ".repeat(500));
        let session = fixture::session(&[("Lantern", ours.as_str()), ("Courant", theirs.as_str())]);
        let report = run(&Corpus::whole(session.project().clone()), &Progress::default()).unwrap();
        let plot = report.plots().next().unwrap();
        assert_eq!((plot.lanes.len(), plot.lanes[0].name.as_str()), (1, "tea · Lantern"));
        let mark = &plot.lanes[0].marks[0];
        // Courant is the first outlet, so that what Lantern has more of is negative.
        let share = (0.05_f64 / 6.0).powf(1.0 / 60.0);
        let surely = (share / (1.0 - share)).log2();
        assert!((mark.to + surely).abs() < 1e-9, "{} is not −{surely}", mark.to);
        assert_eq!((mark.from, &mark.shape), (f64::NEG_INFINITY, &Shape::Interval { at: f64::NEG_INFINITY }));
        // It was loaded first, so it has the first color.
        assert_eq!((mark.role, mark.evidence.len()), (Role::Outlet(0), 60));
        assert!(plot.axis.from < mark.to && plot.axis.to > 0.0);
    }

    #[test]
    fn what_may_be_chance_is_drawn_as_unsure() {
        let session = fixture::session(&[("A", "One two."), ("B", "One three.")]);
        let report = run(&Corpus::whole(session.project().clone()), &Progress::default()).unwrap();
        let plot = report.plots().next().unwrap();
        let roles: Vec<Role> = plot.lanes.iter().map(|lane| lane.marks[0].role).collect();
        assert_eq!(roles, [Role::Unsure; 3]);
        assert_eq!(plot.legend, [(Role::Unsure, "may be chance: the interval holds 0".to_owned())]);
    }
}
