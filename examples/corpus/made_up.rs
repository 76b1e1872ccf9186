//! Cases that say something else of themselves than what they do, and one that does not: the runner must notice. Nobody had these hangs.

use crate::case::{Case, Category, Form};
use std::sync::mpsc;
use unhang::{Cx, Mutex};

pub static CATEGORY: Category = Category {
    name: "made_up",
    title: "Made up, to try the runner",
    cases: &[
        case("hangs", &[Form::hangs("as it says", hangs), Form::hangs("silently", hangs_silently), Form::hangs("not at all", ends)]),
        case("can_hang", &[Form::can_hang("as it says", can_hang), Form::can_hang("not at all", ends)]),
        case("is_right", &[Form::right("as it says", ends), Form::right("but reported", hangs), Form::right("but panics", panics)]),
        case("is_missed", &[Form::missed("as it says", hangs_silently, "a channel of std"), Form::missed("not at all", hangs, "")]),
        case("is_refused", &[Form::refused("as it says", "ui/seed/the_double_lock.rs"), Form::refused("not at all", "ui/pass/seed.rs")]),
        case("is_removed", &[Form::removed("as it says", "")]),
        case(
            "panics",
            &[Form::panics("as it says", panics), Form::panics("with another word", panics_otherwise), Form::panics("not at all", ends)],
        ),
    ],
};

const fn case(name: &'static str, forms: &'static [Form]) -> Case {
    Case { name, origin: "nobody", class: "none", forms }
}

fn hangs(_: &mut Cx) {
    let lock = Mutex::new(0);
    let _held = lock.lock();
    *lock.lock() += 1;
}

/// The checker does not know this channel.
fn hangs_silently(_: &mut Cx) {
    let (_sender, receiver) = mpsc::channel::<()>();
    _ = receiver.recv();
}

fn can_hang(_: &mut Cx) {
    let [one, other] = [Mutex::new(0), Mutex::new(0)];
    unhang::thread::scope(|scope| {
        scope.spawn(|| {
            let _one = one.lock();
            *other.lock() += 1;
        });
        scope.spawn(|| {
            let _other = other.lock();
            *one.lock() += 1;
        });
    });
}

fn ends(_: &mut Cx) {}

fn panics(_: &mut Cx) {
    panic!("deadlock: of its own");
}

fn panics_otherwise(_: &mut Cx) {
    panic!("of its own");
}
