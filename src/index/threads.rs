use std::panic::resume_unwind;
use std::thread;

/// Gives every core one stretch of the items; the results come in the items' order.
pub(super) fn in_parallel<'t, T: Sync, R: Send>(
    items: &'t [T],
    work: impl Fn(&'t [T]) -> R + Sync,
) -> Vec<R> {
    let stretch = items.len().div_ceil(n_cores()).max(1);
    if stretch >= items.len() {
        return vec![work(items)];
    }
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = items.chunks(stretch).map(|items| scope.spawn(move || work(items))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|payload| resume_unwind(payload)))
            .collect()
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
