//! GoKer: blocking bugs of Go projects, written anew from descriptions of them.
//!
//! The suite is of Yuan, Li, Lu, Liu, Li, Liu, Gao and Xue: *GoBench: a benchmark suite of real-world Go concurrency bugs* (CGO 2021).

use crate::case::Case;

mod cockroach_10214;
mod cockroach_16167;
mod cockroach_3710;
mod cockroach_584;
mod cockroach_9935;
mod etcd_10492;
mod etcd_6708;
mod grpc_795;
mod hugo_3251;
mod hugo_5379;
mod kubernetes_13135;
mod kubernetes_58107;
mod kubernetes_62464;
mod moby_17176;
mod moby_36114;
mod moby_4951;
mod syncthing_4829;

pub const CASES: &[Case] = &[
    hugo_5379::CASE,
    grpc_795::CASE,
    etcd_10492::CASE,
    etcd_6708::CASE,
    cockroach_9935::CASE,
    cockroach_584::CASE,
    syncthing_4829::CASE,
    moby_36114::CASE,
    moby_17176::CASE,
    cockroach_10214::CASE,
    kubernetes_13135::CASE,
    moby_4951::CASE,
    hugo_3251::CASE,
    cockroach_16167::CASE,
    cockroach_3710::CASE,
    kubernetes_62464::CASE,
    kubernetes_58107::CASE,
];
