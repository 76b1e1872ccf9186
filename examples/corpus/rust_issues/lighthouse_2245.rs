//! lighthouse#2245 and #2417: the store reads the split slot while a caller reads it.
//!
//! A read lock is read again further down. That is well until the migration wants to write in between: the writer waits for the first read,
//! the second read waits behind the writer. A static checker, lockbud, found several such pairs in the store.
//!
//! They were mended by `read_recursive`, which does not queue behind a writer.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, RwLockReadGuard, thread};

pub const CASE: Case = Case {
    name: "lighthouse_2245",
    origin: "sigp/lighthouse#2245",
    class: "recursive read",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Store {
    split: RwLock<u64>,
}

type Read = fn(&RwLock<u64>) -> RwLockReadGuard<'_, u64>;

impl Store {
    fn state_root(&self, read: Read) -> u64 {
        let split = self.split.read();
        *split + self.cold_root(read)
    }

    fn cold_root(&self, read: Read) -> u64 {
        *read(&self.split)
    }
}

fn migrate_while_a_root_is_read(read: Read) {
    let store = Arc::new(Store::default());
    let migrated = store.clone();
    let migration = thread::spawn(move || *migrated.split.write() = 32);
    assert!([0, 64].contains(&store.state_root(read)));
    migration.join().unwrap();
}

fn found(_: &mut Cx) {
    migrate_while_a_root_is_read(|split| split.read());
}

fn fixed(_: &mut Cx) {
    migrate_while_a_root_is_read(|split| split.read_recursive());
}
