#[unhang::levels]
mod order {
    #[after(Ledger)]
    pub struct Journal;
}

fn main() {}
