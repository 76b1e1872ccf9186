use unhang::{CancelToken, Cx};

fn token(cx: &mut Cx) -> CancelToken {
    cx.cancellable(|_, token| token).clone()
}

fn main() {}
