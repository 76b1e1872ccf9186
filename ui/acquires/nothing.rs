use unhang::Cx;

#[unhang::acquires]
fn book(_: &mut Cx) {}

fn main() {}
