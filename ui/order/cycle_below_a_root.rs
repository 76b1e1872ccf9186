#[unhang::levels]
mod order {
    pub struct Root;
    #[after(Root, Log)]
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}

fn main() {}
