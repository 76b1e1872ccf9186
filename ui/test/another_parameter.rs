#[unhang::test]
fn counts(_threads: usize) {}

fn main() {}
