//! The locks that a task holds, in the order in which it took them.
//!
//! Two tricks make it short. A lock that is taken alone needs no check of the order, and always finds room. And each slot remembers
//! the chain of held locks that was last found in order there; so a program that takes the same locks on the same way finds its
//! answer in the memory that it writes to anyway. The last two slots never remember anything: whoever comes there asks
//! `reserve` first. (One would do if no chain were zero. After a chain that is, the next one is not, since no key is.)

use super::lock::{LockId, Origin, mode_of};
use crate::watch::Mode;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::{ptr, slice};

/// A lock that is held.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Held {
    /// Which lock, of what kind, in which mode.
    pub(super) key: u64,
    /// Stands for this lock and all that were taken before it.
    chain: u64,
    /// The slot's, not the lock's: a chain that was found in order.
    known: u64,
    pub(super) at: &'static Location<'static>,
    pub(super) origin: Origin,
}

impl Held {
    pub(super) fn id(&self) -> LockId {
        LockId::of(self.key)
    }

    pub(super) fn mode(&self) -> Mode {
        mode_of(self.key)
    }
}

/// Never shrinks. `bottom` is a slot that stands for holding nothing; `capacity` more follow, and two that are never filled.
pub(super) struct Stack {
    top: *mut Held,
    /// Equal to `top` while nothing is held and nothing has to be checked.
    alone: *mut Held,
    bottom: *mut Held,
    capacity: usize,
}

/// Where the next lock goes, and what will stand there.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) slot: Slot,
    pub(super) key: u64,
    pub(super) chain: u64,
}

/// A pointer to a slot of a task's stack.
pub(super) type Slot = *mut Held;

impl Stack {
    pub(super) fn new() -> Stack {
        Stack::with_capacity(14)
    }

    /// Whether the order must be checked although nothing is held.
    pub(super) fn set_floor(&mut self, floor: bool) {
        self.alone = if floor { ptr::null_mut() } else { self.bottom };
    }

    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        self.top == self.alone
    }

    /// The place of a lock that is taken alone.
    #[inline(always)]
    pub(super) fn first(&self, key: u64) -> Place {
        Place { slot: self.top.wrapping_add(1), key, chain: key }
    }

    #[inline(always)]
    pub(super) fn next(&self, key: u64) -> Place {
        // SAFETY: `top` is the bottom or a filled slot.
        Place { slot: self.top.wrapping_add(1), key, chain: extend(unsafe { (*self.top).chain }, key) }
    }

    /// Makes room for one more.
    pub(super) fn reserve(&mut self) {
        if self.len() >= self.capacity {
            self.grow();
        }
    }

    /// Fills a place that `first` gave, that [is known](Place::is_known), or that comes after `reserve`, with nothing filled since.
    #[inline(always)]
    pub(super) fn fill(&mut self, place: Place, at: &'static Location<'static>, origin: Origin) {
        // SAFETY: the slot after `top` is there: the first one always; one that is known is not the last, see the top of this file.
        unsafe {
            let slot = &mut *place.slot;
            slot.key = place.key;
            slot.chain = place.chain;
            slot.at = at;
            slot.origin = origin;
        }
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

    /// What was found in order is to be checked anew.
    pub(super) fn forget_known(&mut self) {
        for at in 1..=self.capacity {
            // SAFETY: within the allocation.
            unsafe { (*self.bottom.add(at)).known = 0 };
        }
    }

    /// Computes the chains anew, from position `from` on.
    fn rechain(&mut self, from: usize) {
        let mut chain = if from == 0 { 0 } else { self[from - 1].chain };
        for held in &mut self[from..] {
            chain = extend(chain, held.key);
            held.chain = chain;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mut grown = Stack::with_capacity(self.capacity * 2 + 2);
        let len = self.len();
        grown.top = grown.bottom.wrapping_add(len);
        grown.copy_from_slice(self);
        if self.alone != self.bottom {
            grown.alone = ptr::null_mut();
        }
        *self = grown;
    }

    fn with_capacity(capacity: usize) -> Stack {
        let site = Location::caller();
        let empty = Held { key: 0, chain: 0, known: 0, at: site, origin: Origin { created: site, level: None } };
        let bottom = Box::into_raw(vec![empty; capacity + 3].into_boxed_slice()).cast();
        Stack { top: bottom, alone: bottom, bottom, capacity }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let slots = ptr::slice_from_raw_parts_mut(self.bottom, self.capacity + 3);
        // SAFETY: `with_capacity` made it from a box of this length.
        drop(unsafe { Box::from_raw(slots) });
    }
}

impl Place {
    #[inline(always)]
    pub(super) fn is_known(self) -> bool {
        // SAFETY: the slot after a filled one is within the allocation.
        unsafe { (*self.slot).known == self.chain }
    }

    /// The chain was found in order. Only after `reserve`.
    pub(super) fn set_known(self) {
        // SAFETY: see `fill`.
        unsafe { (*self.slot).known = self.chain };
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

    fn chain_of(keys: &[u64]) -> u64 {
        keys.iter().fold(0, |chain, key| extend(chain, *key))
    }

    /// Random steps beside a plain vector of keys: growth, release out of order, modes, forgetting, and what slots remember.
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
        let (mut stack, mut model) = (Stack::new(), Vec::new());
        for step in 0..60_000 {
            // Long phases of growing and of shrinking, so that the capacity is met and left behind.
            let grows = step / 300 % 2 == 0;
            match below(10) {
                0..=6 if grows && model.len() < 50 => {
                    let key = locks[below(locks.len())].id().key(Mode::Exclusive);
                    let mut place = if stack.is_alone() { stack.first(key) } else { stack.next(key) };
                    if !stack.is_alone() && !place.is_known() {
                        stack.reserve();
                        place = stack.next(key);
                        place.set_known();
                    }
                    stack.fill(place, at, locks[0].origin);
                    model.push(key);
                }
                0..=3 if !model.is_empty() => {
                    assert!(stack.pop(model[model.len() - 1]));
                    model.pop();
                }
                4 | 7 if !model.is_empty() => {
                    let at = below(model.len());
                    stack.remove(at);
                    model.remove(at);
                }
                8 if !model.is_empty() => {
                    let at = below(model.len());
                    stack.set_mode(at, Mode::Shared);
                    model[at] = LockId::of(model[at]).key(Mode::Shared);
                }
                9 if below(100) == 0 => stack.forget_known(),
                _ => assert!(!stack.pop(u64::MAX), "a key that is not there"),
            }
            assert_eq!(stack.iter().map(|held| held.key).collect::<Vec<_>>(), model);
            for (at, held) in stack.iter().enumerate() {
                assert_eq!(held.chain, chain_of(&model[..=at]));
            }
            assert_eq!(stack.is_alone(), model.is_empty());
        }
        assert!(stack.capacity > 40, "it has grown");
        stack.clear();
        assert!(stack.is_empty());
        stack.set_floor(true);
        assert!(!stack.is_alone(), "a floor is to be checked");
    }
}
