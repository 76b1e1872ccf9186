//! Channels for one message: replies.
//!
//! A reply's sender usually travels in the request. It leaves the client's context, [`detach`](Sender::detach), and enters the
//! server's, [`attach`](crate::Carried::attach); the level of the requests says that it [carries](macro@crate::levels) replies.
//!
//! ```
//! use unhang::oneshot;
//!
//! #[unhang::levels]
//! mod order {
//!     #[channel]
//!     #[after(Requests)]
//!     pub struct Replies;
//!     #[channel(bounded, carries(Replies))]
//!     pub struct Requests;
//! }
//! use order::*;
//!
//! struct Request {
//!     number: u64,
//!     reply: oneshot::Carried<u64, Replies, Requests>,
//! }
//!
//! unhang::root(|cx| {
//!     let (requests, served, cx) = cx.bounded::<Request, Requests>(1);
//!     let (_, cx) = unhang::spawn_with(cx, (served,), |cx, (served,)| {
//!         while let Ok(Request { number, reply }) = served.recv(cx) {
//!             let (reply, _) = reply.attach(cx);
//!             _ = reply.send(number * number);
//!         }
//!     });
//!     let (reply, answer, cx) = cx.oneshot::<u64, Replies>();
//!     let (reply, cx) = reply.detach(cx);
//!     requests.send(cx, Request { number: 7, reply }).unwrap();
//!     assert_eq!(answer.recv(cx), Ok(49));
//! });
//! ```

use crate::channel;
use crate::cx::Cx;
use crate::debts::{Discharge, Owes, Tie};
use crate::ends::{CountedIn, Ended, Travels};
use crate::level::{After, Carries, Channel, OwesNoSpace};
use crate::prim::channel::{RecvTimeoutError, TryRecvError, TrySendError};
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::{Duration, Instant};

/// Sends one message of level `L`, or closes the channel when it is dropped. Whoever owns it owes the message.
#[must_use = "if it is dropped, the receiver finds the channel closed"]
pub struct Sender<'cx, T, L> {
    inner: channel::Sender<T>,
    _tie: Tie<'cx>,
    level: PhantomData<fn() -> L>,
}

/// Receives the one message. Whoever owns it owes nothing.
pub struct Receiver<'cx, T, L> {
    inner: channel::Receiver<T>,
    _tie: Tie<'cx>,
    level: PhantomData<fn() -> L>,
}

/// A reply's sender inside of a message of level `Via`.
pub type Carried<T, L, Via> = crate::Carried<Sender<'static, T, L>, Via>;

/// Creates a channel for one message, without a level: its ends go anywhere, and the run-time checker watches the wait.
///
/// ```
/// let (reply, answer) = unhang::oneshot::channel();
/// unhang::thread::spawn(move || reply.send(49));
/// assert_eq!(answer.recv(), Ok(49));
/// ```
#[track_caller]
pub fn channel<T>() -> (DynamicSender<T>, channel::Receiver<T>) {
    let (sender, receiver) = channel::pair(Some(1), None, true, Location::caller());
    (DynamicSender(sender), receiver)
}

/// Sends one message, or closes the channel when it is dropped.
#[must_use = "if it is dropped, the receiver finds the channel closed"]
pub struct DynamicSender<T>(channel::Sender<T>);

impl<T> DynamicSender<T> {
    /// Sends the message. Never blocks.
    ///
    /// # Errors
    ///
    /// When the receiver is gone. The message comes back.
    #[track_caller]
    pub fn send(self, message: T) -> Result<(), T> {
        self.0.try_send(message).map_err(TrySendError::into_inner)
    }
}

impl<T> fmt::Debug for DynamicSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("DynamicSender { .. }")
    }
}

impl<H> Cx<H> {
    /// Creates a channel for one message. The context that comes with it says that this task owes the message.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn oneshot<T, L>(&mut self) -> (Sender<'_, T, L>, Receiver<'_, T, L>, &mut Cx<(H, Owes<L>)>)
    where
        L: Channel,
        L::Sides: OwesNoSpace<L>,
    {
        let (sender, receiver) = channel::pair(Some(1), Some(L::info), true, Location::caller());
        (<Sender<T, L>>::tie(sender), <Receiver<T, L>>::tie(receiver), self.retag())
    }
}

impl<T, L: Channel> Sender<'_, T, L> {
    /// Sends the message. Never blocks. The context from before this sender can be used again.
    ///
    /// # Errors
    ///
    /// When the receiver is gone. The message comes back.
    #[track_caller]
    pub fn send(self, message: T) -> Result<(), T> {
        self.inner.try_send(message).map_err(TrySendError::into_inner)
    }

    /// Drops the sender, and gives the context in which nothing is owed for it.
    pub fn close<H: Discharge<Owes<L>>>(self, cx: &mut Cx<H>) -> &mut Cx<H::Rest> {
        cx.retag()
    }

    /// Takes the sender out of this context, to travel in a message of level `Via`.
    ///
    /// Put it into the message and send that: while it is neither here nor there, types do not see it.
    pub fn detach<Via, H>(self, cx: &mut Cx<H>) -> (Carried<T, L, Via>, &mut Cx<H::Rest>)
    where
        Via: Carries<L>,
        H: Discharge<Owes<L>>,
    {
        (crate::Carried::new(self.loosen()), cx.retag())
    }
}

impl<T, L: Channel> Receiver<'_, T, L> {
    /// Receives. Blocks until the message comes or the sender is gone.
    ///
    /// # Errors
    ///
    /// When the sender was dropped without sending, or the wait ended early by the context's deadline or cancellation. The message can
    /// be received later then.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait is part of a deadlock that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn recv<H>(&self, cx: &mut Cx<H>) -> Result<T, Ended> where L: After<H> {
        let _ = cx;
        self.inner.recv_within(Location::caller()).map_err(Ended::from)
    }

    /// Receives if the message is there. Never blocks, and asks for no order.
    ///
    /// # Errors
    ///
    /// When it is not there yet, or the sender is gone.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.inner.try_recv()
    }

    /// Receives, blocking for at most `timeout`. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or the sender is gone.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.inner.recv_timeout(timeout)
    }

    /// Receives, blocking until `deadline` at most. It asks for no order, since it cannot hang.
    ///
    /// # Errors
    ///
    /// When the time is over or the sender is gone.
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.inner.recv_deadline(deadline)
    }
}

impl<T, L: Channel> Travels for Sender<'_, T, L> {
    type Loose = channel::Sender<T>;
    type Tied<'cx> = Sender<'cx, T, L>;

    #[track_caller]
    fn tie<'cx>(loose: channel::Sender<T>) -> Sender<'cx, T, L> {
        loose.tie(Location::caller());
        Sender { inner: loose, _tie: Tie::owing::<L>(), level: PhantomData }
    }
}

impl<T, L: Channel, H> CountedIn<H> for Sender<'_, T, L> {
    type With = (H, Owes<L>);
}

impl<T, L: Channel> Travels for Receiver<'_, T, L> {
    type Loose = channel::Receiver<T>;
    type Tied<'cx> = Receiver<'cx, T, L>;

    #[track_caller]
    fn tie<'cx>(loose: channel::Receiver<T>) -> Receiver<'cx, T, L> {
        loose.tie(Location::caller());
        Receiver { inner: loose, _tie: Tie::owing_nothing(), level: PhantomData }
    }
}

impl<T, L: Channel, H> CountedIn<H> for Receiver<'_, T, L> {
    type With = H;
}

impl<T, L> Sender<'_, T, L> {
    pub(crate) fn loosen(self) -> channel::Sender<T> {
        self.inner.loosen()
    }
}

impl<T, L> Receiver<'_, T, L> {
    pub(crate) fn inner(&self) -> &channel::Receiver<T> {
        &self.inner
    }

    pub(crate) fn loosen(self) -> channel::Receiver<T> {
        self.inner.loosen()
    }
}

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
