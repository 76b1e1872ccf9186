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
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
    while let Ok(job) = jobs.recv(cx) {
        results.send(cx, job).unwrap();
    }
}

#[unhang::role(drains(Jobs))]
fn watch(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
    work(cx, jobs, results);
}

fn main() {}
