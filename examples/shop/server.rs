//! Opens the shop, lets clients in, and closes it: first the door, then the queue, then the books.

use super::connection;
use super::lines::Lines;
use super::order::{self, Requests};
use super::store::Store;
use super::summary::{Most, Summary, Tally};
use super::worker::{self, Request};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use unhang::{CancelToken, Cx, IntoInner, Mutex, Scope, Sender};

/// How long the door stays unwatched while nobody knocks: neither a token nor a timeout ends an `accept`.
const NAP: Duration = Duration::from_millis(5);

/// What the user decides.
pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) stock: BTreeMap<String, u64>,
    pub(crate) workers: usize,
    pub(crate) queue: usize,
    pub(crate) connections: usize,
    pub(crate) deadline: Duration,
    pub(crate) packing: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            port: 0,
            stock: ["apple", "pear", "plum"].map(|item| (item.to_owned(), 100)).into(),
            workers: 2,
            queue: 16,
            connections: 256,
            deadline: Duration::from_secs(1),
            packing: Duration::ZERO,
        }
    }
}

pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) tally: Mutex<Tally, order::Tally>,
    pub(crate) most_queued: Most,
    seats: Seats,
}

impl Server {
    /// Opens the port. Nobody is let in before [`run`](Self::run).
    pub(crate) fn bind(settings: Settings) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        listener.set_nonblocking(true)?;
        Ok(Server {
            address: listener.local_addr()?,
            listener,
            store: Store::new(settings.stock.clone()),
            settings,
            tally: Mutex::default(),
            most_queued: Most::default(),
            seats: Seats::default(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `closing` is cancelled; then ends when all that was accepted is answered.
    ///
    /// The token is in force nowhere but where a wait should end at closing time: a task would keep it, and an answer that is awaited
    /// would be given up.
    pub(crate) fn run(self, cx: &mut Cx, closing: &CancelToken) -> Summary {
        let (clients, turned_away) = unhang::scope(cx, |scope, cx| {
            // A panic in here closes the shop as well: the scope waits for clients, and they may stay for long.
            let _closes = closing.drop_guard();
            let (requests, queued, cx) = cx.bounded::<Request, Requests>(self.settings.queue);
            for _ in 0..self.settings.workers {
                scope.spawn_with(cx, (&queued,), |cx, (queued,)| worker::work(cx, &queued, &self.store, self.settings.packing));
            }
            let cx = queued.close(cx);
            let counts = self.let_in(cx, scope, &requests, closing);
            // The workers end with the last sender: each client has one, and this one goes here.
            requests.close(cx);
            counts
        });
        let (books, agree) = self.store.audit();
        Summary { clients, turned_away, most_queued: self.most_queued.get(), tally: self.tally.into_inner(), books, agree }
    }

    /// Lets clients in until closing time; returns how many were served, and how many were turned away.
    #[unhang::role(owes(Requests))]
    fn let_in<'s>(
        &'s self,
        cx: &mut Cx,
        scope: &'s Scope<'s, '_>,
        requests: &Sender<Request, Requests>,
        closing: &'s CancelToken,
    ) -> (u64, u64) {
        let (mut served, mut turned_away) = (0, 0);
        while !closing.is_cancelled() {
            // Whatever the error is, nobody knocks, or the system has no socket left: later it may be otherwise.
            let Ok((client, _)) = self.listener.accept() else {
                thread::sleep(NAP);
                continue;
            };
            let Some(seat) = self.seats.take(self.settings.connections) else {
                turn_away(client);
                turned_away += 1;
                continue;
            };
            let Ok(lines) = Lines::new(client) else { continue };
            scope.spawn_with(cx, (requests,), move |cx, (requests,)| {
                connection::serve(cx, &requests, lines, self, closing);
                drop(seat);
            });
            served += 1;
        }
        (served, turned_away)
    }
}

/// Does not wait for the client, who may not listen.
fn turn_away(mut client: TcpStream) {
    if client.set_nonblocking(true).is_ok() {
        _ = client.write_all(b"error too many clients, come back later\n");
    }
}

/// How many clients there are.
#[derive(Default)]
struct Seats(AtomicUsize);

impl Seats {
    fn take(&self, seats: usize) -> Option<Seat<'_>> {
        let taken = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |taken| (taken < seats).then_some(taken + 1));
        taken.is_ok().then_some(Seat(self))
    }
}

/// Free again when it is dropped.
struct Seat<'a>(&'a Seats);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}
