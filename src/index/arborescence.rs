//! The cheapest way to reach every node of a directed graph from its root (Chu & Liu 1965, Edmonds 1967):
//! each node takes its cheapest way in; a cycle that this makes becomes one node, and so on.

/// A way from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub from: usize,
    pub to: usize,
    pub cost: i64,
}

/// For each node, which of the ways leads into it; none for the root and what cannot be reached. Of
/// equal ways the first one given is taken.
pub fn arborescence(n_nodes: usize, root: usize, ways: &[Way]) -> Vec<Option<usize>> {
    let cheapest = cheapest(n_nodes, root, ways);
    let (names, n_cycles) = cycles(ways, &cheapest);
    if n_cycles == 0 {
        return cheapest;
    }
    let (group, n_groups) = groups(&names, n_cycles);
    let cost_in = |node: usize| cheapest[node].map_or(0, |way| ways[way].cost);
    let mut between = Vec::new();
    let mut origins = Vec::new();
    for (at, way) in ways.iter().enumerate().filter(|(_, way)| group[way.from] != group[way.to]) {
        // Whoever enters a cycle leaves out one of its ways.
        let saved = if names[way.to].is_some() { cost_in(way.to) } else { 0 };
        between.push(Way { from: group[way.from], to: group[way.to], cost: way.cost - saved });
        origins.push(at);
    }
    let entered = arborescence(n_groups, group[root], &between);
    let mut taken: Vec<Option<usize>> = vec![None; n_nodes];
    for way in entered.into_iter().flatten() {
        taken[ways[origins[way]].to] = Some(origins[way]);
    }
    for node in (0..n_nodes).filter(|node| names[*node].is_some()) {
        taken[node] = taken[node].or(cheapest[node]);
    }
    taken
}

fn cheapest(n_nodes: usize, root: usize, ways: &[Way]) -> Vec<Option<usize>> {
    let mut cheapest: Vec<Option<usize>> = vec![None; n_nodes];
    for (at, way) in ways.iter().enumerate().filter(|(_, way)| way.to != root && way.from != way.to) {
        let is_cheaper = cheapest[way.to].is_none_or(|known| way.cost < ways[known].cost);
        if is_cheaper {
            cheapest[way.to] = Some(at);
        }
    }
    cheapest
}

/// The number of the cycle that each node is on, if the cheapest ways make one; and how many there are.
fn cycles(ways: &[Way], cheapest: &[Option<usize>]) -> (Vec<Option<usize>>, usize) {
    let mut names: Vec<Option<usize>> = vec![None; cheapest.len()];
    let mut seen_by: Vec<Option<usize>> = vec![None; cheapest.len()];
    let before = |node: usize| cheapest[node].map(|way| ways[way].from);
    let mut n_cycles = 0;
    for start in 0..cheapest.len() {
        let mut at = Some(start);
        while let Some(node) = at.filter(|node| seen_by[*node].is_none()) {
            seen_by[node] = Some(start);
            at = before(node);
        }
        let Some(node) = at.filter(|node| seen_by[*node] == Some(start)) else { continue };
        let mut on_cycle = node;
        while names[on_cycle].is_none() {
            names[on_cycle] = Some(n_cycles);
            on_cycle = before(on_cycle).unwrap_or(node);
        }
        n_cycles += 1;
    }
    (names, n_cycles)
}

/// Each cycle as one node, then every other node; and how many that makes.
fn groups(names: &[Option<usize>], n_cycles: usize) -> (Vec<usize>, usize) {
    let mut n_groups = n_cycles;
    let mut group = |name: &Option<usize>| {
        name.unwrap_or_else(|| {
            n_groups += 1;
            n_groups - 1
        })
    };
    let groups = names.iter().map(&mut group).collect();
    (groups, n_groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cost of the best tree, number of nodes, and ways as `from>to:cost`; the root is node 0. The costs
    /// are those of `networkx.minimum_spanning_arborescence` (networkx 3.6.1) on graphs made at random.
    const GOLDEN: [(i64, usize, &str); 14] = [
        (
            21,
            7,
            "2>1:7 4>1:2 0>2:19 3>5:1 0>4:20 4>6:2 5>2:3 1>3:7 4>3:3 3>6:9 0>5:19 0>1:12 6>4:9 5>3:3 1>5:0 5>1:3 0>6:19 6>3:5 4>2:0 6>5:9 3>1:2 2>4:1 0>3:13 2>5:0 6>2:2 6>1:5",
        ),
        (
            20,
            6,
            "5>4:9 3>2:8 5>3:0 5>2:7 2>4:5 4>3:1 0>1:8 0>3:10 1>5:5 2>3:7 0>5:11 1>2:3 3>1:1 4>1:8 0>4:17 0>2:19 4>2:5",
        ),
        (23, 4, "0>1:19 0>3:10 3>2:7 2>1:6 0>2:17 2>3:0"),
        (
            24,
            6,
            "0>4:14 0>1:12 2>5:5 0>2:12 5>2:4 5>1:0 2>3:8 2>1:7 0>3:15 4>5:2 1>5:5 5>3:4 1>2:8 3>5:4 0>5:10 5>4:8 4>2:4",
        ),
        (26, 4, "0>2:15 3>1:6 2>3:9 0>1:13 0>3:12 3>2:8"),
        (
            18,
            7,
            "0>1:15 4>2:0 0>2:17 0>6:20 5>3:9 2>1:2 2>5:9 0>3:18 2>3:8 3>2:6 4>3:4 5>6:2 1>6:2 6>2:3 1>4:7 3>1:5 6>5:0 6>1:6 0>5:11 4>5:8 5>1:5 4>6:9 2>4:7 0>4:10 2>6:3",
        ),
        (
            14,
            6,
            "0>4:15 1>3:9 4>5:9 0>2:13 5>4:8 3>4:4 0>3:12 5>3:2 1>5:0 0>1:8 2>4:8 0>5:12 2>5:3 1>2:0 4>2:7",
        ),
        (23, 5, "4>1:0 0>1:16 2>1:7 1>4:6 3>4:1 0>4:9 0>2:15 0>3:18 1>3:0 3>1:3 4>3:4"),
        (15, 6, "5>2:1 4>2:2 1>3:1 3>1:1 3>2:1 0>4:8 5>1:3 0>3:20 2>1:6 0>2:16 4>5:2 3>5:4 0>1:17 0>5:9"),
        (
            16,
            6,
            "5>4:2 0>1:13 0>2:18 3>4:0 4>2:1 5>3:6 2>1:8 2>4:2 0>5:10 5>2:8 1>3:8 4>5:7 2>3:4 3>2:6 5>1:5 1>4:8 4>3:7 0>3:13 0>4:8 1>5:3 4>1:0",
        ),
        (
            23,
            8,
            "1>6:2 0>3:12 0>7:13 0>5:18 1>5:1 7>3:7 7>4:3 2>1:7 7>2:5 5>6:3 4>7:0 1>2:9 2>7:7 3>7:4 3>6:8 0>4:20 1>7:0 3>1:2 3>4:6 4>5:0 6>1:3 0>6:14 2>4:6 4>6:5 5>4:5 7>5:3 0>2:18 2>5:9 0>1:13 1>4:2 5>3:2 6>3:1",
        ),
        (20, 5, "3>4:3 2>4:5 4>3:9 4>2:5 0>2:15 0>4:18 1>4:8 1>2:0 0>1:14 0>3:12 3>2:2 2>3:3"),
        (
            20,
            6,
            "4>1:5 1>4:1 0>4:12 4>3:4 5>3:0 3>1:3 0>1:9 1>2:2 0>3:20 2>4:7 5>2:7 0>2:20 0>5:14 1>3:7 4>2:8",
        ),
        (
            17,
            8,
            "0>5:16 3>1:8 0>4:9 2>5:9 1>2:0 0>6:20 5>4:0 4>7:7 4>3:0 4>2:6 2>3:3 3>7:5 6>3:8 1>3:2 0>2:12 0>1:13 2>4:0 6>2:3 0>3:8 4>1:3 6>4:3 5>1:1 3>5:6 7>5:3 6>5:3 6>1:3 7>4:2 7>3:7 1>5:4 5>2:6 5>6:9 7>6:0 5>7:5 2>1:6 0>7:19",
        ),
    ];

    fn ways(written: &str) -> Vec<Way> {
        let number = |text: &str| text.parse().unwrap();
        let way = |way: &str| {
            let (ends, cost) = way.split_once(':').unwrap();
            let (from, to) = ends.split_once('>').unwrap();
            Way { from: number(from) as usize, to: number(to) as usize, cost: number(cost) }
        };
        written.split(' ').map(way).collect()
    }

    #[test]
    fn trees_cost_what_an_independent_program_says() {
        for (cost, n_nodes, written) in GOLDEN {
            let ways = ways(written);
            let tree = arborescence(n_nodes, 0, &ways);
            assert_eq!(tree.iter().flatten().map(|way| ways[*way].cost).sum::<i64>(), cost, "{written}");
            for start in 1..n_nodes {
                let above = |node: &usize| tree[*node].map(|way| ways[way].from);
                let path: Vec<usize> = std::iter::successors(Some(start), above).take(n_nodes + 1).collect();
                assert_eq!(path.last(), Some(&0), "{start} of {written}");
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_has_no_way_in() {
        let tree = arborescence(4, 0, &ways("0>1:5 2>3:1 3>2:1"));
        assert_eq!(tree[..2], [None, Some(0)]);
        assert_eq!(arborescence(1, 0, &[]), [None]);
    }
}
