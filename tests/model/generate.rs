//! Random programs that obey the rule, from a seed.

use crate::mode::Mode;
use crate::order::{Declaration, Kind, Level, Order};
use crate::program::{Floor, Op, Program, TASKS, THINGS, Task, Thing, members};
use crate::rule::{Context, Rule};
use std::ops::RangeInclusive;

/// What programs are made of.
#[derive(Clone, Debug)]
pub struct Shape {
    pub locks: RangeInclusive<usize>,
    pub channels: RangeInclusive<usize>,
    pub unbounded_percent: usize,
    pub reply_percent: usize,
    pub group_percent: usize,
    /// Of channels, whether their messages carry ends.
    pub carry_percent: usize,
    /// Of channels, whether there is another one of the level.
    pub twin_percent: usize,
    /// Of steps, whether they start a task.
    pub spawn_percent: usize,
    pub tasks: RangeInclusive<usize>,
    pub steps: RangeInclusive<usize>,
}

/// A program, or nothing if the declaration was refused.
pub fn program(seed: u64, shape: &Shape, mode: Mode) -> Option<Program> {
    let mut rng = Rng::new(seed);
    let declaration = declaration(&mut rng, shape);
    let order = declaration.order(mode)?;
    let things = things(&mut rng, &declaration, shape);
    let mut generator = Generator { rng, mode, shape, order, program: Program { declaration, things, tasks: vec![] } };
    generator.roots();
    Some(generator.program)
}

fn declaration(rng: &mut Rng, shape: &Shape) -> Declaration {
    let mut kinds = vec![Kind::Lock; rng.within(&shape.locks)];
    for _ in 0..rng.within(&shape.channels) {
        kinds.push(if rng.chance(shape.unbounded_percent) { Kind::Unbounded } else { Kind::Bounded });
    }
    kinds.extend(rng.chance(shape.reply_percent).then_some(Kind::Reply));
    kinds.extend(rng.chance(shape.group_percent).then_some(Kind::Group));
    let travellers: Vec<usize> = (0..kinds.len()).filter(|&level| kinds[level].may_travel()).collect();
    let mut carries = |level: usize| {
        let carried = *travellers.get(rng.below(travellers.len().max(1)))?;
        (kinds[level].is_channel() && carried != level && rng.chance(shape.carry_percent)).then_some(carried)
    };
    let levels = (0..kinds.len()).map(|level| Level { kind: kinds[level], carries: carries(level) }).collect();
    Declaration { levels, before: edges(rng, &kinds) }
}

/// Most of the edges that a random permutation allows.
fn edges(rng: &mut Rng, kinds: &[Kind]) -> Vec<(usize, usize)> {
    let mut permutation: Vec<usize> = (0..kinds.len()).collect();
    for index in (1..permutation.len()).rev() {
        permutation.swap(index, rng.below(index + 1));
    }
    // Often as in programs that people write: whoever owes requests may wait for replies.
    if rng.chance(50) {
        permutation.sort_by_key(|&level| matches!(kinds[level], Kind::Reply | Kind::Group));
    }
    let mut edges = vec![];
    for (index, &first) in permutation.iter().enumerate() {
        edges.extend(permutation[index + 1..].iter().filter(|_| rng.chance(70)).map(|&second| (first, second)));
    }
    edges
}

fn things(rng: &mut Rng, declaration: &Declaration, shape: &Shape) -> Vec<Thing> {
    let mut things = vec![];
    for (level, Level { kind, .. }) in declaration.levels.iter().enumerate() {
        let of_level = match kind {
            Kind::Reply => 3,
            Kind::Bounded if rng.chance(shape.twin_percent) => 2,
            _ => 1,
        };
        // The smaller, the more waits.
        things.extend((0..of_level).map(|_| Thing { level, capacity: [0, 0, 1, 1, 2][rng.below(5)] }));
    }
    things.truncate(THINGS);
    things
}

struct Generator<'a> {
    rng: Rng,
    mode: Mode,
    shape: &'a Shape,
    order: Order,
    program: Program,
}

impl Generator<'_> {
    fn roots(&mut self) {
        let tasks = self.rng.within(&self.shape.tasks);
        let task = Task { is_child: false, floor: Floor::Nothing, senders: 0, receivers: 0, handles: 0, ops: vec![] };
        self.program.tasks = vec![task; tasks];
        for thing in 0..self.program.things.len() {
            match self.program.kind(thing) {
                Kind::Bounded | Kind::Unbounded => {
                    self.deal(thing, 30, |task| &mut task.senders);
                    self.deal(thing, 20, |task| &mut task.receivers);
                }
                Kind::Group => self.deal(thing, 30, |task| &mut task.senders),
                Kind::Lock | Kind::Reply => {}
            }
        }
        for task in 0..tasks {
            let steps = self.rng.within(&self.shape.steps);
            self.write(task, Context::root(&self.program, task), steps);
        }
    }

    /// Gives an end to a task, and to some of the others.
    fn deal(&mut self, thing: usize, others_percent: usize, ends: impl Fn(&mut Task) -> &mut u16) {
        let first = self.rng.below(self.program.tasks.len());
        for (index, task) in self.program.tasks.iter_mut().enumerate() {
            if index == first || self.rng.chance(others_percent) {
                *ends(task) |= 1 << thing;
            }
        }
    }

    /// Writes the text of a task.
    fn write(&mut self, task: usize, mut context: Context, steps: usize) {
        for _ in 0..steps {
            if self.program.tasks.len() < TASKS && self.rng.chance(self.shape.spawn_percent) {
                self.write_spawn(task, &mut context);
            } else if self.rng.chance(20) {
                self.write_request(task, &mut context);
            } else {
                self.write_step(task, &mut context);
            }
        }
        while context.has_open_scope() {
            self.write_end_of_scope(task, &mut context);
        }
    }

    /// The first of some proposals that the rule permits.
    fn write_step(&mut self, task: usize, context: &mut Context) {
        for _ in 0..10 {
            if self.propose(context).is_some_and(|op| self.write_op(task, context, op)) {
                return;
            }
        }
    }

    /// Adds the step if the rule permits it.
    fn write_op(&mut self, task: usize, context: &mut Context, op: Op) -> bool {
        let rule = Rule { program: &self.program, order: &self.order, mode: self.mode };
        let permitted = rule.permits(context, op);
        if permitted {
            rule.pass(context, op);
            self.program.tasks[task].ops.push(op);
        }
        permitted
    }

    /// A step that may make no sense.
    fn propose(&mut self, context: &Context) -> Option<Op> {
        let thing = self.rng.below(self.program.things.len());
        let kind = self.program.kind(thing);
        Some(match (kind, self.rng.below(10)) {
            (Kind::Lock, 0..6) => Op::Lock(thing),
            (Kind::Lock, _) => Op::Unlock(thing),
            (Kind::Bounded | Kind::Unbounded, 0..2) => Op::Receive(thing),
            (Kind::Bounded | Kind::Unbounded, 2) => Op::Send(thing, None),
            (Kind::Bounded | Kind::Unbounded, 3..5) => Op::Send(thing, self.program.carried_by(thing)),
            (Kind::Bounded | Kind::Unbounded, 5..8) => {
                let arms = self.set_of(|arm| context.drains(arm) || context.has_asked(arm));
                Op::Select(self.some_of(arms, 70))
            }
            (Kind::Bounded | Kind::Unbounded, 8) => Op::DropSender(thing),
            (Kind::Bounded | Kind::Unbounded, _) => Op::DropReceiver(thing),
            (Kind::Reply, 0..5) => Op::Receive(thing),
            (Kind::Reply, 5..9) => Op::Answer(self.program.representative(thing)),
            (Kind::Reply, _) => Op::DropSender(self.program.representative(thing)),
            (Kind::Group, 0..5) => Op::Receive(thing),
            (Kind::Group, 5..7) => Op::Take(thing),
            (Kind::Group, _) => Op::DropSender(thing),
        })
        .filter(|_| self.rng.chance(95))
        .or_else(|| members(context.handles().into()).next().map(Op::Join))
    }

    /// A new pair for a reply goes out in a message, and perhaps the task waits for the reply.
    fn write_request(&mut self, task: usize, context: &mut Context) {
        let carriers = (0..self.program.things.len()).filter(|&thing| context.owes(thing) && self.carries_replies(thing));
        let carriers: Vec<usize> = carriers.collect();
        let Some(&carrier) = carriers.get(self.rng.below(carriers.len().max(1))) else { return };
        let taken = |reply: &usize| self.program.tasks.iter().any(|task| task.ops.contains(&Op::Take(*reply)));
        let Some(reply) = self.program.of_kind(Kind::Reply).find(|reply| !taken(reply)) else { return };
        let carried = self.program.carried_by(carrier);
        let asked = self.write_op(task, context, Op::Take(reply)) && self.write_op(task, context, Op::Send(carrier, carried));
        if asked && self.rng.chance(70) {
            self.write_op(task, context, Op::Receive(reply));
        }
    }

    fn carries_replies(&self, thing: usize) -> bool {
        self.program.carried_by(thing).is_some_and(|carried| self.program.kind(carried) == Kind::Reply)
    }

    /// Starts a task, on its own or in a scope.
    fn write_spawn(&mut self, parent: usize, context: &mut Context) {
        if self.rng.chance(50) && !context.has_open_scope() {
            self.write_op(parent, context, Op::OpenScope);
        }
        let child = self.add_child(context);
        let rule = Rule { program: &self.program, order: &self.order, mode: self.mode };
        let child_context = rule.child(context, child);
        let steps = self.rng.below(4);
        self.write(child, child_context, steps);
        let spawned = self.write_op(parent, context, Op::Spawn(child));
        assert!(spawned, "what a child gets is what its parent has");

        let Task { floor, senders, receivers, .. } = self.program.tasks[child];
        for thing in members(self.some_of(senders, 50).into()) {
            self.write_op(parent, context, Op::DropSender(thing));
        }
        for channel in members(self.some_of(receivers, 70).into()) {
            self.write_op(parent, context, Op::DropReceiver(channel));
        }
        if floor != Floor::Scope && self.rng.chance(60) {
            self.write_op(parent, context, Op::Join(child));
        } else if floor == Floor::Scope && self.rng.chance(40) {
            self.write_end_of_scope(parent, context);
        }
    }

    /// A task without text, which gets some of what its parent has.
    fn add_child(&mut self, parent: &Context) -> usize {
        let floor = match self.rng.below(3) {
            _ if parent.has_open_scope() => Floor::Scope,
            0 => Floor::Nothing,
            _ => Floor::After(self.rng.below(self.program.declaration.levels.len())),
        };
        let owned = self.set_of(|thing| self.program.kind(thing) != Kind::Reply && parent.owes(thing));
        let drained = self.set_of(|thing| parent.drains(thing));
        let (senders, receivers) = (self.some_of(owned, 50), self.some_of(drained, 50));
        let handles = self.some_of(parent.handles().into(), 50) as u8;
        self.program.tasks.push(Task { is_child: true, floor, senders, receivers, handles, ops: vec![] });
        self.program.tasks.len() - 1
    }

    fn set_of(&self, is_in: impl Fn(usize) -> bool) -> u16 {
        (0..self.program.things.len()).filter(|&thing| is_in(thing)).fold(0, |set, thing| set | 1 << thing)
    }

    fn some_of(&mut self, set: u16, percent: usize) -> u16 {
        members(set.into()).filter(|_| self.rng.chance(percent)).fold(0, |some, member| some | 1 << member)
    }

    fn write_end_of_scope(&mut self, task: usize, context: &mut Context) {
        while let Some(op) = context.settle_for_scope() {
            self.write_op(task, context, op);
        }
        self.write_op(task, context, Op::CloseScope(context.scoped()));
    }
}

/// Xorshift, seeded through splitmix.
struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Rng {
        let mut state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        state = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ state >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        Rng((state ^ state >> 31) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn within(&mut self, range: &RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}
