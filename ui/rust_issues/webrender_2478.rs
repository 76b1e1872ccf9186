use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Transactions;
    #[channel(bounded)]
    #[after(Transactions)]
    pub struct Payloads;
}
use order::*;

#[unhang::role(drains(Transactions, Payloads))]
fn render(cx: &mut Cx, transactions: Receiver<usize, Transactions>, payloads: Receiver<u32, Payloads>) {
    while let Ok(count) = transactions.recv(cx) {
        for _ in 0..count {
            println!("{:?}", payloads.recv(cx));
        }
    }
}

fn main() {}
