use std::collections::HashMap;
use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct Completions;
}
use order::*;

type Completion = Box<dyn FnOnce(&mut Cx<UpTo<Completions>>, &Replica) + Send>;

struct Replica {
    completions: Mutex<HashMap<u64, Completion>, Completions>,
}

fn complete(cx: &mut Cx, replica: &Replica, index: u64) {
    if let Some(completion) = replica.completions.lock(cx).remove(&index) {
        completion(cx.narrow(), replica);
    }
}

fn main() {}
