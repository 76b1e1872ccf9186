//! The double lock. `transfer` locks the accounts and calls `balance`, a harmless little function, which locks them too. The lock
//! is not reentrant: the task waits for itself, and nobody can wake it.
//!
//! `cargo run --example seed_double_lock` reports the second `lock` before it blocks, with both places.

mod needs_checking;

use unhang::Mutex;

struct Bank {
    accounts: Mutex<[i64; 2]>,
}

impl Bank {
    fn balance(&self, of: usize) -> i64 {
        self.accounts.lock()[of]
    }

    fn transfer(&self, from: usize, to: usize, amount: i64) {
        let mut accounts = self.accounts.lock();
        if self.balance(from) >= amount {
            accounts[from] -= amount;
            accounts[to] += amount;
        }
    }
}

fn main() {
    needs_checking::or_exit();
    let bank = Bank { accounts: Mutex::new([10, 0]) };
    bank.transfer(0, 1, 3);
    println!("never reached: {:?}", bank.accounts);
}
