use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Stdout;
    #[channel(bounded)]
    #[after(Stdout)]
    pub struct Requests;
    #[channel(bounded)]
    #[after(Requests)]
    pub struct Stdin;
}
use order::*;

fn talk(cx: &mut Cx) {
    let (stdin, read, cx) = cx.bounded::<u32, Stdin>(0);
    let (requests, process, cx) = cx.bounded::<u32, Requests>(1);
    let (write, stdout, cx) = cx.bounded::<u32, Stdout>(0);
    let (_, cx) =
        spawn_with(cx, (read, requests), |cx, (read, requests)| read.for_each(cx, |cx, request| requests.send(cx, request).unwrap()));
    let (_, cx) =
        spawn_with(cx, (process, write), |cx, (process, write)| process.for_each(cx, |cx, request| write.send(cx, request).unwrap()));
    (0..6).for_each(|request| stdin.send(cx, request).unwrap());
    let cx = stdin.close(cx);
    assert_eq!(stdout.iter(cx).count(), 6);
}

fn main() {}
