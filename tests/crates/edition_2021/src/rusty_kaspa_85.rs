//! The guard of an `if let`, in its `else if`.

use unhang::{Cx, RwLock};

/// Reads an item from the cache, or else from the store.
pub fn found(_: &mut Cx) {
    assert_eq!(read(&RwLock::new(None), Some(85)), Some(85));
}

fn read(cached: &RwLock<Option<u64>>, stored: Option<u64>) -> Option<u64> {
    if let Some(item) = *cached.read() {
        Some(item)
    } else if let Some(item) = stored {
        *cached.write() = Some(item);
        Some(item)
    } else {
        None
    }
}
