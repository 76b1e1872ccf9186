//! Handing ends over to a new task: it owes from its first moment on what they owe.

use crate::barrier::{LooseParty, Party};
use crate::cx::Cx;
use crate::debts::{Closes, Discharge, Owes};
use crate::ends::{CountedIn, Receiver, Sender, Travels};
use crate::level::{Channel, ForLocks, Level, Unheld};
use crate::oneshot;
use crate::task::{Builder, JoinHandle, Scope, ScopedJoinHandle};
use crate::wait_group::{LooseToken, Token};
use std::io;

/// One end or a tuple of them, to be handed to a task that is spawned: `&end` gives a clone, `end` is moved.
///
/// `H` is what the spawning task's context says.
pub trait HandOver<H>: sealed::Sealed {
    /// What its context says afterwards: an end that was moved is not owed any more.
    type Rest;
    /// On the way.
    #[doc(hidden)]
    type Loose;
    #[doc(hidden)]
    fn loosen(self, key: Key) -> Self::Loose;
}

/// What the new task gets: the ends, and a context in which they are counted, beside its floor `F`.
#[diagnostic::on_unimplemented(
    message = "these ends cannot go to one task: two are of one level, or who waits for the task owns another of that level",
    label = "would be a second channel of its level in one task",
    note = "give it a level of its own; what a scope's tasks get is created inside of the scope"
)]
pub trait Arrive<F>: sealed::Sealed {
    /// The context of the new task is a `Cx<Self::Context>`.
    type Context;
    /// The ends, as the new task owns them.
    type Ends<'cx>;
    #[doc(hidden)]
    type Loose;
    #[doc(hidden)]
    fn tie<'cx>(loose: Self::Loose, key: Key) -> Self::Ends<'cx>;
}

/// Ends are on their way inside of this crate only: what takes a `Key` cannot be called outside.
pub(crate) mod sealed {
    pub trait Sealed {}

    #[derive(Clone, Copy)]
    pub struct Key(pub(crate) ());
}
use sealed::Key;

impl<T, L> sealed::Sealed for Sender<'_, T, L> {}
impl<T, L> sealed::Sealed for Receiver<'_, T, L> {}
impl<T, L> sealed::Sealed for oneshot::Sender<'_, T, L> {}
impl<T, L> sealed::Sealed for oneshot::Receiver<'_, T, L> {}
impl<L> sealed::Sealed for Token<'_, L> {}
impl<L: Level> sealed::Sealed for Party<'_, '_, L> {}
impl<E: sealed::Sealed> sealed::Sealed for &E {}

impl<T, L: Channel, H> HandOver<H> for &Sender<'_, T, L> {
    type Rest = H;
    type Loose = crate::channel::Sender<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loose()
    }
}

impl<T, L: Channel, H: Discharge<Owes<L>>> HandOver<H> for Sender<'_, T, L> {
    type Rest = H::Rest;
    type Loose = crate::channel::Sender<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<T, L: Channel, H> HandOver<H> for &Receiver<'_, T, L> {
    type Rest = H;
    type Loose = crate::channel::Receiver<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loose()
    }
}

impl<T, L: Channel, H> HandOver<H> for Receiver<'_, T, L>
where
    L::Sides: Closes<H, L>,
{
    type Rest = <L::Sides as Closes<H, L>>::Rest;
    type Loose = crate::channel::Receiver<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<T, L: Channel, H: Discharge<Owes<L>>> HandOver<H> for oneshot::Sender<'_, T, L> {
    type Rest = H::Rest;
    type Loose = crate::channel::Sender<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<T, L: Channel, H> HandOver<H> for oneshot::Receiver<'_, T, L> {
    type Rest = H;
    type Loose = crate::channel::Receiver<T>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<L: Level<Purpose = ForLocks>, H> HandOver<H> for &Token<'_, L> {
    type Rest = H;
    type Loose = LooseToken<L>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.clone_loose()
    }
}

impl<L: Level<Purpose = ForLocks>, H: Discharge<Owes<L>>> HandOver<H> for Token<'_, L> {
    type Rest = H::Rest;
    type Loose = LooseToken<L>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<'b, L: Level, H: Discharge<Owes<L>>> HandOver<H> for Party<'b, '_, L> {
    type Rest = H::Rest;
    type Loose = LooseParty<'b, L>;
    fn loosen(self, _: Key) -> Self::Loose {
        self.loosen()
    }
}

impl<E: Travels + CountedIn<F> + sealed::Sealed, F> Arrive<F> for E {
    type Context = E::With;
    type Ends<'cx> = E::Tied<'cx>;
    type Loose = <E as Travels>::Loose;
    fn tie<'cx>(loose: Self::Loose, _: Key) -> Self::Ends<'cx> {
        E::tie(loose)
    }
}

/// A clone of an end arrives like the end.
impl<E: Travels> Travels for &E {
    type Loose = E::Loose;
    type Tied<'cx> = E::Tied<'cx>;
    fn tie<'cx>(loose: E::Loose) -> E::Tied<'cx> {
        E::tie(loose)
    }
}

impl<E: CountedIn<H>, H> CountedIn<H> for &E {
    type With = E::With;
}

macro_rules! tuple {
    ($last:ident; $($end:ident $at:tt: $before:ident $after:ident),+) => {
        impl<$($end: sealed::Sealed),+> sealed::Sealed for ($($end,)+) {}

        impl<$($end, $after,)+ H0> HandOver<H0> for ($($end,)+)
        where
            $($end: HandOver<$before, Rest = $after>,)+
        {
            type Rest = $last;
            type Loose = ($($end::Loose,)+);
            fn loosen(self, key: Key) -> Self::Loose {
                ($(self.$at.loosen(key),)+)
            }
        }

        impl<$($end, $after,)+ H0> Arrive<H0> for ($($end,)+)
        where
            $($end: Arrive<$before, Context = $after>,)+
        {
            type Context = $last;
            type Ends<'cx> = ($($end::Ends<'cx>,)+);
            type Loose = ($(<$end as Arrive<$before>>::Loose,)+);
            fn tie<'cx>(loose: Self::Loose, key: Key) -> Self::Ends<'cx> {
                ($($end::tie(loose.$at, key),)+)
            }
        }
    };
}
tuple!(H1; A 0: H0 H1);
tuple!(H2; A 0: H0 H1, B 1: H1 H2);
tuple!(H3; A 0: H0 H1, B 1: H1 H2, C 2: H2 H3);
tuple!(H4; A 0: H0 H1, B 1: H1 H2, C 2: H2 H3, D 3: H3 H4);
tuple!(H5; A 0: H0 H1, B 1: H1 H2, C 2: H2 H3, D 3: H3 H4, E 4: H4 H5);
tuple!(H6; A 0: H0 H1, B 1: H1 H2, C 2: H2 H3, D 3: H3 H4, E 4: H4 H5, F 5: H5 H6);

/// Starts a task that owns these ends: clones of what is passed as `&end`, and what is passed by value.
///
/// The task's context counts them from the beginning, on top of nothing held. The context that comes back does not count what was
/// moved. Up to six ends go in one tuple. Since the task may wait for anything once its ends are closed, whoever
/// [joins](JoinHandle::join) it must hold and owe nothing.
///
/// ```
/// # #[unhang::levels] mod order { #[channel(bounded)] pub struct Jobs; }
/// # use order::*; use unhang::{Cx, Unheld, spawn_with};
/// unhang::root(|cx| {
///     let (jobs, work, cx) = cx.bounded::<&str, Jobs>(0);
///     _ = spawn_with(cx, (&work,), |cx, (work,)| work.iter(cx).count()); // a clone: this context goes on
///     let (_task, cx) = spawn_with(cx, (work, jobs), |cx, (work, jobs)| {
///         let cx = work.close(cx);
///         _ = jobs.send(cx, "for the other one");
///     });
///     let _: &mut Cx<Unheld> = cx; // nothing is owed here any more
/// });
/// ```
///
/// # Panics
///
/// When the system cannot create a thread; [`Builder::spawn_with`] returns the error instead.
#[track_caller]
pub fn spawn_with<'cx, E, H, T, L>(
    cx: &'cx mut Cx<H>,
    ends: E,
    f: impl for<'x> FnOnce(&'x mut Cx<<E as Arrive<Unheld>>::Context>, <E as Arrive<Unheld>>::Ends<'x>) -> T + Send + 'static,
) -> (JoinHandle<T, Unheld>, &'cx mut Cx<<E as HandOver<H>>::Rest>)
where
    E: HandOver<H, Loose = L> + Arrive<Unheld, Loose = L>,
    L: Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn_with(cx, ends, f).expect("failed to spawn a thread")
}

impl Builder {
    /// Like [`spawn_with`], with these options.
    ///
    /// # Errors
    ///
    /// When the system cannot create a thread. Ends that were passed by value are dropped then.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn spawn_with<'cx, E, H, T, L>(
        self,
        cx: &'cx mut Cx<H>,
        ends: E,
        f: impl for<'x> FnOnce(&'x mut Cx<<E as Arrive<Unheld>>::Context>, <E as Arrive<Unheld>>::Ends<'x>) -> T + Send + 'static,
    ) -> io::Result<(JoinHandle<T, Unheld>, &'cx mut Cx<<E as HandOver<H>>::Rest>)>
    where
        E: HandOver<H, Loose = L> + Arrive<Unheld, Loose = L>,
        L: Send + 'static,
        T: Send + 'static,
    {
        let loose = ends.loosen(Key(()));
        let task = self.spawn(move |cx| f(cx.retag(), E::tie(loose, Key(()))))?;
        Ok((task, cx.retag()))
    }
}

impl Builder {
    /// Like [`Scope::spawn_with`], with these options.
    ///
    /// # Errors
    ///
    /// When the system cannot create a thread. Ends that were passed by value are dropped then.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn spawn_scoped_with<'scope, 'cx, F, E, H, T, L>(
        self,
        scope: &'scope Scope<'scope, '_, F>,
        cx: &'cx mut Cx<H>,
        ends: E,
        f: impl for<'x> FnOnce(&'x mut Cx<<E as Arrive<F>>::Context>, <E as Arrive<F>>::Ends<'x>) -> T + Send + 'scope,
    ) -> io::Result<(ScopedJoinHandle<'scope, T, F>, &'cx mut Cx<<E as HandOver<H>>::Rest>)>
    where
        E: HandOver<H, Loose = L> + Arrive<F, Loose = L>,
        F: 'scope,
        L: Send + 'scope,
        T: Send + 'scope,
    {
        let loose = ends.loosen(Key(()));
        let task = self.spawn_scoped(scope, move |cx| f(cx.retag(), E::tie(loose, Key(()))))?;
        Ok((task, cx.retag()))
    }
}

impl<'scope, F: 'scope> Scope<'scope, '_, F> {
    /// Starts a task of the scope that owns these ends, as [`spawn_with`] does; its context counts them on top of what the owner of
    /// the scope holds and owes.
    ///
    /// ```
    /// # #[unhang::levels] mod order { #[channel(bounded)] pub struct Squares; }
    /// # use order::*; use unhang::{Cx, Unheld, scope};
    /// fn sum_of_squares(cx: &mut Cx<Unheld>, numbers: &[u64]) -> u64 {
    ///     scope(cx, |scope, cx| {
    ///         let (out, squares, cx) = cx.bounded::<u64, Squares>(1);
    ///         let (_, cx) = scope.spawn_with(cx, (out,), |cx, (out,)| numbers.iter().for_each(|n| _ = out.send(cx, n * n)));
    ///         squares.iter(cx).sum()
    ///     })
    /// }
    /// # unhang::root(|cx| assert_eq!(sum_of_squares(cx, &[1, 2, 3]), 14));
    /// ```
    ///
    /// # Panics
    ///
    /// When the system cannot create a thread; [`Builder::spawn_scoped_with`] returns the error instead.
    #[track_caller]
    #[allow(clippy::type_complexity)]
    pub fn spawn_with<'cx, E, H, T, L>(
        &'scope self,
        cx: &'cx mut Cx<H>,
        ends: E,
        f: impl for<'x> FnOnce(&'x mut Cx<<E as Arrive<F>>::Context>, <E as Arrive<F>>::Ends<'x>) -> T + Send + 'scope,
    ) -> (ScopedJoinHandle<'scope, T, F>, &'cx mut Cx<<E as HandOver<H>>::Rest>)
    where
        E: HandOver<H, Loose = L> + Arrive<F, Loose = L>,
        L: Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new().spawn_scoped_with(self, cx, ends, f).expect("failed to spawn a thread")
    }
}
