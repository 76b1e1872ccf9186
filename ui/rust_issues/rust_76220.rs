use unhang::{Cx, RwLock, Sender, Unheld};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Events;
    #[after(Events)] // whoever reads events may leave the list
    pub struct Subscribers;
}
use order::*;

type Inserting = Cx<(Unheld, unhang::Owes<Events>)>;

fn insert(cx: &mut Inserting, subscribers: &RwLock<Vec<u32>, Subscribers>, events: &Sender<u32, Events>) {
    let (subscribers, cx) = subscribers.read(cx).nest();
    for subscriber in subscribers.iter() {
        events.send(cx, *subscriber).unwrap();
    }
}

fn main() {}
