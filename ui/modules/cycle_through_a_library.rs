use unhang_test_levels::net;

#[unhang::levels]
mod order {
    use super::net;

    #[after(net::Session)]
    #[before(net::Socket)]
    pub struct Accounts;
}

fn main() {}
