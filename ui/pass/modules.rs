#![allow(dead_code)]

mod cycle_across_two {
    #[unhang::levels]
    mod bank {
        pub struct Accounts;
    }

    #[unhang::levels]
    mod store {
        #[after(super::bank::Accounts)]
        pub struct Table;
    }
}

mod cycle_across_two_by_before {
    #[unhang::levels]
    mod bank {
        #[before(super::store::Table)]
        pub struct Accounts;
    }

    #[unhang::levels]
    mod store {
        pub struct Table;
    }
}

mod cycle_through_a_library {
    use unhang_test_levels::net;

    #[unhang::levels]
    mod order {
        use super::net;

        #[after(net::Socket)]
        #[before(net::Trace)]
        pub struct Accounts;
    }
}

mod cycle_through_two_own_levels {
    use unhang_test_levels::net;

    #[unhang::levels]
    mod order {
        use super::net;

        #[after(net::Socket)]
        pub struct Accounts;
        #[after(Accounts)]
        #[before(net::Quota)]
        pub struct Journal;
    }
}

mod after_a_plain_struct {
    #[unhang::levels]
    mod bank {
        pub struct Accounts;
    }

    #[unhang::levels]
    mod order {
        #[after(super::bank::Accounts)]
        pub struct Journal;
    }
}

mod after_what_is_not_there {
    #[unhang::levels]
    mod order {
        #[after(unhang_test_levels::net::Socket)]
        pub struct Journal;
    }
}

mod level_of_another_without_its_path {
    #[unhang::levels]
    mod order {
        use unhang_test_levels::net::Socket;

        #[after(Socket)]
        pub struct Journal;
    }
}

mod private_level {
    mod bank {
        #[unhang::levels]
        pub mod order {
            pub struct Accounts;
        }
    }

    #[unhang::levels]
    mod order {
        #[after(super::bank::order::Accounts)]
        pub struct Journal;
    }
}

mod own_level_after_the_librarys {
    use unhang::{Cx, Mutex};
    use unhang_test_levels::SOCKET;

    #[unhang::levels]
    mod order {
        #[before(unhang_test_levels::net::Socket)]
        pub struct Request;
    }

    pub fn answer(cx: &mut Cx, request: &Mutex<u32, order::Request>) {
        let (_request, cx) = request.lock(cx).nest();
        SOCKET.lock(cx).push("answer".into());
    }
}

mod library_function_called_too_late {
    use unhang::{Cx, Mutex};
    use unhang_test_levels::send;

    #[unhang::levels]
    mod order {
        #[after(unhang_test_levels::net::Socket)]
        pub struct Retry;
    }

    pub fn again(cx: &mut Cx, retry: &Mutex<u32, order::Retry>) {
        *retry.lock(cx) += 1;
        send(cx, "again");
    }
}

mod library_function_called_from_nowhere {
    use unhang::{Cx, Mutex};
    use unhang_test_levels::trace;

    #[unhang::levels]
    mod order {
        pub struct Lone;
    }

    pub fn tell(cx: &mut Cx, lone: &Mutex<u32, order::Lone>) {
        *lone.lock(cx) += 1;
        trace(cx, "told");
    }
}

mod library_levels_backwards {
    use unhang::Cx;
    use unhang_test_levels::{SESSION, SOCKET};

    pub fn log_in(cx: &mut Cx) {
        let (_socket, cx) = SOCKET.lock(cx).nest();
        *SESSION.lock(cx) = Some("me".into());
    }
}

mod two_libraries_without_an_order {
    use unhang::Cx;
    use unhang_test_levels::SOCKET;
    use unhang_test_more_levels::store;

    pub fn save(cx: &mut Cx) {
        SOCKET.lock(cx).push("saved".into());
        store(cx, 1);
    }
}

mod one_name_in_two_modules {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod bank {
        pub struct Log;
    }

    fn log(_: &mut Cx, _: &Mutex<u32, bank::Log>) {}

    pub fn right(cx: &mut Cx, bank: &Mutex<u32, bank::Log>) {
        log(cx, bank);
    }
}

mod cycle_across_two_through_a_third_level {
    #[unhang::levels]
    mod bank {
        #[after(super::store::Table)]
        pub struct Accounts;
    }

    #[unhang::levels]
    mod store {
        #[after(super::bank::Accounts)]
        pub struct Log;
        pub struct Table;
    }
}

fn main() {}
