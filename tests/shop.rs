//! `examples/shop` under load, from hundreds of sockets: what clients were told against what the books say.

mod example;

#[path = "../examples/shop/main.rs"]
#[allow(dead_code)]
mod shop;

use shop::claim::Claim;
use shop::protocol::{Command, Done, Line, Refusal, parse};
use shop::server::{Server, Settings};
use shop::store::{Books, Store};
use shop::summary::{Summary, Tally};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::process;
use std::sync::Barrier;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use unhang::CancelToken;

const CAPACITIES: [usize; 3] = [0, 1, 64];
const LONG: Duration = Duration::from_secs(60);

/// A client's side of one connection.
struct Client {
    socket: TcpStream,
    answers: BufReader<TcpStream>,
}

impl Client {
    fn connect(address: SocketAddr) -> Client {
        let socket = TcpStream::connect_timeout(&address, LONG).unwrap();
        socket.set_nodelay(true).unwrap();
        socket.set_read_timeout(Some(LONG)).unwrap();
        socket.set_write_timeout(Some(LONG)).unwrap();
        Client { answers: BufReader::new(socket.try_clone().unwrap()), socket }
    }

    fn say(&mut self, line: &str) {
        self.socket.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// The next answer; `None` when the conversation has ended, also where the shop closed before it heard all.
    fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.answers.read_line(&mut line) {
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
            read => read.unwrap(),
        };
        line.strip_suffix('\n').map(str::to_owned)
    }

    fn ask(&mut self, line: &str) -> String {
        self.say(line);
        self.hear().unwrap()
    }
}

/// What a client was told about its orders.
#[derive(Default)]
struct Told {
    orders: Vec<usize>,
    sold: u64,
    refused: u64,
    late: u64,
    closing: u64,
}

impl Told {
    /// Counts the answer to an order of `count`.
    fn count(&mut self, count: u64, answer: &str) {
        if let Some(number) = answer.strip_prefix("ok order ") {
            self.orders.push(number.parse().unwrap());
            self.sold += count;
        } else if answer.starts_with("error only ") {
            self.refused += 1;
        } else if answer == "error it took too long, nothing was done" {
            self.late += 1;
        } else if answer == "error the shop is closing" {
            self.closing += 1;
        } else {
            panic!("{answer}");
        }
    }

    fn all(told: impl IntoIterator<Item = Told>) -> Told {
        told.into_iter().fold(Told::default(), |mut all, told| {
            all.orders.extend(told.orders);
            all.sold += told.sold;
            all.refused += told.refused;
            all.late += told.late;
            all.closing += told.closing;
            all
        })
    }

    /// Each order has a number of its own, and the books have just these.
    #[track_caller]
    fn assert_in(mut self, summary: &Summary) {
        self.orders.sort_unstable();
        assert!(self.orders.iter().copied().eq(1..=self.orders.len()), "a number is missing, or was given twice");
        assert_eq!((self.orders.len(), self.sold), (summary.books.orders, summary.books.sold));
        assert_eq!((self.refused, self.late), (summary.tally.refused, summary.tally.late));
        assert!(summary.adds_up(), "{summary}");
    }
}

/// Ends the process, unless it is dropped in time: a hang in a scope could not be left otherwise.
struct Watchdog(#[allow(dead_code)] mpsc::Sender<()>);

impl Watchdog {
    fn new(limit: Duration) -> Watchdog {
        let (alive, dropped) = mpsc::channel();
        thread::spawn(move || {
            if dropped.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                eprintln!("the watchdog ends this: the shop did not close within {limit:?}");
                process::abort();
            }
        });
        Watchdog(alive)
    }
}

/// Opens a shop for as long as `visit` takes, closes it, and checks that its port is closed too.
fn visit<R>(settings: Settings, visit: impl FnOnce(SocketAddr, &CancelToken) -> R) -> (R, Summary) {
    let _watchdog = Watchdog::new(2 * LONG);
    let server = Server::bind(settings).unwrap();
    let (address, closing) = (server.address(), CancelToken::new());
    let outcome = thread::scope(|scope| {
        let shop = scope.spawn(|| unhang::root(|cx| server.run(cx, &closing)));
        let _close = closing.drop_guard();
        let told = visit(address, &closing);
        closing.cancel();
        (told, shop.join().unwrap())
    });
    assert!(TcpStream::connect_timeout(&address, LONG).is_err());
    outcome
}

fn settings(stock: &[(&str, u64)]) -> Settings {
    let stock: BTreeMap<_, _> = stock.iter().map(|(item, count)| ((*item).to_owned(), *count)).collect();
    Settings { stock, deadline: LONG, ..Settings::default() }
}

/// Runs `body` on as many threads, which begin together.
fn together<R: Send>(threads: usize, body: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let start = Barrier::new(threads);
    let run = |at| {
        start.wait();
        body(at)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|at| scope.spawn(move || run(at))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn nothing_is_lost_or_sold_twice() {
    const THREADS: usize = 16;
    const CONNECTIONS: usize = 13;
    const ROUNDS: u64 = 5;
    for queue in CAPACITIES {
        let settings = Settings { queue, workers: 3, ..settings(&[("apple", 700), ("pear", 300)]) };
        let (told, summary) = visit(settings, |address, _| {
            together(THREADS, |thread| {
                let mut clients: Vec<_> = (0..CONNECTIONS).map(|_| Client::connect(address)).collect();
                let mut told = Told::default();
                for round in 0..ROUNDS {
                    let wish = |at: usize| ((thread + at) as u64 + round) % 3 + 1;
                    for (at, client) in clients.iter_mut().enumerate() {
                        client.say(&format!("order {} {}", ["apple", "pear"][at % 2], wish(at)));
                    }
                    for (at, client) in clients.iter_mut().enumerate() {
                        told.count(wish(at), &client.hear().unwrap());
                    }
                    assert!(clients[0].ask("restock pear 2").starts_with("ok "));
                    let report = clients[1].ask("report");
                    assert!(report.starts_with("ok ") && report.ends_with(" in stock"), "{report}");
                }
                clients.iter_mut().for_each(|client| assert_eq!(client.ask("quit"), "ok bye"));
                assert!(clients.iter_mut().all(|client| client.hear().is_none()));
                told
            })
        });
        let told = Told::all(told);
        let (sold, asked) = (told.orders.len() as u64, THREADS as u64 * CONNECTIONS as u64 * ROUNDS);
        assert_eq!(sold + told.refused, asked);
        assert!(told.refused > 0, "the goods should not be enough for all");
        let others = 2 * THREADS as u64 * ROUNDS;
        assert_eq!(summary.tally, Tally { done: sold + others, refused: told.refused, ..Tally::default() });
        assert_eq!(summary.clients, (THREADS * CONNECTIONS) as u64);
        assert_eq!(summary.books.restocked, 2 * THREADS as u64 * ROUNDS);
        assert_eq!(summary.books.left, 1000 + summary.books.restocked - told.sold);
        assert!(summary.most_queued <= queue);
        told.assert_in(&summary);
    }
}

#[test]
fn clients_wait_when_the_queue_is_full() {
    let packing = Duration::from_millis(2);
    for queue in CAPACITIES {
        let settings = Settings { queue, workers: 1, packing, ..settings(&[("apple", 1000)]) };
        let start = Instant::now();
        let (told, summary) = visit(settings, |address, _| {
            together(24, |_| {
                let (mut client, mut told) = (Client::connect(address), Told::default());
                (0..3).for_each(|_| told.count(1, &client.ask("order apple 1")));
                told
            })
        });
        assert!(start.elapsed() >= 72 * packing);
        assert!(summary.most_queued <= queue);
        assert_eq!(summary.tally, Tally { done: 72, ..Tally::default() });
        Told::all(told).assert_in(&summary);
    }
}

#[test]
fn what_is_too_late_is_not_done() {
    for queue in CAPACITIES {
        let (packing, deadline) = (Duration::from_millis(60), Duration::from_millis(100));
        let settings = Settings { queue, workers: 1, packing, deadline, ..settings(&[("apple", 1000)]) };
        let (told, summary) = visit(settings, |address, _| {
            together(10, |_| {
                let (mut client, mut told) = (Client::connect(address), Told::default());
                told.count(1, &client.ask("order apple 1"));
                told
            })
        });
        let told = Told::all(told);
        assert!(told.late > 0 && told.late + told.orders.len() as u64 == 10);
        told.assert_in(&summary);
    }
}

#[test]
fn what_takes_longer_than_its_deadline_is_never_done() {
    let (packing, deadline) = (Duration::from_millis(40), Duration::from_millis(10));
    let settings = Settings { packing, deadline, ..settings(&[("apple", 5)]) };
    let ((), summary) = visit(settings, |address, _| {
        let mut client = Client::connect(address);
        (0..3).for_each(|_| assert_eq!(client.ask("order apple 1"), "error it took too long, nothing was done"));
    });
    assert_eq!(summary.tally, Tally { late: 3, ..Tally::default() });
    assert!(summary.adds_up() && summary.books.left == 5);
}

/// A worker may be done when its client has just given up: then the client must not be told that it is late.
#[test]
fn a_deadline_at_any_moment() {
    for (at, queue) in CAPACITIES.into_iter().cycle().take(9).enumerate() {
        let deadline = Duration::from_micros(50 << at);
        let settings = Settings { queue, deadline, ..settings(&[("apple", 100_000)]) };
        let (told, summary) = visit(settings, |address, _| {
            together(6, |_| {
                let (mut client, mut told) = (Client::connect(address), Told::default());
                (0..100).for_each(|_| told.count(1, &client.ask("order apple 1")));
                told
            })
        });
        Told::all(told).assert_in(&summary);
    }
}

#[test]
fn what_was_given_up_is_not_done() {
    let store = Store::new([("apple".to_owned(), 5)].into());
    unhang::root(|cx| {
        let claim = Claim::default();
        assert!(claim.take());
        assert_eq!(store.order(cx, "apple".into(), 1, &claim), Err(Refusal::Late));
        assert_eq!(store.restock(cx, "apple".into(), 1, &claim), Err(Refusal::Late));
        assert_eq!(store.order(cx, "apple".into(), 5, &Claim::default()), Ok(Done::Ordered(1)));
    });
    let (books, agree) = store.audit();
    assert!(agree && books == Books { start: 5, restocked: 0, sold: 5, left: 0, orders: 1 });
}

#[test]
fn closing_answers_what_was_accepted() {
    for queue in CAPACITIES {
        let packing = Duration::from_millis(1);
        let settings = Settings { queue, packing, ..settings(&[("apple", 1_000_000)]) };
        let (told, summary) = visit(settings, |address, closing| {
            let _silent: Vec<_> = (0..20).map(|_| Client::connect(address)).collect();
            together(40, |at| {
                let (mut client, mut told) = (Client::connect(address), Told::default());
                if at == 0 {
                    thread::sleep(Duration::from_millis(150));
                    closing.cancel_because("it is late");
                    assert_eq!(closing.reason().as_deref(), Some("it is late"));
                }
                while told.closing == 0 {
                    client.say("order apple 1");
                    told.count(1, &client.hear().unwrap());
                }
                while let Some(answer) = client.hear() {
                    told.count(1, &answer);
                }
                told
            })
        });
        let told = Told::all(told);
        assert!(told.closing >= 40 && !told.orders.is_empty(), "{summary}");
        assert!(summary.most_queued <= queue);
        told.assert_in(&summary);
    }
}

#[test]
fn too_many_clients() {
    let settings = Settings { connections: 2, ..settings(&[("apple", 5)]) };
    let ((), summary) = visit(settings, |address, _| {
        let mut seated = [Client::connect(address), Client::connect(address)];
        assert!(seated.iter_mut().all(|client| client.ask("stock apple") == "ok 5"));
        let mut third = Client::connect(address);
        assert_eq!(third.hear().unwrap(), "error too many clients, come back later");
        assert_eq!(third.hear(), None);

        let [mut first, mut second] = seated;
        assert_eq!(first.ask("quit"), "ok bye");
        drop(first);
        assert!(comes_in(address), "a seat is free again");
        assert_eq!(second.ask("stock apple"), "ok 5");
    });
    assert!(summary.clients == 3 && summary.turned_away >= 1);
}

/// Tries until there is a seat.
fn comes_in(address: SocketAddr) -> bool {
    (0..1000).any(|_| {
        thread::sleep(Duration::from_millis(10));
        let mut client = Client::connect(address);
        // Who is turned away may find the door closed already.
        _ = client.socket.write_all(b"stock apple\n");
        client.hear().as_deref() == Some("ok 5")
    })
}

#[test]
fn odd_clients() {
    let ((), summary) = visit(settings(&[("apple", 1000)]), |address, _| {
        let mut client = Client::connect(address);
        client.socket.write_all(b"sto").unwrap();
        thread::sleep(Duration::from_millis(50));
        client.socket.write_all(b"ck apple\r\nstock apple\n\n\xff\xfe\n").unwrap();
        let what = "error what is that? there are `order ITEM N`, `stock ITEM`, `restock ITEM N`, `report`, `quit`";
        for answer in ["ok 1000", "ok 1000", what, what] {
            assert_eq!(client.hear().as_deref(), Some(answer));
        }
        client.socket.write_all(&[b'x'; 5000]).unwrap();
        assert_eq!(client.hear().as_deref(), Some("error this line is too long"));
        assert_eq!(client.hear(), None);

        // Gone in the middle of a line, and before its answers.
        Client::connect(address).socket.write_all(b"order apple").unwrap();
        let mut hasty = Client::connect(address);
        (0..50).for_each(|_| hasty.say("order apple 1"));
        drop(hasty);
    });
    assert!(summary.adds_up(), "{summary}");
}

#[test]
fn lines() {
    let apple = || "apple".to_owned();
    assert_eq!(parse("order apple 3\n"), Ok(Line::Ask(Command::Order { item: apple(), count: 3 })));
    assert_eq!(parse("  restock  apple 1000000"), Ok(Line::Ask(Command::Restock { item: apple(), count: 1_000_000 })));
    assert_eq!(parse("stock apple\r\n"), Ok(Line::Ask(Command::Stock { item: apple() })));
    assert_eq!(parse("report"), Ok(Line::Ask(Command::Report)));
    assert_eq!(parse("quit"), Ok(Line::Quit));
    for number in ["0", "-1", "1000001", "many", "99999999999999999999"] {
        assert_eq!(parse(&format!("order apple {number}")), Err(format!("wanted is a number from 1 to 1000000, not `{number}`")));
    }
    for line in ["", "order", "order apple", "order apple 1 2", "stock", "report all", "Quit"] {
        assert!(parse(line).unwrap_err().starts_with("what is that? "), "{line}");
    }
}

mod program {
    use super::*;
    use std::io::Read;
    use std::path::PathBuf;
    use std::process::{Output, Stdio};
    use std::sync::LazyLock;

    fn shop() -> process::Command {
        static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| example::built("shop"));
        let mut command = process::Command::new(&*PROGRAM);
        command.env_remove("UNHANG").env("RUST_BACKTRACE", "0");
        command
    }

    /// Ended when it is dropped, lest it outlives a test that fails.
    struct Running(process::Child);

    impl Drop for Running {
        fn drop(&mut self) {
            _ = self.0.kill();
            _ = self.0.wait();
        }
    }

    impl Running {
        fn interrupt(&self) {
            let kill = process::Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
            assert!(kill.unwrap().success());
        }
    }

    /// A shop, the rest of what it prints, and its first client.
    fn opened(arguments: &[&str]) -> (Running, BufReader<process::ChildStdout>, Client) {
        let mut shop = Running(shop().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
        let mut output = BufReader::new(shop.0.stdout.take().unwrap());
        let mut open = String::new();
        output.read_line(&mut open).unwrap();
        let address = open.strip_prefix("open at ").and_then(|rest| rest.strip_suffix("; Ctrl-C closes\n"));
        let client = Client::connect(address.unwrap().parse().unwrap());
        (shop, output, client)
    }

    #[cfg(unix)]
    #[test]
    fn ctrl_c_twice() {
        let _watchdog = Watchdog::new(2 * LONG);
        let (mut shop, mut output, mut client) = opened(&["--packing", "600000", "--deadline", "600000"]);
        client.say("order apple 1");
        thread::sleep(Duration::from_millis(100));
        shop.interrupt();
        let mut errors = BufReader::new(shop.0.stderr.take().unwrap());
        errors.read_line(&mut String::new()).unwrap();
        // The line comes before the cancellation, by which the shop knows that it is the second time.
        let ended = (0..1000).find_map(|_| {
            shop.interrupt();
            thread::sleep(Duration::from_millis(20));
            shop.0.try_wait().unwrap()
        });
        assert_eq!(ended.and_then(|status| status.code()), Some(130));
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }

    #[cfg(unix)]
    #[test]
    fn ctrl_c() {
        let _watchdog = Watchdog::new(2 * LONG);
        let (mut shop, output, mut client) = opened(&["--stock", "apple=5", "pear=2", "--queue", "0"]);
        assert_eq!(client.ask("order apple 3"), "ok order 1");
        assert_eq!(client.ask("order apple 3"), "error only 2 left");
        assert_eq!(client.ask("restock fig 4"), "ok 4");
        shop.interrupt();
        assert_eq!(client.hear().as_deref(), Some("error the shop is closing"));
        assert_eq!(client.hear(), None);

        let rest: Vec<_> = output.lines().map(Result::unwrap).collect();
        assert_eq!(
            rest,
            [
                "",
                "closed: interrupted",
                "clients:  1 served, 0 turned away",
                "requests: 3 = 2 done + 1 refused + 0 too late + 0 at closing time + 0 lost; at most 0 in the queue",
                "books:    1 order; 7 at the start + 4 restocked - 3 sold = 8 in stock",
            ]
        );
        let mut errors = String::new();
        shop.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(shop.0.wait().unwrap().success());
        assert_eq!(errors, "closing: what was accepted is still answered; Ctrl-C again ends at once\n");
    }

    #[track_caller]
    fn assert_refused(arguments: &[&str], message: &str) {
        let Output { status, stdout, stderr } = shop().args(arguments).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stdout.is_empty());
        assert!(stderr.starts_with(&format!("error: {message}")), "{stderr}");
    }

    #[test]
    fn mistakes_on_the_command_line() {
        assert_refused(&["--frobnicate"], "invalid option '--frobnicate'\ntry `--help`\n");
        assert_refused(&["apples"], "unexpected argument \"apples\"");
        assert_refused(&["--queue", "-1"], "`--queue` wants a number from 0 to 100000, not `-1`");
        assert_refused(&["--workers", "0"], "`--workers` wants a number from 1 to 1000, not `0`");
        assert_refused(&["--port", "65536"], "`--port` wants a number from 0 to 65535, not `65536`");
        assert_refused(&["--deadline", "soon"], "`--deadline` wants a number from 0 to 3600000, not `soon`");
        assert_refused(&["--stock", "apple"], "`--stock` wants `ITEM=N`, an item without spaces and a number, not `apple`");
        assert_refused(&["--stock"], "missing argument for option '--stock'");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        assert_refused(&["--port", &port], &format!("cannot listen on port {port}: "));

        let help = shop().arg("--help").output().unwrap();
        assert!(help.status.success());
        assert!(String::from_utf8(help.stdout).unwrap().contains("Usage: shop [OPTIONS]"));
    }
}
