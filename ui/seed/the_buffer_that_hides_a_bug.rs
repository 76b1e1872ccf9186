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

fn square(cx: &mut Cx) {
    let (jobs, work, cx) = cx.bounded::<u32, Jobs>(4);
    let (out, results, cx) = cx.bounded::<u32, Results>(4);
    let (_, cx) = spawn_with(cx, (work, out), |cx, (work, out)| {
        work.for_each(cx, |cx, job| out.send(cx, job * job).unwrap()).unwrap();
    });
    (0..100).for_each(|job| jobs.send(cx, job).unwrap());
    let cx = jobs.close(cx);
    results.for_each(cx, |_, result| println!("{result}")).unwrap();
}

fn main() {}
