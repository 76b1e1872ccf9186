//! Real hangs from public issues of Rust projects, written anew from what reporters and maintainers say about them.
//!
//! Where a case says how it is mended *here*, we do not know how its project did it.

use crate::case::Case;

mod agave_12042;
mod agave_947;
mod albatross_34;
mod bevy_15807;
mod chan_22;
mod codex_2874;
mod crossbeam_196;
mod crossbeam_channel_55;
mod dashmap_369;
mod dashmap_74;
mod delta_kernel_2547;
mod deno_13705;
mod discv5_23;
mod graph_node_2982;
mod hyper_3369;
mod ipc_channel_34;
mod ironclaw_905;
mod lazy_static_116;
mod lazy_static_95;
mod lighthouse_2245;
mod lighthouse_6200;
mod lighthouse_6412;
mod monarch_2112;
mod ockam_1947;
mod ort_583;
mod parity_11768;
mod parity_9952;
mod pyo3_4764;
mod qdrant_8847;
mod risingwave_5822;
mod roc_7218;
mod router_7142;
mod rquickjs_724;
mod rust_111902;
mod rust_37612;
mod rust_60107;
mod rust_64350;
mod rust_76220;
mod rust_98052;
mod rust_analyzer_16652;
mod rustdesk_622;
mod rusty_kaspa_85;
mod servo_1415;
mod sharded_map;
mod sled_1083;
mod sled_1134;
mod sled_709;
mod smoldot_520;
mod solana_30203;
mod sorock_384;
mod tikv_10909;
mod tikv_4686;
mod tikv_7493;
mod tikv_8576;
mod tokio_2082;
mod tokio_2134;
mod tokio_5429;
mod tracing_opentelemetry_250;
mod twilight_63;
mod tylertoo_362;
mod webrender_2478;
mod wgpu_5737;
mod wgpu_7004;
mod zebra_3378;

pub const CASES: &[Case] = &[
    agave_12042::CASE,
    agave_947::CASE,
    albatross_34::CASE,
    bevy_15807::CASE,
    chan_22::CASE,
    codex_2874::CASE,
    crossbeam_196::CASE,
    crossbeam_channel_55::CASE,
    dashmap_369::CASE,
    dashmap_74::CASE,
    delta_kernel_2547::CASE,
    deno_13705::CASE,
    discv5_23::CASE,
    graph_node_2982::CASE,
    hyper_3369::CASE,
    ipc_channel_34::CASE,
    ironclaw_905::CASE,
    lazy_static_116::CASE,
    lazy_static_95::CASE,
    lighthouse_2245::CASE,
    lighthouse_6200::CASE,
    lighthouse_6412::CASE,
    monarch_2112::CASE,
    ockam_1947::CASE,
    ort_583::CASE,
    parity_11768::CASE,
    parity_9952::CASE,
    pyo3_4764::CASE,
    qdrant_8847::CASE,
    risingwave_5822::CASE,
    roc_7218::CASE,
    router_7142::CASE,
    rquickjs_724::CASE,
    rust_111902::CASE,
    rust_37612::CASE,
    rust_60107::CASE,
    rust_64350::CASE,
    rust_76220::CASE,
    rust_98052::CASE,
    rust_analyzer_16652::CASE,
    rustdesk_622::CASE,
    rusty_kaspa_85::CASE,
    servo_1415::CASE,
    sled_1083::CASE,
    sled_1134::CASE,
    sled_709::CASE,
    smoldot_520::CASE,
    solana_30203::CASE,
    sorock_384::CASE,
    tikv_10909::CASE,
    tikv_4686::CASE,
    tikv_7493::CASE,
    tikv_8576::CASE,
    tokio_2082::CASE,
    tokio_2134::CASE,
    tokio_5429::CASE,
    tracing_opentelemetry_250::CASE,
    twilight_63::CASE,
    tylertoo_362::CASE,
    webrender_2478::CASE,
    wgpu_5737::CASE,
    wgpu_7004::CASE,
    zebra_3378::CASE,
];
