mod server {
    #[unhang::levels]
    pub mod order {
        #[channel(carries(Shown, Hidden))]
        pub struct Requests;
        #[channel]
        pub struct Shown;
        #[channel]
        pub(crate) struct Hidden;
    }
}
use server::order::*;
use unhang::{Cx, Drains, Mutex, Unheld};

#[unhang::levels]
mod order {
    #[after(super::server::order::Requests, super::server::order::Shown)]
    pub struct Log;
}
use order::*;

fn serve(cx: &mut Cx<(Unheld, Drains<Requests>)>, log: &Mutex<u32, Log>) {
    *log.lock(cx) += 1;
}

fn main() {}
