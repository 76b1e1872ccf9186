#![allow(dead_code)]

mod another_word {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
}

mod channel_with_equals {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded)]
        pub struct Jobs;
    }
}

mod channel_twice {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        pub struct Replies;
    }
}

mod carries_nothing {
    #[unhang::levels]
    pub mod order {
        #[channel(carries(Replies))]
        pub struct Requests;
        #[channel]
        pub struct Replies;
    }
}

mod carries_itself {
    #[unhang::levels]
    pub mod order {
        #[channel(carries(Replies))]
        pub struct Requests;
        #[channel]
        pub struct Replies;
    }
}

mod carries_what_is_not_there {
    #[unhang::levels]
    pub mod order {
        #[channel(carries(Replies))]
        pub struct Requests;
        #[channel]
        pub struct Replies;
    }
}

mod token_without_a_bound {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded, token)]
        pub struct Jobs;
    }
}

mod around_a_lock_and_directly {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded)]
        pub struct First;
        #[after(First)]
        pub struct Between;
        #[channel(bounded)]
        #[after(Between)]
        pub struct Last;
    }
}

mod carries_what_waits_for_its_space {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
        #[after(Replies)]
        pub struct Log;
    }
}

mod two_channels_after_one_another {
    #[unhang::levels]
    pub mod order {
        #[channel]
        pub struct Left;
        #[channel]
        #[after(Left)]
        pub struct Right;
    }
}

mod around_a_lock_in_another_module {
    mod first {
        #[unhang::levels]
        pub mod order {
            #[channel(bounded)]
            pub struct First;
            #[channel(bounded)]
            #[after(First)]
            pub struct Last;
        }
    }

    #[unhang::levels]
    pub mod order {
        #[after(super::first::order::First, super::first::order::Last)]
        pub struct Behind;
    }
}

mod drained_what_carries_a_private_level {
    mod server {
        #[unhang::levels]
        pub mod order {
            #[channel(carries(Shown))]
            pub struct Requests;
            #[channel]
            pub struct Shown;
        }
    }
    use server::order::*;
    use unhang::{Cx, Drains, Mutex, Unheld};

    #[unhang::levels]
    pub mod order {
        #[after(super::server::order::Requests, super::server::order::Shown)]
        pub struct Log;
    }
    use order::*;

    pub fn serve(cx: &mut Cx<(Unheld, Drains<Requests>)>, log: &Mutex<u32, Log>) {
        *log.lock(cx) += 1;
    }
}

fn main() {}
