#[unhang::levels]
mod order {
    #[channel]
    #[after(Right)]
    pub struct Left;
    #[channel]
    #[after(Left)]
    pub struct Right;
}

fn main() {}
