//! With a level: what types let pass, and nobody can end. What they refuse is in `ui/`.

use crate::{Story, pause};
use unhang::{Barrier, Condvar, Mutex, Semaphore, WaitGroup, oneshot, root, scope, spawn_with};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[after(Requests)]
    #[channel]
    pub struct Replies;
    #[after(Requests)]
    pub struct Batch;
}
use order::*;

pub const STORIES: &[Story] = &[
    Story::told("a second root beside a sender", a_second_root_beside_a_sender, "deadlock: a second root on one thread"),
    Story::asleep("a group without a level beside a sender", a_group_beside_a_sender, "waits for wait group #"),
    Story::told("a forgotten sender with a level", a_forgotten_sender, "deadlock: `main` and `task 2` wait for one another"),
    Story::told(
        "a forgotten token with a level",
        a_forgotten_token,
        "deadlock: `main` waits for wait group `Batch`, and nobody but itself",
    ),
    Story::asleep("a reply that never leaves", a_reply_that_never_leaves, "waits to receive from channel `Replies`"),
    Story::asleep("a party that was never made", a_party_that_was_never_made, "waits for the others at barrier `Batch`"),
    Story::asleep("no permits of a level", no_permits, "waits for a permit of semaphore `Batch`"),
    Story::asleep("nobody notifies with a level", nobody_notifies, "waits for condvar `Batch`"),
    Story::told(
        "a select beside a forgotten sender",
        a_select_beside_a_forgotten_sender,
        "deadlock: `main` and `task 2` wait for one another",
    ),
    Story::quiet("a service with levels", a_service),
    Story::quiet("a batch with levels", a_batch),
    Story::quiet("a limit ends a wait with a level", a_limit_ends_a_wait),
    Story::quiet("who cancels waits at once", who_cancels_waits_at_once),
];

/// The receiver is used in a context that does not know of the sender.
fn a_second_root_beside_a_sender() {
    root(|cx| {
        let (_sender, receiver, _) = cx.bounded::<u8, Requests>(1);
        root(|cx| drop(receiver.recv(cx)));
    });
}

/// A group without a level asks for no context, so the sender is not seen.
fn a_group_beside_a_sender() {
    let group = WaitGroup::new();
    root(|cx| {
        let (_sender, receiver, cx) = cx.bounded::<u8, Requests>(1);
        let token = group.token();
        _ = spawn_with(cx, (receiver,), |cx, (receiver,)| {
            _ = receiver.recv(cx);
            drop(token);
        });
        pause();
        group.wait();
    });
}

fn a_select_beside_a_forgotten_sender() {
    root(|cx| {
        let (sender, requests, inner) = cx.bounded::<u8, Requests>(1);
        let (reader, _) = spawn_with(inner, (requests,), |cx, (requests,)| {
            unhang::select!(cx,
                recv(requests) -> _ => {},
                interrupted(_) => {},
            );
        });
        std::mem::forget(sender);
        pause();
        reader.join(cx).expect("no panic");
    });
}

/// What is forgotten is owed no more, and never comes.
fn a_forgotten_sender() {
    root(|cx| {
        let (sender, receiver, inner) = cx.bounded::<u8, Requests>(1);
        let (reader, _) = spawn_with(inner, (receiver,), |cx, (receiver,)| drop(receiver.recv(cx)));
        std::mem::forget(sender);
        pause();
        reader.join(cx).expect("no panic");
    });
}

fn a_forgotten_token() {
    let batch = WaitGroup::<Batch>::new();
    root(|cx| {
        let (token, _) = batch.token(cx);
        std::mem::forget(token);
        batch.wait(cx).expect("nothing interrupts");
    });
}

/// It was taken out of the context, and put into no message.
fn a_reply_that_never_leaves() {
    root(|cx| {
        let (reply, answer, cx) = cx.oneshot::<u8, Replies>();
        let (_kept, cx): (oneshot::Carried<u8, Replies, Requests>, _) = reply.detach(cx);
        drop(answer.recv(cx));
    });
}

fn a_party_that_was_never_made() {
    let barrier = Barrier::<Batch>::new(2);
    root(|cx| {
        let (party, cx) = barrier.party(cx);
        drop(party.wait(cx));
    });
}

fn no_permits() {
    let pool = Semaphore::<Batch>::new(0);
    root(|cx| drop(pool.acquire(cx)));
}

fn nobody_notifies() {
    let (ready, condvar) = (Mutex::<_, Accounts>::new(false), Condvar::<Batch>::new());
    root(|cx| drop(condvar.lock_when(cx, &ready, |ready| *ready)));
}

fn a_service() {
    struct Request(u64, oneshot::Carried<u64, Replies, Requests>);
    for capacity in [0, 1, 64] {
        root(|cx| {
            let (requests, served, cx) = cx.bounded::<Request, Requests>(capacity);
            let (server, cx) = spawn_with(cx, (served,), |cx, (served,)| {
                while let Ok(Request(number, reply)) = served.recv(cx) {
                    let (reply, _) = reply.attach(cx);
                    reply.send(number + 1).expect("somebody asked");
                }
            });
            for number in 0..50 {
                let (reply, answer, cx) = cx.oneshot::<u64, Replies>();
                let (reply, cx) = reply.detach(cx);
                requests.send(cx, Request(number, reply)).expect("the server");
                assert_eq!(answer.recv(cx), Ok(number + 1));
            }
            server.join(requests.close(cx)).expect("no panic");
        });
    }
}

fn a_batch() {
    let (batch, barrier, sum) = (WaitGroup::<Batch>::new(), Barrier::<Batch>::new(3), Mutex::<_, Accounts>::new(0));
    root(|cx| {
        scope(cx, |scope, cx| {
            for _ in 0..3 {
                let (party, cx) = barrier.party(cx);
                _ = scope.spawn_with(cx, (party,), |cx, (party,)| {
                    pause();
                    party.wait(cx).expect("nothing interrupts");
                    let cx = party.leave(cx);
                    *sum.lock(cx) += 1;
                });
            }
        });
        let (token, cx) = batch.token(cx);
        let (_, cx) = spawn_with(cx, (token,), |_, (_token,)| pause());
        batch.wait(cx).expect("nothing interrupts");
        assert_eq!(*sum.lock(cx), 3);
    });
}

fn a_limit_ends_a_wait() {
    let (pool, soon) = (Semaphore::<Batch>::new(0), std::time::Duration::from_millis(50));
    root(|cx| {
        cx.with_timeout(soon, |cx| assert!(pool.acquire_within(cx).is_err()));
        let (_kept, requests, cx) = cx.bounded::<u8, Requests>(1);
        let (tell, told) = std::sync::mpsc::channel();
        _ = spawn_with(cx, (requests,), move |cx, (requests,)| tell.send(cx.with_timeout(soon, |cx| requests.recv(cx))));
        assert_eq!(told.recv(), Ok(Err(unhang::Ended::Deadline)));
    });
}

/// Who is cancelled may still be asleep when all others wait, and wakes.
fn who_cancels_waits_at_once() {
    for _ in 0..200 {
        let token = unhang::CancelToken::new();
        let ended = WaitGroup::new();
        root(|cx| {
            let (_kept, requests, cx) = cx.bounded::<u8, Requests>(1);
            let (theirs, done) = (token.clone(), ended.token());
            _ = spawn_with(cx, (requests,), move |cx, (requests,)| {
                assert!(cx.with_token(&theirs, |cx| requests.recv(cx)).is_err());
                drop(done);
            });
            std::thread::yield_now();
            token.cancel();
            ended.wait();
        });
    }
}
