use unhang::{Cx, Mutex, OnceLock, UpTo};

#[unhang::levels]
mod order {
    pub struct Content;
    #[after(Content)]
    pub struct Words;
    #[after(Words)]
    pub struct Text;
}
use order::*;

struct Page {
    content: OnceLock<(), Content>,
    words: OnceLock<usize, Words>,
    text: Mutex<String, Text>,
    render: fn(&mut Cx<UpTo<Content>>, &Page) -> String,
}

#[unhang::acquires(Content)]
fn word_count(cx: &mut Cx, page: &Page) -> usize {
    page.content.get_or_init(cx, |_| ());
    *page.words.get_or_init(cx, |cx| page.text.lock(cx).split(' ').count())
}

fn helper(cx: &mut Cx, page: &Page) {
    let (mut text, cx) = page.text.lock(cx).nest();
    *text = (page.render)(cx.narrow(), page);
}

fn main() {}
