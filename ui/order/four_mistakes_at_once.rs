#[unhang::levels]
mod order {
    pub struct Accounts(u32);
    #[after(Acounts)]
    pub struct Journal;
    #[after(Cache)]
    pub struct Cache;
    #[before]
    pub struct Log;
}

fn main() {}
