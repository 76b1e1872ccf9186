//! etcd#7492: a token is sent under the lock that the keeper of tokens takes to delete one.
//!
//! Who authenticates holds the store's lock while it sends the new token to the keeper, over a channel with a buffer of one. The
//! keeper alone receives; when its ticker ticks it calls back into the store, for each token that has expired, and that takes the
//! lock. With the buffer full, the one waits for space and the other for the lock.
//!
//! It was mended by a map under the store's lock in place of the channels.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "etcd_7492",
    origin: "etcd#7492",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/etcd_7492.rs"), Form::right("fixed", fixed)],
};

type Token = u32;
type Delete = Box<dyn Fn(Token) + Send>;

struct Keeper {
    added: Receiver<Token>,
    ticker: Receiver<()>,
    stop: Receiver<()>,
    delete: Delete,
}

impl Keeper {
    fn run(&self) {
        let mut tokens = Vec::new();
        loop {
            select! {
                recv(self.added) -> token => tokens.extend(token),
                recv(self.ticker) -> _ => tokens.drain(..).for_each(&self.delete),
                recv(self.stop) -> _ => break tokens.extend(self.added.try_iter()),
            }
        }
    }
}

struct Store {
    tokens: Mutex<Vec<Token>>,
    add: Sender<Token>,
}

impl Store {
    fn assign(&self, token: Token) {
        let mut tokens = self.tokens.lock();
        tokens.push(token);
        _ = self.add.send(token);
    }
}

/// A ticker of a few ticks, which never closes.
fn ticker() -> (Sender<()>, Receiver<()>) {
    let (ticks, ticker) = bounded(0);
    let ticking = ticks.clone();
    thread::spawn(move || (0..3).for_each(|_| _ = ticking.send(())));
    (ticks, ticker)
}

fn authenticate(assign: impl Fn(Token) + Clone + Send + 'static) {
    let start = |token| {
        let assign = assign.clone();
        thread::spawn(move || assign(token))
    };
    [1, 2, 3].map(start).into_iter().for_each(|user| user.join().expect("it does not panic"));
}

fn found(_: &mut Cx) {
    let (add, added) = bounded(1);
    let ((_ticks, ticker), (stopper, stop)) = (ticker(), unbounded());
    let store = Arc::new(Store { tokens: Mutex::default(), add });
    let called_back = store.clone();
    let delete: Delete = Box::new(move |token| called_back.tokens.lock().retain(|&other| other != token));
    thread::spawn(move || Keeper { added, ticker, stop, delete }.run());
    authenticate(move |token| store.assign(token));
    drop(stopper);
}

fn fixed(_: &mut Cx) {
    #[derive(Default)]
    struct Tokens {
        all: Vec<Token>,
        kept: Vec<Token>,
    }
    let ((_ticks, ticker), (stopper, stop)) = (ticker(), unbounded::<()>());
    let store = Arc::new(Mutex::new(Tokens::default()));
    let kept = store.clone();
    thread::spawn(move || {
        loop {
            select! {
                recv(ticker) -> _ => {
                    let tokens = &mut *kept.lock();
                    tokens.kept.drain(..).for_each(|token| tokens.all.retain(|&other| other != token));
                }
                recv(stop) -> _ => break,
            }
        }
    });
    authenticate(move |token| {
        let mut tokens = store.lock();
        tokens.all.push(token);
        tokens.kept.push(token);
    });
    drop(stopper);
}
