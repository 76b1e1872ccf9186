use unhang::{Cx, RwLock, UpTo};

#[unhang::levels]
mod order {
    pub struct Extensions;
}
use order::*;

struct Span {
    files: RwLock<u64, Extensions>,
    layers: Vec<fn(&mut Cx<UpTo<Extensions>>, &Span)>,
}

#[unhang::acquires(Extensions)]
fn warn(cx: &mut Cx, span: &Span) {
    for layer in &span.layers {
        layer(cx.narrow(), span);
    }
}

fn record(cx: &mut Cx, span: &Span, value: &str) {
    let (mut files, cx) = span.files.write(cx).nest();
    match value.parse() {
        Ok(value) => *files = value,
        Err(_) => warn(cx, span),
    }
}

fn main() {}
