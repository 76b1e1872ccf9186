use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Logger;
}
use order::*;

#[unhang::acquires(Logger)]
fn exit(cx: &mut Cx, logger: &Mutex<String, Logger>) {
    logger.lock(cx).push_str("exit\n");
}

#[unhang::acquires(Logger)]
fn output(cx: &mut Cx, logger: &Mutex<String, Logger>, entry: &str, has_file: bool) {
    let (mut buffer, cx) = logger.lock(cx).nest();
    if !has_file {
        return exit(cx, logger);
    }
    buffer.push_str(entry);
}

fn main() {}
