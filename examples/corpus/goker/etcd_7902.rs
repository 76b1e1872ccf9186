//! etcd#7902: followers wait under a lock for a leader who needs it.
//!
//! In each round of an election all take part in turn, under a lock. A follower waits there for the next round, which begins when the
//! leader closes a channel; the leader takes the lock to do so. Whoever started them waits until all are done.
//!
//! It was mended by giving up the lock before waiting for the next round.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, unbounded};
use unhang::{Cx, Mutex, WaitGroup, thread};

pub const CASE: Case = Case {
    name: "etcd_7902",
    origin: "etcd#7902",
    class: "receive under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/etcd_7902.rs"), Form::right("fixed", fixed)],
};

const ROUNDS: usize = 4;

/// A round, which is over when its sender is dropped.
struct Round {
    leader: Option<Sender<()>>,
    next: Receiver<()>,
}

impl Round {
    fn new() -> Round {
        let (leader, next) = unbounded();
        Round { leader: Some(leader), next }
    }
}

type Take = fn(&Mutex<Round>, bool, Receiver<()>, bool);

/// A leader and two followers.
fn elect(release: Take) {
    thread::spawn(move || {
        let (round, all) = (Arc::new(Mutex::new(Round::new())), WaitGroup::new());
        for is_leader in [true, false, false] {
            let (round, token) = (round.clone(), all.token());
            thread::spawn(move || {
                for turn in 1..=ROUNDS {
                    let next = round.lock().next.clone();
                    release(&round, is_leader, next, turn == ROUNDS);
                }
                drop(token);
            });
        }
        all.wait();
    });
}

/// The leader ends the round; nobody leads after the last one.
fn lead(round: &mut Round, is_last: bool) {
    match is_last {
        true => round.leader = None,
        false => *round = Round::new(),
    }
}

fn found(_: &mut Cx) {
    elect(|round, is_leader, next, is_last| {
        let mut round = round.lock();
        if is_leader {
            lead(&mut round, is_last);
        }
        _ = next.recv();
    });
}

fn fixed(_: &mut Cx) {
    elect(|round, is_leader, next, is_last| {
        if is_leader {
            lead(&mut round.lock(), is_last);
        }
        _ = next.recv();
    });
}
