use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

trait Audit {
    #[unhang::acquires(Journal)]
    fn audit(&self, cx: &mut Cx);
}

fn run(_: &dyn Audit) {}

fn main() {}
