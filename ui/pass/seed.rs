#![allow(dead_code)]

mod the_lonely_reader {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn read(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1).unwrap());
        for job in work.iter(cx) {
            println!("{job}");
        }
    }
}

mod the_handshake_trap {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Answers;
        #[channel]
        #[after(Answers)]
        pub struct Greetings;
    }
    use order::*;

    pub fn greet(cx: &mut Cx) {
        let (greet, greetings, cx) = cx.unbounded::<u32, Greetings>();
        let (answer, answers, cx) = cx.unbounded::<u32, Answers>();
        let (_, cx) = spawn_with(cx, (greetings, answer), |cx, (greetings, answer)| {
            let greeting = greetings.recv(cx).unwrap();
            answer.send(cx, greeting + 1).unwrap();
        });
        greet.send(cx, 1).unwrap();
        let cx = greet.close(cx);
        let _answered = answers.recv(cx).unwrap();
    }
}

mod the_handshake_trap_in_main {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Answers;
        #[channel]
        #[after(Answers)]
        pub struct Greetings;
    }
    use order::*;

    pub fn greet(cx: &mut Cx) {
        let (greet, greetings, cx) = cx.unbounded::<u32, Greetings>();
        let (answer, answers, cx) = cx.unbounded::<u32, Answers>();
        let (_, cx) = spawn_with(cx, (greetings, answer), |cx, (greetings, answer)| {
            let greeting = greetings.recv(cx).unwrap();
            answer.send(cx, greeting + 1).unwrap();
        });
        greet.send(cx, 1).unwrap();
        let cx = greet.close(cx);
        let _answered = answers.recv(cx).unwrap();
    }
}

mod the_double_lock {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn pay(cx: &mut Cx, accounts: &Mutex<Vec<u32>, Accounts>) {
        let mut all = accounts.lock(cx);
        all[0] -= 1;
        all[1] += 1;
    }
}

mod the_buffer_that_hides_a_bug {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Results;
        #[after(Results)]
        #[channel(bounded)]
        pub struct Jobs;
    }
    use order::*;

    pub fn square(cx: &mut Cx) {
        let (jobs, work, cx) = cx.bounded::<u32, Jobs>(4);
        let (out, results, cx) = cx.bounded::<u32, Results>(4);
        let (_, cx) = spawn_with(cx, (work, out), |cx, (work, out)| {
            work.for_each(cx, |cx, job| out.send(cx, job * job).unwrap()).unwrap();
        });
        let (_, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..100).for_each(|job| jobs.send(cx, job).unwrap()));
        results.for_each(cx, |_, result| println!("{result}")).unwrap();
    }
}

mod the_leak {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn work(cx: &mut Cx) {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (worker, cx) = spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).count());
        (0..10).for_each(|job| jobs.send(cx, job).unwrap());
        let cx = jobs.close(cx);
        let _count = worker.join(cx);
    }
}

mod two_channels_drained_in_another_order {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Odd;
        #[channel(bounded)]
        #[after(Odd)]
        pub struct Even;
    }
    use order::*;

    pub fn sort(cx: &mut Cx) {
        let (odd, odds, cx) = cx.bounded::<u32, Odd>(1);
        let (even, evens, cx) = cx.bounded::<u32, Even>(1);
        let (_, cx) = spawn_with(cx, (odd, even), |cx, (odd, even)| {
            (0..10).for_each(|at| if at % 2 == 0 { even.send(cx, at).unwrap() } else { odd.send(cx, at).unwrap() });
        });
        let (_, cx) = spawn_with(cx, (evens,), |cx, (evens,)| println!("{}", evens.iter(cx).count()));
        odds.for_each(cx, |_, odd| println!("{odd}")).unwrap();
    }
}

fn main() {}
