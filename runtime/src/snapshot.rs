//! What all tasks do now.

use crate::report::Tasks;
use crate::watch;

/// All tasks that the checker knows, as they are now: threads that this crate started, and such as have used it.
///
/// A task that waits has what it waits for, what it holds and owes, and who could wake it, as far as that is known. One that runs has
/// its name only, since what it holds is nobody else's to read; so has one that waits in a call that this crate does not know.
///
/// It does not stop anybody: other tasks go on while it looks, each of them seen at one moment. In an unchecked build there is nothing to
/// see, and the list is empty. With the feature `signal`, `print_tasks_on` prints it
/// whenever a signal comes.
///
/// ```
/// # use unhang::{channel::bounded, thread};
/// let (sender, receiver) = bounded::<u32>(1);
/// let worker = thread::Builder::new().name("worker".into()).spawn(move || receiver.recv());
/// # while unhang::is_checked() && unhang::tasks().iter().all(|task| task.waits.is_none()) { thread::yield_now() }
/// eprintln!("{}", unhang::tasks()); // `worker` waits to receive from channel #1, ..
/// # drop(sender);
/// # _ = worker.unwrap().join();
/// ```
pub fn tasks() -> Tasks {
    Tasks(watch::tasks())
}
