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
    cockroach_16167::run();
    cockroach_18101::run();
    cockroach_24808::run();
    cockroach_3710::run();
    cockroach_9935::run();
    etcd_10492::run();
    etcd_6708::run();
    grpc_1275::run();
    grpc_795::run();
    hugo_3251::run();
    hugo_5379::run();
    istio_18454::run();
    kubernetes_13135::run();
    kubernetes_58107::run();
    kubernetes_62464::run();
    kubernetes_70277::run();
    moby_33293::run();
    moby_36114::run();
    moby_4951::run();
    syncthing_4829::run();
}
