//! The cases of `ui/rust_issues`, as they were mended.

mod agave_12042 {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct BankForks;
        #[after(BankForks)]
        pub struct ProgramCache;
    }
    use order::*;

    struct Validator {
        bank_forks: RwLock<Vec<u64>, BankForks>,
        program_cache: RwLock<Vec<&'static str>, ProgramCache>,
    }

    fn prune(cx: &mut Cx, validator: &Validator) {
        let (forks, cx) = validator.bank_forks.read(cx).nest();
        validator.program_cache.write(cx).truncate(forks.len());
    }

    fn load(cx: &mut Cx, validator: &Validator) {
        let is_empty = validator.bank_forks.read(cx).is_empty();
        if is_empty {
            validator.program_cache.write(cx).push("vote");
        }
    }

    pub fn run() {
        let validator = Validator { bank_forks: RwLock::new(vec![]), program_cache: RwLock::new(vec![]) };
        unhang::root(|cx| {
            load(cx, &validator);
            prune(cx, &validator);
            assert!(validator.program_cache.read(cx).is_empty());
        });
    }
}

mod agave_947 {
    use unhang::{Cx, JoinHandle, RwLock, Unheld};

    #[unhang::levels]
    mod order {
        pub struct BankForks;
    }
    use order::*;

    struct Bank {
        scheduler: JoinHandle<(), Unheld>,
    }

    fn purge(cx: &mut Cx, forks: &RwLock<Vec<Bank>, BankForks>) {
        let removed = std::mem::take(&mut *forks.write(cx));
        for bank in removed {
            bank.scheduler.join(cx).unwrap();
        }
    }

    pub fn run() {
        static FORKS: RwLock<Vec<Bank>, BankForks> = RwLock::new(vec![]);
        unhang::root(|cx| {
            let scheduler = unhang::spawn(|cx| drop(FORKS.read(cx)));
            FORKS.write(cx).push(Bank { scheduler });
            purge(cx, &FORKS);
        });
    }
}

mod codex_2874 {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Stdout;
        #[channel(bounded)]
        #[after(Stdout)]
        pub struct Requests;
        #[channel(bounded)]
        #[after(Requests)]
        pub struct Stdin;
    }
    use order::*;

    fn talk(cx: &mut Cx) {
        let (stdin, read, cx) = cx.bounded::<u32, Stdin>(0);
        let (requests, process, cx) = cx.bounded::<u32, Requests>(1);
        let (write, stdout, cx) = cx.bounded::<u32, Stdout>(0);
        let (_, cx) =
            spawn_with(cx, (read, requests), |cx, (read, requests)| read.for_each(cx, |cx, request| requests.send(cx, request).unwrap()));
        let (_, cx) =
            spawn_with(cx, (process, write), |cx, (process, write)| process.for_each(cx, |cx, request| write.send(cx, request).unwrap()));
        let (_, cx) = spawn_with(cx, (stdin,), |cx, (stdin,)| (0..6).for_each(|request| stdin.send(cx, request).unwrap()));
        assert_eq!(stdout.iter(cx).count(), 6);
    }

    pub fn run() {
        unhang::root(|cx| talk(cx));
    }
}

mod dashmap_369 {
    use std::collections::HashMap;
    use unhang::{Cx, MappedRwLockReadGuard, RwLock, RwLockReadGuard};

    #[unhang::levels]
    mod order {
        pub struct Shards;
    }
    use order::*;

    struct Map {
        shards: [RwLock<HashMap<u64, u32>, Shards>; 2],
    }

    impl Map {
        #[unhang::acquires(Shards)]
        fn get<'a>(&'a self, cx: &'a mut Cx, key: u64) -> (MappedRwLockReadGuard<'a, u32>, &'a mut Cx<Shards>) {
            let (shard, cx) = self.shards[key as usize % 2].read(cx).nest();
            (RwLockReadGuard::map(shard, |shard| &shard[&key]), cx)
        }

        #[unhang::acquires(Shards)]
        fn insert(&self, cx: &mut Cx, key: u64, value: u32) {
            self.shards[key as usize % 2].write(cx).insert(key, value);
        }
    }

    fn derive(cx: &mut Cx, map: &Map, from: u64, to: u64) {
        let source = *map.get(cx, from).0;
        map.insert(cx, to, source * 2);
    }

    pub fn run() {
        let map = Map { shards: [RwLock::new([(2, 2)].into()), RwLock::default()] };
        unhang::root(|cx| {
            derive(cx, &map, 2, 3);
            assert_eq!(*map.get(cx, 3).0, 4);
        });
    }
}

mod dashmap_74 {
    use std::collections::HashMap;
    use unhang::{Cx, MappedRwLockWriteGuard, RwLock, RwLockWriteGuard};

    #[unhang::levels]
    mod order {
        pub struct Shards;
    }
    use order::*;

    struct Map {
        shards: [RwLock<HashMap<u64, u32>, Shards>; 2],
    }

    impl Map {
        #[unhang::acquires(Shards)]
        fn get(&self, cx: &mut Cx, key: u64) -> u32 {
            self.shards[key as usize % 2].read(cx)[&key]
        }

        #[unhang::acquires(Shards)]
        fn get_mut<'a>(&'a self, cx: &'a mut Cx, key: u64) -> (MappedRwLockWriteGuard<'a, u32>, &'a mut Cx<Shards>) {
            let (shard, cx) = self.shards[key as usize % 2].write(cx).nest();
            (RwLockWriteGuard::map(shard, |shard| shard.entry(key).or_default()), cx)
        }
    }

    fn add(cx: &mut Cx, stock: &Map) {
        let four = stock.get(cx, 4);
        let (mut two, _) = stock.get_mut(cx, 2);
        *two += four;
    }

    pub fn run() {
        let stock = Map { shards: [RwLock::new([(2, 10), (4, 20)].into()), RwLock::default()] };
        unhang::root(|cx| {
            add(cx, &stock);
            assert_eq!(stock.get(cx, 2), 30);
        });
    }
}

mod delta_kernel_2547 {
    use unhang::{Cx, RwLock, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Extensions;
    }
    use order::*;

    struct Span {
        files: RwLock<u64, Extensions>,
        layers: Vec<fn(&mut Cx<UpTo<Extensions>>, &Span)>,
    }

    #[unhang::acquires(Extensions)]
    fn warn(cx: &mut Cx, span: &Span) {
        for layer in &span.layers {
            layer(cx.narrow(), span);
        }
    }

    fn record(cx: &mut Cx, span: &Span, value: &str) {
        match value.parse() {
            Ok(value) => *span.files.write(cx) = value,
            Err(_) => warn(cx, span),
        }
    }

    pub fn run() {
        let span = Span { files: RwLock::new(0), layers: vec![|cx, span| *span.files.write(cx) += 1] };
        unhang::root(|cx| {
            record(cx, &span, "many");
            assert_eq!(*span.files.read(cx), 1);
        });
    }
}

mod graph_node_2982 {
    use unhang::{Cx, Receiver, RwLock};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Reloads;
        #[after(Reloads)] // whoever owes a reload writes the settings first
        pub struct Settings;
    }
    use order::*;

    fn follow(cx: &mut Cx, settings: &RwLock<u32, Settings>, reloads: &Receiver<(), Reloads>) {
        let copied = *settings.read(cx);
        reloads.recv(cx).unwrap();
        assert_eq!(copied, 1);
    }

    pub fn run() {
        let settings = RwLock::new(1);
        unhang::root(|cx| {
            let (reloaded, reloads, cx) = cx.unbounded::<(), Reloads>();
            reloaded.send(cx, ()).unwrap();
            let cx = reloaded.close(cx);
            follow(cx, &settings, &reloads);
        });
    }
}

mod hyper_3369 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Spawned;
        #[after(Spawned)]
        pub struct Driver;
    }
    use order::*;

    struct Executor {
        spawned: Mutex<Vec<u32>, Spawned>,
        driver: Mutex<Vec<u32>, Driver>,
    }

    #[unhang::acquires(Spawned)]
    fn drain_queue(cx: &mut Cx, executor: &Executor) {
        let (mut spawned, cx) = executor.spawned.lock(cx).nest();
        executor.driver.lock(cx).append(&mut spawned);
    }

    fn poll_next(cx: &mut Cx, executor: &Executor) {
        let is_idle = executor.driver.lock(cx).is_empty();
        if is_idle {
            drain_queue(cx, executor);
        }
    }

    pub fn run() {
        let executor = Executor { spawned: Mutex::new(vec![7]), driver: Mutex::new(vec![]) };
        unhang::root(|cx| {
            poll_next(cx, &executor);
            assert_eq!(*executor.driver.lock(cx), [7]);
        });
    }
}

mod ipc_channel_34 {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Fragments;
    }
    use order::*;

    type Fragment = (&'static str, u32);

    fn receive(cx: &mut Cx) -> u32 {
        let (back, socket, cx) = cx.bounded::<Fragment, Fragments>(2);
        let (_, cx) = unhang::spawn_with(cx, (back,), |cx, (back,)| {
            [("b", 1), ("a", 1)].iter().for_each(|fragment| back.send(cx, *fragment).unwrap());
        });
        let mut others = Vec::new();
        loop {
            match socket.recv(cx).unwrap() {
                ("a", part) => return part,
                another => others.push(another),
            }
        }
    }

    pub fn run() {
        unhang::root(|cx| assert_eq!(receive(cx), 1));
    }
}

mod lazy_static_95 {
    use unhang::{Cx, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Squares;
    }
    use order::*;

    struct Tables {
        squares: OnceLock<Vec<u32>, Squares>,
    }

    #[unhang::acquires(Squares)]
    fn squares<'a>(cx: &mut Cx, tables: &'a Tables) -> &'a [u32] {
        tables.squares.get_or_init(cx, |_| (0..4).map(|number| number * number).collect())
    }

    #[unhang::acquires(Squares)]
    fn square(cx: &mut Cx, tables: &Tables, number: usize) -> u32 {
        squares(cx, tables)[number]
    }

    pub fn run() {
        let tables = Tables { squares: OnceLock::new() };
        unhang::root(|cx| assert_eq!(square(cx, &tables, 3), 9));
    }
}

mod lighthouse_6412 {
    use std::collections::BTreeMap;
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Blocks;
    }
    use order::*;

    struct BlockCache {
        blocks: RwLock<BTreeMap<u64, u64>, Blocks>,
    }

    #[unhang::acquires(Blocks)]
    fn parent(cx: &mut Cx, cache: &BlockCache, slot: u64) -> Option<u64> {
        cache.blocks.read(cx).get(&slot).copied()
    }

    fn grandparent(cx: &mut Cx, cache: &BlockCache, slot: u64) -> Option<u64> {
        let first = parent(cx, cache, slot)?;
        parent(cx, cache, first)
    }

    pub fn run() {
        let cache = BlockCache { blocks: RwLock::new([(2, 1), (3, 2)].into()) };
        unhang::root(|cx| assert_eq!(grandparent(cx, &cache, 3), Some(1)));
    }
}

mod ockam_1947 {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct ToAlice;
        #[channel(bounded)]
        #[after(ToAlice)]
        pub struct ToBob;
    }
    use order::*;

    fn talk(cx: &mut Cx) {
        let (to_alice, of_alice, cx) = cx.unbounded::<u32, ToAlice>();
        let (to_bob, of_bob, cx) = cx.bounded::<u32, ToBob>(1);
        let (_bob, cx) = spawn_with(cx, (to_alice, of_bob), |cx, (to_alice, of_bob)| {
            of_bob.for_each(cx, |cx, message| to_alice.send(cx, message).unwrap())
        });
        for message in 0..3 {
            to_bob.send(cx, message).unwrap();
        }
        let cx = to_bob.close(cx);
        assert_eq!(of_alice.iter(cx).count(), 3);
    }

    pub fn run() {
        unhang::root(|cx| talk(cx));
    }
}

mod ort_583 {
    use unhang::{Cx, OnceLock};

    #[unhang::levels]
    mod order {
        pub struct Interface;
    }
    use order::*;

    type Loaded = Result<u32, &'static str>;

    #[unhang::acquires(Interface)]
    fn message(cx: &mut Cx, interface: &OnceLock<Loaded, Interface>) -> &'static str {
        if interface.get_or_init(cx, |_| Ok(16)).is_ok() { "wrong version" } else { "not loaded" }
    }

    fn load<'a>(cx: &mut Cx, interface: &'a OnceLock<Loaded, Interface>, version: u32) -> &'a Loaded {
        interface.get_or_init(cx, |_| if version < 17 { Err("wrong version") } else { Ok(version) })
    }

    pub fn run() {
        let interface = OnceLock::new();
        unhang::root(|cx| {
            assert_eq!(*load(cx, &interface, 16), Err("wrong version"));
            assert_eq!(message(cx, &interface), "not loaded");
        });
    }
}

mod rust_111902 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Counter;
    }
    use order::*;

    fn count(cx: &mut Cx, counter: &Mutex<u32, Counter>) {
        let mut first = counter.lock(cx);
        *first += 1;
        drop(first);
        let mut second = counter.lock(cx);
        *second += 1;
    }

    pub fn run() {
        let counter = Mutex::new(0);
        unhang::root(|cx| count(cx, &counter));
    }
}

mod rust_37612 {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Fibs;
    }
    use order::*;

    fn fib(cx: &mut Cx, fibs: &RwLock<Vec<u64>, Fibs>, number: usize) -> u64 {
        let known = fibs.read(cx).get(number).copied();
        match known {
            Some(known) => known,
            None => {
                let mut fibs = fibs.write(cx);
                let next = fibs.iter().rev().take(2).sum();
                fibs.push(next);
                next
            }
        }
    }

    pub fn run() {
        let fibs = RwLock::new(vec![0, 1]);
        unhang::root(|cx| assert_eq!(fib(cx, &fibs, 2) + fib(cx, &fibs, 2), 2));
    }
}

mod rust_64350 {
    use unhang::{Cx, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct ToOne;
        #[channel]
        #[after(ToOne)]
        pub struct ToOther;
    }
    use order::*;

    fn talk(cx: &mut Cx) {
        let (to_one, of_one, cx) = cx.unbounded::<u32, ToOne>();
        let (to_other, of_other, cx) = cx.unbounded::<u32, ToOther>();
        let (_, cx) = spawn_with(cx, (to_one, of_other), |cx, (to_one, of_other)| {
            to_one.send(cx, 1).unwrap();
            of_other.iter(cx).count()
        });
        to_other.send(cx, 1).unwrap();
        let cx = to_other.close(cx);
        assert_eq!(of_one.iter(cx).count(), 1);
    }

    pub fn run() {
        unhang::root(|cx| talk(cx));
    }
}

mod rust_76220 {
    use unhang::{Cx, RwLock, Sender, Unheld};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Events;
        #[after(Events)] // whoever reads events may leave the list
        pub struct Subscribers;
    }
    use order::*;

    type Inserting = Cx<(Unheld, unhang::Owes<Events>)>;

    fn insert(cx: &mut Inserting, subscribers: &RwLock<Vec<u32>, Subscribers>, events: &Sender<u32, Events>) {
        let subscribers = subscribers.read(cx).clone();
        for subscriber in subscribers.iter() {
            events.send(cx, *subscriber).unwrap();
        }
    }

    pub fn run() {
        static SUBSCRIBERS: RwLock<Vec<u32>, Subscribers> = RwLock::new(vec![]);
        unhang::root(|cx| {
            SUBSCRIBERS.write(cx).push(1);
            let (sender, events, cx) = cx.bounded::<u32, Events>(0);
            let (_, cx) = unhang::spawn_with(cx, (events,), |cx, (events,)| {
                assert_eq!(events.recv(cx), Ok(1));
                SUBSCRIBERS.write(cx).clear();
            });
            insert(cx, &SUBSCRIBERS, &sender);
        });
    }
}

mod rust_analyzer_16652 {
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct CrateData;
    }
    use order::*;

    type Query = fn(&mut Cx<UpTo<CrateData>>, &Database) -> usize;

    struct Database {
        crate_data: Mutex<Option<usize>, CrateData>,
        query: Query,
    }

    fn fill(cx: &mut Cx, database: &Database) {
        let asked = (database.query)(cx.narrow(), database);
        *database.crate_data.lock(cx) = Some(asked);
    }

    pub fn run() {
        let query: Query = |cx, database| database.crate_data.lock(cx).unwrap_or(2);
        let database = Database { crate_data: Mutex::new(None), query };
        unhang::root(|cx| fill(cx, &database));
    }
}

mod rustdesk_622 {
    use unhang::{Cx, JoinHandle, RwLock, Unheld};

    #[unhang::levels]
    mod order {
        pub struct Service;
    }
    use order::*;

    #[derive(Default)]
    struct State {
        stops: bool,
        thread: Option<JoinHandle<(), Unheld>>,
    }

    fn stop(cx: &mut Cx, service: &RwLock<State, Service>) {
        let mut state = service.write(cx);
        state.stops = true;
        let thread = state.thread.take();
        drop(state);
        if let Some(thread) = thread {
            thread.join(cx).unwrap();
        }
    }

    pub fn run() {
        static SERVICE: RwLock<State, Service> = RwLock::new(State { stops: false, thread: None });
        unhang::root(|cx| {
            let thread = unhang::spawn(|cx| while !SERVICE.read(cx).stops {});
            SERVICE.write(cx).thread = Some(thread);
            stop(cx, &SERVICE);
        });
    }
}

mod servo_1415 {
    use unhang::{Cx, Receiver, oneshot, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Exited;
        #[channel(carries(Replies))]
        pub struct Mailbox;
        #[channel]
        #[after(Exited, Mailbox)] // the constellation asks before it has exited
        pub struct Replies;
    }
    use order::*;

    type Question = oneshot::Carried<u32, Replies, Mailbox>;

    fn shut_down(cx: &mut Cx) {
        let (compositor, mailbox, cx) = cx.unbounded::<Question, Mailbox>();
        let (exited, has_exited, cx) = cx.unbounded::<(), Exited>();
        let (_, cx) = spawn_with(cx, (compositor, exited), |cx, (compositor, exited)| {
            let (reply, replied, cx) = cx.oneshot();
            let (reply, cx) = reply.detach(cx);
            compositor.send(cx, reply).unwrap();
            assert_eq!(replied.recv(cx), Ok(0));
            exited.send(cx, ()).unwrap();
        });
        wait(cx, mailbox, has_exited);
    }

    #[unhang::role(drains(Mailbox, Exited))]
    fn wait(cx: &mut Cx, mailbox: Receiver<Question, Mailbox>, has_exited: Receiver<(), Exited>) {
        while let Ok(question) = mailbox.recv(cx) {
            let (reply, _) = question.attach(cx);
            reply.send(0).unwrap();
        }
        let cx = mailbox.close(cx);
        has_exited.recv(cx).unwrap();
    }

    pub fn run() {
        unhang::root(|cx| shut_down(cx));
    }
}

mod solana_30203 {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct CleanupSlot;
    }
    use order::*;

    struct Blockstore {
        lowest_cleanup_slot: RwLock<u64, CleanupSlot>,
    }

    #[unhang::acquires(CleanupSlot)]
    fn shreds(cx: &mut Cx, store: &Blockstore, slot: u64) -> u64 {
        slot - *store.lowest_cleanup_slot.read(cx)
    }

    fn slots_since(cx: &mut Cx, store: &Blockstore, slot: u64) -> u64 {
        shreds(cx, store, slot)
    }

    pub fn run() {
        let store = Blockstore { lowest_cleanup_slot: RwLock::new(1) };
        unhang::root(|cx| assert_eq!(slots_since(cx, &store, 9), 8));
    }
}

mod sorock_384 {
    use std::collections::HashMap;
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Completions;
    }
    use order::*;

    type Completion = Box<dyn FnOnce(&mut Cx<UpTo<Completions>>, &Replica) + Send>;

    struct Replica {
        completions: Mutex<HashMap<u64, Completion>, Completions>,
    }

    fn complete(cx: &mut Cx, replica: &Replica, index: u64) {
        let completion = replica.completions.lock(cx).remove(&index);
        if let Some(completion) = completion {
            completion(cx.narrow(), replica);
        }
    }

    pub fn run() {
        let replica = Replica { completions: Mutex::new(HashMap::new()) };
        unhang::root(|cx| {
            let chained: Completion = Box::new(|cx, replica| {
                replica.completions.lock(cx).insert(2, Box::new(|_, _| ()));
            });
            replica.completions.lock(cx).insert(1, chained);
            complete(cx, &replica, 1);
            assert!(replica.completions.lock(cx).contains_key(&2));
        });
    }
}

mod tikv_10909 {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Replication;
        #[after(Replication)]
        pub struct Meta;
    }
    use order::*;

    struct Store {
        meta: Mutex<Vec<u64>, Meta>,
        replication: Mutex<u64, Replication>,
    }

    fn change_replication(cx: &mut Cx, store: &Store) {
        let (mut replication, cx) = store.replication.lock(cx).nest();
        *replication += store.meta.lock(cx).len() as u64;
    }

    fn create_peer(cx: &mut Cx, store: &Store) {
        let replication = *store.replication.lock(cx);
        store.meta.lock(cx).push(replication);
    }

    pub fn run() {
        let store = Store { meta: Mutex::new(vec![]), replication: Mutex::new(1) };
        unhang::root(|cx| {
            create_peer(cx, &store);
            change_replication(cx, &store);
            assert_eq!(*store.replication.lock(cx), 2);
        });
    }
}

mod tylertoo_362 {
    use unhang::{Cx, Sender, scope};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Batches;
    }
    use order::*;

    #[unhang::role(owes(Batches))]
    fn produce(cx: &mut Cx, batches: Sender<u32, Batches>) {
        (0..4).all(|batch| batches.send(cx, batch).is_ok());
    }

    fn write_level(cx: &mut Cx) {
        scope(cx, |scope, cx| {
            let (sender, batches, cx) = cx.bounded::<u32, Batches>(1);
            let (producer, cx) = scope.spawn_with(cx, (sender,), |cx, (sender,)| produce(cx, sender));
            let written = batches.recv(cx);
            let cx = batches.close(cx);
            producer.join(cx).unwrap();
            assert_eq!(written, Ok(0));
        });
    }

    pub fn run() {
        unhang::root(|cx| write_level(cx));
    }
}

mod webrender_2478 {
    use unhang::{Cx, Receiver, spawn_with};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Transactions;
        #[channel]
        #[after(Transactions)]
        pub struct Payloads;
    }
    use order::*;

    #[unhang::role(drains(Transactions, Payloads))]
    fn render(cx: &mut Cx, transactions: Receiver<usize, Transactions>, payloads: Receiver<u32, Payloads>) {
        while let Ok(count) = transactions.recv(cx) {
            for _ in 0..count {
                payloads.recv(cx).unwrap();
            }
        }
    }

    pub fn run() {
        unhang::root(|cx| {
            let (transactions, renders, cx) = cx.unbounded();
            let (payloads, loads, cx) = cx.unbounded();
            let (_, cx) = spawn_with(cx, (renders, loads), |cx, (renders, loads)| render(cx, renders, loads));
            (0..3).for_each(|payload| payloads.send(cx, payload).unwrap());
            transactions.send(cx, 3).unwrap();
        });
    }
}

mod wgpu_7004 {
    use unhang::{Cx, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Snatch;
        #[after(Snatch)]
        pub struct PendingWrites;
    }
    use order::*;

    struct Queue {
        snatch: RwLock<bool, Snatch>,
        pending_writes: Mutex<Vec<&'static str>, PendingWrites>,
    }

    fn write_texture(cx: &mut Cx, queue: &Queue) {
        let (is_snatched, cx) = queue.snatch.read(cx).nest();
        let mut pending = queue.pending_writes.lock(cx);
        if !*is_snatched {
            pending.push("texture");
        }
    }

    pub fn run() {
        let queue = Queue { snatch: RwLock::new(false), pending_writes: Mutex::new(vec![]) };
        unhang::root(|cx| write_texture(cx, &queue));
        assert_eq!(*queue.pending_writes.into_inner(), ["texture"]);
    }
}

mod zebra_3378 {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct TipValue;
    }
    use order::*;

    struct Tip {
        height: u32,
        hash: u32,
    }

    fn span(cx: &mut Cx, tip: &RwLock<Tip, TipValue>) -> String {
        let tip = tip.read(cx);
        format!("{} {}", tip.height, tip.hash)
    }

    pub fn run() {
        let tip = RwLock::new(Tip { height: 1, hash: 10 });
        unhang::root(|cx| assert_eq!(span(cx, &tip), "1 10"));
    }
}

fn main() {
    agave_12042::run();
    agave_947::run();
    codex_2874::run();
    dashmap_369::run();
    dashmap_74::run();
    delta_kernel_2547::run();
    graph_node_2982::run();
    hyper_3369::run();
    ipc_channel_34::run();
    lazy_static_95::run();
    lighthouse_6412::run();
    ockam_1947::run();
    ort_583::run();
    rust_111902::run();
    rust_37612::run();
    rust_64350::run();
    rust_76220::run();
    rust_analyzer_16652::run();
    rustdesk_622::run();
    servo_1415::run();
    solana_30203::run();
    sorock_384::run();
    tikv_10909::run();
    tylertoo_362::run();
    webrender_2478::run();
    wgpu_7004::run();
    zebra_3378::run();
}
