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

mod grpc_1275 {
    use std::time::Duration;
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Done;
        #[after(Done)]
        #[channel(bounded)]
        pub struct Items;
    }
    use order::*;

    fn close_stream(cx: &mut Cx) {
        let (buffer, items, cx) = cx.bounded::<u8, Items>(0);
        let (done, is_done, cx) = cx.unbounded::<(), Done>();
        let (_, cx) = spawn_with(cx, (items, done), |cx, (items, _done)| drop(items.recv(cx)));
        buffer.send(cx, 0).unwrap();
        let cx = buffer.close(cx);
        _ = cx.with_timeout(Duration::from_millis(2), |cx| is_done.recv(cx));
    }

    pub fn run() {
        unhang::root(close_stream);
    }
}

mod cockroach_24808 {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Triggers;
    }
    use order::*;

    fn start(cx: &mut Cx) {
        let (trigger, triggers, cx) = cx.bounded::<(), Triggers>(1);
        trigger.try_send(()).unwrap();
        let (_, cx) = spawn_with(cx, (triggers,), |cx, (triggers,)| triggers.recv(cx).unwrap());
        trigger.close(cx);
    }

    pub fn run() {
        unhang::root(start);
    }
}

mod kubernetes_70277 {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Stop;
    }
    use order::*;

    fn wait_for(cx: &mut Cx) {
        let (stop, stopped, cx) = cx.unbounded::<(), Stop>();
        let (_, cx) = spawn_with(cx, (&stopped,), |cx, (stopped,)| drop(stopped.recv(cx)));
        let cx = stop.close(cx);
        _ = stopped.recv(cx);
    }

    pub fn run() {
        unhang::root(wait_for);
    }
}

mod moby_33293 {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Errors;
    }
    use order::*;

    fn container_wait(cx: &mut Cx) {
        let (errors, waited, cx) = cx.unbounded::<&str, Errors>();
        errors.send(cx, "no such container").unwrap();
        let cx = errors.close(cx);
        waited.recv(cx).unwrap();
    }

    pub fn run() {
        unhang::root(container_wait);
    }
}

mod istio_18454 {
    use unhang::{Cx, Receiver, select, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Ticks;
        #[channel(bounded)]
        pub struct Resets;
    }
    use order::*;

    #[unhang::role(drains(Ticks, Resets))]
    fn debounce(cx: &mut Cx, ticks: Receiver<(), Ticks>, resets: Receiver<(), Resets>) {
        select!(cx,
            recv(ticks) -> _ => {},
            recv(resets) -> _ => _ = ticks.try_recv(),
            interrupted(_) => {},
        );
    }

    pub fn run() {
        unhang::root(|cx| {
            let (_tick, ticks, cx) = cx.bounded(1);
            let (reset, resets, cx) = cx.bounded(1);
            let (_, cx) = spawn_with(cx, (ticks, resets), |cx, (ticks, resets)| debounce(cx, ticks, resets));
            reset.send(cx, ()).unwrap();
        });
    }
}

mod cockroach_18101 {
    use unhang::{Cx, Receiver, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Cancel;
        #[channel(bounded)]
        pub struct Items;
    }
    use order::*;

    #[unhang::role(drains(Items))]
    fn restore(cx: &mut Cx, items: Receiver<u32, Items>, cancelled: &Receiver<(), Cancel>) {
        items.recv(cx).unwrap();
        let cx = items.close(cx);
        _ = cancelled.recv(cx);
    }

    pub fn run() {
        unhang::root(|cx| {
            let (cancel, cancelled, cx) = cx.unbounded();
            let (item, items, cx) = cx.bounded(6);
            let (restored, cx) = spawn_with(cx, (items, cancelled), |cx, (items, cancelled)| restore(cx, items, &cancelled));
            while item.send(cx, 0).is_ok() {}
            let cx = item.close(cx);
            let cx = cancel.close(cx);
            restored.join(cx).unwrap();
        });
    }
}

fn main() {
    etcd_10492::run();
    grpc_1275::run();
    cockroach_24808::run();
    kubernetes_70277::run();
    moby_33293::run();
    istio_18454::run();
    cockroach_18101::run();
}
