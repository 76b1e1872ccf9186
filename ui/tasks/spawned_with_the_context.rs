use unhang::{Cx, spawn};

fn start(cx: &mut Cx) {
    spawn(move |_| drop(cx));
}

fn main() {}
