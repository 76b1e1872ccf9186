use unhang::channel::{bounded, select};

fn main() {
    let (s, r) = bounded::<u8>(1);
    select! {
        recv(r) -> _ => drop(1) send(s, 1) -> _ => {}
    }
}
