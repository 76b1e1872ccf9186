use unhang::Cx;

#[unhang::main]
fn run(_cx: &mut Cx) {}

fn main() {}
