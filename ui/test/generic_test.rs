#[unhang::test]
fn counts<T>(_cx: &mut unhang::Cx) {}

fn main() {}
