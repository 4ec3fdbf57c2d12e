//! Pictures of the window without a graphics card: draws what egui would hand to one, triangle by
//! triangle, into an image in memory. For tests about pixels and for screenshots; it knows no panel.

use std::collections::BTreeMap;
use std::ops::Range;

use egui::epaint::{Primitive, Vertex};
use egui::{
    ClippedPrimitive, Color32, Context, FullOutput, ImageData, Mesh, Pos2, Rect, TextureFilter, TextureId,
    TexturesDelta, pos2,
};
use image::RgbaImage;

/// Hand it to `Harness::builder().renderer(…)`; then `harness.render()` gives a picture.
#[derive(Default)]
pub struct Renderer {
    textures: BTreeMap<TextureId, Texture>,
    /// Freed by egui, but the present picture may still show them.
    retired: Vec<TextureId>,
}

/// Channels from 0 to 255, multiplied by alpha as egui has them.
type Color = [f32; 4];

struct Texture {
    size: [usize; 2],
    texels: Vec<Color>,
    is_smooth: bool,
}

struct Canvas {
    size: [usize; 2],
    pixels: Vec<Color>,
}

impl egui_kittest::TestRenderer for Renderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for id in self.retired.drain(..) {
            self.textures.remove(&id);
        }
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.change(id, &change);
            }
        }
        self.retired.extend(delta.free.drain());
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new([size.x.round() as usize, size.y.round() as usize]);
        for ClippedPrimitive { clip_rect, primitive } in ctx.tessellate(output.shapes.clone(), scale) {
            if let Primitive::Mesh(mesh) = primitive
                && let Some(texture) = self.textures.get(&mesh.texture_id)
            {
                canvas.draw(&mesh, texture, scale, clip_rect * scale);
            }
        }
        canvas.into_image()
    }
}

impl Renderer {
    fn change(&mut self, id: TextureId, change: &egui::epaint::ImageDelta) {
        let ImageData::Color(image) = &change.image;
        let texels = image.pixels.iter().copied().map(channels);
        let Some([left, top]) = change.pos else {
            let texture = Texture {
                size: image.size,
                texels: texels.collect(),
                is_smooth: change.options.magnification == TextureFilter::Linear,
            };
            self.textures.insert(id, texture);
            return;
        };
        let texture = self.textures.get_mut(&id).expect("only a known texture changes in part");
        for (at, texel) in texels.enumerate() {
            let (x, y) = (left + at % image.size[0], top + at / image.size[0]);
            texture.texels[y * texture.size[0] + x] = texel;
        }
    }
}

impl Texture {
    fn sample(&self, uv: Pos2) -> Color {
        let x = uv.x * self.size[0] as f32 - 0.5;
        let y = uv.y * self.size[1] as f32 - 0.5;
        if !self.is_smooth {
            return self.texel(x.round(), y.round());
        }
        let (right, down) = (x - x.floor(), y - y.floor());
        // Text is drawn texel by pixel; only what is stretched needs its neighbours.
        if is_whole(right) && is_whole(down) {
            return self.texel(x.round(), y.round());
        }
        let upper = mix(self.texel(x.floor(), y.floor()), self.texel(x.ceil(), y.floor()), right);
        let lower = mix(self.texel(x.floor(), y.ceil()), self.texel(x.ceil(), y.ceil()), right);
        mix(upper, lower, down)
    }

    fn texel(&self, x: f32, y: f32) -> Color {
        let x = (x.max(0.0) as usize).min(self.size[0] - 1);
        let y = (y.max(0.0) as usize).min(self.size[1] - 1);
        self.texels[y * self.size[0] + x]
    }
}

impl Canvas {
    fn new(size: [usize; 2]) -> Self {
        let black = [0.0, 0.0, 0.0, 255.0];
        Self { size, pixels: vec![black; size[0] * size[1]] }
    }

    fn draw(&mut self, mesh: &Mesh, texture: &Texture, scale: f32, clip: Rect) {
        let columns = clip_range(clip.left(), clip.right(), self.size[0]);
        let rows = clip_range(clip.top(), clip.bottom(), self.size[1]);
        for corners in mesh.indices.as_chunks::<3>().0 {
            let corners = corners.map(|index| mesh.vertices[index as usize]);
            if let Some(triangle) = Triangle::new(corners, texture, scale) {
                self.fill(&triangle, &columns, &rows);
            }
        }
    }

    fn fill(&mut self, triangle: &Triangle<'_>, columns: &Range<usize>, rows: &Range<usize>) {
        for y in intersection(triangle.rows(), rows) {
            for x in intersection(triangle.columns(y), columns) {
                let color = triangle.color(x, y);
                let pixel = &mut self.pixels[y * self.size[0] + x];
                let shines_through = 1.0 - color[3] / 255.0;
                *pixel = std::array::from_fn(|channel| color[channel] + pixel[channel] * shines_through);
            }
        }
    }

    fn into_image(self) -> Result<RgbaImage, String> {
        let bytes = self.pixels.iter().flatten().map(|channel| channel.round() as u8).collect();
        RgbaImage::from_raw(self.size[0] as u32, self.size[1] as u32, bytes)
            .ok_or_else(|| "the window has no size".to_owned())
    }
}

struct Triangle<'a> {
    corners: [Pos2; 3],
    vertices: [Vertex; 3],
    texture: &'a Texture,
    /// Twice its area, negative where the corners run the other way round.
    area: f32,
    /// The one color of a triangle that is all of one.
    plain: Option<Color>,
}

impl<'a> Triangle<'a> {
    /// `None` if it has no area.
    fn new(vertices: [Vertex; 3], texture: &'a Texture, scale: f32) -> Option<Self> {
        let corners = vertices.map(|vertex| vertex.pos * scale);
        let area = cross(corners[0], corners[1], corners[2]);
        let [a, b, c] = vertices;
        let is_plain = [b, c].iter().all(|other| other.uv == a.uv && other.color == a.color);
        let plain = is_plain.then(|| tinted(texture.sample(a.uv), channels(a.color)));
        (area.is_normal()).then_some(Self { corners, vertices, texture, area, plain })
    }

    fn rows(&self) -> Range<usize> {
        let ys = self.corners.map(|corner| corner.y);
        covered(ys.into_iter().fold(f32::INFINITY, f32::min), ys.into_iter().fold(0.0, f32::max))
    }

    /// The pixels of a row whose centers lie within.
    fn columns(&self, row: usize) -> Range<usize> {
        let y = row as f32 + 0.5;
        let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
        for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let (a, b) = (self.corners[a], self.corners[b]);
            if (a.y <= y) != (b.y <= y) {
                let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
                (left, right) = (left.min(x), right.max(x));
            }
        }
        covered(left, right)
    }

    fn color(&self, column: usize, row: usize) -> Color {
        if let Some(plain) = self.plain {
            return plain;
        }
        let [a, b, c] = self.corners;
        let at = pos2(column as f32 + 0.5, row as f32 + 0.5);
        let weights = [cross(b, c, at), cross(c, a, at), cross(a, b, at)].map(|w| w / self.area);
        let blend = |of: &dyn Fn(&Vertex) -> f32| -> f32 {
            self.vertices.iter().zip(weights).map(|(vertex, weight)| of(vertex) * weight).sum()
        };
        let uv = pos2(blend(&|vertex| vertex.uv.x), blend(&|vertex| vertex.uv.y));
        let colors = self.vertices.map(|vertex| channels(vertex.color));
        let tint = if colors[0] == colors[1] && colors[1] == colors[2] {
            colors[0]
        } else {
            std::array::from_fn(|i| (0..3).map(|corner| colors[corner][i] * weights[corner]).sum())
        };
        tinted(self.texture.sample(uv), tint)
    }
}

/// Pixels whose center lies between two edges. Triangles that share an edge share no pixel.
fn covered(from: f32, to: f32) -> Range<usize> {
    let first = |edge: f32| (edge - 0.5).ceil().max(0.0) as usize;
    first(from)..first(to)
}

fn clip_range(from: f32, to: f32, size: usize) -> Range<usize> {
    let pixel = |edge: f32| (edge.round().max(0.0) as usize).min(size);
    pixel(from)..pixel(to)
}

fn intersection(a: Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.max(b.start)..a.end.min(b.end)
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
}

fn channels(color: Color32) -> Color {
    color.to_array().map(f32::from)
}

fn tinted(color: Color, tint: Color) -> Color {
    std::array::from_fn(|channel| color[channel] * tint[channel] / 255.0)
}

fn mix(a: Color, b: Color, share: f32) -> Color {
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

fn is_whole(fraction: f32) -> bool {
    !(0.001..=0.999).contains(&fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::Harness;

    fn picture(paint: impl FnMut(&mut egui::Ui) + 'static) -> RgbaImage {
        let size = egui::vec2(40.0, 30.0);
        let mut harness = Harness::builder().with_size(size).renderer(Renderer::default()).build_ui(paint);
        harness.run();
        harness.render().expect("a window of this size can be drawn")
    }

    #[test]
    fn a_rectangle_covers_exactly_its_pixels() {
        let rect = Rect::from_min_max(pos2(10.0, 5.0), pos2(20.0, 15.0));
        let image = picture(move |ui| {
            ui.painter().rect_filled(rect, 0.0, Color32::RED);
        });
        let red: Vec<(u32, u32)> = image
            .enumerate_pixels()
            .filter(|(.., pixel)| pixel.0 == [255, 0, 0, 255])
            .map(|(x, y, _)| (x, y))
            .collect();
        assert_eq!(red.len(), 100);
        assert_eq!((red[0], red[99]), ((10, 5), (19, 14)));
    }

    #[test]
    fn what_is_half_transparent_lets_half_shine_through() {
        let all = Rect::from_min_size(Pos2::ZERO, egui::vec2(40.0, 30.0));
        let image = picture(move |ui| {
            let painter = ui.painter().with_clip_rect(all);
            painter.rect_filled(all, 0.0, Color32::WHITE);
            painter.rect_filled(all, 0.0, Color32::from_black_alpha(128));
        });
        assert_eq!(image.get_pixel(20, 15).0, [127, 127, 127, 255]);
    }

    #[test]
    fn letters_are_drawn_as_dark_as_their_ink() {
        let image = picture(|ui| {
            let font = egui::FontId::proportional(20.0);
            ui.painter().rect_filled(Rect::EVERYTHING, 0.0, Color32::WHITE);
            ui.painter().text(pos2(20.0, 15.0), egui::Align2::CENTER_CENTER, "l", font, Color32::BLACK);
        });
        let dark: Vec<u32> =
            image.enumerate_pixels().filter(|(.., p)| p.0[0] < 100).map(|(x, ..)| x).collect();
        assert!(dark.len() >= 10, "an l is at least ten pixels of ink at this size");
        assert!(dark.iter().all(|&x| (15..25).contains(&x)), "and stands where it was put");
    }
}
