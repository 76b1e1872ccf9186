//! kubernetes#13135: a lock is held across a call that takes another, and is released by a callback under that other one.
//!
//! `start_caching` takes the cacher's lock and lists anew. The watch cache replaces its items under a write lock, and only then calls
//! back, which releases the cacher's lock. Meanwhile an event comes: the watch cache takes the write lock and calls back into the
//! cacher, which takes its lock. So the two are taken in both orders, one of them across functions.
//!
//! It was mended by locking the cacher in the callback only, and no more across the replacement.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "kubernetes_13135",
    origin: "kubernetes#13135",
    class: "two locks in both orders, through callbacks",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/kubernetes_13135.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct State {
    is_usable: bool,
    seen: u32,
}

#[derive(Default)]
struct WatchCache {
    items: RwLock<Vec<u32>>,
    on_event: Option<Box<dyn Fn(u32) + Send + Sync>>,
}

impl WatchCache {
    fn replace(&self, list: Vec<u32>, on_replace: impl FnOnce()) {
        let mut items = self.items.write();
        *items = list;
        on_replace();
    }

    fn add(&self, item: u32) {
        let mut items = self.items.write();
        items.push(item);
        if let Some(on_event) = &self.on_event {
            on_event(item);
        }
    }
}

struct Cacher {
    state: Arc<Mutex<State>>,
    watched: WatchCache,
}

impl Cacher {
    fn start_locked(&self) {
        let mut state = self.state.lock();
        state.is_usable = false;
        self.watched.replace(vec![1, 2], move || state.is_usable = true);
    }

    fn start_unlocked(&self) {
        self.state.lock().is_usable = false;
        self.watched.replace(vec![1, 2], || self.state.lock().is_usable = true);
    }
}

fn restart_while_watching(start: fn(&Cacher)) {
    let state = Arc::<Mutex<State>>::default();
    let told = state.clone();
    let on_event = Box::new(move |item| told.lock().seen += item);
    let cacher = Arc::new(Cacher { state, watched: WatchCache { on_event: Some(on_event), ..WatchCache::default() } });
    let watching = cacher.clone();
    thread::spawn(move || (0..2).for_each(|_| start(&cacher)));
    thread::spawn(move || (3..5).for_each(|item| watching.watched.add(item)));
}

fn found(_: &mut Cx) {
    restart_while_watching(Cacher::start_locked);
}

fn fixed(_: &mut Cx) {
    restart_while_watching(Cacher::start_unlocked);
}
