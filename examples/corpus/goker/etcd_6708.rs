//! etcd#6708: a client updates its endpoints under its lock, and asks the cluster through itself.
//!
//! `sync` holds the write lock of the client's endpoints while it finds out which of them is the leader. That is a request like another,
//! through the client, whose `act` takes the read lock: it waits for itself. The call goes through a trait object.
//!
//! It was mended by asking through a copy of the client, and by locking only to publish what came back.

use crate::case::{Case, Form};
use unhang::{Cx, RwLock};

pub const CASE: Case = Case {
    name: "etcd_6708",
    origin: "etcd#6708",
    class: "double lock, through a trait object",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/etcd_6708.rs"), Form::right("fixed", fixed)],
};

trait Client {
    fn act(&self, request: &str) -> String;
}

struct HttpClient {
    endpoints: RwLock<Vec<String>>,
}

impl Client for HttpClient {
    fn act(&self, request: &str) -> String {
        format!("{request} of {}", self.endpoints.read().join(","))
    }
}

/// What the mode "prefer leader" asks.
fn leader(client: &dyn Client) -> String {
    client.act("leader")
}

fn client() -> HttpClient {
    HttpClient { endpoints: RwLock::new(vec!["one".into(), "two".into()]) }
}

fn found(_: &mut Cx) {
    let client = client();
    let mut endpoints = client.endpoints.write();
    endpoints.insert(0, leader(&client));
}

fn fixed(_: &mut Cx) {
    let client = client();
    let copy = HttpClient { endpoints: RwLock::new(client.endpoints.read().clone()) };
    let leader = leader(&copy);
    client.endpoints.write().insert(0, leader);
}
