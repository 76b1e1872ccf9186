use unhang_test_levels::net::Socket;

#[unhang::levels]
mod order {
    #[after(Socket)]
    pub struct Journal;
}

fn lowest(_: Socket) {}

fn main() {}
