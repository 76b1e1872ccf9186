use std::collections::BTreeMap;
use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Assignments;
}
use order::*;

type State = RwLock<BTreeMap<&'static str, u32>, Assignments>;

#[unhang::acquires(Assignments)]
fn set(cx: &mut Cx, state: &State, container: &str) -> Option<u32> {
    state.read(cx).get(container).copied()
}

#[unhang::acquires(Assignments)]
fn set_or_default(cx: &mut Cx, state: &State, container: &str) -> u32 {
    let (assignments, cx) = state.read(cx).nest();
    set(cx, state, container).unwrap_or(assignments["default"])
}

fn main() {}
