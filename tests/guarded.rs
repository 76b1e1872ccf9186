//! `#[unhang::guarded]`: the marked fields of a struct behind one lock for each level.

#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]

use std::sync::atomic::{AtomicUsize, Ordering};
use unhang::{Cx, root};

/// The order of these tests.
#[unhang::levels]
pub mod order {
    /// Balances.
    pub struct Accounts;
    /// What happened.
    #[after(Accounts)]
    pub struct Journal;
    /// What was computed.
    #[after(Journal)]
    pub struct HTTPCache;
}
use order::*;

/// A bank.
#[unhang::guarded]
#[derive(Debug, Default)]
pub struct Bank {
    /// Its name, which never changes.
    pub name: String,
    /// The accounts that are open.
    #[lock(Accounts)]
    pub open: Vec<i64>,
    /// What happened.
    #[rwlock(Journal)]
    entries: Vec<String>,
    #[lock(Accounts)]
    closed: Vec<i64>,
    /// Says how often it was saved; behind the same lock as the entries, two fields above.
    #[rwlock(Journal)]
    saved: u32,
    requests: AtomicUsize,
}

fn bank() -> Bank {
    Bank::new("First".into(), vec![1, 2, 3], vec![], vec![], 0, AtomicUsize::new(0))
}

#[test]
fn two_fields_of_one_guard_mutably_at_once() {
    let bank = bank();
    root(|cx| {
        let mut accounts = bank.lock_accounts(cx);
        for balance in accounts.open.iter_mut() {
            accounts.closed.push(*balance);
            *balance = 0;
        }
        let (open, closed) = (&mut accounts.open, &mut accounts.closed);
        std::mem::swap(&mut **open, &mut **closed);
        assert_eq!((&**open, &**closed), (&vec![1, 2, 3], &vec![0, 0, 0]));
    });
}

#[test]
fn reading_and_writing() {
    let bank = bank();
    root(|cx| {
        let mut journal = bank.write_journal(cx);
        journal.entries.push("one".into());
        *journal.saved += 1;
        drop(journal);
        let journal = bank.read_journal(cx);
        let (entries, saved) = (&journal.entries, &journal.saved);
        assert_eq!((&entries[..], *saved), (&["one".to_string()][..], 1));
    });
    assert_eq!(bank.name, "First");
    assert_eq!(bank.requests.load(Ordering::Relaxed), 0);
}

#[test]
fn nesting_from_group_to_group() {
    let bank = bank();
    root(|cx| {
        let (mut accounts, cx) = bank.lock_accounts(cx).nest();
        accounts.open.push(4);
        let (journal, cx) = bank.write_journal(cx).nest();
        let mut journal: BankJournalGuard = journal;
        journal.entries.push(format!("{} accounts", accounts.open.len()));
        drop(journal);
        assert!(bank.try_read_journal(cx).is_some());
        accounts.closed.push(5);
    });
    root(|cx| {
        let (journal, _cx) = bank.read_journal(cx).nest();
        assert_eq!(journal.entries, ["4 accounts"]);
    });
}

#[unhang::acquires(Accounts)]
fn close_all(bank: &Bank, cx: &mut Cx) {
    let (mut accounts, cx) = bank.lock_accounts(cx).nest();
    let accounts = &mut accounts;
    accounts.closed.append(&mut accounts.open);
    note(bank, cx);
}

#[unhang::acquires(Journal)]
fn note(bank: &Bank, cx: &mut Cx) {
    bank.write_journal(cx).entries.push("closed".into());
}

#[test]
fn in_functions_that_acquire() {
    let mut bank = bank();
    root(|cx| close_all(&bank, cx));
    assert_eq!(bank.accounts_mut().closed, [1, 2, 3]);
    assert_eq!(bank.journal_mut().entries, ["closed"]);
}

#[test]
fn trying() {
    let bank = bank();
    root(|cx| {
        let (accounts, cx) = bank.try_lock_accounts(cx).expect("it is free").nest();
        assert!(bank.try_lock_accounts(cx).is_none());
        let (_reading, cx) = bank.try_read_journal(cx).expect("it is free").nest();
        assert!(bank.try_write_journal(cx).is_none());
        assert!(bank.try_read_journal(cx).is_some());
        drop(accounts);
        assert!(bank.try_lock_accounts(cx).is_some());
    });
    root(|cx| {
        let (writing, cx) = bank.try_write_journal(cx).expect("it is free").nest();
        assert!(bank.try_read_journal(cx).is_none());
        drop(writing);
        assert!(bank.try_read_journal(cx).is_some());
    });
}

#[test]
fn derived_debug_and_default() {
    let bank = Bank::default();
    let free = "Bank { name: \"\", requests: 0, lock_accounts: Lock { data: BankAccounts { open: [], closed: [] } }, \
                lock_journal: Lock { data: BankJournal { entries: [], saved: 0 } } }";
    assert_eq!(format!("{bank:?}"), free);
    root(|cx| {
        let accounts = bank.lock_accounts(cx);
        assert_eq!(format!("{accounts:?}"), "BankAccountsGuard { open: [], closed: [] }");
        assert!(format!("{bank:?}").contains("lock_accounts: Lock { data: <locked> }"));
    });
    root(|cx| assert_eq!(format!("{:?}", bank.read_journal(cx)), "BankJournal { entries: [], saved: 0 }"));
}

/// In a static, made by a constructor of another name; a level whose name is an acronym.
#[unhang::guarded(new = from_parts, crate = ::unhang)]
struct Cache {
    #[lock(HTTPCache)]
    pages: Vec<u8>,
    size: usize,
}
static CACHE: Cache = Cache::from_parts(Vec::new(), 3);

#[test]
fn in_a_static() {
    root(|cx| CACHE.lock_http_cache(cx).pages.push(1));
    root(|cx| assert_eq!(CACHE.lock_http_cache(cx).pages.len(), CACHE.size - 2));
}

/// Lifetimes, types, constants, defaults, where clauses and `Self`.
#[unhang::guarded]
#[derive(Debug)]
struct Generic<'text, T: Clone, U, const N: usize = 2>
where
    U: Into<T>,
{
    #[lock(Accounts)]
    words: Vec<&'text str>,
    #[lock(Accounts)]
    rows: [T; N],
    #[rwlock(Journal)]
    values: Vec<U>,
    #[rwlock(Journal)]
    next: Option<Box<Self>>,
    #[rwlock(Journal)]
    sized: [u8; <Sized3<Option<&'static Sized3<()>>>>::N],
}

#[derive(Debug)]
struct Sized3<T>(std::marker::PhantomData<T>);
impl<T> Sized3<T> {
    const N: usize = 3;
}

#[test]
fn generics() {
    let text = String::from("one two");
    let generic: Generic<'_, i64, i32> = Generic::new(text.split(' ').collect(), [1, 2], vec![7], None, [0; 3]);
    root(|cx| {
        let (mut accounts, cx) = generic.lock_accounts(cx).nest();
        for word in accounts.words.iter() {
            accounts.rows[0] += word.len() as i64;
        }
        let values = bank_values(&generic, cx);
        accounts.rows[1] = values[0];
        assert_eq!(*accounts.rows, [7, 7]);
        assert!(generic.read_journal(cx).next.is_none());
        assert_eq!(generic.read_journal(cx).sized, [0; 3]);
    });
    assert!(format!("{generic:?}").contains("words: [\"one\", \"two\"]"));
}

#[unhang::acquires(Journal)]
fn bank_values<T: Clone, U: Into<T> + Clone>(generic: &Generic<'_, T, U>, cx: &mut Cx) -> Vec<T> {
    generic.read_journal(cx).values.iter().cloned().map(Into::into).collect()
}

/// Fields and groups that are not there in every build.
#[unhang::guarded]
struct Conditional {
    #[cfg(not(test))]
    #[lock(NoSuchLevel)]
    absent: NoSuchType,
    #[cfg(test)]
    #[lock(Accounts)]
    present: u8,
    #[cfg(not(test))]
    #[lock(Accounts)]
    also_absent: NoSuchType,
    #[cfg(not(test))]
    plain: NoSuchType,
    #[cfg(test)]
    #[cfg(not(doc))]
    #[lock(HTTPCache)]
    only: u8,
    #[lock(Journal)]
    always: u8,
}

#[test]
fn conditions() {
    let mut conditional = Conditional::new(1, 3, 2);
    root(|cx| *conditional.lock_accounts(cx).present += 1);
    assert_eq!((conditional.accounts_mut().present, conditional.journal_mut().always), (2, 2));
    assert_eq!(conditional.http_cache_mut().only, 3);
}

/// Names that generated code might use for itself.
#[unhang::guarded]
#[derive(Debug)]
struct Names<'held, H, C> {
    #[lock(Accounts)]
    cx: &'held str,
    #[lock(Accounts)]
    whole: H,
    #[lock(Accounts)]
    shares: C,
    #[lock(Accounts)]
    value: u8,
    #[lock(Accounts)]
    __unhang_cx: u8,
    #[lock(Accounts)]
    __unhang_of: u8,
    #[lock(Accounts)]
    field_0: u8,
    #[lock(Accounts)]
    nest: u8,
    #[lock(Accounts)]
    r#type: u8,
    #[lock(Accounts)]
    all: u8,
    lock_accounts: u8,
    new: u8,
}

#[test]
fn names() {
    let names = Names::new("cx", 1, 'c', 2, 3, 4, 5, 6, 7, 8, 9, 10);
    root(|cx| {
        let (mut all, _cx) = names.lock_accounts(cx).nest();
        std::mem::swap(&mut *all.value, &mut *all.__unhang_cx);
        assert_eq!((*all.cx, *all.whole, *all.shares, *all.value, *all.r#type), ("cx", 1, 'c', 3, 7));
        assert_eq!((*all.field_0, *all.nest, *all.__unhang_of, *all.all), (5, 6, 4, 8));
    });
    assert_eq!((names.lock_accounts, names.new), (9, 10));
}

/// Visibility: a field is as visible in the guard as in the struct.
mod inner {
    use super::order::*;

    #[unhang::guarded]
    #[allow(unused)]
    pub(super) struct Inner {
        #[lock(Accounts)]
        pub(super) open: u8,
        #[lock(Accounts)]
        private: u8,
    }
}

#[test]
fn visibility() {
    let inner = inner::Inner::new(1, 2);
    root(|cx| assert_eq!(*inner.lock_accounts(cx).open, 1));
}

/// A struct from a macro, and one in a function.
macro_rules! declare {
    ($name:ident, $level:path, $($field:ident: $ty:ty),*) => {
        #[unhang::guarded]
        struct $name {
            $(#[lock($level)] $field: $ty,)*
        }
    };
}

#[test]
fn in_a_macro_and_in_a_function() {
    declare!(Local, Accounts, one: u8, two: u8);
    let local = Local::new(1, 2);
    root(|cx| {
        let mut both = local.lock_accounts(cx);
        *both.one += *both.two;
        assert_eq!(*both.one, 3);
    });
}

/// Whether the lock is free, as a task would find it that comes by.
fn is_free(bank: &Bank) -> bool {
    std::thread::scope(|scope| scope.spawn(|| root(|cx| bank.try_lock_accounts(cx).is_some())).join().unwrap())
}

#[test]
fn a_part_that_was_moved_out_keeps_the_lock() {
    let bank = bank();
    root(|cx| {
        let BankAccountsGuard { open, .. } = bank.lock_accounts(cx);
        assert!(!is_free(&bank));
        assert_eq!(*open, [1, 2, 3]);
        let first = unhang::Part::map(open, |open| &mut open[0]);
        assert!(!is_free(&bank));
        drop(first);
        assert!(is_free(&bank));
        assert!(bank.try_lock_accounts(cx).is_some());
    });
}

#[test]
fn parts_are_dropped_in_any_order() {
    let bank = bank();
    for closed_first in [false, true] {
        root(|cx| {
            let guard = bank.lock_accounts(cx);
            let (open, closed) = (guard.open, guard.closed);
            let last: &dyn Fn() -> bool = &|| is_free(&bank);
            if closed_first {
                drop(closed);
                assert!(!last());
                drop(open);
            } else {
                drop(open);
                assert!(!last());
                drop(closed);
            }
            assert!(last());
        });
    }
}

#[test]
fn parts_that_were_swapped_keep_their_own_lock() {
    let (one, other) = (bank(), bank());
    root(|cx| {
        let (mut first, cx) = one.lock_accounts(cx).nest();
        // A second lock of one level is not to be waited for.
        let (mut second, _cx) = other.try_lock_accounts(cx).expect("it is free").nest();
        second.open.push(9);
        std::mem::swap(&mut first.open, &mut second.open);
        assert_eq!((first.open.len(), second.open.len()), (4, 3));
        first.open.push(10);
        drop(second);
        assert!(!is_free(&one) && !is_free(&other));
        assert_eq!(*first.open, [1, 2, 3, 9, 10]);
        drop(first);
        assert!(is_free(&one) && is_free(&other));
    });
    root(|cx| assert_eq!(other.lock_accounts(cx).open.len(), 5));
}

#[test]
fn a_part_that_was_replaced() {
    let (one, other) = (bank(), bank());
    root(|cx| {
        let (mut first, cx) = one.lock_accounts(cx).nest();
        let (second, _cx) = other.try_lock_accounts(cx).expect("it is free").nest();
        let BankAccountsGuard { open, closed, .. } = second;
        drop(closed);
        drop(std::mem::replace(&mut first.open, open));
        assert!(!is_free(&one) && !is_free(&other));
        drop(first);
        assert!(is_free(&one) && is_free(&other));
    });
}

#[test]
fn a_forgotten_part_is_a_forgotten_guard() {
    let mut bank = bank();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            root(|cx| {
                let BankAccountsGuard { open, closed, .. } = bank.lock_accounts(cx);
                std::mem::forget(open);
                drop(closed);
            });
        });
    });
    assert!(!is_free(&bank));
    assert_eq!(bank.accounts_mut().open, [1, 2, 3]);
}

#[test]
fn a_panic_releases() {
    let bank = bank();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        root(|cx| {
            let mut accounts = bank.lock_accounts(cx);
            accounts.open.clear();
            let _moved = accounts.closed;
            panic!("while held");
        })
    }));
    assert!(caught.is_err());
    assert!(is_free(&bank));
    root(|cx| assert!(bank.lock_accounts(cx).open.is_empty()));
}

#[test]
fn readers_share_and_writers_do_not() {
    let bank = bank();
    let journal_is = |reading: bool| {
        let probe = || {
            root(|cx| match reading {
                true => bank.try_read_journal(cx).is_some(),
                false => bank.try_write_journal(cx).is_some(),
            })
        };
        std::thread::scope(|scope| scope.spawn(probe).join().unwrap())
    };
    root(|cx| {
        let reading = bank.read_journal(cx);
        assert!(journal_is(true) && !journal_is(false));
        drop(reading);
        assert!(journal_is(true) && journal_is(false));
        let BankJournalGuard { saved, .. } = bank.write_journal(cx);
        assert!(!journal_is(true) && !journal_is(false));
        drop(saved);
        assert!(journal_is(true) && journal_is(false));
    });
}

#[test]
fn under_several_tasks() {
    const ROUNDS: usize = 2_000;
    let bank: Bank = Bank::new(String::new(), vec![0, 0], vec![], vec![], 0, AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                root(|cx| {
                    for round in 0..ROUNDS {
                        let (mut accounts, cx) = bank.lock_accounts(cx).nest();
                        accounts.open[0] += 1;
                        let balance = accounts.open[0];
                        accounts.closed.push(balance);
                        let saved = bank.read_journal(cx).saved;
                        assert!(saved as usize <= 2 * ROUNDS);
                        if round % 2 == 0 {
                            *bank.write_journal(cx).saved += 1;
                        }
                    }
                })
            });
        }
    });
    root(|cx| {
        let (accounts, cx) = bank.lock_accounts(cx).nest();
        assert_eq!(*accounts.closed, (1..=2 * ROUNDS as i64).collect::<Vec<_>>());
        assert_eq!(bank.read_journal(cx).saved as usize, ROUNDS);
    });
}

/// What a task holds through parts is known to the checker, from the lock to the last part.
#[cfg(any(debug_assertions, feature = "checked"))]
#[test]
fn held_until_the_last_part() {
    #[unhang::acquires(Accounts)]
    fn enter() {
        let _ = cx;
    }
    fn may_enter() -> bool {
        std::panic::catch_unwind(enter).is_ok()
    }
    let bank = bank();
    root(|cx| {
        let BankAccountsGuard { open, closed, .. } = bank.lock_accounts(cx);
        drop(open);
        assert!(!may_enter());
        drop(closed);
        assert!(may_enter());
        let reading = bank.read_journal(cx);
        assert!(!may_enter());
        drop(reading);
        assert!(may_enter());
    });
}

/// The types' sides.
mod types {
    use super::{Bank, BankAccountsGuard, Cache};
    use static_assertions::{assert_impl_all, assert_not_impl_any};

    assert_impl_all!(Bank: Send, Sync);
    assert_impl_all!(Cache: Send, Sync);
    assert_not_impl_any!(unhang::Part<'static, u8>: Send, Clone);
    assert_impl_all!(unhang::Part<'static, u8>: Sync);
    assert_not_impl_any!(unhang::Part<'static, std::cell::Cell<u8>>: Sync);
    assert_not_impl_any!(unhang::ReadParts<'static, u8>: Send, Clone);
    assert_impl_all!(unhang::ReadParts<'static, u8>: Sync);
    assert_not_impl_any!(BankAccountsGuard<'static>: Send, Clone);

    #[unhang::guarded]
    struct Cells {
        #[lock(super::Accounts)]
        one: std::cell::Cell<u8>,
    }
    assert_impl_all!(Cells: Send, Sync);

    #[unhang::guarded]
    struct SharedCells {
        #[rwlock(super::Accounts)]
        one: std::cell::Cell<u8>,
    }
    assert_impl_all!(SharedCells: Send);
    assert_not_impl_any!(SharedCells: Sync);

    #[unhang::guarded]
    struct Counted {
        #[lock(super::Accounts)]
        one: std::rc::Rc<u8>,
    }
    assert_not_impl_any!(Counted: Send, Sync);
}

/// Where every name that generated code might lean on means something else.
mod shadowed {
    #![allow(dead_code, unreachable_pub, reason = "they are there to be in the way")]

    mod std {}
    mod core {}
    mod unhang {}
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Result;
    pub struct Ok;
    pub struct Send;
    pub struct PhantomData;
    pub struct Default;
    pub struct Debug;
    pub struct Part;
    pub struct Held;
    pub struct Cx;
    pub trait Deref {}
    use super::order::{Accounts, Journal};
    extern crate unhang as renamed;

    #[::unhang::guarded(crate = renamed)]
    #[derive(::std::fmt::Debug, ::std::default::Default)]
    pub struct Bank<T> {
        #[lock(Accounts)]
        pub open: T,
        #[lock(Accounts)]
        pub(super) closed: T,
        #[rwlock(Journal)]
        pub entries: u8,
    }

    #[test]
    fn works() {
        let bank = Bank::new(1, 2, 3);
        ::unhang::root(|cx| {
            let (mut accounts, cx) = bank.lock_accounts(cx).nest();
            *accounts.open += *accounts.closed;
            *accounts.open += bank.read_journal(cx).entries;
            assert_eq!(*accounts.open, 6);
        });
    }
}
