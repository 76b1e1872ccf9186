#[unhang::levels]
mod order {
    pub struct Accounts<T>;
}

fn main() {}
