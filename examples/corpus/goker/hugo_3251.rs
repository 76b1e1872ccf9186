//! hugo#3251: a registry of locks is locked while one of them is waited for, and who holds that one needs the registry to unlock it.
//!
//! Each remote address has a mutex, in a map with a read-write lock. `lock` holds the map's write lock while it waits for the address's
//! mutex; to unlock that mutex one must find it in the map, under the read lock. So if somebody holds the mutex and somebody else waits
//! for it, the mutex is never unlocked. Many tasks do so, and the main task waits for all of them.
//!
//! It was mended by unlocking the map before waiting for the address.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, MutexGuard, RwLock, WaitGroup, thread};

pub const CASE: Case = Case {
    name: "hugo_3251",
    origin: "hugo#3251",
    class: "two locks in both orders, one of them to unlock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/hugo_3251.rs"), Form::right("fixed", fixed)],
};

const TASKS: usize = 5;
const ROUNDS: usize = 2;

/// The mutexes are beside the map, so that guards can borrow them.
#[derive(Default)]
struct Remotes {
    known: RwLock<Vec<&'static str>>,
    locks: [Mutex<()>; 2],
}

/// One address, locked.
struct Remote<'a> {
    remotes: &'a Remotes,
    lock: Option<MutexGuard<'a, ()>>,
}

impl Remotes {
    fn lock_in_the_map(&self, url: &'static str) -> Remote<'_> {
        let mut known = self.known.write();
        let lock = &self.locks[find_or_add(&mut known, url)];
        Remote { remotes: self, lock: Some(lock.lock()) }
    }

    fn lock_after_the_map(&self, url: &'static str) -> Remote<'_> {
        let at = find_or_add(&mut self.known.write(), url);
        Remote { remotes: self, lock: Some(self.locks[at].lock()) }
    }
}

fn find_or_add(known: &mut Vec<&'static str>, url: &'static str) -> usize {
    known.iter().position(|it| *it == url).unwrap_or_else(|| {
        known.push(url);
        known.len() - 1
    })
}

impl Drop for Remote<'_> {
    fn drop(&mut self) {
        let known = self.remotes.known.read();
        assert!(!known.is_empty());
        self.lock = None;
    }
}

fn fetch_all(lock: for<'a> fn(&'a Remotes, &'static str) -> Remote<'a>) {
    let (remotes, group) = (Arc::<Remotes>::default(), WaitGroup::new());
    for task in 0..TASKS {
        let (remotes, token) = (remotes.clone(), group.token());
        thread::spawn(move || {
            for round in 0..ROUNDS {
                drop(lock(&remotes, ["http://a", "http://b"][(task + round) % 2]));
            }
            drop(token);
        });
    }
    group.wait();
}

fn found(_: &mut Cx) {
    fetch_all(Remotes::lock_in_the_map);
}

fn fixed(_: &mut Cx) {
    fetch_all(Remotes::lock_after_the_map);
}
