//! Channels with a level: programs that are right run at every capacity.

use unhang::{Cx, Unheld, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Sums;
    #[after(Sums)]
    #[channel(bounded)]
    pub struct Results;
    #[after(Results)]
    #[channel(bounded)]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn pool(cx: &mut Cx<Unheld>, capacity: usize, n: u64) -> u64 {
    let log = std::sync::Arc::new(unhang::Mutex::<u64, Log>::new(0));
    let (jobs, work, cx) = cx.bounded::<u64, Jobs>(capacity);
    let (out, results, cx) = cx.bounded::<u64, Results>(capacity);
    for _ in 0..3 {
        let log = log.clone();
        _ = spawn_with(cx, (&work, &out), move |cx, (work, out)| {
            while let Ok(x) = work.recv(cx) {
                *log.lock(cx) += 1;
                out.send(cx, x * x).unwrap();
            }
        });
    }
    let (_feeder, cx) = spawn_with(cx, (jobs,), move |cx, (jobs,)| {
        for i in 0..n {
            jobs.send(cx, i).unwrap();
        }
    });
    let cx = work.close(cx);
    let cx = out.close(cx);
    let sum = results.iter(cx).sum();
    let cx = results.close(cx);
    let _: &mut Cx<Unheld> = cx;
    assert_eq!(*log.lock(cx), n);
    sum
}

fn pipeline(cx: &mut Cx<Unheld>, capacity: usize) -> u64 {
    let (a, a_out, cx) = cx.bounded::<u64, Jobs>(capacity);
    let (b, b_out, cx) = cx.bounded::<u64, Results>(capacity);
    let (c, c_out, cx) = cx.bounded::<u64, Sums>(capacity);
    let (_, cx) = spawn_with(cx, (a,), |cx, (a,)| (0..100).for_each(|i| a.send(cx, i).unwrap()));
    let (_, cx) = spawn_with(cx, (a_out, b), |cx, (rx, tx)| {
        while let Ok(x) = rx.recv(cx) {
            tx.send(cx, x + 1).unwrap();
        }
    });
    let (_, cx) = spawn_with(cx, (b_out, c), |cx, (rx, tx)| {
        let sum = rx.iter(cx).sum();
        tx.send(cx, sum).unwrap();
    });
    c_out.recv(cx).unwrap()
}

/// Runs a program with rendezvous channels, with small and large ones, and with unbounded ones.
fn at_every_capacity(program: impl Fn(&mut Cx<Unheld>, usize)) {
    static MODE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    for capacity in [0, 1, 64] {
        unhang::root(|cx| program(cx, capacity));
    }
    let _alone = MODE.lock();
    unhang::set_capacity_mode(unhang::CapacityMode::Unbounded);
    unhang::root(|cx| program(cx, 1));
    unhang::set_capacity_mode(unhang::CapacityMode::Declared);
}

#[test]
fn pools_and_pipelines() {
    at_every_capacity(|cx, capacity| {
        assert_eq!(pool(cx, capacity, 1000), (0..1000).map(|x| x * x).sum::<u64>());
        assert_eq!(pipeline(cx, capacity), 5050);
    });
}

/// Each of several workers has the same channel; all results come together in one.
#[test]
fn fan_out_and_fan_in() {
    at_every_capacity(|cx, capacity| {
        let (jobs, work, cx) = cx.bounded::<u64, Jobs>(capacity);
        let (out, results, cx) = cx.bounded::<(u64, u64), Results>(capacity);
        for worker in 0..4 {
            _ = spawn_with(cx, (&out, &work), move |cx, (out, work)| {
                while let Ok(job) = work.recv(cx) {
                    out.send(cx, (worker, job)).unwrap();
                }
            });
        }
        let cx = out.close(work.close(cx));
        let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..500).for_each(|job| jobs.send(cx, job).unwrap()));
        let mut seen: Vec<u64> = results.iter(cx).map(|(_, job)| job).collect();
        seen.sort();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
    });
}

mod service {
    use super::*;
    use unhang::{Receiver, Sender, WaitGroup, oneshot};

    #[unhang::levels]
    pub mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[after(Requests)]
        #[channel]
        pub struct Replies;
        #[after(Requests)]
        pub struct Served;
    }
    use self::order::*;

    pub struct Request {
        number: u64,
        reply: oneshot::Carried<u64, Replies, Requests>,
    }

    /// Asks, waiting for a place in the queue and then for the answer.
    #[unhang::role(owes(Requests))]
    fn client(cx: &mut Cx, requests: Sender<Request, Requests>, from: u64) {
        for number in from..from + 20 {
            let (reply, answer, cx) = cx.oneshot::<u64, Replies>();
            let (reply, cx) = reply.detach(cx);
            requests.send(cx, Request { number, reply }).unwrap();
            assert_eq!(answer.recv(cx), Ok(number * 2));
        }
    }

    #[unhang::role(drains(Requests))]
    fn server(cx: &mut Cx, requests: Receiver<Request, Requests>) -> u64 {
        let mut served = 0;
        while let Ok(Request { number, reply }) = requests.recv(cx) {
            let (reply, _) = reply.attach(cx);
            reply.send(number * 2).unwrap();
            served += 1;
        }
        served
    }

    #[test]
    fn a_server_answers_many_clients() {
        at_every_capacity(|cx, capacity| {
            let (requests, served, cx) = cx.bounded::<Request, Requests>(capacity);
            let all_served = WaitGroup::<Served>::new();
            let (server, cx) = spawn_with(cx, (served,), |cx, (requests,)| server(cx, requests));
            let (token, cx) = all_served.token(cx);
            for from in 0..5 {
                _ = spawn_with(cx, (&requests, &token), move |cx, (requests, token)| {
                    let cx = token.done(cx);
                    client(cx, requests, from * 20);
                });
            }
            let cx = token.done(requests.close(cx));
            all_served.wait(cx).unwrap();
            assert_eq!(server.join(cx).unwrap(), 100);
        });
    }

    /// What waits for a reply whose request nobody will read is told so.
    #[test]
    fn a_reply_is_closed_with_its_request() {
        at_every_capacity(|cx, capacity| {
            let (requests, served, cx) = cx.bounded::<Request, Requests>(capacity.max(1));
            let (reply, answer, cx) = cx.oneshot::<u64, Replies>();
            let (reply, cx) = reply.detach(cx);
            requests.try_send(Request { number: 1, reply }).unwrap();
            let cx = served.close(cx);
            assert_eq!(answer.recv(cx), Err(unhang::Ended::Closed));
            drop(requests);
        });
    }
}

/// One cancellation ends all waits: for messages, for space, for locks, for the end of a group.
#[test]
fn a_cancellation_reaches_everyone() {
    use std::sync::Arc;
    use unhang::{Ended, Interrupt, Mutex, Semaphore};
    at_every_capacity(|cx, _| {
        let (token, held) = (unhang::CancelToken::new(), Arc::new(Mutex::<(), Log>::new(())));
        let guard = held.try_lock(cx);
        let none = Arc::new(Semaphore::<Log>::new(0));
        let stopper = token.clone();
        let (guard, cx) = guard.expect("nobody else has it").nest();
        let started = std::sync::mpsc::channel();
        let canceller = std::thread::spawn(move || {
            for _ in 0..3 {
                started.1.recv().unwrap();
            }
            stopper.cancel_because("enough");
        });
        let ready = started.0;
        // Detached, since they wait for what this task holds.
        let (jobs, work, cx) = cx.bounded::<u64, Jobs>(1);
        let (lock, pool, tell) = (held.clone(), none.clone(), ready.clone());
        let (locker, cancelled) = std::sync::mpsc::channel::<Interrupt>();
        let task_token = token.clone();
        unhang::spawn(move |cx| {
            cx.with_token(&task_token, |cx| {
                tell.send(()).unwrap();
                locker.send(lock.lock_within(cx).map(drop).unwrap_err()).unwrap();
                locker.send(pool.acquire_within(cx).map(drop).unwrap_err()).unwrap();
            });
        });
        let (receiver, received) = std::sync::mpsc::channel::<Ended>();
        let (task_token, tell) = (token.clone(), ready.clone());
        let (_, cx) = spawn_with(cx, (&work,), move |cx, (work,)| {
            cx.with_token(&task_token, |cx| {
                tell.send(()).unwrap();
                receiver.send(work.recv(cx).unwrap_err()).unwrap();
            });
        });
        ready.send(()).unwrap();
        let why = Interrupt::Cancelled(Some("enough".into()));
        let wait = std::time::Duration::from_secs(20);
        assert_eq!(cancelled.recv_timeout(wait), Ok(why.clone()));
        assert_eq!(cancelled.recv_timeout(wait), Ok(why.clone()));
        assert_eq!(received.recv_timeout(wait), Ok(why.into()));
        canceller.join().unwrap();
        drop((guard, jobs, cx));
    });
}

/// A worker that panics is replaced; what it had received is lost, the rest is done.
#[test]
fn a_supervisor_restarts_a_worker() {
    at_every_capacity(|cx, capacity| {
        let (jobs, work, cx) = cx.bounded::<u64, Jobs>(capacity);
        let (out, results, cx) = cx.bounded::<u64, Results>(capacity);
        let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..50).for_each(|job| jobs.send(cx, job).unwrap()));
        let (_supervisor, cx) = spawn_with(cx, (out, work), |cx, (out, work)| {
            let mut starts = 0;
            loop {
                starts += 1;
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    while let Ok(job) = work.recv(cx) {
                        if job % 20 == 7 {
                            std::panic::resume_unwind(Box::new("bad job"));
                        }
                        out.send(cx, job).unwrap();
                    }
                }));
                if ended.is_ok() {
                    return starts;
                }
            }
        });
        let seen: Vec<u64> = results.iter(cx).collect();
        assert_eq!(seen, (0..50).filter(|job| job % 20 != 7).collect::<Vec<_>>());
    });
}

#[unhang::role(owes(Results), drains(Jobs))]
fn worker(cx: &mut Cx, jobs: unhang::Receiver<u64, Jobs>, results: unhang::Sender<u64, Results>) {
    while let Ok(x) = jobs.recv(cx) {
        results.send(cx, x + 1).unwrap();
    }
    let cx = results.close(cx);
    let cx = jobs.close(cx);
    let _: &mut Cx = cx;
}

#[test]
fn a_role() {
    unhang::root(|cx| {
        let (jobs, work, cx) = cx.bounded::<u64, Jobs>(0);
        let (out, results, cx) = cx.bounded::<u64, Results>(0);
        let (_, cx) = spawn_with(cx, (work, out), |cx, (work, out)| worker(cx, work, out));
        let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..3).for_each(|x| jobs.send(cx, x).unwrap()));
        assert_eq!(results.iter(cx).collect::<Vec<_>>(), [1, 2, 3]);
    });
}

mod signals {
    #[unhang::levels]
    pub mod order {
        #[channel]
        pub struct Stop;
        #[channel(bounded)]
        pub struct Left;
        #[channel(bounded)]
        pub struct Right;
        #[channel(bounded)]
        #[before(Left, Right, Stop)]
        pub struct Out;
    }
}

#[unhang::role(owes(signals::order::Out), drains(signals::order::Left, signals::order::Right, signals::order::Stop))]
fn merge(
    cx: &mut Cx,
    left: unhang::Receiver<u64, signals::order::Left>,
    right: unhang::Receiver<u64, signals::order::Right>,
    stop: unhang::Receiver<(), signals::order::Stop>,
    out: unhang::Sender<u64, signals::order::Out>,
) -> Result<(), unhang::Ended> {
    loop {
        let got = unhang::select!(cx,
            recv(left) -> x => x,
            recv(right) -> x => x,
            recv(&stop) -> _ => return Ok(()),
            interrupted(why) => return Err(why.into()),
        );
        // A channel that is closed is always ready.
        if let Ok(x) = got {
            out.send(cx, x).unwrap();
        }
    }
}

#[test]
fn a_select_drains_several() {
    use signals::order::*;
    unhang::root(|cx| {
        for capacity in [0, 1, 64] {
            let (out, merged, cx) = cx.bounded::<u64, Out>(capacity);
            let (left, left_rx, cx) = cx.bounded::<u64, Left>(capacity);
            let (right, right_rx, cx) = cx.bounded::<u64, Right>(capacity);
            let (stop, stopped, cx) = cx.unbounded::<(), Stop>();
            let ends = (left_rx, right_rx, stopped, out);
            let (merger, cx) = spawn_with(cx, ends, |cx, (left, right, stop, out)| merge(cx, left, right, stop, out));
            let (_, cx) = spawn_with(cx, (left, right), |cx, (left, right)| {
                for x in 0..100 {
                    left.send(cx, x).unwrap();
                    right.send(cx, 1000 + x).unwrap();
                }
            });
            let next = || merged.recv_timeout(std::time::Duration::from_secs(10)).expect("200 in all");
            let mut seen: Vec<u64> = (0..200).map(|_| next()).collect();
            let cx = stop.close(merged.close(cx));
            seen.sort();
            assert_eq!(seen, (0..100).chain(1000..1100).collect::<Vec<_>>());
            assert_eq!(merger.join(cx).unwrap(), Ok(()));
        }
    });
}

#[test]
fn a_select_ends_early() {
    use signals::order::*;
    use std::time::Duration;
    unhang::root(|cx| {
        let (stop, stopped, cx) = cx.unbounded::<(), Stop>();
        assert_eq!(unhang::select!(cx, recv(stopped) -> _ => 1, default => 2), 2);
        let (gate, opened) = std::sync::mpsc::channel::<()>();
        let (keeper, cx) = spawn_with(cx, (stop,), move |_, (_stop,)| opened.recv_timeout(Duration::from_secs(10)).is_ok());
        let ended = cx.with_timeout(Duration::from_millis(5), |cx| {
            unhang::select!(cx,
                recv(stopped) -> _ => None,
                interrupted(why) => Some(why),
            )
        });
        assert_eq!(ended, Some(unhang::Interrupt::Deadline));
        gate.send(()).unwrap();
        assert!(keeper.join(cx).unwrap());
        let closed = unhang::select!(cx, recv(&stopped) -> stop => stop, interrupted(why) => Err(why.into()));
        assert_eq!(closed, Err(unhang::Ended::Closed));
    });
}
