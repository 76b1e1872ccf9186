#![allow(dead_code)]

mod sender_to_a_thread_of_std {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, _cx) = unhang::spawn_with(cx, (jobs,), |_, (jobs,)| drop(jobs));
    }
}

mod sender_to_a_task_by_capture {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, _cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1).unwrap());
    }
}

mod receiver_to_a_scoped_task_by_capture {
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
            let (_task, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.recv(cx));
            jobs.close(cx);
        });
    }
}

mod sender_by_reference_to_a_scoped_thread {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        unhang::scope(cx, |scope, cx| {
            let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
            let (_task, _cx) = scope.spawn_with(cx, (&jobs,), |_, (jobs,)| jobs.try_send(1));
        });
    }
}

mod sender_in_a_mutex {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, _cx) = spawn_with(cx, (&jobs,), |cx, (jobs,)| jobs.send(cx, 1).unwrap());
    }
}

mod sender_in_a_message_without_detach {
    use unhang::{Carried, Cx, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Left;
        #[channel(carries(Left))]
        pub struct Right;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (left, _, cx) = cx.unbounded::<u32, Left>();
        let (right, boxes, cx) = cx.unbounded::<Carried<Sender<u32, Left>, Right>, Right>();
        let (left, cx) = left.detach(cx);
        right.send(cx, left).unwrap();
        spawn_with(cx, (boxes,), |cx, (boxes,)| drop(boxes.recv(cx)));
    }
}

mod sender_in_a_thread_local {
    use std::cell::RefCell;
    use unhang::{Cx, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, _) = cx.unbounded::<u32, Jobs>();
        let kept: RefCell<Option<Sender<u32, Jobs>>> = RefCell::new(Some(jobs));
        let _ = work.try_recv();
        drop(kept);
    }
}

mod receiver_in_a_static {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::acquires(Jobs)]
    pub fn wait(cx: &mut Cx, work: &Receiver<u32, Jobs>) {
        let _ = work.recv(cx);
    }
}

mod used_after_it_was_handed_over {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        jobs.send(cx, 2).unwrap();
        let (_task, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
        let _ = work.recv(cx);
    }
}

mod context_from_before_used_afterwards {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
        let _ = work.recv(cx);
    }
}

mod task_captures_another_end {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Left;
        #[channel]
        pub struct Right;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (left, _, cx) = cx.unbounded::<u32, Left>();
        let (right, _, cx) = cx.unbounded::<u32, Right>();
        spawn_with(cx, (left, right), move |cx, (left, right)| {
            left.send(cx, 1).unwrap();
            right.send(cx, 1).unwrap();
        });
    }
}

mod task_returns_its_end {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, _cx) = spawn_with(cx, (jobs,), |_, (jobs,)| drop(jobs));
    }
}

mod two_of_one_level {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
        #[channel(bounded)]
        pub struct Rest;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
        let (rest, _more, cx) = cx.bounded::<u32, Rest>(1);
        spawn_with(cx, (&jobs, &rest), |_, (one, other)| drop((one, other)));
    }
}

mod worker_waits_beside_its_own_sender {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        spawn_with(cx, (jobs, work), |cx, (jobs, work)| {
            jobs.send(cx, 1).unwrap();
            let cx = jobs.close(cx);
            let _ = work.recv(cx);
        });
    }
}

mod bounded_into_a_scope_that_owes_it {
    use unhang::{Cx, scope};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        scope(cx, |scope, cx| {
            let (jobs, work, cx) = cx.bounded::<u32, Jobs>(1);
            let (_task, cx) = scope.spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
            let _ = work.recv(cx);
        });
    }
}

mod context_swapped_with_that_of_the_ends {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, inner) = cx.unbounded::<u32, Jobs>();
        let inner = jobs.close(inner);
        let _ = work.recv(inner);
    }
}

mod context_kept_in_a_struct {
    use unhang::{Cx, Owes, Sender, Unheld};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub struct Client<'a> {
        pub cx: &'a mut Cx<(Unheld, Owes<Jobs>)>,
        pub jobs: Sender<'a, u32, Jobs>,
    }

    pub fn open(cx: &mut Cx<Unheld>) -> Client<'_> {
        let (jobs, _work, cx) = cx.unbounded();
        Client { cx, jobs }
    }
}

mod context_in_a_closure_that_outlives_the_end {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, inner) = cx.unbounded::<u32, Jobs>();
        let later = || drop(inner.checkpoint());
        later();
        drop(jobs);
    }
}

mod context_to_a_thread {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (_jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        unhang::scope(cx, |scope, _| {
            scope.spawn(|cx| drop(cx.checkpoint()));
        });
        drop(work);
    }
}

mod end_returned_from_root {
    use unhang::root;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn start() {
        let _first = root(|cx| {
            let (_jobs, work, _) = cx.unbounded::<u32, Jobs>();
            work.try_recv()
        });
    }
}

mod end_kept_past_a_time_limit {
    use std::time::Duration;
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        cx.with_timeout(Duration::from_secs(1), |cx| {
            let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
            let cx = jobs.close(cx);
            let _ = work.recv(cx);
        });
    }
}

mod callback_that_wants_the_context_from_before {
    use unhang::{Cx, Unheld};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, work, inner) = cx.unbounded::<u32, Jobs>();
        jobs.send(inner, 1).unwrap();
        let wait = |cx: &mut Cx<Unheld>| work.recv(cx);
        let _ = wait(jobs.close(inner));
    }
}

mod sender_in_a_box_of_any_kind {
    use std::fmt::Debug;
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, inner) = cx.unbounded::<u32, Jobs>();
        let kept: Box<dyn Debug + '_> = Box::new(jobs);
        inner.checkpoint().unwrap();
        println!("{kept:?}");
    }
}

mod taken_apart_by_hand {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn wait(cx: &mut Cx) {
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        let (_task, _cx) = spawn_with(cx, (&jobs,), |_, (_jobs,)| ());
    }
}

fn main() {}
