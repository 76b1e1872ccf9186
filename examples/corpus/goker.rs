//! GoKer: blocking bugs of Go projects, written anew from descriptions of them.
//!
//! The suite is of Yuan, Li, Lu, Liu, Li, Liu, Gao and Xue: *GoBench: a benchmark suite of real-world Go concurrency bugs* (CGO 2021).

use crate::case::Case;

mod cockroach_10790;
mod cockroach_18101;
mod cockroach_24808;
mod cockroach_35073;
mod etcd_10492;
mod etcd_6857;
mod grpc_1275;
mod grpc_660;
mod grpc_862;
mod istio_17860;
mod istio_18454;
mod kubernetes_38669;
mod kubernetes_5316;
mod kubernetes_70277;
mod moby_21233;
mod moby_33293;
mod moby_4395;

pub const CASES: &[Case] = &[
    etcd_10492::CASE,
    grpc_1275::CASE,
    grpc_660::CASE,
    etcd_6857::CASE,
    istio_17860::CASE,
    cockroach_35073::CASE,
    cockroach_24808::CASE,
    kubernetes_70277::CASE,
    kubernetes_38669::CASE,
    kubernetes_5316::CASE,
    moby_33293::CASE,
    moby_21233::CASE,
    moby_4395::CASE,
    grpc_862::CASE,
    istio_18454::CASE,
    cockroach_18101::CASE,
    cockroach_10790::CASE,
];
