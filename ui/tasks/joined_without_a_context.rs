use unhang::{JoinHandle, Unheld};

fn wait(task: JoinHandle<(), Unheld>) {
    let _ = task.join();
}

fn main() {}
