//! Errors and news for the user: what, where, what to do. Said once, never in a dialog.

use super::request::Request;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeId(u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    News,
    Warning,
    Error,
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub severity: Severity,
    pub text: String,
    /// One line each, shown on request.
    pub details: Vec<String>,
    /// Steps that help, with the words on their buttons.
    pub offers: Vec<(String, Request)>,
    /// In seconds of the app's clock.
    pub since: f64,
}

#[derive(Default)]
pub struct Notices {
    list: Vec<Notice>,
    next: u64,
    now: f64,
}

const NEWS_LAST_SECONDS: f64 = 6.0; // time enough to read one sentence twice

impl Notices {
    /// Drops news that had their time. Warnings and errors stay until dismissed.
    pub fn tick(&mut self, now: f64) {
        self.now = now;
        self.list
            .retain(|notice| notice.severity != Severity::News || now - notice.since < NEWS_LAST_SECONDS);
    }

    pub fn news(&mut self, text: impl Into<String>) -> &mut Notice {
        self.add(Severity::News, text.into())
    }

    pub fn warn(&mut self, text: impl Into<String>) -> &mut Notice {
        self.add(Severity::Warning, text.into())
    }

    pub fn error(&mut self, text: impl Into<String>) -> &mut Notice {
        self.add(Severity::Error, text.into())
    }

    /// The same sentence is not said twice at a time.
    fn add(&mut self, severity: Severity, text: String) -> &mut Notice {
        self.list.retain(|notice| notice.text != text);
        self.next += 1;
        let id = NoticeId(self.next);
        let at = self.list.len();
        self.list.push(Notice {
            id,
            severity,
            text,
            details: Vec::new(),
            offers: Vec::new(),
            since: self.now,
        });
        &mut self.list[at]
    }

    pub fn dismiss(&mut self, id: NoticeId) {
        self.list.retain(|notice| notice.id != id);
    }

    pub fn list(&self) -> &[Notice] {
        &self.list
    }
}
