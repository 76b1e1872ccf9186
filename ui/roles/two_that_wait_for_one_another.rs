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
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, results: Sender<u32, Results>) {
    let _ = jobs.recv(cx).map(|job| results.send(cx, job));
}

#[unhang::role(owes(Jobs), drains(Results))]
fn feed(cx: &mut Cx, results: Receiver<u32, Results>, jobs: Sender<u32, Jobs>) {
    jobs.send(cx, results.try_recv().unwrap()).unwrap();
}

fn main() {}
