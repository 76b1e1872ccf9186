//! With unhang: levels and a context, or neither.

use std::hint::black_box;
use unhang::{Cx, Mutex, RwLock};

#[unhang::levels]
pub mod order {
    pub struct A;
    #[after(A)]
    pub struct B;
    #[after(B)]
    pub struct C;
    #[after(C)]
    pub struct D;
}
use order::*;

#[repr(C)]
pub struct Locks {
    pub a: Mutex<u64, A>,
    pub b: Mutex<u64, B>,
    pub c: Mutex<u64, C>,
    pub d: Mutex<u64, D>,
    pub e: Mutex<u64>,
    pub f: Mutex<u64>,
    pub g: RwLock<u64, A>,
    pub h: RwLock<u64, B>,
    pub i: RwLock<u64>,
}

#[unsafe(no_mangle)]
pub fn lock_unlock(locks: &Locks, cx: &mut Cx) {
    *locks.a.lock(cx) += 1;
}

#[unsafe(no_mangle)]
pub fn nested_2(locks: &Locks, cx: &mut Cx) {
    let (mut a, cx) = locks.a.lock(cx).nest();
    let mut b = locks.b.lock(cx);
    *a += 1;
    *b += 1;
}

#[unsafe(no_mangle)]
pub fn nested_4(locks: &Locks, cx: &mut Cx) {
    let (mut a, cx) = locks.a.lock(cx).nest();
    let (mut b, cx) = locks.b.lock(cx).nest();
    let (mut c, cx) = locks.c.lock(cx).nest();
    let mut d = locks.d.lock(cx);
    *a += 1;
    *b += 1;
    *c += 1;
    *d += 1;
}

#[unsafe(no_mangle)]
pub fn held_over_a_call(locks: &Locks, cx: &mut Cx, f: fn(u64) -> u64) {
    let (mut a, cx) = locks.a.lock(cx).nest();
    *locks.b.lock(cx) += f(*a);
    *a += 1;
}

#[inline(never)]
fn add(b: &Mutex<u64, B>, cx: &mut Cx<impl BeforeB>, n: u64) {
    *b.lock(cx) += n;
}

#[unsafe(no_mangle)]
pub fn called_with_a_context(locks: &Locks, cx: &mut Cx) {
    let (mut a, cx) = locks.a.lock(cx).nest();
    add(&locks.b, cx, *a);
    *a += 1;
}

#[unsafe(no_mangle)]
#[unhang::acquires(A)]
pub fn entered_without_a_context(locks: &Locks) {
    *locks.a.lock(cx) += 1;
}

#[unsafe(no_mangle)]
pub fn try_lock(locks: &Locks, cx: &mut Cx) -> bool {
    match locks.a.try_lock(cx) {
        Some(mut a) => {
            *a += 1;
            true
        }
        None => false,
    }
}

#[unsafe(no_mangle)]
pub fn dynamic_lock(locks: &Locks) {
    *locks.e.lock() += 1;
}

#[unsafe(no_mangle)]
pub fn dynamic_nested_2(locks: &Locks) {
    let mut e = locks.e.lock();
    let mut f = locks.f.lock();
    *e += 1;
    *f += 1;
}

#[unsafe(no_mangle)]
pub fn made(n: u64) -> u64 {
    Mutex::<u64, A>::new(black_box(n)).get_mut().wrapping_add(1)
}

#[unsafe(no_mangle)]
pub fn read(locks: &Locks, cx: &mut Cx) -> u64 {
    *locks.g.read(cx)
}

#[unsafe(no_mangle)]
pub fn write(locks: &Locks, cx: &mut Cx) {
    *locks.g.write(cx) += 1;
}

#[unsafe(no_mangle)]
pub fn read_under_a_write(locks: &Locks, cx: &mut Cx) {
    let (mut g, cx) = locks.g.write(cx).nest();
    *g += *locks.h.read(cx);
}

#[unsafe(no_mangle)]
pub fn dynamic_read(locks: &Locks) -> u64 {
    *locks.i.read()
}

/// Differs from its twin in one number.
#[unsafe(no_mangle)]
pub fn control_operand(locks: &Locks, cx: &mut Cx) {
    *locks.a.lock(cx) += 2;
}

/// Differs from its twin in what it calls, two calls deep.
#[unsafe(no_mangle)]
pub fn control_callee(locks: &Locks, cx: &mut Cx) {
    let (_a, cx) = locks.a.lock(cx).nest();
    add(&locks.b, cx, 1);
    subtract(&locks.b, cx, 1);
}

#[inline(never)]
fn subtract(b: &Mutex<u64, B>, cx: &mut Cx<impl BeforeB>, n: u64) {
    *b.lock(cx) -= n;
}

/// Differs from its twin in the order of the releases.
#[unsafe(no_mangle)]
pub fn control_order(locks: &Locks, cx: &mut Cx) {
    let (a, cx) = locks.a.lock(cx).nest();
    let b = locks.b.lock(cx);
    drop(b);
    drop(a);
}
