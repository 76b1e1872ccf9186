#[unhang::main]
struct Main;

fn main() {}
