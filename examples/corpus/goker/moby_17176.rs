//! moby#17176: a clean-up with nothing to do returns with the lock held.
//!
//! `cleanup_deleted_devices` locks the set of devices, and returns without unlocking if none was deleted. Whoever deactivates a device
//! afterwards waits for a lock that nobody will ever release. The main task gives it a moment, and ends.
//!
//! It was mended by unlocking on the early return.

use crate::case::{Case, Form};
use std::mem;
use std::sync::Arc;
use std::time::Duration;
use unhang::channel::bounded;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "moby_17176",
    origin: "moby#17176",
    class: "a lock that is never released",
    forms: &[
        Form::hangs("found", found).with_note("a guard would unlock; it is forgotten"),
        Form::hangs("typed", typed).with_note("no type says of a guard that it was forgotten"),
        Form::right("fixed", fixed),
        Form::right("ported", ported).with_note("the return drops the guard"),
    ],
};

const MOMENT: Duration = Duration::from_millis(2);

#[unhang::levels]
mod order {
    pub struct Devices;
}

#[derive(Default)]
struct Devices {
    deleted: Vec<u32>,
    active: u32,
}

type Set = Mutex<Devices>;

fn cleanup_and_keep(set: &Set) {
    let mut devices = set.lock();
    if devices.deleted.is_empty() {
        mem::forget(devices);
        return;
    }
    devices.deleted.clear();
}

fn cleanup_and_unlock(set: &Set) {
    let mut devices = set.lock();
    if devices.deleted.is_empty() {
        drop(devices);
        return;
    }
    devices.deleted.clear();
}

fn cleanup_guarded(set: &Set) {
    let mut devices = set.lock();
    if devices.deleted.is_empty() {
        return;
    }
    devices.deleted.clear();
}

/// Cleans up, and gives another task a moment to deactivate a device.
fn deactivate_after(cleanup: fn(&Set)) {
    let set = Arc::new(Set::default());
    cleanup(&set);
    let (done, is_done) = bounded::<()>(1);
    thread::spawn(move || {
        set.lock().active = 0;
        drop(done);
    });
    _ = is_done.recv_timeout(MOMENT);
}

fn found(_: &mut Cx) {
    deactivate_after(cleanup_and_keep);
}

type TypedSet = Mutex<Devices, order::Devices>;

#[unhang::acquires(order::Devices)]
fn cleanup_typed(cx: &mut Cx, set: &TypedSet) {
    let mut devices = set.lock(cx);
    if devices.deleted.is_empty() {
        mem::forget(devices);
        return;
    }
    devices.deleted.clear();
}

fn typed(cx: &mut Cx) {
    let set = Arc::<TypedSet>::default();
    cleanup_typed(cx, &set);
    let (done, is_done) = bounded::<()>(1);
    unhang::spawn(move |cx| {
        set.lock(cx).active = 0;
        drop(done);
    });
    _ = is_done.recv_timeout(MOMENT);
}

fn fixed(_: &mut Cx) {
    deactivate_after(cleanup_and_unlock);
}

fn ported(_: &mut Cx) {
    deactivate_after(cleanup_guarded);
}
