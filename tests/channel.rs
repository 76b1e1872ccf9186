//! Channels where they do more than crossbeam's; `drop_in` tests the rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use unhang::channel::{
    Receiver, RecvTimeoutError, Select, SendError, Sender, TrySendError, bounded, bounded_exact, never, select, unbounded,
};

/// For what comes at once; never waited for to its end.
const WATCHDOG: Duration = Duration::from_secs(60);

/// Carries what its sender waits for.
type Request = Sender<&'static str>;

fn channels() -> [(Sender<Request>, Receiver<Request>); 4] {
    [bounded(1), bounded(3), bounded_exact(2), unbounded()]
}

#[test]
fn what_the_last_receiver_leaves_is_dropped_at_once() {
    for (s, r) in channels() {
        let (reply, answer) = bounded(1);
        s.send(reply).unwrap();
        let other = r.clone();
        drop(r);
        assert!(answer.try_recv().is_err_and(|error| error.is_empty()), "somebody may receive it still");
        drop(other);
        assert_eq!(answer.recv_timeout(WATCHDOG), Err(RecvTimeoutError::Disconnected));
        assert_eq!((s.len(), s.is_empty(), s.is_full()), (0, true, false));
        let (reply, _answer) = bounded(1);
        let (s2, s3) = (s.clone(), s);
        assert!(matches!(s2.try_send(reply.clone()), Err(TrySendError::Disconnected(back)) if back.same_channel(&reply)));
        assert!(matches!(s3.send(reply.clone()), Err(SendError(back)) if back.same_channel(&reply)));
        assert!(s3.send_timeout(reply, WATCHDOG).is_err_and(|error| error.is_disconnected()));
    }
}

#[test]
fn a_list_that_is_not_run_keeps_nothing() {
    let (s, r) = bounded(1);
    let (reply, answer) = bounded::<&str>(1);
    s.send(reply).unwrap();
    let mut list = Select::new();
    list.send(&s);
    drop(r);
    assert_eq!(answer.recv_timeout(WATCHDOG), Err(RecvTimeoutError::Disconnected));
    let (reply, _answer) = bounded(1);
    assert!(list.select().send(&s, reply).is_err());
}

#[test]
fn a_list_that_waits_elsewhere_learns_that_the_receivers_are_gone() {
    let (s, r) = bounded(1);
    let (reply, answer) = bounded::<&str>(1);
    s.send(reply).unwrap();
    let mut list = Select::new();
    let (_more, hint) = unbounded::<()>();
    assert_eq!((list.send(&s), list.recv(&hint)), (0, 1));
    thread::scope(|scope| {
        let waits = scope.spawn(move || list.ready());
        drop(r);
        assert_eq!(waits.join().unwrap(), 0);
    });
    drop(s);
    assert_eq!(answer.recv_timeout(WATCHDOG), Err(RecvTimeoutError::Disconnected));
}

/// A send that meets the last receiver's drop either fails or has its message dropped, while the sender lives on.
#[test]
fn a_send_that_meets_the_end_leaves_nothing() {
    for round in 0..3_000 {
        let (s, r) = bounded(1 + round % 3);
        thread::scope(|scope| {
            let answers = scope.spawn(|| {
                let mut answers = Vec::new();
                loop {
                    let (reply, answer) = bounded::<&str>(1);
                    let sent = match round % 4 {
                        0 => s.try_send(reply).map_err(|error| error.is_disconnected()),
                        1 => s.send(reply).map_err(|_| true),
                        2 => s.send_timeout(reply, WATCHDOG).map_err(|_| true),
                        _ => select! { send(s, reply) -> sent => sent.map_err(|_| true), recv(never::<()>()) -> _ => Ok(()) },
                    };
                    match sent {
                        Ok(()) => answers.push(answer),
                        Err(true) => return answers,
                        Err(false) => thread::yield_now(),
                    }
                }
            });
            let _ = r.try_recv();
            drop(r);
            for answer in answers.join().unwrap() {
                assert_eq!(answer.recv_timeout(WATCHDOG), Err(RecvTimeoutError::Disconnected));
            }
        });
        drop(s);
    }
}

#[test]
fn each_message_is_dropped_once() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    for (capacity, receivers_first) in [(0, true), (1, false), (1, true), (5, false), (5, true)] {
        let dropped = Arc::new(AtomicUsize::new(0));
        let (s, r) = bounded(capacity);
        (0..capacity).for_each(|_| assert!(s.send(Counted(dropped.clone())).is_ok()));
        assert!(s.try_send(Counted(dropped.clone())).is_err());
        assert_eq!(dropped.load(Ordering::Relaxed), 1);
        if capacity > 0 {
            drop(r.recv());
        }
        if receivers_first {
            drop(r);
            assert_eq!(dropped.load(Ordering::Relaxed), 1 + capacity);
            assert!(s.send(Counted(dropped.clone())).is_err());
            drop(s);
            assert_eq!(dropped.load(Ordering::Relaxed), 2 + capacity);
        } else {
            drop(s);
            drop(r);
            assert_eq!(dropped.load(Ordering::Relaxed), 1 + capacity);
        }
    }
}

#[test]
fn a_channel_that_carries_its_own_ends() {
    struct Ends(#[allow(dead_code)] Sender<Ends>, #[allow(dead_code)] Option<Receiver<Ends>>);
    let (s, r) = bounded(2);
    assert!(s.send(Ends(s.clone(), None)).is_ok());
    drop(r);
    assert!(s.send(Ends(s.clone(), None)).is_err());
    let (s, r) = bounded(2);
    assert!(s.send(Ends(s.clone(), None)).is_ok());
    drop(s);
    drop(r);
}
