use unhang::Cx;

fn guarded(cx: &mut Cx) {
    let _ = std::panic::catch_unwind(|| drop(cx));
}

fn main() {}
