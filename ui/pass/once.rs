#![allow(dead_code)]

mod initialised_inside_itself {
    use unhang::{Cx, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Settings;
    }
    use order::*;

    pub fn settings<'a>(cx: &mut Cx, once: &'a OnceLock<u16, Settings>) -> &'a u16 {
        once.get_or_init(cx, |_| 80)
    }
}

mod initialiser_takes_an_earlier_lock {
    use unhang::{Cx, Mutex, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Settings;
    }
    use order::*;

    pub fn settings(cx: &mut Cx, once: &OnceLock<i64, Settings>, accounts: &Mutex<i64, Accounts>) -> i64 {
        let (accounts, cx) = accounts.lock(cx).nest();
        *once.get_or_init(cx, |_| *accounts)
    }
}

mod initialiser_uses_the_outer_context {
    use unhang::{Cx, Mutex, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Settings;
    }
    use order::*;

    pub fn settings(cx: &mut Cx, once: &OnceLock<i64, Settings>, accounts: &Mutex<i64, Accounts>) -> i64 {
        let (accounts, cx) = accounts.lock(cx).nest();
        *once.get_or_init(cx, |_| *accounts)
    }
}

mod wanted_under_a_later_lock {
    use unhang::{Cx, Mutex, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn note(cx: &mut Cx, once: &OnceLock<u16, Accounts>, journal: &Mutex<u16, Journal>) {
        let port = *once.get_or_init(cx, |_| 80);
        *journal.lock(cx) = port;
    }
}

mod lazy_takes_an_earlier_lock {
    use unhang::{LazyLock, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Settings;
    }
    use order::*;

    pub static ACCOUNTS: LazyLock<i64, Accounts> = LazyLock::new(|cx| *LIMIT.lock(cx));
    static LIMIT: Mutex<i64, Settings> = Mutex::new(0);
}

mod lazy_of_itself {
    use unhang::LazyLock;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub static LIMIT: LazyLock<i64, Accounts> = LazyLock::new(|_| 1);
}

mod lazy_read_without_cx {
    use unhang::{Cx, LazyLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    static LIMIT: LazyLock<i64, Accounts> = LazyLock::new(|_| 1);

    pub fn limit(cx: &mut Cx) -> i64 {
        *LIMIT.get(cx)
    }
}

fn main() {}
