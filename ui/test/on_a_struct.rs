#[unhang::test]
struct Counts;

fn main() {}
