//! 10: a receive, a bounded send, a wait for a group, at a barrier, for a permit or on another lock's condvar, under a lock that the
//! other side needs.

use crate::case::{Case, Form};
use unhang::{Barrier, Condvar, Cx, Mutex, Semaphore, WaitGroup, channel, thread};

pub const CASE: Case = Case {
    name: "wait_under_a_lock",
    origin: "holes#10",
    class: "a lock and another wait for each other",
    forms: &[
        Form::hangs("receive", receive),
        Form::hangs("bounded_send", bounded_send),
        Form::hangs("meeting", meeting),
        Form::hangs("selected", selected),
        Form::hangs("wait_group", wait_group),
        Form::hangs("barrier", barrier),
        Form::hangs("permit", permit),
        Form::hangs("condvar_of_another_lock", condvar_of_another_lock),
        Form::refused("typed_receive", "ui/channels/receive_under_a_lock.rs"),
        Form::refused("typed_bounded_send", "ui/channels/bounded_send_under_a_lock.rs"),
        Form::refused("typed_select", "ui/select/under_a_later_lock.rs"),
        Form::refused("typed_wait_group", "ui/sync/group_under_a_later_lock.rs"),
        Form::refused("typed_barrier", "ui/sync/barrier_under_a_later_lock.rs"),
        Form::refused("typed_permit", "ui/sync/permit_under_a_later_lock.rs"),
        Form::refused("typed_condvar", "ui/sync/condvar_under_a_later_lock.rs"),
        Form::refused("typed_condvar_before_the_lock", "ui/sync/condvar_before_the_lock_that_is_held.rs"),
        Form::right("released_before", released_before),
    ],
};

fn receive(_: &mut Cx) {
    let lock = Mutex::new(0);
    let (sender, receiver) = channel::unbounded();
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let sender = sender;
            _ = sender.send(*lock.lock());
        });
        _ = receiver.recv();
    });
}

fn bounded_send(_: &mut Cx) {
    let lock = Mutex::new(0);
    let (sender, receiver) = channel::bounded(1);
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let receiver = receiver;
            let _first = lock.lock();
            receiver.iter().for_each(drop);
        });
        (0..2).for_each(|i| _ = sender.send(i));
        drop(sender);
    });
}

fn meeting(_: &mut Cx) {
    let lock = Mutex::new(0);
    let (sender, receiver) = channel::bounded(0);
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let receiver = receiver;
            let _first = lock.lock();
            _ = receiver.recv();
        });
        _ = sender.send(1);
    });
}

fn selected(_: &mut Cx) {
    let lock = Mutex::new(0);
    let (sender, receiver) = channel::unbounded();
    let (stop, stopped) = channel::unbounded::<()>();
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let ends = (sender, stop);
            _ = ends.0.send(*lock.lock());
        });
        channel::select! {
            recv(receiver) -> _ => {}
            recv(stopped) -> _ => {}
        }
    });
}

fn wait_group(_: &mut Cx) {
    let lock = Mutex::new(0);
    let group = WaitGroup::new();
    let token = group.token();
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let _token = token;
            *lock.lock() += 1;
        });
        group.wait();
    });
}

fn barrier(_: &mut Cx) {
    let lock = Mutex::new(0);
    let barrier = Barrier::new(2);
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            *lock.lock() += 1;
            barrier.wait();
        });
        barrier.wait();
    });
}

fn permit(_: &mut Cx) {
    let lock = Mutex::new(0);
    let permits = Semaphore::new(0);
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            *lock.lock() += 1;
            permits.add_permits(1);
        });
        drop(permits.acquire());
    });
}

fn condvar_of_another_lock(_: &mut Cx) {
    let (lock, is_ready, ready) = (Mutex::new(0), Mutex::new(false), Condvar::new());
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            *lock.lock() += 1;
            *is_ready.lock() = true;
            ready.notify_one();
        });
        ready.wait_while(&mut is_ready.lock(), |is_ready| !*is_ready);
    });
}

fn released_before(_: &mut Cx) {
    let lock = Mutex::new(1);
    let (sender, receiver) = channel::bounded(0);
    let held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            let sender = sender;
            let value = *lock.lock();
            sender.send(value).expect("a receiver");
        });
        drop(held);
        assert_eq!(receiver.recv(), Ok(1));
    });
}
