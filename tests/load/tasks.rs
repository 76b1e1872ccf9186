//! Tasks, channels and locks that are born and die, and waits that are cancelled.

use super::{Group, LONG, Load, SHORT, for_a_while};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use unhang::channel::{bounded, unbounded};
use unhang::{
    Builder, Condvar, Cx, Interrupt, Mutex, RwLock, Semaphore, Unheld, WaitGroup, lock_all_dynamic, oneshot, root, scope, spawn,
    spawn_after, thread,
};

#[unhang::levels]
mod order {
    pub struct Outer;
    #[after(Outer)]
    pub struct Inner;
}
use order::*;

pub const GROUPS: &[Group] = &[
    Group { name: "tasks that are born and die", tasks: 2, run: births },
    Group { name: "channels that are made and dropped", tasks: 2, run: channels },
    Group { name: "locks that are made and dropped", tasks: 2, run: locks },
    Group { name: "cancellation", tasks: 3, run: cancellations },
];

fn births(load: &Load) {
    let sum = Arc::new(Mutex::<u64, Inner>::new(0));
    let outer = Mutex::<(), Outer>::new(());
    let rounds = load.tasks(2, |_, mut random| {
        let mut rounds = 0;
        root(|cx| {
            while load.goes_on() {
                let theirs = sum.clone();
                let add = move |cx: &mut Cx<Unheld>| {
                    *theirs.lock(cx) += 1;
                    1
                };
                rounds += match random.below(6) {
                    0 => spawn(add).join(cx).expect("no panic"),
                    1 => {
                        let theirs = sum.clone();
                        let child = spawn_after::<Outer, _>(move |cx| *theirs.lock(cx) += 1);
                        let (_outer, cx) = outer.lock(cx).nest();
                        child.join(cx).expect("no panic");
                        1
                    }
                    2 => scope(cx, |scope, cx| {
                        let child = scope.spawn(|cx| {
                            let grandchild = scope.spawn(|cx| *sum.lock(cx) += 1);
                            *sum.lock(cx) += 1;
                            grandchild.join(cx).expect("no panic");
                        });
                        scope.spawn(|cx| *sum.lock(cx) += 1);
                        child.join(cx).expect("no panic");
                        3
                    }),
                    3 => {
                        let theirs = sum.clone();
                        let work = move || root(|cx| *theirs.lock(cx) += 1);
                        thread::spawn(work).join().expect("no panic");
                        1
                    }
                    4 => cx.with_timeout(LONG, |cx| spawn(add).join_within(cx).expect("in time").expect("no panic")),
                    _ => {
                        let child = Builder::new().name("a child".into()).spawn(add).expect("a thread");
                        match cx.with_timeout(SHORT, |cx| child.join_within(cx)) {
                            Ok(joined) => joined.expect("no panic"),
                            Err(unjoined) => unjoined.handle.join(cx).expect("no panic"),
                        }
                    }
                };
                load.step();
            }
        });
        rounds
    });
    root(|cx| assert_eq!(*sum.lock(cx), rounds.iter().sum()));
}

/// Each has a few messages, some of which nobody reads, and some of which are channels themselves.
fn channels(load: &Load) {
    let (give, given) = bounded(1);
    let (made, used) = thread::scope(|scope| {
        let maker = scope.spawn(move || {
            let (mut random, mut made) = (load.random(0), 0_u64);
            while load.goes_on() {
                let (sender, receiver) = match random.below(4) {
                    3 => unbounded(),
                    capacity => bounded(capacity),
                };
                let (reply, answer) = oneshot::channel::<u64>();
                give.send((receiver, reply)).expect("the other task lives");
                let sent = (1..=3).take_while(|&message: &u64| sender.send(message).is_ok()).sum::<u64>();
                drop(sender);
                assert!(answer.recv().is_ok_and(|read| read <= sent));
                let (sender, receiver) = bounded(2);
                sender.send(bounded::<u64>(1)).expect("the receiver is here");
                let (inner, _) = receiver.recv().expect("the message");
                assert!(inner.send(7).is_err(), "its receiver was dropped");
                made += 1;
                load.step();
            }
            made
        });
        let user = scope.spawn(move || {
            let (mut random, mut used) = (load.random(1), 0);
            for (receiver, reply) in given {
                let read = receiver.iter().take(random.below(5)).sum();
                drop(receiver);
                assert!(reply.send(read).is_ok());
                used += 1;
            }
            used
        });
        (maker.join().expect("no panic"), user.join().expect("no panic"))
    });
    assert_eq!(made, used);
}

/// The order of each is learned, and is to be forgotten.
fn locks(load: &Load) {
    let (give, given) = bounded::<Arc<(Mutex<u64>, RwLock<u64>, Mutex<u64>)>>(1);
    thread::scope(|scope| {
        scope.spawn(move || {
            while load.goes_on() {
                let locks = Arc::new((Mutex::new(0), RwLock::new(0), Mutex::new(0)));
                let (first, second, third) = &*locks;
                give.send(locks.clone()).expect("the other task lives");
                for _ in 0..3 {
                    let (mut first, mut second) = (first.lock(), second.write());
                    (*first, *second) = (*first + 1, *second + 1);
                    *third.lock() += 1;
                    for_a_while();
                }
                load.step();
            }
        });
        scope.spawn(move || {
            for locks in given {
                let (first, second, third) = &*locks;
                {
                    let (first, second) = (first.lock(), second.read());
                    assert_eq!((*first, *first), (*second, *third.lock()));
                }
                let (second, third) = (second.upgradable_read(), third.lock());
                assert!(*third <= *second);
                drop((second, third));
                drop(lock_all_dynamic((&locks.2, &locks.0)).expect("two"));
            }
        });
    });
}

/// Three wait for what does not come until their scope is cancelled, or time is over.
fn cancellations(load: &Load) {
    let (held, none, waiting) = (Mutex::<(), Inner>::new(()), Semaphore::<Inner>::new(0), AtomicU64::new(0));
    let (group, turn, next) = (WaitGroup::<Outer>::new(), Mutex::<(), Outer>::new(()), Condvar::<Inner>::new());
    let wait = |cx: &mut Cx<Unheld>, way: usize| match way {
        0 => held.lock_within(cx).err(),
        1 => none.acquire_within(cx).err(),
        2 => group.wait(cx).err(),
        3 => next.lock_when(cx, &turn, |()| false).err(),
        _ => cx.sleep(LONG).err(),
    };
    let ((holds, is_held), (go, wait_for_end)) = (mpsc::channel(), mpsc::channel::<()>());
    std::thread::scope(|threads| {
        let (held, group) = (&held, &group);
        // Has what they wait for, until the group ends.
        threads.spawn(move || {
            root(|cx| {
                let (_token, cx) = group.token(cx);
                let (_held, _) = held.lock(cx).nest();
                holds.send(()).expect("the group waits");
                let _ = wait_for_end.recv();
            });
        });
        is_held.recv().expect("the holder lives");
        let mut random = load.random(0);
        root(|cx| {
            while load.goes_on() {
                let (before, first) = (waiting.load(Ordering::Relaxed), random.below(5));
                let waits = |cx: &mut Cx<Unheld>, me: usize| {
                    waiting.fetch_add(1, Ordering::Relaxed);
                    wait(cx, (first + me) % 5)
                };
                let run = |cx: &mut Cx<Unheld>, stop: &dyn Fn()| -> Vec<Option<Interrupt>> {
                    scope(cx, |scope, cx| {
                        let waits = &waits;
                        let tasks = [0, 1, 2].map(|me| scope.spawn(move |cx| waits(cx, me)));
                        stop();
                        tasks.into_iter().map(|task| task.join(cx).expect("no panic")).collect()
                    })
                };
                let (ended, why) = if random.below(2) == 0 {
                    (cx.with_timeout(SHORT * 10, |cx| run(cx, &|| ())), Interrupt::Deadline)
                } else {
                    let ended = cx.cancellable(|cx, token| run(cx, &|| token.cancel_because("enough")));
                    (ended, Interrupt::Cancelled(Some("enough".into())))
                };
                assert_eq!(ended, vec![Some(why); 3]);
                assert_eq!(waiting.load(Ordering::Relaxed), before + 3);
                load.step();
            }
        });
        drop(go);
    });
}
