use unhang::Cx;

#[unhang::main]
fn main(_cx: &mut Cx) -> Result<(), String> {
    42
}
