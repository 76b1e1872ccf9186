use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Machine;
}
use order::*;

#[unhang::acquires(Machine)]
fn hot_remove_vhds(cx: &mut Cx, machine: &Mutex<Vec<&str>, Machine>) {
    machine.lock(cx).clear();
}

#[unhang::acquires(Machine)]
fn hot_add_vhds(cx: &mut Cx, machine: &Mutex<Vec<&'static str>, Machine>) {
    let (mut disks, cx) = machine.lock(cx).nest();
    disks.push("scratch.vhdx");
    hot_remove_vhds(cx, machine);
}

fn main() {}
