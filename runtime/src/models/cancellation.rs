//! The cancellation: from the token to the wait.

use super::*;
use crate::channel::{Ended, bounded_exact};
use crate::prim::channel::bounded;
use std::convert::Infallible;

/// The sender is kept, so only the cancellation can end the wait.
#[test]
fn no_cancellation_of_a_receive_is_lost() {
    check_all(|| {
        let (_sender, receiver) = bounded_exact::<u8>(1);
        let token = CancelToken::new();
        let limits = limits(&token);
        let cancelled = cancels(&token);
        assert_eq!(limits.clone().apply(|| receiver.recv_within(here())), Err(Ended::Interrupted(enough())));
        join(cancelled);
    });
}

#[test]
fn no_cancellation_of_a_send_is_lost() {
    check_all(|| {
        let (sender, _receiver) = bounded_exact(1);
        sender.try_send(1).unwrap();
        let token = CancelToken::new();
        let limits = limits(&token);
        let cancelled = cancels(&token);
        assert_eq!(limits.clone().apply(|| sender.send_within(2, here())), Err((2, Ended::Interrupted(enough()))));
        join(cancelled);
    });
}

/// As a join within limits waits for the end of a task.
#[test]
fn no_cancellation_of_a_wait_for_an_event_is_lost() {
    check_all(|| {
        let (event, happened) = bounded::<Infallible>(0);
        let token = CancelToken::new();
        let limits = limits(&token);
        let cancelled = cancels(&token);
        assert_eq!(limits.wait(&happened), Err(enough()));
        join(cancelled);
        drop(event);
    });
}

#[test]
fn an_event_ends_a_wait_that_can_be_cancelled() {
    check_all(|| {
        let (event, happened) = bounded::<Infallible>(0);
        let limits = limits(&CancelToken::new());
        thread::spawn(move || drop(event));
        assert_eq!(limits.wait(&happened), Ok(()));
    });
}

/// A child is made in the same moment, and a wait begins under it.
#[test]
fn no_child_is_missed() {
    check_all(|| {
        let parent = CancelToken::new();
        let cancelled = cancels(&parent);
        let child = parent.child().child();
        let (_sender, receiver) = bounded_exact::<u8>(1);
        assert_eq!(limits(&child).apply(|| receiver.recv_within(here())), Err(Ended::Interrupted(enough())));
        join(cancelled);
    });
}

/// Whichever call returns, all below are cancelled by then, for one reason.
#[test]
fn each_cancellation_reaches_all() {
    check_all(|| {
        let parent = CancelToken::new();
        let child = parent.child();
        let grandchild = child.child();
        let tasks = ["one", "other"].map(|reason| {
            let (parent, child, grandchild) = (parent.clone(), child.clone(), grandchild.clone());
            thread::spawn(move || {
                parent.cancel_because(reason);
                assert!(child.is_cancelled() && grandchild.is_cancelled());
            })
        });
        let late = parent.child();
        join_all(tasks);
        for token in [&child, &grandchild, &late] {
            assert_eq!(token.reason(), parent.reason());
        }
        assert!(["one", "other"].map(Into::into).map(Some).contains(&parent.reason()));
    });
}

/// The waits are woken too, also where two cancellations meet half-way.
#[test]
fn each_cancellation_wakes_all() {
    check_all(|| {
        let parent = CancelToken::new();
        let child = parent.child();
        let waiters = [&parent, &child].map(|token| {
            let limits = limits(token);
            thread::spawn(move || {
                let (event, happened) = bounded::<Infallible>(0);
                let ended = limits.wait(&happened);
                drop(event);
                ended
            })
        });
        let below = thread::spawn({
            let child = child.clone();
            move || child.cancel_because("enough")
        });
        parent.cancel_because("enough");
        assert_eq!(join_all(waiters), [Err(enough()), Err(enough())]);
        join(below);
    });
}

#[test]
fn a_child_of_two_is_cancelled_once() {
    check_all(|| {
        let parents = [CancelToken::new(), CancelToken::new()];
        let tasks = parents.each_ref().map(cancels);
        let child = CancelToken::below(parents.to_vec());
        let (_sender, receiver) = bounded_exact::<u8>(1);
        assert_eq!(limits(&child).apply(|| receiver.recv_within(here())), Err(Ended::Interrupted(enough())));
        join_all(tasks);
    });
}
