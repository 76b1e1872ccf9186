//! Reads the files that were found.

use crate::index::{Batch, Done, Index, Text};
use crate::order;
use crate::walk::{Found, Problem};
use std::fs;
use std::mem;
use unhang::{Cx, Interrupt, Receiver, Sender};

/// So many bytes are tokenised at once: enough to make a lock per shard cheap, little enough to share the work out evenly.
const BYTES: usize = 1 << 20;
/// So many files, if they are small.
const FILES: usize = 1000;

/// Reads and indexes, until there are no more files, or this is to end.
#[unhang::role(owes(order::Done), drains(order::Found))]
pub(crate) fn work(
    cx: &mut Cx,
    files: Receiver<Vec<Found>, order::Found>,
    done: Sender<Done, order::Done>,
    index: &Index,
) -> Result<(), Interrupt> {
    let mut batch = Batch::default();
    let ended = files.for_each(cx, |cx, handful| {
        for file in handful {
            let text = read(&file);
            batch.push(file, text);
            if batch.bytes >= BYTES || batch.documents.len() >= FILES {
                tell(&done, index.add(cx, mem::take(&mut batch)));
            }
        }
    });
    tell(&done, index.add(cx, batch));
    ended
}

/// Past all limits: what is in the index is to be in the journal too.
fn tell(collector: &Sender<Done, order::Done>, done: Done) {
    collector.try_send(done).expect("the collector outlives the workers, and has room");
}

fn read(file: &Found) -> Text {
    match &file.problem {
        Some(problem) => Err(problem.clone()),
        None => {
            let bytes = fs::read(&file.path).map_err(|error| Problem::Unreadable(error.to_string()))?;
            String::from_utf8(bytes).map_err(|_| Problem::NotUtf8)
        }
    }
}
