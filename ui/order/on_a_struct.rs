#[unhang::levels]
struct Accounts;

fn main() {}
