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

#[test]
fn pools_and_pipelines() {
    unhang::root(|cx| {
        for capacity in [0, 1, 64] {
            assert_eq!(pool(cx, capacity, 1000), (0..1000).map(|x| x * x).sum::<u64>());
            assert_eq!(pipeline(cx, capacity), 5050);
        }
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
        out.send(cx, got?).unwrap();
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
            let mut seen: Vec<u64> = Vec::new();
            while let Ok(x) = merged.recv_timeout(std::time::Duration::from_secs(10)) {
                seen.push(x);
                if seen.len() == 200 {
                    break;
                }
            }
            let cx = merged.close(cx);
            let cx = stop.close(cx);
            seen.sort();
            assert_eq!(seen, (0..100).chain(1000..1100).collect::<Vec<_>>());
            _ = merger.join(cx);
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
