use unhang::Mutex;

fn release(scratch: &Mutex<i64>) {
    let held = scratch.lock();
    drop(held);
    drop(held);
}

fn main() {}
