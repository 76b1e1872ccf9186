use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Odd;
    #[channel(bounded)]
    #[after(Odd)]
    pub struct Even;
}
use order::*;

fn sort(cx: &mut Cx) {
    let (odd, odds, cx) = cx.bounded::<u32, Odd>(1);
    let (even, evens, cx) = cx.bounded::<u32, Even>(1);
    let (_, cx) = spawn_with(cx, (odd, even), |cx, (odd, even)| {
        (0..10).for_each(|at| if at % 2 == 0 { even.send(cx, at).unwrap() } else { odd.send(cx, at).unwrap() });
    });
    odds.for_each(cx, |_, odd| println!("{odd}")).unwrap();
    let cx = odds.close(cx);
    evens.for_each(cx, |_, even| println!("{even}")).unwrap();
}

fn main() {}
