//! The locks that a task holds, in the order in which it took them.
//!
//! One trick makes it short: a slot keeps what it held last. Each lock has a key, and the locks of a way have a chain, so a program that
//! takes the same locks on the same way as the last time finds its answer in the memory that it would write to: it is in order,
//! and but for the place in the program everything is there already. The last two slots never keep anything: whoever comes there asks
//! `reserve` first. (One would do if no chain were zero. After a chain that is, the next one is not, since no key is.)

use super::lock::{LockId, Origin, mode_of};
use crate::watch::Mode;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::{ptr, slice};

/// A lock that is held, or that was the last one to be held in this slot.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Held {
    /// Which lock, of what kind, in which mode.
    pub(super) key: u64,
    /// Stands for this lock and all that were taken before it; changed by [`TRIED`], unless it was found in order.
    chain: u64,
    pub(super) at: &'static Location<'static>,
    pub(super) origin: Origin,
}

/// Sets the chains apart that end in a lock whose order nobody asked for: no slot is taken to keep one.
const TRIED: u64 = 0xD6E8_FEB8_6659_FD93;

impl Held {
    pub(super) fn id(&self) -> LockId {
        LockId::of(self.key)
    }

    pub(super) fn mode(&self) -> Mode {
        mode_of(self.key)
    }
}

/// Never shrinks. `bottom` is a slot that stands for holding nothing. Those that are filled follow, and two more that never are.
pub(super) struct Stack {
    top: *mut Held,
    /// Equal to `top` while nothing is held and nothing has to be checked.
    alone: *mut Held,
    bottom: *mut Held,
    /// The last slot that may be filled.
    last: *mut Held,
}

/// Where the next lock goes, and what will stand there.
#[derive(Clone, Copy)]
pub(super) struct Place {
    slot: *mut Held,
    pub(super) key: u64,
    pub(super) chain: u64,
}

impl Stack {
    pub(super) fn new() -> Stack {
        Stack::with_capacity(14)
    }

    /// What all chains begin with, and whether the order must be checked although nothing is held. What was found in order is to be
    /// checked anew.
    pub(super) fn set_base(&mut self, base: u64, floor: bool) {
        self.alone = if floor { ptr::null_mut() } else { self.bottom };
        // SAFETY: the bottom is there.
        unsafe { (*self.bottom).chain = if floor { !base } else { base } };
        self.rechain(0);
    }

    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        self.top == self.alone
    }

    #[inline(always)]
    pub(super) fn next(&self, key: u64) -> Place {
        // SAFETY: `top` is the bottom or a filled slot.
        Place { slot: self.top.wrapping_add(1), key, chain: extend(unsafe { (*self.top).chain }, key) }
    }

    #[inline(always)]
    pub(super) fn has_room(&self) -> bool {
        self.top < self.last
    }

    /// Makes room for one more.
    pub(super) fn reserve(&mut self) {
        if !self.has_room() {
            self.grow();
        }
    }

    /// Fills a place that [keeps](Place::keeps) what is to stand there, with nothing filled since.
    #[inline(always)]
    pub(super) fn fill(&mut self, place: Place, at: &'static Location<'static>) {
        // SAFETY: the slot after `top` is there: one that keeps something is not the last, see the top of this file.
        unsafe { (*place.slot).at = at };
        self.top = place.slot;
    }

    /// Removes the last one if it is this one.
    #[inline(always)]
    pub(super) fn pop(&mut self, key: u64) -> bool {
        // SAFETY: `top` is the bottom, whose key is that of no lock, or a filled slot; then there is one below.
        let is_last = unsafe { (*self.top).key } == key;
        if is_last {
            self.top = self.top.wrapping_sub(1);
        }
        is_last
    }

    pub(super) fn position(&self, key: u64) -> Option<usize> {
        self.iter().rposition(|held| held.key == key)
    }

    pub(super) fn remove(&mut self, at: usize) {
        let len = self.len();
        self.copy_within(at + 1..len, at);
        self.top = self.top.wrapping_sub(1);
        self.rechain(at);
    }

    pub(super) fn set_mode(&mut self, at: usize, mode: Mode) {
        let held = &mut self[at];
        held.key = held.id().key(mode);
        self.rechain(at);
    }

    pub(super) fn clear(&mut self) {
        self.top = self.bottom;
    }

    /// Computes the chains anew, from position `from` on. Nobody asked whether these are in order.
    fn rechain(&mut self, from: usize) {
        // SAFETY: the bottom is there.
        let mut chain = if from == 0 { unsafe { (*self.bottom).chain } } else { self[from - 1].chain };
        for held in &mut self[from..] {
            chain = extend(chain, held.key) ^ TRIED;
            held.chain = chain;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mut grown = Stack::with_capacity(self.capacity() * 2 + 2);
        let len = self.len();
        // SAFETY: the bottom and what is filled, of both.
        unsafe { ptr::copy_nonoverlapping(self.bottom, grown.bottom, 1 + len) };
        grown.top = grown.bottom.wrapping_add(len);
        if self.alone != self.bottom {
            grown.alone = ptr::null_mut();
        }
        *self = grown;
    }

    fn with_capacity(capacity: usize) -> Stack {
        let site = Location::caller();
        let empty = Held { key: 0, chain: 0, at: site, origin: Origin { created: site, level: None } };
        let bottom: *mut Held = Box::into_raw(vec![empty; capacity + 3].into_boxed_slice()).cast();
        Stack { top: bottom, alone: bottom, bottom, last: bottom.wrapping_add(capacity) }
    }

    fn capacity(&self) -> usize {
        (self.last.addr() - self.bottom.addr()) / size_of::<Held>()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let slots = ptr::slice_from_raw_parts_mut(self.bottom, self.capacity() + 3);
        // SAFETY: `with_capacity` made it from a box of this length.
        drop(unsafe { Box::from_raw(slots) });
    }
}

/// A pointer to a slot of a task's stack.
pub(super) type Slot = *mut Held;

impl Place {
    /// The place that its slot keeps.
    pub(super) fn kept(slot: Slot) -> Place {
        // SAFETY: it comes from `slot`, with nothing taken since.
        let Held { key, chain, .. } = unsafe { *slot };
        Place { slot, key, chain }
    }

    pub(super) fn slot(self) -> Slot {
        self.slot
    }

    /// Whether its slot keeps this chain: it was found in order, and what is to stand there does.
    #[inline(always)]
    pub(super) fn keeps(self) -> bool {
        // SAFETY: the slot after a filled one is within the allocation.
        unsafe { (*self.slot).chain == self.chain }
    }

    /// Its slot is to keep this. Only where there is room, or nothing is held.
    #[inline(always)]
    pub(super) fn keep(self, origin: Origin, in_order: bool) {
        // SAFETY: the slot is not the last; while nothing is held, it is the first.
        let slot = unsafe { &mut *self.slot };
        slot.key = self.key;
        slot.chain = if in_order { self.chain } else { self.chain ^ TRIED };
        slot.origin = origin;
    }
}

impl Deref for Stack {
    type Target = [Held];
    fn deref(&self) -> &[Held] {
        // SAFETY: the slots from the one after the bottom to `top` are filled.
        unsafe {
            let len = self.top.offset_from(self.bottom) as usize;
            slice::from_raw_parts(self.bottom.add(1), len)
        }
    }
}

impl DerefMut for Stack {
    fn deref_mut(&mut self) -> &mut [Held] {
        // SAFETY: as above, and the stack is borrowed alone.
        unsafe {
            let len = self.top.offset_from(self.bottom) as usize;
            slice::from_raw_parts_mut(self.bottom.add(1), len)
        }
    }
}

/// The chain that grows by one lock. Keys are as good as random, so rotating is enough to tell orders apart; two chains that are
/// taken for one another cost a finding, and never make one.
#[inline(always)]
fn extend(chain: u64, key: u64) -> u64 {
    chain.rotate_left(23) ^ key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Kind;
    use crate::watch::on::lock::Lock;

    /// Keys, and whether they were asked for.
    fn chain_of(base: u64, taken: &[(u64, bool)]) -> u64 {
        taken.iter().fold(base, |chain, &(key, asked)| extend(chain, key) ^ if asked { 0 } else { TRIED })
    }

    /// Random steps beside a plain vector: growth, release out of order, modes, other bases, and what slots keep.
    #[test]
    fn it_is_a_stack() {
        let at = Location::caller();
        let locks: Vec<Lock> = (0..60).map(|_| Lock::new(Kind::RwLock, None, at)).collect();
        let mut random = 0x2545_F491_4F6C_DD1D_u64;
        let mut below = |n: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 11) as usize % n
        };
        let (mut stack, mut model, mut base, mut kept) = (Stack::new(), Vec::new(), 0, 0);
        for step in 0..60_000 {
            // Long phases of growing and of shrinking, so that the capacity is met and left behind.
            let grows = step / 300 % 2 == 0;
            match below(10) {
                0..=6 if grows && model.len() < 50 => {
                    let key = locks[below(if step % 1000 < 500 { 2 } else { locks.len() })].id().key(Mode::Exclusive);
                    let mut place = stack.next(key);
                    let mut asked = true;
                    if place.keeps() {
                        kept += 1;
                    } else {
                        stack.reserve();
                        place = stack.next(key);
                        asked = below(4) > 0;
                        place.keep(locks[0].origin, asked);
                    }
                    stack.fill(place, at);
                    model.push((key, asked));
                }
                0..=3 if !model.is_empty() => {
                    assert!(stack.pop(model[model.len() - 1].0));
                    model.pop();
                }
                4 | 7 if !model.is_empty() => {
                    let at = below(model.len());
                    stack.remove(at);
                    model.remove(at);
                    model[at..].iter_mut().for_each(|taken| taken.1 = false);
                }
                8 if !model.is_empty() => {
                    let at = below(model.len());
                    stack.set_mode(at, Mode::Shared);
                    model[at].0 = LockId::of(model[at].0).key(Mode::Shared);
                    model[at..].iter_mut().for_each(|taken| taken.1 = false);
                }
                9 if below(100) == 0 => {
                    base += 1;
                    stack.set_base(base, false);
                    model.iter_mut().for_each(|taken| taken.1 = false);
                }
                _ => assert!(!stack.pop(u64::MAX), "a key that is not there"),
            }
            assert_eq!(stack.iter().map(|held| held.key).collect::<Vec<_>>(), model.iter().map(|taken| taken.0).collect::<Vec<_>>());
            for (at, held) in stack.iter().enumerate() {
                assert_eq!(held.chain, chain_of(base, &model[..=at]));
            }
            assert_eq!(stack.is_alone(), model.is_empty());
        }
        assert!(stack.capacity() > 40, "it has grown");
        assert!(kept > 100, "it keeps something");
        stack.clear();
        assert!(stack.is_empty());
        stack.set_base(base, true);
        assert!(!stack.is_alone(), "a floor is to be checked");
    }

    #[test]
    fn what_is_kept() {
        let at = Location::caller();
        let lock = Lock::new(Kind::Mutex, None, at);
        let key = lock.id().key(Mode::Exclusive);
        let mut stack = Stack::new();
        assert!(!stack.next(lock_without_number().known_id().key(Mode::Exclusive)).keeps());
        for (base, floor) in [(0, false), (0, true), (7, true), (7, false)] {
            stack.set_base(base, floor);
            assert!(!stack.next(key).keeps(), "another base, or a floor");
            stack.next(key).keep(lock.origin, false);
            assert!(!stack.next(key).keeps(), "nobody asked");
            stack.next(key).keep(lock.origin, true);
            assert!(stack.next(key).keeps());
            assert!(!stack.next(lock.id().key(Mode::Shared)).keeps(), "another mode");
        }
    }

    fn lock_without_number() -> Lock {
        Lock::new(Kind::Mutex, None, Location::caller())
    }
}
