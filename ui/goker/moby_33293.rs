use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Errors;
}
use order::*;

fn container_wait(cx: &mut Cx) {
    let (errors, waited, cx) = cx.bounded::<&str, Errors>(0);
    errors.send(cx, "no such container").unwrap();
    let cx = errors.close(cx);
    waited.recv(cx).unwrap();
}

fn main() {}
