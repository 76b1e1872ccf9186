//! The cases of `ui/goker`, as they were mended.

mod etcd_10492 {
    use unhang::{Cx, RwLock, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Lessor;
    }
    use order::*;

    type Checkpointer = Box<dyn Fn(&mut Cx<UpTo<Lessor>>, &Server)>;

    struct Server {
        remaining: RwLock<u64, Lessor>,
        checkpointer: Checkpointer,
    }

    #[unhang::acquires(Lessor)]
    fn renew(cx: &mut Cx, server: &Server) {
        let is_over = *server.remaining.read(cx) == 0;
        if is_over {
            (server.checkpointer)(cx.narrow(), server);
        }
    }

    pub fn run() {
        let checkpoint = |cx: &mut Cx<UpTo<Lessor>>, server: &Server| *server.remaining.write(cx) = 5;
        let server = Server { remaining: RwLock::new(0), checkpointer: Box::new(checkpoint) };
        unhang::root(|cx| {
            renew(cx, &server);
            assert_eq!(*server.remaining.read(cx), 5);
        });
    }
}

fn main() {
    etcd_10492::run();
}
