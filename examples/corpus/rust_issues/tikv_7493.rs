//! tikv#7493: a notifier is notified from within its own notification.
//!
//! The stacks of two threads showed `notify` twice, the upper one at the lock that the lower one took. (That the lock is held across the
//! call is our reading; the thread was found truncated.) To finish one command of a batch notified the batch, under the batch's lock.
//!
//! Here it is mended by calling after the lock was released.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "tikv_7493",
    origin: "tikv/tikv#7493",
    class: "double lock, through a callback",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

type Callback = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct BatchNotifier {
    waiting: Mutex<Vec<Callback>>,
    finished: Mutex<Vec<u64>>,
}

impl BatchNotifier {
    fn with_a_command() -> Arc<BatchNotifier> {
        let notifier = Arc::new(BatchNotifier::default());
        let again = notifier.clone();
        notifier.waiting.lock().push(Box::new(move || again.notify(2)));
        notifier
    }

    fn notify_under_the_lock(&self, id: u64) {
        self.finished.lock().push(id);
        let mut waiting = self.waiting.lock();
        waiting.drain(..).for_each(|callback| callback());
    }

    fn notify(&self, id: u64) {
        self.finished.lock().push(id);
        let waiting = std::mem::take(&mut *self.waiting.lock());
        waiting.into_iter().for_each(|callback| callback());
    }
}

fn found(_: &mut Cx) {
    BatchNotifier::with_a_command().notify_under_the_lock(1);
}

fn fixed(_: &mut Cx) {
    let notifier = BatchNotifier::with_a_command();
    notifier.notify(1);
    assert_eq!(*notifier.finished.lock(), [1, 2]);
}
