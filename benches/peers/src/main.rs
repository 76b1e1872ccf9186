//! One contestant, one case: `unhang-peers CASE ms=20` or `unhang-peers CASE n=1000` prints nanoseconds per operation.

mod cases;
mod contestant;

use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(case), Some(budget)) = (arguments.next(), arguments.next().as_deref().and_then(Budget::parse)) else {
        eprintln!("usage: unhang-peers CASE (ms=MILLISECONDS | n=OPERATIONS); cases: {:?}", cases::NAMES);
        std::process::exit(2);
    };
    match cases::run(&case, budget) {
        Some(nanoseconds) => println!("{nanoseconds}"),
        None => println!("-"),
    }
}

/// How long a case runs.
#[derive(Clone, Copy)]
pub enum Budget {
    Time(Duration),
    Count(u64),
}

impl Budget {
    fn parse(text: &str) -> Option<Budget> {
        let (unit, number) = text.split_once('=')?;
        let number = number.parse().ok()?;
        match unit {
            "ms" => Some(Budget::Time(Duration::from_millis(number))),
            "n" => Some(Budget::Count(number)),
            _ => None,
        }
    }

    /// Nanoseconds per call of `operation`: of the fastest half of the blocks of calls, the median.
    pub fn measure(self, mut operation: impl FnMut()) -> f64 {
        let limit = match self {
            Budget::Time(limit) => limit,
            Budget::Count(count) => {
                block(count, &mut operation);
                return 0.0;
            }
        };
        let mut calls = 16;
        while block(calls, &mut operation) < Duration::from_micros(200) {
            calls *= 2;
        }
        let start = Instant::now();
        let mut blocks = Vec::new();
        while start.elapsed() < limit || blocks.len() < 5 {
            blocks.push(block(calls, &mut operation).as_nanos() as f64 / calls as f64);
        }
        blocks.sort_by(f64::total_cmp);
        black_box(blocks[blocks.len() / 4])
    }

    pub fn milliseconds(self) -> u64 {
        match self {
            Budget::Time(limit) => limit.as_millis() as u64,
            Budget::Count(_) => 1,
        }
    }
}

/// The one place that calls the operation, so that it is compiled into the loop.
#[inline(never)]
fn block(calls: u64, operation: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        operation();
    }
    start.elapsed()
}
