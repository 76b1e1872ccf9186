//! Debts: what a task owes to others beside the locks that it holds, as entries of its context's type.

use crate::cx::Cx;
use crate::level::{Level, LockLevel, Unheld, UpTo};
use std::marker::PhantomData;

/// In a context's type: the task owns a sender of level `L`, or a wait group's token, so others may wait for it.
pub struct Owes<L>(PhantomData<fn() -> L>);

/// In a context's type: the task owns a receiver of level `L`, so senders may wait for it to make space, and whoever waits for what
/// queued messages carry waits for it to take them out.
pub struct Drains<L>(PhantomData<fn() -> L>);

/// Ties an end to the context that counts it: as long as it lives, the context from before it cannot be used.
pub(crate) struct Tie<'cx>(PhantomData<(&'cx mut (), *const dyn EndOfOneTask)>);

/// Named in the error when an end is moved to another thread: hand it over with `spawn_with`.
trait EndOfOneTask {}

impl Tie<'_> {
    pub(crate) fn new() -> Self {
        Tie(PhantomData)
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

/// A context's type that has the entry `D`: what is left without it. The entry that came last is taken.
#[diagnostic::on_unimplemented(
    message = "this context has no `{D}` to take away",
    label = "the end was not counted in this context",
    note = "an end is closed or handed over in the context that came with it, or in one that was made from that"
)]
pub trait Discharge<D> {
    /// What is left.
    type Rest;
}
impl<H, E: Entry, D: Entry> Discharge<D> for (H, E)
where
    E::Key: Compare<D::Key>,
    (H, E): DischargeIf<<E::Key as Compare<D::Key>>::Equal, D>,
{
    type Rest = <(H, E) as DischargeIf<<E::Key as Compare<D::Key>>::Equal, D>>::Rest;
}

#[doc(hidden)]
pub trait DischargeIf<Found, D> {
    type Rest;
}
impl<H, E, D> DischargeIf<Yes, D> for (H, E) {
    type Rest = H;
}
impl<H: Discharge<D>, E, D> DischargeIf<No, D> for (H, E) {
    type Rest = (H::Rest, E);
}

/// A context's type without any entry `D`, whether it had one or not.
#[doc(hidden)]
pub trait Without<D> {
    type Rest;
}
impl<D> Without<D> for Unheld {
    type Rest = Unheld;
}
impl<D, L: LockLevel + Level> Without<D> for L {
    type Rest = L;
}
impl<D, L: Level> Without<D> for UpTo<L> {
    type Rest = UpTo<L>;
}
impl<H: Without<D>, E: Entry, D: Entry> Without<D> for (H, E)
where
    E::Key: Compare<D::Key>,
    (H, E): WithoutIf<<E::Key as Compare<D::Key>>::Equal, D>,
{
    type Rest = <(H, E) as WithoutIf<<E::Key as Compare<D::Key>>::Equal, D>>::Rest;
}

#[doc(hidden)]
pub trait WithoutIf<Found, D> {
    type Rest;
}
impl<H: Without<D>, E, D> WithoutIf<Yes, D> for (H, E) {
    type Rest = H::Rest;
}
impl<H: Without<D>, E, D> WithoutIf<No, D> for (H, E) {
    type Rest = (H::Rest, E);
}

impl<H> Cx<H> {
    /// Counts one debt more.
    pub(crate) fn owing<D>(&mut self) -> &mut Cx<(H, D)> {
        self.retag()
    }

    /// Counts one debt less.
    pub(crate) fn discharged<D>(&mut self) -> &mut Cx<H::Rest>
    where
        H: Discharge<D>,
    {
        self.retag()
    }
}
