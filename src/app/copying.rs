//! Tables on their way to the clipboard, as tab-separated lines put together on a thread.

use super::request::{Request, Requests};
use crate::job::{Cancelled, Job, Progress};

#[derive(Default)]
pub struct Copying {
    job: Option<Job<String>>,
}

impl Copying {
    pub fn start(
        &mut self,
        context: &egui::Context,
        work: impl FnOnce(&Progress) -> Result<String, Cancelled> + Send + 'static,
    ) {
        let context = context.clone();
        self.job = Some(Job::start("Copying", move || context.request_repaint(), work));
    }

    /// Asks for what is ready to be put on the clipboard.
    pub fn finish(&mut self, requests: &mut Requests) {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return };
        self.job = None;
        if let Ok(table) = outcome {
            requests.push(Request::CopyText(table));
        }
    }
}

/// A line of a table. What would end a cell or a line becomes a blank.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.chars().map(plain).collect()).collect();
    cells.join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_break_its_line() {
        assert_eq!(line(["a\tb", "c\r\nd", ""]), "a b\tc  d\t\n");
    }
}
