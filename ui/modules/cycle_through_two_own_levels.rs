use unhang_test_levels::net;

#[unhang::levels]
mod order {
    use super::net;

    #[after(net::Trace)]
    pub struct Accounts;
    #[after(Accounts)]
    #[before(net::Quota)]
    pub struct Journal;
}

fn main() {}
