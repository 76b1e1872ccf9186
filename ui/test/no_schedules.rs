#[unhang::test(schedules = 0)]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
