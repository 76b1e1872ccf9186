//! zebra#3378: a tracing span borrows a watch channel twice.
//!
//! The value of a watch channel is behind a lock, and `borrow` returns a read guard of it. The attribute of a method named two fields for
//! its span, each of which borrows; both guards are temporaries of one expression. The sender of a new tip writes in between.
//!
//! Here it is mended by one borrow, whose value was copied.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, RwLockReadGuard, thread};

pub const CASE: Case = Case {
    name: "zebra_3378",
    origin: "ZcashFoundation/zebra#3378",
    class: "recursive read, of a watched value",
    forms: &[
        Form::can_hang("found", found),
        Form::refused("typed", "ui/rust_issues/zebra_3378.rs").with_note("by the borrow of the context, which both temporaries need"),
        Form::right("fixed", fixed),
    ],
};

#[derive(Clone, Copy)]
struct Tip {
    height: u32,
    hash: u32,
}

/// The value of a watch channel.
struct Watched(RwLock<Tip>);

impl Watched {
    fn borrow(&self) -> RwLockReadGuard<'_, Tip> {
        self.0.read()
    }

    fn send(&self, tip: Tip) {
        *self.0.write() = tip;
    }
}

fn span(fields: [&dyn std::fmt::Display; 2]) -> String {
    format!("{} {}", fields[0], fields[1])
}

fn while_a_tip_is_sent(enter: fn(&Watched) -> String) {
    let tip = Arc::new(Watched(RwLock::new(Tip { height: 1, hash: 10 })));
    let sent = tip.clone();
    let syncer = thread::spawn(move || sent.send(Tip { height: 2, hash: 20 }));
    assert!(["1 10", "2 20"].contains(&&*enter(&tip)));
    syncer.join().unwrap();
}

fn found(_: &mut Cx) {
    while_a_tip_is_sent(|tip| span([&tip.borrow().height, &tip.borrow().hash]));
}

fn fixed(_: &mut Cx) {
    while_a_tip_is_sent(|tip| {
        let tip = *tip.borrow();
        span([&tip.height, &tip.hash])
    });
}
