//! A task for real: it does what it is told, one step at a time, with what it has.

use crate::program::{Flavour, Op, has};
use crate::things::order::{Batch, Endless, Full, Part, Reply};
use crate::things::{Command, Freight, LONG, Mail, Outcome, Parcel, Signal, Things};
use std::mem;
use unhang::channel::{self, Select};
use unhang::{
    Barrier, Cx, MutexGuard, Owes, Party, Permit, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard, Token, Unheld, oneshot,
    thread,
};

/// The context of all tasks. It owes a part in a barrier, where nobody waits, so that parts can be used in it.
type Context = Cx<(Unheld, Owes<Part>)>;

enum Tx {
    Plain(channel::Sender<u8>),
    Carrier(channel::Sender<Parcel>),
    Once(oneshot::DynamicSender<u8>),
    Full(unhang::Sender<'static, u8, Full>),
    Endless(unhang::Sender<'static, u8, Endless>),
    Reply(oneshot::Sender<'static, u8, Reply>),
}

enum Rx {
    Plain(channel::Receiver<u8>),
    Carrier(channel::Receiver<Parcel>),
    Full(unhang::Receiver<'static, u8, Full>),
    Endless(unhang::Receiver<'static, u8, Endless>),
    Reply(oneshot::Receiver<'static, u8, Reply>),
}

/// Kept to be dropped.
#[allow(dead_code)]
enum AnyToken {
    Loose(Token<'static>),
    Tied(Token<'static, Batch>),
}

#[allow(dead_code)]
enum Hold {
    Read(RwLockReadGuard<'static, u8>),
    Upgradable(RwLockUpgradableReadGuard<'static, u8>),
    Write(RwLockWriteGuard<'static, u8>),
}

/// An end with a level that outlives the context from which it came, for the compiler: so the checker has to find what types would
/// have refused.
macro_rules! outlive {
    ($end:expr, $from:ty, $to:ty) => {{
        let end: $from = $end;
        // SAFETY: the lifetime is a tie to the context, for the types alone: nothing is borrowed. The end stays with its task all the
        // same, and is dropped there.
        unsafe { mem::transmute::<$from, $to>(end) }
    }};
}

struct Worker {
    me: usize,
    things: &'static Things,
    mutexes: Vec<(usize, MutexGuard<'static, u8>)>,
    holds: Vec<(usize, Hold)>,
    permits: Vec<(usize, Permit<'static>)>,
    senders: Vec<(usize, Tx)>,
    receivers: Vec<(usize, Rx)>,
    tokens: Vec<(usize, AnyToken)>,
    part: Option<Party<'static, 'static, Part>>,
}

/// The body of a task.
pub fn live(things: &'static Things, me: usize, freight: Freight) -> Signal {
    unhang::root(|cx| {
        let apart = Barrier::<Part>::new(1);
        let (_apart, cx) = apart.party(cx);
        let mut worker = Worker::new(things, me);
        worker.unload(freight);
        worker.make(cx);
        things.events.put((me, Outcome::Ready));
        let _attach = things.commands[me].take();
        worker.attach_all(cx);
        things.events.put((me, Outcome::Ready));
        worker.run(cx);
    });
    Signal(things, me)
}

fn take<T>(list: &mut Vec<(usize, T)>, number: usize) -> T {
    let at = list.iter().rposition(|(other, _)| *other == number).expect("it has one");
    list.remove(at).1
}

fn find<T>(list: &[(usize, T)], number: usize) -> &T {
    &list.iter().find(|(other, _)| *other == number).expect("it has one").1
}

impl Worker {
    fn new(things: &'static Things, me: usize) -> Worker {
        let (mutexes, holds, permits) = (Vec::new(), Vec::new(), Vec::new());
        let (senders, receivers, tokens) = (Vec::new(), Vec::new(), Vec::new());
        Worker { me, things, mutexes, holds, permits, senders, receivers, tokens, part: None }
    }

    /// Takes in what the closure captured, as far as it is more than a stopgap.
    fn unload(&mut self, freight: Freight) {
        let (me, Things { program, numbers, .. }) = (self.me, self.things);
        let Freight { senders, receivers, carrier, oneshots, tokens } = freight;
        let (mut carries, mut drains) = (Some(carrier.0), Some(carrier.1));
        let ends = senders.into_iter().zip(receivers).zip(oneshots);
        for ((channel, ((sender, receiver), oneshot)), number) in program.channels.iter().zip(ends).zip(0..) {
            if has(channel.senders, me) {
                let sender = match channel.flavour {
                    Flavour::Plain => Some(Tx::Plain(sender)),
                    Flavour::Oneshot => Some(Tx::Once(oneshot)),
                    Flavour::Carrier => carries.take().map(Tx::Carrier),
                    Flavour::Levelled | Flavour::LevelledOneshot => None,
                };
                self.senders.extend(sender.map(|sender| (numbers.senders[number][me], sender)));
            }
            if has(channel.receivers, me) {
                let receiver = match channel.flavour {
                    Flavour::Plain | Flavour::Oneshot => Some(Rx::Plain(receiver)),
                    Flavour::Carrier => drains.take().map(Rx::Carrier),
                    Flavour::Levelled | Flavour::LevelledOneshot => None,
                };
                self.receivers.extend(receiver.map(|receiver| (numbers.receivers[number][me], receiver)));
            }
        }
        for ((group, token), number) in program.groups.iter().zip(tokens).zip(0..) {
            if has(group.tokens, me) && !group.has_level {
                self.tokens.push((numbers.tokens[number][me], AnyToken::Loose(token)));
            }
        }
    }

    /// Makes the channels with a level that it drains, and takes its tokens and its part.
    fn make(&mut self, cx: &mut Context) {
        let (me, things) = (self.me, self.things);
        let own =
            things.program.channels.iter().enumerate().filter(|(_, channel)| channel.flavour.has_level() && has(channel.receivers, me));
        for (number, channel) in own {
            let others = (0..things.program.tasks.len()).filter(|task| has(channel.senders, *task) && *task != me);
            let mail = |task: usize, mail: Mail| *things.mail[number][task].lock().expect("no panic") = Some(mail);
            let mut own = None;
            let receiver = match (channel.flavour, channel.capacity) {
                (Flavour::LevelledOneshot, _) => {
                    let (sender, receiver, cx) = cx.oneshot::<u8, Reply>();
                    let (sender, _) = sender.detach(cx);
                    let owner = (0..things.program.tasks.len()).find(|task| has(channel.senders, *task)).unwrap_or(me);
                    mail(owner, Mail::Reply(sender));
                    Rx::Reply(outlive!(receiver, oneshot::Receiver<u8, Reply>, oneshot::Receiver<'static, u8, Reply>))
                }
                (_, Some(capacity)) => {
                    let (sender, receiver, _) = cx.bounded::<u8, Full>(capacity);
                    others.for_each(|task| mail(task, Mail::Full(sender.detached_clone())));
                    if has(channel.senders, me) {
                        own = Some(Tx::Full(outlive!(sender, unhang::Sender<u8, Full>, unhang::Sender<'static, u8, Full>)));
                    }
                    Rx::Full(outlive!(receiver, unhang::Receiver<u8, Full>, unhang::Receiver<'static, u8, Full>))
                }
                (_, None) => {
                    let (sender, receiver, _) = cx.unbounded::<u8, Endless>();
                    others.for_each(|task| mail(task, Mail::Endless(sender.detached_clone())));
                    if has(channel.senders, me) {
                        own = Some(Tx::Endless(outlive!(sender, unhang::Sender<u8, Endless>, unhang::Sender<'static, u8, Endless>)));
                    }
                    Rx::Endless(outlive!(receiver, unhang::Receiver<u8, Endless>, unhang::Receiver<'static, u8, Endless>))
                }
            };
            self.receivers.push((things.numbers.receivers[number][me], receiver));
            self.senders.extend(own.map(|own| (things.numbers.senders[number][me], own)));
        }
        for (number, _) in things.program.groups.iter().enumerate().filter(|(_, group)| group.has_level && has(group.tokens, me)) {
            self.take_token(cx, number, things.numbers.tokens[number][me]);
        }
        if has(things.program.parts, me) {
            let (part, _) = things.barrier.party(cx);
            self.part = Some(outlive!(part, Party<'static, '_, Part>, Party<'static, 'static, Part>));
        }
    }

    fn take_token(&mut self, cx: &mut Context, group: usize, number: usize) {
        let token = if self.things.program.groups[group].has_level {
            let (token, _) = self.things.batches[group].token(cx);
            AnyToken::Tied(outlive!(token, Token<'_, Batch>, Token<'static, Batch>))
        } else {
            AnyToken::Loose(self.things.groups[group].token())
        };
        self.tokens.push((number, token));
    }

    fn attach_all(&mut self, cx: &mut Context) {
        for (channel, mail) in self.things.mail.iter().enumerate() {
            let mail = mail[self.me].lock().expect("no panic").take();
            if let Some(mail) = mail {
                self.attach(cx, mail, self.things.numbers.senders[channel][self.me]);
            }
        }
    }

    fn attach(&mut self, cx: &mut Context, mail: Mail, number: usize) {
        let sender = match mail {
            Mail::Full(end) => Tx::Full(outlive!(end.attach(cx).0, unhang::Sender<u8, Full>, unhang::Sender<'static, u8, Full>)),
            Mail::Endless(end) => {
                Tx::Endless(outlive!(end.attach(cx).0, unhang::Sender<u8, Endless>, unhang::Sender<'static, u8, Endless>))
            }
            Mail::Reply(end) => Tx::Reply(outlive!(end.attach(cx).0, oneshot::Sender<u8, Reply>, oneshot::Sender<'static, u8, Reply>)),
        };
        self.senders.push((number, sender));
    }

    /// Does what it is told, until it is told to leave.
    fn run(&mut self, cx: &mut Context) {
        loop {
            let command = self.things.commands[self.me].take();
            if matches!(command.op, Op::Leave | Op::End) {
                return;
            }
            let outcome = SITES[command.site](self, cx, command);
            self.things.events.put((self.me, outcome));
        }
    }

    /// Carries a step out. The checker sees it where it is called from.
    #[track_caller]
    fn step(&mut self, cx: &mut Context, command: Command) -> Outcome {
        let (things, [end, other]) = (self.things, command.ends);
        let done = |done: bool| if done { Outcome::Done } else { Outcome::Failed };
        match command.op {
            Op::Lock(mutex) => self.mutexes.push((mutex, things.mutexes[mutex].lock())),
            Op::TryLock(mutex) => return done(things.mutexes[mutex].try_lock().map(|guard| self.mutexes.push((mutex, guard))).is_some()),
            Op::LockFor(mutex) => {
                return done(things.mutexes[mutex].try_lock_for(LONG).map(|guard| self.mutexes.push((mutex, guard))).is_some());
            }
            Op::Unlock(mutex) => drop(take(&mut self.mutexes, mutex)),
            Op::ForgetLock(mutex) => mem::forget(take(&mut self.mutexes, mutex)),

            Op::Read(lock) => self.holds.push((lock, Hold::Read(things.rwlocks[lock].read()))),
            Op::ReadRecursive(lock) => self.holds.push((lock, Hold::Read(things.rwlocks[lock].read_recursive()))),
            Op::UpgradableRead(lock) => self.holds.push((lock, Hold::Upgradable(things.rwlocks[lock].upgradable_read()))),
            Op::Write(lock) => self.holds.push((lock, Hold::Write(things.rwlocks[lock].write()))),
            Op::TryRead(lock) => {
                return done(things.rwlocks[lock].try_read().map(|guard| self.holds.push((lock, Hold::Read(guard)))).is_some());
            }
            Op::TryWrite(lock) => {
                return done(things.rwlocks[lock].try_write().map(|guard| self.holds.push((lock, Hold::Write(guard)))).is_some());
            }
            Op::Upgrade(lock) => self.upgrade(lock),
            Op::Release(lock) => drop(take(&mut self.holds, lock)),
            Op::ForgetHold(lock) => mem::forget(take(&mut self.holds, lock)),

            Op::Init(once) => {
                things.onces[once].get_or_init(|| {
                    self.inside(cx);
                    0
                });
            }
            Op::Scope(child) => {
                let task = thread::Builder::new().name(things.task_name(child));
                thread::scope(|scope| {
                    drop(task.spawn_scoped(scope, move || live(things, child, Freight::empty())).expect("a thread"));
                    self.inside(cx);
                });
            }
            Op::Join(task) => {
                let handle = things.handles[task].lock().expect("no panic").take().expect("nobody has joined it");
                drop(handle.join());
            }

            Op::Send(_) => return self.send(cx, end),
            Op::TrySend(_) => {
                return match find(&self.senders, end) {
                    Tx::Plain(sender) => sent_now(sender.try_send(0)),
                    Tx::Carrier(sender) => sent_now(sender.try_send(None)),
                    Tx::Full(sender) => sent_now(sender.try_send(0)),
                    Tx::Endless(sender) => sent_now(sender.try_send(0)),
                    Tx::Once(_) | Tx::Reply(_) => Outcome::Failed,
                };
            }
            Op::SendFor(_) => {
                return match find(&self.senders, end) {
                    Tx::Plain(sender) => sent(sender.send_timeout(0, LONG).is_ok()),
                    Tx::Carrier(sender) => sent(sender.send_timeout(None, LONG).is_ok()),
                    Tx::Full(sender) => sent(sender.send_timeout(0, LONG).is_ok()),
                    Tx::Endless(sender) => sent(sender.send_timeout(0, LONG).is_ok()),
                    Tx::Once(_) | Tx::Reply(_) => Outcome::Failed,
                };
            }
            Op::Receive(_) => return self.receive(cx, end),
            Op::TryReceive(_) => {
                return match find(&self.receivers, end) {
                    Rx::Plain(receiver) => received_now(receiver.try_recv()),
                    Rx::Carrier(receiver) => match receiver.try_recv() {
                        Ok(parcel) => self.unpack(parcel),
                        Err(error) => received_now(Err(error)),
                    },
                    Rx::Full(receiver) => received_now(receiver.try_recv()),
                    Rx::Endless(receiver) => received_now(receiver.try_recv()),
                    Rx::Reply(receiver) => received_now(receiver.try_recv()),
                };
            }
            Op::ReceiveFor(_) => {
                return match find(&self.receivers, end) {
                    Rx::Plain(receiver) => received(receiver.recv_timeout(LONG).is_ok()),
                    Rx::Carrier(receiver) => match receiver.recv_timeout(LONG) {
                        Ok(parcel) => self.unpack(parcel),
                        Err(_) => Outcome::Closed,
                    },
                    Rx::Full(receiver) => received(receiver.recv_timeout(LONG).is_ok()),
                    Rx::Endless(receiver) => received(receiver.recv_timeout(LONG).is_ok()),
                    Rx::Reply(receiver) => received(receiver.recv_timeout(LONG).is_ok()),
                };
            }
            Op::Either(..) => return self.either(cx, end, other),
            Op::ReceiveOrSend(..) => return self.receive_or_send(cx, end, other),
            Op::CloneSender(_) => {
                let clone = match find(&self.senders, end) {
                    Tx::Plain(sender) => Tx::Plain(sender.clone()),
                    Tx::Carrier(sender) => Tx::Carrier(sender.clone()),
                    _ => unreachable!("it has no clones"),
                };
                self.senders.push((command.made, clone));
            }
            Op::DropSender(_) => drop(take(&mut self.senders, end)),
            Op::DropReceiver(_) => drop(take(&mut self.receivers, end)),
            Op::ForgetSender(_) => mem::forget(take(&mut self.senders, end)),
            Op::ForgetReceiver(_) => mem::forget(take(&mut self.receivers, end)),
            Op::Carry(..) => {
                let Tx::Plain(carried) = take(&mut self.senders, other) else { unreachable!("only these are carried") };
                let Tx::Carrier(sender) = find(&self.senders, end) else { unreachable!("a carrier") };
                return match sender.send(Some((other, carried))) {
                    Ok(()) => Outcome::Done,
                    Err(channel::SendError(parcel)) => {
                        self.unpack(parcel);
                        Outcome::Closed
                    }
                };
            }
            Op::Detach(channel) => {
                let mail = match find(&self.senders, end) {
                    Tx::Full(sender) => Mail::Full(sender.detached_clone()),
                    Tx::Endless(sender) => Mail::Endless(sender.detached_clone()),
                    _ => unreachable!("it is not carried"),
                };
                things.detached[channel].lock().expect("no panic").push(mail);
            }
            Op::Attach(channel) => {
                let mail = things.detached[channel].lock().expect("no panic").pop().expect("there is one");
                self.attach(cx, mail, end);
            }

            Op::Token(group) => self.take_token(cx, group, command.made),
            Op::DropToken(_) => drop(take(&mut self.tokens, end)),
            Op::ForgetToken(_) => mem::forget(take(&mut self.tokens, end)),
            Op::WaitGroup(group) if things.program.groups[group].has_level => things.batches[group].wait(cx).expect("nothing ends it"),
            Op::WaitGroup(group) => things.groups[group].wait(),
            Op::WaitGroupFor(group) => return done(things.groups[group].wait_timeout(LONG)),

            Op::Arrive => _ = self.part.as_ref().expect("it has one").wait(cx).expect("nothing ends it"),
            Op::DropPart => drop(self.part.take()),
            Op::ForgetPart => mem::forget(self.part.take()),
            Op::Meet => _ = things.meeting.wait(),

            Op::Acquire(semaphore, permits) => self.permits.push((semaphore, things.semaphores[semaphore].acquire_many(permits))),
            Op::TryAcquire(semaphore) => {
                return done(things.semaphores[semaphore].try_acquire().map(|permit| self.permits.push((semaphore, permit))).is_some());
            }
            Op::GiveBack(semaphore) => drop(take(&mut self.permits, semaphore)),
            Op::ForgetPermit(semaphore) => mem::forget(take(&mut self.permits, semaphore)),
            Op::AddPermit(semaphore) => things.semaphores[semaphore].add_permits(1),

            Op::Wait(mutex) => {
                let at = self.mutexes.iter().rposition(|(other, _)| *other == mutex).expect("it holds it");
                things.condvar.wait(&mut self.mutexes[at].1);
            }
            Op::NotifyOne => _ = things.condvar.notify_one(),
            Op::NotifyAll => _ = things.condvar.notify_all(),
            Op::Leave | Op::End => unreachable!("ends `run`"),
        }
        Outcome::Done
    }

    fn inside(&mut self, cx: &mut Context) {
        self.things.events.put((self.me, Outcome::Entered));
        self.run(cx);
    }

    #[track_caller]
    fn upgrade(&mut self, lock: usize) {
        let is_it = |(other, hold): &(usize, Hold)| *other == lock && matches!(hold, Hold::Upgradable(_));
        let at = self.holds.iter().rposition(is_it).expect("it has one");
        if let (_, Hold::Upgradable(guard)) = self.holds.remove(at) {
            self.holds.push((lock, Hold::Write(RwLockUpgradableReadGuard::upgrade(guard))));
        }
    }

    #[track_caller]
    fn send(&mut self, cx: &mut Context, end: usize) -> Outcome {
        if matches!(find(&self.senders, end), Tx::Once(_) | Tx::Reply(_)) {
            return match take(&mut self.senders, end) {
                Tx::Once(sender) => sent(sender.send(0).is_ok()),
                Tx::Reply(sender) => sent(sender.send(0).is_ok()),
                _ => unreachable!("a oneshot"),
            };
        }
        match find(&self.senders, end) {
            Tx::Plain(sender) => sent(sender.send(0).is_ok()),
            Tx::Carrier(sender) => sent(sender.send(None).is_ok()),
            Tx::Full(sender) => sent(sender.send(cx, 0).is_ok()),
            Tx::Endless(sender) => sent(sender.send(cx, 0).is_ok()),
            Tx::Once(_) | Tx::Reply(_) => unreachable!("sent above"),
        }
    }

    #[track_caller]
    fn receive(&mut self, cx: &mut Context, end: usize) -> Outcome {
        match find(&self.receivers, end) {
            Rx::Plain(receiver) => received(receiver.recv().is_ok()),
            Rx::Carrier(receiver) => match receiver.recv() {
                Ok(parcel) => self.unpack(parcel),
                Err(_) => Outcome::Closed,
            },
            Rx::Full(receiver) => received(receiver.recv(cx).is_ok()),
            Rx::Endless(receiver) => received(receiver.recv(cx).is_ok()),
            Rx::Reply(receiver) => received(receiver.recv(cx).is_ok()),
        }
    }

    fn unpack(&mut self, parcel: Parcel) -> Outcome {
        let number = parcel.as_ref().map(|(number, _)| *number);
        self.senders.extend(parcel.map(|(number, sender)| (number, Tx::Plain(sender))));
        Outcome::Carried(number)
    }

    #[track_caller]
    fn either(&mut self, cx: &mut Context, first: usize, second: usize) -> Outcome {
        macro_rules! select {
            ($first:expr, $second:expr) => {
                unhang::select!(cx,
                    recv($first) -> message => Outcome::Arm(0, message.is_err()),
                    recv($second) -> message => Outcome::Arm(1, message.is_err()),
                    interrupted(_) => Outcome::Failed,
                )
            };
        }
        match (find(&self.receivers, first), find(&self.receivers, second)) {
            (Rx::Plain(first), Rx::Plain(second)) => {
                let mut select = Select::new();
                select.recv(first);
                select.recv(second);
                let operation = select.select();
                let arm = operation.index();
                Outcome::Arm(arm, operation.recv([first, second][arm]).is_err())
            }
            (Rx::Full(first), Rx::Full(second)) => select!(first, second),
            (Rx::Full(first), Rx::Endless(second)) => select!(first, second),
            (Rx::Full(first), Rx::Reply(second)) => select!(first, second),
            (Rx::Endless(first), Rx::Full(second)) => select!(first, second),
            (Rx::Endless(first), Rx::Endless(second)) => select!(first, second),
            (Rx::Endless(first), Rx::Reply(second)) => select!(first, second),
            (Rx::Reply(first), Rx::Full(second)) => select!(first, second),
            (Rx::Reply(first), Rx::Endless(second)) => select!(first, second),
            (Rx::Reply(first), Rx::Reply(second)) => select!(first, second),
            _ => unreachable!("no select has ends of both kinds"),
        }
    }

    #[track_caller]
    fn receive_or_send(&mut self, cx: &mut Context, receiver: usize, sender: usize) -> Outcome {
        macro_rules! select {
            ($receiver:expr, $sender:expr) => {
                unhang::select!(cx,
                    recv($receiver) -> message => Outcome::Arm(0, message.is_err()),
                    send($sender, 0) -> sent => Outcome::Arm(1, sent.is_err()),
                    interrupted(_) => Outcome::Failed,
                )
            };
        }
        match (find(&self.receivers, receiver), find(&self.senders, sender)) {
            (Rx::Plain(receiver), Tx::Plain(sender)) => {
                let mut select = Select::new();
                select.recv(receiver);
                select.send(sender);
                let operation = select.select();
                match operation.index() {
                    0 => Outcome::Arm(0, operation.recv(receiver).is_err()),
                    _ => Outcome::Arm(1, operation.send(sender, 0).is_err()),
                }
            }
            (Rx::Full(receiver), Tx::Full(sender)) => select!(receiver, sender),
            (Rx::Full(receiver), Tx::Endless(sender)) => select!(receiver, sender),
            (Rx::Endless(receiver), Tx::Full(sender)) => select!(receiver, sender),
            (Rx::Endless(receiver), Tx::Endless(sender)) => select!(receiver, sender),
            (Rx::Reply(receiver), Tx::Full(sender)) => select!(receiver, sender),
            (Rx::Reply(receiver), Tx::Endless(sender)) => select!(receiver, sender),
            _ => unreachable!("no select has ends of both kinds"),
        }
    }
}

fn sent(sent: bool) -> Outcome {
    if sent { Outcome::Done } else { Outcome::Closed }
}

fn received(received: bool) -> Outcome {
    if received { Outcome::Carried(None) } else { Outcome::Closed }
}

fn sent_now<T>(result: Result<(), channel::TrySendError<T>>) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(channel::TrySendError::Full(_)) => Outcome::Failed,
        Err(channel::TrySendError::Disconnected(_)) => Outcome::Closed,
    }
}

fn received_now(result: Result<u8, channel::TryRecvError>) -> Outcome {
    match result {
        Ok(_) => Outcome::Carried(None),
        Err(channel::TryRecvError::Empty) => Outcome::Failed,
        Err(channel::TryRecvError::Disconnected) => Outcome::Closed,
    }
}

type Site = fn(&mut Worker, &mut Context, Command) -> Outcome;

/// A place of its own in the source.
macro_rules! site {
    () => {
        |worker, cx, command| worker.step(cx, command)
    };
}

/// A suspicion is raised once for each place, so each wait that may be suspected has its own.
#[rustfmt::skip]
static SITES: [Site; SITE_COUNT] = [
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
    site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(), site!(),
];
pub const SITE_COUNT: usize = 256;
