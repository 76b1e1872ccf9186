//! A finding as a graph in Graphviz's language.

use super::Report;
use super::arrows::Picture;
use std::fmt::Write;

impl Report {
    /// The wait-for graph in the language DOT: tasks as boxes, what they wait for and hold as ellipses, the circle in red.
    pub fn to_dot(&self) -> String {
        let picture = Picture::of(self);
        let mut out = format!("digraph unhang {{\n  label={}; labelloc=t;\n", quoted(&self.headline()));
        out.push_str("  node [fontname=\"monospace\"]; edge [fontname=\"monospace\", fontsize=10];\n");
        for (i, node) in picture.nodes.iter().enumerate() {
            let shape = if node.is_task() { "box" } else { "ellipse" };
            let _ = writeln!(out, "  n{i} [label={}, shape={shape}{}];", quoted(&node.name), colour(node.in_circle));
        }
        for arrow in &picture.arrows {
            let style = if arrow.is_wait { "solid" } else { "dashed" };
            let (from, to, label) = (arrow.from, arrow.to, quoted(arrow.label));
            let _ = writeln!(out, "  n{from} -> n{to} [label={label}, style={style}{}];", colour(arrow.in_circle));
        }
        out + "}\n"
    }
}

fn colour(in_circle: bool) -> &'static str {
    if in_circle { ", color=red" } else { "" }
}

/// A label, in which a backslash means something too.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::examples::{NASTY, named, two_locks};

    #[test]
    fn a_circle() {
        let expected = r#"digraph unhang {
  label="deadlock: `one` and `two` wait for one another"; labelloc=t;
  node [fontname="monospace"]; edge [fontname="monospace", fontsize=10];
  n0 [label="one", shape=box, color=red];
  n1 [label="two", shape=box, color=red];
  n2 [label="mutex #2", shape=ellipse, color=red];
  n3 [label="mutex #1", shape=ellipse, color=red];
  n0 -> n2 [label="waits", style=solid, color=red];
  n1 -> n3 [label="waits", style=solid, color=red];
  n3 -> n0 [label="held by", style=dashed, color=red];
  n2 -> n1 [label="held by", style=dashed, color=red];
}
"#;
        assert_eq!(two_locks().to_dot(), expected);
    }

    #[test]
    fn names_stay_inside_their_quotes() {
        let dot = named(NASTY).to_dot();
        for line in dot.lines() {
            let bare = line.replace("\\\\", "").replace("\\\"", "");
            assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
        }
    }
}
