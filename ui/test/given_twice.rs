#[unhang::test(schedules = 10, seed = 3, schedules = 20)]
fn counts(_cx: &mut unhang::Cx) {}

fn main() {}
