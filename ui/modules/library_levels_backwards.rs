use unhang::Cx;
use unhang_test_levels::{SESSION, SOCKET};

fn log_in(cx: &mut Cx) {
    let (_session, cx) = SESSION.lock(cx).nest();
    SOCKET.lock(cx).push("hello".into());
}

fn main() {}
