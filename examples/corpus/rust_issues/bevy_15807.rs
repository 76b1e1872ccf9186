//! bevy#15807: the asset server keeps its lock while it spawns a load task, which may run at once.
//!
//! A comment said that the guard of the asset infos is dropped first. A change had moved the call into a function of its own, and the drop
//! was lost. In single-threaded mode a spawned task runs where it is spawned, and a load takes the lock. It was reported as possible.
//!
//! It was mended by moving the guard into the function, which drops it.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, RwLockWriteGuard};

pub const CASE: Case = Case {
    name: "bevy_15807",
    origin: "bevyengine/bevy#15807",
    class: "double lock, in work that runs inline",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct AssetServer {
    infos: RwLock<Vec<(u32, bool)>>,
}

impl AssetServer {
    fn finish(&self, handle: u32) {
        let mut infos = self.infos.write();
        infos.iter_mut().filter(|(it, _)| *it == handle).for_each(|(_, is_loaded)| *is_loaded = true);
    }

    fn spawn_load_task(self: &Arc<Self>, handle: u32) {
        let server = self.clone();
        spawn_in_single_threaded_mode(move || server.finish(handle));
    }

    fn spawn_load_task_and_release(self: &Arc<Self>, handle: u32, infos: RwLockWriteGuard<'_, Vec<(u32, bool)>>) {
        drop(infos);
        self.spawn_load_task(handle);
    }
}

fn spawn_in_single_threaded_mode(task: impl FnOnce()) {
    task();
}

fn found(_: &mut Cx) {
    let server = Arc::new(AssetServer::default());
    let mut infos = server.infos.write();
    infos.push((1, false));
    server.spawn_load_task(1);
}

fn fixed(_: &mut Cx) {
    let server = Arc::new(AssetServer::default());
    let mut infos = server.infos.write();
    infos.push((1, false));
    server.spawn_load_task_and_release(1, infos);
    assert_eq!(*server.infos.read(), [(1, true)]);
}
