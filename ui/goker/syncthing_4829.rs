use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Service;
    #[after(Service)]
    pub struct Mapping;
}
use order::*;

#[unhang::acquires(Mapping)]
fn notify(cx: &mut Cx, mapping: &RwLock<Vec<&str>, Mapping>) -> usize {
    mapping.read(cx).len()
}

#[unhang::acquires(Mapping)]
fn clear_addresses(cx: &mut Cx, mapping: &RwLock<Vec<&str>, Mapping>) -> usize {
    let (mut addresses, cx) = mapping.write(cx).nest();
    addresses.clear();
    notify(cx, mapping)
}

fn main() {}
