//! The working program is killed a thousand times. `cargo bench --bench torture`
//!
//! `-- 200 7` kills it 200 times, with the random choices of seed 7. The last line is JSON.

#[path = "../it/torture.rs"]
mod torture;
#[path = "../it/wishes.rs"]
mod wishes;

use serde_json::json;

const KILLS: usize = 1_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_some_and(|first| first == "--child") {
        torture::child();
        return;
    }
    let number = |at: usize| arguments.get(at).and_then(|number| number.parse::<u64>().ok());
    let (n_kills, seed) = (number(0).map_or(KILLS, |n| n as usize), number(1).unwrap_or(2026));
    let found = torture::run(n_kills, seed, &["--child"]);
    println!("kills                                {}", found.n_kills);
    println!("acknowledged steps, all there again  {}", found.n_acknowledged);
    println!("steps done and not yet acknowledged  {}", found.n_ahead);
    println!(
        "{}",
        json!({ "bench": "torture", "kills": found.n_kills, "acknowledged": found.n_acknowledged, "ahead": found.n_ahead, "lost": 0 })
    );
}
