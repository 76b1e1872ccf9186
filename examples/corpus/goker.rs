//! GoKer: blocking bugs of Go projects, written anew from descriptions of them.
//!
//! The suite is of Yuan, Li, Lu, Liu, Li, Liu, Gao and Xue: *GoBench: a benchmark suite of real-world Go concurrency bugs* (CGO 2021).

use crate::case::Case;

mod cockroach_10214;
mod cockroach_1055;
mod cockroach_10790;
mod cockroach_16167;
mod cockroach_18101;
mod cockroach_24808;
mod cockroach_35073;
mod cockroach_3710;
mod cockroach_584;
mod cockroach_9935;
mod etcd_10492;
mod etcd_6708;
mod etcd_6857;
mod etcd_6873;
mod etcd_7443;
mod etcd_7492;
mod etcd_7902;
mod grpc_1275;
mod grpc_1353;
mod grpc_660;
mod grpc_795;
mod grpc_862;
mod hugo_3251;
mod hugo_5379;
mod istio_17860;
mod istio_18454;
mod kubernetes_13135;
mod kubernetes_1321;
mod kubernetes_25331;
mod kubernetes_26980;
mod kubernetes_38669;
mod kubernetes_5316;
mod kubernetes_58107;
mod kubernetes_62464;
mod kubernetes_6632;
mod kubernetes_70277;
mod moby_17176;
mod moby_21233;
mod moby_25384;
mod moby_27782;
mod moby_28462;
mod moby_29733;
mod moby_33293;
mod moby_36114;
mod moby_4395;
mod moby_4951;
mod serving_2137;
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
