//! What must hold of the types themselves.

use static_assertions::{assert_impl_all, assert_not_impl_any};
use std::cell::{Cell, RefCell};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::MutexGuard as SendlessButSync;
use unhang::{
    Barrier, CancelOnDrop, CancelToken, Carried, Condvar, Cx, Held, Interrupt, LazyLock, LevelledMutex, LevelledRwLock, MappedMutexGuard,
    MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard, OnceLock, Party, Permit, Receiver, RwLock, RwLockReadGuard,
    RwLockUpgradableReadGuard, RwLockWriteGuard, Semaphore, Sender, Token, Unheld, UpTo, WaitGroup, channel, oneshot,
};

#[unhang::levels]
pub mod order {
    pub struct Lv;
    #[channel(bounded, carries(Word, Lv))]
    pub struct Post;
    #[after(Post)]
    #[channel]
    pub struct Word;
}
use order::{Lv, Post, Word};

// Contexts stay on their thread.
assert_not_impl_any!(Cx: Send, Sync, Clone);
assert_not_impl_any!(Cx<Lv>: Send, Sync, Clone);
assert_not_impl_any!(Cx<UpTo<Lv>>: Send, Sync);
assert_not_impl_any!(Cx<(Unheld, Lv)>: Send, Sync);
assert_not_impl_any!(Held<'static, (), Lv>: Send, Sync);

// So do guards; they can be looked through from elsewhere if the data can.
assert_not_impl_any!(MutexGuard<'static, u8>: Send);
assert_not_impl_any!(MutexGuard<'static, u8, Lv>: Send);
assert_not_impl_any!(MappedMutexGuard<'static, u8>: Send);
assert_not_impl_any!(RwLockReadGuard<'static, u8>: Send);
assert_not_impl_any!(RwLockReadGuard<'static, u8, Lv>: Send);
assert_not_impl_any!(RwLockWriteGuard<'static, u8>: Send);
assert_not_impl_any!(RwLockWriteGuard<'static, u8, Lv>: Send);
assert_not_impl_any!(RwLockUpgradableReadGuard<'static, u8>: Send);
assert_not_impl_any!(RwLockUpgradableReadGuard<'static, u8, Lv>: Send);
assert_not_impl_any!(MappedRwLockReadGuard<'static, u8>: Send);
assert_not_impl_any!(MappedRwLockWriteGuard<'static, u8>: Send);
assert_impl_all!(MutexGuard<'static, u8, Lv>: Sync);
assert_impl_all!(MappedMutexGuard<'static, u8>: Sync);
assert_impl_all!(RwLockReadGuard<'static, u8, Lv>: Sync);
assert_impl_all!(RwLockWriteGuard<'static, u8, Lv>: Sync);
assert_impl_all!(RwLockUpgradableReadGuard<'static, u8, Lv>: Sync);
assert_impl_all!(MappedRwLockReadGuard<'static, u8>: Sync);
assert_impl_all!(MappedRwLockWriteGuard<'static, u8>: Sync);
assert_not_impl_any!(MutexGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(MappedMutexGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(RwLockReadGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(RwLockWriteGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(RwLockUpgradableReadGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(MappedRwLockReadGuard<'static, Cell<u8>>: Sync);
assert_not_impl_any!(MappedRwLockWriteGuard<'static, Cell<u8>>: Sync);

// So do ends, and what else a context counts, whatever the messages are.
assert_not_impl_any!(Sender<'static, u8, Post>: Send, Sync, Clone);
assert_not_impl_any!(Receiver<'static, u8, Post>: Send, Sync, Clone);
assert_not_impl_any!(oneshot::Sender<'static, u8, Word>: Send, Sync, Clone);
assert_not_impl_any!(oneshot::Receiver<'static, u8, Word>: Send, Sync, Clone);
assert_not_impl_any!(Token<'static, Lv>: Send, Sync, Clone);
assert_not_impl_any!(Party<'static, 'static, Lv>: Send, Sync, Clone);
assert_not_impl_any!(Permit<'static>: Send);
assert_not_impl_any!(Permit<'static, Lv>: Send);
assert_impl_all!(Token<'static>: Send, Sync, Clone);

// On its way, an end goes where its message may.
assert_impl_all!(Carried<Sender<'static, Movable, Word>, Post>: Send);
assert_impl_all!(oneshot::Carried<Movable, Word, Post>: Send);
assert_impl_all!(Carried<Token<'static, Lv>, Post>: Send);
assert_not_impl_any!(Carried<Sender<'static, Bound, Word>, Post>: Send, Sync);
assert_not_impl_any!(oneshot::Carried<Visible, Word, Post>: Send, Sync);

// Ends without a level: `Send` and `Sync` exactly where `T: Send`, as crossbeam's.
assert_impl_all!(channel::Sender<Movable>: Send, Sync, Clone, UnwindSafe, RefUnwindSafe);
assert_impl_all!(channel::Receiver<Movable>: Send, Sync, Clone, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(channel::Sender<Visible>: Send, Sync);
assert_not_impl_any!(channel::Receiver<Visible>: Send, Sync);
assert_not_impl_any!(channel::Sender<Bound>: Send, Sync);
assert_not_impl_any!(channel::Receiver<Bound>: Send, Sync);

// What tasks meet at is shared.
assert_impl_all!(WaitGroup: Send, Sync, Clone);
assert_impl_all!(WaitGroup<Lv>: Send, Sync, Clone);
assert_impl_all!(Barrier: Send, Sync);
assert_impl_all!(Barrier<Lv>: Send, Sync);
assert_impl_all!(Semaphore: Send, Sync);
assert_impl_all!(Semaphore<Lv>: Send, Sync);
assert_impl_all!(Condvar: Send, Sync);
assert_impl_all!(Condvar<Lv>: Send, Sync);

// A token goes where it is needed.
assert_impl_all!(CancelToken: Send, Sync, Clone, UnwindSafe, RefUnwindSafe);
assert_impl_all!(CancelOnDrop: Send, Sync);
assert_impl_all!(Interrupt: Send, Sync, std::error::Error);

// `Send` and not `Sync`, `Sync` and not `Send`, neither.
type Movable = RefCell<u8>;
type Visible = SendlessButSync<'static, u8>;
type Bound = Rc<u8>;
assert_impl_all!(Movable: Send);
assert_impl_all!(Visible: Sync);
assert_not_impl_any!(Movable: Sync);
assert_not_impl_any!(Visible: Send);

// `Mutex: Sync` exactly where `T: Send`.
assert_impl_all!(Mutex<Movable>: Send, Sync);
assert_impl_all!(Mutex<Movable, Lv>: Send, Sync);
assert_impl_all!(LevelledMutex<Movable, Lv>: Send, Sync);
assert_not_impl_any!(Mutex<Visible>: Send, Sync);
assert_not_impl_any!(Mutex<Visible, Lv>: Send, Sync);
assert_not_impl_any!(Mutex<Bound, Lv>: Send, Sync);

// `RwLock: Sync` exactly where `T: Send + Sync`.
assert_impl_all!(RwLock<u8>: Send, Sync);
assert_impl_all!(RwLock<u8, Lv>: Send, Sync);
assert_impl_all!(RwLock<Movable, Lv>: Send);
assert_not_impl_any!(RwLock<Movable>: Sync);
assert_not_impl_any!(RwLock<Movable, Lv>: Sync);
assert_not_impl_any!(LevelledRwLock<Movable, Lv>: Sync);
assert_not_impl_any!(RwLock<Visible>: Send, Sync);
assert_not_impl_any!(RwLock<Bound, Lv>: Send, Sync);

// As std's.
assert_impl_all!(OnceLock<u8, Lv>: Send, Sync, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(OnceLock<Movable>: Sync);
assert_not_impl_any!(OnceLock<Visible>: Send, Sync);
assert_impl_all!(LazyLock<u8>: Send, Sync, UnwindSafe, RefUnwindSafe);
assert_impl_all!(LazyLock<u8, Lv>: Send, Sync, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(LazyLock<Movable>: Sync);
assert_not_impl_any!(LazyLock<u8, Lv, Box<dyn FnOnce(&mut Cx<Lv>) -> u8>>: Send, Sync);
assert_impl_all!(LazyLock<u8, Lv, Box<dyn FnOnce(&mut Cx<Lv>) -> u8 + Send>>: Send, Sync);

/// With checking off, locks and guards are as large as parking_lot's.
#[cfg(not(any(debug_assertions, feature = "checked")))]
mod sizes {
    use super::*;
    use static_assertions::{assert_eq_align, assert_eq_size};

    type Slice = [u64];

    assert_eq_size!(Mutex<()>, parking_lot::Mutex<()>);
    assert_eq_size!(Mutex<u64>, Mutex<u64, Lv>, parking_lot::Mutex<u64>);
    assert_eq_align!(Mutex<u64>, Mutex<u64, Lv>, parking_lot::Mutex<u64>);
    assert_eq_size!(RwLock<()>, parking_lot::RwLock<()>);
    assert_eq_size!(RwLock<u8>, RwLock<u8, Lv>, parking_lot::RwLock<u8>);
    assert_eq_align!(RwLock<u64>, RwLock<u64, Lv>, parking_lot::RwLock<u64>);

    assert_eq_size!(MutexGuard<'static, u8>, MutexGuard<'static, u8, Lv>, parking_lot::MutexGuard<'static, u8>);
    assert_eq_size!(MutexGuard<'static, Slice>, parking_lot::MutexGuard<'static, Slice>);
    assert_eq_size!(MappedMutexGuard<'static, u8>, parking_lot::MappedMutexGuard<'static, u8>);
    assert_eq_size!(RwLockReadGuard<'static, u8>, RwLockReadGuard<'static, u8, Lv>, parking_lot::RwLockReadGuard<'static, u8>);
    assert_eq_size!(RwLockReadGuard<'static, Slice>, parking_lot::RwLockReadGuard<'static, Slice>);
    assert_eq_size!(RwLockWriteGuard<'static, u8, Lv>, parking_lot::RwLockWriteGuard<'static, u8>);
    assert_eq_size!(RwLockUpgradableReadGuard<'static, u8, Lv>, parking_lot::RwLockUpgradableReadGuard<'static, u8>);
    assert_eq_size!(MappedRwLockReadGuard<'static, u8>, parking_lot::MappedRwLockReadGuard<'static, u8>);
    assert_eq_size!(MappedRwLockReadGuard<'static, Slice>, parking_lot::MappedRwLockReadGuard<'static, Slice>);
    assert_eq_size!(MappedRwLockWriteGuard<'static, u8>, parking_lot::MappedRwLockWriteGuard<'static, u8>);

    assert_eq_size!(Cx<Lv>, ());
    assert_eq_size!(Option<MutexGuard<'static, u8, Lv>>, Option<&'static u8>);
    assert_eq_size!(Option<RwLockReadGuard<'static, u8, Lv>>, Option<&'static u8>);

    // A level costs nothing, nor does what counts it.
    assert_eq_size!(Sender<'static, u8, Post>, channel::Sender<u8>);
    assert_eq_size!(Receiver<'static, u8, Post>, channel::Receiver<u8>);
    assert_eq_size!(oneshot::Sender<'static, u8, Word>, channel::Sender<u8>);
    assert_eq_size!(oneshot::Receiver<'static, u8, Word>, channel::Receiver<u8>);
    assert_eq_size!(Carried<Sender<'static, u8, Word>, Post>, channel::Sender<u8>);
    assert_eq_size!(oneshot::Carried<u8, Word, Post>, channel::Sender<u8>);
    assert_eq_size!(Token<'static>, Token<'static, Lv>, Carried<Token<'static, Lv>, Post>, &'static u8);
    assert_eq_size!(Party<'static, 'static, Lv>, &'static u8);
    assert_eq_size!(WaitGroup, WaitGroup<Lv>, &'static u8);
    assert_eq_size!(Barrier, Barrier<Lv>);
    assert_eq_size!(Semaphore, Semaphore<Lv>);
    assert_eq_size!(Condvar, Condvar<Lv>);
    assert_eq_size!(Permit<'static>, Permit<'static, Lv>, (&'static u8, usize));
}
