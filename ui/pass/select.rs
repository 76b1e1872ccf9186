mod two_defaults {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default(std::time::Duration::ZERO) => {}
        }
    }
}

mod no_result {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default => {}
        }
    }
}

mod no_comma {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => assert!(r.is_empty()), send(s, 1) -> _ => {}
        }
    }
}

mod default_with_result {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default => {}
        }
    }
}

mod another_operation {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => {}
            send(s, 1) -> _ => {}
        }
    }
}

mod send_without_a_message {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => {}
            send(s, 1) -> _ => {}
        }
    }
}

mod empty {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            default => drop((s, r)),
        }
    }
}

mod over_ones_own_sender {
    use unhang::{Cx, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u64, Jobs>();
        let cx = jobs.close(cx);
        select!(cx,
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod under_a_later_lock {
    use unhang::{Cx, Mutex, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>, log: &Mutex<u64, Log>) {
        select!(cx,
            recv(work) -> _ => *log.lock(cx) += 1,
            interrupted(_) => {},
        );
    }
}

mod draining_another {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Left;
        #[channel(bounded)]
        pub struct Right;
    }
    use order::*;

    #[unhang::role(drains(Left, Right))]
    pub fn merge(cx: &mut Cx, left: Receiver<u64, Left>, right: Receiver<u64, Right>) {
        select!(cx,
            recv(left) -> _ => {},
            recv(right) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod send_while_draining {
    use unhang::{Cx, Receiver, Sender, select};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Right;
        #[after(Right)]
        #[channel(bounded)]
        pub struct Left;
    }
    use order::*;

    pub fn pass_on(cx: &mut Cx<(unhang::Unheld, unhang::Drains<Left>)>, left: Receiver<u64, Left>, right: &Sender<u64, Right>) {
        select!(cx,
            send(right, 1) -> _ => {},
            interrupted(_) => {},
        );
        drop(left);
    }
}

mod no_context {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
        select!(cx,
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod not_interrupted {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
        select!(cx,
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod interrupted_beside_default {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
        select!(cx,
            recv(work) -> _ => {},
            default => {},
        );
    }
}

mod something_else_for_a_context {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
        select!(cx,
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod context_of_another_task {
    use unhang::{Cx, Receiver, select, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn start(cx: &mut Cx<(unhang::Unheld, unhang::Owes<Jobs>)>, work: Receiver<u64, Jobs>) {
        _ = spawn_with(cx, (work,), |cx, (work,)| {
            select!(cx,
                recv(work) -> _ => {},
                interrupted(_) => {},
            );
        });
    }
}

mod nine_operations {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
        select!(cx,
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    }
}

mod an_end_without_a_level {
    use unhang::channel;

    pub fn next(work: &channel::Receiver<u64>) {
        channel::select!(
            recv(work) -> _ => {},
        );
    }
}

mod no_end {
    use unhang::{Cx, Interrupt, Mutex};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
        #[after(Jobs)]
        pub struct Log;
    }
    use order::*;

    pub fn next(cx: &mut Cx, log: &Mutex<u64, Log>) -> Result<(), Interrupt> {
        *log.lock_within(cx)? += 1;
        Ok(())
    }
}

mod in_a_context_that_is_not_known {
    use unhang::{Cx, Receiver, select};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Left;
        #[channel(bounded)]
        pub struct Right;
    }
    use order::*;

    #[unhang::role(drains(Left))]
    pub fn next(cx: &mut Cx, left: &Receiver<u64, Left>) {
        select!(cx,
            recv(left) -> _ => {},
            interrupted(_) => {},
        );
    }
}

fn main() {
    two_defaults::right();
    no_result::right();
    no_comma::right();
    default_with_result::right();
    another_operation::right();
    send_without_a_message::right();
    empty::right();
}
