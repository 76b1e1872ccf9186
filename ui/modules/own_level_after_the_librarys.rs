use unhang::{Cx, Mutex};
use unhang_test_levels::SOCKET;

#[unhang::levels]
mod order {
    #[before(unhang_test_levels::net::Socket)]
    pub struct Request;
}

fn answer(cx: &mut Cx, request: &Mutex<u32, order::Request>) {
    let (_socket, cx) = SOCKET.lock(cx).nest();
    *request.lock(cx) += 1;
}

fn main() {}
