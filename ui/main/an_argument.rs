use unhang::Cx;

#[unhang::main(threads)]
fn main(_cx: &mut Cx) {}
