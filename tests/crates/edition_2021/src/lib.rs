//! Programs of edition 2021: guards that are temporaries live longer here than in edition 2024.
//!
//! Each is the `found` form of the case of its name, in `examples/corpus/rust_issues`.

#![deny(missing_docs)]

pub mod rust_37612;
pub mod rust_60107;
pub mod rust_98052;
pub mod rusty_kaspa_85;
