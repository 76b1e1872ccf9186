#[unhang::test(allow(leaks, deadlocks))]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
