use unhang::{Cx, Mutex, Receiver, scope};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

#[unhang::acquires(Log)]
fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (log, cx) = log.lock(cx).nest();
    scope(cx, |scope, cx| {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (_, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.recv(cx));
        jobs.send(cx, *log).unwrap();
    });
}

fn main() {}
