use unhang::{Cx, Mutex, RwLock, UpTo};

#[unhang::levels]
mod order {
    pub struct Watched;
    #[after(Watched)]
    pub struct Cacher;
}
use order::*;

struct WatchCache {
    items: RwLock<Vec<u32>, Watched>,
    on_event: Box<dyn Fn(&mut Cx<UpTo<Cacher>>, u32)>,
}

impl WatchCache {
    #[unhang::acquires(Watched)]
    fn replace(&self, cx: &mut Cx, list: Vec<u32>, on_replace: impl FnOnce(&mut Cx<UpTo<Cacher>>)) {
        let (mut items, cx) = self.items.write(cx).nest();
        *items = list;
        on_replace(cx.narrow());
    }

    #[unhang::acquires(Watched)]
    fn add(&self, cx: &mut Cx, item: u32) {
        let (mut items, cx) = self.items.write(cx).nest();
        items.push(item);
        (self.on_event)(cx.narrow(), item);
    }
}

fn start_caching(cx: &mut Cx, is_usable: &Mutex<bool, Cacher>, watched: &WatchCache) {
    let (mut is_usable, cx) = is_usable.lock(cx).nest();
    watched.replace(cx, vec![1, 2], move |_| *is_usable = true);
}

fn main() {}
