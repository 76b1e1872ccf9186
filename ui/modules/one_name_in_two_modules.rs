use unhang::{Cx, Mutex};

#[unhang::levels]
mod bank {
    pub struct Log;
}

#[unhang::levels]
mod web {
    pub struct Log;
}

fn log(_: &mut Cx, _: &Mutex<u32, bank::Log>) {}

fn wrong(cx: &mut Cx, web: &Mutex<u32, web::Log>) {
    log(cx, web);
}

fn main() {}
