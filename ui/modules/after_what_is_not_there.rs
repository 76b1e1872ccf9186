#[unhang::levels]
mod order {
    #[after(unhang_test_levels::net::Sockets)]
    pub struct Journal;
}

fn main() {}
