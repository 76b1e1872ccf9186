//! Colours, where standard error is a terminal that has them. Panic messages and files are plain.

use crate::settings::{self, Colours};
use std::ffi::OsStr;
use std::fmt;
use std::io::IsTerminal;

/// What a piece of the text is, and so which colour it has: rustc's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// What hangs, and where it waits.
    Error,
    /// What may hang.
    Warning,
    /// Line numbers, arrows, and marks that are not the main one.
    Margin,
    /// The words before a note.
    Word,
}

/// Whether a text is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Coloured,
}

impl Paint {
    /// For standard error, as the variable `UNHANG` says, or as the terminal is.
    #[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
    pub(super) fn of_stderr() -> Paint {
        let coloured = match settings::from_environment().colours {
            Colours::Always => true,
            Colours::Never => false,
            Colours::Auto => {
                let [no_color, term] = ["NO_COLOR", "TERM"].map(std::env::var_os);
                has_colours(std::io::stderr().is_terminal(), no_color.as_deref(), term.as_deref())
            }
        };
        if coloured { Paint::Coloured } else { Paint::Plain }
    }

    pub(super) fn text<D: fmt::Display>(self, style: Style, text: D) -> Painted<D> {
        Painted { style: (self == Paint::Coloured).then_some(style), text }
    }
}

#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
fn has_colours(is_terminal: bool, no_color: Option<&OsStr>, term: Option<&OsStr>) -> bool {
    is_terminal && no_color.is_none_or(OsStr::is_empty) && term.is_some_and(|term| term != "dumb")
}

/// A piece of text in its colour.
pub(super) struct Painted<D> {
    style: Option<Style>,
    text: D,
}

impl<D: fmt::Display> fmt::Display for Painted<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(style) = self.style else { return self.text.fmt(f) };
        let code = match style {
            Style::Error => "1;31",
            Style::Warning => "1;33",
            Style::Margin => "1;34",
            Style::Word => "1",
        };
        write!(f, "\x1b[{code}m{}\x1b[0m", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_terminal_has_them() {
        let [empty, one, xterm, dumb] = ["", "1", "xterm", "dumb"].map(OsStr::new);
        let table = [
            (true, None, Some(xterm), true),
            (true, Some(empty), Some(xterm), true),
            (true, Some(one), Some(xterm), false),
            (true, None, Some(dumb), false),
            (true, None, None, false),
            (false, None, Some(xterm), false),
        ];
        for (is_terminal, no_color, term, coloured) in table {
            assert_eq!(has_colours(is_terminal, no_color, term), coloured, "{is_terminal} {no_color:?} {term:?}");
        }
    }

    #[test]
    fn plain_is_plain() {
        assert_eq!(Paint::Plain.text(Style::Error, "x").to_string(), "x");
        assert_eq!(Paint::Coloured.text(Style::Error, 1).to_string(), "\x1b[1;31m1\x1b[0m");
    }
}
