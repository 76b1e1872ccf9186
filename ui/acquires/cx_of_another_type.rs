#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::acquires(order::Accounts)]
fn book(cx: &mut u32) {
    *cx += 1;
}

fn main() {}
