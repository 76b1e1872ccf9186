use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Updates;
    #[after(Updates)]
    pub struct Addresses;
}
use order::*;

type Balancer = Mutex<Vec<u32>, Addresses>;

#[unhang::role(drains(Updates))]
fn tear_down(cx: &mut Cx, balancer: &Balancer, updates: Receiver<u32, Updates>) {
    while let Ok(address) = updates.recv(cx) {
        balancer.lock(cx).retain(|&other| other != address);
    }
}

#[unhang::role(owes(Updates))]
fn watch(cx: &mut Cx, balancer: &Balancer, updates: Sender<u32, Updates>) {
    for address in 0..100 {
        let (mut addresses, cx) = balancer.lock(cx).nest();
        addresses.push(address);
        _ = updates.send(cx, address);
    }
}

fn main() {}
