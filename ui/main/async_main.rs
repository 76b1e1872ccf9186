use unhang::Cx;

#[unhang::main]
async fn main(_cx: &mut Cx) {}
