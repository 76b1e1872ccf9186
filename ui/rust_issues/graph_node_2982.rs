use unhang::{Cx, Receiver, RwLock};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Reloads;
    #[after(Reloads)] // whoever owes a reload writes the settings first
    pub struct Settings;
}
use order::*;

fn follow(cx: &mut Cx, settings: &RwLock<u32, Settings>, reloads: &Receiver<(), Reloads>) {
    let (borrowed, cx) = settings.read(cx).nest();
    reloads.recv(cx).unwrap();
    println!("{borrowed}");
}

fn main() {}
