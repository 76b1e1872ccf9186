//! Real hangs from public issues of Rust projects, written anew from what reporters and maintainers say about them.

use crate::case::Case;

mod bevy_15807;
mod dashmap_74;
mod hyper_3369;
mod monarch_2112;
mod rust_111902;
mod rust_37612;
mod rust_60107;
mod rust_98052;
mod rust_analyzer_16652;
mod rusty_kaspa_85;
mod sharded_map;
mod sled_1083;
mod sled_1134;
mod sorock_384;
mod tikv_7493;
mod twilight_63;

pub const CASES: &[Case] = &[
    bevy_15807::CASE,
    dashmap_74::CASE,
    hyper_3369::CASE,
    monarch_2112::CASE,
    rust_111902::CASE,
    rust_37612::CASE,
    rust_60107::CASE,
    rust_98052::CASE,
    rust_analyzer_16652::CASE,
    rusty_kaspa_85::CASE,
    sled_1083::CASE,
    sled_1134::CASE,
    sorock_384::CASE,
    tikv_7493::CASE,
    twilight_63::CASE,
];
