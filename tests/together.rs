//! Several locks at once.

use std::sync::Barrier;
use unhang::{Mutex, Read, RwLock, SameLock, Write, lock_all, lock_all_dynamic, root, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Accounts)]
    pub struct Cache;
    #[after(Journal, Cache)]
    pub struct Log;
}
use order::*;

type Account = Mutex<i64, Accounts>;

#[test]
fn transfers_in_both_directions() {
    const ROUNDS: i64 = 2_000;
    let (mine, yours) = (Account::new(0), Account::new(0));
    let start = Barrier::new(2);
    root(|cx| {
        scope(cx, |scope, _| {
            for (from, to, amount) in [(&mine, &yours, 1), (&yours, &mine, 3)] {
                let start = &start;
                scope.spawn(move |cx| {
                    start.wait();
                    for _ in 0..ROUNDS {
                        let ((mut from, mut to), _) = lock_all(cx, (from, to)).expect("two").nest();
                        *from -= amount;
                        *to += amount;
                    }
                });
            }
        });
        assert_eq!(*mine.lock(cx), 2 * ROUNDS);
        assert_eq!(*yours.lock(cx), -2 * ROUNDS);
    });
}

#[test]
fn the_same_lock_twice_is_refused() {
    let (a, b) = (Account::new(0), Account::new(0));
    root(|cx| {
        let refused = lock_all(cx, (&a, &a)).unwrap_err();
        assert_eq!(refused.places, (0, 1));
        assert_eq!(refused.to_string(), "items 0 and 1 of the set are one lock");
        assert_eq!(lock_all(cx, [&a, &b, &a]).unwrap_err().places, (0, 2));
        assert!(!a.is_locked() && !b.is_locked());
    });
}

#[test]
fn arrays_slices_and_levels_without_an_order() {
    let accounts: Vec<Account> = (0..5).map(Account::new).collect();
    let (journal, cache, log) = (Mutex::<_, Journal>::new(1), Mutex::<_, Cache>::new('c'), Mutex::<_, Log>::new(""));
    root(|cx| {
        let (all, cx) = lock_all(cx, accounts.iter().collect::<Vec<_>>().as_slice()).expect("five").nest();
        assert_eq!(all.iter().map(|account| **account).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        let ((journal, cache), cx) = lock_all(cx, (&journal, &cache)).expect("two").nest();
        assert_eq!((*journal, *cache, *log.lock(cx)), (1, 'c', ""));
    });
    root(|cx| {
        let ([a, b], cx) = lock_all(cx, [&accounts[3], &accounts[1]]).expect("two").nest();
        assert_eq!((*a, *b, *log.lock(cx)), (3, 1, ""));
    });
    root(|cx| {
        let (none, _) = lock_all(cx, &[] as &[&Account]).expect("none").nest();
        assert!(none.is_empty());
    });
}

#[test]
fn without_levels() {
    let (a, b) = (Mutex::new(1), Mutex::new(2));
    let (x, y) = lock_all_dynamic((&a, &b)).expect("two");
    assert_eq!((*x, *y), (1, 2));
    drop((x, y));
    let (y, x) = lock_all_dynamic((&b, &a)).expect("the other way round is no conflict");
    assert_eq!((*x, *y), (1, 2));
    assert!(matches!(lock_all_dynamic((&a, &a)), Err(SameLock { places: (0, 1), .. })));
}

#[test]
fn readers_and_writers() {
    let (a, b) = (RwLock::<_, Accounts>::new(1), RwLock::<_, Accounts>::new(2));
    root(|cx| {
        let ((a, mut b), _) = lock_all(cx, (Read(&a), Write(&b))).expect("two").nest();
        *b += *a;
    });
    root(|cx| assert_eq!(*b.read(cx), 3));
    root(|cx| assert!(lock_all(cx, [Read(&a), Read(&a)]).is_err()));
    let (x, y) = (RwLock::new('x'), Mutex::new('y'));
    let (x, y) = lock_all_dynamic((Read(&x), &y)).expect("two");
    assert_eq!((*x, *y), ('x', 'y'));
}
