//! The one rule: a task may wait for what comes after everything that it holds or owes.

use crate::mode::Mode;
use crate::order::{Kind, Node, Nodes, Order};
use crate::program::{Floor, Op, Program, Task, members};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Debt {
    Holds(usize),
    /// A sender or a token.
    Owes(usize),
    /// A receiver.
    Drains(usize),
    /// Taking only what comes after a level.
    Below(usize),
}

/// What a task holds and owes at one point of its text, as the type of its context tells.
#[derive(Clone, Debug, Default)]
pub struct Context {
    debts: Vec<Debt>,
    /// What it owes from its first step to its last.
    floor: Vec<Debt>,
    /// The pairs whose reply it may wait for.
    asked: u16,
    /// The tasks that it may join.
    handles: u8,
    scopes: Vec<Scope>,
}

#[derive(Clone, Debug)]
struct Scope {
    floor: Vec<Debt>,
    children: u8,
}

/// Whether every task keeps to the rule.
pub fn obeys(program: &Program, mode: Mode) -> bool {
    let Some(order) = program.declaration.order(mode) else { return false };
    let rule = Rule { program, order: &order, mode };
    (0..program.tasks.len()).filter(|&task| !program.tasks[task].is_child).all(|task| rule.is_obeyed(task, Context::root(program, task)))
}

/// The rule for one program.
#[derive(Clone, Copy)]
pub struct Rule<'a> {
    pub program: &'a Program,
    pub order: &'a Order,
    pub mode: Mode,
}

impl Rule<'_> {
    fn is_obeyed(self, task: usize, mut context: Context) -> bool {
        for &op in &self.program.tasks[task].ops {
            if !self.permits(&context, op) {
                return false;
            }
            if matches!(op, Op::Spawn(child) if !self.is_obeyed(child, self.child(&context, child))) {
                return false;
            }
            self.pass(&mut context, op);
        }
        context.scopes.is_empty()
    }

    /// The context that a child starts with.
    pub fn child(self, parent: &Context, child: usize) -> Context {
        let task = &self.program.tasks[child];
        let floor = match (task.floor, parent.scopes.last()) {
            (Floor::After(level), _) if self.mode != Mode::SpawnWithoutFloor => vec![Debt::Below(level)],
            (Floor::Scope, Some(scope)) if self.mode != Mode::ScopeWithoutFloor => scope.floor.clone(),
            _ => vec![],
        };
        Context { floor, ..Context::of(task) }
    }

    /// Whether the step makes sense, and does not wait for anything that the rule forbids.
    pub fn permits(self, context: &Context, op: Op) -> bool {
        match op {
            Op::Lock(lock) => !context.has(Debt::Holds(lock)) && self.may_wait(context, self.node(lock), |_| false),
            Op::Unlock(lock) => context.has(Debt::Holds(lock)),
            Op::Send(channel, carried) => {
                context.owes(channel)
                    && carried.is_none_or(|carried| self.program.carried_by(channel) == Some(carried) && context.owes(carried))
                    && (self.program.kind(channel) == Kind::Unbounded || self.may_send(context, channel, carried))
            }
            Op::Answer(reply) => self.program.kind(reply) == Kind::Reply && context.owes(reply),
            Op::Receive(thing) => self.may_receive(context, 1 << thing),
            Op::Select(arms) => arms.count_ones() > 1 && self.may_receive(context, arms),
            Op::Take(thing) => matches!(self.program.kind(thing), Kind::Reply | Kind::Group),
            Op::DropSender(thing) => context.owes(thing),
            Op::DropReceiver(channel) => context.drains(channel),
            Op::Spawn(child) => self.may_spawn(context, child),
            Op::Join(child) => context.handles >> child & 1 == 1 && self.may_join(context, child),
            Op::OpenScope => true,
            Op::CloseScope(children) => {
                context.scopes.last().is_some_and(|scope| scope.children == children) && context.settle_for_scope().is_none()
            }
        }
    }

    /// What the task holds and owes after the step.
    pub fn pass(self, context: &mut Context, op: Op) {
        match op {
            Op::Lock(lock) => context.debts.push(Debt::Holds(lock)),
            Op::Unlock(lock) => context.settle(Debt::Holds(lock)),
            Op::Send(_, carried) => carried.into_iter().for_each(|carried| context.settle(Debt::Owes(carried))),
            Op::Answer(thing) | Op::DropSender(thing) => context.settle(Debt::Owes(thing)),
            Op::Receive(thing) => self.receive(context, 1 << thing),
            Op::Select(arms) => self.receive(context, arms),
            Op::Take(thing) => {
                context.debts.push(Debt::Owes(self.program.representative(thing)));
                if self.program.kind(thing) == Kind::Reply {
                    context.asked |= 1 << thing;
                }
            }
            Op::DropReceiver(channel) => context.settle(Debt::Drains(channel)),
            Op::Spawn(child) => {
                let task = &self.program.tasks[child];
                context.handles &= !task.handles;
                match (task.floor, context.scopes.last_mut()) {
                    (Floor::Scope, Some(scope)) => scope.children |= 1 << child,
                    _ => context.handles |= 1 << child,
                }
            }
            Op::Join(child) => context.handles &= !(1 << child),
            Op::OpenScope => context.scopes.push(Scope { floor: context.all_debts().copied().collect(), children: 0 }),
            Op::CloseScope(_) => drop(context.scopes.pop()),
        }
    }

    fn receive(self, context: &mut Context, arms: u16) {
        for arm in members(arms.into()) {
            context.asked &= !(1 << arm);
            // Whether a message came, and with what, only run time knows.
            context.debts.extend(self.program.carried_by(arm).map(Debt::Owes));
        }
    }

    fn may_send(self, context: &Context, channel: usize, carried: Option<usize>) -> bool {
        let mut detached = context.clone();
        carried.into_iter().for_each(|carried| detached.settle(Debt::Owes(carried)));
        let level = self.program.things[channel].level;
        self.may_wait(&detached, Node::space(level), |debt| match debt {
            Debt::Owes(owed) if self.mode == Mode::DebtsOfTheLevel => self.program.things[owed].level == level,
            debt => debt == Debt::Owes(channel),
        })
    }

    fn may_receive(self, context: &Context, arms: u16) -> bool {
        members(arms.into()).all(|arm| {
            let is_there = match self.program.kind(arm) {
                Kind::Lock => false,
                Kind::Bounded | Kind::Unbounded => context.drains(arm),
                Kind::Reply => context.has_asked(arm),
                Kind::Group => true,
            };
            is_there && self.may_wait(context, self.node(arm), |debt| self.is_ignored(debt, arms))
        })
    }

    /// Whether a debt does not count where items are waited for: all the arms are empty then, so nobody waits for their space, and
    /// nothing waits in them to be answered.
    fn is_ignored(self, debt: Debt, arms: u16) -> bool {
        let Debt::Drains(drained) = debt else { return false };
        let level = |thing: usize| self.program.things[thing].level;
        match self.mode {
            Mode::DrainsBeforeItems => true,
            Mode::SelectIgnoresAllReceivers if arms.count_ones() > 1 => true,
            Mode::DebtsOfTheLevel => members(arms.into()).any(|arm| level(arm) == level(drained)),
            _ => arms >> drained & 1 == 1,
        }
    }

    fn may_spawn(self, context: &Context, child: usize) -> bool {
        let task = &self.program.tasks[child];
        members(task.senders.into()).all(|sender| context.owes(sender))
            && members(task.receivers.into()).all(|receiver| context.drains(receiver))
            && task.handles & !context.handles == 0
            && (task.floor != Floor::Scope || context.has_open_scope())
    }

    /// Whether the floor of the child comes after all that is held or owed here, or is the same.
    fn may_join(self, context: &Context, child: usize) -> bool {
        if matches!(self.mode, Mode::JoinUnderDebts | Mode::NoRule) {
            return true;
        }
        let owed = context.all_debts().fold(0, |nodes, &debt| nodes | self.nodes(debt));
        match self.program.tasks[child].floor {
            Floor::After(level) => self.order.are_before(owed & !Node::of(level).set(), Node::of(level)),
            Floor::Nothing | Floor::Scope => owed == 0,
        }
    }

    fn may_wait(self, context: &Context, wait: Node, is_ignored: impl Fn(Debt) -> bool) -> bool {
        let counts = |debt: &&Debt| !is_ignored(**debt);
        self.mode == Mode::NoRule || context.all_debts().filter(counts).all(|&debt| self.order.are_before(self.nodes(debt), wait))
    }

    /// What others may wait for because of the debt.
    fn nodes(self, debt: Debt) -> Nodes {
        match debt {
            Debt::Holds(thing) | Debt::Owes(thing) => self.node(thing).set(),
            Debt::Below(level) => Node::of(level).set(),
            Debt::Drains(channel) => {
                let level = self.program.things[channel].level;
                let space = if self.program.kind(channel) == Kind::Bounded { Node::space(level).set() } else { 0 };
                match self.program.carried_by(channel) {
                    Some(carried) if self.mode.owes_what_is_carried() => space | self.node(carried).set(),
                    _ => space,
                }
            }
        }
    }

    fn node(self, thing: usize) -> Node {
        Node::of(self.program.things[thing].level)
    }
}

impl Context {
    pub fn root(program: &Program, task: usize) -> Context {
        Context::of(&program.tasks[task])
    }

    fn of(task: &Task) -> Context {
        let owed = members(task.senders.into()).map(Debt::Owes);
        let drained = members(task.receivers.into()).map(Debt::Drains);
        Context { debts: owed.chain(drained).collect(), handles: task.handles, ..Context::default() }
    }

    pub fn owes(&self, thing: usize) -> bool {
        self.has(Debt::Owes(thing))
    }

    pub fn drains(&self, channel: usize) -> bool {
        self.has(Debt::Drains(channel))
    }

    pub fn has_asked(&self, reply: usize) -> bool {
        self.asked >> reply & 1 == 1
    }

    pub fn handles(&self) -> u8 {
        self.handles
    }

    pub fn has_open_scope(&self) -> bool {
        !self.scopes.is_empty()
    }

    /// The tasks of the innermost scope.
    pub fn scoped(&self) -> u8 {
        self.scopes.last().map_or(0, |scope| scope.children)
    }

    /// A step that settles one of the debts that were not there when the innermost scope began.
    pub fn settle_for_scope(&self) -> Option<Op> {
        let scope = self.scopes.last()?;
        let debt = *self.debts.iter().find(|debt| !scope.floor.contains(debt))?;
        Some(match debt {
            Debt::Holds(lock) => Op::Unlock(lock),
            Debt::Owes(thing) => Op::DropSender(thing),
            Debt::Drains(channel) => Op::DropReceiver(channel),
            Debt::Below(_) => unreachable!("a floor is not among the debts"),
        })
    }

    fn all_debts(&self) -> impl Iterator<Item = &Debt> {
        self.debts.iter().chain(&self.floor)
    }

    fn has(&self, debt: Debt) -> bool {
        self.debts.contains(&debt)
    }

    fn settle(&mut self, debt: Debt) {
        let index = self.debts.iter().position(|&owed| owed == debt).expect("a permitted step settles what is owed");
        self.debts.swap_remove(index);
    }
}
