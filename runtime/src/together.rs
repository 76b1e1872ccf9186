//! Several locks at once: of one level, or of levels that have no order among them.
//!
//! The method is that of C++'s `std::lock` (Howard Hinnant, "Dining Philosophers Rebooted", 2013): wait for one lock while holding
//! none of the others, try the rest, and on failure release everything and wait for the one that failed. So no order among them is
//! needed: whoever waits holds nothing of the set.

use crate::cx::Cx;
use crate::deadlock::Unwinds;
use crate::held::Held;
use crate::level::{After, Dynamic, Follows};
use crate::mutex::{Mutex, MutexGuard};
use crate::report::Site;
use crate::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use crate::watch::{self, Mode};
use std::fmt;
use std::panic::Location;

/// Locks all of `set`, which may contain several locks of one level and locks of levels without an order among them.
///
/// A set is a tuple of two to six, an array or a slice of `&Mutex`, [`Read`](crate::Read) and [`Write`](crate::Write). Each
/// level must come after all that the context holds and owes. The guards come back as a tuple, an array or a `Vec` of the same order.
///
/// It blocks until all are taken, and while it waits it holds none of them. Its cost is a sort of the addresses, and a new attempt
/// whenever somebody is in the way.
///
/// ```
/// # #[unhang::levels] mod order { pub struct Accounts; }
/// # use order::*; use unhang::{Mutex, lock_all, root};
/// let (mine, yours) = (Mutex::<i64, Accounts>::new(10), Mutex::<i64, Accounts>::new(0));
/// root(|cx| {
///     let ((mut from, mut to), _cx) = lock_all(cx, (&mine, &yours)).expect("two accounts").nest();
///     *from -= 3;
///     *to += 3;
/// });
/// # root(|cx| assert!(lock_all(cx, (&mine, &mine)).is_err()));
/// ```
///
/// # Errors
///
/// [`SameLock`], when a lock occurs twice. Nothing was locked.
///
/// # Panics
///
/// Where [`LevelledMutex::lock`](crate::LevelledMutex::lock) does.
#[rustfmt::skip] // One line: rustc quotes it.
#[track_caller]
pub fn lock_all<'a, H, S: LockSet<'a>>(cx: &'a mut Cx<H>, set: S) -> Result<Held<'a, S::Guards, S::Levels>, SameLock> where S::Levels: After<H> {
    let guards = set.lock(Location::caller())?;
    Ok(Held { guard: guards, cx: cx.retag() })
}

/// Locks all of `set`, whose locks have no level. See [`lock_all`].
///
/// # Errors
///
/// [`SameLock`], when a lock occurs twice. Nothing was locked.
///
/// # Panics
///
/// Where [`Mutex::lock`] does.
#[track_caller]
pub fn lock_all_dynamic<'a, S: LockSet<'a> + DynamicSet>(set: S) -> Result<S::Guards, SameLock> {
    set.lock(Location::caller())
}

/// One lock was to be taken twice at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SameLock {
    /// The places in the set.
    pub places: (usize, usize),
}

impl fmt::Display for SameLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "items {} and {} of the set are one lock", self.places.0, self.places.1)
    }
}

impl std::error::Error for SameLock {}

impl<A: After<H>, B: After<H>, H> Follows<H> for (A, B) {
    type DeclaredByTheLevelsAttribute = ();
}

/// A set of locks without a level.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of locks without a level",
    note = "locks that have a level are taken with a context: `lock_all(cx, ..)`"
)]
pub trait DynamicSet {}

/// One lock of a set, and how it is wanted. Implemented for `&Mutex`, [`Read`](crate::Read) and [`Write`](crate::Write).
pub trait LockRequest<'a>: sealed::Sealed {
    /// What holds it.
    type Guard: 'a;
    /// Its level.
    type Level;
    #[doc(hidden)]
    fn address(&self) -> usize;
    #[doc(hidden)]
    fn block(&self, at: Site) -> Self::Guard;
    #[doc(hidden)]
    fn attempt(&self, at: Site) -> Option<Self::Guard>;
    #[doc(hidden)]
    fn ask(&self, at: Site);
}

/// What [`lock_all`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of locks",
    note = "a set is a tuple of two to six, an array or a slice of `&Mutex`, `Read(&rwlock)` and `Write(&rwlock)`"
)]
pub trait LockSet<'a>: sealed::Sealed {
    /// The guards, in the order of the set.
    type Guards;
    /// The levels, as a context counts them.
    type Levels;
    #[doc(hidden)]
    fn lock(self, at: Site) -> Result<Self::Guards, SameLock>;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl<T: ?Sized, L> sealed::Sealed for &Mutex<T, L> {}
impl<T: ?Sized> DynamicSet for &Mutex<T> {}
impl<'a, T: ?Sized, L> LockRequest<'a> for &'a Mutex<T, L> {
    type Guard = MutexGuard<'a, T, L>;
    type Level = L;
    fn address(&self) -> usize {
        std::ptr::from_ref::<Mutex<T, L>>(self).addr()
    }
    fn block(&self, at: Site) -> Self::Guard {
        let Ok(guard) = self.take(watch::current(), at, Unwinds);
        guard
    }
    fn attempt(&self, at: Site) -> Option<Self::Guard> {
        self.try_take(watch::current(), at)
    }
    #[track_caller]
    fn ask(&self, at: Site) {
        self.may_take(watch::current(), at);
    }
}

/// A [`RwLock`] of a set, to be read.
#[derive(Debug)]
pub struct Read<'a, T: ?Sized, L = Dynamic>(pub &'a RwLock<T, L>);

/// A [`RwLock`] of a set, to be written.
#[derive(Debug)]
pub struct Write<'a, T: ?Sized, L = Dynamic>(pub &'a RwLock<T, L>);

macro_rules! rwlock {
    ($request:ident, $guard:ident, $mode:expr) => {
        impl<T: ?Sized, L> sealed::Sealed for $request<'_, T, L> {}
        impl<T: ?Sized> DynamicSet for $request<'_, T> {}
        impl<'a, T: ?Sized, L> LockRequest<'a> for $request<'a, T, L> {
            type Guard = $guard<'a, T, L>;
            type Level = L;
            fn address(&self) -> usize {
                std::ptr::from_ref::<RwLock<T, L>>(self.0).addr()
            }
            fn block(&self, at: Site) -> Self::Guard {
                self.0.take(watch::current(), $mode, at)
            }
            fn attempt(&self, at: Site) -> Option<Self::Guard> {
                self.0.try_take(watch::current(), $mode, at)
            }
            #[track_caller]
            fn ask(&self, at: Site) {
                self.0.may_take(watch::current(), $mode, at);
            }
        }
    };
}
rwlock!(Read, RwLockReadGuard, Mode::Shared);
rwlock!(Write, RwLockWriteGuard, Mode::Exclusive);

/// The places of a set's guards, filled one by one.
trait Slots {
    fn block(&mut self, place: usize);
    fn attempt(&mut self, place: usize) -> bool;
    fn release(&mut self);
    /// Whether it may be waited for under what is held.
    fn ask(&mut self, place: usize);
}

fn fill(addresses: &[usize], slots: &mut impl Slots) -> Result<(), SameLock> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|&place| addresses[place]);
    if let Some(same) = order.windows(2).find(|pair| addresses[pair[0]] == addresses[pair[1]]) {
        let places = (same[0].min(same[1]), same[0].max(same[1]));
        return Err(SameLock { places });
    }
    let Some(&(mut first)) = order.first() else { return Ok(()) };
    // Each may be the one that is waited for, if another has it.
    order.iter().for_each(|&place| slots.ask(place));
    loop {
        slots.block(first);
        match order.iter().copied().find(|&place| place != first && !slots.attempt(place)) {
            None => return Ok(()),
            Some(taken) => {
                slots.release();
                first = taken;
            }
        }
    }
}

struct Row<'s, 'a, R: LockRequest<'a>> {
    requests: &'s [R],
    guards: Vec<Option<R::Guard>>,
    at: Site,
}

impl<'a, R: LockRequest<'a>> Slots for Row<'_, 'a, R> {
    fn block(&mut self, place: usize) {
        self.guards[place] = Some(self.requests[place].block(self.at));
    }
    fn attempt(&mut self, place: usize) -> bool {
        self.guards[place] = self.requests[place].attempt(self.at);
        self.guards[place].is_some()
    }
    fn release(&mut self) {
        self.guards.iter_mut().for_each(|guard| *guard = None);
    }
    #[track_caller]
    fn ask(&mut self, place: usize) {
        self.requests[place].ask(self.at);
    }
}

impl<R> sealed::Sealed for &[R] {}
impl<R: DynamicSet> DynamicSet for &[R] {}
impl<'a, R: LockRequest<'a>> LockSet<'a> for &[R] {
    type Guards = Vec<R::Guard>;
    type Levels = R::Level;
    fn lock(self, at: Site) -> Result<Self::Guards, SameLock> {
        let addresses: Vec<usize> = self.iter().map(LockRequest::address).collect();
        let mut row = Row { requests: self, guards: self.iter().map(|_| None).collect(), at };
        fill(&addresses, &mut row)?;
        Ok(row.guards.into_iter().flatten().collect())
    }
}

impl<R, const N: usize> sealed::Sealed for [R; N] {}
impl<R: DynamicSet, const N: usize> DynamicSet for [R; N] {}
impl<'a, R: LockRequest<'a>, const N: usize> LockSet<'a> for [R; N] {
    type Guards = [R::Guard; N];
    type Levels = R::Level;
    fn lock(self, at: Site) -> Result<Self::Guards, SameLock> {
        let guards = self.as_slice().lock(at)?;
        match guards.try_into() {
            Ok(guards) => Ok(guards),
            Err(_) => unreachable!("one guard for each request"),
        }
    }
}

macro_rules! tuple {
    ($levels:ty; $($request:ident $place:tt),+) => {
        impl<$($request),+> sealed::Sealed for ($($request,)+) {}
        impl<$($request: DynamicSet),+> DynamicSet for ($($request,)+) {}
        impl<'a, $($request: LockRequest<'a>),+> LockSet<'a> for ($($request,)+) {
            type Guards = ($($request::Guard,)+);
            type Levels = $levels;
            fn lock(self, at: Site) -> Result<Self::Guards, SameLock> {
                struct Row<'a, $($request: LockRequest<'a>),+> {
                    requests: ($($request,)+),
                    guards: ($(Option<$request::Guard>,)+),
                    at: Site,
                }
                impl<'a, $($request: LockRequest<'a>),+> Slots for Row<'a, $($request),+> {
                    fn block(&mut self, place: usize) {
                        match place {
                            $($place => self.guards.$place = Some(self.requests.$place.block(self.at)),)+
                            _ => unreachable!("a place of the set"),
                        }
                    }
                    fn attempt(&mut self, place: usize) -> bool {
                        match place {
                            $($place => {
                                self.guards.$place = self.requests.$place.attempt(self.at);
                                self.guards.$place.is_some()
                            })+
                            _ => unreachable!("a place of the set"),
                        }
                    }
                    fn release(&mut self) {
                        $(self.guards.$place = None;)+
                    }
                    #[track_caller]
                    fn ask(&mut self, place: usize) {
                        match place {
                            $($place => self.requests.$place.ask(self.at),)+
                            _ => unreachable!("a place of the set"),
                        }
                    }
                }
                let addresses = [$(self.$place.address()),+];
                let guards = ($(None::<$request::Guard>,)+);
                let mut row = Row { requests: self, guards, at };
                fill(&addresses, &mut row)?;
                Ok(($(row.guards.$place.expect("filled"),)+))
            }
        }
    };
}
tuple!((A::Level, B::Level); A 0, B 1);
tuple!(((A::Level, B::Level), C::Level); A 0, B 1, C 2);
tuple!((((A::Level, B::Level), C::Level), D::Level); A 0, B 1, C 2, D 3);
tuple!(((((A::Level, B::Level), C::Level), D::Level), E::Level); A 0, B 1, C 2, D 3, E 4);
tuple!((((((A::Level, B::Level), C::Level), D::Level), E::Level), F::Level); A 0, B 1, C 2, D 3, E 4, F 5);
