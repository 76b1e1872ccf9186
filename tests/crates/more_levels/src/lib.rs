//! Another library that exports levels, and knows nothing of the first.

use unhang::{Cx, RwLock};

/// The store's levels.
#[unhang::levels]
pub mod db {
    /// Tables.
    pub struct Table;
    /// Rows.
    #[after(Table)]
    pub struct Row;
}

/// The one table.
pub static TABLE: RwLock<Vec<u32>, db::Table> = RwLock::new(Vec::new());
/// The one row.
pub static ROW: RwLock<u32, db::Row> = RwLock::new(0);

/// Stores a value: takes the table, then the row.
#[unhang::acquires(db::Table)]
pub fn store(cx: &mut Cx, value: u32) {
    let (mut table, cx) = TABLE.write(cx).nest();
    *ROW.write(cx) = value;
    table.push(value);
}

/// Reads the row.
#[unhang::acquires(db::Row)]
pub fn last(cx: &mut Cx) -> u32 {
    *ROW.read(cx)
}
