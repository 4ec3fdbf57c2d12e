use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use resvg::{tiny_skia, usvg};

use super::ink;
use super::svg::svg;
use crate::analysis::Plot;

/// A plot that is to be a file of its own, in the light theme: papers are white.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub plot: Plot,
    /// What it was made from, in one line at its foot.
    pub source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Svg,
    Png,
}

/// Why there is no PNG: the picture is larger than a program can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureError {
    pub width: u32,
    pub height: u32,
}

/// Dots of a PNG for a point of the drawing: sharp on paper and on dense screens.
const DOTS: f32 = 2.0;

impl PictureKind {
    /// By the extension of a path; SVG where it says nothing of it.
    pub fn of(path: &Path) -> Self {
        let is_png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
        if is_png { Self::Png } else { Self::Svg }
    }
}

impl Picture {
    pub fn bytes(&self, kind: PictureKind) -> Result<Vec<u8>, PictureError> {
        match kind {
            PictureKind::Svg => Ok(self.svg().into_bytes()),
            PictureKind::Png => png(&self.svg()),
        }
    }

    pub fn svg(&self) -> String {
        svg(&self.plot, &self.source, Some(&ink::LIGHT.style()))
    }
}

fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let options =
        usvg::Options { fontdb: fonts(svg), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).expect("our own picture is well-formed");
    let size = tree.size().to_int_size();
    let (width, height) = ((size.width() as f32 * DOTS) as u32, (size.height() as f32 * DOTS) as u32);
    let too_large = PictureError { width, height };
    let mut paper = tiny_skia::Pixmap::new(width, height).ok_or(too_large)?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(DOTS, DOTS), &mut paper.as_mut());
    paper.encode_png().map_err(|_| too_large)
}

/// Ours; and the system's too for scripts that ours lack.
fn fonts(text: &str) -> Arc<usvg::fontdb::Database> {
    static OURS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    static ALL: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let ours = || OURS.get_or_init(|| Arc::new(our_fonts())).clone();
    if text.chars().all(is_in_our_fonts) {
        return ours();
    }
    let all = || {
        let mut fonts = our_fonts();
        fonts.load_system_fonts();
        Arc::new(fonts)
    };
    ALL.get_or_init(all).clone()
}

fn our_fonts() -> usvg::fontdb::Database {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../assets/fonts/interface-regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../assets/fonts/interface-bold.ttf").to_vec());
    fonts
}

/// Latin, Greek, Cyrillic, punctuation and signs (`assets/fonts/README.md`).
fn is_in_our_fonts(c: char) -> bool {
    matches!(c, '\0'..='\u{52f}' | '\u{1d00}'..='\u{25ff}')
}

impl std::error::Error for PictureError {}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A picture of {} × {} dots is too large for PNG; save it as SVG", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Axis, Lane, Mark, Role, Scale, Shape};

    fn picture(name: &str) -> Picture {
        let mark = Mark {
            from: 0.0,
            to: 1.0,
            shape: Shape::Bar,
            role: Role::Conflict,
            words: String::new(),
            evidence: Vec::new(),
        };
        let axis = Axis { title: String::new(), scale: Scale::Share, from: 0.0, to: 1.0 };
        let lanes = vec![Lane::new("", name, vec![mark])];
        let plot = Plot { title: "Times".to_owned(), axis, lanes, legend: Vec::new(), n_more: 0 };
        Picture { plot, source: "Two articles".to_owned() }
    }

    fn pixels(bytes: &[u8]) -> image::RgbaImage {
        image::load_from_memory_with_format(bytes, image::ImageFormat::Png).unwrap().to_rgba8()
    }

    #[test]
    fn a_png_is_the_drawing_twice_as_dense_in_our_face_on_white() {
        let shown = pixels(&picture("Lantern").bytes(PictureKind::Png).unwrap());
        assert_eq!(shown.width(), 1520);
        assert_eq!(shown.get_pixel(1, 1).0, [255, 255, 255, 255]);
        let has = |rgb: [u8; 3]| shown.pixels().any(|pixel| pixel.0[..3] == rgb);
        assert!(has([0x1c, 0x1d, 0x21]), "the title is set in the color of text");
        let is_red = |pixel: &image::Rgba<u8>| pixel[0] > 150 && pixel[1] < 120 && pixel[2] < 120;
        assert!(shown.pixels().filter(|pixel| is_red(pixel)).count() > 10_000, "the bar is a conflict's");
    }

    #[test]
    fn the_extension_says_which_file_it_is() {
        assert_eq!(PictureKind::of(Path::new("a/b.PNG")), PictureKind::Png);
        assert_eq!(PictureKind::of(Path::new("a/b.svg")), PictureKind::Svg);
        assert_eq!(PictureKind::of(Path::new("a/b")), PictureKind::Svg);
    }

    #[test]
    fn hostile_names_are_drawn_and_never_markup() {
        for name in ["</text><script>", "\u{0}\u{b}\u{ffff}", "東京新聞", "الجزيرة", "&lt;"] {
            let picture = picture(name);
            assert!(!picture.svg().contains("<script"));
            assert!(picture.bytes(PictureKind::Png).is_ok(), "{name}");
        }
    }
}
