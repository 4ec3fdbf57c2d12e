//! A few of the kills that `cargo bench --bench torture` does a thousand of.

use crate::torture::{child, run};

const KILLS: usize = 15;

#[test]
fn the_program_that_is_killed() {
    child();
}

#[test]
fn a_killed_program_lost_nothing() {
    let found = run(KILLS, 1, &["kills::the_program_that_is_killed", "--exact", "--nocapture"]);
    assert!(found.n_acknowledged > 0, "{found:?}");
}
