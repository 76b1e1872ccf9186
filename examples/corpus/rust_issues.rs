//! Issues of Rust projects.

use crate::case::Case;

pub const CASES: &[Case] = &[];
