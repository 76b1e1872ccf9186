//! What peers accept, and what then hangs.

use crate::case::Case;

pub const CASES: &[Case] = &[];
