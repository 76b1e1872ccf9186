//! The guard of a block's last expression, in an `if let`.

use unhang::{Cx, Mutex};

/// Takes one job, which leaves another one.
pub fn found(_: &mut Cx) {
    let jobs = Mutex::new(vec![1]);
    if let Some(job) = { jobs.lock().pop() } {
        jobs.lock().push(job + 1);
    }
    assert_eq!(*jobs.lock(), [2]);
}
