//! Locks with a level, and values that are initialised once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use unhang::{
    Cx, Held, IntoInner, LazyLock, Mutex, MutexGuard, OnceLock, RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard, UpTo,
    root,
};

#[unhang::levels]
pub mod order {
    pub struct Outer;
    #[after(Outer)]
    pub struct Config;
    #[after(Config)]
    pub struct Inner;
}
use order::*;

const SOON: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_secs(60);

/// Runs `f` as another task, to its end.
fn elsewhere<R: Send>(f: impl FnOnce(&mut Cx) -> R + Send) -> R {
    thread::scope(|s| s.spawn(|| root(f)).join().unwrap())
}

/// What `f` panicked with.
#[cfg(any(debug_assertions, feature = "checked"))]
fn report_of<R>(f: impl FnOnce() -> R) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(f)) else { panic!("it must panic") };
    *payload.downcast::<String>().expect("a report")
}

mod rwlock {
    use super::*;

    static TABLE: RwLock<Vec<u8>, Outer> = RwLock::new(Vec::new());

    #[test]
    fn in_order() {
        let (outer, inner) = (RwLock::<_, Outer>::new(1), RwLock::<_, Inner>::new(2));
        root(|cx| {
            *outer.write(cx) += 1;
            let (read, cx) = outer.read(cx).nest();
            let (mut written, _) = inner.write(cx).nest();
            *written += *read;
            drop(written);
            drop(read);
        });
        root(|cx| {
            let (upgradable, _) = inner.upgradable_read(cx).nest();
            assert_eq!(*upgradable, 4);
        });
        root(|cx| {
            let recursive = inner.read_recursive(cx);
            assert_eq!(format!("{recursive} {recursive:?}"), "4 4");
        });
        root(|cx| TABLE.write(cx).push(1));
        assert_eq!(inner.into_inner(), 4);
    }

    #[test]
    fn what_was_tried_counts() {
        let (outer, inner) = (RwLock::<_, Outer>::new(1), RwLock::<_, Inner>::new(2));
        root(|cx| {
            let (_inner, cx) = inner.read(cx).nest();
            // Against the order, so it only tries.
            let (read, cx): (_, &mut Cx<(Inner, Outer)>) = outer.try_read(cx).unwrap().nest();
            assert_eq!(*read, 1);
            let again = outer.try_read_recursive(cx).unwrap();
            assert_eq!(*again, 1);
        });
        root(|cx| {
            assert_eq!(outer.try_read_for(cx, LONG).as_deref(), Some(&1));
            assert_eq!(outer.try_read_until(cx, Instant::now() + LONG).as_deref(), Some(&1));
            assert_eq!(outer.try_read_recursive_for(cx, LONG).as_deref(), Some(&1));
            assert!(outer.try_read_recursive_until(cx, Instant::now() + LONG).is_some());
            assert_eq!(outer.try_write(cx).as_deref(), Some(&1));
            assert_eq!(outer.try_write_for(cx, LONG).as_deref(), Some(&1));
            assert_eq!(outer.try_write_until(cx, Instant::now() + LONG).as_deref(), Some(&1));
            assert_eq!(outer.try_upgradable_read(cx).as_deref(), Some(&1));
            assert_eq!(outer.try_upgradable_read_for(cx, LONG).as_deref(), Some(&1));
            assert!(outer.try_upgradable_read_until(cx, Instant::now() + LONG).is_some());
            let _writer = outer.write(cx);
            elsewhere(|cx| {
                assert!(outer.try_read(cx).is_none());
                assert!(outer.try_write_for(cx, SOON).is_none());
            });
        });
    }

    #[test]
    fn without_a_context() {
        let mut lock = RwLock::<_, Outer>::new(1);
        *lock.get_mut() += 1;
        assert!(!lock.is_locked() && !lock.is_locked_exclusive());
        assert!(!lock.data_ptr().is_null());
        assert_eq!(format!("{lock:?}"), "RwLock { data: 2 }");
        assert_eq!(RwLock::<_, Outer>::from(2).into_inner(), lock.into_inner());
        assert_eq!(RwLock::<u8, Outer>::default().into_inner(), 0);
    }

    #[test]
    fn down_and_up() {
        let lock = RwLock::<_, Outer>::new(0);
        root(|cx| {
            let mut held = lock.upgradable_read(cx);
            assert!(elsewhere(|cx| lock.try_read(cx).is_some()));
            assert_eq!(Held::with_upgraded(&mut held, |data| std::mem::replace(data, 1)), 0);
            assert_eq!(*held, 1);
            let mut held = Held::upgrade(held);
            *held = 2;
            assert!(elsewhere(|cx| lock.try_read(cx).is_none()));
            let guard = RwLockWriteGuard::downgrade_to_upgradable(held.nest().0);
            let guard = RwLockUpgradableReadGuard::try_upgrade(guard).unwrap();
            let guard = RwLockWriteGuard::downgrade(guard);
            assert!(elsewhere(|cx| lock.try_upgradable_read(cx).is_some()));
            assert_eq!(*RwLockReadGuard::map(guard, |n| n), 2);
        });
        assert!(!lock.is_locked());
    }

    #[test]
    fn a_tried_one_in_order_may_wait_again() {
        let (outer, inner) = (RwLock::<_, Outer>::new(0), RwLock::<_, Inner>::new(0));
        root(|cx| {
            let (_outer, cx) = outer.read(cx).nest();
            let held = inner.try_upgradable_read(cx).unwrap();
            *Held::upgrade(held) += 1;
        });
        assert_eq!(inner.into_inner(), 1);
    }

    #[test]
    fn released_for_a_while() {
        let lock = RwLock::<_, Outer>::new(0);
        let mutex = Mutex::<_, Outer>::new(0);
        let put = |value| elsewhere(|cx| *lock.write(cx) = value);
        root(|cx| {
            let mut held = lock.read(cx);
            Held::unlocked(&mut held, || put(1));
            assert_eq!(*held, 1);
            Held::unlocked_fair(&mut held, || put(2));
            Held::bump(&mut held);
            assert_eq!(*held, 2);
        });
        root(|cx| {
            let mut held = lock.try_write(cx).unwrap();
            Held::unlocked(&mut held, || put(3));
            assert_eq!(*held, 3);
        });
        root(|cx| {
            let mut held = mutex.lock(cx);
            Held::unlocked(&mut held, || elsewhere(|cx| *mutex.lock(cx) += 1));
            Held::bump(&mut held);
            assert_eq!(*held, 1);
            assert_eq!(*MutexGuard::map(held.nest().0, |n| n), 1);
        });
    }

    #[test]
    fn a_panic_while_released_takes_it_again() {
        let lock = RwLock::new(0);
        let mut guard = lock.write();
        let released = AssertUnwindSafe(|| {
            RwLockWriteGuard::unlocked(&mut guard, || panic!("on purpose"));
        });
        assert!(catch_unwind(released).is_err());
        assert!(lock.is_locked_exclusive());
        *guard += 1;
        drop(guard);
        assert!(!lock.is_locked());
    }

    #[cfg(any(debug_assertions, feature = "checked"))]
    mod checked {
        use super::*;
        use std::sync::Arc;

        #[test]
        fn double_locks() {
            let lock = RwLock::new(0);
            let report = report_of(|| {
                let _read = lock.read();
                drop(lock.write());
            });
            assert!(report.contains("(proven)") && report.contains("reads rwlock"), "{report}");
            let report = report_of(|| {
                let _read = lock.read();
                drop(lock.read());
            });
            assert!(report.contains("recursive read (potential)"), "{report}");
            let report = report_of(|| {
                let _upgradable = lock.upgradable_read();
                drop(lock.upgradable_read());
            });
            assert!(report.contains("double lock (proven)"), "{report}");
            assert!(!lock.is_locked(), "each guard was dropped on the way");
            let read = lock.read();
            drop(lock.read_recursive());
            drop(read);
            let upgradable = lock.upgradable_read();
            drop(lock.read());
            drop(upgradable);
        }

        #[test]
        fn an_upgrade_beside_a_read_of_its_own() {
            let lock = RwLock::new(0);
            let read = lock.upgradable_read();
            let second = lock.read();
            let report = report_of(|| RwLockUpgradableReadGuard::upgrade(read));
            assert!(report.contains("to upgrade rwlock"), "{report}");
            drop(second);
            assert!(!lock.is_locked(), "a refused upgrade releases");

            let mut read = lock.upgradable_read();
            let second = lock.read();
            report_of(|| read.with_upgraded(|_| ()));
            drop(second);
            assert!(lock.is_locked(), "the guard is still good");
            read.with_upgraded(|data| *data += 1);
            assert_eq!(*read, 1);
        }

        #[test]
        fn an_upgrade_waits_under_what_was_taken_since() {
            let (lock, other) = (RwLock::new(0), Mutex::new(0));
            thread::scope(|s| {
                let reader = s.spawn(|| {
                    let _read = lock.read();
                    *other.lock() += 1;
                });
                reader.join().unwrap();
            });
            let report = report_of(|| {
                let read = lock.upgradable_read();
                let _other = other.lock();
                drop(RwLockUpgradableReadGuard::upgrade(read));
            });
            assert!(report.contains("learned order (potential)"), "{report}");
            assert!(!lock.is_locked() && !other.is_locked());
        }

        #[test]
        fn a_circle_of_readers_and_writers() {
            let (a, b) = (Arc::new(RwLock::new(0)), Arc::new(RwLock::new(0)));
            let both_read = Arc::new(Barrier::new(2));
            let cross = |mine: &Arc<RwLock<i32>>, other: &Arc<RwLock<i32>>| {
                let (mine, other, both_read) = (mine.clone(), other.clone(), both_read.clone());
                thread::spawn(move || {
                    let _read = mine.read();
                    both_read.wait();
                    *other.write() += 1;
                })
            };
            let results = [cross(&a, &b), cross(&b, &a)].map(|thread| thread.join());
            assert!(results.iter().any(Result::is_err), "at least one gives way");
            assert!(!a.is_locked() && !b.is_locked());
        }
    }
}

mod once {
    use super::*;

    #[test]
    fn as_in_std() {
        let mut cell = OnceLock::new();
        assert_eq!((cell.get(), format!("{cell:?}")), (None, "OnceLock(<uninit>)".into()));
        assert_eq!(*cell.get_or_init(|| 1), 1);
        assert_eq!(*cell.get_or_init(|| unreachable!()), 1);
        assert_eq!(cell.set(2), Err(2));
        *cell.get_mut().unwrap() = 3;
        assert_eq!((cell.clone(), format!("{cell:?}")), (OnceLock::from(3), "OnceLock(3)".into()));
        assert_eq!(cell.take(), Some(3));
        assert_ne!(cell, OnceLock::from(3));
        assert_eq!(cell.set(4), Ok(()));
        assert_eq!(cell.into_inner(), Some(4));
        assert_eq!(OnceLock::<u8>::default().get(), None);
    }

    #[test]
    fn a_panic_leaves_it_empty() {
        let cell = OnceLock::new();
        assert!(catch_unwind(|| cell.get_or_init(|| panic!("on purpose"))).is_err());
        assert_eq!(*cell.get_or_init(|| 1), 1);
    }

    #[test]
    fn one_initialiser_runs() {
        let (cell, runs) = (OnceLock::new(), AtomicUsize::new(0));
        let start = Barrier::new(4);
        thread::scope(|s| {
            for i in 0..4 {
                let (cell, runs, start) = (&cell, &runs, &start);
                s.spawn(move || {
                    start.wait();
                    let value = cell.get_or_init(|| {
                        runs.fetch_add(1, Ordering::Relaxed);
                        i
                    });
                    assert_eq!(cell.get(), Some(value));
                });
            }
        });
        assert_eq!(runs.into_inner(), 1);
    }

    static CONFIG: OnceLock<String, Config> = OnceLock::new();
    static INNER: Mutex<Vec<&str>, Inner> = Mutex::new(Vec::new());

    #[test]
    fn with_a_level() {
        let outer = Mutex::<_, Outer>::new(1);
        root(|cx| {
            let (outer, cx) = outer.lock(cx).nest();
            let config = CONFIG.get_or_init(cx, |cx| {
                INNER.lock(cx).push("config");
                format!("config {outer}")
            });
            assert_eq!(config, "config 1");
            assert_eq!(CONFIG.set(cx, "other".into()), Err("other".into()));
        });
        assert_eq!(CONFIG.get().map(String::as_str), Some("config 1"));
        let mut cell = OnceLock::<_, Config>::from(1);
        assert_eq!((cell.take(), cell.get_mut()), (Some(1), None));
        root(|cx| assert_eq!(cell.set(cx, 2), Ok(())));
        assert_eq!(cell.into_inner(), Some(2));
    }

    #[test]
    fn in_a_trait_object() {
        trait Source {
            fn value<'a>(&'a self, cx: &mut Cx<UpTo<Config>>) -> &'a u8;
        }
        impl Source for OnceLock<u8, Config> {
            fn value<'a>(&'a self, cx: &mut Cx<UpTo<Config>>) -> &'a u8 {
                self.get_or_init(cx, |_| 7)
            }
        }
        let source: Box<dyn Source> = Box::new(OnceLock::new());
        root(|cx| assert_eq!(*source.value(cx.narrow()), 7));
    }

    #[cfg(any(debug_assertions, feature = "checked"))]
    mod checked {
        use super::*;
        use std::sync::mpsc;

        #[test]
        fn an_initialiser_that_needs_itself() {
            let cell: OnceLock<u8> = OnceLock::new();
            let report = report_of(|| *cell.get_or_init(|| *cell.get_or_init(|| 1)));
            assert!(report.contains("once #") && report.contains("double lock"), "{report}");
            let report = report_of(|| {
                cell.get_or_init(|| {
                    cell.set(1).unwrap();
                    2
                });
            });
            assert!(report.contains("double lock (proven)"), "{report}");
            assert_eq!(*cell.get_or_init(|| 3), 3);
        }

        #[test]
        fn a_circle_through_an_initialiser() {
            let (cell, lock) = (OnceLock::<u8>::new(), Mutex::new(0));
            let (running, wait_for_init) = mpsc::channel();
            thread::scope(|s| {
                let (cell, lock) = (&cell, &lock);
                let held = lock.lock();
                let init = s.spawn(move || {
                    cell.get_or_init(|| {
                        running.send(()).unwrap();
                        *lock.lock()
                    });
                });
                wait_for_init.recv().unwrap();
                let mine = catch_unwind(AssertUnwindSafe(|| cell.get_or_init(|| 9)));
                drop(held);
                let others = init.join();
                assert!(mine.is_err() || others.is_err(), "one of the two gives way");
            });
            assert!(!lock.is_locked());
        }
    }
}

mod lazy {
    use super::*;

    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| vec!["a".into()]);

    #[test]
    fn as_in_std() {
        assert_eq!(NAMES.len(), 1);
        assert_eq!(LazyLock::force(&NAMES)[0], "a");
        let captured = String::from("text");
        let mut lazy = LazyLock::new(|| captured.len());
        assert_eq!((LazyLock::get(&lazy), format!("{lazy:?}")), (None, "LazyLock(<uninit>)".into()));
        assert_eq!(*lazy, 4);
        assert_eq!(format!("{lazy:?}"), "LazyLock(4)");
        *LazyLock::force_mut(&mut lazy) += 1;
        assert_eq!(LazyLock::get_mut(&mut lazy), Some(&mut 5));
        *lazy += 1;
        assert_eq!(LazyLock::get(&lazy), Some(&6));
        assert_eq!(*LazyLock::<u8>::default(), 0);
    }

    #[test]
    fn the_values_own_get() {
        let map = LazyLock::new(|| std::collections::HashMap::from([(1, "one")]));
        assert_eq!(map.get(&1), Some(&"one"));
    }

    #[test]
    fn a_panic_poisons() {
        let lazy: LazyLock<u8> = LazyLock::new(|| panic!("on purpose"));
        assert!(catch_unwind(|| *lazy).is_err());
        assert!(catch_unwind(|| *lazy).is_err());
        assert_eq!(LazyLock::get(&lazy), None);
    }

    static LOG: Mutex<Vec<&str>, Inner> = Mutex::new(Vec::new());
    static PORT: LazyLock<u16, Config> = LazyLock::new(|cx| {
        LOG.lock(cx).push("port");
        8080
    });

    #[test]
    fn with_a_level() {
        assert_eq!(PORT.peek(), None);
        let outer = Mutex::<_, Outer>::new(());
        root(|cx| {
            let (_outer, cx) = outer.lock(cx).nest();
            assert_eq!(*PORT.get(cx), 8080);
            assert_eq!(*PORT.get(cx), 8080);
            assert_eq!(*LOG.lock(cx), ["port"]);
        });
        assert_eq!(PORT.peek(), Some(&8080));
        assert_eq!(format!("{:?}", *PORT.peek().unwrap()), "8080");
    }

    #[test]
    fn a_closure_with_a_level() {
        let captured = String::from("text");
        let log = Mutex::<_, Inner>::new(Vec::new());
        let mut lazy = LazyLock::new(|cx: &mut Cx<Config>| {
            log.lock(cx).push("closure");
            captured.len()
        });
        elsewhere(|cx| assert_eq!(*lazy.get(cx), 4));
        assert_eq!(lazy.get_mut(), Some(&mut 4));
    }

    #[cfg(any(debug_assertions, feature = "checked"))]
    #[test]
    fn an_initialiser_that_needs_itself() {
        static LOOP: LazyLock<u8> = LazyLock::new(|| *LOOP + 1);
        let report = report_of(|| *LOOP);
        assert!(report.contains("double lock (proven)"), "{report}");
    }
}
