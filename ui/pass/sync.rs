#![allow(dead_code)]

mod group_of_ones_own_token {
    use unhang::{Cx, Interrupt, WaitGroup};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Log;
    }
    use order::*;

    pub fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>) -> Result<(), Interrupt> {
        let (token, cx) = batch.token(cx);
        let cx = token.done(cx);
        batch.wait(cx)
    }
}

mod token_moved_to_a_thread {
    use unhang::{Cx, WaitGroup, spawn_with};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Log;
    }
    use order::*;

    pub fn start(cx: &mut Cx, batch: &WaitGroup<Batch>) {
        let (token, cx) = batch.token(cx);
        _ = spawn_with(cx, (token,), |_, (token,)| drop(token));
    }
}

mod token_done_twice {
    use unhang::{Cx, WaitGroup};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Log;
    }
    use order::*;

    pub fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>) {
        let (first, cx) = batch.token(cx);
        let (second, cx) = batch.token(cx);
        let cx = second.done(cx);
        first.done(cx);
    }
}

mod token_done_in_another_context {
    use unhang::{Cx, Token};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Log;
    }
    use order::*;

    #[unhang::role(owes(Batch))]
    pub fn finish(cx: &mut Cx, token: Token<Batch>) {
        token.done(cx);
    }
}

mod group_under_a_later_lock {
    use unhang::{Cx, Interrupt, Mutex, WaitGroup};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Log;
    }
    use order::*;

    pub fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>, log: &Mutex<u64, Log>) -> Result<(), Interrupt> {
        *log.lock(cx) += 1;
        batch.wait(cx)
    }
}

mod lock_before_a_token_that_is_owed {
    use unhang::{Cx, Mutex, WaitGroup};

    #[unhang::levels]
    mod order {
        pub struct Batch;
        #[after(Batch)]
        pub struct Accounts;
    }
    use order::*;

    pub fn work(cx: &mut Cx, batch: &WaitGroup<Batch>, accounts: &Mutex<i64, Accounts>) {
        let (_token, cx) = batch.token(cx);
        *accounts.lock(cx) += 1;
    }
}

mod barrier_without_a_party {
    use unhang::{Barrier, Cx};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Gate;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>) {
        let (party, cx) = gate.party(cx);
        let _ = party.wait(cx);
    }
}

mod party_moved_to_a_thread {
    use unhang::{Barrier, Cx, scope};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Gate;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>) {
        scope(cx, |scope, cx| {
            let (party, cx) = gate.party(cx);
            _ = scope.spawn_with(cx, (party,), |cx, (party,)| party.wait(cx).is_ok());
        });
    }
}

mod two_parties_in_one_task {
    use unhang::{Barrier, Cx, scope};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Gate;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>) {
        scope(cx, |scope, cx| {
            let (mine, cx) = gate.party(cx);
            let (theirs, cx) = gate.party(cx);
            let (_, cx) = scope.spawn_with(cx, (theirs,), |cx, (theirs,)| theirs.wait(cx).is_ok());
            let _ = mine.wait(cx);
        });
    }
}

mod receive_before_the_barrier {
    use unhang::{Barrier, Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Gate;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>, work: &Receiver<u64, Jobs>) {
        let _ = work.recv(cx);
        let (party, cx) = gate.party(cx);
        let _ = party.wait(cx);
    }
}

mod barrier_under_a_later_lock {
    use unhang::{Barrier, Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Gate;
        #[after(Gate)]
        pub struct Log;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>, log: &Mutex<u64, Log>) {
        *log.lock(cx) += 1;
        let (party, cx) = gate.party(cx);
        let _ = party.wait(cx);
    }
}

mod join_before_the_barrier {
    use unhang::{Barrier, Cx, JoinHandle, Unheld};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Gate;
    }
    use order::*;

    pub fn meet(cx: &mut Cx, gate: &Barrier<Gate>, task: JoinHandle<(), Unheld>) {
        let (party, cx) = gate.party(cx);
        let _ = party.wait(cx);
        let cx = party.leave(cx);
        let _ = task.join(cx);
    }
}

mod permit_under_a_permit {
    use unhang::{Cx, Semaphore};

    #[unhang::levels]
    mod order {
        pub struct Pool;
        #[after(Pool)]
        pub struct Log;
    }
    use order::*;

    pub fn two(cx: &mut Cx, pool: &Semaphore<Pool>) {
        let _both = pool.acquire_many(cx, 2);
    }
}

mod permit_under_a_later_lock {
    use unhang::{Cx, Mutex, Semaphore};

    #[unhang::levels]
    mod order {
        pub struct Pool;
        #[after(Pool)]
        pub struct Log;
    }
    use order::*;

    pub fn work(cx: &mut Cx, pool: &Semaphore<Pool>, log: &Mutex<u64, Log>) {
        let (_permit, cx) = pool.acquire(cx).nest();
        *log.lock(cx) += 1;
    }
}

mod condvar_under_a_later_lock {
    use unhang::{Condvar, Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Filled;
        #[after(Filled)]
        pub struct Log;
        #[after(Log)]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, jobs: &Mutex<u64, Jobs>, filled: &Condvar<Filled>, log: &Mutex<u64, Log>) {
        *log.lock(cx) += 1;
        let _ = filled.lock_when(cx, jobs, |jobs| *jobs > 0);
    }
}

mod condvar_before_the_lock_that_is_held {
    use unhang::{Condvar, Cx, Interrupt, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Filled;
        #[after(Filled)]
        pub struct Log;
    }
    use order::*;

    pub fn next(cx: &mut Cx, jobs: &Mutex<u64, Jobs>, filled: &Condvar<Filled>) -> Result<(), Interrupt> {
        let mut jobs = jobs.lock(cx);
        filled.wait_while(&mut jobs, |jobs| *jobs == 0)
    }
}

mod level_of_channels {
    use unhang::Semaphore;

    #[unhang::levels]
    mod order {
        pub struct Pool;
        #[after(Pool)]
        pub struct Log;
    }
    use order::*;

    pub static POOL: Semaphore<Pool> = Semaphore::new(1);
}

mod acquired_without_a_context {
    use unhang::{Cx, Semaphore};

    #[unhang::levels]
    mod order {
        pub struct Pool;
        #[after(Pool)]
        pub struct Log;
    }
    use order::*;

    pub fn work(cx: &mut Cx, pool: &Semaphore<Pool>) {
        let _permit = pool.acquire(cx);
    }
}

mod condvar_without_a_level_for_a_lock_with_one {
    use unhang::{Condvar, Mutex};

    pub fn next(jobs: &Mutex<u64>, filled: &Condvar) {
        filled.wait(&mut jobs.lock());
    }
}

fn main() {}
