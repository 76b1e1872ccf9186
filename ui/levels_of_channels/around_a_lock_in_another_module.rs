mod first {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded)]
        pub struct First;
        #[channel(bounded)]
        #[after(First)]
        pub struct Last;
    }
}

#[unhang::levels]
mod order {
    #[after(super::first::order::First)]
    #[before(super::first::order::Last)]
    pub struct Between;
}

fn main() {}
