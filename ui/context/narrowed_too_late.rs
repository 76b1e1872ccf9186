use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

trait Audit {
    fn audit(&self, cx: &mut Cx<UpTo<Journal>>);
}

fn run(cx: &mut Cx, log: &Mutex<i64, Log>, audit: &dyn Audit) {
    let (_log, cx) = log.lock(cx).nest();
    audit.audit(cx.narrow());
}

fn main() {}
