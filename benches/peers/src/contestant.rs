//! The contestants, behind one face. Which one is compiled, a feature says; `unhang` is two, with levels and without.

use std::time::Instant;

/// What the cases need of a library.
pub trait Contestant {
    /// What a function needs at hand in order to lock.
    type Context;
    type Mutex: Default + Send + Sync;
    /// Comes after `Mutex` where there is a declared order.
    type Second: Default + Send + Sync;
    type RwLock: Default + Send + Sync;
    /// Sixteen mutexes that are taken in this order.
    type Row: Default + Send + Sync;

    /// Runs `f` on this thread.
    fn with_context<R>(f: impl FnOnce(&mut Self::Context) -> R) -> R;
    fn lock(cx: &mut Self::Context, lock: &Self::Mutex);
    fn pair(cx: &mut Self::Context, first: &Self::Mutex, second: &Self::Second);
    fn read(cx: &mut Self::Context, lock: &Self::RwLock) -> u64;
    fn write(cx: &mut Self::Context, lock: &Self::RwLock);
    fn nested_2(cx: &mut Self::Context, row: &Self::Row);
    fn nested_4(cx: &mut Self::Context, row: &Self::Row);
    fn nested_16(cx: &mut Self::Context, row: &Self::Row);
}

/// What the cases need of a library that reports: the moment of the report, handed to `told`. Returns whether it can.
pub trait Reports {
    /// Whether an order that conflicts with an earlier one is reported.
    const POTENTIAL: bool;
    /// Whether a circle that hangs is reported by itself.
    const ACTIVE: bool;
    fn on_report(told: fn(Instant));
}

/// A library whose locks are taken without a context: `$take` takes a lock, given as `$lock`.
#[allow(unused_macros)]
macro_rules! without_context {
    ($contestant:ident, $mutex:ty, $rwlock:ty, $lock:ident => $locked:expr, $read:expr, $write:expr) => {
        pub struct $contestant;

        impl $contestant {
            #[inline(always)]
            pub fn take($lock: &$mutex) -> impl std::ops::DerefMut<Target = u64> + '_ {
                $locked
            }
        }

        impl Contestant for $contestant {
            type Context = ();
            type Mutex = $mutex;
            type Second = $mutex;
            type RwLock = $rwlock;
            type Row = [$mutex; 16];

            #[inline(always)]
            fn with_context<R>(f: impl FnOnce(&mut ()) -> R) -> R {
                f(&mut ())
            }
            #[inline(always)]
            fn lock(_: &mut (), lock: &$mutex) {
                *Self::take(lock) += 1;
            }
            #[inline(always)]
            fn pair(_: &mut (), first: &$mutex, second: &$mutex) {
                let mut first = Self::take(first);
                let mut second = Self::take(second);
                *first += 1;
                *second += 1;
            }
            #[inline(always)]
            fn read(_: &mut (), $lock: &$rwlock) -> u64 {
                *$read
            }
            #[inline(always)]
            fn write(_: &mut (), $lock: &$rwlock) {
                *$write += 1;
            }
            #[inline(always)]
            fn nested_2(_: &mut (), row: &[$mutex; 16]) {
                without_context!(@nest row 0 1);
            }
            #[inline(always)]
            fn nested_4(_: &mut (), row: &[$mutex; 16]) {
                without_context!(@nest row 0 1 2 3);
            }
            #[inline(always)]
            fn nested_16(_: &mut (), row: &[$mutex; 16]) {
                without_context!(@nest row 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
            }
        }
    };
    (@nest $row:ident $index:literal $($more:literal)*) => {
        let mut guard = Self::take(&$row[$index]);
        *guard += 1;
        without_context!(@nest $row $($more)*);
    };
    (@nest $row:ident) => {};
}

#[cfg(not(any(feature = "unhang", feature = "tracing-mutex", feature = "deloxide")))]
mod chosen {
    use super::*;

    without_context!(Std, std::sync::Mutex<u64>, std::sync::RwLock<u64>, lock => lock.lock().unwrap(), lock.read().unwrap(), lock.write().unwrap());
    without_context!(ParkingLot, parking_lot::Mutex<u64>, parking_lot::RwLock<u64>, lock => lock.lock(), lock.read(), lock.write());

    impl Reports for Std {
        const POTENTIAL: bool = false;
        const ACTIVE: bool = false;
        fn on_report(_: fn(Instant)) {}
    }

    impl Reports for ParkingLot {
        const POTENTIAL: bool = false;
        const ACTIVE: bool = false;
        fn on_report(_: fn(Instant)) {}
    }

    pub type First = Std;
    pub type Other = ParkingLot;
}

#[cfg(feature = "tracing-mutex")]
mod chosen {
    use super::*;
    use tracing_mutex::stdsync::tracing;

    without_context!(Tracing, tracing::Mutex<u64>, tracing::RwLock<u64>, lock => lock.lock().unwrap(), lock.read().unwrap(), lock.write().unwrap());

    impl Reports for Tracing {
        const POTENTIAL: bool = true;
        const ACTIVE: bool = true;
        fn on_report(told: fn(Instant)) {
            std::panic::set_hook(Box::new(move |_| told(Instant::now())));
        }
    }

    pub type First = Tracing;
    pub type Other = Tracing;
}

#[cfg(feature = "deloxide")]
mod chosen {
    use super::*;

    without_context!(Deloxide, deloxide::Mutex<u64>, deloxide::RwLock<u64>, lock => lock.lock(), lock.read(), lock.write());

    impl Reports for Deloxide {
        const POTENTIAL: bool = false;
        const ACTIVE: bool = true;
        fn on_report(told: fn(Instant)) {
            deloxide::Deloxide::new().callback(move |_| told(Instant::now())).start().expect("the detector starts");
        }
    }

    pub type First = Deloxide;
    pub type Other = Deloxide;
}

#[cfg(feature = "unhang")]
mod chosen {
    use super::*;
    use unhang::{Cx, Mutex, RwLock};

    #[unhang::levels]
    pub mod order {
        pub struct L0;
        #[after(L0)]
        pub struct L1;
        #[after(L1)]
        pub struct L2;
        #[after(L2)]
        pub struct L3;
        #[after(L3)]
        pub struct L4;
        #[after(L4)]
        pub struct L5;
        #[after(L5)]
        pub struct L6;
        #[after(L6)]
        pub struct L7;
        #[after(L7)]
        pub struct L8;
        #[after(L8)]
        pub struct L9;
        #[after(L9)]
        pub struct L10;
        #[after(L10)]
        pub struct L11;
        #[after(L11)]
        pub struct L12;
        #[after(L12)]
        pub struct L13;
        #[after(L13)]
        pub struct L14;
        #[after(L14)]
        pub struct L15;
    }
    use order::*;

    macro_rules! row {
        ($($field:ident: $level:ident),*) => {
            #[derive(Default)]
            pub struct Row {
                $($field: Mutex<u64, $level>),*
            }
        };
    }
    row!(l0: L0, l1: L1, l2: L2, l3: L3, l4: L4, l5: L5, l6: L6, l7: L7, l8: L8, l9: L9, l10: L10, l11: L11, l12: L12, l13: L13, l14: L14, l15: L15);

    macro_rules! nest {
        ($cx:ident $row:ident $field:ident $($more:ident)*) => {
            let (mut guard, cx) = $row.$field.lock($cx).nest();
            *guard += 1;
            nest!(cx $row $($more)*);
        };
        ($cx:ident $row:ident) => {
            let _ = $cx;
        };
    }

    pub struct Typed;

    impl Contestant for Typed {
        type Context = Cx;
        type Mutex = Mutex<u64, L0>;
        type Second = Mutex<u64, L1>;
        type RwLock = RwLock<u64, L0>;
        type Row = Row;

        #[inline(always)]
        fn with_context<R>(f: impl FnOnce(&mut Cx) -> R) -> R {
            unhang::root(f)
        }
        #[inline(always)]
        fn lock(cx: &mut Cx, lock: &Self::Mutex) {
            *lock.lock(cx) += 1;
        }
        #[inline(always)]
        fn pair(cx: &mut Cx, first: &Self::Mutex, second: &Self::Second) {
            let (mut first, cx) = first.lock(cx).nest();
            let mut second = second.lock(cx);
            *first += 1;
            *second += 1;
        }
        #[inline(always)]
        fn read(cx: &mut Cx, lock: &Self::RwLock) -> u64 {
            *lock.read(cx)
        }
        #[inline(always)]
        fn write(cx: &mut Cx, lock: &Self::RwLock) {
            *lock.write(cx) += 1;
        }
        #[inline(always)]
        fn nested_2(cx: &mut Cx, row: &Row) {
            nest!(cx row l0 l1);
        }
        #[inline(always)]
        fn nested_4(cx: &mut Cx, row: &Row) {
            nest!(cx row l0 l1 l2 l3);
        }
        #[inline(always)]
        fn nested_16(cx: &mut Cx, row: &Row) {
            nest!(cx row l0 l1 l2 l3 l4 l5 l6 l7 l8 l9 l10 l11 l12 l13 l14 l15);
        }
    }

    without_context!(Dynamic, Mutex<u64>, RwLock<u64>, lock => lock.lock(), lock.read(), lock.write());

    impl Reports for Dynamic {
        const POTENTIAL: bool = cfg!(feature = "checked");
        const ACTIVE: bool = cfg!(feature = "checked");
        fn on_report(told: fn(Instant)) {
            unhang::set_policy(unhang::Policy::Report);
            unhang::on_report(move |_| told(Instant::now()));
        }
    }

    pub type First = Typed;
    pub type Other = Dynamic;
}

pub use chosen::{First, Other};
