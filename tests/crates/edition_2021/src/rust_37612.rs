//! The guard of a `match` at the end of a block.

use unhang::{Cx, RwLock};

/// Looks a number up, and computes it where it is missing.
pub fn found(_: &mut Cx) {
    let fibs = RwLock::new(vec![0, 1]);
    let next = {
        match fibs.read() {
            known if known.len() > 2 => Some(known[2]),
            _ => None,
        }
    }
    .unwrap_or_else(|| {
        let mut known = fibs.write();
        let next = known[0] + known[1];
        known.push(next);
        next
    });
    assert_eq!(next, 1);
}
