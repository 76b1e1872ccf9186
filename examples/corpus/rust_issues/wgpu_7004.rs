//! wgpu#7004: `write_texture` takes two locks in the reverse of everybody else.
//!
//! All others take the snatch lock and then that of the pending writes. One function had it the other way round, and hung against any of
//! them. wgpu ranks its locks since, and checks the ranks while its tests run.
//!
//! Here it is mended by exchanging two lines.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "wgpu_7004",
    origin: "gfx-rs/wgpu#7004",
    class: "opposite orders, of a mutex and a rwlock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/rust_issues/wgpu_7004.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Queue {
    snatch: RwLock<bool>,
    pending_writes: Mutex<Vec<&'static str>>,
}

impl Queue {
    fn write_buffer(&self) {
        let is_snatched = self.snatch.read();
        let mut pending = self.pending_writes.lock();
        if !*is_snatched {
            pending.push("buffer");
        }
    }

    fn destroy(&self) {
        let mut is_snatched = self.snatch.write();
        self.pending_writes.lock().clear();
        *is_snatched = true;
    }
}

fn beside_the_others(write_texture: fn(&Queue)) {
    let queue = Arc::new(Queue::default());
    let [written, destroyed] = [(); 2].map(|()| queue.clone());
    let writer = thread::spawn(move || written.write_buffer());
    let destroyer = thread::spawn(move || destroyed.destroy());
    write_texture(&queue);
    writer.join().unwrap();
    destroyer.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_the_others(|queue| {
        let mut pending = queue.pending_writes.lock();
        if !*queue.snatch.read() {
            pending.push("texture");
        }
    });
}

fn fixed(_: &mut Cx) {
    beside_the_others(|queue| {
        let is_snatched = queue.snatch.read();
        let mut pending = queue.pending_writes.lock();
        if !*is_snatched {
            pending.push("texture");
        }
    });
}
