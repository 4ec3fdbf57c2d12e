use std::panic::resume_unwind;
use std::thread;

/// Gives every core one stretch of the items; the results come in the items' order.
pub fn in_parallel<'t, T: Sync, R: Send>(items: &'t [T], work: impl Fn(&'t [T]) -> R + Sync) -> Vec<R> {
    let stretch = items.len().div_ceil(n_cores()).max(1);
    if stretch >= items.len() {
        return vec![work(items)];
    }
    on_each_core(items.chunks(stretch).collect(), work)
}

/// Works on every part at once, a thread each; the results come in the parts' order.
pub(super) fn on_each_core<T: Send, R: Send>(mut parts: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
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

pub(super) fn n_cores() -> usize {
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
    }
}
