//! Atomics: each operation is a step. All are sequentially consistent, whatever they ask for.

use super::step;
use std::sync::atomic::Ordering::SeqCst;

pub(crate) use std::sync::atomic::Ordering;

macro_rules! common {
    ($(<$T:ident>)? $name:ident: $value:ty) => {
        #[derive(Debug, Default)]
        pub(crate) struct $name $(<$T>)? (std::sync::atomic::$name $(<$T>)?);

        #[allow(dead_code)]
        impl $(<$T>)? $name $(<$T>)? {
            pub(crate) const fn new(value: $value) -> Self {
                Self(std::sync::atomic::$name::new(value))
            }

            pub(crate) fn get_mut(&mut self) -> &mut $value {
                self.0.get_mut()
            }

            pub(crate) fn load(&self, _: Ordering) -> $value {
                step();
                self.0.load(SeqCst)
            }

            pub(crate) fn store(&self, value: $value, _: Ordering) {
                step();
                self.0.store(value, SeqCst);
            }

            pub(crate) fn compare_exchange(&self, old: $value, new: $value, _: Ordering, _: Ordering) -> Result<$value, $value> {
                step();
                self.0.compare_exchange(old, new, SeqCst, SeqCst)
            }
        }
    };
}

macro_rules! numbers {
    ($($name:ident: $value:ty)+) => {$(
        common!($name: $value);

        #[allow(dead_code)]
        impl $name {
            pub(crate) fn fetch_add(&self, value: $value, _: Ordering) -> $value {
                step();
                self.0.fetch_add(value, SeqCst)
            }

            pub(crate) fn fetch_sub(&self, value: $value, _: Ordering) -> $value {
                step();
                self.0.fetch_sub(value, SeqCst)
            }
        }
    )+};
}

common!(AtomicBool: bool);
common!(<T> AtomicPtr: *mut T);
numbers!(AtomicU64: u64 AtomicUsize: usize AtomicIsize: isize);
