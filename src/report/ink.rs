use crate::analysis::Role;

/// Outlets have the same colors in the window, in pictures and on pages: muted, and always beside the
/// outlet's name. Labels never share them.
pub const OUTLET_COLORS: [[u8; 3]; 8] = [
    [0x5b, 0x6c, 0x8f],
    [0x8f, 0x6b, 0x4e],
    [0x5f, 0x85, 0x6d],
    [0x86, 0x62, 0x8c],
    [0x8a, 0x7d, 0x4a],
    [0x4f, 0x82, 0x8a],
    [0x95, 0x5f, 0x66],
    [0x6f, 0x6f, 0x6f],
];

/// What pictures and pages are printed with, in one theme: colors as CSS writes them.
pub struct Ink {
    pub page: &'static str,
    pub panel: &'static str,
    pub text: &'static str,
    pub weak: &'static str,
    pub line: &'static str,
    pub link: &'static str,
    pub marked: &'static str,
    plain: &'static str,
    conflict: &'static str,
    unsure: &'static str,
    more: &'static str,
    fewer: &'static str,
}

pub const LIGHT: Ink = Ink {
    page: "#ffffff",
    panel: "#f6f6f7",
    text: "#1c1d21",
    weak: "#5c5e66",
    line: "#dcdce0",
    link: "#1f5fc4",
    marked: "#fbe9a9",
    plain: "#5b6c8f",
    conflict: "#b3261e",
    unsure: "#8e9099",
    more: "#1f5fc4",
    fewer: "#b0620a",
};

pub const DARK: Ink = Ink {
    page: "#17181b",
    panel: "#1f2024",
    text: "#e6e6e9",
    weak: "#a4a6ae",
    line: "#36383f",
    link: "#7cb0ff",
    marked: "#5a4a12",
    plain: "#8d9dbf",
    conflict: "#ff8b80",
    unsure: "#8e9099",
    more: "#7cb0ff",
    fewer: "#e6b355",
};

/// The class of what has a role.
pub fn class(role: Role) -> String {
    match role {
        Role::Outlet(n) => format!("outlet{}", n % OUTLET_COLORS.len()),
        Role::Plain => "plain".to_owned(),
        Role::Conflict => "conflict".to_owned(),
        Role::Unsure => "unsure".to_owned(),
        Role::More => "more".to_owned(),
        Role::Fewer => "fewer".to_owned(),
    }
}

impl Ink {
    /// The style sheet of a picture. Plain classes, because the program that makes a PNG of it knows no
    /// more of CSS.
    pub fn style(&self) -> String {
        let Self { page, text, weak, line, .. } = self;
        let mut style = format!(
            ".paper{{fill:{page}}}.grid{{stroke:{line};fill:none}}.zero{{stroke:{weak};fill:none}}.words{{fill:{text}}}.weak{{fill:{weak}}}"
        );
        for (n, [r, g, b]) in OUTLET_COLORS.iter().enumerate() {
            style += &ink(&format!("outlet{n}"), &format!("#{r:02x}{g:02x}{b:02x}"));
        }
        let roles = [
            (Role::Plain, self.plain),
            (Role::Conflict, self.conflict),
            (Role::Unsure, self.unsure),
            (Role::More, self.more),
            (Role::Fewer, self.fewer),
        ];
        roles.into_iter().for_each(|(role, color)| style += &ink(&class(role), color));
        style + &format!(".hollow{{fill:{page}}}")
    }
}

fn ink(class: &str, color: &str) -> String {
    format!(".{class}{{fill:{color};stroke:{color}}}")
}
