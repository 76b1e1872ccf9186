#![allow(dead_code)]

mod receive_beside_the_own_sender {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        jobs.send(cx, 1).unwrap();
        let cx = jobs.close(cx);
        while let Ok(job) = work.recv(cx) {
            println!("{job}");
        }
    }
}

mod sender_in_an_option {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = Some(jobs);
        let cx = kept.unwrap().close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_a_tuple {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = (1, jobs);
        let cx = kept.1.close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_a_box {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = Box::new(jobs);
        let cx = kept.close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_an_rc {
    use std::rc::Rc;
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = Rc::new(jobs);
        let cx = Rc::into_inner(kept).unwrap().close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_a_vec {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let mut kept = vec![jobs];
        let cx = kept.pop().unwrap().close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_a_closure {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = move || jobs;
        let cx = kept().close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_in_a_struct {
    use unhang::{Cx, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub struct Kept<'a> {
        jobs: Sender<'a, u32, Jobs>,
    }

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let kept = Kept { jobs };
        let cx = kept.jobs.close(cx);
        let _ = work.recv(cx);
    }
}

mod sender_under_a_shadowed_name {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (work, rest, cx) = cx.unbounded::<u32, Jobs>();
        work.send(cx, 1).unwrap();
        let cx = work.close(cx);
        let work = rest;
        let _ = work.recv(cx);
    }
}

mod sender_in_an_outer_variable {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let mut kept = Vec::new();
        {
            let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
            let cx = jobs.close(cx);
            kept.extend(work.recv(cx));
        }
    }
}

mod swapped_senders {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Left;
        #[channel]
        pub struct Right;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (mut one, _gone, cx) = cx.unbounded::<u32, Left>();
        let (mut other, work, cx) = cx.unbounded::<u32, Left>();
        std::mem::swap(&mut one, &mut other);
        let cx = other.close(cx);
        let cx = one.close(cx);
        let _ = work.recv(cx);
    }
}

mod dropped_instead_of_closed {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        jobs.send(cx, 1).unwrap();
        let cx = jobs.close(cx);
        let _ = work.recv(cx);
    }
}

mod iterated_beside_the_own_sender {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        (0..10).for_each(|job| jobs.send(cx, job).unwrap());
        let cx = jobs.close(cx);
        for job in work.iter(cx) {
            println!("{job}");
        }
    }
}

mod clone_kept_after_the_workers {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        for job in 0..3 {
            let _worker = spawn_with(cx, (&jobs,), move |cx, (jobs,)| jobs.send(cx, job));
        }
        let cx = jobs.close(cx);
        work.for_each(cx, |_, job| println!("{job}")).unwrap();
    }
}

mod receive_under_a_lock {
    use unhang::{Cx, Mutex, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    #[unhang::acquires(Jobs)]
    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>, work: &Receiver<u32, Jobs>) {
        let job = work.recv(cx).unwrap_or_default();
        *log.lock(cx) += job;
    }
}

mod bounded_send_under_a_lock {
    use unhang::{Cx, Mutex, Sender, Unheld};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx<(Unheld, unhang::Owes<Jobs>)>, log: &Mutex<u32, Log>, jobs: &Sender<u32, Jobs>) {
        let job = *log.lock(cx);
        jobs.send(cx, job).unwrap();
    }
}

mod locked_before_the_channel_by_a_receiver {
    use unhang::{Cx, Mutex, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, log: &Mutex<u32, Log>, jobs: Receiver<u32, Jobs>) {
        while let Ok(job) = jobs.recv(cx) {
            *log.lock(cx) += job;
        }
    }
}

mod joined_beside_the_own_sender {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (worker, cx) = spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
        jobs.send(cx, 1).unwrap();
        let cx = jobs.close(cx);
        let _sum = worker.join(cx);
    }
}

mod joined_beside_the_own_receiver {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.bounded::<u32, Jobs>(1);
        let (feeder, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..9).try_for_each(|job| jobs.send(cx, job)));
        work.for_each(cx, |_, job| println!("{job}")).unwrap();
        let cx = work.close(cx);
        let _fed = feeder.join(cx);
    }
}

mod joined_in_a_scope_beside_its_sender {
    use unhang::{Cx, scope};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        scope(cx, |scope, cx| {
            let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
            let (worker, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
            jobs.send(cx, 1).unwrap();
            let cx = jobs.close(cx);
            let _sum = worker.join(cx);
        });
    }
}

mod scope_that_ends_beside_an_outer_sender {
    use unhang::{Cx, scope};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        scope(cx, |scope, cx| {
            let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
            let (_, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
            jobs.send(cx, 1).unwrap();
        });
    }
}

mod scope_that_ends_under_a_lock {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let log = *log.lock(cx);
        scope(cx, |scope, cx| {
            let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
            let (_, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.recv(cx));
            jobs.send(cx, log).unwrap();
        });
    }
}

mod joined_under_a_lock {
    use unhang::{Cx, Mutex, spawn_with};

    #[unhang::levels]
    mod order {
        pub struct Log;
        #[after(Log)]
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (worker, cx) = spawn_with(cx, (work,), |cx, (work,)| work.recv(cx));
        let cx = jobs.close(cx);
        let _ = worker.join(cx);
        let (_log, _cx) = log.lock(cx).nest();
    }
}

mod sent_beside_the_own_receiver {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.bounded::<u32, Jobs>(4);
        jobs.try_send(1).unwrap();
        let cx = jobs.close(cx);
        let _ = work.recv(cx);
    }
}

mod two_of_one_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[channel(bounded)]
        pub struct Rest;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (_jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
        let (_more, _rest, _cx) = cx.bounded::<u32, Rest>(1);
    }
}

mod outer_context_beside_a_sender {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (jobs, work, inner) = cx.unbounded::<u32, Jobs>();
        jobs.send(inner, 1).unwrap();
        *log.lock(inner) += 1;
        drop(work);
        drop(jobs);
        *log.lock(cx) += 1;
    }
}

mod outer_context_beside_a_receiver {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (jobs, work, inner) = cx.bounded::<u32, Jobs>(1);
        let inner = jobs.close(inner);
        *log.lock(inner) += 1;
        let _ = work.try_recv();
    }
}

mod closed_twice {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let cx = jobs.close(cx);
        let _ = work.recv(cx);
    }
}

mod closed_the_sender_of_another_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Left;
        #[channel]
        pub struct Right;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (left, arrivals, cx) = cx.unbounded::<u32, Left>();
        let (right, _, cx) = cx.unbounded::<u32, Right>();
        let cx = right.close(cx);
        let cx = left.close(cx);
        let _ = arrivals.recv(cx);
    }
}

mod closed_where_it_is_not_counted {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let cx = jobs.close(cx);
        let (_log, _cx) = log.lock(cx).nest();
    }
}

mod used_after_it_was_closed {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        jobs.send(cx, 1).unwrap();
        jobs.close(cx);
    }
}

mod capacity_for_an_unbounded_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn open(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        jobs.send(cx, 1).unwrap();
        jobs.send(cx, 2).unwrap();
    }
}

mod no_capacity_for_a_bounded_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    pub fn open(cx: &mut Cx) {
        let (_jobs, _work, _cx) = cx.bounded::<u32, Jobs>(64);
    }
}

mod one_message_of_a_bounded_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn open(cx: &mut Cx) {
        let (_reply, _answer, _cx) = cx.oneshot::<u32, Jobs>();
    }
}

mod channel_at_a_lock_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn open(cx: &mut Cx) {
        let (_jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    }
}

mod lock_at_a_channel_level {
    use unhang::Mutex;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn open() -> Mutex<u32, Log> {
        Mutex::new(0)
    }
}

mod initialiser_at_a_channel_level {
    use unhang::OnceLock;

    #[unhang::levels]
    mod order {
        pub struct First;
    }
    use order::*;

    static FIRST: OnceLock<u32, First> = OnceLock::new();
}

mod sent_without_cx {
    use unhang::{Cx, Sender};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(owes(Jobs))]
    pub fn send(cx: &mut Cx, jobs: Sender<u32, Jobs>) {
        jobs.send(cx, 1).unwrap();
    }
}

mod received_in_a_body_that_uses_the_context {
    use unhang::{Cx, Mutex, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    #[unhang::acquires(Jobs)]
    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>, work: &Receiver<u32, Jobs>) {
        work.for_each(cx, |cx, job| *log.lock(cx) += job).unwrap();
    }
}

mod in_a_function_that_says_less {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        #[channel]
        pub struct Rest;
    }
    use order::*;

    #[unhang::acquires(Jobs)]
    pub fn wait(cx: &mut Cx, work: &Receiver<u32, Jobs>) {
        let _ = work.recv(cx);
    }
}

mod narrowed_to_a_bounded_level {
    use unhang::{Cx, UpTo};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn narrow(cx: &mut Cx) {
        let _later: &mut Cx<UpTo<Jobs>> = cx.narrow();
    }
}

mod narrowed_beside_a_sender {
    use unhang::{Cx, UpTo};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn narrow(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let cx: &mut Cx<UpTo<Jobs>> = jobs.close(cx).narrow();
        let _ = work.recv(cx);
    }
}

mod in_an_initialiser_of_what_comes_after {
    use unhang::{Cx, OnceLock};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, first: &OnceLock<u32, Log>) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let cx = jobs.close(cx);
        let job = work.recv(cx).unwrap_or_default();
        first.get_or_init(cx, |_| job);
    }
}

mod second_under_a_lock_that_forgets_the_first {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (jobs, work, cx) = cx.bounded::<u32, Jobs>(1);
        let cx = jobs.close(cx);
        let _ = work.recv(cx);
        let (_log, _cx) = log.lock(cx).nest();
    }
}

mod closed_in_place_of_an_inner_one {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
        let (outer, _, cx) = cx.unbounded::<u32, Jobs>();
        let (inner, work, cx) = cx.unbounded::<u32, Jobs>();
        let cx = outer.close(cx);
        let cx = inner.close(cx);
        let _ = work.recv(cx);
        let (_log, _cx) = log.lock(cx).nest();
    }
}

fn main() {}
