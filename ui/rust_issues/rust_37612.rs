use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Fibs;
}
use order::*;

fn fib(cx: &mut Cx, fibs: &RwLock<Vec<u64>, Fibs>, number: usize) -> u64 {
    match fibs.read(cx).get(number) {
        Some(known) => *known,
        None => {
            let mut fibs = fibs.write(cx);
            let next = fibs.iter().rev().take(2).sum();
            fibs.push(next);
            next
        }
    }
}

fn main() {}
