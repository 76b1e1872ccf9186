//! Real hangs, each as it was found, with types, and as it was mended; and what became of them.

mod case;
mod goker;
mod rust_issues;

use case::{Case, Kind};
use unhang::testing::Test;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    for case in goker::CASES.iter().chain(rust_issues::CASES).filter(|case| only.is_empty() || only.iter().any(|name| name == case.name)) {
        show(case);
    }
}

fn show(case: &Case) {
    for form in case.forms {
        let test = Test::new().name(case.name);
        let result = match form.kind {
            Kind::Hangs(body) | Kind::Missed(body) => test.run(body),
            Kind::CanHang(body) => test.schedules(100).run(body),
            Kind::Right(body) => test.schedules(100).run(body),
            Kind::Refused(_) | Kind::Removed => continue,
        };
        println!("{} {}: {result:?}", case.name, form.name);
    }
}
