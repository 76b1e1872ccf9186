//! GoKer: blocking bugs of Go projects, written anew from descriptions of them.
//!
//! The suite is of Yuan, Li, Lu, Liu, Li, Liu, Gao and Xue: *GoBench: a benchmark suite of real-world Go concurrency bugs* (CGO 2021).

use crate::case::Case;

mod etcd_10492;

pub const CASES: &[Case] = &[etcd_10492::CASE];
