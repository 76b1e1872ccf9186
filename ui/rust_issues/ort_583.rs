use unhang::{Cx, OnceLock};

#[unhang::levels]
mod order {
    pub struct Interface;
}
use order::*;

type Loaded = Result<u32, &'static str>;

#[unhang::acquires(Interface)]
fn message(cx: &mut Cx, interface: &OnceLock<Loaded, Interface>) -> &'static str {
    if interface.get_or_init(cx, |_| Ok(16)).is_ok() { "wrong version" } else { "not loaded" }
}

fn load<'a>(cx: &mut Cx, interface: &'a OnceLock<Loaded, Interface>, version: u32) -> &'a Loaded {
    interface.get_or_init(cx, |cx| if version < 17 { Err(message(cx, interface)) } else { Ok(version) })
}

fn main() {}
