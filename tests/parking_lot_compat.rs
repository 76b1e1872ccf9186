//! Code as parking_lot's users write it: only the `use` line differs.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use unhang::lock_api::{RawMutex as _, RawRwLock as _, RawRwLockDowngrade as _, RawRwLockUpgrade as _};
use unhang::{
    Condvar, MappedMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard, RawMutex, RawRwLock, RwLock,
    RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard, const_mutex, const_rwlock,
};

const SOON: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_secs(60);

static COUNTER: Mutex<u64> = Mutex::new(0);
static NAMES: RwLock<Vec<&str>> = RwLock::new(Vec::new());
static OLD_STYLE: Mutex<u8> = const_mutex(1);
static OLD_STYLE_TOO: RwLock<u8> = const_rwlock(2);
static AROUND: Mutex<u8> = Mutex::const_new(RawMutex::INIT, 3);
static AROUND_TOO: RwLock<u8> = RwLock::const_new(RawRwLock::INIT, 4);

type Callback = Box<dyn Fn(i32) -> i32 + Send>;

struct Settings {
    port: u16,
    hosts: Vec<String>,
}

fn settings() -> Settings {
    Settings { port: 80, hosts: vec!["a".into(), "b".into()] }
}

mod mutex {
    use super::*;

    #[test]
    fn lock_and_take_out() {
        let mut m = Mutex::new(0);
        *m.lock() += 1;
        *m.get_mut() += 1;
        assert!(!m.is_locked());
        let guard = m.lock();
        assert!(m.is_locked());
        assert!(std::ptr::eq(MutexGuard::mutex(&guard), &m));
        drop(guard);
        assert_eq!(m.into_inner(), 2);
        assert_eq!(Mutex::new(5).into_inner(), 5);
    }

    #[test]
    fn statics() {
        thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..100).for_each(|_| *COUNTER.lock() += 1));
            }
        });
        assert_eq!(*COUNTER.lock(), 400);
        assert_eq!((*OLD_STYLE.lock(), *AROUND.lock()), (1, 3));
        assert_eq!(Mutex::from_raw(RawMutex::INIT, 7).into_inner(), 7);
    }

    #[test]
    fn shared_by_threads() {
        let m = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let m = Arc::clone(&m);
                thread::spawn(move || {
                    for _ in 0..1000 {
                        *m.lock() += 1;
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(*m.lock(), 4000);
    }

    #[test]
    fn trying() {
        let m = Mutex::new(1);
        let guard = m.lock();
        thread::scope(|s| {
            s.spawn(|| {
                assert!(m.try_lock().is_none());
                assert!(m.try_lock_for(SOON).is_none());
                assert!(m.try_lock_until(Instant::now()).is_none());
                assert_eq!(format!("{m:?}"), "Mutex { data: <locked> }");
            });
        });
        drop(guard);
        assert_eq!(m.try_lock().as_deref(), Some(&1));
        assert_eq!(m.try_lock_for(LONG).as_deref(), Some(&1));
        assert_eq!(m.try_lock_until(Instant::now() + LONG).as_deref(), Some(&1));
    }

    #[test]
    fn parts() {
        let m = Mutex::new(settings());
        let mut port: MappedMutexGuard<u16> = MutexGuard::map(m.lock(), |s| &mut s.port);
        *port = 81;
        assert_eq!(format!("{port} {port:?}"), "81 81");
        drop(port);
        let hosts = MutexGuard::try_map(m.lock(), |s| s.hosts.get_mut(0)).ok().unwrap();
        let mut bytes = MappedMutexGuard::map(hosts, |host| host.as_mut_str());
        bytes.make_ascii_uppercase();
        MappedMutexGuard::unlock_fair(bytes);
        let Err(guard) = MutexGuard::try_map(m.lock(), |s| s.hosts.get_mut(9)) else { panic!() };
        let Err((guard, why)) = MutexGuard::try_map_or_err(guard, |_| Err::<&mut u8, _>("nothing there")) else { panic!() };
        assert_eq!((guard.port, why), (81, "nothing there"));
        let hosts = MutexGuard::map(guard, |s| &mut s.hosts);
        let Err(hosts) = MappedMutexGuard::try_map(hosts, |hosts| hosts.get_mut(7)) else { panic!() };
        let first = MappedMutexGuard::try_map_or_err(hosts, |h| h.first_mut().ok_or(())).ok().unwrap();
        assert_eq!(*first, "A");
        assert!(m.is_locked());
        drop(first);
        assert!(!m.is_locked());
    }

    #[test]
    fn released_for_a_while() {
        let m = Mutex::new(0);
        let mut guard = m.lock();
        MutexGuard::unlocked(&mut guard, || *m.lock() = 1);
        assert_eq!(*guard, 1);
        MutexGuard::unlocked_fair(&mut guard, || *m.lock() = 2);
        assert_eq!(*guard, 2);
        MutexGuard::bump(&mut guard);
        assert!(m.is_locked());
        MutexGuard::unlock_fair(guard);
        assert!(!m.is_locked());
    }

    #[test]
    fn without_a_guard() {
        let m = Mutex::new(3);
        std::mem::forget(m.lock());
        // SAFETY: the guard was forgotten.
        unsafe { m.force_unlock() };
        std::mem::forget(m.lock());
        // SAFETY: the guard was forgotten.
        unsafe { m.force_unlock_fair() };
        std::mem::forget(m.lock());
        // SAFETY: the guard was forgotten.
        assert_eq!(unsafe { *m.data_ptr() }, 3);
        // SAFETY: the guard was forgotten.
        let guard = unsafe { m.make_guard_unchecked() };
        assert_eq!(*guard, 3);
        drop(guard);
        // SAFETY: no guard is there that could be unlocked under its feet.
        let raw = unsafe { m.raw() };
        assert!(raw.try_lock());
        // SAFETY: locked above.
        unsafe { raw.unlock() };
        assert!(!m.is_locked());
        let leaked: &mut i32 = MutexGuard::leak(Box::leak(Box::new(Mutex::new(4))).lock());
        assert_eq!(*leaked, 4);
    }

    #[test]
    fn traits() {
        #[derive(Default, Debug)]
        struct Holder {
            count: Mutex<i32>,
            name: Mutex<String>,
        }
        let holder = Holder { count: 5.into(), ..Holder::default() };
        holder.name.lock().push('x');
        assert_eq!(format!("{holder:?}"), r#"Holder { count: Mutex { data: 5 }, name: Mutex { data: "x" } }"#);
        assert_eq!(format!("{} {:?}", holder.count.lock(), holder.name.lock()), r#"5 "x""#);
    }

    #[test]
    fn unsized_data() {
        let slice: &Mutex<[i32]> = &Mutex::new([1, 2, 3]);
        slice.lock()[1] = 5;
        assert_eq!(*slice.lock(), [1, 5, 3]);
        let shared: Arc<Mutex<dyn Debug + Send>> = Arc::new(Mutex::new("text"));
        assert_eq!(format!("{:?}", shared.lock()), "\"text\"");
        let boxed: Box<Mutex<dyn FnMut() -> i32>> = Box::new(Mutex::new(|| 7));
        assert_eq!((boxed.lock())(), 7);
        let callbacks: Mutex<Vec<Callback>> = Mutex::new(Vec::new());
        callbacks.lock().push(Box::new(|x| x + 1));
        assert_eq!(callbacks.lock()[0](1), 2);
    }

    #[test]
    fn a_panic_poisons_nothing() {
        let m = Arc::new(Mutex::new(1));
        let inside = Arc::clone(&m);
        let panicked = thread::spawn(move || {
            let _guard = inside.lock();
            panic!("on purpose");
        });
        assert!(panicked.join().is_err());
        let inside = Arc::clone(&m);
        let panicked = thread::spawn(move || {
            let _part = MutexGuard::map(inside.lock(), |_| -> &mut u8 { panic!("on purpose") });
        });
        assert!(panicked.join().is_err());
        assert_eq!(*m.lock(), 1);
    }
}

mod rwlock {
    use super::*;

    /// Runs `f` on another thread, to its end.
    fn elsewhere<R: Send>(f: impl FnOnce() -> R + Send) -> R {
        thread::scope(|s| s.spawn(f).join().unwrap())
    }

    #[test]
    fn read_and_write() {
        let mut l = RwLock::new(0);
        *l.write() += 1;
        *l.get_mut() += 1;
        let first = l.read();
        assert!(l.is_locked() && !l.is_locked_exclusive());
        assert!(std::ptr::eq(RwLockReadGuard::rwlock(&first), &l));
        let second = l.read_recursive();
        assert_eq!(*first + *second, 4);
        assert_eq!(elsewhere(|| *l.read()), 2);
        drop(first);
        drop(second);
        let guard = l.write();
        assert!(l.is_locked_exclusive());
        assert!(std::ptr::eq(RwLockWriteGuard::rwlock(&guard), &l));
        drop(guard);
        let guard = l.upgradable_read();
        assert!(std::ptr::eq(RwLockUpgradableReadGuard::rwlock(&guard), &l));
        drop(guard);
        assert_eq!(l.into_inner(), 2);
        assert_eq!(RwLock::new(5).into_inner(), 5);
    }

    #[test]
    fn statics() {
        NAMES.write().push("one");
        assert_eq!(NAMES.read().len(), 1);
        assert_eq!((*OLD_STYLE_TOO.read(), *AROUND_TOO.read()), (2, 4));
        assert_eq!(RwLock::from_raw(RawRwLock::INIT, 7).into_inner(), 7);
    }

    #[test]
    fn shared_by_threads() {
        let l = Arc::new(RwLock::new(HashMap::new()));
        thread::scope(|s| {
            for i in 0..4 {
                let l = l.clone();
                s.spawn(move || {
                    for j in 0..100 {
                        l.write().insert((i, j), i * j);
                        assert!(l.read().contains_key(&(i, j)));
                        let known = l.upgradable_read();
                        if !known.contains_key(&(j, i)) {
                            RwLockUpgradableReadGuard::upgrade(known).insert((j, i), i * j);
                        }
                    }
                });
            }
        });
        assert!(l.read().iter().all(|((i, j), product)| i * j == *product));
    }

    #[test]
    fn trying_while_it_is_read() {
        let l = RwLock::new(1);
        let reader = l.read();
        elsewhere(|| {
            assert!(l.try_write().is_none());
            assert!(l.try_write_for(SOON).is_none());
            assert!(l.try_write_until(Instant::now()).is_none());
            assert_eq!(l.try_read().as_deref(), Some(&1));
            assert_eq!(l.try_read_for(LONG).as_deref(), Some(&1));
            assert_eq!(l.try_read_until(Instant::now() + LONG).as_deref(), Some(&1));
            assert_eq!(l.try_read_recursive().as_deref(), Some(&1));
            assert_eq!(l.try_read_recursive_for(LONG).as_deref(), Some(&1));
            assert_eq!(l.try_read_recursive_until(Instant::now() + LONG).as_deref(), Some(&1));
            assert_eq!(l.try_upgradable_read().as_deref(), Some(&1));
            assert_eq!(l.try_upgradable_read_for(LONG).as_deref(), Some(&1));
            assert_eq!(l.try_upgradable_read_until(Instant::now() + LONG).as_deref(), Some(&1));
            assert_eq!(format!("{l:?}"), "RwLock { data: 1 }");
        });
        drop(reader);
        assert!(l.try_write().is_some());
        assert!(l.try_write_for(LONG).is_some());
        assert!(l.try_write_until(Instant::now() + LONG).is_some());
    }

    #[test]
    fn trying_while_it_is_written() {
        let l = RwLock::new(1);
        let writer = l.write();
        elsewhere(|| {
            assert!(l.try_read().is_none());
            assert!(l.try_read_for(SOON).is_none());
            assert!(l.try_read_until(Instant::now()).is_none());
            assert!(l.try_read_recursive().is_none());
            assert!(l.try_read_recursive_for(SOON).is_none());
            assert!(l.try_read_recursive_until(Instant::now()).is_none());
            assert!(l.try_upgradable_read().is_none());
            assert!(l.try_upgradable_read_for(SOON).is_none());
            assert!(l.try_upgradable_read_until(Instant::now()).is_none());
            assert_eq!(format!("{l:?}"), "RwLock { data: <locked> }");
        });
        drop(writer);
    }

    #[test]
    fn parts_read() {
        let l = RwLock::new(settings());
        let port: MappedRwLockReadGuard<u16> = RwLockReadGuard::map(l.read(), |s| &s.port);
        assert_eq!(format!("{port} {port:?}"), "80 80");
        drop(port);
        let hosts = RwLockReadGuard::try_map(l.read(), |s| s.hosts.get(1)).ok().unwrap();
        let text = MappedRwLockReadGuard::map(hosts, |host| host.as_str());
        assert_eq!(&*text, "b");
        MappedRwLockReadGuard::unlock_fair(text);
        let Err(guard) = RwLockReadGuard::try_map(l.read(), |s| s.hosts.get(9)) else { panic!() };
        let Err((guard, why)) = RwLockReadGuard::try_map_or_err(guard, |_| Err::<&u8, _>("no")) else { panic!() };
        assert_eq!(why, "no");
        let hosts = RwLockReadGuard::map(guard, |s| &s.hosts);
        let Err(hosts) = MappedRwLockReadGuard::try_map(hosts, |hosts| hosts.get(7)) else { panic!() };
        let first = MappedRwLockReadGuard::try_map_or_else(hosts, |h| h.first().ok_or(())).ok().unwrap();
        assert_eq!(*first, "a");
        assert!(l.is_locked());
        drop(first);
        assert!(!l.is_locked());
    }

    #[test]
    fn a_part_outlives_nothing_longer() {
        fn shorter<'a: 'b, 'b>(part: MappedRwLockReadGuard<'a, &'static str>) -> MappedRwLockReadGuard<'b, &'b str> {
            part
        }
        let l = RwLock::new(("a", 1));
        assert_eq!(*shorter(RwLockReadGuard::map(l.read(), |pair| &pair.0)), "a");
    }

    #[test]
    fn parts_written() {
        let l = RwLock::new(settings());
        let mut port: MappedRwLockWriteGuard<u16> = RwLockWriteGuard::map(l.write(), |s| &mut s.port);
        *port = 81;
        assert_eq!(format!("{port} {port:?}"), "81 81");
        drop(port);
        let hosts = RwLockWriteGuard::try_map(l.write(), |s| s.hosts.get_mut(0)).ok().unwrap();
        let mut text = MappedRwLockWriteGuard::map(hosts, |host| host.as_mut_str());
        text.make_ascii_uppercase();
        MappedRwLockWriteGuard::unlock_fair(text);
        let Err(guard) = RwLockWriteGuard::try_map(l.write(), |s| s.hosts.get_mut(9)) else { panic!() };
        let Err((guard, why)) = RwLockWriteGuard::try_map_or_err(guard, |_| Err::<&mut u8, _>("no")) else { panic!() };
        assert_eq!((guard.port, why), (81, "no"));
        let hosts = RwLockWriteGuard::map(guard, |s| &mut s.hosts);
        let Err(hosts) = MappedRwLockWriteGuard::try_map(hosts, |hosts| hosts.get_mut(7)) else { panic!() };
        let first = MappedRwLockWriteGuard::try_map_or_err(hosts, |h| h.first_mut().ok_or(()));
        assert_eq!(first.ok().as_deref().map(String::as_str), Some("A"));
        assert!(!l.is_locked());
    }

    #[test]
    fn released_for_a_while() {
        let l = RwLock::new(0);
        let mut guard = l.read();
        RwLockReadGuard::unlocked(&mut guard, || *l.write() = 1);
        assert_eq!(*guard, 1);
        RwLockReadGuard::unlocked_fair(&mut guard, || *l.write() = 2);
        RwLockReadGuard::bump(&mut guard);
        assert_eq!(*guard, 2);
        RwLockReadGuard::unlock_fair(guard);

        let mut guard = l.read_recursive();
        RwLockReadGuard::unlocked(&mut guard, || *l.write() = 3);
        assert_eq!(*guard, 3);
        drop(guard);

        let mut guard = l.write();
        RwLockWriteGuard::unlocked(&mut guard, || *l.write() = 4);
        assert_eq!(*guard, 4);
        RwLockWriteGuard::unlocked_fair(&mut guard, || *l.write() = 5);
        RwLockWriteGuard::bump(&mut guard);
        assert_eq!(*guard, 5);
        assert!(l.is_locked_exclusive());
        RwLockWriteGuard::unlock_fair(guard);

        let mut guard = l.upgradable_read();
        RwLockUpgradableReadGuard::unlocked(&mut guard, || *l.write() = 6);
        assert_eq!(*guard, 6);
        RwLockUpgradableReadGuard::unlocked_fair(&mut guard, || *l.write() = 7);
        RwLockUpgradableReadGuard::bump(&mut guard);
        assert_eq!(*guard, 7);
        RwLockUpgradableReadGuard::unlock_fair(guard);
        assert!(!l.is_locked());
    }

    #[test]
    fn down_and_up() {
        let l = RwLock::new(0);
        let written = l.write();
        let read = RwLockWriteGuard::downgrade(written);
        assert!(elsewhere(|| l.try_read().is_some()));
        drop(read);

        let upgradable = RwLockWriteGuard::downgrade_to_upgradable(l.write());
        assert!(elsewhere(|| l.try_read().is_some() && l.try_upgradable_read().is_none()));
        let mut written = RwLockUpgradableReadGuard::upgrade(upgradable);
        assert!(l.is_locked_exclusive());
        *written = 1;
        let read = RwLockUpgradableReadGuard::downgrade(RwLockWriteGuard::downgrade_to_upgradable(written));
        assert!(elsewhere(|| l.try_upgradable_read().is_some()));
        drop(read);

        let written = RwLockUpgradableReadGuard::try_upgrade(l.upgradable_read()).unwrap();
        drop(written);
        let written = RwLockUpgradableReadGuard::try_upgrade_for(l.upgradable_read(), LONG);
        drop(written.unwrap());
        let soon = Instant::now() + LONG;
        let written = RwLockUpgradableReadGuard::try_upgrade_until(l.upgradable_read(), soon);
        drop(written.unwrap());
        assert!(!l.is_locked());
    }

    #[test]
    fn up_beside_a_reader() {
        let l = RwLock::new(0);
        let (reads, wait_for_reader) = mpsc::channel();
        let (stop, wait_for_stop) = mpsc::channel::<()>();
        thread::scope(|s| {
            let l = &l;
            s.spawn(move || {
                let _reader = l.read();
                reads.send(()).unwrap();
                let _ = wait_for_stop.recv();
            });
            wait_for_reader.recv().unwrap();
            let guard = l.upgradable_read();
            let guard = RwLockUpgradableReadGuard::try_upgrade(guard).unwrap_err();
            let guard = RwLockUpgradableReadGuard::try_upgrade_for(guard, SOON).unwrap_err();
            let mut guard = RwLockUpgradableReadGuard::try_upgrade_until(guard, Instant::now()).unwrap_err();
            assert_eq!(guard.try_with_upgraded(|_| ()), None);
            assert_eq!(guard.try_with_upgraded_for(SOON, |_| ()), None);
            assert_eq!(guard.try_with_upgraded_until(Instant::now(), |_| ()), None);
            drop(stop);
            guard.with_upgraded(|data| *data += 1);
            assert_eq!(*guard, 1);
        });
    }

    #[test]
    fn written_in_between() {
        let l = RwLock::new(0);
        let mut guard = l.upgradable_read();
        let read = |data: &mut i32| {
            *data += 1;
            l.is_locked_exclusive()
        };
        assert!(guard.with_upgraded(read));
        assert_eq!(guard.try_with_upgraded(read), Some(true));
        assert_eq!(guard.try_with_upgraded_for(LONG, read), Some(true));
        assert_eq!(guard.try_with_upgraded_until(Instant::now() + LONG, read), Some(true));
        assert_eq!(*guard, 4);
        assert!(!l.is_locked_exclusive());
        let mut panicked = std::panic::AssertUnwindSafe(guard);
        let result = std::panic::catch_unwind(move || {
            panicked.with_upgraded(|_| panic!("on purpose"));
        });
        assert!(result.is_err() && !l.is_locked());
    }

    #[test]
    fn without_a_guard() {
        let l = RwLock::new(3);
        // SAFETY: each guard was forgotten.
        unsafe {
            std::mem::forget(l.read());
            l.force_unlock_read();
            std::mem::forget(l.read_recursive());
            l.force_unlock_read_fair();
            std::mem::forget(l.write());
            l.force_unlock_write();
            std::mem::forget(l.write());
            l.force_unlock_write_fair();
            std::mem::forget(l.read());
            drop(l.make_read_guard_unchecked());
            std::mem::forget(l.write());
            assert_eq!(*l.data_ptr(), 3);
            drop(l.make_write_guard_unchecked());
            std::mem::forget(l.upgradable_read());
            drop(l.make_upgradable_guard_unchecked());
        }
        assert!(!l.is_locked());
        // SAFETY: what is locked here is unlocked here.
        unsafe {
            let raw = l.raw();
            raw.lock_exclusive();
            raw.downgrade();
            raw.unlock_shared();
            raw.lock_upgradable();
            raw.unlock_upgradable();
        }
        // Whatever was forgotten above is not held any more in the checker's eyes.
        drop(l.write());
    }

    #[test]
    fn traits() {
        #[derive(Default, Debug)]
        struct Holder {
            count: RwLock<i32>,
            name: RwLock<String>,
        }
        let holder = Holder { count: 5.into(), ..Holder::default() };
        holder.name.write().push('x');
        assert_eq!(format!("{holder:?}"), r#"Holder { count: RwLock { data: 5 }, name: RwLock { data: "x" } }"#);
        assert_eq!(format!("{} {:?}", holder.count.read(), holder.name.write()), r#"5 "x""#);
        assert_eq!(format!("{}", holder.count.upgradable_read()), "5");
    }

    #[test]
    fn unsized_data() {
        let slice: &RwLock<[i32]> = &RwLock::new([1, 2, 3]);
        slice.write()[1] = 5;
        assert_eq!(*slice.read(), [1, 5, 3]);
        let shared: Arc<RwLock<dyn Debug + Send + Sync>> = Arc::new(RwLock::new("text"));
        assert_eq!(format!("{:?}", shared.read()), "\"text\"");
        let part: MappedRwLockReadGuard<[i32]> = RwLockReadGuard::map(slice.read(), |s| &s[1..]);
        assert_eq!(*part, [5, 3]);
    }

    #[test]
    fn a_writer_waits_for_its_turn() {
        let l = Arc::new(RwLock::new(0));
        let written = Arc::new(AtomicBool::new(false));
        let reader = l.read();
        let writer = thread::spawn({
            let (l, written) = (l.clone(), written.clone());
            move || {
                *l.write() = 1;
                written.store(true, Ordering::SeqCst);
            }
        });
        assert!(!written.load(Ordering::SeqCst) && *reader == 0);
        drop(reader);
        writer.join().unwrap();
        assert_eq!(*l.read(), 1);
    }
}

mod condvar {
    use super::*;

    static READY: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

    #[test]
    fn from_the_documentation() {
        let pair = &READY;
        let setter = thread::spawn(move || {
            let (lock, condvar) = pair;
            *lock.lock() = true;
            condvar.notify_one();
        });
        let (lock, condvar) = pair;
        let mut started = lock.lock();
        while !*started {
            condvar.wait(&mut started);
        }
        condvar.wait_while(&mut started, |started| !*started);
        drop(started);
        setter.join().unwrap();
    }

    #[test]
    fn limits() {
        let (lock, condvar) = (Mutex::new(0), Condvar::default());
        let mut guard = lock.lock();
        assert!(condvar.wait_for(&mut guard, SOON).timed_out());
        assert!(condvar.wait_until(&mut guard, Instant::now() + SOON).timed_out());
        assert!(condvar.wait_while_for(&mut guard, |value| *value == 0, SOON).timed_out());
        assert!(!condvar.wait_while_until(&mut guard, |value| *value != 0, Instant::now() + LONG).timed_out());
        assert!(!condvar.notify_one());
        assert_eq!(condvar.notify_all(), 0);
        assert_eq!(format!("{condvar:?}"), "Condvar { .. }");
    }

    #[test]
    fn unsized_data() {
        let (lock, condvar): (&Mutex<[i32]>, _) = (&Mutex::new([1, 2]), Condvar::new());
        assert!(condvar.wait_for(&mut lock.lock(), SOON).timed_out());
    }
}
