//! What there is and what was sold, behind locks of the declared order.

use super::claim::Claim;
use super::order;
use super::protocol::{Answer, Done, Refusal};
use std::collections::BTreeMap;
use std::fmt;
use unhang::{Cx, Interrupt, IntoInner, Mutex};

type Counts = BTreeMap<String, u64>;

/// The shop's goods and books.
///
/// Whoever changes something holds all three locks before the first change, so that each request is done as a whole or not at all.
pub(crate) struct Store {
    start: Counts,
    stock: Mutex<Counts, order::Stock>,
    orders: Mutex<Vec<Order>, order::Orders>,
    journal: Mutex<Journal, order::Journal>,
}

/// What was sold; its number is its place in the list, from one on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) item: String,
    pub(crate) count: u32,
}

#[derive(Default)]
struct Journal {
    entries: Vec<Entry>,
    sold: u64,
    restocked: u64,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Sold { order: usize, item: String, count: u32 },
    Restocked { item: String, count: u32 },
}

/// How much went in and out, in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) start: u64,
    pub(crate) restocked: u64,
    pub(crate) sold: u64,
    pub(crate) left: u64,
    pub(crate) orders: usize,
}

impl Store {
    pub(crate) fn new(start: Counts) -> Store {
        Store { stock: Mutex::new(start.clone()), start, orders: Mutex::default(), journal: Mutex::default() }
    }

    /// Sells, if there is enough and the client still waits.
    #[unhang::acquires(order::Stock)]
    pub(crate) fn order(&self, cx: &mut Cx, item: String, count: u32, claim: &Claim) -> Answer {
        let (mut stock, cx) = self.stock.lock_within(cx)?.nest();
        let (mut orders, cx) = self.orders.lock_within(cx)?.nest();
        let mut journal = self.journal.lock_within(cx)?;
        let Some(left) = stock.get_mut(&item) else { return Err(Refusal::NoSuchItem(item)) };
        let Some(rest) = left.checked_sub(count.into()) else { return Err(Refusal::TooFew { left: *left }) };
        if !claim.take() {
            return Err(Refusal::Late);
        }
        *left = rest;
        orders.push(Order { item: item.clone(), count });
        journal.sold += u64::from(count);
        journal.entries.push(Entry::Sold { order: orders.len(), item, count });
        Ok(Done::Ordered(orders.len()))
    }

    /// Takes goods in, if the client still waits.
    #[unhang::acquires(order::Stock)]
    pub(crate) fn restock(&self, cx: &mut Cx, item: String, count: u32, claim: &Claim) -> Answer {
        let (mut stock, cx) = self.stock.lock_within(cx)?.nest();
        let mut journal = self.journal.lock_within(cx)?;
        if !claim.take() {
            return Err(Refusal::Late);
        }
        let left = stock.entry(item.clone()).or_default();
        *left += u64::from(count);
        journal.restocked += u64::from(count);
        journal.entries.push(Entry::Restocked { item, count });
        Ok(Done::InStock(*left))
    }

    #[unhang::acquires(order::Stock)]
    pub(crate) fn in_stock(&self, cx: &mut Cx, item: String) -> Answer {
        let left = self.stock.lock_within(cx)?.get(&item).copied();
        left.map(Done::InStock).ok_or(Refusal::NoSuchItem(item))
    }

    #[unhang::acquires(order::Stock)]
    pub(crate) fn report(&self, cx: &mut Cx) -> Answer {
        let (stock, cx) = self.stock.lock_within(cx)?.nest();
        let (orders, cx) = self.orders.lock_within(cx)?.nest();
        let journal = self.journal.lock_within(cx)?;
        Ok(Done::Report(Books {
            start: self.start.values().sum(),
            restocked: journal.restocked,
            sold: journal.sold,
            left: stock.values().sum(),
            orders: orders.len(),
        }))
    }

    /// The books when the shop is closed, and whether stock and orders are just what the journal comes to.
    pub(crate) fn audit(self) -> (Books, bool) {
        let Store { start, stock, orders, journal } = self;
        let (stock, orders, journal) = (stock.into_inner(), orders.into_inner(), journal.into_inner());
        let books = Books {
            start: start.values().sum(),
            restocked: journal.restocked,
            sold: journal.sold,
            left: stock.values().sum(),
            orders: orders.len(),
        };
        let agree = books.add_up() && journal.replay(start) == Some((stock, orders));
        (books, agree)
    }
}

impl Journal {
    /// The stock and the orders that its entries lead to; `None` if one sells what is not there, or has a wrong number.
    fn replay(self, mut stock: Counts) -> Option<(Counts, Vec<Order>)> {
        let mut orders = Vec::new();
        for entry in self.entries {
            match entry {
                Entry::Sold { order, item, count } => {
                    let left = stock.get_mut(&item)?;
                    *left = left.checked_sub(count.into())?;
                    orders.push(Order { item, count });
                    (order == orders.len()).then_some(())?;
                }
                Entry::Restocked { item, count } => *stock.entry(item).or_default() += u64::from(count),
            }
        }
        Some((stock, orders))
    }
}

impl Books {
    fn add_up(&self) -> bool {
        self.start + self.restocked == self.sold + self.left
    }
}

/// What ends a wait for the store is the request's deadline.
impl From<Interrupt> for Refusal {
    fn from(_: Interrupt) -> Refusal {
        Refusal::Late
    }
}

impl fmt::Display for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Books { start, restocked, sold, left, orders } = self;
        let s = if *orders == 1 { "" } else { "s" };
        write!(f, "{orders} order{s}; {start} at the start + {restocked} restocked - {sold} sold = {left} in stock")
    }
}
