//! Reads the files that were found, with as many tasks as wanted.

use crate::index::{Document, FileId, Index, Text};
use crate::order;
use crate::walk::{Item, Problem};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::num::NonZeroUsize;
use std::ops::Range;
use unhang::{Builder, Cx, Mutex};

/// So many bytes are tokenised at once: enough to make a lock per shard cheap, little enough to share the work out evenly.
const BATCH: usize = 1 << 20;

/// Indexes all of `items`; returns by how many tasks as well.
pub(crate) fn index(cx: &mut Cx, items: Vec<Item>, threads: NonZeroUsize) -> (Index, usize) {
    let job = Job { queue: Mutex::new(0..items.len()), progress: Mutex::new(progress_bar(items.len())), index: Index::new(items) };
    let mut tasks = 1;
    unhang::scope(cx, |scope, cx| {
        while tasks < threads.get().min(job.index.items().len()) {
            let task = Builder::new().name(format!("indexer {tasks}"));
            // The system may refuse a thread; then fewer do the work.
            if task.spawn_scoped(scope, |cx| job.work(cx)).is_err() {
                break;
            }
            tasks += 1;
        }
        job.work(cx);
    });
    job.progress.lock(cx).finish_and_clear();
    (job.index, tasks)
}

struct Job {
    queue: Mutex<Range<FileId>, order::Queue>,
    progress: Mutex<ProgressBar, order::Progress>,
    index: Index,
}

impl Job {
    #[unhang::acquires(order::Queue)]
    fn work(&self, cx: &mut Cx) {
        loop {
            let batch = self.next_batch(cx);
            if batch.is_empty() {
                return;
            }
            self.index.add(cx, &batch);
            self.progress.lock(cx).inc(batch.len() as u64);
        }
    }

    #[unhang::acquires(order::Queue)]
    fn next_batch(&self, cx: &mut Cx) -> Vec<Document> {
        let (mut batch, mut size) = (Vec::new(), 0);
        while size < BATCH && batch.len() < 1000 {
            let Some(file) = self.queue.lock(cx).next() else { break };
            let text = read(&self.index.items()[file]);
            size += text.as_ref().map_or(0, String::len);
            batch.push(Document { file, text });
        }
        batch
    }
}

fn read(item: &Item) -> Text {
    match &item.problem {
        Some(problem) => Err(problem.clone()),
        None => {
            let bytes = fs::read(&item.path).map_err(|error| Problem::Unreadable(error.to_string()))?;
            String::from_utf8(bytes).map_err(|_| Problem::NotUtf8)
        }
    }
}

/// Nothing is drawn where standard error is no terminal.
fn progress_bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    match ProgressStyle::with_template("{bar:40.cyan} {human_pos} of {human_len} files, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
