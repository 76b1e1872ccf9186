//! The order as a picture for rustdoc: layers from the top, an edge for each direct step. Pure.

use crate::order::Order;
use std::fmt::Write;

const ROW: usize = 64;
const BOX: usize = 28;
const GAP: usize = 24;
const LETTER: usize = 8;

/// An inline SVG on one line, in the colours of the page's theme.
pub(crate) fn svg(order: &Order) -> String {
    let layout = Layout::of(order);
    let (width, height) = (layout.width + 4, layout.layers.len() * ROW - ROW + BOX + 4);
    let mut svg = format!(
        "<div><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"-2 -2 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         style=\"max-width:100%;height:auto\" fill=\"none\" stroke=\"currentColor\" font-family=\"monospace\" font-size=\"13\">"
    );
    for (from, to) in &layout.edges {
        let (x1, y1) = (layout.middle[*from], layout.top(*from) + BOX);
        let (x2, y2) = (layout.middle[*to], layout.top(*to));
        let bend = (y1 + y2) / 2;
        _ = write!(svg, "<path d=\"M{x1} {y1}C{x1} {bend} {x2} {bend} {x2} {y2}\"></path>");
        match layout.points[*to].level {
            Some(_) => _ = write!(svg, "<path d=\"M{} {}L{x2} {y2}L{} {}\"></path>", x2 as isize - 4, y2 - 7, x2 + 4, y2 - 7),
            None => _ = write!(svg, "<path d=\"M{x2} {y2}V{}\"></path>", y2 + BOX),
        }
    }
    for (at, point) in layout.points.iter().enumerate() {
        let Some(level) = point.level else { continue };
        let (x, y, width) = (layout.middle[at], layout.top(at), point.width);
        let (left, baseline, name) = (x - width / 2, y + BOX / 2 + 4, order.nodes[level].name());
        _ = write!(svg, "<rect x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"6\"></rect>");
        _ = write!(svg, "<text x=\"{x}\" y=\"{baseline}\" text-anchor=\"middle\" stroke=\"none\" fill=\"currentColor\">{name}</text>");
    }
    svg.push_str("</svg></div>");
    svg
}

struct Layout {
    points: Vec<Point>,
    /// Between points of neighbouring layers.
    edges: Vec<(usize, usize)>,
    layers: Vec<Vec<usize>>,
    middle: Vec<usize>,
    width: usize,
}

/// A level, or the place where an edge passes a layer.
struct Point {
    level: Option<usize>,
    layer: usize,
    width: usize,
}

impl Layout {
    fn of(order: &Order) -> Layout {
        let mut points: Vec<Point> = order
            .nodes
            .iter()
            .enumerate()
            .map(|(level, node)| Point { level: Some(level), layer: 0, width: node.name().chars().count() * LETTER + 20 })
            .collect();
        let mut outermost_first: Vec<usize> = (0..points.len()).collect();
        outermost_first.sort_by_key(|level| order.before[*level].len());
        for level in outermost_first {
            for next in &order.next[level] {
                points[*next].layer = points[*next].layer.max(points[level].layer + 1);
            }
        }
        let mut edges = Vec::new();
        for level in 0..order.nodes.len() {
            for next in &order.next[level] {
                let mut from = level;
                for layer in points[level].layer + 1..points[*next].layer {
                    points.push(Point { level: None, layer, width: 8 });
                    edges.push((from, points.len() - 1));
                    from = points.len() - 1;
                }
                edges.push((from, *next));
            }
        }
        let depth = points.iter().map(|point| point.layer + 1).max().unwrap_or(0);
        let mut layers = vec![Vec::new(); depth];
        for (at, point) in points.iter().enumerate() {
            layers[point.layer].push(at);
        }
        let mut layout = Layout { middle: vec![0; points.len()], points, edges, layers, width: 0 };
        layout.place();
        for _ in 0..4 {
            (1..depth).for_each(|layer| layout.sort(layer, |(from, to)| (to, from)));
            layout.place();
            (0..depth.saturating_sub(1)).rev().for_each(|layer| layout.sort(layer, |edge| edge));
            layout.place();
        }
        layout
    }

    /// Orders a layer by the mean place of what its points are joined with; `turned` puts the layer's own end first.
    fn sort(&mut self, layer: usize, turned: impl Fn((usize, usize)) -> (usize, usize)) {
        let Layout { edges, layers, middle, .. } = self;
        let mean = |point: &usize| {
            let joined = edges.iter().map(|edge| turned(*edge)).filter(|(own, _)| own == point);
            let (sum, count) = joined.fold((0, 0_usize), |(sum, count), (_, other)| (sum + middle[other], count + 1));
            usize::checked_div(sum, count).unwrap_or(middle[*point])
        };
        layers[layer].sort_by_key(mean);
        // Later layers look at the places of this one: keep their order visible until all are placed.
        let mut places: Vec<usize> = layers[layer].iter().map(|point| middle[*point]).collect();
        places.sort_unstable();
        for (point, place) in layers[layer].iter().zip(places) {
            middle[*point] = place;
        }
    }

    /// Centres each layer.
    fn place(&mut self) {
        let width = |points: &[Point], layer: &[usize]| layer.iter().map(|at| points[*at].width + GAP).sum::<usize>().saturating_sub(GAP);
        self.width = self.layers.iter().map(|layer| width(&self.points, layer)).max().unwrap_or(0);
        for layer in &self.layers {
            let mut left = (self.width - width(&self.points, layer)) / 2;
            for at in layer {
                self.middle[*at] = left + self.points[*at].width / 2;
                left += self.points[*at].width + GAP;
            }
        }
    }

    fn top(&self, point: usize) -> usize {
        self.points[point].layer * ROW
    }
}

#[cfg(test)]
mod tests {
    use crate::order::tests::ordered;

    #[test]
    fn every_level_and_edge_is_there_inside_the_frame() {
        for (text, levels, paths) in [("a", 1, 0), ("a b<a c<a d<b,c", 4, 8), ("a b<a c<b d<c e<a f<d,e", 6, 16)] {
            let order = ordered(text);
            let svg = super::svg(&order);
            assert_eq!((svg.matches("<text").count(), svg.matches("<path").count()), (levels, paths), "{svg}");
            assert!(!svg.contains('\n') && !svg.contains("=\"-1") && svg.ends_with("</svg></div>"), "{svg}");
            let layout = super::Layout::of(&order);
            assert!(layout.middle.iter().all(|middle| *middle <= layout.width));
        }
    }
}
