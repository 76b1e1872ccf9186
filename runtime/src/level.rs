//! Levels: the places of the declared order, as types and as data.

/// A place in the declared order. Implemented by [`levels`](crate::levels) only.
pub trait Level: Sized + 'static {
    /// "Something before this level": what [`UpTo`] names.
    #[doc(hidden)]
    type UpTo: UpToLevel<Level = Self>;
    /// Every level before this one, as a list of types.
    #[doc(hidden)]
    type Before;
    /// Every level after this one, as a list of types.
    #[doc(hidden)]
    type After;
    /// What the run-time checker and the reports know of this level.
    #[doc(hidden)]
    fn info() -> &'static LevelInfo;
}

/// A context in which something before `L` may be held, without saying what.
///
/// It is a concrete type, so it fits where a generic one does not: in the method of a trait object, in a callback's signature.
/// The caller passes [`cx.narrow()`](crate::Cx::narrow).
pub type UpTo<L> = <L as Level>::UpTo;

#[doc(hidden)]
pub trait UpToLevel {
    type Level: Level<UpTo = Self>;
}

/// May be waited for while `H` is held: the bound of every wait.
///
/// A lock of level `L` can be taken in a [`Cx<H>`](crate::Cx) where `L: After<H>`.
#[diagnostic::on_unimplemented(
    message = "deadlock: cannot wait for `{Self}` while holding `{H}`",
    label = "would wait for `{Self}`",
    note = "`{Self}` is not declared to come after `{H}`"
)]
pub trait After<H> {}

/// A task whose floor is `Self` may be waited for while `H` is held: all that the task may still take comes after `H`.
#[diagnostic::on_unimplemented(
    message = "deadlock: cannot join while holding `{H}`: the task may take any lock that comes after `{Self}`",
    label = "the task may wait for what is held here",
    note = "release what is held before the join, or start the task with `spawn_after::<Level, _>`, above what is held"
)]
pub trait JoinableUnder<H> {}
impl<H> JoinableUnder<H> for H {}

/// Declared by a level of another module or crate: it comes before `L`.
#[doc(hidden)]
pub trait DeclaredBefore<L> {}

/// A list of types, as the cons cells `(Head, Tail)`.
#[doc(hidden)]
pub trait List {
    type Head;
    type Tail;
}
impl<H, T> List for (H, T) {
    type Head = H;
    type Tail = T;
}

/// Nothing is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheld;

/// The level of what has none: its order is learned while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dynamic;

/// A level of a lock: [`Dynamic`], or a declared one.
pub trait LockLevel: sealed::Sealed + 'static {
    #[doc(hidden)]
    const INFO: Option<fn() -> &'static LevelInfo>;
}
impl LockLevel for Dynamic {
    const INFO: Option<fn() -> &'static LevelInfo> = None;
}
impl<L: Level> LockLevel for L {
    const INFO: Option<fn() -> &'static LevelInfo> = Some(L::info);
}
mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Dynamic {}
    impl<L: super::Level> Sealed for L {}
}

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
}

impl LevelInfo {
    /// Whether this level was declared, directly or not, to come before `other`.
    pub fn is_before(&self, other: &LevelInfo) -> bool {
        let lists = |list: &[fn() -> &'static LevelInfo], level: &LevelInfo| list.iter().any(|info| std::ptr::eq(info(), level));
        lists(other.before, self) || lists(self.after, other)
    }
}
