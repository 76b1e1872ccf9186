use unhang::{Condvar, Cx, Interrupt, Mutex, RwLock};

#[unhang::levels]
mod order {
    pub struct Filled;
    #[after(Filled)]
    pub struct Working;
    #[after(Working)]
    pub struct Items;
}
use order::*;

struct Controller {
    working: RwLock<u32, Working>,
    items: Mutex<Vec<u32>, Items>,
    filled: Condvar<Filled>, // comes first: who notifies holds `Working`, too
}

#[unhang::acquires(Working)]
fn sync(cx: &mut Cx, controller: &Controller) {
    let (quota, cx) = controller.working.write(cx).nest();
    controller.items.lock(cx).push(*quota);
    controller.filled.notify_one();
}

#[unhang::acquires(Filled)]
fn work(cx: &mut Cx, controller: &Controller) -> Result<(), Interrupt> {
    let (quota, cx) = controller.working.read(cx).nest();
    let mut items = controller.filled.lock_when(cx, &controller.items, |items| !items.is_empty())?;
    assert_eq!(items.pop(), Some(*quota));
    Ok(())
}

fn main() {}
