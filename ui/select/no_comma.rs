use unhang::channel::{bounded, select};

fn main() {
    let (s, r) = bounded::<u8>(1);
    select! {
        recv(r) -> _ => r.len() send(s, 1) -> _ => {}
    }
}
