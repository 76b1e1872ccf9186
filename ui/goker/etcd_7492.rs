use unhang::{Cx, Mutex, Receiver, Sender, UpTo};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Add;
    #[after(Add)]
    pub struct Tokens;
}
use order::*;

#[unhang::role(drains(Add))]
fn keep(cx: &mut Cx, added: Receiver<u32, Add>, delete: &dyn Fn(&mut Cx<UpTo<Tokens>>, u32)) {
    while let Ok(token) = added.recv(cx) {
        delete(cx.narrow(), token);
    }
}

#[unhang::role(owes(Add))]
fn assign(cx: &mut Cx, tokens: &Mutex<Vec<u32>, Tokens>, add: Sender<u32, Add>) {
    let (mut tokens, cx) = tokens.lock(cx).nest();
    tokens.push(1);
    _ = add.send(cx, 1);
}

fn main() {}
