use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    (0..10).for_each(|job| jobs.send(cx, job).unwrap());
    for job in work.iter(cx) {
        println!("{job}");
    }
}

fn main() {}
