//! risingwave#5822: a sender is kept alive by a reference cycle.
//!
//! The stages of a query send what becomes of them to the query's runner, which reads until all senders are gone. A stage's execution owns
//! a sender, and executions refer to one another in a circle, so the senders are never dropped.
//!
//! It was mended by giving the sender to what runs the stage, and ends with it.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Sender, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "risingwave_5822",
    origin: "risingwavelabs/risingwave#5822",
    class: "a sender in a reference cycle",
    forms: &[
        Form::hangs("found", found).with_note("types do not see it: an end that is counted cannot be put into an `Arc`"),
        Form::right("fixed", fixed),
    ],
};

struct StageExecution {
    sender: Mutex<Option<Sender<&'static str>>>,
    children: Mutex<Vec<Arc<StageExecution>>>,
}

impl StageExecution {
    /// Two stages that know each other.
    fn pair(sender: &Sender<&'static str>) -> Arc<StageExecution> {
        let new = || Arc::new(StageExecution { sender: Mutex::new(Some(sender.clone())), children: Mutex::default() });
        let (root, leaf) = (new(), new());
        root.children.lock().push(leaf.clone());
        leaf.children.lock().push(root.clone());
        root
    }

    fn run(&self) {
        self.sender.lock().as_ref().unwrap().send("finished").unwrap();
    }

    /// Takes the sender out, for as long as it runs.
    fn run_and_let_go(&self) {
        let sender = self.sender.lock().take().unwrap();
        self.children.lock().drain(..).for_each(|child| drop(child.sender.lock().take()));
        sender.send("finished").unwrap();
    }
}

fn query(run: fn(&StageExecution)) {
    let (sender, events) = unbounded();
    let stage = StageExecution::pair(&sender);
    drop(sender);
    let runner = thread::spawn(move || run(&stage));
    assert_eq!(events.iter().count(), 1);
    runner.join().unwrap();
}

fn found(_: &mut Cx) {
    query(StageExecution::run);
}

fn fixed(_: &mut Cx) {
    query(StageExecution::run_and_let_go);
}
