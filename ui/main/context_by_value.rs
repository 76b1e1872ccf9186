#[unhang::main]
fn main(_cx: unhang::Cx) {}
