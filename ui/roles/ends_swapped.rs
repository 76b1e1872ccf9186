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
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
    let _ = jobs.recv(cx).map(|job| results.send(cx, job));
}

fn start(cx: &mut Cx) {
    let (_jobs, jobs, cx) = cx.bounded(1);
    let (results, _results, cx) = cx.bounded(1);
    spawn_with(cx, (results, jobs), |cx, (jobs, results)| work(cx, jobs, results));
}

fn main() {}
