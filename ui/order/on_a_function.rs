#[unhang::levels]
fn order() {}

fn main() {}
