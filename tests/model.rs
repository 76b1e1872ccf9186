//! The one rule, checked by brute force: small random programs that obey it, every interleaving of each. No state may exist in which
//! somebody waits and nobody can move.
//!
//! The programs have locks, channels of capacity 0 to 2 and without bound, replies, senders and tokens that travel in messages, wait
//! groups, select, tasks, joins and scopes. For each part of the rule, a control switches it off and must find a deadlock.
//!
//! `UNHANG_MODEL_PROGRAMS` sets how many programs are tried for each test; `UNHANG_MODEL_SEED` where to start.

#[path = "model/explore.rs"]
mod explore;
#[path = "model/generate.rs"]
mod generate;
#[path = "model/mode.rs"]
mod mode;
#[path = "model/order.rs"]
mod order;
#[path = "model/program.rs"]
mod program;
#[path = "model/rule.rs"]
mod rule;
#[path = "model/shrink.rs"]
mod shrink;

use explore::{Wait, explore, explore_all};
use generate::Shape;
use mode::Mode;
use program::Program;
use std::{env, fmt};

/// Everything, in small amounts.
const EVERYTHING: Shape = Shape {
    locks: 0..=2,
    channels: 1..=3,
    unbounded_percent: 35,
    reply_percent: 60,
    group_percent: 35,
    carry_percent: 60,
    twin_percent: 10,
    spawn_percent: 12,
    tasks: 2..=4,
    steps: 3..=6,
};
const LOCKS_AND_CHANNELS: Shape = Shape {
    locks: 1..=2,
    channels: 2..=3,
    unbounded_percent: 15,
    reply_percent: 0,
    group_percent: 0,
    carry_percent: 0,
    spawn_percent: 0,
    tasks: 3..=4,
    ..EVERYTHING
};
const MESSAGES: Shape =
    Shape { locks: 0..=1, channels: 1..=2, reply_percent: 80, carry_percent: 100, spawn_percent: 0, tasks: 3..=4, ..EVERYTHING };
const TASKS: Shape = Shape { locks: 1..=2, channels: 1..=2, spawn_percent: 35, tasks: 1..=3, ..EVERYTHING };
const SELECTS: Shape = Shape { locks: 0..=0, channels: 3..=3, unbounded_percent: 0, twin_percent: 0, ..LOCKS_AND_CHANNELS };
const TWINS: Shape = Shape { channels: 1..=2, unbounded_percent: 0, twin_percent: 100, ..LOCKS_AND_CHANNELS };

mod whole_rule {
    use super::*;

    #[test]
    fn everything() {
        finds_none(Mode::WholeRule, &EVERYTHING, 12_000).saw(&Wait::ALL);
    }

    #[test]
    fn locks_and_channels() {
        finds_none(Mode::WholeRule, &LOCKS_AND_CHANNELS, 8_000).saw(&[Wait::Lock, Wait::Space, Wait::Items, Wait::Select]);
    }

    #[test]
    fn messages() {
        let waits = [Wait::Lock, Wait::Space, Wait::Items, Wait::Reply, Wait::Group, Wait::Select];
        let summary = finds_none(Mode::WholeRule, &MESSAGES, 12_000);
        summary.saw(&waits);
        summary.saw_ends_on_their_way();
    }

    #[test]
    fn tasks() {
        finds_none(Mode::WholeRule, &TASKS, 8_000).saw(&[Wait::Lock, Wait::Space, Wait::Items, Wait::Group, Wait::Tasks]);
    }

    #[test]
    fn selects() {
        finds_none(Mode::WholeRule, &SELECTS, 4_000).saw(&[Wait::Space, Wait::Items, Wait::Select]);
    }

    #[test]
    fn twins() {
        finds_none(Mode::WholeRule, &TWINS, 4_000).saw(&[Wait::Lock, Wait::Space, Wait::Items]);
    }

    /// Whoever drains the carrier owes what is carried, which is enough. The edge only lets those send who owe another end of that level.
    #[test]
    fn without_the_carry_edge() {
        let summary = finds_none(Mode::NoCarryEdge, &MESSAGES, 4_000);
        summary.saw(&[Wait::Space, Wait::Items, Wait::Reply]);
        summary.saw_ends_on_their_way();
    }
}

mod control {
    use super::*;

    #[test]
    fn no_rule() {
        finds_some(Mode::NoRule, &EVERYTHING);
    }

    #[test]
    fn extra_edges_anywhere() {
        finds_some(Mode::ExtraEdgesAnywhere, &LOCKS_AND_CHANNELS);
    }

    #[test]
    fn drains_before_items() {
        finds_some(Mode::DrainsBeforeItems, &LOCKS_AND_CHANNELS);
    }

    #[test]
    fn carried_not_owed() {
        finds_some(Mode::CarriedNotOwed, &MESSAGES);
    }

    #[test]
    fn carried_not_owed_nor_ordered() {
        finds_some(Mode::CarriedNotOwedNorOrdered, &MESSAGES);
    }

    #[test]
    fn queue_outlives_receivers() {
        finds_some(Mode::QueueOutlivesReceivers, &MESSAGES);
    }

    #[test]
    fn join_under_debts() {
        finds_some(Mode::JoinUnderDebts, &TASKS);
    }

    #[test]
    fn scope_without_floor() {
        finds_some(Mode::ScopeWithoutFloor, &TASKS);
    }

    #[test]
    fn spawn_without_floor() {
        finds_some(Mode::SpawnWithoutFloor, &TASKS);
    }

    #[test]
    fn debts_of_the_level() {
        finds_some(Mode::DebtsOfTheLevel, &TWINS);
    }

    #[test]
    fn select_ignores_all_receivers() {
        finds_some(Mode::SelectIgnoresAllReceivers, &SELECTS);
    }
}

/// Steps taken at once hide no deadlock, and show none that is not there.
#[test]
fn all_interleavings_agree() {
    for mode in [Mode::NoRule, Mode::WholeRule] {
        let small = Shape { tasks: 2..=3, steps: 2..=4, ..EVERYTHING };
        for program in (0..600).filter_map(|seed| generate::program(seed, &small, mode)) {
            let (short, full) = (explore(&program, mode), explore_all(&program, mode));
            assert_eq!(short.stuck.is_some(), full.stuck.is_some(), "{program}");
        }
    }
}

/// What was generated is what the rule accepts, read again from the text.
#[test]
fn generated_programs_obey() {
    for mode in [Mode::NoRule, Mode::WholeRule, Mode::CarriedNotOwed] {
        for program in (0..1_000).filter_map(|seed| generate::program(seed, &EVERYTHING, mode)) {
            assert!(rule::obeys(&program, mode), "{program}");
        }
    }
}

#[derive(Default)]
struct Summary {
    programs: u64,
    refused: u64,
    states: u64,
    /// How often a task was blocked, and in how many programs, by what it waited for.
    blocked: [u64; Wait::ALL.len()],
    programs_blocked: [u64; Wait::ALL.len()],
    /// In how many programs somebody waited for what was on its way.
    awaited_in_queue: u64,
    awaited_in_hand: u64,
    deadlocks: u64,
    first: Option<Program>,
}

impl Summary {
    fn add(&mut self, program: Program, mode: Mode) {
        let found = explore(&program, mode);
        self.programs += 1;
        self.states += found.states;
        for wait in Wait::ALL.map(|wait| wait as usize) {
            self.blocked[wait] += found.blocked[wait];
            self.programs_blocked[wait] += u64::from(found.blocked[wait] > 0);
        }
        self.awaited_in_queue += u64::from(found.awaited_in_queue > 0);
        self.awaited_in_hand += u64::from(found.awaited_in_hand > 0);
        if found.stuck.is_some() {
            self.deadlocks += 1;
            self.first.get_or_insert(program);
        }
    }

    /// Somebody waited for an end that was in a message, or about to be.
    fn saw_ends_on_their_way(&self) {
        assert!(self.awaited_in_queue * 200 >= self.programs, "too few ends in queues:\n{self}");
        assert!(self.awaited_in_hand * 1_000 >= self.programs, "too few ends in blocked sends:\n{self}");
    }

    /// In one program of a hundred, somebody was blocked on each of these.
    fn saw(&self, waits: &[Wait]) {
        for &wait in waits {
            assert!(self.programs_blocked[wait as usize] * 100 >= self.programs, "too few programs wait for {wait:?}:\n{self}");
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { programs, refused, states, deadlocks, .. } = self;
        let blocked: u64 = self.blocked.iter().sum();
        write!(f, "{programs} programs, {refused} declarations refused, {states} states, {blocked} times blocked, {deadlocks} deadlocks")?;
        write!(f, "; programs with a blocked")?;
        Wait::ALL.iter().try_for_each(|&wait| write!(f, " {wait:?} {}", self.programs_blocked[wait as usize]))?;
        write!(f, "; with an awaited end in a queue {}, in a blocked send {}", self.awaited_in_queue, self.awaited_in_hand)
    }
}

fn finds_none(mode: Mode, shape: &Shape, programs: u64) -> Summary {
    let mut summary = Summary::default();
    for seed in seeds(programs) {
        match generate::program(seed, shape, mode) {
            Some(program) => summary.add(program, mode),
            None => summary.refused += 1,
        }
    }
    println!("{mode:?}: {summary}");
    if let Some(program) = summary.first {
        panic!("a program that obeys the rule hangs:\n{}", shrink::smallest(program, mode));
    }
    summary
}

/// Stops at the first deadlock, unless a number of programs was asked for.
fn finds_some(mode: Mode, shape: &Shape) {
    let mut summary = Summary::default();
    for seed in seeds(20_000) {
        match generate::program(seed, shape, mode) {
            Some(program) => summary.add(program, mode),
            None => summary.refused += 1,
        }
        if summary.deadlocks > 0 && asked("UNHANG_MODEL_PROGRAMS").is_none() {
            break;
        }
    }
    println!("{mode:?}: {summary}");
    let program = summary.first.expect("without this part of the rule, some program hangs");
    let smallest = shrink::smallest(program, mode);
    println!("{smallest}");
    assert!(!rule::obeys(&smallest, Mode::WholeRule) || explore(&smallest, Mode::WholeRule).stuck.is_none(), "the whole rule lets it pass");
}

fn seeds(programs: u64) -> std::ops::Range<u64> {
    let start = asked("UNHANG_MODEL_SEED").unwrap_or(0);
    start..start + asked("UNHANG_MODEL_PROGRAMS").unwrap_or(programs)
}

fn asked(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|number| number.parse().expect("a number"))
}
