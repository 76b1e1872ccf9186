//! grpc#862: a dial is given up, and what it started tries on.
//!
//! `dial` makes a context for the connection, and starts a loop in it that connects, and tries again after a while. When the caller
//! gives up, `dial` returns an error. What cleans up behind it closes the connection that is to be returned, and there is none yet: so the
//! context is never cancelled, and the loop goes on for ever.
//!
//! It was mended by closing the connection on each failure.

use crate::case::{Case, Form};
use std::time::Duration;
use unhang::{CancelOnDrop, CancelToken, Cx, Interrupt, Unheld};

pub const CASE: Case = Case {
    name: "grpc_862",
    origin: "grpc#862",
    class: "leak, a loop that nobody ends",
    forms: &[
        Form::hangs("found", found).with_note("it sleeps and tries again, so nobody waits for ever: a test says so when its time is over"),
        Form::right("typed", typed).with_note("a task that `dial` starts inherits the caller's token"),
        Form::right("ported", ported).with_note("the connection cancels when it is dropped"),
        Form::right("fixed", fixed),
    ],
};

const PAUSE: Duration = Duration::from_millis(1);

struct Connection {
    context: CancelToken,
}

/// The server does not answer.
fn connect(cx: &mut Cx<Unheld>) -> Interrupt {
    loop {
        if let Err(interrupt) = cx.sleep(PAUSE) {
            return interrupt;
        }
    }
}

/// With a context of its own, which is not the caller's.
fn start() -> Connection {
    let context = CancelToken::new();
    let token = context.clone();
    _ = unhang::spawn(move |cx| cx.shielded(|cx| cx.with_token(&token, connect)));
    Connection { context }
}

fn wait_until_connected(cx: &mut Cx<Unheld>) -> Result<(), Interrupt> {
    cx.sleep(Duration::from_secs(3600))
}

fn dial(cx: &mut Cx<Unheld>, clean_up: fn(&Connection)) -> Result<Connection, Interrupt> {
    let connection = start();
    let connected = wait_until_connected(cx);
    if connected.is_err() {
        clean_up(&connection);
    }
    connected.map(|()| connection)
}

/// The caller has given up.
fn given_up() -> CancelToken {
    let caller = CancelToken::new();
    caller.cancel();
    caller
}

fn found(cx: &mut Cx) {
    assert!(cx.with_token(&given_up(), |cx| dial(cx, |_| {})).is_err());
}

fn fixed(cx: &mut Cx) {
    assert!(cx.with_token(&given_up(), |cx| dial(cx, |connection| connection.context.cancel())).is_err());
}

fn ported(cx: &mut Cx) {
    fn dial(cx: &mut Cx<Unheld>) -> Result<CancelOnDrop, Interrupt> {
        let connection = start().context.drop_guard();
        wait_until_connected(cx).map(|()| connection)
    }
    assert!(cx.with_token(&given_up(), dial).is_err());
}

fn typed(cx: &mut Cx) {
    fn dial(cx: &mut Cx<Unheld>) -> Result<(), Interrupt> {
        _ = unhang::spawn(connect);
        wait_until_connected(cx)
    }
    assert!(cx.with_token(&given_up(), dial).is_err());
}
