//! The cases of `ui/goker`, as they were mended.

mod cockroach_10214 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Raft;
        #[after(Raft)]
        pub struct Coalesced;
    }
    use order::*;

    #[unhang::acquires(Raft)]
    fn tick(cx: &mut Cx, raft: &Mutex<u32, Raft>, coalesced: &Mutex<Vec<u32>, Coalesced>) {
        let (_raft, cx) = raft.lock(cx).nest();
        coalesced.lock(cx).push(0);
    }

    fn send_heartbeats(cx: &mut Cx, raft: &Mutex<u32, Raft>, coalesced: &Mutex<Vec<u32>, Coalesced>) {
        let queued = std::mem::take(&mut *coalesced.lock(cx));
        for unreachable in queued {
            *raft.lock(cx) += unreachable;
        }
    }

    pub fn run() {
        let (raft, coalesced) = (Mutex::new(0), Mutex::new(vec![1, 2]));
        unhang::root(|cx| {
            send_heartbeats(cx, &raft, &coalesced);
            tick(cx, &raft, &coalesced);
            assert_eq!(*raft.lock(cx), 3);
            assert_eq!(*coalesced.lock(cx), [0]);
        });
    }
}

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

mod cockroach_16167 {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Config;
    }
    use order::*;

    #[unhang::acquires(Config)]
    fn update(cx: &mut Cx, databases: &RwLock<Vec<&str>, Config>) {
        databases.write(cx).push("bank");
    }

    fn prepare(databases: &[&str]) -> usize {
        databases.len()
    }

    #[unhang::acquires(Config)]
    fn execute(cx: &mut Cx, databases: &RwLock<Vec<&str>, Config>) -> bool {
        let read = databases.read(cx);
        prepare(&read) == read.len()
    }

    pub fn run() {
        let databases = RwLock::new(vec![]);
        unhang::root(|cx| {
            update(cx, &databases);
            assert!(execute(cx, &databases));
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

mod cockroach_3710 {
    use unhang::{Cx, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Replicas;
        #[after(Replicas)]
        pub struct Queue;
    }
    use order::*;

    struct Store {
        applied: RwLock<Vec<u64>, Replicas>,
        queue: Mutex<Vec<usize>, Queue>,
    }

    fn raft_status(applied: &[u64], range: usize) -> u64 {
        applied[range]
    }

    #[unhang::acquires(Replicas)]
    fn scan(cx: &mut Cx, store: &Store) {
        let (applied, cx) = store.applied.read(cx).nest();
        for range in 0..applied.len() {
            let mut queue = store.queue.lock(cx);
            if raft_status(&applied, range) > 0 {
                queue.push(range);
            }
        }
    }

    pub fn run() {
        let store = Store { applied: RwLock::new(vec![0, 1]), queue: Mutex::new(vec![]) };
        unhang::root(|cx| {
            scan(cx, &store);
            assert_eq!(*store.queue.lock(cx), [1]);
        });
    }
}

mod cockroach_9935 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Logger;
    }
    use order::*;

    #[unhang::acquires(Logger)]
    fn exit(cx: &mut Cx, logger: &Mutex<String, Logger>) {
        logger.lock(cx).push_str("exit\n");
    }

    #[unhang::acquires(Logger)]
    fn output(cx: &mut Cx, logger: &Mutex<String, Logger>, entry: &str, has_file: bool) {
        let mut buffer = logger.lock(cx);
        if !has_file {
            drop(buffer);
            return exit(cx, logger);
        }
        buffer.push_str(entry);
    }

    pub fn run() {
        let logger = Mutex::new(String::new());
        unhang::root(|cx| {
            output(cx, &logger, "entry\n", true);
            output(cx, &logger, "entry\n", false);
            assert_eq!(*logger.lock(cx), "entry\nexit\n");
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

mod etcd_6708 {
    use unhang::{Cx, RwLock, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Endpoints;
    }
    use order::*;

    trait Client {
        fn act(&self, cx: &mut Cx<UpTo<Endpoints>>, request: &str) -> String;
    }

    struct HttpClient {
        endpoints: RwLock<Vec<String>, Endpoints>,
    }

    impl Client for HttpClient {
        fn act(&self, cx: &mut Cx<UpTo<Endpoints>>, request: &str) -> String {
            format!("{request} of {}", self.endpoints.read(cx).join(","))
        }
    }

    #[unhang::acquires(Endpoints)]
    fn sync(cx: &mut Cx, client: &HttpClient) {
        let copy = client.endpoints.read(cx).clone();
        let through: &dyn Client = &HttpClient { endpoints: RwLock::new(copy) };
        let leader = through.act(cx.narrow(), "leader");
        client.endpoints.write(cx).insert(0, leader);
    }

    pub fn run() {
        let client = HttpClient { endpoints: RwLock::new(vec!["one".into()]) };
        unhang::root(|cx| {
            sync(cx, &client);
            assert_eq!(*client.endpoints.read(cx), ["leader of one", "one"]);
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

mod grpc_795 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Connections;
    }
    use order::*;

    #[unhang::acquires(Connections)]
    fn graceful_stop(cx: &mut Cx, server: &Mutex<Option<Vec<u32>>, Connections>) {
        let mut connections = server.lock(cx);
        if connections.is_none() {
            return;
        }
        *connections = None;
    }

    pub fn run() {
        let server = Mutex::new(Some(vec![1]));
        unhang::root(|cx| {
            graceful_stop(cx, &server);
            graceful_stop(cx, &server);
            assert!(server.lock(cx).is_none());
        });
    }
}

mod hugo_3251 {
    use unhang::{Cx, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Remote;
        #[after(Remote)]
        pub struct Known;
    }
    use order::*;

    struct Remotes {
        known: RwLock<Vec<&'static str>, Known>,
        lock: Mutex<(), Remote>,
    }

    #[unhang::acquires(Known)]
    fn is_known(cx: &mut Cx, remotes: &Remotes, url: &str) -> bool {
        remotes.known.read(cx).contains(&url)
    }

    fn fetch(cx: &mut Cx, remotes: &Remotes, url: &'static str) {
        remotes.known.write(cx).push(url);
        let (_remote, cx) = remotes.lock.lock(cx).nest();
        assert!(is_known(cx, remotes, url)); // or it could not be unlocked
    }

    pub fn run() {
        let remotes = Remotes { known: RwLock::new(vec![]), lock: Mutex::new(()) };
        unhang::root(|cx| fetch(cx, &remotes, "http://a"));
    }
}

mod hugo_5379 {
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
        let rendered = (page.render)(cx.narrow(), page);
        *page.text.lock(cx) = rendered;
    }

    pub fn run() {
        let page = Page {
            content: OnceLock::new(),
            words: OnceLock::new(),
            text: Mutex::new("a page".into()),
            render: |cx, page| format!("{} words", word_count(cx, page)),
        };
        unhang::root(|cx| {
            helper(cx, &page);
            assert_eq!(*page.text.lock(cx), "2 words");
        });
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

mod kubernetes_13135 {
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
        watched.replace(cx, vec![1, 2], |cx| *is_usable.lock(cx) = true);
    }

    pub fn run() {
        let is_usable = std::sync::Arc::new(Mutex::<_, Cacher>::new(false));
        let told = is_usable.clone();
        let on_event = move |cx: &mut Cx<UpTo<Cacher>>, _| assert!(*told.lock(cx));
        let watched = WatchCache { items: RwLock::new(vec![]), on_event: Box::new(on_event) };
        unhang::root(|cx| {
            start_caching(cx, &is_usable, &watched);
            watched.add(cx, 3);
            assert_eq!(*watched.items.read(cx), [1, 2, 3]);
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

mod kubernetes_58107 {
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
        let item = controller.filled.lock_when(cx, &controller.items, |items| !items.is_empty())?.pop();
        let quota = controller.working.read(cx);
        assert_eq!(item, Some(*quota));
        Ok(())
    }

    pub fn run() {
        let controller = Controller { working: RwLock::new(4), items: Mutex::new(vec![]), filled: Condvar::new() };
        unhang::root(|cx| {
            sync(cx, &controller);
            assert_eq!(work(cx, &controller), Ok(()));
        });
    }
}

mod kubernetes_62464 {
    use std::collections::BTreeMap;
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Assignments;
    }
    use order::*;

    type State = RwLock<BTreeMap<&'static str, u32>, Assignments>;

    #[unhang::acquires(Assignments)]
    fn set(cx: &mut Cx, state: &State, container: &str) -> Option<u32> {
        set_within(&state.read(cx), container)
    }

    fn set_within(assignments: &BTreeMap<&'static str, u32>, container: &str) -> Option<u32> {
        assignments.get(container).copied()
    }

    #[unhang::acquires(Assignments)]
    fn set_or_default(cx: &mut Cx, state: &State, container: &str) -> u32 {
        let assignments = state.read(cx);
        set_within(&assignments, container).unwrap_or(assignments["default"])
    }

    pub fn run() {
        let state = RwLock::new(BTreeMap::from([("default", 3)]));
        unhang::root(|cx| assert_eq!((set(cx, &state, "web"), set_or_default(cx, &state, "web")), (None, 3)));
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

mod moby_36114 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Machine;
    }
    use order::*;

    #[unhang::acquires(Machine)]
    fn hot_remove_vhds(cx: &mut Cx, machine: &Mutex<Vec<&str>, Machine>) {
        remove_all(&mut machine.lock(cx));
    }

    fn remove_all(disks: &mut Vec<&str>) {
        disks.clear();
    }

    #[unhang::acquires(Machine)]
    fn hot_add_vhds(cx: &mut Cx, machine: &Mutex<Vec<&'static str>, Machine>) {
        let mut disks = machine.lock(cx);
        disks.push("scratch.vhdx");
        remove_all(&mut disks);
    }

    pub fn run() {
        let machine = Mutex::new(vec![]);
        unhang::root(|cx| {
            hot_add_vhds(cx, &machine);
            hot_remove_vhds(cx, &machine);
            assert!(machine.lock(cx).is_empty());
        });
    }
}

mod moby_4951 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Device;
        #[after(Device)]
        pub struct Set;
    }
    use order::*;

    fn delete(cx: &mut Cx, set: &Mutex<Vec<u32>, Set>, device: &Mutex<bool, Device>, close: fn()) {
        let (mut is_active, cx) = device.lock(cx).nest();
        let devices = set.lock(cx);
        *is_active = false;
        drop(devices);
        close();
        set.lock(cx).clear();
    }

    pub fn run() {
        let (set, device) = (Mutex::new(vec![7]), Mutex::new(true));
        unhang::root(|cx| {
            delete(cx, &set, &device, || ());
            assert!(set.lock(cx).is_empty());
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

mod syncthing_4829 {
    use unhang::{Cx, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Service;
        #[after(Service)]
        pub struct Mapping;
    }
    use order::*;

    #[unhang::acquires(Mapping)]
    fn notify(cx: &mut Cx, mapping: &RwLock<Vec<&str>, Mapping>) -> usize {
        mapping.read(cx).len()
    }

    #[unhang::acquires(Mapping)]
    fn clear_addresses(cx: &mut Cx, mapping: &RwLock<Vec<&str>, Mapping>) -> usize {
        mapping.write(cx).clear();
        notify(cx, mapping)
    }

    pub fn run() {
        let service = Mutex::<_, Service>::new(RwLock::new(vec!["10.0.0.1"]));
        unhang::root(|cx| {
            let (mapping, cx) = service.lock(cx).nest();
            assert_eq!(clear_addresses(cx, &mapping), 0);
        });
    }
}

fn main() {
    cockroach_10214::run();
    cockroach_1055::run();
    cockroach_16167::run();
    cockroach_18101::run();
    cockroach_24808::run();
    cockroach_3710::run();
    cockroach_9935::run();
    etcd_10492::run();
    etcd_6708::run();
    etcd_6873::run();
    etcd_7443::run();
    etcd_7492::run();
    etcd_7902::run();
    grpc_1275::run();
    grpc_1353::run();
    grpc_795::run();
    hugo_3251::run();
    hugo_5379::run();
    istio_18454::run();
    kubernetes_13135::run();
    kubernetes_1321::run();
    kubernetes_26980::run();
    kubernetes_58107::run();
    kubernetes_62464::run();
    kubernetes_6632::run();
    kubernetes_70277::run();
    moby_25384::run();
    moby_27782::run();
    moby_28462::run();
    moby_33293::run();
    moby_36114::run();
    moby_4951::run();
    serving_2137::run();
    syncthing_4829::run();
}
