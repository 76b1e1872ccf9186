//! moby#33293: an error is sent before anybody can have the channel.
//!
//! `container_wait` makes a channel without a buffer, and returns it, for its caller to wait for how the container ends. Where it fails at
//! once it sends the error itself, and then returns the channel: it never gets there.
//!
//! It was mended by a buffer of one.

use crate::case::{Case, Form};
use unhang::Cx;
use unhang::channel::{Receiver, bounded};

pub const CASE: Case = Case {
    name: "moby_33293",
    origin: "moby#33293",
    class: "a send before there is a receiver",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/moby_33293.rs"), Form::right("fixed", fixed)],
};

fn inspect() -> Result<(), &'static str> {
    Err("no such container")
}

fn container_wait(buffer: usize) -> Receiver<&'static str> {
    let (errors, error) = bounded(buffer);
    if let Err(why) = inspect() {
        errors.send(why).expect("the receiver is here");
    }
    error
}

fn found(_: &mut Cx) {
    _ = container_wait(0).recv();
}

fn fixed(_: &mut Cx) {
    assert_eq!(container_wait(1).recv(), Ok("no such container"));
}
