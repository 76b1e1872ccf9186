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

impl Audit for u32 {
    #[unhang::acquires(Accounts)]
    fn audit(&self, _: &mut Cx) {}
}

fn main() {}
