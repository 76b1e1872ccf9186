//! The buffer that hides a bug until it is full. The main thread hands out all jobs first and collects the results afterwards. With a
//! few jobs that works, as they fit into the buffers: such a program passes its tests. With more jobs the results fill their buffer,
//! the worker waits for space, the jobs fill theirs, and `main`, which would make space, waits for space as well.
//!
//! `cargo run --example seed_full_buffer` prints the squares of three numbers; with thirty it reports that all are asleep, each in a
//! `send`.

mod needs_checking;

use unhang::channel::bounded;
use unhang::thread;

fn squares(of: u64) -> Vec<u64> {
    let (jobs, todo) = bounded::<u64>(4);
    let (done, results) = bounded(4);
    thread::spawn(move || {
        while let Ok(job) = todo.recv() {
            done.send(job * job).unwrap();
        }
    });
    for job in 0..of {
        jobs.send(job).unwrap();
    }
    drop(jobs);
    std::iter::from_fn(|| results.recv().ok()).collect()
}

fn main() {
    needs_checking::or_exit();
    println!("{:?}", squares(3));
    println!("never reached: {:?}", squares(30));
}
