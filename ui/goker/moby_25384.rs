use unhang::{Cx, WaitGroup, spawn_with};

#[unhang::levels]
mod order {
    pub struct Plugins;
}
use order::*;

fn start(cx: &mut Cx, plugins: &WaitGroup<Plugins>) {
    let (volumes, cx) = plugins.token(cx);
    let (networks, cx) = plugins.token(cx);
    let (_, cx) = spawn_with(cx, (volumes,), |_, (volumes,)| drop(volumes));
    _ = plugins.wait(cx);
    _ = spawn_with(cx, (networks,), |_, (networks,)| drop(networks));
}

fn main() {}
