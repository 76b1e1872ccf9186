//! The smallest program that one can get from a program by leaving things out.

use crate::explore::explore;
use crate::mode::Mode;
use crate::order::Kind;
use crate::program::{Floor, Program};
use crate::rule::obeys;

/// Leaves out steps, ends and edges while the program obeys the rule and hangs all the same.
pub fn smallest(program: Program, mode: Mode) -> Program {
    let hangs = |program: &Program| obeys(program, mode) && explore(program, mode).stuck.is_some();
    let mut smallest = program;
    while let Some(smaller) = smaller(&smallest).into_iter().find(hangs) {
        smallest = smaller;
    }
    smallest
}

/// The program with one thing left out, in each way.
fn smaller(program: &Program) -> Vec<Program> {
    let mut all = vec![];
    let mut offer = |change: &dyn Fn(&mut Program)| {
        let mut changed = program.clone();
        change(&mut changed);
        all.push(changed);
    };
    for (index, task) in program.tasks.iter().enumerate() {
        if !task.ops.is_empty() {
            offer(&|program| program.tasks[index].ops.clear());
        }
        for op in 0..task.ops.len() {
            offer(&|program| {
                program.tasks[index].ops.remove(op);
            });
            for later in op + 1..task.ops.len() {
                offer(&|program| {
                    program.tasks[index].ops.remove(later);
                    program.tasks[index].ops.remove(op);
                });
            }
        }
        for thing in 0..program.things.len() {
            let without = |ends: u16| ends & !(1 << thing);
            if without(task.senders) != task.senders {
                offer(&|program| program.tasks[index].senders = without(task.senders));
            }
            if without(task.receivers) != task.receivers {
                offer(&|program| program.tasks[index].receivers = without(task.receivers));
            }
        }
        if task.handles != 0 {
            offer(&|program| program.tasks[index].handles = 0);
        }
        if matches!(task.floor, Floor::After(_)) {
            offer(&|program| program.tasks[index].floor = Floor::Nothing);
        }
    }
    for edge in 0..program.declaration.before.len() {
        offer(&|program| {
            program.declaration.before.remove(edge);
        });
    }
    for (index, level) in program.declaration.levels.iter().enumerate() {
        if level.carries.is_some() {
            offer(&|program| program.declaration.levels[index].carries = None);
        }
        if level.kind == Kind::Bounded {
            offer(&|program| program.declaration.levels[index].kind = Kind::Unbounded);
        }
    }
    for (index, thing) in program.things.iter().enumerate() {
        if thing.capacity > 0 {
            offer(&|program| program.things[index].capacity = 0);
        }
    }
    all
}
