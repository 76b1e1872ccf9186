use unhang::Cx;

#[unhang::main]
unsafe fn main(_cx: &mut Cx) {}
