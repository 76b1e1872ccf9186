#[unhang::test]
async fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
