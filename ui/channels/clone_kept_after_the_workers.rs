use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    for job in 0..3 {
        let _worker = spawn_with(cx, (&jobs,), move |cx, (jobs,)| jobs.send(cx, job));
    }
    work.for_each(cx, |_, job| println!("{job}")).unwrap();
}

fn main() {}
