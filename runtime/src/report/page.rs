//! A finding as one HTML file: a drawing, and the details below it.

use super::arrows::{Arrow, Picture};
use super::text::Waker;
use super::{Report, Site, TaskReport};
use std::fmt::{self, Write};

impl Report {
    /// The finding as one HTML file with a drawing (SVG) of who waits for what. It needs no network and no script, and follows the
    /// browser's choice of light or dark.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        let _ = write(self, &mut out);
        out
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #5b616a; --paper: #ffffff; --box: #f2f4f7; --line: #8a929e; --hot: #c62828; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #a0a7b2; --paper: #16181c; --box: #22262c; --line: #737b87; --hot: #ff6b63; }
}
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 0; }
code, pre, svg text { font-family: ui-monospace, monospace; }
pre { background: var(--box); padding: 1rem; overflow-x: auto; }
article { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: .8rem 0; }
article.hot { border-color: var(--hot); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; } p.soft { color: var(--soft); }
svg { width: 100%; height: auto; max-height: 80vh; }
svg text { font-size: 14px; fill: var(--ink); text-anchor: middle; } svg text.soft { font-size: 11px; fill: var(--soft); }
svg > text { paint-order: stroke; stroke: var(--paper); stroke-width: 5; }
svg rect { fill: var(--box); stroke: var(--line); stroke-width: 1.5; } svg .hot rect { stroke: var(--hot); stroke-width: 2.5; }
svg path { fill: none; stroke: var(--line); stroke-width: 1.5; } svg path.has { stroke-dasharray: 6 4; }
svg path.hot { stroke: var(--hot); stroke-width: 2.5; }
svg marker path { fill: var(--line); stroke: none; } svg marker.hot path { fill: var(--hot); stroke: none; }
";

fn write(report: &Report, out: &mut String) -> fmt::Result {
    let headline = Escaped(&report.headline());
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{headline}</title>")?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<h1>{headline}</h1>")?;
    writeln!(out, "<p class=\"soft\">{}</p>", Escaped(&report.verdict()))?;
    draw(report, out)?;
    writeln!(out, "<p class=\"soft\">A solid arrow: who waits for what. A dashed one: who has that, or could bring it.</p>")?;
    for help in report.help.lines() {
        writeln!(out, "<p><b>help:</b> {}</p>", Escaped(help))?;
    }
    if let Some(declared) = report.declared {
        writeln!(out, "<p><b>declared order:</b> <code>{}</code></p>", Escaped(declared))?;
    }
    for (i, task) in report.tasks.iter().enumerate() {
        details(report, i, task, out)?;
    }
    writeln!(out, "<details><summary>As text</summary><pre>{}</pre></details>\n</body>\n</html>", Escaped(&report.to_string()))
}

fn details(report: &Report, i: usize, task: &TaskReport, out: &mut String) -> fmt::Result {
    let class = if i < report.circle { " class=\"hot\"" } else { "" };
    writeln!(out, "<article{class}>\n<h2>{}</h2>\n<dl>", Escaped(&task.name))?;
    let mut row = |word: &str, text: &str, at: Option<Site>| match at {
        Some(at) => writeln!(out, "<dt>{word}</dt><dd>{} at <code>{}</code></dd>", Escaped(text), Escaped(&at.to_string())),
        None => writeln!(out, "<dt>{word}</dt><dd>{}</dd>", Escaped(text)),
    };
    match (&task.waits, &report.stranded) {
        (_, Some(lost)) => row("drops", &format!("a message to {lost}, sent"), Some(lost.sent))?,
        (Some((wanted, at)), _) => row(report.verb(), &wanted.to_string(), Some(at))?,
        (None, _) => row("has ended", "", None)?,
    }
    if !task.since.is_zero() {
        row("has waited", &format!("{:.1?}", task.since), None)?;
    }
    for waker in &task.wakers {
        row("could be woken", &Waker { task, waker }.to_string(), None)?;
    }
    for held in &task.holds {
        row(held.how, &format!("{}, taken", held.lock), Some(held.at))?;
    }
    for debt in &task.debts {
        row(debt.how, &format!("{}, got", debt.level), Some(debt.at))?;
    }
    for lock in task.locks() {
        row("created", &format!("{lock}, "), Some(lock.created))?;
    }
    for event in task.events() {
        row("created", &format!("{event}, "), Some(event.created))?;
    }
    if let Some(spawned) = task.spawned {
        row("spawned", "", Some(spawned))?;
    }
    writeln!(out, "</dl>\n</article>")
}

/// More boxes than these are listed below the drawing only.
const MOST: usize = 48;
const LETTER: f64 = 8.6;
const SMALL_LETTER: f64 = 6.8;
const LONGEST: usize = 28;
const HEIGHT: f64 = 46.0;

/// A box in the drawing: its middle, and half its width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    x: f64,
    y: f64,
    half: f64,
}

impl Place {
    /// Where a line to a point outside leaves the box.
    fn border(self, x: f64, y: f64) -> (f64, f64) {
        let (dx, dy) = (x - self.x, y - self.y);
        let reach = |d: f64, half: f64| if d == 0.0 { f64::INFINITY } else { half / d.abs() };
        let part = reach(dx, self.half + 2.0).min(reach(dy, HEIGHT / 2.0 + 2.0)).min(1.0);
        (self.x + dx * part, self.y + dy * part)
    }
}

fn draw(report: &Report, out: &mut String) -> fmt::Result {
    let picture = Picture::of(report);
    let (places, [width, height]) = layout(&picture);
    writeln!(out, "<svg viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" style=\"max-width: {width:.0}px\">")?;
    for (id, class) in [("tip", "tip"), ("hot-tip", "hot")] {
        writeln!(
            out,
            "<marker id=\"{id}\" class=\"{class}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker>"
        )?;
    }
    for arrow in &picture.arrows {
        if let (Some(from), Some(to)) = (places[arrow.from], places[arrow.to]) {
            line(arrow, from, to, out)?;
        }
    }
    for (i, node) in picture.nodes.iter().enumerate() {
        let Some(Place { x, y, half }) = places[i] else { continue };
        let below = node.at;
        let (class, round) = (if node.in_circle { " class=\"hot\"" } else { "" }, if node.is_task() { 3.0 } else { HEIGHT / 2.0 });
        writeln!(out, "<g{class}><title>{}</title>", Escaped(&node.name))?;
        writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{HEIGHT}\" rx=\"{round}\"/>",
            x - half,
            y - HEIGHT / 2.0,
            2.0 * half
        )?;
        writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            y + if below.is_some() { -1.0 } else { 5.0 },
            Escaped(&short(&node.name))
        )?;
        if let Some(at) = below {
            writeln!(out, "<text class=\"soft\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y + 15.0, Escaped(&short(&place(at))))?;
        }
        writeln!(out, "</g>")?;
    }
    writeln!(out, "</svg>")?;
    match places.iter().filter(|place| place.is_none()).count() {
        0 => Ok(()),
        more => writeln!(out, "<p class=\"soft\">and {more} more, which are not drawn</p>"),
    }
}

/// A bow to one side, so that the way back has the other.
fn line(arrow: &Arrow, from: Place, to: Place, out: &mut String) -> fmt::Result {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let bow = (length / 6.0).min(36.0);
    let (x, y) = ((from.x + to.x) / 2.0 + dy / length * bow, (from.y + to.y) / 2.0 - dx / length * bow);
    let ((x1, y1), (x2, y2)) = (from.border(x, y), to.border(x, y));
    let (hot, tip) = if arrow.in_circle { ("hot ", "hot-tip") } else { ("", "tip") };
    let kind = if arrow.is_wait { "waits" } else { "has" };
    writeln!(
        out,
        "<path class=\"{hot}{kind}\" d=\"M{x1:.1} {y1:.1}Q{x:.1} {y:.1} {x2:.1} {y2:.1}\" marker-end=\"url(#{tip})\"/>\
         <text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        (x1 + 2.0 * x + x2) / 4.0,
        (y1 + 2.0 * y + y2) / 4.0 + 4.0,
        Escaped(arrow.label)
    )
}

/// The circle as a ring; below it who waits, on the left, and what for, on the right.
fn layout(picture: &Picture<'_>) -> (Vec<Option<Place>>, [f64; 2]) {
    let half = |i: usize| {
        let letters = |text: &str| text.chars().count().clamp(10, LONGEST) as f64;
        let below = picture.nodes[i].at.map_or(0.0, |at| letters(&place(at)) * SMALL_LETTER);
        (letters(&picture.nodes[i].name) * LETTER).max(below) / 2.0 + 14.0
    };
    let mut places: Vec<Option<Place>> = vec![None; picture.nodes.len()];
    let widest = (0..picture.nodes.len()).map(half).fold(0.0, f64::max);
    let ring = &picture.ring[..if picture.ring.len() > MOST { 0 } else { picture.ring.len() }];
    let flat = ring.len() == 2;
    let (rx, ry) = match ring.len() as f64 {
        0.0 => (0.0, 0.0),
        2.0 => (widest + 60.0, 0.0),
        3.0 => (1.2 * widest + 60.0, 110.0),
        n => ((widest + 60.0).max(n * 36.0), (n * 30.0).max(110.0)),
    };
    let margin = 40.0;
    let (middle, centre) = ((rx + widest + margin).max(2.0 * widest + 140.0 + margin), ry + HEIGHT / 2.0 + margin);
    for (k, &node) in ring.iter().enumerate() {
        let turn =
            std::f64::consts::TAU * k as f64 / ring.len() as f64 - if flat { std::f64::consts::PI } else { std::f64::consts::FRAC_PI_2 };
        places[node] = Some(Place { x: middle + rx * turn.cos(), y: centre + ry * turn.sin(), half: half(node) });
    }
    let top = if ring.is_empty() { margin + HEIGHT / 2.0 } else { centre + ry + HEIGHT + margin };
    let (mut left, mut right) = (top, top);
    let mut left_over = MOST.saturating_sub(ring.len());
    for (i, node) in picture.nodes.iter().enumerate() {
        if places[i].is_some() || left_over == 0 {
            continue;
        }
        left_over -= 1;
        let (x, y) = if node.is_task() { (middle - widest - 90.0, &mut left) } else { (middle + widest + 90.0, &mut right) };
        places[i] = Some(Place { x, y: *y, half: half(i) });
        *y += HEIGHT + 34.0;
    }
    let lowest = places.iter().flatten().map(|place| place.y).fold(0.0, f64::max);
    (places, [2.0 * middle, lowest + HEIGHT / 2.0 + margin])
}

fn short(text: &str) -> String {
    match text.chars().count() {
        n if n > LONGEST => format!("\u{2026}{}", text.chars().skip(n - LONGEST + 1).collect::<String>()),
        _ => text.to_owned(),
    }
}

/// The end of the file's path, and the line.
fn place(at: Site) -> String {
    let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{file}:{}", at.line())
}

/// Text in HTML, also between quotes.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\n' => f.write_char('\n'),
            c if c.is_control() => f.write_char(char::REPLACEMENT_CHARACTER),
            c => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{NASTY, all, crowd, named};
    use super::*;

    #[test]
    fn nothing_of_a_name_is_a_tag() {
        let page = named(NASTY).to_html();
        assert!(page.contains("&lt;script&gt;&amp;&#39;") && !page.contains("<script"), "{page}");
        assert!(!page.contains('\u{1b}'));
    }

    #[test]
    fn boxes_do_not_overlap_and_lie_inside() {
        for report in all() {
            let picture = Picture::of(&report);
            let (places, [width, height]) = layout(&picture);
            let places: Vec<Place> = places.into_iter().flatten().collect();
            for (i, a) in places.iter().enumerate() {
                assert!(a.x - a.half > 0.0 && a.x + a.half < width && a.y > HEIGHT / 2.0 && a.y + HEIGHT / 2.0 < height, "{a:?} {report}");
                for b in &places[..i] {
                    let apart = (a.x - b.x).abs() >= a.half + b.half || (a.y - b.y).abs() >= HEIGHT;
                    assert!(apart, "{a:?} {b:?}\n{report}");
                }
            }
        }
    }

    #[test]
    fn a_crowd_is_listed() {
        let report = crowd(40);
        let page = report.to_html();
        assert!(page.contains("which are not drawn"));
        assert_eq!(page.matches("<article").count(), report.tasks.len());
    }
}
