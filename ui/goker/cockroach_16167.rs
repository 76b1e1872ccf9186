use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Config;
}
use order::*;

#[unhang::acquires(Config)]
fn prepare(cx: &mut Cx, databases: &RwLock<Vec<&str>, Config>) -> usize {
    databases.read(cx).len()
}

#[unhang::acquires(Config)]
fn execute(cx: &mut Cx, databases: &RwLock<Vec<&str>, Config>) -> bool {
    let (read, cx) = databases.read(cx).nest();
    prepare(cx, databases) == read.len()
}

fn main() {}
