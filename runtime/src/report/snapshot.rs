//! What all tasks do at a moment: data, and its text.

use super::text::{For, Waker};
use super::{Quoted, TaskReport};
use std::fmt;
use std::ops::Deref;

/// What [`tasks`](crate::tasks()) gives: a list, in the order in which the tasks began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tasks(pub(crate) Vec<TaskReport>);

impl Deref for Tasks {
    type Target = [TaskReport];
    fn deref(&self) -> &[TaskReport] {
        &self.0
    }
}

/// Some lines for each task. Plain.
impl fmt::Display for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len() {
            1 => write!(f, "1 task")?,
            n => write!(f, "{n} tasks")?,
        }
        self.iter().try_for_each(|task| line(f, task))
    }
}

fn line(f: &mut fmt::Formatter<'_>, task: &TaskReport) -> fmt::Result {
    let name = Quoted(&task.name);
    match &task.waits {
        None => write!(f, "\n  {name} runs")?,
        Some((wanted, at)) => write!(f, "\n  {name} waits {wanted}{}, at {at}", For(task.since))?,
    }
    for (at, what) in task.owned() {
        write!(f, "\n    {what}, got at {at}")?;
    }
    for waker in &task.wakers {
        write!(f, "\n    {}", Waker { task, waker })?;
    }
    Ok(())
}
