//! Lines into requests, answers into lines.

use super::store::Books;
use std::fmt;

/// A line of a client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Ask(Command),
    Quit,
}

/// What a worker is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Order { item: String, count: u32 },
    Stock { item: String },
    Restock { item: String, count: u32 },
    Report,
}

/// What came of it.
pub(crate) type Answer = Result<Done, Refusal>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    /// The number of the order.
    Ordered(usize),
    InStock(u64),
    Report(Books),
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoSuchItem(String),
    TooFew {
        left: u64,
    },
    Late,
    Closing,
    /// The worker is gone.
    Failed,
}

/// Reads a line; a mistake is a text for the client.
pub(crate) fn parse(line: &str) -> Result<Line, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let command = match words[..] {
        ["order", item, count] => Command::Order { item: item.into(), count: number(count)? },
        ["restock", item, count] => Command::Restock { item: item.into(), count: number(count)? },
        ["stock", item] => Command::Stock { item: item.into() },
        ["report"] => Command::Report,
        ["quit"] => return Ok(Line::Quit),
        _ => return Err("what is that? there are `order ITEM N`, `stock ITEM`, `restock ITEM N`, `report`, `quit`".into()),
    };
    Ok(Line::Ask(command))
}

fn number(word: &str) -> Result<u32, String> {
    let number = word.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| format!("wanted is a number from 1 to 1000000, not `{word}`"))
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Done::Ordered(number) => write!(f, "order {number}"),
            Done::InStock(count) => write!(f, "{count}"),
            Done::Report(books) => write!(f, "{books}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoSuchItem(item) => write!(f, "there is no `{item}`"),
            Refusal::TooFew { left } => write!(f, "only {left} left"),
            Refusal::Late => f.write_str("it took too long, nothing was done"),
            Refusal::Closing => f.write_str("the shop is closing"),
            Refusal::Failed => f.write_str("nobody answers, ask for the stock"),
        }
    }
}
