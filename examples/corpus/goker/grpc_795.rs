//! grpc#795: a server that is stopped twice waits for its own lock.
//!
//! `graceful_stop` locks the server's state and returns without unlocking it. Where the server is stopped already, it locks a
//! second time, in the place of an unlock. The second call waits for the lock of the first, and so does whoever serves.
//!
//! It was mended by unlocking on each path.

use crate::case::{Case, Form};
use std::mem;
use std::sync::Arc;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "grpc_795",
    origin: "grpc#795",
    class: "double lock",
    forms: &[
        Form::hangs("found", found).with_note("guards would unlock; they are forgotten"),
        Form::refused("typed", "ui/goker/grpc_795.rs").with_note("the second lock; the unlock that is missing is a guard's"),
        Form::right("fixed", fixed),
        Form::right("ported", ported).with_note("a guard unlocks on each path; there is no unlock to mistake"),
    ],
};

struct State {
    connections: Option<Vec<u32>>,
}

struct Server(Mutex<State>);

impl Server {
    fn serving() -> Arc<Server> {
        Arc::new(Server(Mutex::new(State { connections: Some(vec![]) })))
    }

    fn serve(&self, connection: u32) {
        if let Some(connections) = &mut self.0.lock().connections {
            connections.push(connection);
        }
    }

    fn stop_unreleased(&self) {
        let mut state = self.0.lock();
        if state.connections.take().is_none() {
            mem::forget(self.0.lock());
        }
        mem::forget(state);
    }

    fn stop_released(&self) {
        let mut state = self.0.lock();
        if state.connections.is_none() {
            drop(state);
            return;
        }
        state.connections = None;
    }

    fn stop_guarded(&self) {
        self.0.lock().connections.take();
    }
}

fn stop_twice(stop: fn(&Server)) {
    let server = Server::serving();
    let serving = server.clone();
    thread::spawn(move || serving.serve(1));
    stop(&server);
    stop(&server);
}

fn found(_: &mut Cx) {
    stop_twice(Server::stop_unreleased);
}

fn fixed(_: &mut Cx) {
    stop_twice(Server::stop_released);
}

fn ported(_: &mut Cx) {
    stop_twice(Server::stop_guarded);
}
