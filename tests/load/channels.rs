//! Channels of all capacities, with levels and without, replies, and selects.

use super::{Group, Load, Random, SHORT, for_a_while};
use std::sync::atomic::{AtomicU64, Ordering};
use unhang::channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TryRecvError, TrySendError, after, bounded, select, unbounded,
};
use unhang::{Mutex, oneshot, root, spawn_with, thread};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
    #[after(Results)]
    #[channel(bounded)]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[after(Requests)]
    #[channel]
    pub struct Replies;
    #[channel(bounded)]
    #[before(Left, Right)]
    pub struct Merged;
    #[channel(bounded)]
    pub struct Left;
    #[channel(bounded)]
    pub struct Right;
}
use order::*;

pub const GROUPS: &[Group] = &[
    Group { name: "channel of capacity 0", tasks: 3, run: |load| two_to_one(load, 0) },
    Group { name: "channel of capacity 1", tasks: 3, run: |load| two_to_one(load, 1) },
    Group { name: "channel of capacity 64", tasks: 3, run: |load| two_to_one(load, 64) },
    Group { name: "channel without a bound", tasks: 2, run: without_a_bound },
    Group { name: "channels with levels", tasks: 3, run: pool },
    Group { name: "oneshot", tasks: 2, run: replies },
    Group { name: "oneshot with a level", tasks: 3, run: levelled_replies },
    Group { name: "select", tasks: 3, run: selects },
    Group { name: "select with levels", tasks: 2, run: levelled_selects },
];

/// Capacities in turn.
fn capacity(round: usize) -> usize {
    [0, 1, 3][round % 3]
}

/// Sends each number once, in one way or another; returns how many it sent, and their sum.
fn send_all(load: &Load, sender: &Sender<u64>, mut random: Random) -> (u64, u64) {
    let (mut count, mut sum) = (0, 0);
    while load.goes_on() {
        let number = random.below(1000) as u64;
        let is_sent = match random.below(4) {
            0 => match sender.try_send(number) {
                Ok(()) => true,
                Err(TrySendError::Full(_)) => false,
                Err(TrySendError::Disconnected(_)) => panic!("the receiver is here"),
            },
            1 => match sender.send_timeout(number, SHORT) {
                Ok(()) => true,
                Err(SendTimeoutError::Timeout(_)) => false,
                Err(SendTimeoutError::Disconnected(_)) => panic!("the receiver is here"),
            },
            _ => sender.send(number).is_ok(),
        };
        if is_sent {
            (count, sum) = (count + 1, sum + number);
        }
        if random.below(64) == 0 {
            for_a_while();
        }
        load.step();
    }
    (count, sum)
}

fn receive_all(load: &Load, receiver: &Receiver<u64>, mut random: Random) -> (u64, u64) {
    let (mut count, mut sum) = (0, 0);
    loop {
        let number = match random.below(4) {
            0 => match receiver.try_recv() {
                Ok(number) => number,
                Err(TryRecvError::Empty) => continue,
                Err(TryRecvError::Disconnected) => return (count, sum),
            },
            1 => match receiver.recv_timeout(SHORT) {
                Ok(number) => number,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return (count, sum),
            },
            _ => match receiver.recv() {
                Ok(number) => number,
                Err(_) => return (count, sum),
            },
        };
        (count, sum) = (count + 1, sum + number);
        if random.below(64) == 0 {
            for_a_while();
        }
        load.step();
    }
}

fn two_to_one(load: &Load, capacity: usize) {
    let (sender, receiver) = bounded(capacity);
    let (sent, received) = thread::scope(|scope| {
        let senders = [sender.clone(), sender].map(|sender| scope.spawn(move || send_all(load, &sender, load.random(sender.len() + 7))));
        let receiver = scope.spawn(move || receive_all(load, &receiver, load.random(2)));
        let sent = senders.map(|sender| sender.join().expect("no panic"));
        (sent, receiver.join().expect("no panic"))
    });
    assert_eq!((sent[0].0 + sent[1].0, sent[0].1 + sent[1].1), received);
}

/// The other way there are credits, so that the sender is not ahead for ever.
fn without_a_bound(load: &Load) {
    const CREDIT: u64 = 256;
    let ((sender, receiver), (credit, credits)) = (unbounded(), unbounded());
    let (sent, received) = thread::scope(|scope| {
        let sent = scope.spawn(move || {
            let (mut sent, mut ahead) = (0_u64, 0);
            while load.goes_on() {
                if ahead == 2 * CREDIT {
                    credits.recv().expect("the receiver is here");
                    ahead -= CREDIT;
                }
                sender.send(sent).expect("the receiver is here");
                (sent, ahead) = (sent + 1, ahead + 1);
                load.step();
            }
            sent
        });
        let received = scope.spawn(move || {
            let mut received = 0;
            for number in receiver {
                assert_eq!(number, received);
                received += 1;
                if received % CREDIT == 0 {
                    // Nobody needs it in the end.
                    let _ = credit.send(());
                }
            }
            received
        });
        (sent.join().expect("no panic"), received.join().expect("no panic"))
    });
    assert_eq!(sent, received);
}

/// A feeder and two workers, born for each round.
fn pool(load: &Load) {
    const JOBS: u64 = 200;
    let log = std::sync::Arc::new(Mutex::<u64, Log>::new(0));
    let mut rounds = 0;
    while load.goes_on() {
        root(|cx| {
            let (jobs, work, cx) = cx.bounded::<u64, Jobs>(capacity(rounds));
            let (out, results, cx) = cx.bounded::<u64, Results>(capacity(rounds / 3));
            for _ in 0..2 {
                let log = log.clone();
                _ = spawn_with(cx, (&work, &out), move |cx, (work, out)| {
                    while let Ok(job) = work.recv(cx) {
                        *log.lock(cx) += 1;
                        out.send(cx, job * job).expect("the results are read");
                    }
                });
            }
            let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..JOBS).for_each(|job| jobs.send(cx, job).expect("the workers live")));
            let cx = work.close(cx);
            let cx = out.close(cx);
            let sum: u64 = results.iter(cx).inspect(|_| load.step()).sum();
            assert_eq!(sum, (0..JOBS).map(|job| job * job).sum());
        });
        rounds += 1;
        root(|cx| assert_eq!(*log.lock(cx), rounds as u64 * JOBS));
    }
}

/// A request carries the sender of its reply.
fn replies(load: &Load) {
    let (ask, asked) = bounded(1);
    let (questions, answers) = thread::scope(|scope| {
        let client = scope.spawn(move || {
            let mut questions = 0_u64;
            while load.goes_on() {
                let (reply, answer) = oneshot::channel();
                ask.send((questions, reply)).expect("the server lives");
                if questions % 5 == 0 {
                    // Nobody waits for the answer.
                    drop(answer);
                } else {
                    assert_eq!(answer.recv(), Ok(questions * 2));
                }
                questions += 1;
                load.step();
            }
            questions
        });
        let server = scope.spawn(move || {
            let mut answers = 0;
            for (question, reply) in asked {
                if answers % 32 == 0 {
                    for_a_while();
                }
                answers += 1;
                let is_sent = reply.send(question * 2).is_ok();
                assert!(is_sent || question % 5 == 0);
            }
            answers
        });
        (client.join().expect("no panic"), server.join().expect("no panic"))
    });
    assert_eq!(questions, answers);
}

fn levelled_replies(load: &Load) {
    type Request = (u64, oneshot::Carried<u64, Replies, Requests>);
    const QUESTIONS: u64 = 50;
    let mut rounds = 0;
    while load.goes_on() {
        root(|cx| {
            let (requests, inbox, cx) = cx.bounded::<Request, Requests>(capacity(rounds));
            let (server, cx) = spawn_with(cx, (inbox,), |cx, (inbox,)| {
                let mut answers = 0;
                while let Ok((question, reply)) = inbox.recv(cx) {
                    let (reply, _) = reply.attach(cx);
                    reply.send(question * 2).expect("the client waits");
                    answers += 1;
                }
                answers
            });
            let clients = [(); 2].map(|()| {
                let (client, _) = spawn_with(cx, (&requests,), |cx, (requests,)| {
                    for question in 0..QUESTIONS {
                        let (reply, answer, cx) = cx.oneshot::<u64, Replies>();
                        let (reply, cx) = reply.detach(cx);
                        assert!(requests.send(cx, (question, reply)).is_ok());
                        assert_eq!(answer.recv(cx), Ok(question * 2));
                    }
                });
                client
            });
            let cx = requests.close(cx);
            clients.into_iter().for_each(|client| client.join(cx).expect("no panic"));
            assert_eq!(server.join(cx).expect("no panic"), 2 * QUESTIONS);
        });
        (0..QUESTIONS).for_each(|_| load.step());
        rounds += 1;
    }
}

/// Two that send into whatever has space, and one that reads what comes first.
fn selects(load: &Load) {
    let ((left, from_left), (right, from_right)) = (bounded::<u64>(0), bounded::<u64>(1));
    let sent = AtomicU64::new(0);
    let received = thread::scope(|scope| {
        for me in 0..2 {
            let (left, right, sent) = (left.clone(), right.clone(), &sent);
            scope.spawn(move || {
                let mut random = load.random(me);
                while load.goes_on() {
                    let message = random.below(100) as u64;
                    let is_sent = if random.below(2) == 0 {
                        select! {
                            send(left, message) -> sent => sent.is_ok(),
                            send(right, message) -> sent => sent.is_ok(),
                        }
                    } else {
                        select! {
                            send(right, message) -> sent => sent.is_ok(),
                            default(SHORT) => false,
                        }
                    };
                    sent.fetch_add(if is_sent { message + 1 } else { 0 }, Ordering::Relaxed);
                    load.step();
                }
            });
        }
        drop((left, right));
        let reader = scope.spawn(move || {
            let (mut random, mut received, mut open) = (load.random(2), 0, [true; 2]);
            let mut take = |open: &mut bool, message: Option<u64>| match message {
                Some(message) => received += message + 1,
                None => *open = false,
            };
            while open != [false; 2] {
                match open {
                    [true, true] if random.below(2) == 0 => select! {
                        recv(from_left) -> message => take(&mut open[0], message.ok()),
                        recv(from_right) -> message => take(&mut open[1], message.ok()),
                        recv(after(SHORT)) -> _ => {}
                    },
                    [true, true] => select! {
                        recv(from_left) -> message => take(&mut open[0], message.ok()),
                        recv(from_right) -> message => take(&mut open[1], message.ok()),
                    },
                    [true, false] => take(&mut open[0], from_left.recv().ok()),
                    _ => take(&mut open[1], from_right.recv().ok()),
                }
                if random.below(64) == 0 {
                    for_a_while();
                }
            }
            received
        });
        reader.join().expect("no panic")
    });
    assert_eq!(sent.into_inner(), received);
}

#[unhang::role(owes(Merged), drains(Left, Right))]
fn merge(
    cx: &mut unhang::Cx,
    left: unhang::Receiver<u64, Left>,
    right: unhang::Receiver<u64, Right>,
    out: unhang::Sender<u64, Merged>,
) -> unhang::Ended {
    loop {
        let got = unhang::select!(cx,
            recv(left) -> message => message,
            recv(right) -> message => message,
            interrupted(why) => Err(why.into()),
        );
        match got {
            Ok(message) => out.send(cx, message).expect("what is merged is read"),
            Err(ended) => return ended,
        }
    }
}

fn levelled_selects(load: &Load) {
    const MESSAGES: u64 = 60;
    let mut rounds = 0;
    while load.goes_on() {
        root(|cx| {
            let (out, merged, cx) = cx.bounded::<u64, Merged>(capacity(rounds));
            let (left, from_left, cx) = cx.bounded::<u64, Left>(capacity(rounds / 3));
            let (right, from_right, cx) = cx.bounded::<u64, Right>(capacity(rounds / 9));
            let ends = (from_left, from_right, out);
            let (merger, cx) = spawn_with(cx, ends, |cx, (left, right, out)| merge(cx, left, right, out));
            let (_, cx) = spawn_with(cx, (left, right), |cx, (left, right)| {
                for message in 0..MESSAGES {
                    left.send(cx, message).expect("it is merged");
                    right.send(cx, message).expect("it is merged");
                }
            });
            // When both are sent, one of them may be closed before the other is empty, so no more are waited for than come for sure.
            let mut count = 0;
            while merged.recv(cx).is_ok() {
                count += 1;
                load.step();
            }
            assert!((2 * MESSAGES - 4..=2 * MESSAGES).contains(&count), "{count}");
            assert_eq!(merger.join(merged.close(cx)).expect("no panic"), unhang::Ended::Closed);
        });
        rounds += 1;
    }
}
