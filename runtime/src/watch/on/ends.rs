//! Who owns the ends of what can be waited for: senders, receivers, tokens, parts.
//!
//! An end with a level is tied to the context that counts it. Neither can leave the task, so its keeper is certain. An end without a
//! level moves as it likes, and says nothing. What is known of it is who made it, and which task's closure it was found in; so its
//! keeper is attributed, and what rests on that is no more than a suspicion:
//!
//! - An end is with the task that made it, or that captured it in its closure, unless that task could have put it where others find
//!   it: since then, it locked or sent something that could own an end. If it was the last to use the end, it is taken to have it still.
//! - A task that began later, with a closure that could own one, may have got an end from who made it; and from who captured it, if it
//!   is a child of that task.
//! - A thread that this crate did not start, and that is younger than the first use of the crate, may have got it by any way that there
//!   is.
//!
//! Whatever else may have happened to it, its keeper is unknown, and counts as somebody who can move.
//!
//! Records are never freed, only used again: so whether a word that a closure captured is one can be asked safely, and a pointer to
//! one stays good.

use super::schedule;
use super::task::{Task, TaskRef, current_if_it_lives, last_serial, own_thread};
use super::waits;
use crate::prim::{Mutex, for_ever, statics};
use crate::report::Site;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};

/// All ends of one kind of one thing.
pub(crate) struct Ends {
    /// What owning one means, for reports.
    pub(super) by: &'static str,
    list: Mutex<Vec<Record>>,
    /// Who is registered as waiting for what their owners do; changed under the registry's lock only.
    waiting: Mutex<Vec<TaskRef>>,
}

/// One end; it goes where what it stands for goes. Given back with [`Ends::remove`].
#[derive(Debug)]
pub(crate) struct End(Record);

type Record = &'static EndRecord;

#[derive(Debug)]
pub(super) struct EndRecord {
    keeper: Mutex<Option<Keeper>>,
    /// The thread that used it last, since its keeper got it; see [`own_thread`].
    user: AtomicUsize,
    /// In the list of its kind.
    place: AtomicUsize,
}

/// Who owns an end, as far as that is known.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    pub(super) task: TaskRef,
    pub(super) serial: u64,
    pub(super) grip: Grip,
    /// Where it got the end.
    pub(super) at: Site,
    /// It was the last to use it.
    pub(super) uses: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grip {
    /// By types: it is the task's.
    Tied,
    /// It was among what the task's closure captured.
    Captured,
    /// The task made it, after so many tasks had begun, and so often it could have given something away.
    Made { began: u64, gave: u32 },
    /// On its way from one task to another.
    Loose,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} by task {}", self.grip, self.serial)
    }
}

impl Ends {
    pub(crate) const fn new(by: &'static str) -> Ends {
        Ends { by, list: Mutex::new(Vec::new()), waiting: Mutex::new(Vec::new()) }
    }

    /// One more, made by the current task.
    pub(crate) fn add(&self, at: Site) -> End {
        let made = |task: TaskRef| {
            let grip = Grip::Made { began: last_serial(), gave: task.local().gave };
            Keeper { task, serial: task.serial(), grip, at, uses: false }
        };
        let record = POOL.lock().take();
        record.user.store(0, Ordering::Relaxed);
        *record.keeper.lock() = current_if_it_lives().map(made);
        self.put(record);
        End(record)
    }

    fn put(&self, record: Record) {
        let mut list = self.list.lock();
        record.place.store(list.len(), Ordering::Relaxed);
        list.push(record);
    }

    fn take_out(&self, record: Record) {
        let mut list = self.list.lock();
        let place = record.place.load(Ordering::Relaxed);
        list.swap_remove(place);
        if let Some(moved) = list.get(place) {
            moved.place.store(place, Ordering::Relaxed);
        }
    }

    /// The end is dropped. It may have been the last that could wake somebody.
    pub(crate) fn remove(&self, end: &End) {
        self.take_out(end.0);
        end.loosen();
        *end.0.keeper.lock() = None;
        POOL.lock().free.push(end.0);
        self.changed();
        schedule::point();
    }

    /// For as long as `wait` takes, its owner is not one who is waited for.
    pub(crate) fn without<R>(&self, end: &End, wait: impl FnOnce() -> R) -> R {
        struct Back<'a>(&'a Ends, Record);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.put(self.1);
            }
        }
        self.take_out(end.0);
        let _back = Back(self, end.0);
        wait()
    }

    fn changed(&self) {
        let waiting = self.waiting.lock().clone();
        if !waiting.is_empty() {
            waits::look_again(&waiting);
        }
    }

    /// Whether `f` is true of who keeps one of them.
    pub(super) fn any_keeper(&self, mut f: impl FnMut(Option<Keeper>) -> bool) -> bool {
        self.list.lock().iter().any(|record| f(record.keeper()))
    }

    pub(super) fn keepers(&self) -> Vec<Option<Keeper>> {
        self.list.lock().iter().map(|record| record.keeper()).collect()
    }

    /// A task registers as waiting for these.
    pub(super) fn arrive(&self, task: TaskRef) {
        self.waiting.lock().push(task);
    }

    pub(super) fn depart(&self, task: TaskRef) {
        let mut waiting = self.waiting.lock();
        if let Some(at) = waiting.iter().position(|other| std::ptr::eq::<Task>(*other, task)) {
            waiting.swap_remove(at);
        }
    }
}

impl EndRecord {
    fn keeper(&self) -> Option<Keeper> {
        let keeper = (*self.keeper.lock())?;
        let uses = self.user.load(Ordering::Relaxed) == keeper.task.thread_token.load(Ordering::Relaxed);
        Some(Keeper { uses, ..keeper })
    }
}

impl End {
    /// The current thread used it.
    #[inline(always)]
    pub(super) fn used(&self) {
        self.0.user.store(own_thread(), Ordering::Relaxed);
    }

    /// It is the current task's now, by types.
    pub(crate) fn tie(&self, at: Site) {
        let Some(task) = current_if_it_lives() else { return };
        task.local().tied += 1;
        *self.0.keeper.lock() = Some(Keeper { task, serial: task.serial(), grip: Grip::Tied, at, uses: true });
    }

    /// It leaves its task.
    pub(crate) fn loosen(&self) {
        if let Some(keeper) = self.0.keeper.lock().as_mut() {
            if keeper.grip == Grip::Tied {
                keeper.task.local().tied -= 1;
            }
            keeper.grip = Grip::Loose;
        }
    }
}

/// What a new task's closure captured.
pub(crate) struct Freight {
    ends: Vec<Record>,
    /// It owns something, so perhaps an end.
    owns: bool,
}

impl Freight {
    pub(crate) fn of<F>(closure: &F) -> Freight {
        let pool = POOL.lock();
        let ends = words(closure).filter_map(|word| pool.find(word)).collect();
        Freight { ends, owns: mem::needs_drop::<F>() }
    }

    /// Hands it over.
    pub(super) fn load(self, task: TaskRef) -> bool {
        for end in self.ends {
            if let Some(keeper) = end.keeper.lock().as_mut().filter(|keeper| keeper.grip != Grip::Tied) {
                *keeper = Keeper { task, serial: task.serial(), grip: Grip::Captured, at: keeper.at, uses: false };
                end.user.store(0, Ordering::Relaxed);
            }
        }
        self.owns
    }
}

/// The words of a value, which may be of any kind, padding among them.
fn words<V>(value: &V) -> impl Iterator<Item = usize> {
    let start: *const usize = std::ptr::from_ref(value).cast();
    let len = if align_of::<V>() >= align_of::<usize>() { size_of::<V>() / size_of::<usize>() } else { 0 };
    // SAFETY: within the value, and aligned.
    (0..len).filter_map(move |at| unsafe { word(start.add(at)) })
}

/// Reads a word that need not be initialised.
///
/// For the compiler an uninitialised word has no value, and reading it is undefined. For the machine it has one, whichever: so the
/// machine is asked. What it says of padding is as good as random, and ends up as an attribution at worst.
///
/// # Safety
///
/// The address must be aligned and of memory that may be read.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
unsafe fn word(at: *const usize) -> Option<usize> {
    let word: usize;
    // SAFETY: it reads what the caller answers for, and nothing else.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        std::arch::asm!("mov {}, [{}]", out(reg) word, in(reg) at, options(nostack, preserves_flags, readonly));
        #[cfg(target_arch = "aarch64")]
        std::arch::asm!("ldr {}, [{}]", out(reg) word, in(reg) at, options(nostack, preserves_flags, readonly));
    }
    Some(word)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
unsafe fn word(_: *const usize) -> Option<usize> {
    None
}

statics! {
    static POOL: Mutex<Pool> = Mutex::new(Pool { chunks: Vec::new(), free: Vec::new() });
}

struct Pool {
    chunks: Vec<&'static [EndRecord]>,
    free: Vec<Record>,
}

const CHUNK: usize = 64;

impl Pool {
    fn take(&mut self) -> Record {
        if self.free.is_empty() {
            let new = || EndRecord { keeper: Mutex::new(None), user: AtomicUsize::new(0), place: AtomicUsize::new(0) };
            // Doubles, so that there are few to search.
            let chunk: &[EndRecord] = for_ever((0..CHUNK << self.chunks.len().min(16)).map(|_| new()).collect());
            self.chunks.push(chunk);
            self.free.extend(chunk);
        }
        self.free.pop().expect("there is one")
    }

    /// The record at an address, if there is one.
    fn find(&self, address: usize) -> Option<Record> {
        let within =
            |chunk: &&&'static [EndRecord]| (chunk.as_ptr_range().start.addr()..chunk.as_ptr_range().end.addr()).contains(&address);
        let chunk = self.chunks.iter().find(within)?;
        let offset = address - chunk.as_ptr().addr();
        (offset % size_of::<EndRecord>() == 0).then(|| &chunk[offset / size_of::<EndRecord>()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::Location;

    fn keeper(end: &End) -> Keeper {
        end.0.keeper().expect("somebody keeps it")
    }

    #[test]
    fn a_closure_is_searched() {
        let ends = Ends::new("owns one");
        let (one, other) = (ends.add(Location::caller()), ends.add(Location::caller()));
        let task = Task::new("child");
        task.serial.store(u64::MAX, Ordering::Relaxed);
        let (small, text) = (7_u8, String::from("text"));
        let closure = move || (small, text, one);
        assert!(Freight::of(&closure).load(task));
        let (_, _, one) = closure();
        assert_eq!((keeper(&one).serial, keeper(&one).grip), (u64::MAX, Grip::Captured));
        assert!(matches!(keeper(&other).grip, Grip::Made { .. }));
        assert!(!Freight::of(&|| 3).load(task));
        ends.remove(&one);
        ends.remove(&other);
        assert!(ends.keepers().is_empty());
    }

    #[test]
    fn a_tied_end_stays() {
        let ends = Ends::new("owns one");
        let end = ends.add(Location::caller());
        end.tie(Location::caller());
        let before = current_if_it_lives().expect("a task").local().tied;
        let task = Task::new("child");
        let closure = move || end;
        Freight::of(&closure).load(task);
        let end = closure();
        assert_eq!(keeper(&end).grip, Grip::Tied);
        end.loosen();
        assert_eq!(keeper(&end).grip, Grip::Loose);
        assert_eq!(current_if_it_lives().expect("a task").local().tied, before - 1);
        ends.remove(&end);
    }

    #[test]
    fn they_leave_in_any_order() {
        let ends = Ends::new("owns one");
        let all: Vec<End> = (0..200).map(|_| ends.add(Location::caller())).collect();
        for at in (0..200).step_by(3).chain((0..200).filter(|at| at % 3 != 0)) {
            ends.without(&all[at], || assert!(!ends.list.lock().iter().any(|end| std::ptr::eq(*end, all[at].0))));
            ends.remove(&all[at]);
        }
        assert!(ends.keepers().is_empty());
    }
}
