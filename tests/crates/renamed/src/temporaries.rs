//! Temporaries that edition 2021 keeps longer than later ones.

use uh::Mutex;

/// The guard of the condition lives to the end of the `else`.
pub fn in_the_else_of_an_if_let() {
    let lock = Mutex::new(0);
    if let 7 = *lock.lock() {
    } else {
        *lock.lock() += 1;
    };
}

/// So it does in the next condition.
pub fn in_the_second_condition() {
    let lock = Mutex::new(0);
    if let 7 = *lock.lock() {
    } else if let 8 = *lock.lock() {
    };
}

/// The guard of a block's last expression lives past the block.
pub fn in_a_tail_expression() {
    let lock = Mutex::new(0);
    let sum = { *lock.lock() } + { *lock.lock() };
    let _ = sum;
}
