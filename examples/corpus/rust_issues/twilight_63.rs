//! twilight#63: a method of the cache locks what its caller holds.
//!
//! To cache a guild takes the lock of the guilds, and then caches the guild's members, each by the method that the gateway's events call
//! too. That one looks the guild up, under the lock of the guilds.
//!
//! Here it is mended by locking after the members were cached.

use crate::case::{Case, Form};
use std::collections::HashMap;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "twilight_63",
    origin: "twilight-rs/twilight#63",
    class: "double lock, in a callee",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Cache {
    guilds: Mutex<HashMap<u64, usize>>,
    members: Mutex<Vec<(u64, &'static str)>>,
}

impl Cache {
    fn cache_member(&self, guild: u64, name: &'static str) {
        *self.guilds.lock().entry(guild).or_default() += 1;
        self.members.lock().push((guild, name));
    }
}

fn found(_: &mut Cx) {
    let cache = Cache::default();
    let mut guilds = cache.guilds.lock();
    guilds.insert(1, 0);
    for name in ["ada", "bob"] {
        cache.cache_member(1, name);
    }
}

fn fixed(_: &mut Cx) {
    let cache = Cache::default();
    cache.guilds.lock().insert(1, 0);
    for name in ["ada", "bob"] {
        cache.cache_member(1, name);
    }
    assert_eq!(cache.guilds.lock()[&1], 2);
}
