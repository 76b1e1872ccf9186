//! Programs of which a part is stuck while the rest goes on: Go's detector is silent on all of them.

use super::Story;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Mutex, RwLock, WaitGroup, on_report, spawn_with, thread};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Start;
    #[channel(bounded)]
    #[after(Start)]
    pub struct Done;
    #[after(Done)]
    pub struct Accounts;
}
use order::*;

const MAIN_RECEIVES: &str = "perhaps a deadlock: `main` waits to receive from channel #";

pub const STORIES: &[Story] = &[
    Story::told("partly: a lonely reader", a_lonely_reader, "perhaps a deadlock: `main` waits to receive from channel #1, and nobody")
        .ends(3),
    Story::told("partly: a lonely reader with a flag", a_lonely_reader_with_a_flag, MAIN_RECEIVES).ends(3),
    Story::told("partly: a handshake", a_handshake, "perhaps a deadlock: `").ends(3),
    Story::told("partly: two who wait for each other's message", two_channels, "perhaps a deadlock: `").ends(3),
    Story::told("partly: a lock and a channel", a_lock_and_a_channel, "perhaps a deadlock: `").ends(3),
    Story::told("partly: a full channel under a lock", a_full_channel_under_a_lock, "perhaps a deadlock: `").ends(3),
    Story::told("partly: a reader under a queued writer", a_reader_behind_a_writer, "deadlock: `").ends(3),
    Story::told("partly: a group of stuck workers", a_group_of_stuck_workers, "perhaps a deadlock: `").ends(3),
    Story::told("partly: a join of a reader", a_join_of_a_reader, "perhaps a deadlock: `").ends(3),
    Story::told("partly: a handshake with levels", a_handshake_with_levels, "deadlock: `").ends(3),
    Story::told("partly: levels under a lock", levels_under_a_lock, "deadlock: `").ends(3),
    Story::told("partly: the last sender but one's own goes", the_others_go, "deadlock: `").ends(3),
    Story::quiet("partly quiet: a sender in a box", a_sender_in_a_box),
    Story::quiet("partly quiet: a sender in a list", a_sender_in_a_list),
    Story::quiet("partly quiet: a sender that was registered", a_sender_that_was_registered),
    Story::quiet("partly quiet: a reply in a queue", a_reply_in_a_queue),
    Story::quiet("partly quiet: a sender that is handed on", a_sender_that_is_handed_on),
    Story::quiet("partly quiet: a foreign thread sends", a_foreign_thread_sends),
    Story::quiet("partly quiet: a sender that comes back", a_sender_that_comes_back),
    Story::quiet("partly quiet: a shared pair of ends", a_shared_pair),
    Story::quiet("partly quiet: idle workers", idle_workers),
    Story::quiet("partly quiet: tokens in a list", tokens_in_a_list),
    Story::prints("partly: a suspicion that is wrong", by_another_crates_channel, "no deadlock: `main` goes on at tests/asleep/partly.rs:"),
];

/// Something that lives on, whatever happens.
fn ticks() {
    thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    on_report(|report| {
        eprintln!("{report}");
        std::process::exit(3);
    });
}

fn slowly() {
    std::thread::sleep(Duration::from_millis(150));
}

fn other<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    thread::Builder::new().name("other".into()).spawn(f).expect("a thread")
}

fn third<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    thread::Builder::new().name("third".into()).spawn(f).expect("a thread")
}

fn a_lonely_reader() {
    let (_sender, receiver) = unbounded::<u8>();
    ticks();
    _ = receiver.recv();
}

/// Whatever else is captured was there before.
fn a_lonely_reader_with_a_flag() {
    let flag = Arc::new(AtomicBool::new(true));
    other(move || while flag.load(Ordering::Relaxed) {});
    ticks();
    let (_sender, receiver) = unbounded::<u8>();
    _ = receiver.recv();
}

fn a_handshake() {
    ticks();
    let ((start, started), (done, is_done)) = (bounded::<()>(0), bounded::<()>(0));
    other(move || {
        started.recv().unwrap();
        done.send(()).unwrap();
    });
    is_done.recv().unwrap();
    start.send(()).unwrap();
}

/// Sixty others live, each with something that it captured.
fn two_channels() {
    let ((one, first), (two, second)) = (bounded::<Vec<u8>>(1), bounded::<Vec<u8>>(1));
    let flag = Arc::new(AtomicBool::new(true));
    ticks();
    let wait = |mine: Receiver<Vec<u8>>, theirs: Sender<Vec<u8>>| {
        move || {
            let message = mine.recv().unwrap();
            theirs.send(message).unwrap();
        }
    };
    other(wait(first, two));
    third(wait(second, one));
    for _ in 0..60 {
        let flag = flag.clone();
        thread::spawn(move || {
            while flag.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
        });
    }
    std::thread::sleep(Duration::from_secs(60));
}

fn a_lock_and_a_channel() {
    let data = Arc::new(Mutex::new(vec![0]));
    let (sender, receiver) = unbounded::<u8>();
    ticks();
    let (held, holds) = mpsc::channel();
    let same = data.clone();
    other(move || {
        // It has locked before, and sent since.
        drop(same.lock());
        sender.send(1).unwrap();
        holds.recv().unwrap();
        drop(same.lock());
        sender.send(2).unwrap();
    });
    third(move || {
        let _data = data.lock();
        receiver.recv().unwrap();
        held.send(()).unwrap();
        receiver.recv().unwrap();
    });
    std::thread::sleep(Duration::from_secs(60));
}

fn a_full_channel_under_a_lock() {
    let data = Arc::new(Mutex::new(vec![0]));
    let (sender, receiver) = bounded::<u8>(1);
    ticks();
    let same = data.clone();
    other(move || {
        for byte in 0.. {
            let _data = same.lock();
            sender.send(byte).unwrap();
        }
    });
    third(move || {
        for byte in receiver {
            data.lock().push(byte);
        }
    });
    std::thread::sleep(Duration::from_secs(60));
}

fn a_reader_behind_a_writer() {
    let lock = Arc::new(RwLock::new(0));
    ticks();
    let (writer, reader) = (lock.clone(), lock.clone());
    let held = lock.read();
    other(move || *writer.write() += 1);
    slowly();
    _ = third(move || *reader.read()).join();
    drop(held);
}

fn a_group_of_stuck_workers() {
    let group = WaitGroup::new();
    let (_sender, receiver) = unbounded::<u8>();
    ticks();
    for _ in 0..2 {
        let (token, receiver) = (group.token(), receiver.clone());
        other(move || {
            receiver.recv().unwrap();
            drop(token);
        });
    }
    group.wait();
}

fn a_join_of_a_reader() {
    let (sender, receiver) = unbounded::<u8>();
    ticks();
    let reader = other(move || receiver.into_iter().sum::<u8>());
    reader.join().unwrap();
    sender.send(1).unwrap();
}

/// In an entry without a context, a worker takes the wrong order.
fn a_handshake_with_levels() {
    ticks();
    unhang::root(|cx| {
        let (start, started, cx) = cx.bounded::<u8, Start>(0);
        let (worker, cx) = spawn_with(cx, (started,), |cx, (started,)| _ = started.recv(cx));
        // By a handle that no type follows.
        let worker = other(move || unhang::root(|cx| worker.join(cx)));
        _ = worker.join();
        _ = start.send(cx, 1);
    });
}

fn levels_under_a_lock() {
    ticks();
    let lock: &Mutex<u8> = Box::leak(Box::new(Mutex::new(0)));
    unhang::root(|cx| {
        let (done, is_done, cx) = cx.bounded::<u8, Done>(1);
        let held = lock.lock();
        let (_worker, cx) = spawn_with(cx, (done,), |cx, (done,)| {
            drop(lock.lock());
            _ = done.send(cx, 1);
        });
        _ = is_done.recv(cx);
        drop(held);
    });
}

/// A sender of its own, which types have lost sight of; the others' go one after the other.
fn the_others_go() {
    ticks();
    unhang::root(|cx| {
        let (done, is_done, cx) = cx.bounded::<u8, Done>(1);
        let (worker, cx) = spawn_with(cx, (&done,), |_, (done,)| {
            slowly();
            drop(done);
            slowly();
        });
        let reader = spawn_with(cx, (is_done,), |cx, (is_done,)| _ = is_done.recv(cx)).0;
        let reader = other(move || unhang::root(|cx| reader.join(cx)));
        _ = reader.join();
        _ = unhang::root(|cx| worker.join(cx));
        drop(done);
    });
}

fn a_sender_in_a_box() {
    ticks();
    let (sender, receiver) = unbounded();
    let sender = Box::new(sender);
    other(move || {
        slowly();
        sender.send(1).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(1));
}

fn a_sender_in_a_list() {
    ticks();
    let (sender, receiver) = unbounded();
    let senders = Box::new([sender.clone(), sender]);
    other(move || {
        slowly();
        senders[1].send(1).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(1));
}

fn a_sender_that_was_registered() {
    static REGISTERED: Mutex<Vec<Sender<u8>>> = Mutex::new(Vec::new());
    ticks();
    let server = other(|| {
        loop {
            let next = REGISTERED.lock().pop();
            if let Some(sender) = next {
                slowly();
                return sender.send(1).unwrap();
            }
            std::thread::yield_now();
        }
    });
    let (sender, receiver) = unbounded();
    REGISTERED.lock().push(sender);
    assert_eq!(receiver.recv(), Ok(1));
    server.join().unwrap();
}

fn a_reply_in_a_queue() {
    ticks();
    let (requests, asked) = unbounded::<Sender<u8>>();
    other(move || {
        slowly();
        for reply in asked {
            slowly();
            reply.send(1).unwrap();
        }
    });
    for _ in 0..2 {
        let (reply, answer) = bounded(1);
        requests.send(reply).unwrap();
        assert_eq!(answer.recv(), Ok(1));
    }
}

fn a_sender_that_is_handed_on() {
    ticks();
    let (sender, receiver) = unbounded();
    let first = other(move || {
        let boxed = Box::new(sender);
        let second = third(move || {
            slowly();
            boxed.send(1).unwrap();
        });
        second.join().unwrap();
    });
    assert_eq!(receiver.recv(), Ok(1));
    first.join().unwrap();
}

fn a_foreign_thread_sends() {
    ticks();
    let (sender, receiver) = unbounded();
    std::thread::spawn(move || {
        slowly();
        sender.send(1).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(1));
}

/// Types of other crates carry an end to a task that is older than it.
fn by_another_crates_channel() {
    let (give, given) = mpsc::channel::<Sender<u8>>();
    let sends = other(move || {
        let sender = given.recv().unwrap();
        slowly();
        sender.send(1).unwrap();
    });
    let (sender, receiver) = unbounded();
    give.send(sender).unwrap();
    assert_eq!(receiver.recv(), Ok(1));
    sends.join().unwrap();
}

fn a_sender_that_comes_back() {
    ticks();
    let (sender, receiver) = unbounded();
    let sender = other(move || sender).join().unwrap();
    let list = Arc::new(vec![sender]);
    other(move || {
        slowly();
        list[0].send(1).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(1));
}

fn a_shared_pair() {
    ticks();
    let pair = Arc::new(bounded(1));
    let same = pair.clone();
    other(move || {
        slowly();
        same.0.send(1).unwrap();
        slowly();
        same.0.send(2).unwrap();
    });
    assert_eq!(pair.1.recv(), Ok(1));
    assert_eq!(pair.1.recv(), Ok(2));
}

fn idle_workers() {
    ticks();
    let (jobs, todo) = unbounded::<u8>();
    for _ in 0..4 {
        let todo = todo.clone();
        other(move || todo.into_iter().for_each(drop));
    }
    slowly();
    jobs.send(1).unwrap();
    slowly();
}

fn tokens_in_a_list() {
    ticks();
    let group = WaitGroup::new();
    let tokens = Arc::new(Mutex::new(vec![group.token(), group.token()]));
    other(move || {
        slowly();
        tokens.lock().clear();
    });
    group.wait();
}
