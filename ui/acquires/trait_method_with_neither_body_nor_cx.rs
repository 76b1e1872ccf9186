#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}

trait Audit {
    #[unhang::acquires(order::Journal)]
    fn audit(&self);
}

fn main() {}
