// Included twice, below a `use .. as channel`: every public item of crossbeam-channel.

use channel::{
    IntoIter, Iter, ReadyTimeoutError, Receiver, RecvError, RecvTimeoutError, Select, SelectTimeoutError, SelectedOperation, SendError,
    SendTimeoutError, Sender, TryIter, TryReadyError, TryRecvError, TrySelectError, TrySendError, after, at, bounded, never, select,
    select_biased, tick, unbounded,
};
use std::fmt::{Debug, Display};
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(5);
const LONG: Duration = Duration::from_secs(60);

#[test]
fn traits() {
    fn end<E: Clone + Debug + Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    fn any_end<E: Clone + Debug + UnwindSafe + RefUnwindSafe>() {}
    fn error<E: std::error::Error + Copy + Eq + Debug + Display>() {}
    fn iterator<I: Iterator<Item = u8> + Debug>() {}
    fn fused<I: FusedIterator>() {}
    end::<Sender<u8>>();
    end::<Receiver<u8>>();
    any_end::<Sender<Rc<u8>>>();
    any_end::<Receiver<Rc<u8>>>();
    fn list<S: Clone + Default + Debug + Send + Sync>() {}
    list::<Select<'_>>();
    fn debug<D: Debug>() {}
    debug::<SelectedOperation<'_>>();
    iterator::<Iter<'_, u8>>();
    iterator::<TryIter<'_, u8>>();
    iterator::<IntoIter<u8>>();
    fused::<Iter<'_, u8>>();
    fused::<IntoIter<u8>>();
    error::<SendError<u8>>();
    error::<TrySendError<u8>>();
    error::<SendTimeoutError<u8>>();
    error::<RecvError>();
    error::<TryRecvError>();
    error::<RecvTimeoutError>();
    error::<TrySelectError>();
    error::<SelectTimeoutError>();
    fn plain_error<E: Copy + Eq + Debug>() {}
    plain_error::<TryReadyError>();
    plain_error::<ReadyTimeoutError>();
}

#[test]
fn errors() {
    assert_eq!(SendError(3).into_inner(), 3);
    assert!(TrySendError::Full(3).is_full() && TrySendError::from(SendError(3)).is_disconnected());
    assert!(SendTimeoutError::Timeout(3).is_timeout() && SendTimeoutError::from(SendError(3)).is_disconnected());
    assert!(TryRecvError::Empty.is_empty() && TryRecvError::from(RecvError).is_disconnected());
    assert!(RecvTimeoutError::Timeout.is_timeout() && RecvTimeoutError::from(RecvError).is_disconnected());
    assert_eq!((TrySendError::Full(3).into_inner(), SendTimeoutError::Timeout(3).into_inner()), (3, 3));
}

#[test]
fn names() {
    let (s, r) = bounded::<u8>(1);
    let texts = [format!("{s:?}"), format!("{r:?}"), format!("{:?}", r.iter()), format!("{:?}", r.try_iter())];
    assert_eq!(texts, ["Sender { .. }", "Receiver { .. }", "Iter { .. }", "TryIter { .. }"]);
    assert_eq!(format!("{:?} {:?}", Select::new(), r.into_iter()), "Select { .. } IntoIter { .. }");
}

fn lengths_of<T>(s: &Sender<T>, r: &Receiver<T>) -> (usize, bool, bool, Option<usize>) {
    assert_eq!((s.len(), s.is_empty(), s.is_full(), s.capacity()), (r.len(), r.is_empty(), r.is_full(), r.capacity()));
    (s.len(), s.is_empty(), s.is_full(), s.capacity())
}

#[test]
fn lengths() {
    let (s, r) = bounded(2);
    assert_eq!(lengths_of(&s, &r), (0, true, false, Some(2)));
    s.send("a".to_string()).unwrap();
    assert_eq!(lengths_of(&s, &r), (1, false, false, Some(2)));
    s.send("b".to_string()).unwrap();
    assert_eq!(lengths_of(&s, &r), (2, false, true, Some(2)));
    let (s, r) = unbounded();
    s.send(1).unwrap();
    assert_eq!(lengths_of(&s, &r), (1, false, false, None));
    let (s, r) = bounded::<i32>(0);
    assert_eq!(lengths_of(&s, &r), (0, true, true, Some(0)));
    assert_eq!((never::<i32>().len(), never::<i32>().is_empty(), never::<i32>().is_full(), never::<i32>().capacity()), (0, true, true, Some(0)));
    assert_eq!((after(LONG).len(), after(LONG).is_empty(), after(LONG).is_full(), after(LONG).capacity()), (0, true, false, Some(1)));
    assert_eq!((tick(LONG).len(), tick(LONG).is_empty(), tick(LONG).is_full(), tick(LONG).capacity()), (0, true, false, Some(1)));
}

#[test]
fn same_channel() {
    let check = |(s, r): (Sender<String>, Receiver<String>), (other_s, other_r): (Sender<String>, Receiver<String>)| {
        assert!(s.same_channel(&s.clone()) && r.same_channel(&r.clone()));
        assert!(!s.same_channel(&other_s) && !r.same_channel(&other_r));
    };
    check(bounded(1), bounded(1));
    check(bounded(0), bounded(0));
    check(unbounded(), unbounded());
    check(bounded(1), unbounded());
    let timer = after(LONG);
    assert!(timer.same_channel(&timer.clone()) && !timer.same_channel(&after(LONG)) && !timer.same_channel(&tick(LONG)));
    let ticker = tick(LONG);
    assert!(ticker.same_channel(&ticker.clone()) && !ticker.same_channel(&tick(LONG)));
    assert!(never::<i32>().same_channel(&never()));
}

#[test]
fn try_forms() {
    let (s, r) = bounded(1);
    assert_eq!(r.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(s.try_send(1), Ok(()));
    assert_eq!(s.try_send(2), Err(TrySendError::Full(2)));
    assert_eq!(r.try_recv(), Ok(1));
    let (s2, r2) = (s.clone(), r.clone());
    drop(s);
    assert_eq!(r.try_recv(), Err(TryRecvError::Empty));
    drop(s2);
    assert_eq!(r.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(r2.recv(), Err(RecvError));
    let (s, r) = bounded(0);
    assert_eq!(s.try_send(1), Err(TrySendError::Full(1)));
    drop(r);
    assert_eq!(s.try_send(1), Err(TrySendError::Disconnected(1)));
    assert_eq!(s.send(1), Err(SendError(1)));
}

#[test]
fn timed_forms() {
    let (s, r) = bounded("x".len());
    assert_eq!(r.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(r.recv_deadline(Instant::now()), Err(RecvTimeoutError::Timeout));
    assert_eq!(s.send_timeout("a".to_string(), LONG), Ok(()));
    assert_eq!(s.send_timeout("b".to_string(), SHORT), Err(SendTimeoutError::Timeout("b".to_string())));
    assert_eq!(s.send_deadline("b".to_string(), Instant::now()), Err(SendTimeoutError::Timeout("b".to_string())));
    assert_eq!(r.recv_timeout(Duration::MAX).as_deref(), Ok("a"));
    assert_eq!(s.send_timeout("c".to_string(), Duration::MAX), Ok(()));
    assert_eq!(r.recv_deadline(Instant::now() + LONG).as_deref(), Ok("c"));
    drop(r);
    assert_eq!(s.send_timeout("d".to_string(), LONG), Err(SendTimeoutError::Disconnected("d".to_string())));
    assert_eq!(s.send_deadline("d".to_string(), Instant::now() + LONG), Err(SendTimeoutError::Disconnected("d".to_string())));
    let (s, r) = unbounded::<i32>();
    drop(s);
    assert_eq!(r.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
    assert_eq!(r.recv_deadline(Instant::now() + LONG), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn timers() {
    let start = Instant::now();
    let fired: Instant = after(SHORT).recv().unwrap();
    assert!(fired >= start + SHORT);
    assert!(at(start + SHORT).recv().unwrap() >= start + SHORT);
    let ticker = tick(SHORT);
    assert!(ticker.recv().unwrap() < ticker.clone().iter().next().unwrap());
    assert_eq!(never::<i32>().try_recv(), Err(TryRecvError::Empty));
    assert_eq!(never::<i32>().recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(after(LONG).try_recv(), Err(TryRecvError::Empty));
    assert!(after(SHORT).recv_timeout(LONG).is_ok());
    assert!(after(SHORT).recv_deadline(Instant::now() + LONG).is_ok());
}

#[test]
fn iteration() {
    let (s, r) = unbounded();
    (0..5).for_each(|i| s.send(i).unwrap());
    assert_eq!(r.iter().take(2).collect::<Vec<i32>>(), [0, 1]);
    assert_eq!(r.try_iter().collect::<Vec<_>>(), [2, 3, 4]);
    s.send(5).unwrap();
    drop(s);
    let mut all = Vec::new();
    for message in &r {
        all.push(message);
    }
    assert_eq!(all, [5]);
    let (s, r) = bounded(3);
    thread::scope(|scope| {
        scope.spawn(move || (0..10).for_each(|i| s.send(i).unwrap()));
        assert_eq!(r.into_iter().sum::<i32>(), 45);
    });
}

#[test]
fn blocked_ends_learn_that_the_others_are_gone() {
    for capacity in [0, 1, 3] {
        let (s, r) = bounded(capacity);
        (0..capacity).for_each(|i| s.send(i.to_string()).unwrap());
        thread::scope(|scope| {
            let sender = scope.spawn(|| s.send("late".to_string()));
            // It may be blocked by now, or not yet: the answer is the same.
            thread::yield_now();
            drop(r);
            assert_eq!(sender.join().unwrap(), Err(SendError("late".to_string())));
        });
        let (s, r) = bounded::<String>(capacity);
        thread::scope(|scope| {
            let receiver = scope.spawn(|| r.recv());
            thread::yield_now();
            drop(s);
            assert_eq!(receiver.join().unwrap(), Err(RecvError));
        });
    }
}

#[test]
fn messages_after_the_last_sender_are_received() {
    for (s, r) in [bounded(2), unbounded()] {
        s.send("a".to_string()).unwrap();
        s.send("b".to_string()).unwrap();
        drop(s);
        assert_eq!(r.iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}

#[test]
fn lists() {
    let (s1, r1) = bounded::<i32>(1);
    let (s2, r2) = bounded::<String>(1);
    let mut list = Select::new();
    assert_eq!((list.recv(&r1), list.send(&s2), list.recv(&r2)), (0, 1, 2));
    let operation = list.select();
    assert_eq!(operation.index(), 1);
    assert_eq!(operation.send(&s2, "x".to_string()), Ok(()));
    list.remove(1);
    let operation = list.try_select().unwrap();
    assert_eq!(operation.index(), 2);
    assert_eq!(operation.recv(&r2).as_deref(), Ok("x"));
    assert!(list.try_select().is_err() && list.try_ready().is_err());
    assert!(list.select_timeout(SHORT).is_err() && list.select_deadline(Instant::now()).is_err());
    assert_eq!(list.ready_timeout(SHORT), Err(ReadyTimeoutError));
    assert_eq!(list.ready_deadline(Instant::now()), Err(ReadyTimeoutError));
    s1.send(4).unwrap();
    assert_eq!((list.ready(), list.try_ready(), list.ready_timeout(LONG), list.clone().ready_deadline(Instant::now())), (0, Ok(0), Ok(0), Ok(0)));
    assert_eq!(list.select_timeout(LONG).unwrap().recv(&r1), Ok(4));
    drop(s1);
    assert_eq!(list.select_deadline(Instant::now() + LONG).unwrap().recv(&r1), Err(RecvError));
    drop((r1, r2));
    assert_eq!(Select::default().try_select().err(), Some(TrySelectError));
    let mut list = Select::new();
    list.send(&s2);
    assert_eq!(list.ready(), 0);
    let operation = list.select();
    assert_eq!(operation.send(&s2, "back".to_string()), Err(SendError("back".to_string())));
}

#[test]
fn a_list_before_the_others_are_gone() {
    let (s, r) = bounded(1);
    s.send("full".to_string()).unwrap();
    let mut list = Select::new();
    list.send(&s);
    assert!(list.try_select().is_err());
    drop(r);
    assert_eq!(list.ready(), 0);
    assert_eq!(list.select().send(&s, "back".to_string()), Err(SendError("back".to_string())));
}

#[test]
fn misuse_of_lists() {
    let (s, r) = bounded::<i32>(1);
    assert!(catch_unwind(|| drop(Select::new().select())).is_err(), "an empty list");
    assert!(catch_unwind(|| Select::new().ready()).is_err(), "an empty list");
    assert!(catch_unwind(AssertUnwindSafe(|| Select::new().remove(0))).is_err(), "no such operation");
    let dropped = catch_unwind(AssertUnwindSafe(|| {
        let mut list = Select::new();
        list.send(&s);
        drop(list.select());
    }));
    assert!(dropped.is_err(), "not completed");
    drop(r);
}

#[test]
fn biased() {
    let (s, r) = unbounded();
    (0..100).for_each(|i| s.send(i).unwrap());
    let other = r.clone();
    for _ in 0..50 {
        select_biased! {
            recv(r) -> message => assert!(message.is_ok()),
            recv(other) -> _ => unreachable!(),
        }
        let mut list = Select::new_biased();
        list.recv(&r);
        list.recv(&other);
        let operation = list.select();
        assert_eq!(operation.index(), 0);
        operation.recv(&r).unwrap();
    }
}

#[test]
fn unbiased() {
    let (s, r) = unbounded();
    (0..200).for_each(|i| s.send(i).unwrap());
    let other = r.clone();
    let mut counts = [0, 0];
    for _ in 0..200 {
        select! {
            recv(r) -> _ => counts[0] += 1,
            recv(other) -> _ => counts[1] += 1,
        }
    }
    assert!(counts[0] > 0 && counts[1] > 0, "{counts:?}");
}

#[test]
fn select_waits() {
    let (s1, r1) = bounded::<String>(0);
    let (s2, r2) = bounded::<i32>(0);
    thread::scope(|scope| {
        scope.spawn(move || s1.send("a".to_string()));
        scope.spawn(move || r2.recv());
        let mut got = (false, false);
        while got != (true, true) {
            select! {
                recv(if got.0 { never() } else { r1.clone() }) -> text => { assert_eq!(text.as_deref(), Ok("a")); got.0 = true; }
                send(s2, 3) -> sent => if sent.is_ok() { got.1 = true },
            }
        }
    });
}

#[test]
fn select_syntax() -> Result<(), RecvError> {
    struct Ends {
        s: Sender<String>,
        r: Receiver<String>,
    }
    fn text() -> String {
        "text".to_string()
    }
    let (s, r) = unbounded();
    let ends = Ends { s, r };
    // Fields, blocks without commas, an expression with a comma, none at the end.
    select! { send(ends.s, text()) -> sent => { sent.unwrap() } recv(ends.r) -> _ => {} }
    while !ends.r.is_empty() {
        select! {
            recv(&ends.r,) -> message => drop(message),
            recv(&&ends.r) -> _message => (),
        }
    }
    // A value, patterns, and temporaries that live as long as the select does.
    ends.s.send(text()).unwrap();
    let (s, r) = (&ends.s, &ends.r);
    let value = select! {
        recv({ r.clone() }) -> mut message => {
            message = message.map(|text| text + "!");
            message?
        }
        recv(std::slice::from_ref(r).first().unwrap_or(&never())) -> message => message?,
    };
    assert_eq!(&value[..4], "text");
    // `default`, in all its forms, first and last and alone.
    let none = select! { recv(r) -> _ => false, default => true };
    let late = select! { default(SHORT) => true, recv(r) -> _ => false };
    let also = select! { recv(r) -> _ => false, send(never_ready(), 1) -> _ => false, default() => { true } };
    let alone = select! { default => 3 };
    let alone_late = select! { default(SHORT,) => { drop(text()); 3 } };
    assert!(none && late && also && alone == 3 && alone_late == 3);
    // Bodies that are not blocks, and not over at their first brace.
    s.send(text()).unwrap();
    let length = select! {
        recv(r) -> message => match message { Ok(text) => text.len(), Err(_) => 0 },
        default => { text() }.len(),
    };
    assert_eq!(length, 4);
    Ok(())
}

fn never_ready() -> Sender<i32> {
    let (s, r) = bounded(1);
    s.send(0).unwrap();
    std::mem::forget(r);
    s
}

#[test]
fn select_and_control_flow() {
    fn first(r: &Receiver<i32>) -> Option<i32> {
        loop {
            select! {
                recv(r) -> message => match message {
                    Ok(0) => continue,
                    Ok(1) => break,
                    Ok(number) => return Some(number),
                    Err(RecvError) => return None,
                },
            }
        }
        Some(-1)
    }
    for (messages, expected) in [(vec![0, 0, 5], Some(5)), (vec![0, 1], Some(-1)), (vec![], None)] {
        let (s, r) = unbounded();
        messages.into_iter().for_each(|message| s.send(message).unwrap());
        drop(s);
        assert_eq!(first(&r), expected);
    }
}

#[test]
fn a_body_owns_the_ends() {
    let (s, r) = unbounded::<String>();
    s.send("a".to_string()).unwrap();
    select! {
        recv(r) -> message => {
            drop(r);
            assert_eq!(s.send(message.unwrap()), Err(SendError("a".to_string())));
            drop(s);
        }
        default => drop((s, r)),
    }
}

#[test]
fn a_message_is_made_when_its_send_is_selected() {
    let made = AtomicUsize::new(0);
    let message = || made.fetch_add(1, Ordering::Relaxed).to_string();
    let (s, r) = bounded(1);
    for _ in 0..3 {
        select! { send(s, message()) -> sent => sent.unwrap(), default => {} }
    }
    assert_eq!((made.load(Ordering::Relaxed), r.recv().as_deref()), (1, Ok("0")));
    drop(r);
    select! { send(s, message()) -> sent => assert_eq!(sent, Err(SendError("1".to_string()))), default => unreachable!() }
}

#[test]
fn select_with_moved_and_borrowed_messages() {
    let text = String::from("borrowed");
    let (s1, r1) = bounded::<Box<str>>(1);
    let (s2, r2) = bounded::<&str>(1);
    let owned: Box<str> = "owned".into();
    select! {
        send(s1, owned) -> sent => sent.unwrap(),
        send(s2, &text) -> sent => sent.unwrap(),
    }
    assert_eq!(r1.len() + r2.len(), 1);
}

#[test]
fn nested_selects() {
    let (s, r) = unbounded();
    s.send(1).unwrap();
    s.send(2).unwrap();
    let sum = select! {
        recv(r) -> one => one.unwrap() + select! { recv(r) -> two => two.unwrap(), default => 0 },
    };
    assert_eq!(sum, 3);
}

#[test]
fn messages_that_stay_on_their_thread() {
    let (s, r) = bounded(1);
    s.send(Rc::new(1)).unwrap();
    select! { recv(r) -> message => assert_eq!(*message.unwrap(), 1), send(s, Rc::new(2)) -> _ => {} }
}

#[test]
fn nothing_is_lost_and_nothing_doubled() {
    const EACH: usize = 2_000;
    for (s, r) in [bounded(0), bounded(1), bounded(7), unbounded()] {
        let seen: Vec<AtomicUsize> = (0..2 * EACH).map(|_| AtomicUsize::new(0)).collect();
        thread::scope(|scope| {
            for half in 0..2 {
                let s: Sender<Box<usize>> = s.clone();
                scope.spawn(move || {
                    for i in half * EACH..(half + 1) * EACH {
                        match i % 3 {
                            0 => s.send(Box::new(i)).unwrap(),
                            1 => select! { send(s, Box::new(i)) -> sent => sent.unwrap() },
                            _ => s.send_timeout(Box::new(i), LONG).unwrap(),
                        }
                    }
                });
            }
            drop(s);
            for _ in 0..2 {
                scope.spawn(|| {
                    for turn in 0.. {
                        let message = match turn % 3 {
                            0 => r.recv(),
                            1 => select! { recv(r) -> message => message, recv(never::<()>()) -> _ => unreachable!() },
                            _ => r.recv_timeout(LONG).map_err(|_| RecvError),
                        };
                        let Ok(message) = message else { break };
                        seen[*message].fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
    }
}
