//! 13: what runs under a lock takes it again: a stored callback, a trait object, `Display`, `Debug`, `Drop`, `Ord` and `Hash` as a map calls
//! them, a logger, a panic hook, an initialiser.

use crate::case::{Case, Form};
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use unhang::{Cx, LazyLock, Mutex, OnceLock, thread};

pub const CASE: Case = Case {
    name: "re_entry",
    origin: "holes#13",
    class: "double lock, through other code",
    forms: &[
        Form::hangs("stored_callback", stored_callback),
        Form::hangs("trait_object", trait_object),
        Form::hangs("trait_object_that_enters", trait_object_that_enters),
        Form::hangs("display", display),
        Form::hangs("debug_by_hand", debug_by_hand),
        Form::right("debug_of_the_lock", debug_of_the_lock),
        Form::hangs("drop", on_drop),
        Form::hangs("drop_that_enters", drop_that_enters),
        Form::hangs("drop_of_what_is_replaced", drop_of_what_is_replaced),
        Form::hangs("ord", ord),
        Form::hangs("hash", hash),
        Form::hangs("logger", logger),
        Form::hangs("panic_hook", panic_hook),
        Form::hangs("lazy_initialiser", lazy_initialiser),
        Form::hangs("once_initialiser", once_initialiser),
        Form::can_hang("two_lazy_initialisers", two_lazy_initialisers),
        Form::refused("typed_callback", "ui/locks/in_a_callback.rs"),
        Form::refused("typed_stored_callback", "ui/goker/etcd_10492.rs"),
        Form::refused("typed_trait_object", "ui/acquires/in_a_trait_object.rs"),
        Form::refused("typed_trait", "ui/acquires/impl_takes_more_than_its_trait_says.rs"),
        Form::refused("typed_recursion", "ui/acquires/recursion_under_its_own_lock.rs"),
        Form::refused("typed_once_initialiser", "ui/once/initialised_inside_itself.rs"),
        Form::refused("typed_lazy_initialiser", "ui/once/lazy_of_itself.rs"),
    ],
};

#[unhang::levels]
mod order {
    pub struct Journal;
}
use order::*;

fn stored_callback(_: &mut Cx) {
    type Callbacks = Vec<Box<dyn Fn() + Send>>;
    let callbacks: Arc<Mutex<Callbacks>> = Arc::default();
    let again = callbacks.clone();
    callbacks.lock().push(Box::new(move || again.lock().clear()));
    callbacks.lock().iter().for_each(|callback| callback());
}

trait Audit {
    fn total(&self) -> i64;
}

fn trait_object(_: &mut Cx) {
    struct Bank(Mutex<i64>);
    impl Audit for Bank {
        fn total(&self) -> i64 {
            *self.0.lock()
        }
    }
    let bank = Bank(Mutex::new(1));
    let audit: &dyn Audit = &bank;
    *bank.0.lock() += audit.total();
    let held = bank.0.lock();
    assert_eq!(*held, audit.total());
}

fn trait_object_that_enters(cx: &mut Cx) {
    struct Bank(Mutex<i64, Journal>);
    impl Audit for Bank {
        #[unhang::acquires(Journal)]
        fn total(&self) -> i64 {
            *self.0.lock(cx)
        }
    }
    let bank = Bank(Mutex::new(1));
    let audit: &dyn Audit = &bank;
    let held = bank.0.lock(cx);
    assert_eq!(*held, audit.total());
}

struct Balance(Mutex<i64>);

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lock().fmt(f)
    }
}

impl fmt::Debug for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Balance").field(&*self.0.lock()).finish()
    }
}

fn display(_: &mut Cx) {
    let balance = Balance(Mutex::new(1));
    let _held = balance.0.lock();
    _ = balance.to_string();
}

fn debug_by_hand(_: &mut Cx) {
    let balance = Balance(Mutex::new(1));
    let _held = balance.0.lock();
    _ = format!("{balance:?}");
}

fn debug_of_the_lock(_: &mut Cx) {
    let lock = Mutex::new(1);
    let _held = lock.lock();
    assert!(format!("{lock:?}").contains("locked"));
}

/// Says in the journal that it was closed.
struct Session<'a>(&'a Mutex<Vec<&'static str>>);

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.0.lock().push("closed");
    }
}

fn on_drop(_: &mut Cx) {
    let journal = Mutex::new(Vec::new());
    let session = Session(&journal);
    let _held = journal.lock();
    drop(session);
}

fn drop_that_enters(cx: &mut Cx) {
    struct Typed<'a>(&'a Mutex<u32, Journal>);
    impl Drop for Typed<'_> {
        #[unhang::acquires(Journal)]
        fn drop(&mut self) {
            *self.0.lock(cx) += 1;
        }
    }
    let journal = Mutex::new(0);
    let session = Typed(&journal);
    let _held = journal.lock(cx);
    drop(session);
}

/// The old value is dropped while the new one is put into its place.
fn drop_of_what_is_replaced(_: &mut Cx) {
    struct Connection(Arc<Mutex<Option<Connection>>>);
    impl Drop for Connection {
        fn drop(&mut self) {
            *self.0.lock() = None;
        }
    }
    let current = Arc::new(Mutex::new(None));
    *current.lock() = Some(Connection(current.clone()));
    *current.lock() = Some(Connection(current.clone()));
}

/// A name that is looked up when it is compared.
#[derive(Clone)]
struct Name(usize, Arc<Mutex<Vec<&'static str>>>);

impl Name {
    fn text(&self) -> &'static str {
        self.1.lock()[self.0]
    }

    fn two() -> [Name; 2] {
        let names = Arc::new(Mutex::new(vec!["a", "b"]));
        [0, 1].map(|at| Name(at, names.clone()))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}
impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text().cmp(other.text())
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

#[expect(clippy::mutable_key_type, reason = "that is the mistake")]
fn ord(_: &mut Cx) {
    let [one, other] = Name::two();
    let mut set = BTreeSet::from([one.clone()]);
    let _names = one.1.lock();
    set.insert(other);
}

#[expect(clippy::mutable_key_type, reason = "that is the mistake")]
fn hash(_: &mut Cx) {
    let [one, other] = Name::two();
    let mut set = HashSet::from([one.clone()]);
    let _names = one.1.lock();
    set.insert(other);
}

fn logger(_: &mut Cx) {
    trait Logger: Sync {
        fn log(&self, text: &str);
    }
    struct Lines(Mutex<Vec<String>>);
    impl Logger for Lines {
        fn log(&self, text: &str) {
            self.0.lock().push(text.into());
        }
    }
    let lines = Lines(Mutex::new(Vec::new()));
    let logger: &dyn Logger = &lines;
    let mut held = lines.0.lock();
    logger.log("again");
    held.clear();
}

fn panic_hook(_: &mut Cx) {
    static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
    std::panic::set_hook(Box::new(|info| LOG.lock().push(info.to_string())));
    _ = catch_unwind(AssertUnwindSafe(|| {
        let _held = LOG.lock();
        panic!("the first");
    }));
}

fn lazy_initialiser(_: &mut Cx) {
    static PORT: LazyLock<u16> = LazyLock::new(|| *PORT + 1);
    assert_eq!(*PORT, 1);
}

fn once_initialiser(_: &mut Cx) {
    let port = OnceLock::new();
    port.get_or_init(|| port.get_or_init(|| 80) + 1);
}

fn two_lazy_initialisers(_: &mut Cx) {
    let values: [OnceLock<u16>; 2] = Default::default();
    thread::scope(|scope| {
        for at in 0..2 {
            let values = &values;
            scope.spawn(move || {
                values[at].get_or_init(|| values[1 - at].get().copied().unwrap_or_else(|| *values[1 - at].get_or_init(|| 1)));
            });
        }
    });
}
