#[unhang::main]
fn main(_arguments: Vec<String>) {}
