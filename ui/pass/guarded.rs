#![allow(dead_code)]

mod groups_backwards {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
        #[lock(Accounts)]
        closed: Vec<i64>,
        #[lock(Journal)]
        entries: Vec<String>,
    }

    pub fn book(cx: &mut Cx, bank: &Bank) {
        let (accounts, cx) = bank.lock_accounts(cx).nest();
        bank.lock_journal(cx).entries.push(format!("{}", accounts.open.len()));
    }
}

mod one_group_twice {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
        #[lock(Accounts)]
        closed: Vec<i64>,
        #[lock(Journal)]
        entries: Vec<String>,
    }

    pub fn close(cx: &mut Cx, bank: &Bank) {
        let mut accounts = bank.lock_accounts(cx);
        accounts.closed.extend(accounts.open.drain(..));
    }
}

mod field_without_its_lock {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
        #[lock(Accounts)]
        closed: Vec<i64>,
        #[lock(Journal)]
        entries: Vec<String>,
    }

    pub fn count(cx: &mut Cx, bank: &Bank) -> usize {
        bank.lock_accounts(cx).open.len()
    }
}

mod field_of_another_group {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
        #[lock(Accounts)]
        closed: Vec<i64>,
        #[lock(Journal)]
        entries: Vec<String>,
    }

    pub fn count(cx: &mut Cx, bank: &Bank) -> usize {
        bank.lock_journal(cx).entries.len()
    }
}

mod part_carried_past_its_context {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
        #[lock(Accounts)]
        closed: Vec<i64>,
        #[lock(Journal)]
        entries: Vec<String>,
    }

    pub fn keep(cx: &mut Cx, bank: &Bank) {
        let kept = bank.lock_accounts(cx).nest().0.open;
        drop(kept);
        bank.lock_accounts(cx).closed.clear();
    }
}

mod nothing_marked {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod lock_without_a_level {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod field_marked_twice {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod two_levels_for_a_field {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod lock_and_rwlock_of_one_level {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[rwlock(Accounts)]
        open: Vec<i64>,
        #[rwlock(Accounts)]
        closed: Vec<i64>,
    }
}

mod on_an_enum {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod fields_without_names {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod derived_clone {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    #[derive(Debug)]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

mod unknown_level {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::guarded]
    pub struct Bank {
        #[lock(Accounts)]
        open: Vec<i64>,
    }
}

fn main() {}
