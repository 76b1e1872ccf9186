//! Levels: the places of the declared order, as types and as data.

use std::marker::PhantomData;

use crate::cx::Cx;

/// A place in the declared order. Implemented by [`levels`](macro@crate::levels) only.
pub trait Level: Sized + 'static {
    /// Tells it apart from other levels, as a list of bits.
    #[doc(hidden)]
    type Id;
    /// [`ForLocks`] or [`ForMessages`].
    #[doc(hidden)]
    type Purpose;
    /// [`OneSided`] or [`TwoSided`].
    #[doc(hidden)]
    type Sides;
    /// What a send waits for.
    #[doc(hidden)]
    type Space;
    /// What the run-time checker and the reports know of this level.
    #[doc(hidden)]
    fn info() -> &'static LevelInfo;
}

/// A level of locks, wait groups and the like.
#[doc(hidden)]
pub struct ForLocks;
/// A level of channels.
#[doc(hidden)]
pub struct ForMessages;
/// Who owns a receiver owes nobody anything.
#[doc(hidden)]
pub struct OneSided;
/// Who owns a receiver owes space, or what queued messages carry.
#[doc(hidden)]
pub struct TwoSided;

/// A level of channels, marked `#[channel]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no level of channels",
    note = "mark it `#[channel]`, or `#[channel(bounded)]` if a send can wait for space"
)]
pub trait Channel: Level<Purpose = ForMessages> {
    /// [`Limited`] or [`Unlimited`].
    #[doc(hidden)]
    type Capacity;
    /// Its capacity is not to be changed.
    #[doc(hidden)]
    const EXACT: bool;
    /// Whether the owner of a receiver owes something.
    #[doc(hidden)]
    const SPACE_IS_OWED: bool;
}

/// A channel of the level can be full.
#[doc(hidden)]
pub struct Limited;
/// A send never waits.
#[doc(hidden)]
pub struct Unlimited;

/// Asked for where a channel with a capacity is created.
#[diagnostic::on_unimplemented(
    message = "a send to `{L}` never waits, as its level says: it cannot have a capacity",
    label = "a channel with a capacity",
    note = "declare the level `#[channel(bounded)]`, or create the channel with `cx.unbounded()`"
)]
#[doc(hidden)]
pub trait CanBeFull<L> {}
impl<L> CanBeFull<L> for Limited {}

/// Asked for where a channel without a capacity is created.
#[diagnostic::on_unimplemented(
    message = "a send to `{L}` can wait for space, as its level says: it cannot be without a capacity",
    label = "a channel that is never full",
    note = "declare the level `#[channel]`, or create the channel with `cx.bounded(capacity)`"
)]
#[doc(hidden)]
pub trait NeverFull<L> {}
impl<L> NeverFull<L> for Unlimited {}

/// Asked for where a channel for one message is created.
#[diagnostic::on_unimplemented(
    message = "`{L}` is no level for one message: whoever owns a receiver of it owes space, or what messages carry",
    label = "a channel for one message",
    note = "give it a level of its own: `#[channel] struct Replies;`"
)]
#[doc(hidden)]
pub trait OwesNoSpace<L> {}
impl<L> OwesNoSpace<L> for OneSided {}

/// Declared by `#[channel(carries(R))]`: messages of this level may carry senders of `R`.
#[diagnostic::on_unimplemented(
    message = "messages of `{Self}` are not declared to carry senders of `{R}`",
    note = "declare it: `#[channel(carries({R}))] struct {Self};`"
)]
pub trait Carries<R> {}

/// A level of channels whose messages carry no senders.
#[diagnostic::on_unimplemented(
    message = "deadlock: messages of `{Self}` carry senders, and cannot be held while waiting for the next one",
    label = "would keep what the last message carries",
    note = "receive one by one, `while let Ok(message) = receiver.recv(cx)`, and attach what the message carries"
)]
#[doc(hidden)]
pub trait CarriesNothing {}

/// What a send waits for that never waits.
#[doc(hidden)]
pub struct Anytime;
impl<H> Follows<H> for Anytime {
    type DeclaredByTheLevelsAttribute = ();
}

/// Declared: `W` may be waited for by who owns a receiver of this level.
#[doc(hidden)]
pub trait DrainsBefore<W> {}

/// A context in which something before `L` may be held, without saying what.
///
/// It is a concrete type, so it fits where a generic one does not: in the method of a trait object, in a callback's signature.
/// The caller passes [`cx.narrow()`](crate::Cx::narrow).
///
/// There is none for levels whose receivers owe something: bounded channels, and those whose messages carry senders.
pub struct UpTo<L>(PhantomData<fn() -> L>);

/// Implemented by [`UpTo`] only: what [`cx.narrow()`](crate::Cx::narrow) narrows to.
pub trait UpToLevel {
    #[doc(hidden)]
    type Level: Level;
}
impl<L: Level> UpToLevel for UpTo<L>
where
    L::Sides: Narrowed<L>,
{
    type Level = L;
}

/// Before a level whose receivers owe something is not before what comes after the level.
#[diagnostic::on_unimplemented(
    message = "a context cannot be narrowed to `{L}`: whoever owns a receiver of it owes something, and may wait for less",
    label = "a level with two sides",
    note = "narrow it to a level of locks, or to one marked `#[channel]` that carries nothing"
)]
#[doc(hidden)]
pub trait Narrowed<L> {}
impl<L> Narrowed<L> for OneSided {}

/// May be waited for while `H` is held, or owed: the bound of every wait.
///
/// A lock of level `L` can be taken in a [`Cx<H>`](crate::Cx) where `L: After<H>`, and messages of level `L` can be received.
#[diagnostic::on_unimplemented(
    message = "deadlock: cannot wait for `{Self}` while holding `{H}`",
    label = "would wait for `{Self}`",
    note = "`{Self}` is not declared to come after `{H}`; two locks of one level are taken together, with `lock_all`"
)]
pub trait After<H> {
    #[doc(hidden)]
    type DeclaredByTheLevelsAttribute;
}
impl<L, H> After<H> for L
where
    L: Follows<H>,
{
    type DeclaredByTheLevelsAttribute = ();
}

/// What [`After`] rests on. (It stands between, so that rustc has no impl of `After` to list below an error.)
#[doc(hidden)]
pub trait Follows<H> {
    type DeclaredByTheLevelsAttribute;
}

/// A task whose floor is `Self` may be waited for while `H` is held: all that the task may still take comes after `H`.
#[diagnostic::on_unimplemented(
    message = "deadlock: cannot join while holding `{H}`: the task may take any lock that comes after `{Self}`",
    label = "the task may wait for what is held here",
    note = "release what is held, and close what is owed, before the join, or start the task with `spawn_after::<Level, _>`, above what is held"
)]
pub trait JoinableUnder<H> {
    #[doc(hidden)]
    type DeclaredByTheLevelsAttribute;
}
impl<H> JoinableUnder<H> for H {
    type DeclaredByTheLevelsAttribute = ();
}
// With one impl only, rustc would take `H` for `Unheld` in an error, and speak of mismatched types.
impl JoinableUnder<Nowhere> for Unheld {
    type DeclaredByTheLevelsAttribute = ();
}

/// Nothing is ever held there.
#[doc(hidden)]
pub struct Nowhere;

/// Declared by a level of another module or crate: it comes before `L`.
#[doc(hidden)]
pub trait DeclaredBefore<L> {}

/// Nothing is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheld;

/// The level of what has none: its order is learned while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dynamic;

#[diagnostic::on_unimplemented(message = "`{Self}` is no level of locks", note = "levels marked `#[channel]` are for channels only")]
/// A level of a lock: [`Dynamic`], or a declared one.
pub trait LockLevel: sealed::Sealed + 'static {
    #[doc(hidden)]
    const INFO: Option<fn() -> &'static LevelInfo>;
    /// What initialises a [`LazyLock`](crate::LazyLock) of this level, unless its type says otherwise.
    #[doc(hidden)]
    type Initialiser<T>;
}
impl LockLevel for Dynamic {
    type Initialiser<T> = fn() -> T;
    const INFO: Option<fn() -> &'static LevelInfo> = None;
}
impl<L: Level> LockLevel for L
where
    L::Purpose: GivenToLocks<L>,
{
    type Initialiser<T> = fn(&mut Cx<L>) -> T;
    const INFO: Option<fn() -> &'static LevelInfo> = Some(L::info);
}
mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Dynamic {}
    impl<L: super::Level> Sealed for L {}
}

/// Asked for where a lock has a level.
#[diagnostic::on_unimplemented(
    message = "`{L}` is a level of channels: a lock cannot have it",
    label = "a lock of this level",
    note = "declare a level of its own for the lock, without `#[channel]`"
)]
#[doc(hidden)]
pub trait GivenToLocks<L> {}
impl<L> GivenToLocks<L> for ForLocks {}

/// A level as data.
#[doc(hidden)]
#[derive(Debug)]
pub struct LevelInfo {
    pub name: &'static str,
    pub module: &'static str,
    pub file: &'static str,
    pub line: u32,
    /// The declaration it belongs to, drawn on one line or several.
    pub drawn: &'static str,
    /// Every level that is known to come before it.
    pub before: &'static [fn() -> &'static LevelInfo],
    /// Every level that is known to come after it.
    pub after: &'static [fn() -> &'static LevelInfo],
    /// Every level that may be waited for while this one is drained.
    pub drained_before: &'static [fn() -> &'static LevelInfo],
    /// Every level that may be drained while this one is waited for: a level of another module does not know of this one.
    pub after_drained: &'static [fn() -> &'static LevelInfo],
}

impl LevelInfo {
    /// Whether this level was declared, directly or not, to come before `other`.
    pub fn is_before(&self, other: &LevelInfo) -> bool {
        lists(other.before, self) || lists(self.after, other)
    }

    /// Whether `other` may be waited for while this level is drained.
    pub fn is_drained_before(&self, other: &LevelInfo) -> bool {
        lists(self.drained_before, other) || lists(other.after_drained, self)
    }
}

fn lists(list: &[fn() -> &'static LevelInfo], level: &LevelInfo) -> bool {
    list.iter().any(|info| std::ptr::eq(info(), level))
}
