use unhang::root;

fn main() {
    let _cx = root(|cx| cx);
}
