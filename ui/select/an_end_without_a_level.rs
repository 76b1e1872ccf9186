use unhang::{Cx, channel, select};

fn next(cx: &mut Cx, work: &channel::Receiver<u64>) {
    select!(cx,
        recv(work) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
