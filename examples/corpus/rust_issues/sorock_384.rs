//! akiradeveloper/sorock#384: an entry is taken out of a map in an `if let`, and handled while the map is locked.
//!
//! `if let Some(completion) = completions.lock().remove(&index)` keeps its guard for the body, in every edition. To complete a command may
//! register the next one, in the same map.
//!
//! Here it is mended by a `let` before the `if let`.

use crate::case::{Case, Form};
use std::collections::HashMap;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "sorock_384",
    origin: "akiradeveloper/sorock#384",
    class: "double lock, through a temporary",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/sorock_384.rs"), Form::right("fixed", fixed)],
};

type Completion = Box<dyn FnOnce(&Replica) + Send>;

#[derive(Default)]
struct Replica {
    completions: Mutex<HashMap<u64, Completion>>,
}

impl Replica {
    fn with_a_chain() -> Replica {
        let replica = Replica::default();
        replica.register(1, Box::new(|replica| replica.register(2, Box::new(|_| ()))));
        replica
    }

    fn register(&self, index: u64, completion: Completion) {
        self.completions.lock().insert(index, completion);
    }
}

fn found(_: &mut Cx) {
    let replica = Replica::with_a_chain();
    if let Some(completion) = replica.completions.lock().remove(&1) {
        completion(&replica);
    }
}

fn fixed(_: &mut Cx) {
    let replica = Replica::with_a_chain();
    let completion = replica.completions.lock().remove(&1);
    if let Some(completion) = completion {
        completion(&replica);
    }
    assert!(replica.completions.lock().contains_key(&2));
}
