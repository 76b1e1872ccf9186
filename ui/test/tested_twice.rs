#[unhang::test]
#[test]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
