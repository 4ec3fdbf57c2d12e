//! What the keys do in the text, as the help shows it. `keys` is what does it.

pub struct Group {
    pub title: &'static str,
    pub keys: &'static [(&'static str, &'static str)],
}

pub const GROUPS: &[Group] = &[
    Group {
        title: "Tagging",
        keys: &[
            ("a label's key", "Tag the selection, or relabel the mention"),
            ("Shift + a label's key", "Same for all with this form in the scope"),
            ("Shift, held", "Show where all of the form stand"),
            ("Full stop", "Let the mouse tag with the likely label, or the armed one"),
            ("Alt + a label's key", "Relabel what the mouse tagged last so; with Shift all like it"),
            ("1 to 9", "Leave a hit of the last tag-all out, or take it in"),
            ("0", "The next nine hits"),
            ("Enter", "Accept the suggestion; select the mention"),
            ("Backspace", "Reject the suggestion"),
            ("Delete", "Take the tag away; with Shift from all like it"),
            ("E", "Join it to an entity; with Shift all like it"),
            ("R", "Start a relation; then its other end, then its key"),
            ("an attribute's key", "Go to its next value"),
            ("Escape", "Leave: list, selection, armed label"),
        ],
    },
    Group {
        title: "Selecting",
        keys: &[
            ("Tab, Shift+Tab", "Next, previous place worth a decision"),
            ("Space", "Skip it"),
            (
                "Comma",
                "Letters over the words in sight: typing them goes there, with Shift selects up to there",
            ),
            ("Left, Right", "By word; with Ctrl by character"),
            ("Shift+Left, Right", "Extend by word; with Ctrl shrink"),
            ("Alt+Left, Right", "Move the end of the selection or mention"),
            ("Alt+Shift+Left, Right", "Move its start; with Ctrl by character"),
            ("Ctrl+Up, Ctrl+Down", "Previous, next mention"),
            ("Home, End", "Start, end of the line; with Ctrl of the text"),
            ("Page Up, Page Down", "Scroll by a page"),
            ("+", "Add the selected text to the mention before, as a piece"),
            ("Ctrl+drag", "The same by mouse"),
            ("Alt+click", "Take the outlined mention whole; at an edge what starts or ends there"),
            ("Alt+double-click", "The same, for all with this form in the scope"),
            ("Alt+Shift+click", "Take something longer there"),
            ("Alt+Ctrl+click", "Take it with the second likely label"),
            ("Alt+right click", "Take it with the third; with Ctrl the fourth"),
            ("Alt+drag", "Select exact characters"),
            ("F6", "From the text to the panels and back"),
        ],
    },
    Group {
        title: "Lists",
        keys: &[
            ("Up, Down", "Walk; with Shift choose on the way"),
            ("Space", "Choose the row, or tick it"),
            ("Ctrl+A", "Choose all"),
            ("a label's key", "Tag or relabel all that is chosen"),
            ("E, Delete", "Join, delete what is chosen"),
            ("Enter", "Go there"),
            ("Ctrl+C", "Copy as a table"),
            ("Escape", "Back to the text"),
        ],
    },
];
