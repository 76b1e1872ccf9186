use unhang::Level;

struct Accounts;

impl Level for Accounts {}

fn main() {}
