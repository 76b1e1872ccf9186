#[unhang::test(schedules = many, seed)]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
