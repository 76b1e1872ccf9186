//! The command line.

use super::server::Settings;
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

pub(crate) const HELP: &str = "\
Sells over TCP, on a port of 127.0.0.1, until Ctrl-C. Whoever wants to order speaks lines of text.

Usage: shop [OPTIONS]

  --port N            the port; any free one, which is printed, if it is not given
  --stock ITEM=N..    what there is at the start; 100 each of apple, pear and plum if it is not given
  --workers N         so many requests are served at once; 2 if it is not given
  --queue N           so many requests may wait for a worker, from 0 on, and then clients wait; 16 if it is not given
  --connections N     so many clients at once, others are turned away; 256 if it is not given
  --deadline MS       a request that takes longer is not done; 1000 if it is not given
  --packing MS        how long a worker packs each order; 0 if it is not given
  -h, --help          print this

What clients say, a line each, and what they are answered:

  order ITEM N        `ok order 7`, or `error only 2 left`
  stock ITEM          `ok 93`
  restock ITEM N      `ok 103`, of an item that is new, too
  report              `ok 7 orders; 300 at the start + 10 restocked - 17 sold = 293 in stock`
  quit                `ok bye`
";

/// What the user wants.
pub(crate) enum Wish {
    Help,
    Serve(Settings),
}

pub(crate) fn read() -> Result<Wish, lexopt::Error> {
    let mut parser = Parser::from_env();
    let mut settings = Settings::default();
    let mut stock = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("port") => settings.port = number(&mut parser, "--port", 0..=u16::MAX)?,
            Arg::Long("workers") => settings.workers = number(&mut parser, "--workers", 1..=1000)?,
            Arg::Long("queue") => settings.queue = number(&mut parser, "--queue", 0..=100_000)?,
            Arg::Long("connections") => settings.connections = number(&mut parser, "--connections", 1..=10_000)?,
            Arg::Long("deadline") => settings.deadline = milliseconds(&mut parser, "--deadline")?,
            Arg::Long("packing") => settings.packing = milliseconds(&mut parser, "--packing")?,
            Arg::Long("stock") => {
                for value in parser.values()? {
                    stock.push(item(value)?);
                }
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(Wish::Help),
            other => return Err(other.unexpected()),
        }
    }
    if !stock.is_empty() {
        settings.stock = stock.into_iter().collect();
    }
    Ok(Wish::Serve(settings))
}

fn number<N: FromStr + PartialOrd + Display>(parser: &mut Parser, option: &str, range: RangeInclusive<N>) -> Result<N, lexopt::Error> {
    let value = parser.value()?.string()?;
    let number = value.parse().ok().filter(|number| range.contains(number));
    let (start, end) = (range.start(), range.end());
    number.ok_or_else(|| format!("`{option}` wants a number from {start} to {end}, not `{value}`").into())
}

fn milliseconds(parser: &mut Parser, option: &str) -> Result<Duration, lexopt::Error> {
    number(parser, option, 0..=3_600_000).map(Duration::from_millis)
}

fn item(value: OsString) -> Result<(String, u64), lexopt::Error> {
    let value = value.string()?;
    let parts = value.split_once('=').filter(|(item, _)| !item.is_empty() && !item.contains(char::is_whitespace));
    let read = parts.and_then(|(item, count)| Some((item.to_owned(), count.parse::<u32>().ok()?.into())));
    read.ok_or_else(|| format!("`--stock` wants `ITEM=N`, an item without spaces and a number, not `{value}`").into())
}
