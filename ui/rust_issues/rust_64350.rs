use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct ToOne;
    #[channel]
    #[after(ToOne)]
    pub struct ToOther;
}
use order::*;

fn talk(cx: &mut Cx) {
    let (to_one, of_one, cx) = cx.unbounded::<u32, ToOne>();
    let (to_other, of_other, cx) = cx.unbounded::<u32, ToOther>();
    let (_, cx) = spawn_with(cx, (to_one, of_other), |cx, (to_one, of_other)| {
        to_one.send(cx, 1).unwrap();
        of_other.iter(cx).count()
    });
    to_other.send(cx, 1).unwrap();
    println!("{}", of_one.iter(cx).count());
    to_other.close(cx);
}

fn main() {}
