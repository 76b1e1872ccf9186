//! Debts: what a task owes to others beside the locks that it holds, as entries of its context's type.
//!
//! The invariant: in a context that can be used, the type lists at least the debts of all ends that its task owns. Creating or
//! receiving an end gives a new context with one entry more, and the end borrows the context from before, so that one cannot be used
//! while the end lives. Closing an end takes one entry away, for one end that is gone. Going back to an earlier context is possible
//! only when all ends that came after it are gone.

use crate::level::{After, Channel, ForLocks, Level, LockLevel, OneSided, TwoSided, Unheld, UpTo};
use crate::watch::{Counted, Debt};
use std::marker::PhantomData;
use std::panic::Location;

/// In a context's type: the task owns a sender of level `L`, or a wait group's token, so others may wait for it.
pub struct Owes<L>(PhantomData<fn() -> L>);

/// In a context's type: the task owns a receiver of level `L`, so senders may wait for it to make space, and whoever waits for what
/// queued messages carry waits for it to take them out.
pub struct Drains<L>(PhantomData<fn() -> L>);

/// Ties an end to the context that counts it: as long as it lives, the context from before it cannot be used.
pub(crate) struct Tie<'cx> {
    _counted: Counted,
    context: PhantomData<&'cx mut ()>,
    stays: PhantomData<dyn EndOfOneTask>,
}

/// Named in the error when an end is moved to another thread: it is handed over with `spawn_with`.
trait EndOfOneTask {}

impl Tie<'_> {
    /// Of an end by which its owner owes messages of `L`.
    #[track_caller]
    pub(crate) fn owing<L: Level>() -> Self {
        Tie::around(Counted::new(Debt::Owes(L::info), Location::caller()))
    }

    /// Of a receiver of `L`.
    #[track_caller]
    pub(crate) fn draining<L: Channel>() -> Self {
        match L::SPACE_IS_OWED {
            true => Tie::around(Counted::new(Debt::Drains(L::info), Location::caller())),
            false => Tie::owing_nothing(),
        }
    }

    /// Of a token, if it has a level.
    #[track_caller]
    pub(crate) fn owing_if<L: LockLevel>() -> Self {
        let at = Location::caller();
        Tie::around(L::INFO.map_or_else(Counted::nothing, |level| Counted::new(Debt::Owes(level), at)))
    }

    pub(crate) fn owing_nothing() -> Self {
        Tie::around(Counted::nothing())
    }

    fn around(counted: Counted) -> Self {
        Tie { _counted: counted, context: PhantomData, stays: PhantomData }
    }
}

/// Without it, an end that is not used any more would not count as living.
impl Drop for Tie<'_> {
    #[inline(always)]
    fn drop(&mut self) {}
}

/// An entry of a context's type.
#[doc(hidden)]
pub trait Entry {
    /// Tells it apart from other entries, as a list of bits.
    type Key;
}
impl<L: Level> Entry for L {
    type Key = (O, (O, L::Id));
}
impl<L: Level> Entry for UpTo<L> {
    type Key = (O, (I, L::Id));
}
impl<L: Level> Entry for Owes<L> {
    type Key = (I, (O, L::Id));
}
impl<L: Level> Entry for Drains<L> {
    type Key = (I, (I, L::Id));
}

/// The bits of a [`Level`]'s id, as types.
#[doc(hidden)]
pub struct O;
#[doc(hidden)]
pub struct I;
/// Answers, as types.
#[doc(hidden)]
pub struct Yes;
#[doc(hidden)]
pub struct No;

/// Whether two lists of bits are equal.
#[doc(hidden)]
pub trait Compare<Other> {
    type Equal;
}
impl Compare<()> for () {
    type Equal = Yes;
}
impl<A: Compare<B>, B> Compare<(O, B)> for (O, A) {
    type Equal = A::Equal;
}
impl<A: Compare<B>, B> Compare<(I, B)> for (I, A) {
    type Equal = A::Equal;
}
impl<A, B> Compare<(O, B)> for (I, A) {
    type Equal = No;
}
impl<A, B> Compare<(I, B)> for (O, A) {
    type Equal = No;
}

type Equal<E, D> = <<E as Entry>::Key as Compare<<D as Entry>::Key>>::Equal;

/// A context's type that has the entry `D`: what is left without it. The entry that came last is taken.
#[diagnostic::on_unimplemented(
    message = "`{D}` was not counted in this context",
    label = "the end is not counted here",
    note = "an end is closed or handed over in the context that came with it, or in one that was made from that"
)]
pub trait Discharge<D> {
    /// What is left.
    type Rest;
}
#[diagnostic::do_not_recommend]
impl<H, E: Entry, D: Entry> Discharge<D> for (H, E)
where
    E::Key: Compare<D::Key>,
    (H, E): DischargeIf<Equal<E, D>, D>,
{
    type Rest = <(H, E) as DischargeIf<Equal<E, D>, D>>::Rest;
}

#[diagnostic::on_unimplemented(
    message = "`{D}` was not counted in this context",
    label = "the end is not counted here",
    note = "an end is closed or handed over in the context that came with it, or in one that was made from that"
)]
#[doc(hidden)]
pub trait DischargeIf<Found, D> {
    type Rest;
}
// For `D` itself: two levels whose ids begin alike are refused.
impl<H, D> DischargeIf<Yes, D> for (H, D) {
    type Rest = H;
}
#[diagnostic::do_not_recommend]
impl<H: Discharge<D>, E, D> DischargeIf<No, D> for (H, E) {
    type Rest = (H::Rest, E);
}

/// A context's type without any entry `D`, whether it had one or not.
#[diagnostic::on_unimplemented(
    message = "whether this context has `{D}` is not known here",
    label = "of a type that is not written out",
    note = "say what the function owes and drains, with `#[unhang::role(..)]`"
)]
#[doc(hidden)]
pub trait Without<D> {
    type Rest;
}
impl<D> Without<D> for Unheld {
    type Rest = Unheld;
}
#[diagnostic::do_not_recommend]
impl<D, L: Level<Purpose = ForLocks>> Without<D> for L {
    type Rest = L;
}
impl<D, L: Level> Without<D> for UpTo<L> {
    type Rest = UpTo<L>;
}
#[diagnostic::do_not_recommend]
impl<H: Without<D>, E: Entry, D: Entry> Without<D> for (H, E)
where
    E::Key: Compare<D::Key>,
    (H, E): WithoutIf<Equal<E, D>, D>,
{
    type Rest = <(H, E) as WithoutIf<Equal<E, D>, D>>::Rest;
}

#[doc(hidden)]
pub trait WithoutIf<Found, D> {
    type Rest;
}
impl<H: Without<D>, D> WithoutIf<Yes, D> for (H, D) {
    type Rest = H::Rest;
}
impl<H: Without<D>, E, D> WithoutIf<No, D> for (H, E) {
    type Rest = (H::Rest, E);
}

/// A context's type in which the entry `D` is not.
///
/// A channel's own debts do not count against it. That holds for one channel of a level in a task, so there can be no second one.
pub trait Lacks<D> {}
impl<D> Lacks<D> for Unheld {}
impl<D, L: Level<Purpose = ForLocks>> Lacks<D> for L {}
#[diagnostic::do_not_recommend]
impl<H: Lacks<D>, E: Entry, D: Entry> Lacks<D> for (H, E) where E::Key: Compare<D::Key, Equal = No> {}

/// A sender is counted, in a context that can take it: by whether the owner of a receiver owes something.
#[diagnostic::on_unimplemented(
    message = "deadlock: a second channel of `{L}` in one task: the two can wait for each other",
    label = "this task has an end of `{L}` already, or could have",
    note = "give it a level of its own, or close the first one before"
)]
#[doc(hidden)]
pub trait CountsSender<H, L> {
    type With;
}
impl<H, L> CountsSender<H, L> for OneSided {
    type With = (H, Owes<L>);
}
#[diagnostic::do_not_recommend]
impl<H: Lacks<Owes<L>>, L> CountsSender<H, L> for TwoSided {
    type With = (H, Owes<L>);
}

/// A receiver is counted, in a context that can take it.
#[diagnostic::on_unimplemented(
    message = "deadlock: a second channel of `{L}` in one task: the two can wait for each other",
    label = "this task has an end of `{L}` already, or could have",
    note = "give it a level of its own, or close the first one before"
)]
#[doc(hidden)]
pub trait CountsReceiver<H, L> {
    type With;
}
impl<H, L> CountsReceiver<H, L> for OneSided {
    type With = H;
}
#[diagnostic::do_not_recommend]
impl<H: Lacks<Drains<L>>, L> CountsReceiver<H, L> for TwoSided {
    type With = (H, Drains<L>);
}

/// Both ends of a new channel are counted.
#[diagnostic::on_unimplemented(
    message = "deadlock: a second channel of `{L}` in one task: the two can wait for each other",
    label = "this task has an end of `{L}` already, or could have",
    note = "give it a level of its own, or close the first one before"
)]
#[doc(hidden)]
pub trait CountsBoth<H, L> {
    type With;
}
impl<H, L> CountsBoth<H, L> for OneSided {
    type With = (H, Owes<L>);
}
#[diagnostic::do_not_recommend]
impl<H: Lacks<Owes<L>> + Lacks<Drains<L>>, L> CountsBoth<H, L> for TwoSided {
    type With = ((H, Owes<L>), Drains<L>);
}

/// What is left when a receiver is closed.
#[doc(hidden)]
pub trait Closes<H, L> {
    type Rest;
}
impl<H, L> Closes<H, L> for OneSided {
    type Rest = H;
}
#[diagnostic::do_not_recommend]
impl<H: Discharge<Drains<L>>, L> Closes<H, L> for TwoSided {
    type Rest = H::Rest;
}

/// Has the same entries as `K`, in whatever order.
#[diagnostic::on_unimplemented(
    message = "this role does not fit: it is declared for a task that owes and drains `{K}`",
    label = "a context of another role",
    note = "hand over just the ends that `#[unhang::role(..)]` names, with `spawn_with`, and close all others before"
)]
pub trait Role<K> {}
impl Role<Unheld> for Unheld {}
#[diagnostic::do_not_recommend]
impl<H, K, E> Role<(K, E)> for H
where
    H: Discharge<E>,
    H::Rest: Role<K>,
{
}

/// A context's type with a receiver of `L` more, if that counts: for roles.
#[doc(hidden)]
pub type Drained<H, L> = <<L as Level>::Sides as Draining<H, L>>::With;

/// Like [`CountsReceiver`], without asking what is there already.
#[doc(hidden)]
pub trait Draining<H, L> {
    type With;
}
impl<H, L> Draining<H, L> for OneSided {
    type With = H;
}
impl<H, L> Draining<H, L> for TwoSided {
    type With = (H, Drains<L>);
}

/// Checked where a role is declared.
#[doc(hidden)]
#[rustfmt::skip] // One line: rustc quotes it.
pub fn may_drain<L, H>() where L: After<H> {}

/// Checked where a role is declared: a level without `#[channel]` is a wait group's, whose tokens need no space.
#[doc(hidden)]
#[rustfmt::skip] // One line: rustc quotes it.
pub fn may_fill<L: Level, H>() where L::Space: After<H> {}
