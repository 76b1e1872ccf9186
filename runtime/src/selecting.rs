//! Which waits a `select!` with a context may be made of.
//!
//! A task that waits in a select waits for all of its operations: all channels of which it would receive are empty, so nobody waits
//! for their space, nor for what their messages carry. So what it owes by draining these does not count. All else must come before
//! each of the waits.

use crate::channel;
use crate::cx::Cx;
use crate::debts::{Drains, Without};
use crate::ends::{Ended, Receiver, Sender};
use crate::level::{After, Channel, OneSided, TwoSided};
use crate::limits::{Interrupt, Limits};
use crate::oneshot;
use crate::prim::channel::{RecvError, SendError};
use std::panic::Location;
use std::sync::Arc;

/// An end in a select.
#[doc(hidden)]
pub trait Arm {
    /// What is waited for.
    type Wait;
}

/// An end in a select, in a context of type `Cx<H>`.
#[doc(hidden)]
pub trait ArmIn<H>: Arm {
    /// The context's type without what does not count.
    type Rest;
}

/// What does not count while messages of `L` are waited for.
#[doc(hidden)]
pub trait Emptied<H, L> {
    type Rest;
}
impl<H, L> Emptied<H, L> for OneSided {
    type Rest = H;
}
impl<H: Without<Drains<L>>, L> Emptied<H, L> for TwoSided {
    type Rest = H::Rest;
}

impl<T, L: Channel> Arm for &Receiver<'_, T, L> {
    type Wait = L;
}
impl<H, T, L: Channel> ArmIn<H> for &Receiver<'_, T, L>
where
    L::Sides: Emptied<H, L>,
{
    type Rest = <L::Sides as Emptied<H, L>>::Rest;
}
impl<T, L: Channel> Arm for &oneshot::Receiver<'_, T, L> {
    type Wait = L;
}
impl<H, T, L: Channel> ArmIn<H> for &oneshot::Receiver<'_, T, L> {
    type Rest = H;
}
impl<T, L: Channel> Arm for &Sender<'_, T, L> {
    type Wait = L::Space;
}
impl<H, T, L: Channel> ArmIn<H> for &Sender<'_, T, L> {
    type Rest = H;
}

/// The ends of a select, in a context of type `Cx<H>`.
#[doc(hidden)]
pub trait Arms<H> {
    /// The context's type without what does not count for any of them.
    type Rest;
}

macro_rules! arms {
    ($last:ident; $($end:ident: $before:ident $after:ident),+) => {
        impl<$($end, $after,)+ H0> Arms<H0> for ($($end,)+)
        where
            $($end: ArmIn<$before, Rest = $after>,)+
        {
            type Rest = $last;
        }
    };
}
arms!(H1; A: H0 H1);
arms!(H2; A: H0 H1, B: H1 H2);
arms!(H3; A: H0 H1, B: H1 H2, C: H2 H3);
arms!(H4; A: H0 H1, B: H1 H2, C: H2 H3, D: H3 H4);
arms!(H5; A: H0 H1, B: H1 H2, C: H2 H3, D: H3 H4, E: H4 H5);
arms!(H6; A: H0 H1, B: H1 H2, C: H2 H3, D: H3 H4, E: H4 H5, F: H5 H6);
arms!(H7; A: H0 H1, B: H1 H2, C: H2 H3, D: H3 H4, E: H4 H5, F: H5 H6, G: H6 H7);
arms!(H8; A: H0 H1, B: H1 H2, C: H2 H3, D: H3 H4, E: H4 H5, F: H5 H6, G: H6 H7, H: H7 H8);

/// Called by `select!` for each end, with all of them.
#[doc(hidden)]
#[rustfmt::skip] // One line: rustc quotes it.
pub fn may_select<H, A: Arms<H>, E: Arm>(_: &mut Cx<H>, _: &A, _: &E) where E::Wait: After<A::Rest> {}

/// What `select!` takes: an end, or what refers to one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no end of a channel with a level",
    label = "cannot be selected in a context",
    note = "for ends without a level there is `unhang::channel::select!`, which takes no context"
)]
pub trait End {
    type Itself;
    fn itself(&self) -> &Self::Itself;
}

macro_rules! refers {
    ($($reference:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: End> End for $reference {
            type Itself = E::Itself;
            fn itself(&self) -> &E::Itself {
                E::itself(self)
            }
        }
    )+};
}
refers!(&E, &mut E, Arc<E>);

macro_rules! end {
    ($($end:ident)::+) => {
        #[diagnostic::do_not_recommend]
        impl<'cx, T, L> End for $($end)::+<'cx, T, L> {
            type Itself = $($end)::+<'cx, T, L>;
            fn itself(&self) -> &Self {
                self
            }
        }
    };
}
end!(Receiver);
end!(Sender);
end!(oneshot::Receiver);

/// The end itself.
#[doc(hidden)]
pub fn end<E: End>(end: &E) -> &E::Itself {
    end.itself()
}

/// An end as `select!` uses it.
#[doc(hidden)]
pub trait Selectable {
    type Inner;
    fn inner(&self) -> &Self::Inner;
}
impl<T, L: Channel> Selectable for Receiver<'_, T, L> {
    type Inner = channel::Receiver<T>;
    fn inner(&self) -> &channel::Receiver<T> {
        Receiver::inner(self)
    }
}
impl<T, L: Channel> Selectable for oneshot::Receiver<'_, T, L> {
    type Inner = channel::Receiver<T>;
    fn inner(&self) -> &channel::Receiver<T> {
        oneshot::Receiver::inner(self)
    }
}
impl<T, L: Channel> Selectable for Sender<'_, T, L> {
    type Inner = channel::Sender<T>;
    fn inner(&self) -> &channel::Sender<T> {
        Sender::inner(self)
    }
}

/// What a select waits within: read before the select is made, since what it selects refers to it.
#[doc(hidden)]
pub struct WithinLimits(Limits);

impl WithinLimits {
    /// The current task's deadline and cancellation.
    pub fn current() -> WithinLimits {
        WithinLimits(Limits::current())
    }

    /// Selects an operation, or says why the wait ended early.
    #[track_caller]
    pub fn select<'a>(&'a self, mut list: channel::Select<'a>) -> Result<channel::SelectedOperation<'a>, Interrupt> {
        list.select_within(&self.0, Location::caller())
    }
}

/// What a receive of a `select!` gives.
#[doc(hidden)]
pub fn received<T>(received: Result<T, RecvError>) -> Result<T, Ended> {
    received.map_err(|_| Ended::Closed)
}

/// What a send of a `select!` gives.
#[doc(hidden)]
pub fn sent<T>(sent: Result<(), SendError<T>>) -> Result<(), crate::SendError<T>> {
    sent.map_err(|SendError(message)| crate::SendError { message, ended: Ended::Closed })
}
