//! The guard that `unwrap` returns at the end of a block.

use unhang::{Cx, Mutex};

/// Looks at a session, and ends it.
pub fn found(_: &mut Cx) {
    let session = Mutex::new(Some(String::from("open")));
    if let Some(state) = {
        let locked = session.lock_within();
        locked.unwrap().clone()
    } {
        assert_eq!(session.lock().take(), Some(state));
    }
    assert!(session.lock().is_none());
}
