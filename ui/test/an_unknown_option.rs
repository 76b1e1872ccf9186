#[unhang::test(threads = 4)]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
