//! What is told when the shop has closed.

use super::protocol::{Answer, Refusal};
use super::store::Books;
use anstyle::{AnsiColor, Style};
use std::fmt;
use std::ops::AddAssign;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// How many requests came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) done: u64,
    pub(crate) refused: u64,
    pub(crate) late: u64,
    pub(crate) closing: u64,
    /// Accepted and never answered.
    pub(crate) lost: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, answer: &Answer) {
        *match answer {
            Ok(_) => &mut self.done,
            Err(Refusal::NoSuchItem(_) | Refusal::TooFew { .. }) => &mut self.refused,
            Err(Refusal::Late) => &mut self.late,
            Err(Refusal::Closing) => &mut self.closing,
            Err(Refusal::Failed) => &mut self.lost,
        } += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Tally) {
        self.done += more.done;
        self.refused += more.refused;
        self.late += more.late;
        self.closing += more.closing;
        self.lost += more.lost;
    }
}

/// A number that only rises.
#[derive(Debug, Default)]
pub(crate) struct Most(AtomicUsize);

impl Most {
    pub(crate) fn rise_to(&self, count: usize) {
        self.0.fetch_max(count, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) clients: u64,
    pub(crate) turned_away: u64,
    pub(crate) most_queued: usize,
    pub(crate) tally: Tally,
    pub(crate) books: Books,
    /// Whether stock, orders and journal agree.
    pub(crate) agree: bool,
}

impl Summary {
    pub(crate) fn adds_up(&self) -> bool {
        self.agree && self.tally.lost == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { clients, turned_away, most_queued, tally, books, .. } = self;
        let Tally { done, refused, late, closing, lost } = tally;
        writeln!(f, "clients:  {clients} served, {turned_away} turned away")?;
        write!(f, "requests: {} = {done} done + {refused} refused + {late} too late", done + refused + late + closing + lost)?;
        writeln!(f, " + {closing} at closing time + {lost} lost; at most {most_queued} in the queue")?;
        writeln!(f, "books:    {books}")
    }
}
