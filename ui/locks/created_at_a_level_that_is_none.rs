use unhang::Mutex;

struct Accounts;

static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);

fn main() {}
