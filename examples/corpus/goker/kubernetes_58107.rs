//! kubernetes#58107: workers wait for their queues with a lock held, and who fills the queues needs the lock.
//!
//! Each of two workers takes the read lock of the quota controller, and waits on its own queue's condition variable as long as that
//! queue is empty. `sync` takes the write lock, again and again, to stop the workers while it changes what they work on. It queues
//! behind a worker that waits, the other worker's read queues behind it, and nobody can fill or empty a queue. (The original can lose
//! a wake-up as well; here it is `sync` that fills the queues, and no wake-up is lost.)
//!
//! It was mended by waiting for the queue first, and by locking only to work.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Condvar, Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "kubernetes_58107",
    origin: "kubernetes#58107",
    class: "a condvar under a lock that the notifier needs",
    forms: &[
        Form::can_hang("found", found),
        Form::refused("typed", "ui/goker/kubernetes_58107.rs").with_note("the level of the condvar says that who notifies locks first"),
        Form::can_hang("typed, with a condvar after the lock", typed)
            .with_note("nobody owes a notification, so its level says what one likes"),
        Form::right("fixed", fixed),
    ],
};

const SYNCS: u32 = 2;

#[unhang::levels]
mod order {
    pub struct Working;
    #[after(Working)]
    pub struct Filled;
    #[after(Filled)]
    pub struct Items;
}
use order::{Filled, Items, Working};

#[derive(Default)]
struct State {
    items: Vec<u32>,
    is_shut_down: bool,
}

impl State {
    fn is_quiet(&mut self) -> bool {
        self.items.is_empty() && !self.is_shut_down
    }
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

impl Queue {
    fn get(&self) -> Option<u32> {
        let mut state = self.state.lock();
        self.filled.wait_while(&mut state, State::is_quiet);
        state.items.pop()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock());
        self.filled.notify_all();
    }
}

#[derive(Default)]
struct Controller {
    working: RwLock<u32>,
    queues: [Queue; 2],
}

impl Controller {
    fn work_locked(&self, queue: &Queue) {
        loop {
            let quota = self.working.read();
            let Some(item) = queue.get() else { return };
            assert!(item < *quota);
        }
    }

    fn work_unlocked(&self, queue: &Queue) {
        while let Some(item) = queue.get() {
            let quota = self.working.read();
            assert!(item < *quota);
        }
    }

    fn sync(&self) {
        for item in 0..SYNCS {
            let mut quota = self.working.write();
            *quota += 1;
            self.queues.iter().for_each(|queue| queue.change(|state| state.items.push(item)));
        }
    }
}

fn run(work: fn(&Controller, &Queue)) {
    let controller = Arc::<Controller>::default();
    for at in 0..2 {
        let controller = controller.clone();
        thread::spawn(move || work(&controller, &controller.queues[at]));
    }
    let syncing = controller.clone();
    _ = thread::spawn(move || syncing.sync()).join();
    controller.queues.iter().for_each(|queue| queue.change(|state| state.is_shut_down = true));
}

fn found(_: &mut Cx) {
    run(Controller::work_locked);
}

fn fixed(_: &mut Cx) {
    run(Controller::work_unlocked);
}

#[derive(Default)]
struct Typed {
    working: RwLock<u32, Working>,
    items: Mutex<Vec<u32>, Items>,
    filled: Condvar<Filled>,
}

fn typed(_: &mut Cx) {
    let controller = Arc::<Typed>::default();
    let worked = controller.clone();
    unhang::spawn(move |cx| {
        let (_quota, cx) = worked.working.read(cx).nest();
        let items = worked.filled.lock_when(cx, &worked.items, |items| !items.is_empty());
        _ = items.expect("nobody cancels").pop();
    });
    unhang::spawn(move |cx| {
        let (mut quota, cx) = controller.working.write(cx).nest();
        *quota += 1;
        controller.items.lock(cx).push(1);
        controller.filled.notify_one();
    });
}
