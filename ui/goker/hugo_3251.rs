use unhang::{Cx, Mutex, RwLock};

#[unhang::levels]
mod order {
    pub struct Remote;
    #[after(Remote)]
    pub struct Known;
}
use order::*;

struct Remotes {
    known: RwLock<Vec<&'static str>, Known>,
    lock: Mutex<(), Remote>,
}

#[unhang::acquires(Known)]
fn is_known(cx: &mut Cx, remotes: &Remotes, url: &str) -> bool {
    remotes.known.read(cx).contains(&url)
}

fn fetch(cx: &mut Cx, remotes: &Remotes, url: &'static str) {
    let (mut known, cx) = remotes.known.write(cx).nest();
    known.push(url);
    let (_remote, cx) = remotes.lock.lock(cx).nest();
    drop(known);
    assert!(is_known(cx, remotes, url)); // or it could not be unlocked
}

fn main() {}
