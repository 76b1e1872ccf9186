//! One file of tests, compiled twice: against crossbeam-channel, and against `unhang::channel`.

mod theirs {
    use crossbeam_channel as channel;
    include!("drop_in/every_item.rs");
}

mod ours {
    use unhang::channel;
    include!("drop_in/every_item.rs");
}
