//! hugo#5379: a page is rendered under a lock, and the rendering asks for what waits for that lock.
//!
//! A page's content is initialised once, by a helper, for whom the initialiser waits only so long. The helper takes the page's lock
//! and renders. What it renders asks for the page's number of words: that waits for the content, until the initialiser gives up, and
//! then for the numbers, whose initialiser takes the lock again. If the helper runs that itself, it waits for itself; if a worker
//! does, the worker waits for the helper's lock and the helper for the worker.
//!
//! It was mended by taking the lock before the helper starts, outside of it. A helper that comes too late finds that nobody waits for it.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::time::Duration;
use unhang::channel::{Sender, bounded};
use unhang::{Cx, Mutex, OnceLock, thread};

pub const CASE: Case = Case {
    name: "hugo_5379",
    origin: "hugo#5379",
    class: "double lock, through a callback and two initialisers",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/hugo_5379.rs"), Form::right("fixed", fixed)],
};

const PATIENCE: Duration = Duration::from_micros(200);

struct Page {
    content: OnceLock<()>,
    words: OnceLock<usize>,
    text: Mutex<String>,
    start: fn(&Arc<Page>),
    render: fn(&Arc<Page>) -> String,
}

impl Page {
    fn word_count(self: &Arc<Self>) -> usize {
        self.content.get_or_init(|| (self.start)(self));
        *self.words.get_or_init(|| self.text.lock().split(' ').count())
    }
}

fn site(start: fn(&Arc<Page>)) {
    let render = |page: &Arc<Page>| format!("{} words", page.word_count());
    let text = Mutex::new(String::from("not rendered"));
    let page = Arc::new(Page { content: OnceLock::new(), words: OnceLock::new(), text, start, render });
    let workers = [(); 2].map(|()| page.clone()).map(|page| thread::spawn(move || page.word_count()));
    for worker in workers {
        _ = worker.join();
    }
}

fn found(_: &mut Cx) {
    site(|page| {
        let (done, is_done) = bounded(1);
        let (locked, is_locked) = bounded(1);
        let helped = page.clone();
        thread::spawn(move || helper(&helped, &locked, &done));
        _ = is_locked.recv();
        _ = is_done.recv_timeout(PATIENCE);
    });
}

fn helper(page: &Arc<Page>, locked: &Sender<()>, done: &Sender<()>) {
    let mut text = page.text.lock();
    _ = locked.send(());
    *text = (page.render)(page);
    _ = done.send(());
}

fn fixed(_: &mut Cx) {
    site(|page| {
        let (done, is_done) = bounded(1);
        let mut text = page.text.lock();
        let helped = page.clone();
        thread::spawn(move || done.send((helped.render)(&helped)));
        match is_done.recv_timeout(PATIENCE) {
            Ok(rendered) => *text = rendered,
            Err(_) => text.push_str(", too late"),
        }
    });
}
