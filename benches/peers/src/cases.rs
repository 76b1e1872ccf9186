//! The cases, for any contestant. A name that ends in `/other` runs the package's second contestant: parking_lot beside std, locks
//! without levels beside locks with them.

use crate::Budget;
use crate::contestant::{Contestant, First, Other, Reports};
use std::hint::black_box;
use std::sync::Barrier;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub const NAMES: &[&str] = &[
    "lock",
    "read",
    "write",
    "nested-2",
    "nested-4",
    "nested-16",
    "own-1",
    "own-2",
    "own-8",
    "own-64",
    "known-10",
    "known-1000",
    "known-100000",
    "new-edge",
    "contended-8",
    "potential",
    "active",
];

/// Nanoseconds per operation, if the contestant has the case.
pub fn run(name: &str, budget: Budget) -> Option<f64> {
    match name.strip_suffix("/other") {
        Some("potential") => potential(),
        Some("active") => active(),
        Some(name) => Some(speed::<Other>(name, budget)),
        None => Some(speed::<First>(name, budget)),
    }
}

fn speed<C: Contestant>(name: &str, budget: Budget) -> f64 {
    let (case, number) = name.split_once('-').map_or((name, 0), |(case, number)| (case, number.parse().unwrap_or(0)));
    match (case, number) {
        ("lock", _) => one::<C, C::Mutex>(budget, C::lock),
        ("read", _) => one::<C, C::RwLock>(budget, |cx, lock| {
            black_box(C::read(cx, lock));
        }),
        ("write", _) => one::<C, C::RwLock>(budget, C::write),
        ("nested", 2) => one::<C, C::Row>(budget, C::nested_2),
        ("nested", 4) => one::<C, C::Row>(budget, C::nested_4),
        ("nested", 16) => one::<C, C::Row>(budget, C::nested_16),
        ("own", threads) => own::<C>(threads, budget),
        ("known", locks) => known::<C>(locks, budget),
        ("new", _) => new_edge::<C>(),
        ("contended", threads) => contended::<C>(threads, budget),
        _ => panic!("no case `{name}`"),
    }
}

#[inline(never)]
fn one<C: Contestant, S: Default>(budget: Budget, operation: impl Fn(&mut C::Context, &S)) -> f64 {
    let subject = S::default();
    C::with_context(|cx| budget.measure(|| operation(cx, &subject)))
}

/// Threads that have nothing in common but the library: each takes two locks of its own.
fn own<C: Contestant>(threads: usize, budget: Budget) -> f64 {
    on_threads::<C, _>(threads, budget, || (C::Mutex::default(), C::Second::default()), |cx, (first, second)| C::pair(cx, first, second))
}

/// All threads want one lock.
fn contended<C: Contestant>(threads: usize, budget: Budget) -> f64 {
    let lock = C::Mutex::default();
    on_threads::<C, _>(threads, budget, || &lock, |cx, lock| C::lock(cx, lock))
}

/// Wall-clock nanoseconds per operation of all threads together.
fn on_threads<C: Contestant, S>(
    threads: usize,
    budget: Budget,
    make: impl Fn() -> S + Sync,
    operation: impl Fn(&mut C::Context, &S) + Sync,
) -> f64 {
    const BLOCK: u64 = 256;
    let limit = Duration::from_millis(budget.milliseconds());
    let barrier = Barrier::new(threads);
    let (operations, time) = std::thread::scope(|scope| {
        let work = || {
            let subject = make();
            C::with_context(|cx| {
                operation(cx, &subject);
                barrier.wait();
                let (start, mut operations) = (Instant::now(), 0);
                while start.elapsed() < limit {
                    (0..BLOCK).for_each(|_| operation(cx, &subject));
                    operations += BLOCK;
                }
                (operations, start.elapsed())
            })
        };
        let tasks: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let results = tasks.into_iter().map(|task| task.join().expect("no task panics"));
        results.fold((0, Duration::ZERO), |(all, longest), (operations, time)| (all + operations, longest.max(time)))
    });
    time.as_nanos() as f64 / operations as f64
}

/// Pairs out of `locks` locks, each pair of which was seen before.
fn known<C: Contestant>(locks: usize, budget: Budget) -> f64 {
    let pairs: Vec<(C::Mutex, C::Second)> = (0..locks / 2).map(|_| Default::default()).collect();
    C::with_context(|cx| {
        pairs.iter().for_each(|(first, second)| C::pair(cx, first, second));
        let mut at = 0;
        budget.measure(|| {
            let (first, second) = &pairs[at];
            C::pair(cx, first, second);
            // A step that visits all of them, out of order.
            at = (at + 40_503) % pairs.len();
        })
    })
}

/// What the first time costs more than the second.
fn new_edge<C: Contestant>() -> f64 {
    const PAIRS: usize = 10_000;
    let pairs: Vec<(C::Mutex, C::Second)> = (0..PAIRS).map(|_| Default::default()).collect();
    C::with_context(|cx| {
        // Each lock is known, no pair of them is.
        pairs.iter().for_each(|(first, _)| C::lock(cx, first));
        let mut time = || {
            let start = Instant::now();
            pairs.iter().for_each(|(first, second)| C::pair(cx, first, second));
            start.elapsed().as_nanos() as f64 / PAIRS as f64
        };
        let first = time();
        first - time().min(time())
    })
}

static START: OnceLock<Instant> = OnceLock::new();

fn told(at: Instant) {
    if let Some(start) = START.get() {
        println!("{}", at.duration_since(*start).as_nanos());
        // Not `exit`, which runs the destructors of a thread that holds what the other one waits for: that is a finding of its own.
        std::process::abort();
    }
}

fn started() {
    START.set(Instant::now()).expect("it starts once");
}

/// From the lock that is taken in the opposite order to the report, while nothing hangs.
fn potential() -> Option<f64> {
    <Other as Reports>::POTENTIAL.then(|| {
        let (a, b) = <(<Other as Contestant>::Mutex, <Other as Contestant>::Mutex)>::default();
        Other::on_report(told);
        drop((Other::take(&a), Other::take(&b)));
        let _b = Other::take(&b);
        started();
        let _a = Other::take(&a);
        panic!("no report");
    })
}

/// From the lock that closes a circle of two threads to the report.
fn active() -> Option<f64> {
    <Other as Reports>::ACTIVE.then(|| {
        let (a, b) = <(<Other as Contestant>::Mutex, <Other as Contestant>::Mutex)>::default();
        let barrier = Barrier::new(2);
        Other::on_report(told);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _a = Other::take(&a);
                barrier.wait();
                let _b = Other::take(&b);
            });
            let _b = Other::take(&b);
            barrier.wait();
            // The other one is asleep by now.
            std::thread::sleep(Duration::from_millis(20));
            started();
            let _a = Other::take(&a);
        });
        panic!("no report");
    })
}
