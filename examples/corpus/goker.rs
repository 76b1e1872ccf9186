//! GoKer: blocking bugs of Go projects, written anew from descriptions of them.
//!
//! The suite is of Yuan, Li, Lu, Liu, Li, Liu, Gao and Xue: *GoBench: a benchmark suite of real-world Go concurrency bugs* (CGO 2021).

use crate::case::Case;

mod cockroach_1055;
mod etcd_10492;
mod etcd_6873;
mod etcd_7443;
mod etcd_7492;
mod etcd_7902;
mod grpc_1353;
mod kubernetes_1321;
mod kubernetes_25331;
mod kubernetes_26980;
mod kubernetes_6632;
mod moby_25384;
mod moby_27782;
mod moby_28462;
mod moby_29733;
mod serving_2137;

pub const CASES: &[Case] = &[
    etcd_10492::CASE,
    kubernetes_25331::CASE,
    moby_27782::CASE,
    moby_29733::CASE,
    grpc_1353::CASE,
    etcd_7902::CASE,
    etcd_7492::CASE,
    etcd_7443::CASE,
    etcd_6873::CASE,
    serving_2137::CASE,
    kubernetes_26980::CASE,
    kubernetes_6632::CASE,
    kubernetes_1321::CASE,
    moby_28462::CASE,
    cockroach_1055::CASE,
    moby_25384::CASE,
];
