//! Without a level: programs that look like those of `hangs`, and end. Nothing may be told.

use crate::{Story, pause};
use std::sync::Arc;
use std::time::{Duration, Instant};
use unhang::channel::{Receiver, RecvTimeoutError, Select, Sender, after, at, bounded, never, select, tick, unbounded};
use unhang::{Barrier, Condvar, Mutex, Semaphore, WaitGroup, thread};

pub const STORIES: &[Story] = &[
    Story::quiet("a pipeline", || at_every_capacity(pipeline)),
    Story::quiet("a pool", || at_every_capacity(pool)),
    Story::quiet("ping-pong", || at_every_capacity(ping_pong)),
    Story::quiet("one task feeds, another collects", || at_every_capacity(one_feeds_another_collects)),
    Story::quiet("drained by a select", || at_every_capacity(drained_by_a_select)),
    Story::quiet("two selects meet", || at_every_capacity(two_selects_meet)),
    Story::quiet("one looks and one sends", || at_every_capacity(one_looks_and_one_sends)),
    Story::quiet("requests and replies", || at_every_capacity(requests_and_replies)),
    Story::quiet("the last sender goes", || at_every_capacity(the_last_sender_goes)),
    Story::quiet("the last receiver goes", || at_every_capacity(the_last_receiver_goes)),
    Story::quiet("a timer runs", a_timer_runs),
    Story::quiet("a timer runs beside others that wait", a_timer_runs_beside_others_that_wait),
    Story::quiet("timed waits", timed_waits),
    Story::quiet("a timed wait beside one that is not", a_timed_wait_beside_one_that_is_not),
    Story::quiet("a foreign thread sends late", a_foreign_thread_sends_late),
    Story::quiet("a foreign thread receives late", a_foreign_thread_receives_late),
    Story::quiet("a foreign thread goes late", a_foreign_thread_goes_late),
    Story::quiet("foreign threads end other waits", foreign_threads_end_other_waits),
    Story::quiet("a task sleeps before it sends", a_task_sleeps_before_it_sends),
    Story::quiet("a lock is released before the wait", a_lock_is_released_before_the_wait),
    Story::quiet("a permit comes back", a_permit_comes_back),
    Story::quiet("rounds of a barrier", rounds_of_a_barrier),
    Story::quiet("workers end before the program", workers_end_before_the_program),
];

type Open<T> = fn() -> (Sender<T>, Receiver<T>);

/// With rendezvous channels, with small and large ones, and with unbounded ones.
fn at_every_capacity(story: impl Fn(Open<u64>)) {
    let all: [Open<u64>; 4] = [|| bounded(0), || bounded(1), || bounded(64), unbounded];
    all.into_iter().for_each(story);
}

fn join<T>(task: thread::JoinHandle<T>) -> T {
    task.join().expect("no panic")
}

fn pipeline(open: Open<u64>) {
    let ((a, a_out), (b, b_out), (c, c_out)) = (open(), open(), open());
    thread::spawn(move || (0..200).for_each(|i| a.send(i).expect("the next stage")));
    thread::spawn(move || a_out.iter().for_each(|i| b.send(i + 1).expect("the next stage")));
    let last = thread::spawn(move || b_out.iter().for_each(|i| c.send(i).expect("the end")));
    assert_eq!(c_out.iter().sum::<u64>(), 20_100);
    join(last);
}

fn pool(open: Open<u64>) {
    let ((jobs, todo), (results, done)) = (open(), open());
    for _ in 0..4 {
        let (todo, results) = (todo.clone(), results.clone());
        thread::spawn(move || todo.iter().for_each(|job| results.send(job).expect("somebody collects")));
    }
    drop((todo, results));
    let feeder = thread::spawn(move || (0..200).for_each(|job| jobs.send(job).expect("somebody works")));
    assert_eq!(done.iter().sum::<u64>(), 19_900);
    join(feeder);
}

fn ping_pong(open: Open<u64>) {
    let ((to_them, from_us), (to_us, from_them)) = (open(), open());
    let they = thread::spawn(move || from_us.iter().for_each(|i| to_us.send(i + 1).expect("they wait for it")));
    let mut count = 0;
    while count < 200 {
        to_them.send(count).expect("they are there");
        count = from_them.recv().expect("they answer");
    }
    drop(to_them);
    join(they);
}

fn one_feeds_another_collects(open: Open<u64>) {
    let ((jobs, todo), (results, done)) = (open(), open());
    let worker = thread::spawn(move || todo.iter().for_each(|job| results.send(job * 2).expect("somebody collects")));
    let feeder = thread::spawn(move || (0..100).for_each(|job| jobs.send(job).expect("somebody works")));
    assert_eq!(done.iter().count(), 100);
    join(worker);
    join(feeder);
}

fn drained_by_a_select(open: Open<u64>) {
    let ((first, firsts), (second, seconds)) = (open(), open());
    let feeder = thread::spawn(move || {
        (0..50).for_each(|i| first.send(i).expect("somebody receives"));
        (0..50).for_each(|i| second.send(i).expect("somebody receives"));
    });
    let mut seen = 0;
    while seen < 100 {
        select! {
            recv(firsts) -> got => seen += u32::from(got.is_ok()),
            recv(seconds) -> got => seen += u32::from(got.is_ok()),
        }
    }
    join(feeder);
}

/// Each would send or receive, on one channel.
fn two_selects_meet(open: Open<u64>) {
    let (s, r) = open();
    let tasks = [(); 2].map(|()| {
        let (s, r) = (s.clone(), r.clone());
        thread::spawn(move || {
            for i in 0..100 {
                select! {
                    send(s, i) -> sent => sent.expect("both are here"),
                    recv(r) -> got => _ = got.expect("both are here"),
                    default(Duration::from_millis(100)) => {}
                }
            }
        })
    });
    tasks.into_iter().for_each(join);
    let met = thread::spawn(move || select! { send(s, 1) -> sent => sent.is_ok(), recv(never::<u8>()) -> _ => false });
    assert!(select! { recv(r) -> got => got.is_ok(), recv(never::<u8>()) -> _ => false });
    assert!(join(met));
}

fn one_looks_and_one_sends(open: Open<u64>) {
    let (s, r) = open();
    let sender = thread::spawn(move || (0..50).for_each(|i| s.send(i).expect("somebody receives")));
    for _ in 0..50 {
        let mut list = Select::new();
        list.recv(&r);
        list.ready();
        r.recv().expect("nobody else takes it");
    }
    join(sender);
}

fn requests_and_replies(open: Open<u64>) {
    let (requests, served) = unbounded::<(u64, Sender<u64>)>();
    let server = thread::spawn(move || served.iter().for_each(|(number, reply)| reply.send(number * 2).expect("somebody asked")));
    for number in 0..100 {
        let (reply, answer) = open();
        requests.send((number, reply)).expect("the server");
        assert_eq!(answer.recv(), Ok(number * 2));
    }
    drop(requests);
    join(server);
}

fn the_last_sender_goes(open: Open<u64>) {
    let (s, r) = open();
    let senders = [s.clone(), s].map(|s| thread::spawn(move || drop(s)));
    assert!(r.recv().is_err());
    senders.into_iter().for_each(join);
}

fn the_last_receiver_goes(open: Open<u64>) {
    let (s, r) = open();
    let receiver = thread::spawn(move || drop(r));
    while s.send(1).is_ok() {}
    join(receiver);
}

fn a_timer_runs() {
    let start = Instant::now();
    after(Duration::from_millis(50)).recv().expect("it comes");
    at(start + Duration::from_millis(80)).recv().expect("it comes");
    assert_eq!(tick(Duration::from_millis(20)).iter().take(3).count(), 3);
    let ((_s, r), timer) = (bounded::<u8>(1), after(Duration::from_millis(50)));
    select! {
        recv(r) -> _ => unreachable!("nobody sends"),
        recv(timer) -> _ => {}
    }
    assert!(start.elapsed() >= Duration::from_millis(190));
}

fn a_timer_runs_beside_others_that_wait() {
    let (s, r) = bounded(1);
    let reader = thread::spawn(move || r.recv());
    after(Duration::from_millis(200)).recv().expect("it comes");
    s.send(7).expect("somebody receives");
    assert_eq!(join(reader), Ok(7));
}

fn timed_waits() {
    let soon = Duration::from_millis(60);
    let (s, r) = bounded(1);
    assert_eq!(r.recv_timeout(soon), Err(RecvTimeoutError::Timeout));
    assert_eq!(r.recv_deadline(Instant::now() + soon), Err(RecvTimeoutError::Timeout));
    s.send(1).expect("there is space");
    assert!(s.send_timeout(2, soon).is_err_and(|error| error.is_timeout()));
    select! {
        recv(never::<u8>()) -> _ => unreachable!("nobody sends"),
        send(s, 3) -> _ => unreachable!("there is no space"),
        default(soon) => {}
    }
    let (group, pool, lock, condvar) = (WaitGroup::new(), Semaphore::new(0), Mutex::new(()), Condvar::new());
    let _token = group.token();
    assert!(!group.wait_timeout(soon) && pool.acquire_timeout(soon).is_none());
    assert!(condvar.wait_for(&mut lock.lock(), soon).timed_out());
    let _held = lock.lock();
    assert!(lock.try_lock_for(soon).is_none());
}

fn a_timed_wait_beside_one_that_is_not() {
    let ((s, r), (_kept, silent)) = (bounded(1), bounded::<u8>(1));
    let reader = thread::spawn(move || r.recv());
    pause();
    assert!(silent.recv_timeout(Duration::from_millis(200)).is_err());
    s.send(7).expect("somebody receives");
    assert_eq!(join(reader), Ok(7));
}

fn a_foreign_thread_sends_late() {
    let (s, r) = bounded(1);
    let theirs = s.clone();
    std::thread::spawn(move || {
        pause();
        pause();
        theirs.send(7)
    });
    assert_eq!(r.recv(), Ok(7));
    drop(s);
}

fn a_foreign_thread_receives_late() {
    let (s, r) = bounded(0);
    let theirs = r.clone();
    let foreign = std::thread::spawn(move || {
        pause();
        pause();
        theirs.recv()
    });
    s.send(7).expect("the receiver is here");
    assert_eq!(foreign.join().expect("no panic"), Ok(7));
    drop(r);
}

fn a_foreign_thread_goes_late() {
    let (s, r) = bounded::<u8>(1);
    std::thread::spawn(move || {
        pause();
        pause();
        drop(s);
    });
    assert!(r.recv().is_err());
}

fn foreign_threads_end_other_waits() {
    let (group, shared) = (WaitGroup::new(), Arc::new((Barrier::new(2), Semaphore::new(0), Mutex::new(false), Condvar::new())));
    let (token, theirs) = (group.token(), shared.clone());
    let foreign = std::thread::spawn(move || {
        let (barrier, pool, ready, condvar) = &*theirs;
        pause();
        drop(token);
        pause();
        barrier.wait();
        pause();
        pool.add_permits(1);
        pause();
        *ready.lock() = true;
        condvar.notify_one();
    });
    let (barrier, pool, ready, condvar) = &*shared;
    group.wait();
    barrier.wait();
    drop(pool.acquire());
    condvar.wait_while(&mut ready.lock(), |ready| !*ready);
    foreign.join().expect("no panic");
}

fn a_task_sleeps_before_it_sends() {
    let (s, r) = bounded(0);
    let theirs = s.clone();
    let sender = thread::spawn(move || {
        pause();
        pause();
        theirs.send(7)
    });
    assert_eq!(r.recv(), Ok(7));
    assert_eq!(join(sender), Ok(()));
    drop(s);
}

fn a_lock_is_released_before_the_wait() {
    let (lock, (s, r)) = (Arc::new(Mutex::new(1)), bounded(1));
    let theirs = lock.clone();
    let held = lock.lock();
    let sender = thread::spawn(move || s.send(*theirs.lock()));
    pause();
    drop(held);
    assert_eq!(r.recv(), Ok(1));
    assert_eq!(join(sender), Ok(()));
}

fn a_permit_comes_back() {
    let pool = Arc::new(Semaphore::new(2));
    let tasks = [(); 6].map(|()| {
        let pool = pool.clone();
        thread::spawn(move || {
            for permits in [1, 2].into_iter().cycle().take(50) {
                drop(pool.acquire_many(permits));
            }
        })
    });
    tasks.into_iter().for_each(join);
}

fn rounds_of_a_barrier() {
    let barrier = Arc::new(Barrier::new(4));
    let tasks = [(); 4].map(|()| {
        let barrier = barrier.clone();
        thread::spawn(move || (0..50).for_each(|_| _ = barrier.wait()))
    });
    tasks.into_iter().for_each(join);
}

fn workers_end_before_the_program() {
    let (jobs, todo) = bounded(0);
    let workers = [todo.clone(), todo].map(|todo| thread::spawn(move || todo.iter().count()));
    (0..9).for_each(|job| jobs.send(job).expect("somebody works"));
    drop(jobs);
    assert_eq!(workers.into_iter().map(join).sum::<usize>(), 9);
}
