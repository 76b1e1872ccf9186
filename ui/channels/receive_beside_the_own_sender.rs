use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    jobs.send(cx, 1).unwrap();
    while let Ok(job) = work.recv(cx) {
        println!("{job}");
    }
}

fn main() {}
