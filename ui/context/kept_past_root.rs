use unhang::{Cx, root};

fn main() {
    let mut kept: Option<&mut Cx> = None;
    root(|cx| kept = Some(cx));
    drop(kept);
}
