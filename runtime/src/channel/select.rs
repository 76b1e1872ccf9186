//! Waiting for one of several operations.
//!
//! The raw select is made for each run, from the operations that are listed: so a list that is kept and not run holds no raw sender,
//! see `ends`.

use super::ends::{Inlet, Lent, Outlet, raw_receiver};
use super::{Receiver, Sender};
use crate::deadlock::{Breaks, Unwinds};
use crate::limits::{Interrupt, Limits};
use crate::prim::{LazyLock, channel as raw};
use crate::watch::{self, ArmView, Parcel};
use raw::{ReadyTimeoutError, RecvError, SelectTimeoutError, SendError, TryReadyError, TrySelectError};
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt;
use std::panic::Location;
use std::ptr;
use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

type Site = &'static Location<'static>;

/// An operation of a select: a send into this sender, or a receive from this receiver.
trait Arm {
    fn view(&self) -> ArmView<'_>;

    /// Adds the operation. `away` is the thread's that did not make the list: see `Lifeline`.
    ///
    /// # Safety
    ///
    /// The raw select, and what it selects, must not be used after what is returned was dropped.
    unsafe fn add<'a>(&'a self, select: &mut raw::Select<'a>, away: bool) -> Option<Box<dyn Kept + 'a>>;
}

/// A raw sender that is lent, for as long as it is waited for.
struct Lifeline<'a, T> {
    raw: Option<Arc<raw::Sender<Parcel<T>>>>,
    /// On a thread to which the list was moved, its messages may be such as must not be dropped there.
    back_to: Option<&'a Lent<T>>,
}

impl<T> Drop for Lifeline<'_, T> {
    fn drop(&mut self) {
        if let Some((lent, raw)) = self.back_to.zip(self.raw.take()) {
            lent.give_back(raw);
        }
    }
}

/// A `Lifeline`, of whatever messages.
trait Kept {}
impl<T> Kept for Lifeline<'_, T> {}

/// Disconnected: stands in for a sender whose receivers are gone.
static CLOSED: LazyLock<raw::Receiver<Infallible>> = LazyLock::new(|| raw::unbounded().1);

impl<T> Arm for Sender<T> {
    fn view(&self) -> ArmView<'_> {
        self.traffic.view()
    }

    unsafe fn add<'a>(&'a self, select: &mut raw::Select<'a>, away: bool) -> Option<Box<dyn Kept + 'a>> {
        let lent = match &self.outlet {
            Outlet::Plain(sender) => {
                select.send(sender);
                return None;
            }
            Outlet::Lent(lent) => &**lent,
        };
        let Some(raw) = lent.upgrade() else {
            select.recv(&CLOSED);
            return None;
        };
        // SAFETY: the caller keeps what is returned.
        select.send::<Parcel<T>>(unsafe { &*Arc::as_ptr(&raw) });
        Some(Box::new(Lifeline { raw: Some(raw), back_to: away.then_some(lent) }))
    }
}

impl<T> Arm for Receiver<T> {
    fn view(&self) -> ArmView<'_> {
        self.traffic.view()
    }

    unsafe fn add<'a>(&'a self, select: &mut raw::Select<'a>, _: bool) -> Option<Box<dyn Kept + 'a>> {
        raw_receiver!(&self.inlet, receiver => select.recv(receiver));
        None
    }
}

/// A run of a select: the raw one, and what must live as long as it or what it selects.
struct Run<'a> {
    select: raw::Select<'a>,
    /// The place in the list of the operation that was added first.
    first: usize,
    lifelines: Vec<Box<dyn Kept + 'a>>,
}

/// A list of operations, of which one is carried out: whichever can be first.
///
/// [`select!`](super::select) is the usual way to write it; this is for lists that are made while the program runs. After
/// [`select`](Select::select), or one of its kind, the operation must be completed, by [`SelectedOperation::send`] or
/// [`SelectedOperation::recv`] with the end that was listed. [`ready`](Select::ready) and its kind only wait until an operation can
/// be tried.
///
/// It blocks in `select` and `ready`, and for a limited time in `select_timeout`, `select_deadline`, `ready_timeout` and
/// `ready_deadline`. Each run costs an allocation.
pub struct Select<'a> {
    arms: Vec<(usize, &'a dyn Arm)>,
    next: usize,
    biased: bool,
    home: ThreadId,
}

// SAFETY: as in crossbeam, whatever the messages are: none is reached through a list alone, since an operation is completed with a
// reference to its end, and ends whose messages are not `Send` stay on their thread. What a run keeps alive is not dropped on another one:
// see `Lifeline`.
unsafe impl Send for Select<'_> {}
// SAFETY: nothing is done through a shared reference but to clone and to format it.
unsafe impl Sync for Select<'_> {}

impl<'a> Select<'a> {
    /// An empty list. Among several operations that are ready, one is chosen at random.
    pub fn new() -> Select<'a> {
        Select { arms: Vec::with_capacity(4), next: 0, biased: false, home: thread::current().id() }
    }

    /// An empty list. Among several operations that are ready, the first is chosen.
    pub fn new_biased() -> Self {
        Select { biased: true, ..Select::new() }
    }

    /// Adds a send, and returns its number.
    pub fn send<T>(&mut self, s: &'a Sender<T>) -> usize {
        self.add(s)
    }

    /// Adds a receive, and returns its number.
    pub fn recv<T>(&mut self, r: &'a Receiver<T>) -> usize {
        self.add(r)
    }

    fn add(&mut self, arm: &'a dyn Arm) -> usize {
        self.arms.push((self.next, arm));
        self.next += 1;
        self.next - 1
    }

    /// Removes an operation. The numbers of the others stay.
    ///
    /// # Panics
    ///
    /// If there is no operation with this number.
    pub fn remove(&mut self, index: usize) {
        assert!(index < self.next, "index out of bounds; {index} >= {}", self.next);
        let at = self.arms.iter().position(|(number, _)| *number == index).expect("no operation with this index");
        self.arms.swap_remove(at);
    }

    /// Selects an operation that can be carried out now. Never blocks.
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        let mut run = self.run();
        let raw = run.select.try_select()?;
        Ok(self.selected(run, raw))
    }

    /// Selects an operation, and blocks until one can be carried out.
    ///
    /// # Panics
    ///
    /// If the list is empty. In a checked build, by the default [`Policy`](crate::Policy), when no operation of the list will ever be
    /// ready.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        let run = RefCell::new(self.run());
        let attempt = || run.borrow_mut().select.try_select().ok();
        let first = run.borrow().first;
        let block = || self.chosen(first, run.borrow_mut().select.select());
        let Ok(raw) = watch::wait_for_any(self.views(), true, Location::caller(), Unwinds, attempt, block);
        self.selected(run.into_inner(), raw)
    }

    /// Selects an operation, and blocks until one can be carried out, for at most `timeout`.
    #[track_caller]
    pub fn select_timeout(&mut self, timeout: Duration) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.select_for_a_while(Location::caller(), |select| select.select_timeout(timeout))
    }

    /// Selects an operation, and blocks until one can be carried out, or until `deadline`.
    #[track_caller]
    pub fn select_deadline(&mut self, deadline: Instant) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.select_for_a_while(Location::caller(), |select| select.select_deadline(deadline))
    }

    fn select_for_a_while(
        &self,
        at: Site,
        block: impl FnOnce(&mut raw::Select<'a>) -> Result<raw::SelectedOperation<'a>, SelectTimeoutError>,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        let run = RefCell::new(self.run());
        let attempt = || run.borrow_mut().select.try_select().ok().map(Ok);
        let first = run.borrow().first;
        let block = || block(&mut run.borrow_mut().select).map(|raw| self.chosen(first, raw));
        let raw = watch::limited(|| watch::wanted_of_any(self.views()), at, attempt, block)?;
        Ok(self.selected(run.into_inner(), raw))
    }

    /// The number of an operation that could be carried out now. Never blocks.
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        let mut run = self.run();
        run.select.try_ready().map(|at| self.arm(run.first, at).0)
    }

    /// The number of an operation that can be carried out, unless somebody else is faster. Blocks until there is one.
    ///
    /// # Panics
    ///
    /// As [`select`](Select::select) does.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        let run = RefCell::new(self.run());
        let attempt = || run.borrow_mut().select.try_ready().ok();
        let block = || run.borrow_mut().select.ready();
        let Ok(at) = watch::wait_for_any(self.views(), false, Location::caller(), Unwinds, attempt, block);
        self.arm(run.borrow().first, at).0
    }

    /// The number of an operation that can be carried out, unless somebody else is faster. Blocks for at most `timeout`.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.ready_for_a_while(Location::caller(), |select| select.ready_timeout(timeout))
    }

    /// The number of an operation that can be carried out, unless somebody else is faster. Blocks until `deadline` at most.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        self.ready_for_a_while(Location::caller(), |select| select.ready_deadline(deadline))
    }

    fn ready_for_a_while(
        &self,
        at: Site,
        block: impl FnOnce(&mut raw::Select<'a>) -> Result<usize, ReadyTimeoutError>,
    ) -> Result<usize, ReadyTimeoutError> {
        let run = RefCell::new(self.run());
        let attempt = || run.borrow_mut().select.try_ready().ok().map(Ok);
        let ready = watch::limited(|| watch::wanted_of_any(self.views()), at, attempt, || block(&mut run.borrow_mut().select))?;
        Ok(self.arm(run.borrow().first, ready).0)
    }

    /// Selects an operation, or ends early; if the wait is over before it begins, nothing is selected.
    #[track_caller]
    pub(crate) fn select_within<'b>(&mut self, limits: &'b Limits, at: Site) -> Result<SelectedOperation<'b>, Interrupt>
    where
        'a: 'b,
    {
        if let Some(interrupt) = limits.interrupt() {
            return Err(interrupt);
        }
        let mut run: Run<'b> = self.run();
        // The last: its number is that of no operation.
        limits.cancelled().map(|cancelled| run.select.recv(cancelled));
        let run = RefCell::new(run);
        let first = run.borrow().first;
        let raw = match limits.deadline {
            Some(deadline) => {
                let attempt = || run.borrow_mut().select.try_select().ok().map(Ok);
                let block = || {
                    let raw = run.borrow_mut().select.select_deadline(deadline);
                    raw.map(|raw| self.chosen(first, raw)).map_err(|_| Interrupt::Deadline)
                };
                watch::limited(|| watch::wanted_of_any(self.views()), at, attempt, block)?
            }
            None => {
                let attempt = || run.borrow_mut().select.try_select().ok();
                let block = || self.chosen(first, run.borrow_mut().select.select());
                let is_cancelled = || limits.interrupt().is_some();
                let views = self.views().chain(limits.cancelled().map(|_| ArmView::end(&is_cancelled)));
                watch::wait_for_any(views, true, at, Breaks, attempt, block)?
            }
        };
        match limits.cancelled().filter(|_| raw.index() == self.arms.len()) {
            Some(cancelled) => {
                let _ = raw.recv(cancelled);
                Err(limits.interrupt().unwrap_or(Interrupt::Cancelled(None)))
            }
            None => Ok(self.selected(run.into_inner(), raw)),
        }
    }

    fn run<'b>(&self) -> Run<'b>
    where
        'a: 'b,
    {
        let away = thread::current().id() != self.home;
        // crossbeam's choice is no seed's: its generators begin anew with each thread.
        let first = if self.biased { None } else { watch::chance(self.arms.len()) };
        let select = if self.biased || first.is_some() { raw::Select::new_biased() } else { raw::Select::new() };
        let first = first.unwrap_or_default();
        let mut run = Run { select, first, lifelines: Vec::new() };
        for (_, arm) in self.arms[first..].iter().chain(&self.arms[..first]) {
            // SAFETY: the lifelines are dropped after the raw select, and go along with what it selects.
            run.lifelines.extend(unsafe { arm.add(&mut run.select, away) });
        }
        run
    }

    /// The operation which the raw select has under this number, if it began with the one at `first`.
    fn arm(&self, first: usize, number: usize) -> (usize, &'a dyn Arm) {
        self.arms[(first + number) % self.arms.len()]
    }

    fn views(&self) -> impl Iterator<Item = ArmView<'a>> {
        self.arms.iter().map(|(_, arm)| arm.view())
    }

    /// Told while the wait is not over yet. The number after the last operation's is a cancellation's.
    fn chosen<'b>(&self, first: usize, raw: raw::SelectedOperation<'b>) -> raw::SelectedOperation<'b> {
        if raw.index() < self.arms.len() {
            self.arm(first, raw.index()).1.view().chosen();
        }
        raw
    }

    fn selected<'b>(&self, run: Run<'b>, raw: raw::SelectedOperation<'b>) -> SelectedOperation<'b> {
        let (index, arm) = self.arm(run.first, raw.index());
        arm.view().chosen();
        SelectedOperation { raw: Some(raw), index, end: ptr::from_ref(arm).cast(), lifelines: run.lifelines }
    }
}

impl Clone for Select<'_> {
    fn clone(&self) -> Self {
        Select { arms: self.arms.clone(), next: self.next, biased: self.biased, home: self.home }
    }
}

impl Default for Select<'_> {
    fn default() -> Self {
        Select::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}

/// An operation that was selected, and has to be completed now.
///
/// # Panics
///
/// When it is dropped without.
#[must_use = "an operation that was selected has to be completed"]
pub struct SelectedOperation<'a> {
    raw: Option<raw::SelectedOperation<'a>>,
    index: usize,
    end: *const (),
    lifelines: Vec<Box<dyn Kept + 'a>>,
}

/// The raw one panics when it is dropped. By then, a send has left a gap in the channel, which the channel would take for a message
/// when it is dropped: so it never is.
impl Drop for SelectedOperation<'_> {
    fn drop(&mut self) {
        if self.raw.is_some() {
            std::mem::forget(std::mem::take(&mut self.lifelines));
            watch::completed();
        }
    }
}

impl SelectedOperation<'_> {
    /// Its number: that which [`Select::send`] or [`Select::recv`] returned.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Completes a send. Fails if the receivers are gone.
    ///
    /// # Panics
    ///
    /// If another operation was selected than one of this sender.
    #[track_caller]
    pub fn send<T>(self, s: &Sender<T>, msg: T) -> Result<(), SendError<T>> {
        self.send_from(s, msg, Location::caller())
    }

    pub(super) fn send_from<T>(mut self, s: &Sender<T>, msg: T, at: Site) -> Result<(), SendError<T>> {
        assert!(ptr::eq(ptr::from_ref(s).cast(), self.end), "passed a sender that wasn't selected");
        let parcel = s.traffic.pack(msg, at);
        let live = |raw: &raw::Sender<Parcel<T>>, (operation, parcel): (raw::SelectedOperation<'_>, _)| operation.send(raw, parcel);
        // It was gone before the select, and stands for another: see `CLOSED`.
        let closed = |(operation, parcel): (raw::SelectedOperation<'_>, _)| {
            let _ = operation.recv(&CLOSED);
            Err(SendError(parcel))
        };
        let sent = s.outlet.with((self.complete(), parcel), live, closed);
        let sent = s.traffic.count(sent.map_err(|SendError(parcel)| SendError(watch::open(parcel))));
        watch::completed();
        sent
    }

    /// Completes a receive. Fails if the channel is empty and the senders are gone.
    ///
    /// # Panics
    ///
    /// If another operation was selected than one of this receiver.
    pub fn recv<T>(mut self, r: &Receiver<T>) -> Result<T, RecvError> {
        assert!(ptr::eq(ptr::from_ref(r).cast(), self.end), "passed a receiver that wasn't selected");
        let received = r.traffic.count(r.inlet.selected(self.complete()));
        watch::completed();
        received
    }

    fn complete(&mut self) -> raw::SelectedOperation<'_> {
        self.raw.take().expect("it is completed once")
    }
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}
