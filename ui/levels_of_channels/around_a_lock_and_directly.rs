#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct First;
    #[after(First)]
    pub struct Between;
    #[channel(bounded)]
    #[after(First, Between)]
    pub struct Last;
}

fn main() {}
