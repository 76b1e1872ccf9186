//! moby#36114: a virtual machine's method locks it and calls another one that does.
//!
//! `hot_add_vhds` locks the machine and, when it must undo what it did, calls `hot_remove_vhds`, whose first step is to lock the
//! machine: it waits for itself.
//!
//! It was mended by calling an inner form of the method, for those who hold the lock.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "moby_36114",
    origin: "moby#36114",
    class: "double lock",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/moby_36114.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Disks {
    attached: Vec<&'static str>,
}

#[derive(Default)]
struct Machine(Mutex<Disks>);

impl Machine {
    fn hot_remove_vhds(&self) {
        remove_all(&mut self.0.lock());
    }
}

/// What `hot_remove_vhds` does, for those who hold the lock.
fn remove_all(disks: &mut Disks) {
    disks.attached.clear();
}

fn found(_: &mut Cx) {
    thread::spawn(|| {
        let machine = Machine::default();
        let mut disks = machine.0.lock();
        disks.attached.push("scratch.vhdx");
        machine.hot_remove_vhds();
    });
}

fn fixed(_: &mut Cx) {
    thread::spawn(|| {
        let machine = Machine::default();
        let mut disks = machine.0.lock();
        disks.attached.push("scratch.vhdx");
        remove_all(&mut disks);
        drop(disks);
        machine.hot_remove_vhds();
    });
}
