//! core-rs-albatross#34: pushing a block reads the chain's state within a read.
//!
//! A block is checked under a read guard, and a check below takes another one; whoever finishes a block writes. That this is what hung the
//! node was suspected, and the reads were made recursive ones.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "albatross_34",
    origin: "nimiq/core-rs-albatross#34",
    class: "recursive read",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

struct State {
    head: u64,
}

struct Blockchain {
    state: RwLock<State>,
}

impl Blockchain {
    fn is_next(&self, block: u64) -> bool {
        self.state.read().head + 1 == block
    }

    fn is_next_recursive(&self, block: u64) -> bool {
        self.state.read_recursive().head + 1 == block
    }
}

/// Two peers send the same block.
fn push_twice(push: fn(&Blockchain, u64)) {
    let chain = Arc::new(Blockchain { state: RwLock::new(State { head: 0 }) });
    let peer = chain.clone();
    let pushing = thread::spawn(move || push(&peer, 1));
    push(&chain, 1);
    pushing.join().unwrap();
    assert_eq!(chain.state.read().head, 1);
}

fn found(_: &mut Cx) {
    push_twice(|chain, block| {
        let state = chain.state.read();
        let is_next = state.head < block && chain.is_next(block);
        drop(state);
        if is_next {
            chain.state.write().head = block;
        }
    });
}

fn fixed(_: &mut Cx) {
    push_twice(|chain, block| {
        let state = chain.state.read();
        let is_next = state.head < block && chain.is_next_recursive(block);
        drop(state);
        if is_next {
            chain.state.write().head = block;
        }
    });
}
