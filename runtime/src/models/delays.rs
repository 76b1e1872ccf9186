//! All schedules with few delays.

use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

/// Tries all schedules with so many delays at most: who runs goes on until it waits, and then the next one in turn, but for so many
/// times that somebody else does. Most mistakes need no more than two (Emmi, Qadeer and Rakamarić, *Delay-bounded scheduling*, 2011).
#[derive(Debug)]
pub(super) struct Delays {
    most: usize,
    /// What was decided at each decision, and among how many.
    path: Vec<(usize, usize)>,
    depth: usize,
    left: usize,
    runs: usize,
}

impl Delays {
    pub(super) fn new(most: usize) -> Self {
        Delays { most, path: Vec::new(), depth: 0, left: most, runs: 0 }
    }

    /// To the next path: the last decision that can be another one is.
    fn advance(&mut self) -> bool {
        while let Some((decision, options)) = self.path.pop() {
            if decision + 1 < options {
                self.path.push((decision + 1, options));
                return true;
            }
        }
        false
    }
}

impl Scheduler for Delays {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.runs > 0 && !self.advance() {
            return None;
        }
        self.runs += 1;
        (self.depth, self.left) = (0, self.most);
        Some(Schedule::new(0))
    }

    fn next_task(&mut self, tasks: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        let first =
            tasks.iter().position(|task| current.is_some_and(|current| if yields { task.id() > current } else { task.id() >= current }));
        if self.depth == self.path.len() {
            self.path.push((0, if self.left > 0 { tasks.len() } else { 1 }));
        }
        let decision = self.path[self.depth].0;
        self.depth += 1;
        self.left -= usize::from(decision > 0);
        Some(tasks[(first.unwrap_or(0) + decision) % tasks.len()].id())
    }

    /// Chance is alike in every run.
    fn next_u64(&mut self) -> u64 {
        self.depth as u64
    }
}
