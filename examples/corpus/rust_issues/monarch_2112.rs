//! meta-pytorch/monarch#2112: an entry of a map is asked for while a reference into the map lives.
//!
//! The reference is a read guard of its shard, and `entry` takes the shard for writing. Both are in one function, with some calls in
//! between.
//!
//! Here it is mended by ending the reference before.

use super::sharded_map::ShardedMap;
use crate::case::{Case, Form};
use unhang::Cx;

pub const CASE: Case = Case {
    name: "monarch_2112",
    origin: "meta-pytorch/monarch#2112",
    class: "double lock, of a map's shard",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// Actors and how many messages each has.
fn actors() -> ShardedMap<u32> {
    ShardedMap::new([(1, 5)])
}

fn found(_: &mut Cx) {
    let actors = actors();
    let parent = actors.get(1).unwrap();
    *actors.entry(3, 0) += *parent;
}

fn fixed(_: &mut Cx) {
    let actors = actors();
    let parent = *actors.get(1).unwrap();
    *actors.entry(3, 0) += parent;
    assert_eq!(*actors.get(3).unwrap(), 5);
}
