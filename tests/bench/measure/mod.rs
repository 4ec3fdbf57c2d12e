//! Clocks and spreads that the benches share.

#![allow(dead_code, reason = "each bench uses a part of this")]

pub mod articles;
pub mod window;

use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};

/// A moment of this thread's work.
pub struct Work {
    started: Instant,
    on_cpu_ns: Option<u64>,
}

impl Work {
    pub fn now() -> Self {
        Self { started: Instant::now(), on_cpu_ns: on_cpu_ns() }
    }

    pub fn elapsed_ms(&self) -> f64 {
        match (self.on_cpu_ns, on_cpu_ns()) {
            (Some(before), Some(now)) => (now - before) as f64 / 1e6,
            _ => self.started.elapsed().as_secs_f64() * 1e3,
        }
    }
}

/// The processor time of this thread. The kernel's schedule statistics count the same, but in steps of
/// a tick.
#[cfg(target_os = "linux")]
fn on_cpu_ns() -> Option<u64> {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).ok()?;
    Some(time.tv_sec() as u64 * 1_000_000_000 + time.tv_nsec() as u64)
}

#[cfg(not(target_os = "linux"))]
fn on_cpu_ns() -> Option<u64> {
    None
}

/// Many figures of one kind.
pub struct Spread {
    sorted: Vec<f64>,
}

impl FromIterator<f64> for Spread {
    fn from_iter<I: IntoIterator<Item = f64>>(figures: I) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }
}

impl Spread {
    /// The figure that a share of all figures does not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        let at = (self.sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        self.sorted.get(at).copied().unwrap_or(f64::NAN)
    }

    pub fn json(&self) -> Value {
        json!({ "median": self.quantile(0.5), "p99": self.quantile(0.99), "max": self.quantile(1.0), "n": self.sorted.len() })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} / {:.2}", self.quantile(0.5), self.quantile(0.99))
    }
}

/// A line of the kernel's account of this process, such as `VmRSS`.
pub fn resident_mib(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|written| written.starts_with(line))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
