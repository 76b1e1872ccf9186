//! Source lines with marks under them, as rustc draws them.

use super::colour::{Paint, Style};
use super::source;
use std::fmt::Write;

/// A place in a file, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) text: String,
    /// Drawn with `^`; the others with `-`.
    pub(super) is_main: bool,
}

/// What of a line is shown.
const WIDEST: usize = 120;

/// Draws the labelled lines of one file, behind a margin as wide as the widest line number.
pub(super) fn draw(lines: &[String], labels: &[Label], margin: usize, paint: Paint) -> String {
    let mut numbers: Vec<usize> = labels.iter().map(|label| label.line).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut out = String::new();
    let bar = |out: &mut String, number: &str, rest: &str| {
        let margin = paint.text(Style::Margin, format!("{number:>margin$} |"));
        let _ = if rest.is_empty() { writeln!(out, "{margin}") } else { writeln!(out, "{margin} {rest}") };
    };
    bar(&mut out, "", "");
    let mut previous = None;
    for number in numbers {
        match previous.map(|previous| number - previous) {
            Some(2) => bar(&mut out, &(number - 1).to_string(), &Shown::new(&lines[number - 2], 0).text),
            Some(3..) => _ = writeln!(out, "{}", paint.text(Style::Margin, "...")),
            _ => {}
        }
        let mut here: Vec<&Label> = labels.iter().filter(|label| label.line == number).collect();
        here.sort_by_key(|label| (label.column, !label.is_main));
        let line = &lines[number - 1];
        let shown = Shown::new(line, here.first().map_or(0, |label| label.column - 1));
        bar(&mut out, &number.to_string(), &shown.text);
        for row in marks(line, &shown, &here, paint) {
            bar(&mut out, "", &row);
        }
        previous = Some(number);
    }
    out
}

/// A source line as it is shown.
struct Shown {
    text: String,
    /// Where each of its characters begins there, and where the last one ends.
    starts: Vec<usize>,
}

impl Shown {
    fn new(line: &str, column: usize) -> Shown {
        let (mut all, mut starts) = (Vec::new(), vec![0]);
        for c in line.trim_end().chars() {
            match c {
                '\t' => all.extend([' '; 4]),
                c if c.is_control() => all.push(char::REPLACEMENT_CHARACTER),
                c => all.push(c),
            }
            starts.push(all.len());
        }
        let first = if all.len() <= WIDEST { 0 } else { starts[column.min(starts.len() - 1)].saturating_sub(WIDEST / 3) };
        let last = all.len().min(first + WIDEST);
        let (before, after) = (if first > 0 { "..." } else { "" }, if last < all.len() { "..." } else { "" });
        let text = format!("{before}{}{after}", all[first..last].iter().collect::<String>());
        let in_view = |start: usize| start.clamp(first, last) - first + before.len();
        Shown { text, starts: starts.into_iter().map(in_view).collect() }
    }

    fn at(&self, column: usize) -> usize {
        self.starts[column.min(self.starts.len() - 1)]
    }
}

/// Marks of one colour, and the words about them.
struct Mark {
    start: usize,
    end: usize,
    is_main: bool,
    text: String,
}

impl Mark {
    fn style(&self) -> Style {
        if self.is_main { Style::Error } else { Style::Margin }
    }
}

/// The rows under a line: all marks in the first, with the words about the last; the other words below, from right to left.
fn marks(line: &str, shown: &Shown, labels: &[&Label], paint: Paint) -> Vec<String> {
    let mut marks: Vec<Mark> = Vec::new();
    for label in labels {
        let (from, to) = (label.column - 1, label.column - 1 + source::call(line, label.column));
        let (start, end) = (shown.at(from), shown.at(to).max(shown.at(from) + 1));
        match marks.last_mut() {
            Some(last) if last.start == start => last.text = format!("{}; {}", last.text, label.text),
            last => {
                if let Some(last) = last {
                    last.end = last.end.min(start);
                }
                marks.push(Mark { start, end, is_main: label.is_main, text: label.text.clone() });
            }
        }
    }
    let sign = |mark: &Mark| if mark.is_main { "^" } else { "-" }.repeat(mark.end - mark.start);
    let row = |marks: &[Mark], sign: &dyn Fn(&Mark) -> String| {
        let (mut row, mut width) = (String::new(), 0);
        for mark in marks {
            let sign = sign(mark);
            let _ = write!(row, "{:1$}{2}", "", mark.start - width, paint.text(mark.style(), &sign));
            width = mark.start + sign.chars().count();
        }
        row
    };
    let Some(last) = marks.pop() else { return Vec::new() };
    let with_last = |mut row: String, width: usize, sign: &str, text: &str| {
        let words = paint.text(last.style(), format!("{sign}{text}"));
        let _ = write!(row, "{:1$}{words}", "", last.start - width);
        row
    };
    let before = marks.last().map_or(0, |mark| mark.end);
    let mut rows = vec![with_last(row(&marks, &sign), before, &sign(&last), &format!(" {}", last.text))];
    let bar = |_: &Mark| "|".to_owned();
    if !marks.is_empty() {
        rows.push(row(&marks, &bar));
    }
    while let Some(mark) = marks.pop() {
        let words = paint.text(mark.style(), &mark.text);
        let width = marks.last().map_or(0, |mark| mark.start + 1);
        rows.push(format!("{}{:2$}{words}", row(&marks, &bar), "", mark.start - width));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(line: usize, column: usize, text: &str) -> Label {
        Label { line, column, text: text.into(), is_main: text.starts_with("waits") }
    }

    fn drawn(source: &str, labels: &[Label]) -> String {
        let lines: Vec<String> = source.lines().map(str::to_owned).collect();
        draw(&lines, labels, 2, Paint::Plain)
    }

    #[test]
    fn two_lines() {
        let source = "let x = a.lock();\nbetween();\nlet y = b.lock();";
        let text = drawn(source, &[label(3, 11, "waits for b"), label(1, 11, "holds a")]);
        let expected = "   |
 1 | let x = a.lock();
   |           ------ holds a
 2 | between();
 3 | let y = b.lock();
   |           ^^^^^^ waits for b
";
        assert_eq!(text, expected);
    }

    #[test]
    fn three_on_one_line() {
        let text =
            drawn("f(a.lock(), b.lock(), c.lock());", &[label(1, 5, "holds a"), label(1, 15, "holds b"), label(1, 25, "waits for c")]);
        let expected = "   |
 1 | f(a.lock(), b.lock(), c.lock());
   |     ------    ------    ^^^^^^ waits for c
   |     |         |
   |     |         holds b
   |     holds a
";
        assert_eq!(text, expected);
    }

    #[test]
    fn one_place_twice_and_lines_far_apart() {
        let text = drawn("a.lock();\n\n\n\nb.lock();", &[label(1, 3, "holds a"), label(1, 3, "waits for a"), label(5, 3, "holds b")]);
        let expected = "   |
 1 | a.lock();
   |   ^^^^^^ waits for a; holds a
...
 5 | b.lock();
   |   ------ holds b
";
        assert_eq!(text, expected);
    }

    #[test]
    fn tabs_control_characters_and_long_lines() {
        let text = drawn("\ta\x1b.lock();", &[label(1, 5, "waits")]);
        assert_eq!(text, "   |\n 1 |     a\u{fffd}.lock();\n   |        ^^^^^^ waits\n");
        let long = format!("{}.lock(){}", "x".repeat(300), "y".repeat(300));
        let text = drawn(&long, &[label(1, 302, "waits")]);
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows[1].chars().count(), 5 + 3 + WIDEST + 3);
        let under: String = rows[1].chars().skip(rows[2].find('^').expect("a mark")).take(6).collect();
        assert_eq!(under, "lock()");
    }

    #[test]
    fn colours_come_off() {
        let lines = vec!["f(a.lock(), b.lock());".to_owned()];
        let labels = [label(1, 5, "holds a"), label(1, 15, "waits for b")];
        let coloured = draw(&lines, &labels, 2, Paint::Coloured);
        let plain: String = coloured
            .split("\x1b[")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split_once('m').expect("an end").1 })
            .collect();
        assert_eq!(plain, draw(&lines, &labels, 2, Paint::Plain));
        assert_ne!(plain, coloured);
    }
}
