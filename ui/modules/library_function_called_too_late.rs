use unhang::{Cx, Mutex};
use unhang_test_levels::send;

#[unhang::levels]
mod order {
    #[after(unhang_test_levels::net::Socket)]
    pub struct Retry;
}

fn again(cx: &mut Cx, retry: &Mutex<u32, order::Retry>) {
    let (_retry, cx) = retry.lock(cx).nest();
    send(cx, "again");
}

fn main() {}
