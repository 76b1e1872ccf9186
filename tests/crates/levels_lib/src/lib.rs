//! A library that exports levels and generic functions over them: others put their own levels around.

use unhang::{Cx, Mutex};

/// The network's levels.
#[unhang::levels]
pub mod net {
    /// Connections.
    pub struct Socket;
    /// What is known of a peer.
    #[after(Socket)]
    pub struct Session;
    /// How much a peer may send.
    #[after(Socket)]
    pub struct Quota;
    /// What the network tells.
    #[after(Session, Quota)]
    pub struct Trace;
}

/// What has gone out.
pub static SOCKET: Mutex<Vec<String>, net::Socket> = Mutex::new(Vec::new());
/// Who is logged in.
pub static SESSION: Mutex<Option<String>, net::Session> = Mutex::new(None);
/// How much is left.
pub static QUOTA: Mutex<usize, net::Quota> = Mutex::new(1_000);
/// What happened.
pub static TRACE: Mutex<Vec<String>, net::Trace> = Mutex::new(Vec::new());

/// Sends: takes the socket, and everything after it.
#[unhang::acquires(net::Socket)]
pub fn send(cx: &mut Cx, text: &str) {
    let (mut socket, cx) = SOCKET.lock(cx).nest();
    spend(cx, text.len());
    trace(cx, text);
    socket.push(text.into());
}

/// Uses up some quota.
#[unhang::acquires(net::Quota)]
pub fn spend(cx: &mut Cx, bytes: usize) {
    let (mut quota, cx) = QUOTA.lock(cx).nest();
    *quota = quota.saturating_sub(bytes);
    trace(cx, "spent");
}

/// Notes what happened.
#[unhang::acquires(net::Trace)]
pub fn trace(cx: &mut Cx, text: &str) {
    TRACE.lock(cx).push(text.into());
}

/// Runs `f` under the socket.
#[unhang::acquires(net::Socket)]
pub fn under_socket<R>(cx: &mut Cx, f: impl FnOnce(&mut Cx<net::Socket>) -> R) -> R {
    let (_socket, cx) = SOCKET.lock(cx).nest();
    f(cx)
}
