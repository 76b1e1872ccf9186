#[unhang::levels]
mod order {
    #[after(B)]
    pub struct A;
    #[after(A)]
    pub struct B;
    #[after(D)]
    pub struct C;
    #[after(C)]
    pub struct D;
}

fn main() {}
