//! dashmap#369: a reference into one shard is held while another shard is written, in both directions.
//!
//! Two threads each look something up and insert what they make of it. What `get` returns is a read guard of its shard. The one reads the
//! first shard and writes the second, the other the reverse.
//!
//! The way out is to copy what was looked up.

use super::sharded_map::ShardedMap;
use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "dashmap_369",
    origin: "xacrimon/dashmap#369",
    class: "opposite orders, of a map's shards",
    forms: &[
        Form::can_hang("found", found),
        Form::refused("typed", "ui/rust_issues/dashmap_369.rs").with_note("if all shards are of one level"),
        Form::right("fixed", fixed),
    ],
};

fn in_both_directions(derive: fn(&ShardedMap<u32>, from: u64, to: u64)) {
    let map = Arc::new(ShardedMap::new([(1, 1), (2, 2)]));
    let other = map.clone();
    let worker = thread::spawn(move || derive(&other, 1, 4));
    derive(&map, 2, 3);
    worker.join().unwrap();
    assert_eq!((*map.get(3).unwrap(), *map.get(4).unwrap()), (4, 2));
}

fn found(_: &mut Cx) {
    in_both_directions(|map, from, to| {
        let source = map.get(from).unwrap();
        map.insert(to, *source * 2);
    });
}

fn fixed(_: &mut Cx) {
    in_both_directions(|map, from, to| {
        let source = *map.get(from).unwrap();
        map.insert(to, source * 2);
    });
}
