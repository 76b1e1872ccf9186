//! moby#4951: deleting a device gives the set's lock up for a while, and takes it again with the device's lock held.
//!
//! `delete_device` locks the set, then the device. While the device closes it unlocks the set and sleeps, and then it locks the set again.
//! If the same device is deleted twice, the other task gets the set's lock in that gap and waits for the device, whose holder waits
//! for the set.
//!
//! It was mended by locking the device first: look it up, lock it, then lock the set.

use crate::case::{Case, Form};
use std::collections::BTreeMap;
use std::sync::Arc;
use unhang::{Cx, Mutex, MutexGuard, thread};

pub const CASE: Case = Case {
    name: "moby_4951",
    origin: "moby#4951",
    class: "two locks in both orders, by taking one again",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/moby_4951.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Device {
    is_active: Mutex<bool>,
}

struct DeviceSet {
    devices: Mutex<BTreeMap<u32, Arc<Device>>>,
}

impl DeviceSet {
    fn look_up(&self, id: u32) -> Option<Arc<Device>> {
        self.devices.lock().get(&id).cloned()
    }

    fn delete_set_first(&self, id: u32) {
        let mut devices = self.devices.lock();
        let Some(device) = devices.get(&id).cloned() else { return };
        let mut is_active = device.is_active.lock();
        *is_active = false;
        MutexGuard::unlocked(&mut devices, thread::yield_now);
        devices.remove(&id);
    }

    fn delete_device_first(&self, id: u32) {
        let Some(device) = self.look_up(id) else { return };
        let mut is_active = device.is_active.lock();
        let mut devices = self.devices.lock();
        *is_active = false;
        MutexGuard::unlocked(&mut devices, thread::yield_now);
        devices.remove(&id);
    }
}

fn delete_twice(delete: fn(&DeviceSet, u32)) {
    let set = Arc::new(DeviceSet { devices: Mutex::new(BTreeMap::from([(7, Arc::default())])) });
    for _ in 0..2 {
        let set = set.clone();
        thread::spawn(move || delete(&set, 7));
    }
}

fn found(_: &mut Cx) {
    delete_twice(DeviceSet::delete_set_first);
}

fn fixed(_: &mut Cx) {
    delete_twice(DeviceSet::delete_device_first);
}
