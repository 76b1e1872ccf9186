//! The run-time checker against random programs: real primitives and real tasks, one step at a time, and after each step what the
//! checker has reported is compared with who is stuck, by brute force.
//!
//! A program (`program`, `generate`) has two to four tasks, and perhaps one of a scope, with a few steps each, on a few things that they
//! share: mutexes, rwlocks (read, recursive, upgradable, upgrade, write), initialisers, channels with and without levels at capacity 0, 1, 2
//! and without bound, oneshots, senders in messages, selects, wait groups, a barrier with parts and one without, semaphores, a condvar,
//! joins, a scope, forgotten guards, ends, tokens, parts and permits, and the forms that end by themselves. Any list of steps is a program:
//! what makes no sense when its turn comes is skipped.
//!
//! The conductor (`conduct`) gives a task its next step (`worker` carries it out), and waits until whoever can go on has gone on and
//! all others are shown to wait by `unhang::tasks()`. An abstract state (`state`) follows: it says which steps must end, and which may, where
//! it is for the primitive to say who is first. If a step ends that cannot, or none does that must, the program has failed too: so a
//! wake-up that is lost is found. The oracle (`oracle`) tries all futures of that state.
//!
//! After each step,
//!
//! - *proven* must be told, and may be, who is stuck as far as types know who owns what: holders of locks, initialisers, tasks that are
//!   joined or in a scope, and ends, tokens and parts with a level, those of tasks that ended without giving them back among them. All else,
//!   ends that are on their way among it, counts as being with somebody who can move;
//! - *suspected* must be told who is stuck if ends and tokens without a level are with the task in whose closure they were, or that made
//!   them, as long as it has given nothing away since, and if permits come from those who have some. It may be told who is stuck if
//!   each end is where it really is; where one has moved in a message, or permits were added, it may be wrong;
//! - nothing is to be told of who waits for a condvar, for a barrier without parts, for a time, or for permits that nobody has; nor of
//!   who waits for those only who were told of before. But where there is still a circle or an orphan without these, it must be told.
//!
//! A lock that its own task holds is told before the wait, and counts as told. What is potential, the learned order and recursive reads, is
//! not looked at: `matrix.rs` has that. A proven task that goes on, or a suspected one for which nothing has moved, is a failure. So is a
//! proof that comes late, where it names a program that is over. A suspicion may come late: a thread that ends has found it, and tells it
//! when it has its turn.
//!
//! Not asked for: who reads recursively, or wants an upgradable read, behind a writer that waits counts as able to move; so does a notified
//! wait of a condvar whose mutex is held; and whoever has one permit counts as one who could bring several.
//!
//! `UNHANG_RANDOM_PROGRAMS` says how many programs there are (3,000); `UNHANG_RANDOM_SEED` runs one and prints it, with its trace. A
//! program that fails is made smaller before it is printed.

#[path = "random/conduct.rs"]
mod conduct;
#[path = "random/generate.rs"]
mod generate;
#[path = "random/numbers.rs"]
mod numbers;
#[path = "random/oracle.rs"]
mod oracle;
#[path = "random/processes.rs"]
mod processes;
#[path = "random/program.rs"]
mod program;
#[path = "random/state.rs"]
mod state;
#[path = "random/things.rs"]
mod things;
#[path = "random/worker.rs"]
mod worker;

fn main() -> std::process::ExitCode {
    processes::main()
}
