#![allow(dead_code)]

mod after_itself {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod before_itself {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod cycle_of_two {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod cycle_by_both_words {
    #[unhang::levels]
    mod order {
        #[before(Journal)]
        pub struct Accounts;
        pub struct Journal;
    }
}

mod after_and_before_the_same {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod cycle_below_a_root {
    #[unhang::levels]
    mod order {
        pub struct Root;
        #[after(Root)]
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
}

mod two_cycles {
    #[unhang::levels]
    mod order {
        pub struct A;
        #[after(A)]
        pub struct B;
        pub struct C;
        #[after(C)]
        pub struct D;
    }
}

mod unknown_level {
    #[unhang::levels]
    mod order {
        pub struct Ledger;
        #[after(Ledger)]
        pub struct Journal;
    }
}

mod misspelt_level {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod declared_twice {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod fields_in_parentheses {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod fields_in_braces {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod generic_level {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod after_without_a_list {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod after_with_equals {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod after_nothing {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod after_a_text {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod after_a_type_with_arguments {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod after_on_an_enum {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod argument_to_levels {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
}

mod four_mistakes_at_once {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        pub struct Cache;
        #[before(Cache)]
        pub struct Log;
    }
}

mod on_a_struct {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod on_a_function {
    #[unhang::levels]
    mod order {}
}

mod module_without_a_body {
    #[unhang::levels]
    mod order {}
}

mod before_by_hand {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[before(Accounts)]
        pub struct Journal;
    }
}

mod after_by_hand {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[before(Accounts)]
        pub struct Journal;
    }
}

mod joinable_by_hand {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[before(Accounts)]
        pub struct Journal;
    }
}

mod level_by_hand {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
}

mod before_by_hand_with_the_hidden_item {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[before(Accounts)]
        pub struct Journal;
    }
}

fn main() {}
