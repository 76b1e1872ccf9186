//! Tests, in the right way.
//!
//! Under trybuild they are compiled and not run: `tests/testing.rs` runs such.

#![allow(dead_code)]

mod an_unknown_option {
    #[unhang::test(schedules = 4)]
    fn counts(_cx: &mut unhang::Cx) {}
}

mod an_unknown_allowance {
    #[unhang::test(allow(leaks, stranded, forgotten))]
    fn counts(_cx: &mut unhang::Cx) {}
}

mod another_capacity {
    #[unhang::test(capacity = 0)]
    fn counts(_cx: &mut unhang::Cx) {}

    #[unhang::test(capacity = unbounded)]
    fn counts_on(_cx: &mut unhang::Cx) {}

    #[unhang::test(capacity = declared)]
    fn counts_still(_cx: &mut unhang::Cx) {}
}

mod another_parameter {
    #[unhang::test]
    fn counts() {}
}

mod async_test {
    #[unhang::test]
    fn counts(_cx: &mut unhang::Cx) -> Result<(), std::fmt::Error> {
        Ok(())
    }
}

mod generic_test {
    #[unhang::test]
    fn counts(cx: &mut unhang::Cx) -> impl std::process::Termination {
        let _ = cx;
    }
}

mod given_twice {
    #[unhang::test(schedules = 10)]
    fn counts(_cx: &mut unhang::Cx) {}

    #[unhang::test(seed = 3)]
    fn counts_again(_cx: &mut unhang::Cx) {}
}

mod no_schedules {
    #[unhang::test(schedules = 1_000, crate = unhang)]
    fn counts(_cx: &mut unhang::Cx) {}
}

mod no_time {
    #[unhang::test(time_limit = 0.5)]
    fn counts(_cx: &mut unhang::Cx) {}

    #[unhang::test(time_limit = none)]
    fn counts_on(_cx: &mut unhang::Cx) {}
}

mod on_a_struct {
    struct Counts;

    #[unhang::test()]
    fn counts() {
        let Counts = Counts;
    }
}

mod tested_twice {
    #[unhang::test]
    #[ignore = "slow"]
    #[should_panic]
    fn counts(_cx: &mut unhang::Cx) {
        panic!("as it should")
    }
}

mod without_a_number {
    #[unhang::test(schedules = 2, seed = 0)]
    fn counts(_cx: &mut unhang::Cx) {}
}

fn main() {}
