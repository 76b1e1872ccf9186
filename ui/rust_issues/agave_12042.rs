use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct BankForks;
    #[after(BankForks)]
    pub struct ProgramCache;
}
use order::*;

struct Validator {
    bank_forks: RwLock<Vec<u64>, BankForks>,
    program_cache: RwLock<Vec<&'static str>, ProgramCache>,
}

fn prune(cx: &mut Cx, validator: &Validator) {
    let (forks, cx) = validator.bank_forks.read(cx).nest();
    validator.program_cache.write(cx).truncate(forks.len());
}

fn load(cx: &mut Cx, validator: &Validator) {
    let (mut cache, cx) = validator.program_cache.write(cx).nest();
    if validator.bank_forks.read(cx).is_empty() {
        cache.push("vote");
    }
}

fn main() {}
