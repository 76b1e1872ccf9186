use unhang::{Cx, UpTo};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

trait Audit {
    fn audit(&self, cx: &mut Cx<UpTo<Journal>>);
}

fn run(cx: &mut Cx, audit: &dyn Audit) {
    audit.audit(cx);
}

fn main() {}
