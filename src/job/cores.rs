//! One piece of work on all cores.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Gives every core one stretch of the items; the results come in the items' order.
pub fn in_parallel<'t, T: Sync, R: Send>(items: &'t [T], work: impl Fn(&'t [T]) -> R + Sync) -> Vec<R> {
    let stretch = items.len().div_ceil(n_cores()).max(1);
    if stretch >= items.len() {
        return vec![work(items)];
    }
    on_each_core(items.chunks(stretch).collect(), work)
}

/// So many small items are worth threads.
pub const MANY: usize = 1_000;

/// The same where there are at least so many items; fewer are one stretch, and no thread starts.
pub fn in_parallel_from<'t, T: Sync, R: Send>(
    least: usize,
    items: &'t [T],
    work: impl Fn(&'t [T]) -> R + Sync,
) -> Vec<R> {
    if items.len() < least { vec![work(items)] } else { in_parallel(items, work) }
}

/// Works on every part at once, a thread each; the results come in the parts' order.
pub fn on_each_core<T: Send, R: Send>(mut parts: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let Some(last) = parts.pop() else { return Vec::new() };
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || work(part))).collect();
        let of_last = work(last);
        let results = workers.into_iter().map(|worker| worker.join());
        let results = results.map(|result| result.unwrap_or_else(|payload| resume_unwind(payload)));
        results.chain([of_last]).collect()
    })
}

/// Works on every item, each core on the next few that are left; the results come in the items' order.
/// `go_on` is asked before each item: `None` where it said to stop. `desk` is made once for each thread.
pub fn on_every<'t, T: Sync, D, R: Send>(
    items: &'t [T],
    go_on: &(dyn Fn() -> bool + Sync),
    desk: impl Fn() -> D + Sync,
    work: impl Fn(&mut D, &'t T) -> R + Sync,
) -> Option<Vec<R>> {
    let next = AtomicUsize::new(0);
    let at_once = (items.len() / n_cores() / TURNS).clamp(1, MOST_AT_ONCE);
    let worker = |()| {
        let (mut desk, mut done) = (desk(), Vec::new());
        loop {
            let start = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(few) = items.get(start..).filter(|rest| !rest.is_empty()) else { return Some(done) };
            let results = few.iter().take(at_once).map(|item| go_on().then(|| work(&mut desk, item)));
            done.push((start, results.collect::<Option<Vec<R>>>()?));
        }
    };
    let n_workers = items.len().div_ceil(at_once).clamp(1, n_cores());
    let of_workers: Option<Vec<_>> = on_each_core(vec![(); n_workers], worker).into_iter().collect();
    let mut done: Vec<(usize, Vec<R>)> = of_workers?.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(start, _)| *start);
    Some(done.into_iter().flat_map(|(_, results)| results).collect())
}

/// How often each thread takes items, at least: one of them may be a book.
const TURNS: usize = 8;

const MOST_AT_ONCE: usize = 16;

/// How many threads this machine runs at once.
pub fn n_cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        let doubled = in_parallel(&items, |part| part.iter().map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(doubled.concat(), (0..1000).map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(in_parallel(&[] as &[u32], <[u32]>::len), [0]);
        for least in [0, 1000, 1001] {
            let doubled_from =
                in_parallel_from(least, &items, |part| part.iter().map(|n| n * 2).collect::<Vec<_>>());
            assert_eq!(doubled_from.concat(), doubled.concat());
        }
        assert_eq!(in_parallel_from(1001, &items, <[u32]>::len), [1000]);
        let again = on_every(&items, &|| true, || 0, |_, n| n * 2);
        assert_eq!(again, Some(doubled.concat()));
        assert_eq!(on_every(&[] as &[u32], &|| true, || 0, |_, n| *n), Some(Vec::new()));
    }

    #[test]
    fn work_on_items_stops_where_it_is_told_to() {
        let n_asked = AtomicUsize::new(0);
        let go_on = || n_asked.fetch_add(1, Ordering::Relaxed) < 100;
        assert_eq!(on_every(&[0; 1000], &go_on, || (), |_, n| *n), None);
        assert!(n_asked.into_inner() < 100 + 2 * n_cores());
    }
}
