//! Messages, raced for by waits that can be cancelled.

use super::*;
use crate::channel::{Ended, Receiver, Select, Sender, TryRecvError, bounded_exact, unbounded};
use std::sync::Weak;

/// Sends these, and closes.
fn sends<const N: usize>(sender: Sender<u8>, messages: [u8; N]) -> thread::JoinHandle<()> {
    thread::spawn(move || messages.into_iter().for_each(|message| sender.send(message).expect("a receiver is kept")))
}

#[test]
fn a_message_is_received_or_still_there() {
    fn model((sender, receiver): (Sender<u8>, Receiver<u8>)) {
        let token = CancelToken::new();
        let limits = limits(&token);
        let tasks = [sends(sender, [7]), cancels(&token)];
        let received = limits.clone().apply(|| receiver.recv_within(here()));
        join_all(tasks);
        match received {
            Ok(message) => assert_eq!((message, receiver.try_recv()), (7, Err(TryRecvError::Disconnected))),
            Err(ended) => assert_eq!((ended, receiver.try_recv()), (Ended::Interrupted(enough()), Ok(7))),
        }
    }
    check_all(|| model(bounded_exact(1)));
    check_all(|| model(unbounded()));
}

#[test]
fn a_message_is_sent_or_given_back() {
    check_all(|| {
        let (sender, receiver) = bounded_exact(1);
        sender.try_send(1).unwrap();
        let token = CancelToken::new();
        let limits = limits(&token);
        let receives = thread::spawn({
            let receiver = receiver.clone();
            move || assert_eq!(receiver.recv(), Ok(1))
        });
        let cancelled = cancels(&token);
        let sent = limits.clone().apply(|| sender.send_within(2, here()));
        join(receives);
        join(cancelled);
        match sent {
            Ok(()) => assert_eq!(receiver.try_recv(), Ok(2)),
            Err(given_back) => assert_eq!(given_back, (2, Ended::Interrupted(enough()))),
        }
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    });
}

/// With a deadline there is a third way out.
#[test]
fn a_deadline_loses_no_message() {
    check(|| {
        let (sender, receiver) = bounded_exact(1);
        let token = CancelToken::new();
        let limits = under(&token, |cx| cx.with_timeout(std::time::Duration::from_millis(1), |_| Limits::current()));
        let tasks = [sends(sender, [7]), cancels(&token)];
        let received = limits.clone().apply(|| receiver.recv_within(here()));
        join_all(tasks);
        match received {
            Ok(message) => assert_eq!((message, receiver.try_recv()), (7, Err(TryRecvError::Disconnected))),
            Err(Ended::Interrupted(interrupt)) => {
                assert!([enough(), Interrupt::Deadline].contains(&interrupt));
                assert_eq!(receiver.try_recv(), Ok(7));
            }
            Err(Ended::Closed) => panic!("a message was lost"),
        }
    });
}

/// What a task receives from two channels until both are closed, or until it is cancelled.
fn drain(receivers: [&Receiver<u8>; 2], limits: &Limits) -> (Vec<u8>, Option<Interrupt>) {
    let mut select = Select::new();
    for receiver in receivers {
        select.recv(receiver);
    }
    let (mut messages, mut open) = (Vec::new(), 2);
    while open > 0 {
        let operation = match select.select_within(limits, here()) {
            Ok(operation) => operation,
            Err(interrupt) => return (messages, Some(interrupt)),
        };
        let index = operation.index();
        match operation.recv(receivers[index]) {
            Ok(message) => messages.push(message),
            Err(_) => {
                select.remove(index);
                open -= 1;
            }
        }
    }
    (messages, None)
}

#[test]
fn a_select_loses_and_doubles_nothing() {
    check_all(|| {
        let ((one, from_one), (two, from_two)) = (bounded_exact(1), unbounded());
        let token = CancelToken::new();
        // Kept, so that the senders can go on when the select is cancelled.
        let rest = [from_one.clone(), from_two.clone()];
        let limits = limits(&token);
        let drained = thread::spawn(move || drain([&from_one, &from_two], &limits));
        let tasks = [sends(one, [1, 2]), sends(two, [11, 12]), cancels(&token)];
        let (mut messages, interrupt) = join(drained);
        rest.iter().for_each(|rest| messages.extend(rest.iter()));
        join_all(tasks);
        assert!(interrupt.is_none_or(|interrupt| interrupt == enough()));
        let (of_one, of_two): (Vec<u8>, Vec<u8>) = messages.into_iter().partition(|message| *message < 10);
        assert_eq!((of_one, of_two), (vec![1, 2], vec![11, 12]));
    });
}

/// Two tasks select from the same two channels, one of them is cancelled.
#[test]
fn each_message_goes_to_one_of_two_selects() {
    check_all(|| {
        let ((one, from_one), (two, from_two)) = (bounded_exact(1), bounded_exact(1));
        let token = CancelToken::new();
        let drained = [limits(&token), limits(&CancelToken::new())].map(|limits| {
            let (from_one, from_two) = (from_one.clone(), from_two.clone());
            thread::spawn(move || drain([&from_one, &from_two], &limits))
        });
        let tasks = [sends(one, [1, 2]), sends(two, [11]), cancels(&token)];
        let mut messages = drained.map(|task| join(task).0).concat();
        join_all(tasks);
        messages.sort_unstable();
        assert_eq!(messages, [1, 2, 11]);
    });
}

/// A select of a send and a receive carries out one of them.
#[test]
fn a_select_sends_or_receives() {
    check_all(|| {
        let ((results, done), (jobs, todo)) = (bounded_exact(1), bounded_exact(1));
        results.try_send(1).unwrap();
        let token = CancelToken::new();
        let limits = limits(&token);
        let tasks = [sends(jobs, [7]), cancels(&token)];
        let takes = thread::spawn({
            let done = done.clone();
            move || assert_eq!(done.recv(), Ok(1))
        });
        let mut select = Select::new();
        let (send, receive) = (select.send(&results), select.recv(&todo));
        let (sent, received) = match select.select_within(&limits, here()) {
            Ok(operation) if operation.index() == send => (operation.send(&results, 2).is_ok(), None),
            Ok(operation) => {
                assert_eq!(operation.index(), receive);
                (false, operation.recv(&todo).ok())
            }
            Err(interrupt) => {
                assert_eq!(interrupt, enough());
                (false, None)
            }
        };
        join_all(tasks);
        join(takes);
        assert_eq!(done.try_recv().ok(), sent.then_some(2));
        assert_eq!(todo.try_recv().ok().or(received), Some(7));
        assert!(received.is_none() || todo.is_empty());
    });
}

/// A sender waits for space as the last receiver goes: the message is dropped at once, or given back, though senders are left.
#[test]
fn a_message_that_nobody_can_receive_is_dropped() {
    // The stand-in for a closed channel is made once in a process, so the schedules are not all alike.
    check(|| {
        let (sender, receiver) = bounded_exact(1);
        let messages = [Arc::new(1), Arc::new(2)];
        let watched: [Weak<i32>; 2] = messages.each_ref().map(Arc::downgrade);
        let [first, second] = messages;
        sender.try_send(first).unwrap();
        let token = CancelToken::new();
        let limits = limits(&token);
        let sends = thread::spawn({
            let sender = sender.clone();
            move || limits.clone().apply(|| sender.send_within(second, here()))
        });
        let receives = thread::spawn(move || drop(receiver.try_recv()));
        let cancelled = cancels(&token);
        join(receives);
        join(cancelled);
        if let Err((message, ended)) = join(sends) {
            assert!([Ended::Closed, Ended::Interrupted(enough())].contains(&ended));
            assert_eq!(Arc::strong_count(&message), 1);
        }
        assert!(watched.iter().all(|message| message.upgrade().is_none()), "kept for nobody");
        assert!(sender.try_send(Arc::new(3)).is_err());
    });
}
