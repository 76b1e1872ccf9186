//! The state of a program as a person would note it down: who holds, owns and waits for what. It follows the real one step by step:
//! it says which waits must end now and which may, and is told which did.

use crate::program::{CHANNELS, Flavour, GROUPS, ONCES, Op, Program, SEMAPHORES, TASKS, members};
use crate::things::{Command, Outcome};
use std::collections::VecDeque;

/// The numbers of the ends that exist in the beginning.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    pub senders: [[usize; TASKS]; CHANNELS],
    pub receivers: [[usize; TASKS]; CHANNELS],
    pub tokens: [[usize; TASKS]; GROUPS],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Sender(usize),
    Receiver(usize),
    Token(usize),
    Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    With(usize),
    /// It can never be used or dropped any more.
    Forgotten(usize),
    /// In a message, or with nobody.
    OnItsWay,
    Gone,
}

/// What the checker can know of who owns an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// By types.
    Surely,
    /// It was in a closure, or made by the task, which had given so much away by then.
    After(u32),
    Unknown,
}

#[derive(Debug, Clone)]
pub struct End {
    pub thing: Thing,
    pub place: Place,
    pub known: Known,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    Mutex(usize),
    ReadWrite(usize),
    Semaphore(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Alone,
    Shared,
    Upgradable,
}

#[derive(Debug, Clone, Copy)]
pub struct Hold {
    pub lock: Lock,
    pub mode: Mode,
    pub permits: usize,
    pub is_forgotten: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    Once(usize),
    Scope(usize),
}

#[derive(Debug, Clone, Copy)]
pub enum Status {
    Unborn,
    /// It waits for its next step, for nobody that the checker knows.
    Idle,
    /// It is in the middle of a step.
    Waits(Wait),
    Ended,
}

#[derive(Debug, Clone, Copy)]
pub struct Wait {
    pub command: Command,
    /// It was served, notified, or released.
    pub is_granted: bool,
}

#[derive(Debug, Clone)]
pub struct Task {
    pub status: Status,
    /// Which step is next.
    pub next: usize,
    pub frames: Vec<Frame>,
    pub holds: Vec<Hold>,
    /// How often it could have given an end away.
    pub gave: u32,
}

impl Task {
    pub fn wait(&self) -> Option<Wait> {
        match self.status {
            Status::Waits(wait) => Some(wait),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Channel {
    /// What each message carries.
    pub queue: VecDeque<Option<usize>>,
    /// How many messages were received of whose sends it is not known yet that they are over.
    early: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    Fresh,
    RunBy(usize),
    Done,
}

#[derive(Debug, Clone)]
pub struct State<'p> {
    pub program: &'p Program,
    pub tasks: Vec<Task>,
    pub ends: Vec<End>,
    pub channels: Vec<Channel>,
    pub onces: [Once; ONCES],
    /// What is free, and who waits for more.
    free: [usize; SEMAPHORES],
    queues: [VecDeque<usize>; SEMAPHORES],
    /// How many the barrier is for.
    parties: usize,
    condvar: VecDeque<usize>,
    pub is_joined: [bool; TASKS],
    detached: [Vec<usize>; CHANNELS],
    /// An end went where the checker cannot see it, or permits were added: so what it suspects may be wrong.
    pub is_misleading: bool,
}

impl<'p> State<'p> {
    pub fn new(program: &'p Program) -> (State<'p>, Numbers) {
        let status = |is_scoped| if is_scoped { Status::Unborn } else { Status::Idle };
        let task =
            |task: &crate::program::Task| Task { status: status(task.is_scoped), next: 0, frames: Vec::new(), holds: Vec::new(), gave: 0 };
        let mut state = State {
            program,
            tasks: program.tasks.iter().map(task).collect(),
            ends: Vec::new(),
            channels: vec![Channel::default(); CHANNELS],
            onces: [Once::Fresh; ONCES],
            free: program.permits,
            queues: Default::default(),
            parties: program.parts.count_ones() as usize,
            condvar: VecDeque::new(),
            is_joined: [false; TASKS],
            detached: Default::default(),
            is_misleading: false,
        };
        let numbers = state.number();
        (state, numbers)
    }

    fn number(&mut self) -> Numbers {
        let mut numbers = Numbers::default();
        let program = self.program;
        let known = |has_level: bool, task: usize| match (has_level, program.tasks[task].is_boxed) {
            (true, _) => Known::Surely,
            (false, false) => Known::After(0),
            (false, true) => Known::Unknown,
        };
        for (number, channel) in program.channels.iter().enumerate() {
            let has_level = channel.flavour.has_level();
            for task in members(channel.senders) {
                numbers.senders[number][task] = self.add(Thing::Sender(number), task, known(has_level, task));
            }
            for task in members(channel.receivers) {
                numbers.receivers[number][task] = self.add(Thing::Receiver(number), task, known(has_level, task));
            }
        }
        for (number, group) in program.groups.iter().enumerate() {
            for task in members(group.tokens) {
                numbers.tokens[number][task] = self.add(Thing::Token(number), task, known(group.has_level, task));
            }
        }
        members(program.parts).for_each(|task| _ = self.add(Thing::Part, task, Known::Surely));
        numbers
    }

    fn add(&mut self, thing: Thing, task: usize, known: Known) -> usize {
        self.ends.push(End { thing, place: Place::With(task), known });
        self.ends.len() - 1
    }

    fn owned(&self, task: usize, thing: Thing) -> Option<usize> {
        self.ends.iter().rposition(|end| end.place == Place::With(task) && end.thing == thing)
    }

    fn count(&self, thing: Thing) -> usize {
        self.ends.iter().filter(|end| end.thing == thing && end.place != Place::Gone).count()
    }

    fn held(&self, task: usize, lock: Lock) -> Option<usize> {
        self.tasks[task].holds.iter().rposition(|hold| hold.lock == lock && !hold.is_forgotten)
    }

    /// All holds of a lock, with their owners.
    pub fn holds(&self, lock: Lock) -> impl Iterator<Item = (usize, Hold)> + '_ {
        let of = move |(task, owner): (usize, &'_ Task)| owner.holds.iter().map(|hold| (task, *hold)).collect::<Vec<_>>();
        self.tasks.iter().enumerate().flat_map(of).filter(move |(_, hold)| hold.lock == lock)
    }

    /// Tasks in the middle of a step, other than `me`.
    fn others(&self, me: usize) -> impl Iterator<Item = (usize, Op)> + '_ {
        let waits = |(number, task): (usize, &Task)| Some((number, task.wait()?.command.op));
        self.tasks.iter().enumerate().filter_map(waits).filter(move |(number, _)| *number != me)
    }

    /// The step with the ends that it uses, if it makes sense for an idle task.
    pub fn prepare(&self, task: usize, op: Op) -> Option<Command> {
        let program = self.program;
        let sender = |channel: usize| self.owned(task, Thing::Sender(channel));
        let receiver = |channel: usize| self.owned(task, Thing::Receiver(channel));
        let flavour = |channel: usize| program.channels[channel].flavour;
        let token = |group: usize| self.owned(task, Thing::Token(group));
        let waits_for_condvar = |mutex| self.others(task).all(|(_, op)| !matches!(op, Op::Wait(other) if other != mutex));
        let nothing = Some([0, 0]);
        let when = |is_so: bool| is_so.then_some([0, 0]);
        let one = |end: Option<usize>| end.map(|end| [end, 0]);
        let ends = match op {
            Op::Unlock(mutex) | Op::ForgetLock(mutex) => when(self.held(task, Lock::Mutex(mutex)).is_some()),
            Op::Wait(mutex) => when(self.held(task, Lock::Mutex(mutex)).is_some() && waits_for_condvar(mutex)),
            Op::Release(lock) | Op::ForgetHold(lock) => when(self.held(task, Lock::ReadWrite(lock)).is_some()),
            Op::Upgrade(lock) => when(self.upgradable(task, lock).is_some()),
            Op::Scope(child) => when(matches!(self.tasks.get(child)?.status, Status::Unborn)),
            Op::Leave => when(!self.tasks[task].frames.is_empty()),
            Op::Join(other) => when(other != task && !program.tasks.get(other)?.is_scoped && !self.is_joined[other]),
            Op::Send(channel) => one(sender(channel)),
            Op::TrySend(channel) | Op::SendFor(channel) => one(sender(channel).filter(|_| !flavour(channel).is_oneshot())),
            Op::Receive(channel) | Op::TryReceive(channel) | Op::ReceiveFor(channel) => one(receiver(channel)),
            Op::Either(first, second) => {
                let fit = self.select_kind(first).is_some() && self.select_kind(first) == self.select_kind(second) && first != second;
                receiver(first).zip(receiver(second)).filter(|_| fit).map(|(first, second)| [first, second])
            }
            Op::ReceiveOrSend(first, second) => {
                let fit = self.select_kind(first).is_some() && self.select_kind(first) == self.select_kind(second);
                let fit = fit && !flavour(second).is_oneshot();
                receiver(first).zip(sender(second)).filter(|_| fit).map(|(receiver, sender)| [receiver, sender])
            }
            Op::CloneSender(channel) => one(sender(channel).filter(|_| matches!(flavour(channel), Flavour::Plain | Flavour::Carrier))),
            Op::DropSender(channel) | Op::ForgetSender(channel) => one(sender(channel)),
            Op::DropReceiver(channel) | Op::ForgetReceiver(channel) => one(receiver(channel)),
            Op::Carry(carrier, other) => {
                let fit = flavour(carrier) == Flavour::Carrier && flavour(other) == Flavour::Plain;
                sender(carrier).zip(sender(other)).filter(|_| fit).map(|(carrier, other)| [carrier, other])
            }
            Op::Detach(channel) => one(sender(channel).filter(|_| flavour(channel) == Flavour::Levelled)),
            Op::Attach(channel) => one(self.detached[channel].last().copied()),
            Op::DropToken(group) | Op::ForgetToken(group) => one(token(group)),
            Op::WaitGroupFor(group) => when(!program.groups[group].has_level),
            Op::Arrive | Op::DropPart | Op::ForgetPart => one(self.owned(task, Thing::Part)),
            Op::GiveBack(semaphore) | Op::ForgetPermit(semaphore) => when(self.held(task, Lock::Semaphore(semaphore)).is_some()),
            _ => nothing,
        };
        Some(Command { op, site: 0, ends: ends?, made: self.ends.len() })
    }

    /// Ends of one kind can be in one select.
    fn select_kind(&self, channel: usize) -> Option<bool> {
        let flavour = self.program.channels[channel].flavour;
        (flavour != Flavour::Carrier).then_some(flavour.has_level())
    }

    fn upgradable(&self, task: usize, lock: usize) -> Option<usize> {
        let is_it = |hold: &Hold| hold.lock == Lock::ReadWrite(lock) && hold.mode == Mode::Upgradable && !hold.is_forgotten;
        self.tasks[task].holds.iter().rposition(is_it)
    }

    /// The task begins the step. What gives something up is over for the others from here on.
    pub fn begin(&mut self, task: usize, command: Command) {
        self.tasks[task].status = Status::Waits(Wait { command, is_granted: false });
        let end = command.ends[0];
        match command.op {
            Op::Unlock(mutex) => self.release(task, Lock::Mutex(mutex)),
            Op::Release(lock) => self.release(task, Lock::ReadWrite(lock)),
            Op::ForgetLock(mutex) => self.forget_hold(task, Lock::Mutex(mutex)),
            Op::ForgetHold(lock) => self.forget_hold(task, Lock::ReadWrite(lock)),
            Op::GiveBack(semaphore) => self.release(task, Lock::Semaphore(semaphore)),
            Op::ForgetPermit(semaphore) => self.forget_hold(task, Lock::Semaphore(semaphore)),
            Op::AddPermit(semaphore) => {
                self.is_misleading = true;
                self.add_permits(semaphore, 1);
            }
            Op::TryAcquire(semaphore) => self.claim(task, semaphore, 1),
            Op::Acquire(semaphore, permits) => {
                self.claim(task, semaphore, permits);
                if !self.is_granted(task) {
                    self.queues[semaphore].push_back(task);
                }
            }
            Op::Leave => {
                if let Some(Frame::Once(once)) = self.tasks[task].frames.last() {
                    self.onces[*once] = Once::Done;
                }
            }
            Op::Join(other) => self.is_joined[other] = true,
            Op::Send(channel) if self.program.channels[channel].flavour.is_oneshot() => {
                if self.count(Thing::Receiver(channel)) > 0 {
                    self.channels[channel].queue.push_back(None);
                    self.grant(task);
                }
                self.drop_end(end);
            }
            Op::Send(channel) | Op::TrySend(channel) | Op::SendFor(channel)
                if self.program.channels[channel].flavour == Flavour::Carrier =>
            {
                self.tasks[task].gave += 1;
            }
            Op::Carry(..) => {
                self.tasks[task].gave += 1;
                self.is_misleading = true;
                let carried = &mut self.ends[command.ends[1]];
                (carried.place, carried.known) = (Place::OnItsWay, Known::Unknown);
            }
            Op::CloneSender(channel) => {
                let gave = self.tasks[task].gave;
                self.add(Thing::Sender(channel), task, Known::After(gave));
            }
            Op::DropSender(_) | Op::DropReceiver(_) | Op::DropToken(_) => self.drop_end(end),
            Op::DropPart => self.drop_end(end),
            Op::ForgetSender(_) | Op::ForgetReceiver(_) | Op::ForgetToken(_) | Op::ForgetPart => {
                self.ends[end].place = Place::Forgotten(task);
            }
            Op::Detach(channel) => {
                let number = self.add(Thing::Sender(channel), task, Known::Unknown);
                self.ends[number].place = Place::OnItsWay;
                self.detached[channel].push(number);
            }
            Op::Attach(channel) => {
                let number = self.detached[channel].pop().expect("there is one");
                (self.ends[number].place, self.ends[number].known) = (Place::With(task), Known::Surely);
            }
            Op::Token(group) => {
                let known = if self.program.groups[group].has_level { Known::Surely } else { Known::After(self.tasks[task].gave) };
                self.add(Thing::Token(group), task, known);
            }
            Op::WaitGroup(group) | Op::WaitGroupFor(group) if self.count(Thing::Token(group)) == 0 => self.grant(task),
            Op::Arrive => self.meet(Op::Arrive, self.parties),
            Op::Meet => self.meet(Op::Meet, 2),
            Op::Wait(mutex) => {
                self.release(task, Lock::Mutex(mutex));
                self.condvar.push_back(task);
            }
            Op::NotifyOne => {
                let first = self.condvar.pop_front();
                first.into_iter().for_each(|task| self.grant(task));
            }
            Op::NotifyAll => std::mem::take(&mut self.condvar).into_iter().for_each(|task| self.grant(task)),
            Op::End => self.end(task),
            _ => {}
        }
    }

    fn is_granted(&self, task: usize) -> bool {
        self.tasks[task].wait().is_some_and(|wait| wait.is_granted)
    }

    fn grant(&mut self, task: usize) {
        if let Status::Waits(wait) = &mut self.tasks[task].status {
            wait.is_granted = true;
        }
    }

    fn release(&mut self, task: usize, lock: Lock) {
        let at = self.held(task, lock).expect("it holds it");
        let hold = self.tasks[task].holds.remove(at);
        if let Lock::Semaphore(semaphore) = lock {
            self.add_permits(semaphore, hold.permits);
        }
    }

    fn forget_hold(&mut self, task: usize, lock: Lock) {
        let at = self.held(task, lock).expect("it holds it");
        self.tasks[task].holds[at].is_forgotten = true;
    }

    fn claim(&mut self, task: usize, semaphore: usize, permits: usize) {
        if self.queues[semaphore].is_empty() && self.free[semaphore] >= permits {
            self.free[semaphore] -= permits;
            self.grant(task);
        }
    }

    /// Serves who waits, in turn.
    fn add_permits(&mut self, semaphore: usize, permits: usize) {
        self.free[semaphore] += permits;
        while let Some(&first) = self.queues[semaphore].front() {
            let wanted = match self.tasks[first].wait().map(|wait| wait.command.op) {
                Some(Op::Acquire(_, permits)) => permits,
                _ => unreachable!("it is in the queue"),
            };
            if wanted > self.free[semaphore] {
                return;
            }
            self.free[semaphore] -= wanted;
            self.queues[semaphore].pop_front();
            self.grant(first);
        }
    }

    /// Whoever waits at a barrier goes on if so many have come.
    fn meet(&mut self, op: Op, parties: usize) {
        let waits = |task: &Task| task.wait().is_some_and(|wait| wait.command.op == op && !wait.is_granted);
        let here: Vec<usize> = (0..self.tasks.len()).filter(|task| waits(&self.tasks[*task])).collect();
        if !here.is_empty() && here.len() >= parties {
            here.into_iter().for_each(|task| self.grant(task));
        }
    }

    fn drop_end(&mut self, number: usize) {
        let thing = self.ends[number].thing;
        self.ends[number].place = Place::Gone;
        match thing {
            Thing::Receiver(channel) if self.count(thing) == 0 => {
                let lost = std::mem::take(&mut self.channels[channel].queue);
                lost.into_iter().flatten().for_each(|end| self.drop_end(end));
            }
            Thing::Token(group) if self.count(thing) == 0 => {
                let waits = |op| matches!(op, Op::WaitGroup(other) | Op::WaitGroupFor(other) if other == group);
                let waiting: Vec<usize> = self.others(TASKS).filter(|(_, op)| waits(*op)).map(|(task, _)| task).collect();
                waiting.into_iter().for_each(|task| self.grant(task));
            }
            Thing::Part => {
                self.parties -= 1;
                self.meet(Op::Arrive, self.parties);
            }
            _ => {}
        }
    }

    fn end(&mut self, task: usize) {
        let locks: Vec<Lock> = self.tasks[task].holds.iter().filter(|hold| !hold.is_forgotten).map(|hold| hold.lock).collect();
        locks.into_iter().for_each(|lock| self.release(task, lock));
        for number in 0..self.ends.len() {
            if self.ends[number].place == Place::With(task) {
                self.drop_end(number);
            }
        }
    }

    /// What is received of, and what is sent into, by a step.
    fn arms(op: Op) -> [Option<(usize, bool)>; 2] {
        match op {
            Op::Receive(channel) | Op::TryReceive(channel) | Op::ReceiveFor(channel) => [Some((channel, false)), None],
            Op::Send(channel) | Op::TrySend(channel) | Op::SendFor(channel) | Op::Carry(channel, _) => [Some((channel, true)), None],
            Op::Either(first, second) => [Some((first, false)), Some((second, false))],
            Op::ReceiveOrSend(first, second) => [Some((first, false)), Some((second, true))],
            _ => [None, None],
        }
    }

    /// Whether another is in the middle of a send, or of a receive.
    fn has_partner(&self, me: usize, channel: usize, sends: bool) -> bool {
        let is_it = |op| State::arms(op).contains(&Some((channel, sends)));
        self.others(me).any(|(_, op)| is_it(op) && !self.is_consumed(channel, op))
    }

    /// A oneshot's message is in the queue from the start.
    fn is_consumed(&self, channel: usize, op: Op) -> bool {
        self.program.channels[channel].flavour.is_oneshot() && matches!(op, Op::Send(_))
    }

    fn can_send(&self, me: usize, channel: usize) -> bool {
        let Channel { queue, early } = &self.channels[channel];
        let has_space = self.program.channels[channel].capacity.is_none_or(|capacity| queue.len() < capacity);
        *early > 0 || self.count(Thing::Receiver(channel)) > 0 && (has_space || self.has_partner(me, channel, false))
    }

    fn can_receive(&self, me: usize, channel: usize) -> bool {
        !self.channels[channel].queue.is_empty() || self.has_partner(me, channel, true)
    }

    fn is_closed(&self, channel: usize, for_senders: bool) -> bool {
        if for_senders {
            self.count(Thing::Receiver(channel)) == 0
        } else {
            self.count(Thing::Sender(channel)) == 0 && self.channels[channel].queue.is_empty()
        }
    }

    /// Whether the task's step may have come to this.
    pub fn may(&self, task: usize, outcome: Outcome) -> bool {
        let Some(Wait { command, is_granted }) = self.tasks[task].wait() else { return false };
        let is_free = |lock: Lock| self.holds(lock).next().is_none();
        let (done, failed, closed) = (outcome == Outcome::Done, outcome == Outcome::Failed, outcome == Outcome::Closed);
        match command.op {
            Op::Lock(mutex) | Op::LockFor(mutex) => done && is_free(Lock::Mutex(mutex)),
            Op::TryLock(mutex) => {
                if is_free(Lock::Mutex(mutex)) {
                    done
                } else {
                    failed
                }
            }
            Op::Read(_) | Op::ReadRecursive(_) | Op::UpgradableRead(_) | Op::Write(_) | Op::Upgrade(_) => {
                done && self.may_have(task, command.op)
            }
            Op::TryRead(lock) => {
                if done {
                    self.may_have(task, Op::Read(lock))
                } else {
                    failed && !is_free(Lock::ReadWrite(lock))
                }
            }
            Op::TryWrite(lock) => {
                if is_free(Lock::ReadWrite(lock)) {
                    done
                } else {
                    failed
                }
            }
            Op::Init(once) => match self.onces[once] {
                Once::Fresh => outcome == Outcome::Entered,
                Once::RunBy(_) => false,
                Once::Done => done,
            },
            Op::Scope(_) => outcome == Outcome::Entered,
            Op::Leave => match self.tasks[task].frames.last() {
                Some(Frame::Scope(child)) => done && matches!(self.tasks[*child].status, Status::Ended),
                _ => done,
            },
            Op::Join(other) => done && matches!(self.tasks[other].status, Status::Ended),
            Op::Send(channel) if self.program.channels[channel].flavour.is_oneshot() => {
                if is_granted {
                    done
                } else {
                    closed
                }
            }
            Op::Send(channel) | Op::SendFor(channel) | Op::Carry(channel, _) => {
                done && self.can_send(task, channel) || closed && self.is_closed(channel, true)
            }
            Op::TrySend(channel) => match self.can_send(task, channel) {
                true => done,
                false => {
                    if self.is_closed(channel, true) {
                        closed
                    } else {
                        failed
                    }
                }
            },
            Op::Receive(channel) | Op::ReceiveFor(channel) => match outcome {
                Outcome::Carried(_) => self.can_receive(task, channel),
                _ => closed && self.is_closed(channel, false),
            },
            Op::TryReceive(channel) => match outcome {
                Outcome::Carried(_) => self.can_receive(task, channel),
                _ if self.is_closed(channel, false) => closed,
                _ => failed && !self.can_receive(task, channel),
            },
            Op::Either(..) | Op::ReceiveOrSend(..) => match outcome {
                Outcome::Arm(arm, is_closed) => self.may_take(task, State::arms(command.op)[arm].expect("an arm"), is_closed),
                _ => false,
            },
            Op::WaitGroup(_) | Op::WaitGroupFor(_) | Op::Arrive | Op::Meet | Op::Acquire(..) => done && is_granted,
            Op::TryAcquire(_) => {
                if is_granted {
                    done
                } else {
                    failed
                }
            }
            Op::Wait(mutex) => done && is_granted && is_free(Lock::Mutex(mutex)),
            Op::End => outcome == Outcome::Ended,
            _ => done,
        }
    }

    fn may_take(&self, task: usize, (channel, sends): (usize, bool), is_closed: bool) -> bool {
        match (is_closed, sends) {
            (true, _) => self.is_closed(channel, sends),
            (false, true) => self.can_send(task, channel),
            (false, false) => self.can_receive(task, channel),
        }
    }

    /// Whether nobody's hold of a lock keeps the task out.
    pub fn may_have(&self, task: usize, op: Op) -> bool {
        let none = |lock, keeps_out: fn(Mode) -> bool| !self.holds(Lock::ReadWrite(lock)).any(|(_, hold)| keeps_out(hold.mode));
        match op {
            Op::Read(lock) | Op::ReadRecursive(lock) => none(lock, |mode| mode == Mode::Alone),
            Op::UpgradableRead(lock) => none(lock, |mode| mode != Mode::Shared),
            Op::Write(lock) => none(lock, |_| true),
            Op::Upgrade(lock) => {
                let own = self.upgradable(task, lock);
                let of_others = self.holds(Lock::ReadWrite(lock)).count();
                own.is_some() && of_others == 1
            }
            _ => false,
        }
    }

    /// Whether some task waits to have the lock alone.
    pub fn is_wanted_alone(&self, me: usize, lock: usize) -> bool {
        self.others(me).any(|(_, op)| op == Op::Write(lock) || op == Op::Upgrade(lock))
    }

    /// Whether a step has to come to its end: this one's, or that of another who wants the same.
    pub fn must(&self, task: usize) -> bool {
        let Some(Wait { command, is_granted }) = self.tasks[task].wait() else { return false };
        let is_free = |lock: usize| self.holds(Lock::ReadWrite(lock)).next().is_none();
        match command.op {
            Op::Read(lock) | Op::ReadRecursive(lock) | Op::UpgradableRead(lock) => {
                is_free(lock) || self.may_have(task, command.op) && !self.is_wanted_alone(task, lock)
            }
            Op::TryRead(_) | Op::TryWrite(_) | Op::TryLock(_) | Op::TrySend(_) | Op::TryReceive(_) | Op::TryAcquire(_) => true,
            Op::Init(once) => !matches!(self.onces[once], Once::RunBy(_)),
            Op::Scope(_) | Op::End => true,
            Op::Send(channel) if self.program.channels[channel].flavour.is_oneshot() => true,
            op if State::arms(op)[0].is_some() => {
                let arms = State::arms(op);
                arms.into_iter().flatten().any(|arm| self.may_take(task, arm, true) || self.may_take(task, arm, false))
            }
            Op::WaitGroup(_) | Op::WaitGroupFor(_) | Op::Arrive | Op::Meet | Op::Acquire(..) => is_granted,
            _ => self.may(task, Outcome::Done),
        }
    }

    /// The step came to this.
    pub fn complete(&mut self, task: usize, outcome: Outcome) {
        let command = self.tasks[task].wait().expect("it is in the middle of a step").command;
        self.tasks[task].status = if command.op == Op::End { Status::Ended } else { Status::Idle };
        let mut hold = |lock, mode, permits| self.tasks[task].holds.push(Hold { lock, mode, permits, is_forgotten: false });
        match (command.op, outcome) {
            (Op::Lock(mutex) | Op::LockFor(mutex) | Op::TryLock(mutex) | Op::Wait(mutex), Outcome::Done) => {
                hold(Lock::Mutex(mutex), Mode::Alone, 0);
            }
            (Op::Read(lock) | Op::ReadRecursive(lock) | Op::TryRead(lock), Outcome::Done) => hold(Lock::ReadWrite(lock), Mode::Shared, 0),
            (Op::UpgradableRead(lock), _) => hold(Lock::ReadWrite(lock), Mode::Upgradable, 0),
            (Op::Write(lock) | Op::TryWrite(lock), Outcome::Done) => hold(Lock::ReadWrite(lock), Mode::Alone, 0),
            (Op::Upgrade(lock), _) => {
                let at = self.upgradable(task, lock).expect("it has one");
                let hold = self.tasks[task].holds.remove(at);
                self.tasks[task].holds.push(Hold { mode: Mode::Alone, ..hold });
            }
            (Op::Acquire(semaphore, permits), _) => hold(Lock::Semaphore(semaphore), Mode::Shared, permits),
            (Op::TryAcquire(semaphore), Outcome::Done) => hold(Lock::Semaphore(semaphore), Mode::Shared, 1),
            (Op::Init(once), Outcome::Entered) => {
                self.onces[once] = Once::RunBy(task);
                self.tasks[task].frames.push(Frame::Once(once));
            }
            (Op::Scope(child), _) => {
                self.tasks[child].status = Status::Idle;
                self.tasks[task].frames.push(Frame::Scope(child));
            }
            (Op::Leave, _) => _ = self.tasks[task].frames.pop(),
            (Op::Carry(channel, _), Outcome::Done) => self.sent(channel, Some(command.ends[1])),
            (Op::Carry(..), _) => self.ends[command.ends[1]].place = Place::With(task),
            (Op::Send(channel), _) if self.program.channels[channel].flavour.is_oneshot() => {}
            (Op::Send(channel) | Op::TrySend(channel) | Op::SendFor(channel), Outcome::Done) => self.sent(channel, None),
            (Op::Receive(channel) | Op::TryReceive(channel) | Op::ReceiveFor(channel), Outcome::Carried(end)) => {
                self.received(task, channel, end);
            }
            (op, Outcome::Arm(arm, false)) => match State::arms(op)[arm] {
                Some((channel, true)) => self.sent(channel, None),
                Some((channel, false)) => self.received(task, channel, None),
                None => {}
            },
            _ => {}
        }
    }

    fn sent(&mut self, channel: usize, carries: Option<usize>) {
        let is_closed = self.count(Thing::Receiver(channel)) == 0;
        let Channel { queue, early } = &mut self.channels[channel];
        if *early > 0 {
            *early -= 1;
        } else if is_closed {
            carries.into_iter().for_each(|end| self.drop_end(end));
        } else {
            queue.push_back(carries);
        }
    }

    fn received(&mut self, task: usize, channel: usize, carried: Option<usize>) {
        let Channel { queue, early } = &mut self.channels[channel];
        match queue.iter().position(|carries| *carries == carried) {
            Some(at) => drop(queue.remove(at)),
            None => *early += 1,
        }
        if let Some(end) = carried {
            self.ends[end].place = Place::With(task);
        }
    }

    /// What cannot be where nobody is on the move.
    pub fn contradiction(&self) -> Option<String> {
        (0..CHANNELS).find_map(|number| {
            let Channel { queue, early } = &self.channels[number];
            let fits = self.program.channels[number].capacity.is_none_or(|capacity| queue.len() <= capacity);
            (*early > 0 || !fits).then(|| format!("channel {number} has {} messages, and {early} that nobody sent", queue.len()))
        })
    }
}
