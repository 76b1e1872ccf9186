//! Without a level: each wait that nobody can end, told at once.

use crate::{Story, pause};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use unhang::channel::{Receiver, Select, Sender, bounded, never, select, unbounded};
use unhang::{Barrier, Condvar, Mutex, Semaphore, WaitGroup, thread};

const RECEIVES: &str = "waits to receive from channel #";
const SENDS: &str = "waits to send into channel #";
const GROUP: &str = "waits for wait group #";
const BARRIER: &str = "waits for the others at barrier #";
const PERMIT: &str = "waits for a permit of semaphore #";
const CONDVAR: &str = "waits for condvar #";
const SELECTS: &str = "waits to ";

pub const STORIES: &[Story] = &[
    Story::asleep("a lonely reader", || lonely_reader(bounded(1)), RECEIVES),
    Story::asleep("a lonely reader, unbounded", || lonely_reader(unbounded()), RECEIVES),
    Story::asleep("a lonely reader, rendezvous", || lonely_reader(bounded(0)), RECEIVES),
    Story::told("a reader that never gets anything", || assert!(never::<u8>().recv().is_err()), "deadlock: `main` waits to receive from"),
    Story::asleep("a clone is kept", a_clone_is_kept, RECEIVES),
    Story::asleep("a clone is kept beside an iterator", a_clone_is_kept_beside_an_iterator, RECEIVES),
    Story::asleep("a sender beside its receiver", a_sender_beside_its_receiver, RECEIVES),
    Story::asleep("a sender in a circle", a_sender_in_a_circle, RECEIVES),
    Story::asleep("a sender in a static", a_sender_in_a_static, RECEIVES),
    Story::asleep("a sender in a message", a_sender_in_a_message, RECEIVES),
    Story::asleep("a forgotten sender", a_forgotten_sender, RECEIVES),
    Story::asleep("a lonely sender", || lonely_sender(bounded(2)), SENDS),
    Story::asleep("a lonely sender, rendezvous", || lonely_sender(bounded(0)), SENDS),
    Story::asleep("a receiver in a static", a_receiver_in_a_static, SENDS),
    Story::asleep("a handshake", a_handshake, RECEIVES),
    Story::told("one task feeds and collects", one_task_feeds_and_collects, "deadlock: all tasks are asleep: `"),
    Story::asleep("a full circle", a_full_circle, SENDS),
    Story::asleep("drained in the wrong order", || drained_in_the_wrong_order(0), RECEIVES),
    Story::asleep("drained in the wrong order, buffered", || drained_in_the_wrong_order(1), RECEIVES),
    Story::asleep("a select of receives", a_select_of_receives, SELECTS),
    Story::asleep("a select of a receive and a send", a_select_of_a_receive_and_a_send, SELECTS),
    Story::asleep("a list of operations", a_list_of_operations, RECEIVES),
    Story::asleep("a select that would meet itself", a_select_that_would_meet_itself, SELECTS),
    Story::asleep("two who look for each other", two_who_look_for_each_other, SENDS),
    Story::asleep("a token of one's own", a_token_of_ones_own, GROUP),
    Story::asleep("a forgotten token", a_forgotten_token, GROUP),
    Story::asleep("a party is missing", a_party_is_missing, BARRIER),
    Story::asleep("one round more than the others", one_round_more_than_the_others, BARRIER),
    Story::asleep("no permits", || drop(Semaphore::new(0).acquire()), PERMIT),
    Story::asleep("a permit under the last one", a_permit_under_the_last_one, PERMIT),
    Story::asleep("more permits than there are", || drop(Semaphore::new(2).acquire_many(3)), PERMIT),
    Story::asleep("a forgotten permit", a_forgotten_permit, PERMIT),
    Story::asleep("nobody notifies", nobody_notifies, CONDVAR),
    Story::asleep("notified too early", notified_too_early, CONDVAR),
    Story::asleep("a receive under a lock", a_receive_under_a_lock, RECEIVES),
    Story::asleep("a send under a lock", a_send_under_a_lock, SENDS),
    Story::asleep("a group under a lock", a_group_under_a_lock, GROUP),
    Story::asleep("a barrier under a lock", a_barrier_under_a_lock, BARRIER),
    Story::asleep("another lock's condvar", another_locks_condvar, CONDVAR),
    Story::asleep("a permit under a lock", a_permit_under_a_lock, PERMIT),
    Story::asleep("a select under a lock", a_select_under_a_lock, SELECTS),
    Story::told("a lock under a receive's lock", the_others_close_it, "deadlock: all tasks are asleep: `other` waits for mutex #"),
    Story::asleep("a join of a reader", a_join_of_a_reader, "waits for the end of `other`"),
    Story::asleep("a scope of a reader", a_scope_of_a_reader, "waits for the end of `other`").aborts(),
    Story::told("the last one ends", the_last_one_ends, "deadlock: `main` waits to receive from channel #").aborts(),
    Story::told("a worker is left behind", a_worker_is_left_behind, "leak: the program ends, and nobody is left to wake `other`").ends(0),
    Story::told("a pool is left behind", a_pool_is_left_behind, "leak: the program ends, and nobody is left to wake `").ends(0),
];

type Ends<T> = (Sender<T>, Receiver<T>);

/// Starts `task`, which reports call `other`, and lets it come to its wait.
fn other(task: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    let started = thread::Builder::new().name("other".into()).spawn(task);
    pause();
    started.expect("a thread")
}

fn join<T>(task: thread::JoinHandle<T>) -> T {
    task.join().expect("no panic")
}

fn lonely_reader((s, r): Ends<u8>) {
    let _ = r.recv();
    drop(s);
}

fn a_clone_is_kept() {
    let (s, r) = unbounded();
    for i in 0..3 {
        let s = s.clone();
        join(thread::spawn(move || s.send(i))).expect("the receiver is here");
    }
    while r.recv().is_ok() {}
    drop(s);
}

fn a_clone_is_kept_beside_an_iterator() {
    let (s, r) = unbounded();
    let theirs = s.clone();
    join(thread::spawn(move || (0..10).try_for_each(|i| theirs.send(i)))).expect("the receiver is here");
    assert_eq!(r.iter().sum::<i32>(), 45);
    drop(s);
}

fn a_sender_beside_its_receiver() {
    let hub = Arc::new(bounded::<u8>(1));
    let theirs = hub.clone();
    join(thread::spawn(move || theirs.0.send(1))).expect("the receiver is here");
    while hub.1.recv().is_ok() {}
}

fn a_sender_in_a_circle() {
    struct Node(#[allow(dead_code)] Sender<u8>, RefCell<Option<Rc<Node>>>);
    let (s, r) = bounded(1);
    let node = Rc::new(Node(s, RefCell::default()));
    *node.1.borrow_mut() = Some(node.clone());
    drop(node);
    let _ = r.recv();
}

fn a_sender_in_a_static() {
    static SENDER: OnceLock<Sender<u8>> = OnceLock::new();
    let (s, r) = bounded(1);
    SENDER.get_or_init(|| s);
    let _ = r.recv();
}

fn a_sender_in_a_message() {
    let (requests, served) = bounded(1);
    let (reply, answer) = bounded::<u8>(1);
    requests.send(reply).expect("there is space");
    let _ = answer.recv();
    drop(served);
}

fn a_forgotten_sender() {
    let (s, r) = bounded::<u8>(1);
    std::mem::forget(s);
    let _ = r.recv();
}

fn lonely_sender((s, r): Ends<u8>) {
    (0..3).for_each(|i| s.send(i).expect("the receiver is here"));
    drop(r);
}

fn a_receiver_in_a_static() {
    static RECEIVER: OnceLock<Receiver<u8>> = OnceLock::new();
    let (s, r) = bounded(1);
    RECEIVER.get_or_init(|| r);
    while s.send(1).is_ok() {}
}

/// Each waits for the other's word before it says its own.
fn a_handshake() {
    let ((to_them, from_us), (to_us, from_them)) = (bounded(1), bounded(1));
    other(move || {
        let word: u8 = from_us.recv().expect("they say it");
        to_us.send(word).expect("they wait for it");
    });
    let word = from_them.recv().expect("they say it");
    to_them.send(word).expect("they wait for it");
}

fn one_task_feeds_and_collects() {
    let ((jobs, todo), (results, done)) = (bounded(1), bounded(1));
    other(move || todo.iter().try_for_each(|job: u32| results.send(job * job)).expect("somebody collects"));
    (0..10).for_each(|job| jobs.send(job).expect("somebody works"));
    drop(jobs);
    assert_eq!(done.iter().count(), 10);
}

/// Two tasks send to each other, and each would receive when it is done.
fn a_full_circle() {
    let ((right, from_left), (left, from_right)) = (bounded(2), bounded(2));
    other(move || {
        (0..5).for_each(|i| left.send(i).expect("somebody receives"));
        assert_eq!(from_left.iter().count(), 5);
    });
    (0..5).for_each(|i| right.send(i).expect("somebody receives"));
    assert_eq!(from_right.iter().count(), 5);
}

fn drained_in_the_wrong_order(capacity: usize) {
    let ((first, firsts), (second, seconds)) = (bounded(capacity), bounded(capacity));
    other(move || {
        (0..3).for_each(|i| first.send(i).expect("somebody receives"));
        (0..3).for_each(|i| second.send(i).expect("somebody receives"));
    });
    assert_eq!(seconds.iter().count(), 3);
    assert_eq!(firsts.iter().count(), 3);
}

fn a_select_of_receives() {
    let ((_a, a), (_b, b)) = (bounded::<u8>(1), unbounded::<u8>());
    select! {
        recv(a) -> _ => {}
        recv(b) -> _ => {}
    }
}

fn a_select_of_a_receive_and_a_send() {
    let ((_a, a), (b, _b)) = (bounded::<u8>(1), bounded(0));
    select! {
        recv(a) -> _ => {}
        send(b, 1) -> _ => {}
    }
}

fn a_list_of_operations() {
    let (_s, r) = bounded::<u8>(1);
    let mut list = Select::new();
    list.recv(&r);
    list.ready();
}

fn a_select_that_would_meet_itself() {
    let (s, r) = bounded(0);
    select! {
        send(s, 1) -> _ => {}
        recv(r) -> _ => {}
    }
}

/// Both wait until the other one waits, and neither sends nor receives before.
fn two_who_look_for_each_other() {
    let (s, r) = bounded::<u8>(0);
    other(move || {
        let mut list = Select::new();
        list.recv(&r);
        list.ready();
    });
    let mut list = Select::new();
    list.send(&s);
    list.ready();
}

fn a_token_of_ones_own() {
    let group = WaitGroup::new();
    let token = group.token();
    let theirs = token.clone();
    join(thread::spawn(move || drop(theirs)));
    group.wait();
    drop(token);
}

fn a_forgotten_token() {
    let group = WaitGroup::new();
    std::mem::forget(group.token());
    group.wait();
}

fn a_party_is_missing() {
    let barrier = Arc::new(Barrier::new(3));
    let theirs = barrier.clone();
    other(move || _ = theirs.wait());
    barrier.wait();
}

fn one_round_more_than_the_others() {
    let barrier = Arc::new(Barrier::new(2));
    let theirs = barrier.clone();
    let task = other(move || _ = theirs.wait());
    barrier.wait();
    join(task);
    barrier.wait();
}

fn a_permit_under_the_last_one() {
    let pool = Semaphore::new(1);
    let first = pool.acquire();
    drop((pool.acquire(), first));
}

fn a_forgotten_permit() {
    let pool = Semaphore::new(1);
    std::mem::forget(pool.acquire());
    drop(pool.acquire());
}

fn nobody_notifies() {
    let (ready, condvar) = (Mutex::new(false), Condvar::new());
    let mut ready = ready.lock();
    condvar.wait_while(&mut ready, |ready| !*ready);
}

fn notified_too_early() {
    let shared = Arc::new((Mutex::new(()), Condvar::new()));
    let theirs = shared.clone();
    join(thread::spawn(move || theirs.1.notify_one()));
    shared.1.wait(&mut shared.0.lock());
}

fn a_receive_under_a_lock() {
    let (lock, (s, r)) = (Arc::new(Mutex::new(1)), bounded(1));
    let theirs = lock.clone();
    let held = lock.lock();
    other(move || s.send(*theirs.lock()).expect("somebody receives"));
    assert_eq!(r.recv(), Ok(*held));
}

fn a_send_under_a_lock() {
    let (lock, (s, r)) = (Arc::new(Mutex::new(1)), bounded(0));
    let theirs = lock.clone();
    let held = lock.lock();
    other(move || {
        let _held = theirs.lock();
        let _ = r.recv();
    });
    assert_eq!(s.send(*held), Ok(()));
}

fn a_group_under_a_lock() {
    let (lock, group) = (Arc::new(Mutex::new(0)), WaitGroup::new());
    let (theirs, token) = (lock.clone(), group.token());
    let held = lock.lock();
    other(move || {
        *theirs.lock() += 1;
        drop(token);
    });
    group.wait();
    drop(held);
}

fn a_barrier_under_a_lock() {
    let shared = Arc::new((Mutex::new(0), Barrier::new(2)));
    let theirs = shared.clone();
    let held = shared.0.lock();
    other(move || {
        *theirs.0.lock() += 1;
        theirs.1.wait();
    });
    shared.1.wait();
    drop(held);
}

/// The condvar gives up its own lock only.
fn another_locks_condvar() {
    let shared = Arc::new((Mutex::new(0), Mutex::new(false), Condvar::new()));
    let theirs = shared.clone();
    let _accounts = shared.0.lock();
    other(move || {
        *theirs.0.lock() += 1;
        *theirs.1.lock() = true;
        theirs.2.notify_one();
    });
    shared.2.wait_while(&mut shared.1.lock(), |ready| !*ready);
}

fn a_permit_under_a_lock() {
    let shared = Arc::new((Mutex::new(0), Semaphore::new(1)));
    let theirs = shared.clone();
    let (go, gone) = bounded::<()>(0);
    other(move || {
        let _permit = theirs.1.acquire();
        let _ = gone.recv();
        *theirs.0.lock() += 1;
    });
    let _held = shared.0.lock();
    drop(go);
    pause();
    drop(shared.1.acquire());
}

fn a_select_under_a_lock() {
    let (lock, (s, r), (_stop, stopped)) = (Arc::new(Mutex::new(1)), bounded(1), bounded::<()>(1));
    let theirs = lock.clone();
    let _held = lock.lock();
    other(move || s.send(*theirs.lock()).expect("somebody receives"));
    select! {
        recv(r) -> _ => {}
        recv(stopped) -> _ => {}
    }
}

/// Here the one that wants the lock comes last.
fn the_others_close_it() {
    let (lock, (s, r)) = (Arc::new(Mutex::new(1)), bounded(1));
    let theirs = lock.clone();
    let held = lock.lock();
    let late = thread::Builder::new().name("other".into()).spawn(move || {
        pause();
        s.send(*theirs.lock()).expect("somebody receives");
    });
    r.recv().expect("the sender is gone, for it has panicked");
    drop((held, late));
}

fn a_join_of_a_reader() {
    let (s, r) = bounded::<u8>(1);
    other(move || assert!(r.recv().is_err())).join().expect("it ends well");
    drop(s);
}

/// A scope cannot be left before its tasks have ended, not even by a panic.
fn a_scope_of_a_reader() {
    let (s, r) = bounded::<u8>(1);
    thread::scope(|scope| {
        let started = thread::Builder::new().name("other".into()).spawn_scoped(scope, || assert!(r.recv().is_err()));
        pause();
        drop(started);
    });
    drop(s);
}

/// Nobody registers last: the one who could have sent is gone.
fn the_last_one_ends() {
    let ((_kept, first), (_kept_too, second)) = (bounded::<u8>(1), bounded::<u8>(1));
    let reader = other(move || assert!(first.recv().is_err()));
    thread::spawn(|| {
        pause();
        pause();
    });
    let _ = second.recv();
    drop(reader);
}

fn a_worker_is_left_behind() {
    static JOBS: OnceLock<Sender<u8>> = OnceLock::new();
    let (jobs, todo) = bounded(1);
    JOBS.get_or_init(|| jobs).send(1).expect("somebody works");
    other(move || todo.iter().for_each(drop));
}

fn a_pool_is_left_behind() {
    let (jobs, todo) = bounded(0);
    for _ in 0..3 {
        let todo = todo.clone();
        thread::spawn(move || todo.iter().for_each(drop));
    }
    (0..9).for_each(|job| jobs.send(job).expect("somebody works"));
    pause();
    std::mem::forget(jobs);
}
