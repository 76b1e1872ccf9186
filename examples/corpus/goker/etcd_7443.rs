//! etcd#7443: a balancer notifies under its lock, and the one who is notified takes the lock.
//!
//! A connection that comes up or goes down changes the pinned address under the balancer's lock, and sends the addresses to use from
//! now on, over a channel with a buffer of one that starts full. The watcher is the only receiver. It starts connections and tears
//! down others, which sends too: either somebody sends under the lock for which the watcher waits, or it sends to itself. Closing
//! waits for the lock then, and the main task for that.
//!
//! It was mended by a loop of its own that notifies, and can be stopped; nobody sends under the lock any more.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "etcd_7443",
    origin: "etcd#7443",
    class: "send under a lock, by its only receiver too",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/etcd_7443.rs"), Form::right("fixed", fixed)],
};

type Address = &'static str;
const ALL: [Address; 2] = ["a", "b"];

struct Balancer {
    state: Mutex<State>,
    notified: Receiver<Vec<Address>>,
}

struct State {
    pinned: Option<Address>,
    notify: Notify,
}

/// How others are told of the addresses to use.
enum Notify {
    Directly(Sender<Vec<Address>>),
    /// By the loop, which has been told that there is something to tell, and can be stopped.
    ByLoop {
        changed: Sender<()>,
        _stopper: Sender<()>,
    },
    Closed,
}

impl State {
    /// Pins `address`, or none; nothing changes any more once it is closed.
    fn pin(&mut self, address: Option<Address>) {
        match &self.notify {
            Notify::Directly(notify) => _ = notify.send(addresses(address)),
            Notify::ByLoop { changed, .. } => _ = changed.try_send(()),
            Notify::Closed => return,
        }
        self.pinned = address;
    }
}

fn addresses(pinned: Option<Address>) -> Vec<Address> {
    pinned.map_or(ALL.to_vec(), |address| vec![address])
}

impl Balancer {
    fn up(&self, address: Address) {
        let mut state = self.state.lock();
        if state.pinned.is_none() {
            state.pin(Some(address));
        }
    }

    fn down(&self, address: Address) {
        let mut state = self.state.lock();
        if state.pinned == Some(address) {
            state.pin(None);
        }
    }

    fn close(&self) {
        self.state.lock().notify = Notify::Closed;
    }

    /// Follows what is notified, until it is closed.
    fn watch(self: &Arc<Self>) {
        let mut connected = Vec::new();
        for wanted in &self.notified {
            let (kept, gone): (Vec<_>, Vec<_>) = connected.into_iter().partition(|address| wanted.contains(address));
            gone.into_iter().for_each(|address| self.down(address));
            wanted.iter().filter(|address| !kept.contains(address)).for_each(|address| self.connect(address));
            connected = wanted;
        }
    }

    fn connect(self: &Arc<Self>, address: Address) {
        let balancer = self.clone();
        thread::spawn(move || {
            balancer.up(address);
            if address == "a" {
                balancer.down(address); // its transport breaks
            }
        });
    }
}

fn run(notify: Notify, notified: Receiver<Vec<Address>>, beside: impl FnOnce(Arc<Balancer>) + Send + 'static) {
    let balancer = Arc::new(Balancer { state: Mutex::new(State { pinned: None, notify }), notified });
    let (watcher, looped) = (balancer.clone(), balancer.clone());
    thread::spawn(move || watcher.watch());
    thread::spawn(move || beside(looped));
    thread::spawn(move || balancer.close()).join().expect("it does not panic");
}

fn found(_: &mut Cx) {
    let (notify, notified) = bounded(1);
    notify.send(ALL.to_vec()).expect("the receiver is here");
    run(Notify::Directly(notify), notified, |_| ());
}

fn fixed(_: &mut Cx) {
    let ((notify, notified), (changed, is_changed), (_stopper, stop)) = (bounded(1), bounded(1), unbounded::<()>());
    notify.send(ALL.to_vec()).expect("the receiver is here");
    run(Notify::ByLoop { changed, _stopper }, notified, move |balancer| {
        while is_changed.recv().is_ok() {
            let wanted = addresses(balancer.state.lock().pinned);
            select! {
                send(notify, wanted) -> _ => (),
                recv(stop) -> _ => break,
            }
        }
        is_changed.try_iter().for_each(drop);
    });
}
