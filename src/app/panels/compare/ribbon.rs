//! The shape of a ribbon: from one stretch of a gutter's left edge to one of its right edge.

use egui::{Color32, Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2};

const STEPS: usize = 16; // of a curve; more cannot be seen in a gutter

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ribbon {
    pub gutter: Rect,
    pub left: Rangef,
    pub right: Rangef,
}

/// How the edges are drawn: by the kind of the passage.
#[derive(Clone, Copy, PartialEq)]
pub enum Edge {
    Solid,
    Dashed,
}

impl Ribbon {
    /// The heights that it covers, at a share of the way from left to right.
    fn at(&self, share: f32) -> Rangef {
        let eased = share * share * (3.0 - 2.0 * share);
        let between = |from: f32, to: f32| from + (to - from) * eased;
        Rangef::new(between(self.left.min, self.right.min), between(self.left.max, self.right.max))
    }

    fn x(&self, share: f32) -> f32 {
        self.gutter.left() + self.gutter.width() * share
    }

    pub fn contains(&self, pos: Pos2) -> bool {
        let share = (pos.x - self.gutter.left()) / self.gutter.width();
        (0.0..=1.0).contains(&share) && self.at(share).contains(pos.y)
    }

    pub fn paint(&self, painter: &Painter, fill: Color32, edge: Stroke, kind: Edge) {
        let shares = (0..=STEPS).map(|step| step as f32 / STEPS as f32);
        let cuts: Vec<(f32, Rangef)> = shares.map(|share| (self.x(share), self.at(share))).collect();
        painter.add(mesh(&cuts, fill));
        let upper: Vec<Pos2> = cuts.iter().map(|(x, cut)| pos2(*x, cut.min)).collect();
        let lower: Vec<Pos2> = cuts.iter().map(|(x, cut)| pos2(*x, cut.max)).collect();
        for line in [upper, lower] {
            match kind {
                Edge::Solid => drop(painter.line(line, edge)),
                Edge::Dashed => painter.extend(Shape::dashed_line(&line, edge, 3.0, 3.0)),
            }
        }
    }
}

/// A bent band is not convex, which egui's filled paths must be; so it is laid in slices.
fn mesh(cuts: &[(f32, Rangef)], fill: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (x, cut) in cuts {
        mesh.colored_vertex(pos2(*x, cut.min), fill);
        mesh.colored_vertex(pos2(*x, cut.max), fill);
    }
    for slice in 0..cuts.len() as u32 - 1 {
        let first = slice * 2;
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ribbon_is_where_its_ends_are_and_halfway_between_in_the_middle() {
        let gutter = Rect::from_min_max(pos2(100.0, 0.0), pos2(140.0, 400.0));
        let ribbon = Ribbon { gutter, left: Rangef::new(10.0, 30.0), right: Rangef::new(110.0, 130.0) };
        for (x, y, expected) in [
            (100.0, 20.0, true),
            (100.0, 40.0, false),
            (120.0, 70.0, true),
            (120.0, 20.0, false),
            (140.0, 120.0, true),
            (141.0, 120.0, false),
        ] {
            assert_eq!(ribbon.contains(pos2(x, y)), expected, "{x} {y}");
        }
    }
}
