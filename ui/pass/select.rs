mod two_defaults {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default(std::time::Duration::ZERO) => {}
        }
    }
}

mod no_result {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default => {}
        }
    }
}

mod no_comma {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => assert!(r.is_empty()), send(s, 1) -> _ => {}
        }
    }
}

mod default_with_result {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => drop(s),
            default => {}
        }
    }
}

mod another_operation {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => {}
            send(s, 1) -> _ => {}
        }
    }
}

mod send_without_a_message {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            recv(r) -> _ => {}
            send(s, 1) -> _ => {}
        }
    }
}

mod empty {
    use unhang::channel::{bounded, select};

    pub fn right() {
        let (s, r) = bounded::<u8>(1);
        select! {
            default => drop((s, r)),
        }
    }
}

fn main() {
    two_defaults::right();
    no_result::right();
    no_comma::right();
    default_with_result::right();
    another_operation::right();
    send_without_a_message::right();
    empty::right();
}
