//! 14: a guard that is a temporary lives longer than it looks, in `match`, `if let`, `while let`, `for`, a tail expression, `else if`.
//!
//! Edition 2024 drops it earlier in the `else` of an `if let` and at a block's end; what edition 2021 does is in
//! `tests/crates/renamed/src/temporaries.rs`.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};
use unhang_test_renamed::temporaries;

pub const CASE: Case = Case {
    name: "temporary",
    origin: "holes#14",
    class: "double lock, by a temporary",
    forms: &[
        Form::hangs("in_a_match", in_a_match),
        Form::hangs("in_if_let", in_if_let),
        Form::hangs("in_while_let", in_while_let),
        Form::hangs("in_a_for", in_a_for),
        Form::hangs("in_one_expression", in_one_expression),
        Form::hangs("in_an_argument", in_an_argument),
        Form::right("in_the_else_of_an_if_let", in_the_else_of_an_if_let).with_note("edition 2024"),
        Form::right("in_else_if", in_else_if).with_note("edition 2024"),
        Form::right("in_a_tail_expression", in_a_tail_expression).with_note("edition 2024"),
        Form::hangs("in_the_else_of_an_if_let_2021", |_| temporaries::in_the_else_of_an_if_let()).with_note("edition 2021"),
        Form::hangs("in_else_if_2021", |_| temporaries::in_the_second_condition()).with_note("edition 2021"),
        Form::hangs("in_a_tail_expression_2021", |_| temporaries::in_a_tail_expression()).with_note("edition 2021"),
        Form::refused("typed_in_a_match", "ui/guards/temporary_in_a_match.rs"),
        Form::refused("typed_in_if_let", "ui/guards/temporary_in_if_let.rs"),
        Form::refused("typed_in_while_let", "ui/guards/temporary_in_while_let.rs"),
        Form::refused("typed_in_a_for", "ui/guards/temporary_in_a_for.rs"),
        Form::refused("typed_in_one_expression", "ui/guards/two_temporaries_in_one_expression.rs"),
        Form::refused("typed_tried_in_a_match", "ui/guards/tried_in_a_match_and_waited_for_in_its_other_arm.rs"),
    ],
};

fn in_a_match(_: &mut Cx) {
    let lock = Mutex::new(1);
    match *lock.lock() {
        1 => *lock.lock() += 1,
        2 => *lock.lock() += 2,
        _ => {}
    }
}

fn in_if_let(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    if let Some(last) = lock.lock().pop() {
        lock.lock().push(last);
    }
}

fn in_while_let(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    while let Some(last) = lock.lock().pop() {
        lock.lock().push(last);
    }
}

fn in_a_for(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    for last in lock.lock().iter() {
        drop((last, lock.lock()));
    }
}

fn in_one_expression(_: &mut Cx) {
    let lock = Mutex::new(1);
    assert_eq!(*lock.lock(), *lock.lock());
}

fn in_an_argument(_: &mut Cx) {
    let (from, to) = (Mutex::new(vec![1]), Mutex::new(vec![]));
    to.lock().extend(from.lock().drain(..).map(|item: i32| item + to.lock().len() as i32));
}

fn in_the_else_of_an_if_let(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    if let Some(7) = lock.lock().first() {
    } else {
        lock.lock().push(2);
    }
}

fn in_else_if(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    if let Some(7) = lock.lock().first() {
    } else if let Some(1) = lock.lock().first() {
        assert!(lock.try_lock().is_none(), "it is held in its own branch");
    }
}

fn in_a_tail_expression(_: &mut Cx) {
    let lock = Mutex::new(vec![1]);
    let length = { lock.lock().len() };
    assert_eq!(length, lock.lock().len());
}
