//! With parking_lot. An unused pointer stands where the context is, so that both take their arguments in the same registers.

use parking_lot::{Mutex, RwLock};
use std::hint::black_box;

#[repr(C)]
pub struct Locks {
    pub a: Mutex<u64>,
    pub b: Mutex<u64>,
    pub c: Mutex<u64>,
    pub d: Mutex<u64>,
    pub e: Mutex<u64>,
    pub f: Mutex<u64>,
    pub g: RwLock<u64>,
    pub h: RwLock<u64>,
    pub i: RwLock<u64>,
}

#[unsafe(no_mangle)]
pub fn lock_unlock(locks: &Locks, _: &mut ()) {
    *locks.a.lock() += 1;
}

#[unsafe(no_mangle)]
pub fn nested_2(locks: &Locks, _: &mut ()) {
    let mut a = locks.a.lock();
    let mut b = locks.b.lock();
    *a += 1;
    *b += 1;
}

#[unsafe(no_mangle)]
pub fn nested_4(locks: &Locks, _: &mut ()) {
    let mut a = locks.a.lock();
    let mut b = locks.b.lock();
    let mut c = locks.c.lock();
    let mut d = locks.d.lock();
    *a += 1;
    *b += 1;
    *c += 1;
    *d += 1;
}

#[unsafe(no_mangle)]
pub fn held_over_a_call(locks: &Locks, _: &mut (), f: fn(u64) -> u64) {
    let mut a = locks.a.lock();
    *locks.b.lock() += f(*a);
    *a += 1;
}

#[inline(never)]
fn add(b: &Mutex<u64>, _: &mut (), n: u64) {
    *b.lock() += n;
}

#[unsafe(no_mangle)]
pub fn called_with_a_context(locks: &Locks, cx: &mut ()) {
    let mut a = locks.a.lock();
    add(&locks.b, cx, *a);
    *a += 1;
}

#[unsafe(no_mangle)]
pub fn entered_without_a_context(locks: &Locks) {
    *locks.a.lock() += 1;
}

#[unsafe(no_mangle)]
pub fn try_lock(locks: &Locks, _: &mut ()) -> bool {
    match locks.a.try_lock() {
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
    Mutex::new(black_box(n)).get_mut().wrapping_add(1)
}

#[unsafe(no_mangle)]
pub fn read(locks: &Locks, _: &mut ()) -> u64 {
    *locks.g.read()
}

#[unsafe(no_mangle)]
pub fn write(locks: &Locks, _: &mut ()) {
    *locks.g.write() += 1;
}

#[unsafe(no_mangle)]
pub fn read_under_a_write(locks: &Locks, _: &mut ()) {
    let mut g = locks.g.write();
    *g += *locks.h.read();
}

#[unsafe(no_mangle)]
pub fn dynamic_read(locks: &Locks) -> u64 {
    *locks.i.read()
}

#[unsafe(no_mangle)]
pub fn control_operand(locks: &Locks, _: &mut ()) {
    *locks.a.lock() += 3;
}

#[unsafe(no_mangle)]
pub fn control_callee(locks: &Locks, cx: &mut ()) {
    let _a = locks.a.lock();
    add(&locks.b, cx, 1);
    add(&locks.b, cx, 1);
}

#[unsafe(no_mangle)]
pub fn control_order(locks: &Locks, _: &mut ()) {
    let a = locks.a.lock();
    let b = locks.b.lock();
    drop(a);
    drop(b);
}
