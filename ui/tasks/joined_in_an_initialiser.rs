use unhang::{Cx, JoinHandle, OnceLock, Unheld};

#[unhang::levels]
mod order {
    pub struct Settings;
}
use order::*;

fn settings(cx: &mut Cx, once: &OnceLock<i64, Settings>, task: JoinHandle<i64, Unheld>) -> i64 {
    *once.get_or_init(cx, |cx| task.join(cx).unwrap_or(0))
}

fn main() {}
