//! The ends of channels with a level: a sender is an obligation, a receive is a wait.

use crate::channel::{self, Ended as Unfinished};
use crate::cx::Cx;
use crate::deadlock::Deadlock;
use crate::debts::{Closes, CountsBoth, CountsReceiver, CountsSender, Discharge, Owes, Tie};
use crate::level::{After, CanBeFull, Carries, CarriesNothing, Channel, Level, NeverFull};
use crate::limits::Interrupt;
use crate::prim::channel::{RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError};
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A sender of level `L`. Whoever owns one owes messages: others may wait for it to send, or to be gone.
///
/// It belongs to the context that came with it: it stays on its task, and [`spawn_with`](crate::spawn_with) hands a clone of it to
/// another. In a signature, write `Sender<T, L>`.
pub struct Sender<'cx, T, L> {
    inner: channel::Sender<T>,
    _tie: Tie<'cx>,
    level: PhantomData<fn() -> L>,
}

/// A receiver of level `L`. A receive waits, so the level must come after all that its task holds and owes.
///
/// Whoever owns a receiver of a bounded channel owes space. It belongs to the context that came with it, as a [`Sender`] does.
pub struct Receiver<'cx, T, L> {
    inner: channel::Receiver<T>,
    _tie: Tie<'cx>,
    level: PhantomData<fn() -> L>,
}

/// A context in which both ends of a new channel are counted.
type Both<H, L> = <<L as Level>::Sides as CountsBoth<H, L>>::With;

impl<H> Cx<H> {
    /// Creates a channel that holds up to `capacity` messages; with 0, each send waits for a receive.
    ///
    /// The context that comes with the ends says that this task owes messages (`Owes<L>`) and space (`Drains<L>`).
    ///
    /// ```
    /// # #[unhang::levels] mod order { #[channel(bounded)] pub struct Jobs; }
    /// # use order::*;
    /// unhang::root(|cx| {
    ///     let (jobs, work, cx) = cx.bounded::<u32, Jobs>(4);
    ///     let (worker, cx) = unhang::spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
    ///     for job in 1..=10 {
    ///         jobs.send(cx, job).expect("the worker reads to the end");
    ///     }
    ///     let cx = jobs.close(cx);
    ///     assert_eq!(worker.join(cx).ok(), Some(55));
    /// });
    /// ```
    ///
    /// Whoever owes space cannot wait for it, however much there is now:
    ///
    /// ```compile_fail,E0277
    /// # #[unhang::levels] mod order { #[channel(bounded)] pub struct Jobs; }
    /// # use order::*;
    /// unhang::root(|cx| {
    ///     let (jobs, _work, cx) = cx.bounded::<u32, Jobs>(4);
    ///     _ = jobs.send(cx, 1);
    /// });
    /// ```
    ///
    /// A task has one channel of a level at a time where it is bounded, or carries senders.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn bounded<T, L>(&mut self, capacity: usize) -> (Sender<'_, T, L>, Receiver<'_, T, L>, &mut Cx<Both<H, L>>)
    where
        L: Channel,
        L::Capacity: CanBeFull<L>,
        L::Sides: CountsBoth<H, L>,
    {
        let (sender, receiver) = channel::pair(Some(capacity), Some(L::info), L::EXACT, Location::caller());
        (Sender::tied(sender), Receiver::tied(receiver), self.retag())
    }

    /// Creates a channel for any number of messages: a send never waits.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn unbounded<T, L>(&mut self) -> (Sender<'_, T, L>, Receiver<'_, T, L>, &mut Cx<Both<H, L>>)
    where
        L: Channel,
        L::Capacity: NeverFull<L>,
        L::Sides: CountsBoth<H, L>,
    {
        let (sender, receiver) = channel::pair(None, Some(L::info), true, Location::caller());
        (Sender::tied(sender), Receiver::tied(receiver), self.retag())
    }
}

impl<'cx, T, L: Channel> Sender<'cx, T, L> {
    #[track_caller]
    pub(crate) fn tied(inner: channel::Sender<T>) -> Self {
        inner.tie(Location::caller());
        Sender { inner, _tie: Tie::owing::<L>(), level: PhantomData }
    }

    pub(crate) fn loose(&self) -> channel::Sender<T> {
        self.inner.clone().loosen()
    }

    pub(crate) fn loosen(self) -> channel::Sender<T> {
        self.inner.loosen()
    }

    pub(crate) fn inner(&self) -> &channel::Sender<T> {
        &self.inner
    }

    /// Sends. Blocks while the channel is full; where the level is unbounded, never, and then it asks for no order.
    ///
    /// # Errors
    ///
    /// When all receivers are gone, or the wait ended early by the context's deadline or cancellation. The message comes back.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait is part of a deadlock that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline(always)]
    #[track_caller]
    pub fn send<H>(&self, cx: &mut Cx<H>, message: T) -> Result<(), SendError<T>> where L::Space: After<H> {
        let _ = cx;
        let sent = self.inner.send_within(message, Location::caller());
        sent.map_err(|(message, why)| SendError { message, ended: why.into() })
    }

    /// Sends if there is room. Never blocks, and asks for no order.
    ///
    /// # Errors
    ///
    /// When the channel is full or all receivers are gone. The message comes back.
    #[inline]
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.inner.try_send(message)
    }

    /// Sends, blocking for at most `timeout`. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or all receivers are gone. The message comes back.
    #[inline]
    #[track_caller]
    pub fn send_timeout(&self, message: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.inner.send_timeout(message, timeout)
    }

    /// Sends, blocking until `deadline` at most. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or all receivers are gone. The message comes back.
    #[inline]
    #[track_caller]
    pub fn send_deadline(&self, message: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.inner.send_deadline(message, deadline)
    }

    /// Drops this sender, and gives the context in which it is not owed any more.
    pub fn close<H: Discharge<Owes<L>>>(self, cx: &mut Cx<H>) -> &mut Cx<H::Rest> {
        cx.retag()
    }

    /// Takes the sender out of this context, to travel in a message of level `Via`; the receiver [attaches](Carried::attach) it.
    ///
    /// Put it into the message and send that: while it is neither here nor there, types do not see it.
    #[allow(clippy::type_complexity)]
    pub fn detach<Via, H>(self, cx: &mut Cx<H>) -> (Carried<Sender<'static, T, L>, Via>, &mut Cx<H::Rest>)
    where
        Via: Carries<L>,
        H: Discharge<Owes<L>>,
    {
        (Carried { loose: self.loosen(), via: PhantomData }, cx.retag())
    }

    /// A clone that travels in a message of level `Via`; this sender stays.
    pub fn detached_clone<Via: Carries<L>>(&self) -> Carried<Sender<'static, T, L>, Via> {
        Carried { loose: self.loose(), via: PhantomData }
    }

    /// How many messages are queued.
    pub fn len(&self) -> usize {
        self.inner.len()
    }

    /// Whether no message is queued.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Whether a send would wait now.
    pub fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    /// How many messages can be queued; `None` if any number can.
    pub fn capacity(&self) -> Option<usize> {
        self.inner.capacity()
    }
}

impl<'cx, T, L: Channel> Receiver<'cx, T, L> {
    #[track_caller]
    pub(crate) fn tied(inner: channel::Receiver<T>) -> Self {
        inner.tie(Location::caller());
        Receiver { inner, _tie: Tie::draining::<L>(), level: PhantomData }
    }

    pub(crate) fn loose(&self) -> channel::Receiver<T> {
        self.inner.clone().loosen()
    }

    pub(crate) fn loosen(self) -> channel::Receiver<T> {
        self.inner.loosen()
    }

    pub(crate) fn inner(&self) -> &channel::Receiver<T> {
        &self.inner
    }

    /// Receives. Blocks until a message comes or all senders are gone.
    ///
    /// # Errors
    ///
    /// When the channel is empty and all senders are gone, or the wait ended early by the context's deadline or cancellation. Then no
    /// message was taken.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait is part of a deadlock that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline(always)]
    #[track_caller]
    pub fn recv<H>(&self, cx: &mut Cx<H>) -> Result<T, Ended> where L: After<H> {
        let _ = cx;
        self.inner.recv_within(Location::caller()).map_err(Ended::from)
    }

    /// Receives if a message is there. Never blocks, and asks for no order.
    ///
    /// # Errors
    ///
    /// When there is none now, or the channel is closed.
    #[inline]
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.inner.try_recv()
    }

    /// Receives, blocking for at most `timeout`. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or the channel is closed.
    #[inline]
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.inner.recv_timeout(timeout)
    }

    /// Receives, blocking until `deadline` at most. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or the channel is closed.
    #[inline]
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.inner.recv_deadline(deadline)
    }

    /// Receives until the channel is closed, or the context's deadline or cancellation ends it. Blocks in between.
    ///
    /// The iterator borrows the context; for a body that needs it, see [`for_each`](Self::for_each), or write
    /// `while let Ok(message) = receiver.recv(cx) { .. }`. So there is none where messages carry senders, which have to be attached to
    /// the context before the next receive.
    ///
    /// # Panics
    ///
    /// Where [`recv`](Self::recv) does, in `next`.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn iter<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Iter<'a, 'cx, T, L, H> where L: After<H> + CarriesNothing {
        Iter { receiver: self, cx, at: Location::caller() }
    }

    /// Calls `f` with each message, until the channel is closed (then it returns `Ok`) or the wait ends early.
    ///
    /// # Errors
    ///
    /// When the context's deadline or cancellation ended the wait.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn for_each<H>(&self, cx: &mut Cx<H>, mut f: impl FnMut(&mut Cx<H>, T)) -> Result<(), Interrupt> where L: After<H> {
        loop {
            match self.recv(cx) {
                Ok(message) => f(cx, message),
                Err(Ended::Closed) => return Ok(()),
                Err(Ended::Cancelled(reason)) => return Err(Interrupt::Cancelled(reason)),
                Err(Ended::Deadline) => return Err(Interrupt::Deadline),
                Err(Ended::Deadlock(deadlock)) => return Err(Interrupt::Deadlock(deadlock)),
            }
        }
    }

    /// The messages that are there. Never blocks.
    pub fn try_iter(&self) -> channel::TryIter<'_, T> {
        self.inner.try_iter()
    }

    /// Drops this receiver, and gives the context in which its space is not owed any more.
    pub fn close<H>(self, cx: &mut Cx<H>) -> &mut Cx<<L::Sides as Closes<H, L>>::Rest>
    where
        L::Sides: Closes<H, L>,
    {
        cx.retag()
    }

    /// How many messages are queued.
    pub fn len(&self) -> usize {
        self.inner.len()
    }

    /// Whether no message is queued.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Whether a send would wait now.
    pub fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    /// How many messages can be queued; `None` if any number can.
    pub fn capacity(&self) -> Option<usize> {
        self.inner.capacity()
    }
}

/// What [`Receiver::iter`] returns. It ends when the channel is closed, and when the context's deadline or cancellation ends a wait.
pub struct Iter<'a, 'cx, T, L, H> {
    receiver: &'a Receiver<'cx, T, L>,
    cx: &'a mut Cx<H>,
    /// Where the iteration was asked for: `next` is often called by std.
    at: &'static Location<'static>,
}

/// Asks for no order: [`Receiver::iter`] did.
impl<T, L: Channel, H> Iterator for Iter<'_, '_, T, L, H> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        let _ = &self.cx;
        self.receiver.inner.recv_within(self.at).ok()
    }
}

/// An end that travels in a message of level `Via`, which [carries](Carries) senders of its level.
///
/// It counts in no context: whoever drains `Via` answers for it. A message that is dropped drops it.
#[must_use = "if it is dropped, so is the end"]
pub struct Carried<E: Travels, Via> {
    loose: E::Loose,
    via: PhantomData<fn() -> Via>,
}

impl<E: Travels, Via> Carried<E, Via> {
    pub(crate) fn new(loose: E::Loose) -> Self {
        Carried { loose, via: PhantomData }
    }

    /// The end, in a context in which it is owed.
    #[track_caller]
    pub fn attach<H>(self, cx: &mut Cx<H>) -> (E::Tied<'_>, &mut Cx<E::With>)
    where
        E: CountedIn<H>,
    {
        (E::tie(self.loose), cx.retag())
    }
}

/// An end that can go from one task to another.
#[doc(hidden)]
pub trait Travels {
    type Loose;
    type Tied<'cx>;
    fn tie<'cx>(loose: Self::Loose) -> Self::Tied<'cx>;
}

/// An end that can be counted in a context of type `Cx<H>`.
#[doc(hidden)]
pub trait CountedIn<H>: Travels {
    type With;
}

impl<T, L: Channel> Travels for Sender<'_, T, L> {
    type Loose = channel::Sender<T>;
    type Tied<'cx> = Sender<'cx, T, L>;

    #[track_caller]
    fn tie<'cx>(loose: channel::Sender<T>) -> Sender<'cx, T, L> {
        Sender::tied(loose)
    }
}

impl<T, L: Channel, H> CountedIn<H> for Sender<'_, T, L>
where
    L::Sides: CountsSender<H, L>,
{
    type With = <L::Sides as CountsSender<H, L>>::With;
}

impl<T, L: Channel> Travels for Receiver<'_, T, L> {
    type Loose = channel::Receiver<T>;
    type Tied<'cx> = Receiver<'cx, T, L>;

    #[track_caller]
    fn tie<'cx>(loose: channel::Receiver<T>) -> Receiver<'cx, T, L> {
        Receiver::tied(loose)
    }
}

impl<T, L: Channel, H> CountedIn<H> for Receiver<'_, T, L>
where
    L::Sides: CountsReceiver<H, L>,
{
    type With = <L::Sides as CountsReceiver<H, L>>::With;
}

/// Why a wait ended without what it waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// The other side is gone: nothing can come any more.
    Closed,
    /// Somebody cancelled, and may have said why.
    Cancelled(Option<Arc<str>>),
    /// The deadline has passed.
    Deadline,
    /// The wait would have been the last one of a deadlock, and the policy is [`Policy::Break`](crate::Policy::Break).
    Deadlock(Deadlock),
}

impl From<Interrupt> for Ended {
    fn from(interrupt: Interrupt) -> Self {
        match interrupt {
            Interrupt::Cancelled(reason) => Ended::Cancelled(reason),
            Interrupt::Deadline => Ended::Deadline,
            Interrupt::Deadlock(deadlock) => Ended::Deadlock(deadlock),
        }
    }
}

impl From<Unfinished> for Ended {
    fn from(why: Unfinished) -> Self {
        match why {
            Unfinished::Closed => Ended::Closed,
            Unfinished::Interrupted(interrupt) => interrupt.into(),
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Closed => f.write_str("the channel is closed"),
            Ended::Cancelled(None) => f.write_str("cancelled"),
            Ended::Cancelled(Some(reason)) => write!(f, "cancelled: {reason}"),
            Ended::Deadline => f.write_str("the deadline has passed"),
            Ended::Deadlock(deadlock) => deadlock.fmt(f),
        }
    }
}

impl std::error::Error for Ended {}

/// A message that was not sent, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct SendError<T> {
    /// The message.
    pub message: T,
    /// Why it was not sent.
    pub ended: Ended,
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError").field("ended", &self.ended).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not sent: {}", self.ended)
    }
}

impl<T> std::error::Error for SendError<T> {}

impl<T, L> fmt::Debug for Sender<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}

impl<T, L> fmt::Debug for Receiver<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}

impl<E: Travels, Via> fmt::Debug for Carried<E, Via> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Carried { .. }")
    }
}

impl<T, L, H> fmt::Debug for Iter<'_, '_, T, L, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Iter { .. }")
    }
}
