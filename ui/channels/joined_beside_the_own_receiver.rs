use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.bounded::<u32, Jobs>(1);
    let (feeder, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (0..9).try_for_each(|job| jobs.send(cx, job)));
    let _fed = feeder.join(cx);
    work.for_each(cx, |_, job| println!("{job}")).unwrap();
}

fn main() {}
