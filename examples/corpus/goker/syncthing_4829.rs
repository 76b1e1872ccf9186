//! syncthing#4829: a mapping tells its subscribers under its write lock, and telling takes the read lock.
//!
//! The service clears a mapping's addresses under a lock of its own. `clear_addresses` takes the mapping's write lock, and where there
//! was an address it calls `notify`, which takes the read lock to go through the subscribers: it waits for itself.
//!
//! It was mended by unlocking before notifying.

use crate::case::{Case, Form};
use std::mem;
use unhang::{Cx, Mutex, RwLock};

pub const CASE: Case = Case {
    name: "syncthing_4829",
    origin: "syncthing#4829",
    class: "double lock, write and read",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/syncthing_4829.rs"), Form::right("fixed", fixed)],
};

struct State {
    addresses: Vec<&'static str>,
    subscribers: Vec<fn(&[&'static str])>,
}

struct Mapping(RwLock<State>);

impl Mapping {
    fn notify(&self, removed: &[&'static str]) {
        for subscriber in &self.0.read().subscribers {
            subscriber(removed);
        }
    }

    fn clear_under_lock(&self) {
        let mut state = self.0.write();
        let removed = mem::take(&mut state.addresses);
        if !removed.is_empty() {
            self.notify(&removed);
        }
    }

    fn clear_and_unlock(&self) {
        let removed = mem::take(&mut self.0.write().addresses);
        if !removed.is_empty() {
            self.notify(&removed);
        }
    }
}

/// A service with one mapping, which is cleared.
fn remove_mapping(clear: fn(&Mapping)) {
    let state = State { addresses: vec!["10.0.0.1"], subscribers: vec![|removed| assert_eq!(removed.len(), 1)] };
    let service = Mutex::new(vec![Mapping(RwLock::new(state))]);
    service.lock().iter().for_each(clear);
}

fn found(_: &mut Cx) {
    remove_mapping(Mapping::clear_under_lock);
}

fn fixed(_: &mut Cx) {
    remove_mapping(Mapping::clear_and_unlock);
}
