use unhang::Cx;

#[unhang::main]
fn main(_cx: &mut Cx, _arguments: Vec<String>) {}
