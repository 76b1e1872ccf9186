use unhang::{Cx, Receiver, oneshot, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Exited;
    #[channel(carries(Replies))]
    pub struct Mailbox;
    #[channel]
    #[after(Exited, Mailbox)] // the constellation asks before it has exited
    pub struct Replies;
}
use order::*;

type Question = oneshot::Carried<u32, Replies, Mailbox>;

fn shut_down(cx: &mut Cx) {
    let (compositor, mailbox, cx) = cx.unbounded::<Question, Mailbox>();
    let (exited, has_exited, cx) = cx.unbounded::<(), Exited>();
    let (_, cx) = spawn_with(cx, (compositor, exited), |cx, (compositor, exited)| {
        let (reply, replied, cx) = cx.oneshot();
        let (reply, cx) = reply.detach(cx);
        compositor.send(cx, reply).unwrap();
        assert_eq!(replied.recv(cx), Ok(0));
        exited.send(cx, ()).unwrap();
    });
    wait(cx, mailbox, has_exited);
}

#[unhang::role(drains(Mailbox, Exited))]
fn wait(cx: &mut Cx, _mailbox: Receiver<Question, Mailbox>, has_exited: Receiver<(), Exited>) {
    has_exited.recv(cx).unwrap();
}

fn main() {}
