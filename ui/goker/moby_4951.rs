use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Set;
    #[after(Set)]
    pub struct Device;
}
use order::*;

fn delete(cx: &mut Cx, set: &Mutex<Vec<u32>, Set>, device: &Mutex<bool, Device>, close: fn()) {
    let (devices, cx) = set.lock(cx).nest();
    let (mut is_active, cx) = device.lock(cx).nest();
    *is_active = false;
    drop(devices);
    close();
    set.lock(cx).clear();
}

fn main() {}
