#[unhang::test(capacity = 3)]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
