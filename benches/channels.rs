//! unhang's channels beside crossbeam's: `cargo bench --bench channels`, and with `--features checked`.
//!
//! Instructions of a send and a receive that do not wait, counted by valgrind in two runs of different length; and the time of a
//! message there and back between two threads, and of four threads that send to one, as ratios.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

/// The cases, once for each crate.
macro_rules! contestant {
    ($name:ident, $($channel:tt)+) => {
        mod $name {
            use super::*;
            use $($channel)+::{Receiver, Sender, bounded, select, unbounded};

            fn there_and_back<T>((s, r): (Sender<T>, Receiver<T>), message: impl Fn() -> T, n: u64) {
                for _ in 0..n {
                    let _ = black_box(&s).send(message());
                    let _ = black_box(black_box(&r).recv());
                }
            }

            pub fn run(case: &str, n: u64) {
                match case {
                    "bounded" => there_and_back(bounded(8), || 1_u64, n),
                    "unbounded" => there_and_back(unbounded(), || 1_u64, n),
                    "bounded, with drop" => there_and_back(bounded(8), Vec::<u64>::new, n),
                    "unbounded, with drop" => there_and_back(unbounded(), Vec::<u64>::new, n),
                    "select of two" => {
                        let ((s, r), (_s2, r2)) = (bounded(8), bounded::<u64>(8));
                        for _ in 0..n {
                            let _ = s.send(1_u64);
                            select! { recv(r) -> one => black_box(one).is_ok(), recv(r2) -> other => black_box(other).is_ok() };
                        }
                    }
                    _ => unreachable!("a case"),
                }
            }

            pub fn four_to_one(capacity: usize, n: u32) -> Duration {
                let (sender, receiver) = bounded::<u32>(capacity);
                let start = Instant::now();
                std::thread::scope(|scope| {
                    for _ in 0..4 {
                        let sender = sender.clone();
                        scope.spawn(move || (0..n).try_for_each(|message| sender.send(message)));
                    }
                    drop(sender);
                    let received = receiver.iter().map(black_box).count();
                    assert_eq!(received, 4 * n as usize);
                });
                start.elapsed()
            }

            pub fn ping_pong(capacity: usize, n: u32) -> Duration {
                let ((ping, pinged), (pong, ponged)) = (bounded::<u32>(capacity), bounded::<u32>(capacity));
                let start = Instant::now();
                std::thread::scope(|scope| {
                    scope.spawn(move || pinged.iter().try_for_each(|message| pong.send(message)));
                    for i in 0..n {
                        ping.send(i).expect("the other thread lives");
                        black_box(ponged.recv().expect("the other thread lives"));
                    }
                    drop(ping);
                });
                start.elapsed()
            }
        }
    };
}
/// Typed ends, and beside them crossbeam's in the same program: one task sends all, then another receives all, so nobody waits.
mod typed {
    use super::*;
    use order::*;

    #[unhang::levels]
    pub mod order {
        #[channel]
        pub struct News;
        #[channel(bounded)]
        pub struct Jobs;
    }

    pub fn run(case: &str, n: u64) {
        unhang::root(|cx| match case {
            "typed, bounded" => {
                let (jobs, work, cx) = cx.bounded::<u64, Jobs>(CAPACITY);
                let sender = move |cx: &mut unhang::Cx<_>, (jobs,): (unhang::Sender<'_, u64, Jobs>,)| {
                    for _ in 0..n {
                        let _ = black_box(&jobs).send(cx, 1);
                    }
                };
                let (_, cx) = unhang::spawn_with(cx, (jobs,), sender);
                until_all_came(|| work.len(), n);
                for _ in 0..n {
                    let _ = black_box(black_box(&work).recv(cx));
                }
            }
            _ => {
                let (news, heard, cx) = cx.unbounded::<u64, News>();
                let sender = move |cx: &mut unhang::Cx<_>, (news,): (unhang::Sender<'_, u64, News>,)| {
                    for _ in 0..n {
                        let _ = black_box(&news).send(cx, 1);
                    }
                };
                let (_, cx) = unhang::spawn_with(cx, (news,), sender);
                until_all_came(|| heard.len(), n);
                for _ in 0..n {
                    let _ = black_box(black_box(&heard).recv(cx));
                }
            }
        });
    }

    pub fn run_theirs(case: &str, n: u64) {
        let (s, r) = if case == "typed, bounded" { crossbeam_channel::bounded(CAPACITY) } else { crossbeam_channel::unbounded() };
        let sender = std::thread::spawn(move || {
            for _ in 0..n {
                let _ = black_box(&s).send(1_u64);
            }
        });
        until_all_came(|| r.len(), n);
        for _ in 0..n {
            let _ = black_box(black_box(&r).recv());
        }
        let _ = sender.join();
    }

    const CAPACITY: usize = 4096;

    /// Sleeps, so that looking costs the same however long the other task takes.
    fn until_all_came(came: impl Fn() -> usize, n: u64) {
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(came() as u64, n, "the machine is too busy to count instructions");
    }
}

contestant!(theirs, crossbeam_channel);
contestant!(ours, unhang::channel);

const CASES: [&str; 7] =
    ["bounded", "unbounded", "bounded, with drop", "unbounded, with drop", "select of two", "typed, bounded", "typed, unbounded"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [contestant, case, n] = &arguments[..] {
        let run = match (&contestant[..], case.starts_with("typed")) {
            ("ours", false) => ours::run,
            ("ours", true) => typed::run,
            (_, false) => theirs::run,
            (_, true) => typed::run_theirs,
        };
        return run(case, n.parse().expect("a number"));
    }
    println!("{:<28}{:>12}{:>12}", "instructions, send + receive", "crossbeam", "unhang");
    for case in CASES {
        match (instructions("theirs", case), instructions("ours", case)) {
            (Some(theirs), Some(ours)) => println!("{case:<28}{theirs:>12}{ours:>12}"),
            _ => println!("{case:<28}  (needs valgrind)"),
        }
    }
    for capacity in [0, 1] {
        println!(
            "ping-pong, capacity {capacity}: {:.2} times crossbeam's time",
            median_ratio(ours::ping_pong, theirs::ping_pong, capacity)
        );
    }
    for capacity in [1, 64] {
        let ratio = median_ratio(ours::four_to_one, theirs::four_to_one, capacity);
        println!("four to one, capacity {capacity}: {ratio:.2} times crossbeam's time");
    }
}

fn instructions(contestant: &str, case: &str) -> Option<u64> {
    let count = |n: u64| {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe().ok()?);
        let output = command.args([contestant, case, &n.to_string()]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok())
    };
    Some((count(3_100)? - count(1_550)?) / 1_550)
}

/// The median over rounds in which both take turns.
fn median_ratio(ours: fn(usize, u32) -> Duration, theirs: fn(usize, u32) -> Duration, capacity: usize) -> f64 {
    const MESSAGES: u32 = 20_000;
    let round = |_| ours(capacity, MESSAGES).as_secs_f64() / theirs(capacity, MESSAGES).as_secs_f64();
    let mut ratios: Vec<f64> = (0..21).map(round).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}
