//! A declaration of levels, and the graph over waits that follows from it.

use crate::mode::Mode;

/// At most so many levels in a declaration.
pub const LEVELS: usize = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Lock,
    Bounded,
    Unbounded,
    /// One-shot replies: many pairs of one level.
    Reply,
    /// A wait group: a channel without items, whose end is waited for.
    Group,
}

impl Kind {
    pub fn is_channel(self) -> bool {
        matches!(self, Kind::Bounded | Kind::Unbounded)
    }

    /// Whether its senders or tokens may travel in messages.
    pub fn may_travel(self) -> bool {
        matches!(self, Kind::Unbounded | Kind::Reply | Kind::Group)
    }
}

#[derive(Clone, Debug)]
pub struct Level {
    pub kind: Kind,
    /// The level whose senders or tokens its messages may carry.
    pub carries: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Declaration {
    pub levels: Vec<Level>,
    /// The direct edges: the first comes before the second.
    pub before: Vec<(usize, usize)>,
}

/// What a task may wait for: a lock, items or an end (all of them `of` the level), or space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(usize);

impl Node {
    fn all() -> std::ops::Range<usize> {
        0..2 * LEVELS
    }

    pub fn of(level: usize) -> Node {
        Node(level)
    }

    pub fn space(level: usize) -> Node {
        Node(LEVELS + level)
    }

    pub fn set(self) -> Nodes {
        1 << self.0
    }
}

/// A set of nodes.
pub type Nodes = u16;

/// For each node, the nodes after it.
#[derive(Clone, Debug)]
pub struct Order([Nodes; 2 * LEVELS]);

impl Declaration {
    /// The graph over waits, or nothing if it has a cycle.
    pub fn order(&self, mode: Mode) -> Option<Order> {
        let base = self.base(mode).closed();
        if !base.is_acyclic() {
            return None;
        }
        let mut order = base.clone();
        for bounded in self.of_kind(|kind| kind == Kind::Bounded) {
            let reaches_items = self.of_kind(|kind| kind != Kind::Lock).any(|level| base.is_before(Node::space(bounded), Node::of(level)));
            if reaches_items && mode != Mode::ExtraEdgesAnywhere {
                continue;
            }
            for owed in self.of_kind(|kind| kind != Kind::Lock).filter(|&owed| owed != bounded) {
                order.add(Node::of(owed), Node::space(bounded));
            }
        }
        if mode == Mode::ExtraEdgesAnywhere {
            return Some(order);
        }
        let order = order.closed();
        assert!(order.is_acyclic(), "the extra edges closed a cycle: {self:?}");
        Some(order)
    }

    fn base(&self, mode: Mode) -> Order {
        let mut order = Order([0; 2 * LEVELS]);
        let is_bounded = |level: usize| self.levels[level].kind == Kind::Bounded;
        for &(first, second) in &self.before {
            order.add(Node::of(first), Node::of(second));
            match (self.levels[first].kind, self.levels[second].kind) {
                (Kind::Lock, Kind::Bounded) => order.add(Node::of(first), Node::space(second)),
                (Kind::Bounded, Kind::Lock) => order.add(Node::space(first), Node::of(second)),
                (Kind::Bounded, Kind::Bounded) => order.add(Node::space(second), Node::space(first)),
                _ => {}
            }
        }
        for (level, Level { carries, .. }) in self.levels.iter().enumerate() {
            if let Some(carried) = carries.filter(|_| is_bounded(level) && mode.has_carry_edges()) {
                order.add(Node::of(carried), Node::space(level));
            }
        }
        order
    }

    fn of_kind(&self, wanted: impl Fn(Kind) -> bool) -> impl Iterator<Item = usize> {
        (0..self.levels.len()).filter(move |&level| wanted(self.levels[level].kind))
    }
}

impl Order {
    pub fn is_before(&self, first: Node, second: Node) -> bool {
        self.0[first.0] & second.set() != 0
    }

    /// Whether each of the nodes comes before that one.
    pub fn are_before(&self, nodes: Nodes, wait: Node) -> bool {
        Node::all().filter(|node| nodes >> node & 1 == 1).all(|node| self.is_before(Node(node), wait))
    }

    fn add(&mut self, first: Node, second: Node) {
        self.0[first.0] |= second.set();
    }

    fn closed(mut self) -> Order {
        for middle in Node::all() {
            for first in Node::all() {
                if self.is_before(Node(first), Node(middle)) {
                    self.0[first] |= self.0[middle];
                }
            }
        }
        self
    }

    fn is_acyclic(&self) -> bool {
        Node::all().all(|node| !self.is_before(Node(node), Node(node)))
    }
}
