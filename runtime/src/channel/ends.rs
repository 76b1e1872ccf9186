//! What an end is made of.
//!
//! A message that nobody can receive any more has to be dropped at once, since it may carry what others wait for: a sender of a reply,
//! a guard. Of the raw channels, the one with a buffer of limited size keeps such messages until its last sender is dropped; the
//! others drop them with the last receiver. So where a message has something to drop, and the buffer is limited, the senders do not
//! own the raw sender: they find it through a weak pointer, and hold it while they send. It belongs to both sides, and the side that
//! ends first gives it up. When the last receiver is gone, the raw channel is disconnected, senders that wait in it return, and the
//! last to return drops the raw sender, and with it the channel and all that is left in it. No message comes in after that.

use crate::prim::{Mutex, channel as raw};
use crate::watch::{self, Parcel, Timer};
use raw::{RecvError, RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// The sending side of a channel.
pub(super) enum Outlet<T> {
    Plain(raw::Sender<Parcel<T>>),
    Lent(Arc<Lent<T>>),
}

/// The raw sender, as the senders of one channel share it.
pub(super) struct Lent<T> {
    raw: Weak<raw::Sender<Parcel<T>>>,
    capacity: Option<usize>,
    owner: Arc<Owner<T>>,
}

type Owner<T> = Mutex<Option<Arc<raw::Sender<Parcel<T>>>>>;

/// The receivers' share of the raw sender.
pub(super) struct Closer<T>(Arc<Owner<T>>);

fn give_up<T>(owner: &Owner<T>) {
    // Dropped outside of the lock: messages may be dropped with it.
    let raw = owner.lock().take();
    drop(raw);
}

impl<T> Lent<T> {
    /// The raw sender, unless the last receiver is gone.
    pub(super) fn upgrade(&self) -> Option<Arc<raw::Sender<Parcel<T>>>> {
        self.raw.upgrade()
    }

    /// Gives a raw sender back on a thread that may not drop what is left in the channel: the last sender will.
    pub(super) fn give_back(&self, raw: Arc<raw::Sender<Parcel<T>>>) {
        // What was there is the same raw sender, so this drops no channel.
        *self.owner.lock() = Some(raw);
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        give_up(&self.owner);
    }
}

impl<T> Drop for Closer<T> {
    fn drop(&mut self) {
        give_up(&self.0);
    }
}

impl<T> Clone for Outlet<T> {
    fn clone(&self) -> Self {
        match self {
            Outlet::Plain(raw) => Outlet::Plain(raw.clone()),
            Outlet::Lent(lent) => Outlet::Lent(lent.clone()),
        }
    }
}

/// A raw channel, with what closes it.
pub(super) fn open<T>(capacity: Option<usize>) -> (Outlet<T>, Inlet<T>, Option<Arc<Closer<T>>>) {
    let (sender, receiver) = match capacity {
        Some(capacity) => raw::bounded(capacity),
        None => raw::unbounded(),
    };
    let keeps_messages = std::mem::needs_drop::<Parcel<T>>() && capacity.is_some_and(|capacity| capacity > 0);
    if !keeps_messages {
        return (Outlet::Plain(sender), Inlet::Channel(receiver), None);
    }
    let sender = Arc::new(sender);
    let raw = Arc::downgrade(&sender);
    let owner = Arc::new(Mutex::new(Some(sender)));
    let closer = Arc::new(Closer(owner.clone()));
    (Outlet::Lent(Arc::new(Lent { raw, capacity, owner })), Inlet::Channel(receiver), Some(closer))
}

impl<T> Outlet<T> {
    /// Calls `live` with the raw sender, or `closed` if the last receiver is gone.
    #[inline(always)]
    pub(super) fn with<A, R>(&self, argument: A, live: impl FnOnce(&raw::Sender<Parcel<T>>, A) -> R, closed: impl FnOnce(A) -> R) -> R {
        match self {
            Outlet::Plain(raw) => live(raw, argument),
            // SAFETY: `open` lends only where messages have something to drop.
            Outlet::Lent(_) if !std::mem::needs_drop::<Parcel<T>>() => unsafe { std::hint::unreachable_unchecked() },
            Outlet::Lent(lent) => match lent.upgrade() {
                Some(raw) => live(&raw, argument),
                None => closed(argument),
            },
        }
    }

    pub(super) fn capacity(&self) -> Option<usize> {
        match self {
            Outlet::Plain(raw) => raw.capacity(),
            Outlet::Lent(lent) => lent.capacity,
        }
    }

    pub(super) fn same_channel(&self, other: &Self) -> bool {
        match (self, other) {
            (Outlet::Plain(one), Outlet::Plain(other)) => one.same_channel(other),
            (Outlet::Lent(one), Outlet::Lent(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// The receiving side of a channel, or a timer.
pub(super) enum Inlet<T> {
    Channel(raw::Receiver<Parcel<T>>),
    Timer(Timer<T>),
}

/// Calls a method of the raw receiver.
macro_rules! raw_receiver {
    ($inlet:expr, $raw:ident => $call:expr) => {
        match $inlet {
            Inlet::Channel($raw) => $call,
            Inlet::Timer(timer) => {
                let $raw = timer.raw();
                $call
            }
        }
    };
}
pub(super) use raw_receiver;

impl<T> Inlet<T> {
    #[inline(always)]
    pub(super) fn recv(&self) -> Result<T, RecvError> {
        match self {
            Inlet::Channel(raw) => raw.recv().map(watch::open),
            Inlet::Timer(timer) => timer.raw().recv().map(|moment| timer.moment(moment)),
        }
    }

    #[inline(always)]
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        match self {
            Inlet::Channel(raw) => raw.try_recv().map(watch::open),
            Inlet::Timer(timer) => timer.raw().try_recv().map(|moment| timer.moment(moment)),
        }
    }

    #[inline(always)]
    pub(super) fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match self {
            Inlet::Channel(raw) => raw.recv_timeout(timeout).map(watch::open),
            Inlet::Timer(timer) => timer.raw().recv_timeout(timeout).map(|moment| timer.moment(moment)),
        }
    }

    #[inline(always)]
    pub(super) fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        match self {
            Inlet::Channel(raw) => raw.recv_deadline(deadline).map(watch::open),
            Inlet::Timer(timer) => timer.raw().recv_deadline(deadline).map(|moment| timer.moment(moment)),
        }
    }

    pub(super) fn selected(&self, operation: raw::SelectedOperation<'_>) -> Result<T, RecvError> {
        match self {
            Inlet::Channel(raw) => operation.recv(raw).map(watch::open),
            Inlet::Timer(timer) => operation.recv(timer.raw()).map(|moment| timer.moment(moment)),
        }
    }

    pub(super) fn same_channel(&self, other: &Self) -> bool {
        match (self, other) {
            (Inlet::Channel(one), Inlet::Channel(other)) => one.same_channel(other),
            (Inlet::Timer(one), Inlet::Timer(other)) => one.raw().same_channel(other.raw()),
            _ => false,
        }
    }
}

impl<T> Clone for Inlet<T> {
    fn clone(&self) -> Self {
        match self {
            Inlet::Channel(raw) => Inlet::Channel(raw.clone()),
            Inlet::Timer(timer) => Inlet::Timer(timer.clone()),
        }
    }
}
