use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, pos2};

/// Rectangles of one color as one shape: thousands cost no more than copying them, where each by itself
/// would be outlined and smoothed.
pub fn bars(rects: impl IntoIterator<Item = Rect>, color: Color32) -> Shape {
    colored_bars(rects.into_iter().map(|rect| (rect, color)))
}

/// The same, each rectangle in a color of its own.
pub fn colored_bars(rects: impl Iterator<Item = (Rect, Color32)>) -> Shape {
    let most = rects.size_hint().1.unwrap_or(0);
    let mut mesh = Mesh::default();
    mesh.reserve_vertices(4 * most);
    mesh.reserve_triangles(2 * most);
    rects.for_each(|(rect, color)| mesh.add_colored_rect(rect, color));
    Shape::mesh(mesh)
}

/// A level line in dashes.
pub fn level_dashes(from: Pos2, to: f32, stroke: Stroke, dash: f32, gap: f32) -> Shape {
    let (top, bottom) = (from.y - stroke.width / 2.0, from.y + stroke.width / 2.0);
    let n = ((to - from.x) / (dash + gap)).ceil().max(0.0) as usize;
    let rect = |at: usize| {
        let left = from.x + at as f32 * (dash + gap);
        Rect::from_min_max(pos2(left, top), pos2((left + dash).min(to), bottom))
    };
    bars((0..n).map(rect), stroke.color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_fill_a_line_and_end_with_it() {
        let stroke = Stroke::new(2.0, Color32::WHITE);
        let Shape::Mesh(mesh) = level_dashes(pos2(10.0, 5.0), 21.0, stroke, 3.0, 2.0) else { panic!() };
        let lefts: Vec<f32> = mesh.vertices.chunks(4).map(|corners| corners[0].pos.x).collect();
        assert_eq!(lefts, [10.0, 15.0, 20.0]);
        let bounds = mesh.calc_bounds();
        assert_eq!((bounds.left(), bounds.right(), bounds.top(), bounds.bottom()), (10.0, 21.0, 4.0, 6.0));
    }
}
