//! Pictures of glyphs, drawn once and kept in textures.

use std::collections::HashMap;

use egui::epaint::FontColorTransferFunction;
use egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Rect, Rgba, Shape, TextureHandle, TextureOptions,
    Vec2, pos2, vec2,
};
use parley::FontData;
use swash::scale::{Render, ScaleContext, Scaler, Source, StrikeWith, image::Content, image::Image};
use swash::zeno::Vector;
use swash::{CacheKey, FontRef};

/// One glyph of a paragraph, in pixels from its top-left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub picture: PictureId,
    pub x: i32,
    pub baseline: i32,
}

/// A picture, known to one atlas for as long as that lives, whether it is drawn at present or not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct PictureId(u32);

/// What a glyph looks like. Glyphs that look the same share a picture.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Picture {
    pub face: FaceId,
    pub glyph: u16,
    /// How far right of a whole pixel it stands, in steps of `1 / SUBPIXELS`.
    pub subpixel: u8,
}

/// As many as egui uses, so that articles and the window around them look alike.
pub(super) const SUBPIXELS: i32 = 4;

/// A font at a size, known to one atlas for as long as that lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct FaceId(u16);

struct Face {
    font: FontData,
    /// Where the font starts in its file, and its name in the cache of outlines.
    offset: u32,
    key: CacheKey,
    look: Look,
}

/// What besides the font decides a glyph's picture.
#[derive(Clone, PartialEq)]
pub(super) struct Look {
    pub pixels_per_em: f32,
    /// Variation coordinates, normalized, as the bits of 2.14 fixed point numbers.
    pub coords: Vec<i16>,
    /// A bold letter is asked for, but the font has only regular ones.
    pub embolden: bool,
}

/// Pages are never moved or resized: meshes of the present frame already point into them.
struct Page {
    texture: TextureHandle,
    next: [usize; 2],
    shelf_height: usize,
}

const PAGE_SIDE: usize = 512;
/// 32 MiB of textures; a screen full of different Han characters takes about five.
const MOST_PAGES: usize = 32;
/// Between pictures, so that neighbours do not shine through where a texture is stretched.
const GAP: usize = 1;

#[derive(Clone, Copy)]
enum Drawing {
    NotYet,
    /// A space, for example.
    Nothing,
    At(Slot),
}

#[derive(Clone, Copy)]
struct Slot {
    page: usize,
    texels: Rect,
    /// From where the glyph stands to the picture's top-left corner, in pixels.
    offset: Vec2,
    has_own_colors: bool,
}

#[derive(Default)]
pub(super) struct Atlas {
    faces: Vec<Face>,
    scaler: ScaleContext,
    pages: Vec<Page>,
    ids: HashMap<Picture, PictureId>,
    /// By `PictureId`.
    pictures: Vec<(Picture, Drawing)>,
    coverage: FontColorTransferFunction,
    is_full: bool,
    pass: u64,
}

impl Atlas {
    pub fn face(&mut self, font: &FontData, look: Look) -> Option<FaceId> {
        let same = |face: &Face| {
            face.font.data.id() == font.data.id() && face.font.index == font.index && face.look == look
        };
        let at = match self.faces.iter().position(same) {
            Some(at) => at,
            None => {
                let parsed = FontRef::from_index(font.data.data(), font.index as usize)?;
                self.faces.push(Face { font: font.clone(), offset: parsed.offset, key: parsed.key, look });
                self.faces.len() - 1
            }
        };
        u16::try_from(at).ok().map(FaceId)
    }

    pub fn picture(&mut self, picture: Picture) -> PictureId {
        *self.ids.entry(picture).or_insert_with(|| {
            self.pictures.push((picture, Drawing::NotYet));
            PictureId(self.pictures.len() as u32 - 1)
        })
    }

    /// Paints glyphs whose paragraph has its top-left corner at `origin`.
    pub fn paint(&mut self, painter: &Painter, origin: Pos2, color: Color32, glyphs: &[Glyph]) {
        let ctx = painter.ctx();
        self.begin_pass(ctx);
        let pixels_per_point = painter.pixels_per_point();
        // Only whole pixels keep letters crisp.
        let origin = (origin.to_vec2() * pixels_per_point).round();
        let mut meshes: Vec<Mesh> = Vec::new();
        for glyph in glyphs {
            let Some(slot) = self.slot(ctx, glyph.picture) else { continue };
            while meshes.len() < self.pages.len() {
                meshes.push(Mesh::with_texture(self.pages[meshes.len()].texture.id()));
            }
            let at = origin + vec2(glyph.x as f32, glyph.baseline as f32) + slot.offset;
            let place = Rect::from_min_size(at.to_pos2(), slot.texels.size());
            // A picture with colors of its own is not tinted.
            let tint = if slot.has_own_colors { Rgba::WHITE.into() } else { color };
            let mesh = &mut meshes[slot.page];
            if mesh.is_empty() {
                mesh.reserve_vertices(4 * glyphs.len());
                mesh.reserve_triangles(2 * glyphs.len());
            }
            mesh.add_rect_with_uv(place / pixels_per_point, slot.texels / PAGE_SIDE as f32, tint);
        }
        painter.extend(meshes.into_iter().filter(|mesh| !mesh.is_empty()).map(Shape::mesh));
    }

    /// What is painted already in this pass must stay, so the atlas is cleared between passes only.
    fn begin_pass(&mut self, ctx: &Context) {
        let pass = ctx.cumulative_pass_nr();
        if pass == self.pass {
            return;
        }
        self.pass = pass;
        let coverage = ctx.fonts(|fonts| fonts.options().color_transfer_function);
        if self.is_full || coverage != self.coverage {
            self.pictures.iter_mut().for_each(|(_, drawing)| *drawing = Drawing::NotYet);
            self.pages.clear();
            self.is_full = false;
            self.coverage = coverage;
        }
    }

    fn slot(&mut self, ctx: &Context, id: PictureId) -> Option<Slot> {
        match self.pictures[id.0 as usize] {
            (_, Drawing::At(slot)) => Some(slot),
            (picture, Drawing::NotYet) if !self.is_full => self.add(ctx, id, picture),
            (_, Drawing::NotYet | Drawing::Nothing) => None,
        }
    }

    fn add(&mut self, ctx: &Context, id: PictureId, picture: Picture) -> Option<Slot> {
        let slot = self.draw(picture).and_then(|image| self.place(ctx, &image));
        if self.is_full {
            ctx.request_repaint();
        } else {
            self.pictures[id.0 as usize].1 = slot.map_or(Drawing::Nothing, Drawing::At);
        }
        slot
    }

    fn draw(&mut self, picture: Picture) -> Option<Image> {
        let face = &self.faces[picture.face.0 as usize];
        let font = FontRef { data: face.font.data.data(), offset: face.offset, key: face.key };
        let mut scaler = self
            .scaler
            .builder(font)
            .size(face.look.pixels_per_em)
            .hint(true)
            .normalized_coords(&face.look.coords)
            .build();
        render(&mut scaler, picture, &face.look)
    }

    fn place(&mut self, ctx: &Context, image: &Image) -> Option<Slot> {
        let size = [image.placement.width as usize, image.placement.height as usize];
        if size.contains(&0) || size.iter().any(|&side| side > PAGE_SIDE) {
            return None;
        }
        let Some((page, corner)) = self.room(ctx, size) else {
            self.is_full = true;
            return None;
        };
        let pixels = pixels(image, size, self.coverage);
        self.pages[page].texture.set_partial(corner, pixels, TextureOptions::LINEAR);
        let corner = pos2(corner[0] as f32, corner[1] as f32);
        Some(Slot {
            page,
            texels: Rect::from_min_size(corner, vec2(size[0] as f32, size[1] as f32)),
            offset: vec2(image.placement.left as f32, -image.placement.top as f32),
            has_own_colors: image.content == Content::Color,
        })
    }

    /// Room for a picture on the last page, or on a new one; `None` when the atlas is full.
    fn room(&mut self, ctx: &Context, size: [usize; 2]) -> Option<(usize, [usize; 2])> {
        if let Some(corner) = self.pages.last_mut().and_then(|page| page.room(size)) {
            return Some((self.pages.len() - 1, corner));
        }
        if self.pages.len() == MOST_PAGES {
            return None;
        }
        self.pages.push(Page::new(ctx));
        let corner = self.pages.last_mut()?.room(size)?;
        Some((self.pages.len() - 1, corner))
    }
}

impl Page {
    fn new(ctx: &Context) -> Self {
        let empty = ColorImage::filled([PAGE_SIDE; 2], Rgba::TRANSPARENT.into());
        Self {
            texture: ctx.load_texture("glyphs", empty, TextureOptions::LINEAR),
            next: [0, 0],
            shelf_height: 0,
        }
    }

    /// Fills shelves from left to right, and the page with shelves from top to bottom.
    fn room(&mut self, [width, height]: [usize; 2]) -> Option<[usize; 2]> {
        if self.next[0] + width > PAGE_SIDE {
            self.next = [0, self.next[1] + self.shelf_height];
            self.shelf_height = 0;
        }
        if self.next[1] + height > PAGE_SIDE {
            return None;
        }
        let corner = self.next;
        self.next[0] += width + GAP;
        self.shelf_height = self.shelf_height.max(height + GAP);
        Some(corner)
    }
}

fn render(scaler: &mut Scaler<'_>, picture: Picture, look: &Look) -> Option<Image> {
    // Emoji fonts may have empty outlines beside their pictures: the outline comes last.
    let sources = [Source::ColorOutline(0), Source::ColorBitmap(StrikeWith::BestFit), Source::Outline];
    let shift = f32::from(picture.subpixel) / SUBPIXELS as f32;
    // A stroke grows by a 24th of an em, as FreeType does it for letters without a bold form.
    let strength = if look.embolden { look.pixels_per_em / 24.0 } else { 0.0 };
    Render::new(&sources).offset(Vector::new(shift, 0.0)).embolden(strength).render(scaler, picture.glyph)
}

fn pixels(image: &Image, size: [usize; 2], coverage: FontColorTransferFunction) -> ColorImage {
    match (image.content, image.source) {
        (Content::Color, Source::ColorOutline(_)) => ColorImage::from_rgba_premultiplied(size, &image.data),
        (Content::Color, _) => ColorImage::from_rgba_unmultiplied(size, &image.data),
        (Content::Mask | Content::SubpixelMask, _) => {
            let white: Vec<u8> = image.data.iter().flat_map(|&alpha| [alpha; 4]).collect();
            let mut mask = ColorImage::from_rgba_premultiplied(size, &white);
            for pixel in &mut mask.pixels {
                *pixel = coverage.to_atlas_color(*pixel);
            }
            mask
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::epaint::ClippedShape;
    use egui::{RawInput, Theme, ViewportId};

    use super::super::tests::{WIDE, style, typesetter};
    use super::super::{Style, Typesetter};
    use super::*;

    /// What one pass painted, and how many changes of textures it asked for.
    struct Painted {
        meshes: Vec<Mesh>,
        changes: usize,
    }

    fn pass(ctx: &Context, input: RawInput, mut paint: impl FnMut(&Painter)) -> Painted {
        let mut output = ctx.run_ui(input, |ui| paint(ui.painter()));
        let changes = output.textures_delta.set.iter();
        let changes = changes.filter(|(id, _)| **id != egui::TextureId::default());
        let changes = changes.map(|(_, deltas)| deltas.len()).sum();
        output.textures_delta.clear();
        let meshes = output.shapes.into_iter().filter_map(|ClippedShape { shape, .. }| match shape {
            Shape::Mesh(mesh) => Some(Mesh::clone(&mesh)),
            _ => None,
        });
        Painted { meshes: meshes.collect(), changes }
    }

    fn paint(ctx: &Context, typesetter: &mut Typesetter, text: &str, size: f32) -> Painted {
        let style = Style { size, ..style() };
        let paragraph = typesetter.lay_out(text, &style, WIDE, 1.0);
        pass(ctx, RawInput::default(), |painter| {
            paragraph.paint(painter, pos2(3.3, 4.7), Rgba::BLACK.into());
        })
    }

    fn quads(painted: &Painted) -> usize {
        painted.meshes.iter().map(|mesh| mesh.indices.len() / 6).sum()
    }

    #[test]
    fn each_letter_is_painted_and_spaces_are_not() {
        let painted = paint(&Context::default(), &mut typesetter(), "two words", 16.0);
        assert_eq!(quads(&painted), 8);
    }

    #[test]
    fn what_was_painted_once_is_not_drawn_again() {
        let (ctx, mut typesetter) = (Context::default(), typesetter());
        assert!(paint(&ctx, &mut typesetter, "two words", 16.0).changes > 0);
        assert_eq!(paint(&ctx, &mut typesetter, "two words", 16.0).changes, 0);
    }

    #[test]
    fn letters_stand_on_whole_pixels() {
        let pixels_per_point = 1.5;
        let paragraph = typesetter().lay_out("AVAST", &style(), WIDE, pixels_per_point);
        let mut input = RawInput::default();
        let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(pixels_per_point);
        let painted = pass(&Context::default(), input, |painter| {
            paragraph.paint(painter, pos2(3.3, 4.7), Rgba::BLACK.into());
        });
        for vertex in &painted.meshes[0].vertices {
            let pixel = vertex.pos * pixels_per_point;
            assert!((pixel - pixel.round()).length() < 0.001, "{pixel:?}");
        }
    }

    #[test]
    fn a_full_atlas_starts_anew_in_the_next_pass() {
        let (ctx, mut typesetter) = (Context::default(), typesetter());
        let alphabet = "abcdefghijklmnopqrstuvwxyz";
        let sizes: Vec<_> = (100..200)
            .map(|size| Style { size: size as f32, ..style() })
            .map(|style| typesetter.lay_out(alphabet, &style, WIDE, 1.0))
            .collect();
        pass(&ctx, RawInput::default(), |painter| {
            sizes.iter().for_each(|it| it.paint(painter, Pos2::ZERO, Rgba::BLACK.into()));
        });
        assert!(typesetter.atlas.lock().is_full);
        assert_eq!(quads(&paint(&ctx, &mut typesetter, alphabet, 16.0)), 26);
        assert_eq!(typesetter.atlas.lock().pages.len(), 1);
    }

    #[test]
    fn another_theme_draws_the_letters_for_its_background() {
        let (ctx, mut typesetter) = (Context::default(), typesetter());
        for theme in [Theme::Dark, Theme::Light, Theme::Dark] {
            ctx.set_theme(theme);
            // The change shows in the pass after the one in which it was asked for.
            pass(&ctx, RawInput::default(), |_| {});
            assert!(paint(&ctx, &mut typesetter, "words", 16.0).changes > 0, "{theme:?}");
        }
    }
}
