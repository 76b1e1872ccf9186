//! Real hangs from public issues of Rust projects, written anew from what reporters and maintainers say about them.

use crate::case::Case;

mod agave_12042;
mod agave_947;
mod albatross_34;
mod bevy_15807;
mod dashmap_369;
mod dashmap_74;
mod graph_node_2982;
mod hyper_3369;
mod lazy_static_116;
mod lighthouse_2245;
mod lighthouse_6200;
mod lighthouse_6412;
mod monarch_2112;
mod parity_11768;
mod parity_9952;
mod pyo3_4764;
mod router_7142;
mod rust_111902;
mod rust_37612;
mod rust_60107;
mod rust_76220;
mod rust_98052;
mod rust_analyzer_16652;
mod rusty_kaspa_85;
mod sharded_map;
mod sled_1083;
mod sled_1134;
mod solana_30203;
mod sorock_384;
mod tikv_10909;
mod tikv_7493;
mod tikv_8576;
mod twilight_63;
mod wgpu_5737;
mod wgpu_7004;
mod zebra_3378;

pub const CASES: &[Case] = &[
    agave_12042::CASE,
    agave_947::CASE,
    albatross_34::CASE,
    bevy_15807::CASE,
    dashmap_369::CASE,
    dashmap_74::CASE,
    graph_node_2982::CASE,
    hyper_3369::CASE,
    lazy_static_116::CASE,
    lighthouse_2245::CASE,
    lighthouse_6200::CASE,
    lighthouse_6412::CASE,
    monarch_2112::CASE,
    parity_11768::CASE,
    parity_9952::CASE,
    pyo3_4764::CASE,
    router_7142::CASE,
    rust_111902::CASE,
    rust_37612::CASE,
    rust_60107::CASE,
    rust_76220::CASE,
    rust_98052::CASE,
    rust_analyzer_16652::CASE,
    rusty_kaspa_85::CASE,
    sled_1083::CASE,
    sled_1134::CASE,
    solana_30203::CASE,
    sorock_384::CASE,
    tikv_10909::CASE,
    tikv_7493::CASE,
    tikv_8576::CASE,
    twilight_63::CASE,
    wgpu_5737::CASE,
    wgpu_7004::CASE,
    zebra_3378::CASE,
];
