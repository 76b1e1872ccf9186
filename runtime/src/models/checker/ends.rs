//! Channels: messages, space, and ends that are tied to a task, as those with a level are, or go where they like.

use super::*;
use crate::channel::{Receiver, Select, Sender, bounded_exact, unbounded};
use crate::{Mutex, oneshot};
use ReportKind::{AllAsleep, Circle, Orphan};
use std::mem::forget;
use std::time::Duration;

/// An end as its task has it.
trait Held: Send + 'static {
    fn tie(&self);
}

impl Held for Sender<u8> {
    fn tie(&self) {
        Sender::tie(self, here());
    }
}

impl Held for Receiver<u8> {
    fn tie(&self) {
        Receiver::tie(self, here());
    }
}

/// A task that owns an end, which is tied to it.
#[track_caller]
fn owner<E: Held>(name: &str, end: E, f: impl FnOnce(E) + Send + 'static) -> Task {
    task(name, move || {
        end.tie();
        f(end);
    })
}

/// What is sent and closed is received, whoever of the two is faster.
fn sends_and_receives((sender, receiver): (Sender<u8>, Receiver<u8>), messages: u8) {
    let sends = move || (0..messages).for_each(|message| sender.send(message).expect("a receiver is left"));
    let receives = task("two", move || assert!(receiver.iter().eq(0..messages)));
    join_tasks([task("one", sends), receives]);
}

#[test]
fn a_message_comes() {
    never_hangs(|| sends_and_receives(unbounded(), 1));
    never_hangs(|| sends_and_receives(bounded_exact(1), 2));
    never_hangs(|| sends_and_receives(bounded_exact(0), 2));
}

/// The last sender is dropped as the receiver registers.
#[test]
fn the_last_sender_goes() {
    fn drops(tied: bool) {
        let (sender, receiver) = unbounded::<u8>();
        let other = sender.clone();
        let drops = |name, sender| match tied {
            true => owner(name, sender, drop),
            false => task(name, move || drop(sender)),
        };
        let tasks = [drops("one", sender), drops("two", other)];
        receiver.recv().expect_err("nobody sends");
        join_tasks(tasks);
    }
    never_hangs(|| drops(false));
    never_hangs_at_all(|| drops(true));
}

#[test]
fn the_last_receiver_goes() {
    never_hangs(|| {
        let (sender, receiver) = bounded_exact::<u8>(1);
        sender.send(1).expect("a receiver is left");
        let drops = owner("one", receiver, drop);
        let sends = owner("two", sender, |sender| _ = sender.send(2));
        join_tasks([drops, sends]);
    });
}

/// Two receive from two senders, by ends that went through hands.
#[test]
fn two_receivers() {
    never_hangs(|| {
        let (sender, receiver) = bounded_exact(1);
        let senders = [("one", sender.clone()), ("two", sender)];
        let tasks = senders.map(|(name, sender)| task(name, move || sender.send(1u8).expect("a receiver is left")));
        let other = receiver.clone();
        let three = task("three", move || assert_eq!(other.recv(), Ok(1)));
        assert_eq!(receiver.recv(), Ok(1));
        join_tasks(tasks);
        join_tasks([three]);
    });
}

/// Each sends before it receives.
#[test]
fn a_handshake() {
    fn shakes(capacity: usize, tied: bool) {
        let ((one, from_one), (two, from_two)) = (bounded_exact::<u8>(capacity), bounded_exact::<u8>(capacity));
        let start = |name, out: Sender<u8>, back: Receiver<u8>| {
            task(name, move || {
                if tied {
                    Held::tie(&out);
                    Held::tie(&back);
                }
                _ = out.send(1);
                _ = back.recv();
            })
        };
        join_tasks([start("one", one, from_two), start("two", two, from_one)]);
    }
    hangs(&[AllAsleep], || shakes(0, false));
    hangs(&[Circle], || shakes(0, true));
    never_hangs(|| shakes(1, false));
    never_hangs(|| shakes(1, true));
}

/// A message is waited for under the lock that its sender takes first.
fn under_a_lock(tied: bool, messages: usize) {
    let lock: Arc<Mutex<()>> = Arc::default();
    let too = lock.clone();
    let (sender, receiver) = bounded_exact::<u8>(1);
    let sends = task("one", move || {
        if tied {
            Held::tie(&sender);
        }
        for _ in 0..messages {
            let _lock = lock.lock();
            _ = sender.send(1);
        }
    });
    let receives = task("two", move || {
        if tied {
            Held::tie(&receiver);
        }
        for _ in 0..messages {
            let _lock = too.lock();
            _ = receiver.recv();
        }
    });
    join_tasks([sends, receives]);
}

#[test]
fn a_message_under_a_lock() {
    some_hang(Expected { delays: 2, ..Expected::proof(&[Circle]) }, || under_a_lock(true, 1));
    may_hang(&[AllAsleep], || under_a_lock(false, 1));
}

#[test]
fn space_under_a_lock() {
    may_hang(&[Circle], || under_a_lock(true, 2));
}

/// With one who could have sent, and goes: who is left may be stuck from then on.
#[test]
fn the_last_who_could_send_goes() {
    may_hang(&[Circle], || {
        let lock: Arc<Mutex<()>> = Arc::default();
        let too = lock.clone();
        let (sender, receiver) = bounded_exact::<u8>(1);
        let other = sender.clone();
        let waits = task("one", move || {
            let _lock = lock.lock();
            _ = receiver.recv();
        });
        let sends = owner("two", sender, move |sender| {
            drop(too.lock());
            _ = sender.send(1);
        });
        join_tasks([waits, sends, owner("three", other, drop)]);
    });
}

#[test]
fn an_end_goes_with_its_task() {
    hangs(&[Orphan], || {
        let (sender, receiver) = unbounded::<u8>();
        let ends = owner("one", sender, forget);
        join_tasks([owner("two", receiver, |receiver| _ = receiver.recv()), ends]);
    });
}

/// It waits for what it owes itself, from the moment on at which the other one goes.
#[test]
fn a_lonely_reader() {
    hangs(&[Circle], || {
        let (sender, receiver) = unbounded::<u8>();
        let too = sender.clone();
        let reads = owner("one", sender, move |_| {
            assert_eq!(receiver.recv(), Ok(1));
            _ = receiver.recv();
        });
        let sends = owner("two", too, |sender| sender.send(1).expect("a receiver is left"));
        join_tasks([reads, sends]);
    });
}

/// Nobody is stuck for whom time will come.
#[test]
fn a_deadline_under_a_lock() {
    never_hangs(|| {
        let lock: Arc<Mutex<()>> = Arc::default();
        let too = lock.clone();
        let (sender, receiver) = bounded_exact::<u8>(1);
        let waits = task("one", move || {
            let _lock = lock.lock();
            _ = receiver.recv_timeout(Duration::from_millis(1));
        });
        let sends = owner("two", sender, move |sender| {
            drop(too.lock());
            _ = sender.send(1);
        });
        join_tasks([waits, sends]);
    });
}

#[test]
fn one_of_two() {
    fn selects(lock_first: bool) {
        let lock: Arc<Mutex<()>> = Arc::default();
        let [first, second] = [(); 2].map(|()| lock.clone());
        let ((one, from_one), (two, from_two)) = (bounded_exact::<u8>(1), bounded_exact::<u8>(1));
        let sends = owner("one", one, move |sender| {
            if lock_first {
                drop(first.lock());
            }
            _ = sender.send(1);
        });
        let keeps = owner("two", two, move |sender| {
            drop(second.lock());
            drop(sender);
        });
        let selects = task("three", move || {
            let _lock = lock.lock();
            let mut select = Select::new();
            select.recv(&from_one);
            let other = select.recv(&from_two);
            let operation = select.select();
            _ = if operation.index() == other { operation.recv(&from_two) } else { operation.recv(&from_one) };
        });
        join_tasks([sends, keeps, selects]);
    }
    never_hangs(|| selects(false));
    may_hang(&[Circle], || selects(true));
}

/// A reply, which may come, or never will.
#[test]
fn a_reply() {
    never_hangs(|| {
        let (sender, receiver) = oneshot::channel::<u8>();
        let replies = task("one", move || _ = sender.send(1));
        assert_eq!(receiver.recv(), Ok(1));
        join_tasks([replies]);
    });
    never_hangs(|| {
        let (sender, receiver) = oneshot::channel::<u8>();
        let drops = task("one", move || drop(sender));
        receiver.recv().expect_err("nobody sends");
        join_tasks([drops]);
    });
    hangs(&[AllAsleep], || {
        let (requests, todo) = unbounded::<oneshot::DynamicSender<u8>>();
        let serves = task("one", move || {
            let kept = todo.recv();
            drop((todo.recv(), kept));
        });
        let (sender, receiver) = oneshot::channel();
        requests.send(sender).expect("somebody serves");
        _ = receiver.recv();
        drop(requests);
        join_tasks([serves]);
    });
}

/// It takes the only sender along as its result, which nobody asks for.
#[test]
fn an_end_that_a_task_returned() {
    never_hangs(|| {
        let (sender, receiver) = unbounded::<u8>();
        drop(task("one", move || sender));
        receiver.recv().expect_err("nobody sends");
    });
}

/// A thread that the checker does not know may do anything, as long as it is there.
#[test]
fn a_stranger() {
    fn beside(stranger: fn(Sender<u8>)) {
        let (sender, receiver) = unbounded::<u8>();
        let stranger = thread::spawn(move || stranger(sender));
        join_tasks([task("one", move || _ = receiver.recv())]);
        stranger.join().expect("no panic");
    }
    never_hangs(|| beside(|sender| sender.send(1).expect("a receiver is left")));
    never_hangs(|| beside(drop));
    // It used the crate, so it is missed when it ends.
    all_hang(Expected { grade: Grade::Suspected, ..Expected::proof(&[AllAsleep]) }, || {
        beside(|sender| {
            drop(Mutex::new(()).lock());
            forget(sender);
        });
    });
}
