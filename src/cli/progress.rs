use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::channel;
use std::time::Duration;

use super::CliError;
use crate::job::{Cancelled, Job, Progress};

const REDRAW_EVERY: Duration = Duration::from_millis(100);
const BAR_CHARS: usize = 30;

/// Does long work on a thread, and draws how far it is where someone can see it.
pub(super) fn with_bar<T: Send + 'static>(
    name: &str,
    work: impl FnOnce(&Progress) -> Result<T, Cancelled> + Send + 'static,
) -> Result<T, CliError> {
    let (wake, woken) = channel();
    let wake = move || {
        // The waiting end may have seen the result already.
        let _ = wake.send(());
    };
    let job = Job::start(name, wake, work);
    let is_seen = io::stderr().is_terminal();
    loop {
        if let Some(result) = job.poll() {
            if is_seen {
                draw("\r\x1b[K");
            }
            return Ok(result?);
        }
        if is_seen {
            draw(&bar(name, job.fraction()));
        }
        // Either way it is time to look again.
        let _ = woken.recv_timeout(REDRAW_EVERY);
    }
}

fn bar(name: &str, fraction: Option<f32>) -> String {
    let Some(fraction) = fraction else { return format!("\r{name} …") };
    let n_full = (fraction * BAR_CHARS as f32) as usize;
    let (full, empty) = ("█".repeat(n_full), "░".repeat(BAR_CHARS - n_full));
    format!("\r{name} {full}{empty} {:>3.0} %", fraction * 100.0)
}

fn draw(line: &str) {
    let mut stderr = io::stderr();
    let _ = stderr.write_all(line.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_how_far_the_work_is() {
        assert_eq!(bar("Load", None), "\rLoad …");
        assert_eq!(bar("Load", Some(0.5)), format!("\rLoad {}{}  50 %", "█".repeat(15), "░".repeat(15)));
    }

    #[test]
    fn the_result_of_the_work_comes_back() {
        assert_eq!(with_bar("Add", |_| Ok(2)).unwrap(), 2);
    }
}
