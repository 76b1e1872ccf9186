//! Channels without a level: crossbeam-channel, item for item, and watched.
//!
//! Exchanging `use crossbeam_channel` for `use unhang::channel` is all it takes. What differs:
//!
//! - In a checked build, a task that is about to wait for a message, or for space, tells the run-time checker.
//! - A message that nobody can receive any more is dropped with the last receiver, for every kind of channel. (crossbeam keeps
//!   what is in a bounded channel until its last sender is dropped; whoever waits for a reply whose sender is in such a message
//!   would wait on.)
//! - Messages that are lost can be reported: [`report_stranded`](crate::report_stranded).
//! - The capacity of all bounded channels can be set from outside: [`CapacityMode`].
//!
//! ```
//! use unhang::channel::{bounded, select, unbounded};
//!
//! let (jobs, todo) = bounded(2);
//! let (results, done) = unbounded();
//! jobs.send(20).unwrap();
//! select! {
//!     recv(todo) -> job => results.send(job.unwrap() + 1).unwrap(),
//!     recv(done) -> _ => unreachable!("nothing is done yet"),
//! }
//! assert_eq!(done.recv(), Ok(21));
//! ```
//!
//! In an unchecked build a channel costs what crossbeam's costs; where its messages have something to drop and it is bounded, some
//! instructions more.

mod capacity;
mod ends;
mod iter;
mod select;

pub use capacity::{CapacityMode, set_capacity_mode};
pub use crossbeam_channel::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError, SendTimeoutError, TryReadyError, TryRecvError,
    TrySelectError, TrySendError,
};
pub use iter::{IntoIter, Iter, TryIter};
pub use select::{Select, SelectedOperation};
pub use unhang_macros::{select, select_biased};

use crate::deadlock::Deadlock;
use crate::level::LevelInfo;
use crate::limits::{self, Interrupt, Limits};
use crate::prim::{channel as raw, now};
use crate::watch::{self, Parcel, Receiving, Sending};
use ends::{Closer, Inlet, Outlet, raw_receiver};
use std::cell::Cell;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

type Site = &'static Location<'static>;

/// The end of a channel into which messages are sent. Clones share the channel; when the last one is dropped, receives fail as soon
/// as the channel is empty.
pub struct Sender<T> {
    // Dropped in this order: disconnected first, then not counted any more.
    outlet: Outlet<T>,
    traffic: Sending,
}

/// The end of a channel from which messages are received. Clones share the channel, and each message goes to one of them; when the
/// last one is dropped, sends fail, and what is in the channel is dropped.
pub struct Receiver<T> {
    // Dropped in this order: disconnected first, then what is left in the channel, then not counted any more.
    inlet: Inlet<T>,
    closer: Option<Arc<Closer<T>>>,
    traffic: Receiving,
}

/// Creates a channel that holds `cap` messages at most: a send waits while it is full. With 0, a send waits for a receive.
///
/// [`CapacityMode`] can override `cap`; [`bounded_exact`] is exempt.
///
/// # Panics
///
/// On first use, when the variable `UNHANG` says what it must not.
#[track_caller]
pub fn bounded<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    pair(Some(cap), None, false, Location::caller())
}

/// Creates a channel that holds `cap` messages at most, whatever the [`CapacityMode`] is: for channels that count, where the capacity
/// is the meaning.
#[track_caller]
pub fn bounded_exact<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    pair(Some(cap), None, true, Location::caller())
}

/// Creates a channel that holds any number of messages: a send never waits.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    pair(None, None, false, Location::caller())
}

/// Creates a receiver that gets one message, the moment of its sending, after `duration`. Whoever waits for another one waits for ever.
#[track_caller]
pub fn after(duration: Duration) -> Receiver<Instant> {
    timer(raw::after(duration), Receiving::timer(Location::caller()))
}

/// Creates a receiver that gets one message, the moment of its sending, at `when`. Whoever waits for another one waits for ever.
#[track_caller]
pub fn at(when: Instant) -> Receiver<Instant> {
    timer(raw::at(when), Receiving::timer(Location::caller()))
}

/// Creates a receiver that gets a message, the moment of its sending, each time `duration` has passed. A message that nobody receives
/// in time is skipped.
pub fn tick(duration: Duration) -> Receiver<Instant> {
    timer(raw::tick(duration), Receiving::ticker())
}

/// Creates a receiver that never gets a message: to leave an operation of a `select!` out.
#[track_caller]
pub fn never<T>() -> Receiver<T> {
    Receiver { inlet: Inlet::Channel(raw::never()), closer: None, traffic: Receiving::never(Location::caller()) }
}

fn timer(raw: raw::Receiver<Instant>, traffic: Receiving) -> Receiver<Instant> {
    let inlet = watch::timer(raw, Inlet::Channel, Inlet::Timer);
    Receiver { inlet, closer: None, traffic }
}

/// Creates a channel. `exact` exempts it from the [`CapacityMode`].
pub(crate) fn pair<T>(
    capacity: Option<usize>,
    level: Option<fn() -> &'static LevelInfo>,
    exact: bool,
    created: Site,
) -> (Sender<T>, Receiver<T>) {
    let capacity = if exact { capacity } else { capacity::in_force(capacity) };
    let (outlet, inlet, closer) = ends::open(capacity);
    let (sending, receiving) = watch::traffic(capacity, level, created);
    (Sender { outlet, traffic: sending }, Receiver { inlet, closer, traffic: receiving })
}

/// Why an operation within limits did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All ends of the other side are gone.
    Closed,
    /// The limits ended it.
    Interrupted(Interrupt),
}

impl Ended {
    fn closed_or(broken: Cell<Option<Deadlock>>) -> Ended {
        broken.into_inner().map_or(Ended::Closed, |deadlock| Ended::Interrupted(deadlock.into()))
    }
}

impl<T> Sender<T> {
    /// Sends if there is space, or a receiver that waits. Never blocks.
    #[inline]
    #[track_caller]
    pub fn try_send(&self, msg: T) -> Result<(), TrySendError<T>> {
        let sent = self.try_send_parcel(self.traffic.pack(msg, Location::caller()));
        self.traffic.count(sent.map_err(|error| match error {
            TrySendError::Full(parcel) => TrySendError::Full(watch::open(parcel)),
            TrySendError::Disconnected(parcel) => TrySendError::Disconnected(watch::open(parcel)),
        }))
    }

    /// Sends, and blocks until there is space, or a receiver that waits. Fails if all receivers are gone.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when there will never be space.
    #[inline]
    #[track_caller]
    pub fn send(&self, msg: T) -> Result<(), SendError<T>> {
        self.send_at(msg, Location::caller(), drop)
    }

    /// Sends, and blocks until there is space, or a receiver that waits, for at most `timeout`.
    #[track_caller]
    pub fn send_timeout(&self, msg: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        match now().checked_add(timeout) {
            Some(deadline) => self.send_deadline(msg, deadline),
            None => self.send(msg).map_err(SendTimeoutError::from),
        }
    }

    /// Sends, and blocks until there is space, or a receiver that waits, or until `deadline`.
    #[track_caller]
    pub fn send_deadline(&self, msg: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        let at = Location::caller();
        let closed = |parcel| Err(SendTimeoutError::Disconnected(parcel));
        let block = |parcel| self.outlet.with(parcel, |raw, parcel| raw.send_deadline(parcel, deadline), closed);
        let waiting = Cell::new(Some(self.traffic.pack(msg, at)));
        let take = || waiting.take().expect("an attempt gives back what it could not send");
        let attempt = || match self.try_send_parcel(take()) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Disconnected(parcel)) => Some(closed(parcel)),
            Err(TrySendError::Full(parcel)) => {
                waiting.set(Some(parcel));
                None
            }
        };
        let wanted = || watch::wanted_of_any([self.traffic.view()].into_iter());
        let sent = watch::limited(wanted, at, attempt, || block(take()));
        self.traffic.count(sent.map_err(|error| match error {
            SendTimeoutError::Timeout(parcel) => SendTimeoutError::Timeout(watch::open(parcel)),
            SendTimeoutError::Disconnected(parcel) => SendTimeoutError::Disconnected(watch::open(parcel)),
        }))
    }

    /// Whether no message is in the channel now.
    pub fn is_empty(&self) -> bool {
        self.outlet.with((), |raw, ()| raw.is_empty(), |()| true)
    }

    /// Whether the channel is full now. One of capacity 0 always is.
    pub fn is_full(&self) -> bool {
        self.outlet.with((), |raw, ()| raw.is_full(), |()| false)
    }

    /// How many messages are in the channel now.
    pub fn len(&self) -> usize {
        self.outlet.with((), |raw, ()| raw.len(), |()| 0)
    }

    /// How many messages the channel can hold; `None` if any number.
    pub fn capacity(&self) -> Option<usize> {
        self.outlet.capacity()
    }

    /// Whether both send into one channel.
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        self.outlet.same_channel(&other.outlet)
    }

    #[inline(always)]
    #[track_caller]
    fn send_at(&self, message: T, at: Site, broken: impl FnOnce(Deadlock)) -> Result<(), SendError<T>> {
        let block = |parcel| self.outlet.with(parcel, |raw, parcel| raw.send(parcel), |parcel| Err(SendError(parcel)));
        self.traffic.send(message, at, |parcel| self.try_send_parcel(parcel), block, broken)
    }

    #[inline(always)]
    fn try_send_parcel(&self, parcel: Parcel<T>) -> Result<(), TrySendError<Parcel<T>>> {
        self.outlet.with(parcel, |raw, parcel| raw.try_send(parcel), |parcel| Err(TrySendError::Disconnected(parcel)))
    }

    /// Sends, and blocks until there is space, or until the current task's limits end it. If they have ended it before it begins,
    /// nothing is sent.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn send_within(&self, message: T, at: Site) -> Result<(), (T, Ended)> {
        if limits::are_in_force() {
            return self.send_limited(message, at);
        }
        let broken = Cell::new(None);
        let sent = self.send_at(message, at, |deadlock| broken.set(Some(deadlock)));
        sent.map_err(|SendError(message)| (message, Ended::closed_or(broken)))
    }

    #[cold]
    #[track_caller]
    fn send_limited(&self, message: T, at: Site) -> Result<(), (T, Ended)> {
        let limits = Limits::current();
        if let Some(interrupt) = limits.interrupt() {
            return Err((message, Ended::Interrupted(interrupt)));
        }
        let message = match self.try_send(message) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Disconnected(message)) => return Err((message, Ended::Closed)),
            Err(TrySendError::Full(message)) => message,
        };
        let mut select = Select::new();
        select.send(self);
        match select.select_within(&limits, at) {
            Ok(operation) => operation.send_from(self, message, at).map_err(|SendError(message)| (message, Ended::Closed)),
            Err(interrupt) => Err((message, Ended::Interrupted(interrupt))),
        }
    }
}

impl<T> Receiver<T> {
    /// Receives if a message is there, or a sender that waits. Never blocks.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.traffic.count(self.inlet.try_recv())
    }

    /// Receives, and blocks until a message is there. Fails if the channel is empty and all senders are gone.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no message will ever come.
    #[inline]
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_at(Location::caller(), drop)
    }

    /// Receives, and blocks until a message is there, for at most `timeout`.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_for_a_while(Location::caller(), || self.inlet.recv_timeout(timeout))
    }

    /// Receives, and blocks until a message is there, or until `deadline`.
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_for_a_while(Location::caller(), || self.inlet.recv_deadline(deadline))
    }

    fn recv_for_a_while(&self, at: Site, block: impl FnOnce() -> Result<T, RecvTimeoutError>) -> Result<T, RecvTimeoutError> {
        let attempt = || match self.inlet.try_recv() {
            Ok(message) => Some(Ok(message)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvTimeoutError::Disconnected)),
            Err(TryRecvError::Empty) => None,
        };
        let wanted = || watch::wanted_of_any([self.traffic.view()].into_iter());
        self.traffic.count(watch::limited(wanted, at, attempt, block))
    }

    /// Whether no message is in the channel now.
    pub fn is_empty(&self) -> bool {
        raw_receiver!(&self.inlet, raw => raw.is_empty())
    }

    /// Whether the channel is full now. One of capacity 0 always is.
    pub fn is_full(&self) -> bool {
        raw_receiver!(&self.inlet, raw => raw.is_full())
    }

    /// How many messages are in the channel now.
    pub fn len(&self) -> usize {
        raw_receiver!(&self.inlet, raw => raw.len())
    }

    /// How many messages the channel can hold; `None` if any number.
    pub fn capacity(&self) -> Option<usize> {
        raw_receiver!(&self.inlet, raw => raw.capacity())
    }

    /// The messages, until the channel is empty and all senders are gone. `next` blocks where [`recv`](Self::recv) does.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self, at: Location::caller() }
    }

    /// The messages that are there now. `next` never blocks.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }

    /// Whether both receive from one channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        self.inlet.same_channel(&other.inlet)
    }

    #[inline(always)]
    #[track_caller]
    fn recv_at(&self, at: Site, broken: impl FnOnce(Deadlock)) -> Result<T, RecvError> {
        self.traffic.receive(at, || self.inlet.try_recv(), || self.inlet.recv(), broken)
    }

    /// Receives, and blocks until a message is there, or until the current task's limits end it. If they have ended it before it
    /// begins, nothing is received.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn recv_within(&self, at: Site) -> Result<T, Ended> {
        if limits::are_in_force() {
            return self.recv_limited(at);
        }
        let broken = Cell::new(None);
        self.recv_at(at, |deadlock| broken.set(Some(deadlock))).map_err(|RecvError| Ended::closed_or(broken))
    }

    #[cold]
    #[track_caller]
    fn recv_limited(&self, at: Site) -> Result<T, Ended> {
        let limits = Limits::current();
        limits.check().map_err(Ended::Interrupted)?;
        match self.try_recv() {
            Ok(message) => return Ok(message),
            Err(TryRecvError::Disconnected) => return Err(Ended::Closed),
            Err(TryRecvError::Empty) => {}
        }
        let mut select = Select::new();
        select.recv(self);
        let operation = select.select_within(&limits, at).map_err(Ended::Interrupted)?;
        operation.recv(self).map_err(|RecvError| Ended::Closed)
    }
}

impl<T> Sender<T> {
    /// It is the current task's, by types, until it is loosened.
    pub(crate) fn tie(&self, at: Site) {
        self.traffic.tie(at);
    }

    pub(crate) fn loosen(self) -> Self {
        self.traffic.loosen();
        self
    }
}

impl<T> Receiver<T> {
    /// As a sender.
    pub(crate) fn tie(&self, at: Site) {
        self.traffic.tie(at);
    }

    pub(crate) fn loosen(self) -> Self {
        self.traffic.loosen();
        self
    }
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Sender { outlet: self.outlet.clone(), traffic: self.traffic.clone() }
    }
}

impl<T> Clone for Receiver<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Receiver { inlet: self.inlet.clone(), closer: self.closer.clone(), traffic: self.traffic.clone() }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}
