#[unhang::levels]
mod order;

fn main() {}
