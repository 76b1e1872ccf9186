#![allow(dead_code)]

mod called_in_the_context_of_another {
    use unhang::{Cx, Receiver, Sender};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Results;
        #[after(Results)]
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(owes(Results), drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
        while let Ok(job) = jobs.recv(cx) {
            results.send(cx, job).unwrap();
        }
    }

    #[unhang::role(drains(Jobs), owes(Results))]
    pub fn watch(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
        work(cx, jobs, results);
    }
}

mod ends_swapped {
    use unhang::{Cx, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Results;
        #[after(Results)]
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(owes(Results), drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
        let _ = jobs.recv(cx).map(|job| results.send(cx, job));
    }

    pub fn start(cx: &mut Cx) {
        let (_jobs, jobs, cx) = cx.bounded(1);
        let (results, _results, cx) = cx.bounded(1);
        spawn_with(cx, (jobs, results), |cx, (jobs, results)| work(cx, jobs, results));
    }
}

mod owes_what_it_drains {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod two_that_wait_for_one_another {
    use unhang::{Cx, Receiver, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Results;
        #[after(Results)]
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(owes(Results), drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
        let _ = jobs.recv(cx).map(|job| results.send(cx, job));
    }

    #[unhang::role(owes(Jobs))]
    pub fn feed(cx: &mut Cx, jobs: Sender<u32, Jobs>) {
        let _ = jobs.send(cx, 1);
    }

    #[unhang::role(drains(Results))]
    pub fn collect(cx: &mut Cx, results: Receiver<u32, Results>) {
        let _ = results.recv(cx);
    }
}

mod levels_without_an_order {
    use unhang::{Cx, Receiver, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        #[after(Right)]
        pub struct Left;
        #[channel]
        pub struct Right;
    }
    use order::*;

    #[unhang::role(owes(Right), drains(Left))]
    pub fn forward(cx: &mut Cx, left: Receiver<u32, Left>, right: Sender<u32, Right>) {
        let _ = left.recv(cx).map(|it| right.send(cx, it));
    }
}

mod called_while_something_else_is_owed {
    use unhang::{Cx, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Left;
        #[channel]
        pub struct Right;
    }
    use order::*;

    #[unhang::role(owes(Left, Right))]
    pub fn feed(cx: &mut Cx, left: Sender<u32, Left>) {
        left.send(cx, 1).unwrap();
    }

    pub fn start(cx: &mut Cx) {
        let (_right, _, cx) = cx.unbounded::<u32, Right>();
        let (left, _, cx) = cx.unbounded::<u32, Left>();
        feed(cx, left);
    }
}

mod called_under_a_lock {
    use unhang::{Cx, Mutex, Sender};

    #[unhang::levels]
    mod order {
        pub struct Log;
        #[after(Log)]
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(owes(Jobs))]
    pub fn feed(cx: &mut Cx, jobs: Sender<u32, Jobs>) {
        jobs.send(cx, 1).unwrap();
    }

    pub fn start(cx: &mut Cx, log: &Mutex<u32, Log>) {
        *log.lock(cx) += 1;
        let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
        feed(cx, jobs);
    }
}

mod a_lock_from_before_the_channel {
    use unhang::{Cx, Mutex, Sender};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    #[unhang::role(owes(Jobs))]
    pub fn feed(cx: &mut Cx, log: &Mutex<u32, Log>, jobs: Sender<u32, Jobs>) {
        let job = *log.lock(cx);
        jobs.send(cx, job).unwrap();
    }
}

mod without_a_word {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod another_word {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod no_path {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod on_a_struct {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod async_fn {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod without_cx {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod context_with_its_type {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod context_without_a_name {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod two_contexts {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

mod unknown_level {
    use unhang::{Cx, Receiver};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    #[unhang::role(drains(Jobs))]
    pub fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {
        let _ = jobs.recv(cx);
    }
}

fn main() {}
