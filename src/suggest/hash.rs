//! Words and features as 64-bit numbers. Two of a million different ones meet with odds of about one
//! in 37 million, and then a suggestion is a little worse.

use std::hash::{BuildHasherDefault, Hasher};

/// A map whose keys are such numbers already.
pub type HashMap<V> = std::collections::HashMap<u64, V, BuildHasherDefault<Ready>>;

/// FNV-1a (Fowler, Noll, Vo), then mixed. Unlike the standard library's, it is the same in every run
/// and every build, and so are the suggestions.
pub fn hash_str(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, step), 0)
}

/// Two numbers in order as one, by the finisher of SplitMix64 (Steele, Lea, Flood 2014).
pub fn mix(a: u64, b: u64) -> u64 {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut z = a.wrapping_mul(GOLDEN).wrapping_add(b).wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[derive(Default)]
pub struct Ready(u64);

impl Hasher for Ready {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| mix(hash, u64::from(*byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters_and_neighbours_do_not_meet() {
        assert_ne!(mix(1, 2), mix(2, 1));
        let mut all: Vec<u64> = (0..300).flat_map(|a| (0..300).map(move |b| mix(a, b))).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 90_000);
    }
}
