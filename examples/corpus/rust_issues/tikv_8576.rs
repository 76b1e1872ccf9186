//! tikv#8576: the last handle is dropped by whoever walks the map, and its drop takes the map's lock.
//!
//! A map has weak handles, and walking it makes each strong for a moment, under the map's mutex. If the owner drops its handle in that
//! moment, the walker has the last one; its drop removes the handle from the map.
//!
//! Here it is mended by dropping the handles after the lock was released.

use crate::case::{Case, Form};
use std::sync::{Arc, Weak};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "tikv_8576",
    origin: "tikv/tikv#8576",
    class: "double lock, in a drop",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

type Limiters = Mutex<Vec<Weak<Limiter>>>;

struct Limiter {
    speed: Mutex<u32>,
    limiters: Arc<Limiters>,
}

impl Limiter {
    fn register(limiters: &Arc<Limiters>) -> Arc<Limiter> {
        let limiter = Arc::new(Limiter { speed: Mutex::new(0), limiters: limiters.clone() });
        limiters.lock().push(Arc::downgrade(&limiter));
        limiter
    }
}

impl Drop for Limiter {
    fn drop(&mut self) {
        self.limiters.lock().retain(|limiter| limiter.strong_count() > 0);
    }
}

fn beside_an_owner(adjust: fn(&Limiters)) {
    let limiters = Arc::default();
    let limiter = Limiter::register(&limiters);
    let owner = thread::spawn(move || {
        *limiter.speed.lock() += 1;
        drop(limiter);
    });
    adjust(&limiters);
    owner.join().unwrap();
    assert!(limiters.lock().is_empty());
}

fn found(_: &mut Cx) {
    beside_an_owner(|limiters| {
        for limiter in limiters.lock().iter().filter_map(Weak::upgrade) {
            *limiter.speed.lock() *= 2;
        }
    });
}

fn fixed(_: &mut Cx) {
    beside_an_owner(|limiters| {
        let alive: Vec<Arc<Limiter>> = limiters.lock().iter().filter_map(Weak::upgrade).collect();
        for limiter in alive {
            *limiter.speed.lock() *= 2;
        }
    });
}
