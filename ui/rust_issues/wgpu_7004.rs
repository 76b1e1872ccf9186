use unhang::{Cx, Mutex, RwLock};

#[unhang::levels]
mod order {
    pub struct Snatch;
    #[after(Snatch)]
    pub struct PendingWrites;
}
use order::*;

struct Queue {
    snatch: RwLock<bool, Snatch>,
    pending_writes: Mutex<Vec<&'static str>, PendingWrites>,
}

fn write_texture(cx: &mut Cx, queue: &Queue) {
    let (mut pending, cx) = queue.pending_writes.lock(cx).nest();
    if !*queue.snatch.read(cx) {
        pending.push("texture");
    }
}

fn main() {}
