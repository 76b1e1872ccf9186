//! The cases of `ui/goker`, as they were mended.

mod cockroach_1055 {
    use unhang::{Condvar, Cx, Mutex, spawn};

    #[unhang::levels]
    mod order {
        pub struct Stopper;
        #[after(Stopper)]
        pub struct NoneLeft;
    }
    use order::*;

    struct Tasks {
        running: Mutex<u32, Stopper>,
        none_left: Condvar<NoneLeft>,
    }

    #[unhang::acquires(Stopper)]
    fn start_task(cx: &mut Cx, tasks: &Tasks) {
        *tasks.running.lock(cx) += 1;
        // the task
        *tasks.running.lock(cx) -= 1;
        tasks.none_left.notify_all();
    }

    #[unhang::acquires(Stopper, NoneLeft)]
    fn stop(cx: &mut Cx, tasks: &Tasks) {
        let _running = tasks.none_left.lock_when(cx, &tasks.running, |running| *running == 0).expect("nobody cancels");
    }

    pub fn run() {
        let tasks: &'static Tasks = Box::leak(Box::new(Tasks { running: Mutex::new(0), none_left: Condvar::new() }));
        unhang::root(|cx| {
            let worker = spawn(|cx| start_task(cx, tasks));
            stop(cx, tasks);
            worker.join(cx).unwrap();
        });
    }
}

mod etcd_6873 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Done;
        #[channel]
        #[after(Done)]
        pub struct Updates;
        #[after(Updates)]
        pub struct Broadcasts;
    }
    use order::*;

    #[unhang::role(owes(Done), drains(Updates))]
    fn coalesce(cx: &mut Cx, broadcasts: &Mutex<u32, Broadcasts>, _done: Sender<(), Done>, updates: Receiver<u32, Updates>) {
        while let Ok(update) = updates.recv(cx) {
            *broadcasts.lock(cx) += update;
        }
    }

    #[unhang::role(drains(Done))]
    fn stop(cx: &mut Cx, broadcasts: &Mutex<u32, Broadcasts>, done: Receiver<(), Done>) {
        drop(broadcasts.lock(cx));
        _ = done.recv(cx);
        assert_eq!(*broadcasts.lock(cx), 1);
    }

    static BROADCASTS: Mutex<u32, Broadcasts> = Mutex::new(0);

    pub fn run() {
        unhang::root(|cx| {
            let (done, is_done, cx) = cx.unbounded::<(), Done>();
            let (updates, updated, cx) = cx.unbounded::<u32, Updates>();
            let (_, cx) = spawn_with(cx, (done, updated), |cx, (done, updated)| coalesce(cx, &BROADCASTS, done, updated));
            updates.send(cx, 1).unwrap();
            let cx = updates.close(cx);
            stop(cx, &BROADCASTS, is_done);
        });
    }
}

mod etcd_7443 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Notify;
        #[after(Notify)]
        pub struct Pinned;
    }
    use order::*;

    #[unhang::role(owes(Notify))]
    fn down(cx: &mut Cx, pinned: &Mutex<Option<u32>, Pinned>, notify: Sender<Vec<u32>, Notify>) {
        *pinned.lock(cx) = None;
        _ = notify.send(cx, vec![1, 2]);
    }

    #[unhang::role(drains(Notify))]
    fn watch(cx: &mut Cx, pinned: &Mutex<Option<u32>, Pinned>, notified: Receiver<Vec<u32>, Notify>) {
        while let Ok(wanted) = notified.recv(cx) {
            pinned.lock(cx).take_if(|address| !wanted.contains(address));
        }
    }

    static PINNED: Mutex<Option<u32>, Pinned> = Mutex::new(Some(3));

    pub fn run() {
        unhang::root(|cx| {
            let (notify, notified, cx) = cx.bounded(1);
            let (_, cx) = spawn_with(cx, (notify,), |cx, (notify,)| down(cx, &PINNED, notify));
            watch(cx, &PINNED, notified);
        });
    }
}

mod etcd_7492 {
    use unhang::{Cx, Mutex, UpTo, spawn};

    #[unhang::levels]
    mod order {
        pub struct Tokens;
    }
    use order::*;

    #[derive(Default)]
    struct All {
        assigned: Vec<u32>,
        kept: Vec<u32>,
    }

    static TOKENS: Mutex<Option<All>, Tokens> = Mutex::new(None);

    #[unhang::acquires(Tokens)]
    fn keep(cx: &mut Cx, delete: &dyn Fn(&mut Cx<UpTo<Tokens>>, u32)) {
        let kept = TOKENS.lock(cx).as_mut().map(|all| std::mem::take(&mut all.kept)).unwrap_or_default();
        kept.into_iter().for_each(|token| delete(cx.narrow(), token));
    }

    #[unhang::acquires(Tokens)]
    fn assign(cx: &mut Cx) {
        let mut tokens = TOKENS.lock(cx);
        let all = tokens.get_or_insert_default();
        all.assigned.push(1);
        all.kept.push(1);
    }

    pub fn run() {
        unhang::root(|cx| {
            let user = spawn(|cx| assign(cx));
            keep(cx, &|cx, token| TOKENS.lock(cx).as_mut().unwrap().assigned.retain(|&other| other != token));
            user.join(cx).unwrap();
        });
    }
}

mod etcd_7902 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Next;
        #[after(Next)]
        pub struct Round;
    }
    use order::*;

    #[unhang::role(owes(Next))]
    fn lead(cx: &mut Cx, round: &Mutex<u32, Round>, next: Sender<(), Next>) {
        let (mut number, cx) = round.lock(cx).nest();
        *number += 1;
        _ = next.send(cx, ());
    }

    #[unhang::role(drains(Next))]
    fn follow(cx: &mut Cx, round: &Mutex<u32, Round>, next: Receiver<(), Next>) {
        drop(round.lock(cx));
        _ = next.recv(cx);
    }

    static ROUND: Mutex<u32, Round> = Mutex::new(0);

    pub fn run() {
        unhang::root(|cx| {
            let (next, awaited, cx) = cx.unbounded();
            let (_, cx) = spawn_with(cx, (next,), |cx, (next,)| lead(cx, &ROUND, next));
            follow(cx, &ROUND, awaited);
        });
    }
}

mod grpc_1353 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Updates;
        #[after(Updates)]
        pub struct Addresses;
    }
    use order::*;

    type Balancer = Mutex<Vec<u32>, Addresses>;

    #[unhang::role(drains(Updates))]
    fn tear_down(cx: &mut Cx, balancer: &Balancer, updates: Receiver<u32, Updates>) {
        while let Ok(address) = updates.recv(cx) {
            balancer.lock(cx).retain(|&other| other != address);
        }
    }

    #[unhang::acquires(Addresses)]
    fn watch(cx: &mut Cx, balancer: &Balancer, updates: &Sender<u32, Updates>, stale: &Receiver<u32, Updates>) {
        for address in 0..100 {
            balancer.lock(cx).push(address);
            _ = stale.try_recv();
            _ = updates.try_send(address);
        }
    }

    static BALANCER: Balancer = Mutex::new(vec![]);

    pub fn run() {
        unhang::root(|cx| {
            let (updates, updated, cx) = cx.bounded(1);
            let (watcher, cx) = spawn_with(cx, (updates, &updated), |cx, (updates, stale)| watch(cx, &BALANCER, &updates, &stale));
            tear_down(cx, &BALANCER, updated);
            drop(watcher);
        });
    }
}

mod kubernetes_1321 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Results;
        #[after(Results)]
        pub struct Watchers;
    }
    use order::*;

    #[unhang::role(owes(Results))]
    fn distribute(cx: &mut Cx, watchers: &Mutex<Vec<u32>, Watchers>, results: Sender<u32, Results>) {
        drop(watchers.lock(cx));
        _ = results.send(cx, 1);
    }

    #[unhang::role(drains(Results))]
    fn stop(cx: &mut Cx, watchers: &Mutex<Vec<u32>, Watchers>, _results: Receiver<u32, Results>) {
        watchers.lock(cx).clear();
    }

    static WATCHERS: Mutex<Vec<u32>, Watchers> = Mutex::new(vec![]);

    pub fn run() {
        unhang::root(|cx| {
            let (results, received, cx) = cx.bounded(0);
            let (_, cx) = spawn_with(cx, (results,), |cx, (results,)| distribute(cx, &WATCHERS, results));
            stop(cx, &WATCHERS, received);
        });
    }
}

mod kubernetes_26980 {
    use unhang::{CancelToken, Cx, Mutex, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Next;
        #[channel]
        pub struct Results;
        #[after(Next, Results)]
        pub struct Pending;
    }
    use order::*;

    #[unhang::role(owes(Next))]
    fn pop(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, next: Sender<u32, Next>, stop: &CancelToken) {
        let notification = pending.lock(cx).pop().unwrap_or_default();
        _ = cx.with_token(stop, |cx| next.send(cx, notification));
    }

    #[unhang::role(owes(Results))]
    fn add(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, _results: Sender<(), Results>) {
        pending.lock(cx).push(1);
    }

    static PENDING: Mutex<Vec<u32>, Pending> = Mutex::new(vec![]);

    pub fn run() {
        let stop = CancelToken::new();
        let popped = stop.clone();
        unhang::root(|cx| {
            let (next, taken, cx) = cx.bounded(0);
            let (popper, cx) = spawn_with(cx, (next,), move |cx, (next,)| pop(cx, &PENDING, next, &popped));
            let cx = taken.close(cx);
            let (results, result, cx) = cx.unbounded();
            let (_, cx) = spawn_with(cx, (results,), |cx, (results,)| add(cx, &PENDING, results));
            _ = result.recv(cx);
            stop.cancel();
            popper.join(cx).unwrap();
        });
    }
}

mod kubernetes_6632 {
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Resets;
        #[after(Resets)]
        pub struct Framer;
    }
    use order::*;

    #[unhang::role(owes(Resets))]
    fn write_frame(cx: &mut Cx, framer: &Mutex<u32, Framer>, reset: Sender<(), Resets>) {
        *framer.lock(cx) += 1;
        _ = reset.send(cx, ());
    }

    #[unhang::role(drains(Resets))]
    fn close(cx: &mut Cx, framer: &Mutex<u32, Framer>, _resets: Receiver<(), Resets>) {
        *framer.lock(cx) = 0;
    }

    static FRAMER: Mutex<u32, Framer> = Mutex::new(0);

    pub fn run() {
        unhang::root(|cx| {
            let (reset, resets, cx) = cx.bounded(0);
            let (_, cx) = spawn_with(cx, (reset,), |cx, (reset,)| write_frame(cx, &FRAMER, reset));
            close(cx, &FRAMER, resets);
        });
    }
}

mod moby_25384 {
    use unhang::{Cx, WaitGroup, spawn_with};

    #[unhang::levels]
    mod order {
        pub struct Plugins;
    }
    use order::*;

    fn start(cx: &mut Cx, plugins: &WaitGroup<Plugins>) {
        let (volumes, cx) = plugins.token(cx);
        let (networks, cx) = plugins.token(cx);
        let (_, cx) = spawn_with(cx, (volumes,), |_, (volumes,)| drop(volumes));
        let (_, cx) = spawn_with(cx, (networks,), |_, (networks,)| drop(networks));
        _ = plugins.wait(cx);
    }

    pub fn run() {
        let plugins = WaitGroup::new();
        unhang::root(|cx| start(cx, &plugins));
        assert_eq!(plugins.count(), 0);
    }
}

mod moby_27782 {
    use unhang::{Cx, Receiver, Sender, oneshot, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Removed;
        #[channel(bounded)]
        #[after(Removed)]
        pub struct Events;
    }
    use order::*;

    #[unhang::role(owes(Removed, Events))]
    fn read_events(cx: &mut Cx, removed: oneshot::Sender<(), Removed>, events: Sender<u32, Events>) {
        _ = events.send(cx, 1);
        _ = removed.send(());
    }

    #[unhang::role(drains(Events))]
    fn follow(cx: &mut Cx, removed: oneshot::Receiver<(), Removed>, events: Receiver<u32, Events>) {
        _ = events.try_recv();
        let cx = events.close(cx);
        _ = removed.recv(cx);
    }

    pub fn run() {
        unhang::root(|cx| {
            let (confirm, removed, cx) = cx.oneshot();
            let (events, received, cx) = cx.bounded(0);
            let (_, cx) = spawn_with(cx, (confirm, events), |cx, (confirm, events)| read_events(cx, confirm, events));
            follow(cx, removed, received);
        });
    }
}

mod moby_28462 {
    use unhang::channel::TryRecvError;
    use unhang::{Cx, Mutex, Receiver, Sender, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Stop;
        #[after(Stop)]
        pub struct Container;
    }
    use order::*;

    #[unhang::role(drains(Stop))]
    fn monitor(cx: &mut Cx, container: &Mutex<u32, Container>, stopped: Receiver<(), Stop>) {
        while stopped.try_recv() == Err(TryRecvError::Empty) {
            *container.lock(cx) += 1;
        }
    }

    #[unhang::role(owes(Stop))]
    fn state_changed(cx: &mut Cx, container: &Mutex<u32, Container>, stop: Sender<(), Stop>) {
        let _container = container.lock(cx);
        drop(stop);
    }

    static CONTAINER: Mutex<u32, Container> = Mutex::new(0);

    pub fn run() {
        unhang::root(|cx| {
            let (stop, stopped, cx) = cx.bounded(0);
            let (_, cx) = spawn_with(cx, (stop,), |cx, (stop,)| state_changed(cx, &CONTAINER, stop));
            monitor(cx, &CONTAINER, stopped);
        });
    }
}

mod serving_2137 {
    use unhang::{Cx, Mutex, Semaphore, oneshot, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Accepted;
        #[after(Accepted)]
        pub struct Active;
        #[after(Active)]
        pub struct Request;
    }
    use order::*;

    #[unhang::role(owes(Accepted))]
    fn request(cx: &mut Cx, active: &Semaphore<Active>, may_end: &Mutex<(), Request>, accept: oneshot::Sender<bool, Accepted>) {
        let (_active, cx) = active.acquire(cx).nest();
        drop(may_end.lock(cx));
        _ = accept.send(true);
    }

    fn wait_for_first(cx: &mut Cx, second_may_end: &Mutex<(), Request>, first_accepted: oneshot::Receiver<bool, Accepted>) {
        drop(second_may_end.lock(cx));
        _ = first_accepted.recv(cx);
    }

    static ACTIVE: Semaphore<Active> = Semaphore::new(1);
    static MAY_END: Mutex<(), Request> = Mutex::new(());

    pub fn run() {
        unhang::root(|cx| {
            let (accept, accepted, cx) = cx.oneshot();
            let (_, cx) = spawn_with(cx, (accept,), |cx, (accept,)| request(cx, &ACTIVE, &MAY_END, accept));
            wait_for_first(cx, &MAY_END, accepted);
        });
    }
}

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
    cockroach_1055::run();
    etcd_6873::run();
    etcd_7443::run();
    etcd_7492::run();
    etcd_7902::run();
    grpc_1353::run();
    kubernetes_1321::run();
    kubernetes_26980::run();
    kubernetes_6632::run();
    moby_25384::run();
    moby_27782::run();
    moby_28462::run();
    serving_2137::run();
    etcd_10492::run();
}
