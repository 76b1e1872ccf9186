//! Nobody is left who sends.

use unhang::channel::bounded;

pub fn program() {
    let (sender, receiver) = bounded::<u8>(1);
    let _ = receiver.recv();
    drop(sender);
}
