use unhang::Cx;
use unhang_test_levels::SOCKET;
use unhang_test_more_levels::store;

fn save(cx: &mut Cx) {
    let (_socket, cx) = SOCKET.lock(cx).nest();
    store(cx, 1);
}

fn main() {}
