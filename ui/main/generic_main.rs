use unhang::Cx;

#[unhang::main]
fn main<T>(_cx: &mut Cx) {}
