//! dashmap#74: `get_mut` on one key, and then `get` on another that is in the same shard.
//!
//! What `get_mut` returns looks like a reference and is a write guard of the shard. Whether the second key hangs depends on its hash.
//!
//! It was no bug of the map: the way out is to let the first reference go, or to copy what is needed.

use super::sharded_map::ShardedMap;
use crate::case::{Case, Form};
use unhang::Cx;

pub const CASE: Case = Case {
    name: "dashmap_74",
    origin: "xacrimon/dashmap#74",
    class: "double lock, of a map's shard",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/dashmap_74.rs"), Form::right("fixed", fixed)],
};

fn found(_: &mut Cx) {
    let stock = ShardedMap::new([(2, 10), (4, 20)]);
    let mut two = stock.get_mut(2).unwrap();
    *two += *stock.get(4).unwrap();
}

fn fixed(_: &mut Cx) {
    let stock = ShardedMap::new([(2, 10), (4, 20)]);
    let four = *stock.get(4).unwrap();
    *stock.get_mut(2).unwrap() += four;
    assert_eq!(*stock.get(2).unwrap(), 30);
}
