//! Workers wait at one line for jobs that nobody sends.

use unhang::channel::bounded;
use unhang::thread;

pub fn program() {
    let (jobs, todo) = bounded::<u8>(1);
    let workers = ["left", "middle", "right"].map(|name| {
        let todo = todo.clone();
        let worker = thread::Builder::new().name(name.into()).spawn(move || {
            while let Ok(job) = todo.recv() {
                println!("{job}");
            }
        });
        crate::pause();
        worker.unwrap()
    });
    for worker in workers {
        worker.join().unwrap();
    }
    drop(jobs);
}
