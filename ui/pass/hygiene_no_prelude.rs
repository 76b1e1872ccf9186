//! Without the prelude; only `#[levels]` needs it (see its limits).

#![no_implicit_prelude]
#![deny(warnings)]

use ::unhang_test_levels::net::*;

#[::unhang::guarded]
pub struct Peer {
    #[lock(Socket)]
    sent: u32,
    #[lock(Socket)]
    received: u32,
    #[rwlock(Session)]
    name: &'static str,
}

impl Peer {
    #[::unhang::acquires(Socket)]
    fn echo(&self, cx: &mut ::unhang::Cx) -> usize {
        let (mut socket, cx) = self.lock_socket(cx).nest();
        *socket.sent = *socket.received;
        self.read_session(cx).name.len()
    }

    #[::unhang::acquires(Session)]
    fn rename(&self, name: &'static str) {
        *self.write_session(cx).name = name;
    }
}

#[::unhang::main]
fn main(cx: &mut ::unhang::Cx) {
    let peer = Peer::new(1, 2, "peer");
    peer.rename("friend");
    ::std::assert_eq!(peer.echo(cx), 6);
}
