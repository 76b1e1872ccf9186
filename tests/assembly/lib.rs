//! One set of functions, written twice: with unhang's locks and with parking_lot's. `tests/assembly.rs` compares what they become.

#[cfg(bare)]
pub mod bare;
#[cfg(typed)]
pub mod typed;
