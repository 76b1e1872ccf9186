use unhang::{Cx, Sender, scope};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Batches;
}
use order::*;

#[unhang::role(owes(Batches))]
fn produce(cx: &mut Cx, batches: Sender<u32, Batches>) {
    (0..4).all(|batch| batches.send(cx, batch).is_ok());
}

fn write_level(cx: &mut Cx) {
    scope(cx, |scope, cx| {
        let (sender, batches, cx) = cx.bounded::<u32, Batches>(1);
        let (producer, cx) = scope.spawn_with(cx, (sender,), |cx, (sender,)| produce(cx, sender));
        let written = batches.try_recv();
        producer.join(cx).unwrap();
        println!("{written:?}");
    });
}

fn main() {}
