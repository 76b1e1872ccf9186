//! What can be waited for while what is owed: the order of levels, with space in bounded channels as a place of its own. Pure.
//!
//! The owner of a sender owes messages, the owner of a receiver of a bounded channel owes space. Between two channels, waits for
//! messages are ordered as declared, and waits for space the other way round; a lock before or after a channel is so for both. What
//! results must be free of circles, locks included. One more kind of edge is safe wherever it cannot lead back to messages: who owes
//! messages of one channel may wait for space in another.

use crate::order::{Foreign, Kind, Known, Mistake, Node, Place, Side};

/// One reference, resolved: `of` comes after, before or carries `to`.
pub(crate) struct Said {
    pub(crate) of: usize,
    pub(crate) side: Side,
    pub(crate) to: usize,
    pub(crate) reference: usize,
}

/// A wait: for a lock, messages or the end of a group of this level; or for space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wait {
    For(usize),
    Space(usize),
}

#[derive(Debug, Default)]
pub(crate) struct Waits {
    /// For each node, the waits that may follow while it is held, or while messages of it are owed.
    pub(crate) held: Vec<Vec<Wait>>,
    /// Of these, those that follow from what was said of the two.
    pub(crate) implied: Vec<Vec<Wait>>,
    /// For each node, the waits that may follow while it is drained.
    pub(crate) drained: Vec<Vec<Wait>>,
    /// For each bounded channel, what comes before and after its space.
    pub(crate) before_space: Vec<Vec<Wait>>,
    pub(crate) after_space: Vec<Vec<Wait>>,
    /// For each node, all waits that come before it.
    pub(crate) before: Vec<Vec<Wait>>,
    /// For each node, the nodes whose senders its messages may carry.
    pub(crate) carries: Vec<Vec<usize>>,
}

/// `told` finds the node of what another module tells of, and whether its space is meant.
pub(crate) fn check(
    nodes: &[Node],
    said: &[Said],
    foreign: &[Foreign],
    at: &[usize],
    told: impl Fn(&Known) -> Option<(usize, bool)>,
) -> Result<Waits, Vec<Mistake>> {
    let mut graph = Graph { nodes, edges: vec![Vec::new(); 2 * nodes.len()], carries: vec![Vec::new(); nodes.len()] };
    for (foreign, &itself) in foreign.iter().zip(at) {
        let places = |list: &[Known]| list.iter().filter_map(&told).map(|(node, space)| graph.place(node, space)).collect::<Vec<_>>();
        let lists = [&foreign.before, &foreign.after, &foreign.before_space, &foreign.after_space].map(|list| places(list));
        let [before, after, before_space, after_space] = lists;
        graph.carries[itself] = foreign.carries.iter().filter_map(&told).map(|(node, _)| node).collect();
        let space = graph.place(itself, true);
        before.into_iter().for_each(|from| graph.add(from, itself, None));
        after.into_iter().for_each(|to| graph.add(itself, to, None));
        before_space.into_iter().for_each(|from| graph.add(from, space, None));
        after_space.into_iter().for_each(|to| graph.add(space, to, None));
    }
    for &Said { of, side, to, reference } in said {
        match side {
            Side::After => graph.order(to, of, reference),
            Side::Before => graph.order(of, to, reference),
            Side::Carries => graph.carry(of, to, reference),
        }
    }
    let reached = graph.closure();
    if let Some(circle) = graph.circle(&reached) {
        return Err(vec![circle]);
    }
    graph.pass_on_to_locks(&reached);
    let reached = graph.closure();
    let implied = (0..nodes.len()).map(|node| graph.reached(&reached[node])).collect();
    graph.add_the_safe(&reached);
    Ok(Waits { implied, ..graph.waits() })
}

struct Graph<'a> {
    nodes: &'a [Node],
    /// Of places: a node's own, or, behind all of these, that of space in its channel.
    edges: Vec<Vec<(usize, Option<usize>)>>,
    carries: Vec<Vec<usize>>,
}

impl Graph<'_> {
    fn place(&self, node: usize, space: bool) -> usize {
        if space { self.nodes.len() + node } else { node }
    }

    fn wait(&self, place: usize) -> Wait {
        if place < self.nodes.len() { Wait::For(place) } else { Wait::Space(place - self.nodes.len()) }
    }

    fn kind(&self, node: usize) -> Kind {
        self.nodes[node].level.kind
    }

    fn is_channel(&self, node: usize) -> bool {
        self.kind(node) != Kind::Lock
    }

    fn is_bounded(&self, node: usize) -> bool {
        self.kind(node) == Kind::Bounded
    }

    fn add(&mut self, from: usize, to: usize, reference: Option<usize>) {
        if self.edges[from].iter().all(|(known, _)| *known != to) {
            self.edges[from].push((to, reference));
        }
    }

    fn order(&mut self, before: usize, after: usize, reference: usize) {
        let (space_before, space_after) = (self.place(before, true), self.place(after, true));
        let reference = Some(reference);
        self.add(before, after, reference);
        match (self.is_channel(before), self.is_channel(after)) {
            (true, true) if self.is_bounded(before) && self.is_bounded(after) => self.add(space_after, space_before, reference),
            (true, true) => {}
            (false, _) if self.is_bounded(after) => self.add(before, space_after, reference),
            (_, false) if self.is_bounded(before) => self.add(space_before, after, reference),
            _ => {}
        }
    }

    /// A sender that waits for space holds the message, and what it carries, in its hands.
    fn carry(&mut self, channel: usize, carried: usize, reference: usize) {
        self.carries[channel].push(carried);
        if self.is_bounded(channel) {
            self.add(carried, self.place(channel, true), Some(reference));
        }
    }

    fn closure(&self) -> Vec<Vec<bool>> {
        let reached_from = |start: usize| {
            let mut reached = vec![false; self.edges.len()];
            let mut open = vec![start];
            while let Some(place) = open.pop() {
                for &(to, _) in &self.edges[place] {
                    if !std::mem::replace(&mut reached[to], true) {
                        open.push(to);
                    }
                }
            }
            reached
        };
        (0..self.edges.len()).map(reached_from).collect()
    }

    /// A shortest circle, told at a reference of this declaration.
    fn circle(&self, reached: &[Vec<bool>]) -> Option<Mistake> {
        let first = (0..self.edges.len()).find(|&place| reached[place][place])?;
        let mut came_from = vec![None; self.edges.len()];
        let mut open = std::collections::VecDeque::from([first]);
        let mut last = first;
        'search: while let Some(place) = open.pop_front() {
            for &(to, _) in &self.edges[place] {
                if to == first {
                    last = place;
                    break 'search;
                }
                if came_from[to].is_none() {
                    came_from[to] = Some(place);
                    open.push_back(to);
                }
            }
        }
        let mut circle: Vec<usize> =
            std::iter::successors(Some(last), |&place| (place != first).then_some(came_from[place]).flatten()).collect();
        circle.reverse();
        let edges = (0..circle.len()).map(|at| (circle[at], circle[(at + 1) % circle.len()]));
        let reference = edges.rev().find_map(|(from, to)| self.edges[from].iter().find(|edge| edge.0 == to).and_then(|edge| edge.1))?;
        let name = |&place: &usize| match self.wait(place) {
            Wait::For(node) => format!("`{}`", self.nodes[node].name()),
            Wait::Space(node) => format!("space in `{}`", self.nodes[node].name()),
        };
        Some(Mistake::Circle { waits: circle.iter().map(name).collect(), reference })
    }

    /// A lock that comes after a bounded channel by way of other channels comes after its space too, as if that had been said of the
    /// two, unless some channel's space comes after the lock. So no circle can close.
    fn pass_on_to_locks(&mut self, reached: &[Vec<bool>]) {
        let nodes = self.nodes.len();
        let ends = |lock: &usize| !self.is_channel(*lock) && (nodes..2 * nodes).all(|space| !reached[*lock][space]);
        for lock in (0..nodes).filter(ends).collect::<Vec<_>>() {
            for channel in (0..nodes).filter(|&channel| self.is_bounded(channel) && reached[channel][lock]).collect::<Vec<_>>() {
                self.add(self.place(channel, true), lock, None);
            }
        }
    }

    /// Between channels of this module only: whoever adds to the order of two of them learns of the edge.
    fn add_the_safe(&mut self, reached: &[Vec<bool>]) {
        let channels: Vec<usize> = (0..self.nodes.len()).filter(|&node| self.is_channel(node)).collect();
        let is_here = |node: &usize| self.nodes[*node].place == Place::Here;
        let here: Vec<usize> = channels.iter().copied().filter(is_here).collect();
        for full in here.iter().copied().filter(|&node| self.is_bounded(node)).collect::<Vec<_>>() {
            let space = self.place(full, true);
            if channels.iter().any(|&channel| reached[space][channel]) {
                continue;
            }
            for &owed in here.iter().filter(|&&channel| channel != full) {
                self.add(owed, space, None);
            }
        }
    }

    fn reached(&self, reached: &[bool]) -> Vec<Wait> {
        (0..self.edges.len()).filter(|&to| reached[to]).map(|to| self.wait(to)).collect()
    }

    fn waits(self) -> Waits {
        let reached = self.closure();
        let of = |place: usize| self.reached(&reached[place]);
        let into = |place: usize| -> Vec<Wait> {
            (0..self.edges.len()).filter(|&from| reached[from][place]).map(|from| self.wait(from)).collect()
        };
        let all = 0..self.nodes.len();
        let space = |node: usize| self.place(node, true);
        let drained = |node: usize| -> Vec<Wait> {
            let told_of = self.nodes[node].level.carrying && self.carries[node].is_empty();
            let owed = self.carries[node].iter().copied().chain(self.is_bounded(node).then(|| space(node)));
            let owed: Vec<usize> = owed.collect();
            let follows = |to: &usize| !owed.is_empty() && !told_of && owed.iter().all(|&owed| reached[owed][*to]);
            (0..self.edges.len()).filter(follows).map(|to| self.wait(to)).collect()
        };
        Waits {
            held: all.clone().map(of).collect(),
            drained: all.clone().map(drained).collect(),
            before_space: all.clone().map(|node| into(space(node))).collect(),
            after_space: all.clone().map(|node| of(space(node))).collect(),
            before: all.clone().map(into).collect(),
            implied: Vec::new(),
            carries: self.carries.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Declaration, Reference, Target, check};

    /// `X! Y<X M:L`: `!` is a bounded channel, `?` an unbounded one, neither a lock; `<` lists what it comes after, `+` what it carries.
    fn declared(text: &str) -> Declaration {
        let mut declaration = Declaration::default();
        for (of, level) in text.split_whitespace().enumerate() {
            let end = level.find(['<', '+']).unwrap_or(level.len());
            let (name, lists) = level.split_at(end);
            let kind = match name.chars().last() {
                Some('!') => Kind::Bounded,
                Some('?') => Kind::Unbounded,
                _ => Kind::Lock,
            };
            declaration.levels.push(name.trim_end_matches(['!', '?']).into());
            declaration.kinds.push(kind);
            let mut side = Side::After;
            for part in lists.split_inclusive(['<', '+', ',']) {
                let name = part.trim_end_matches(['<', '+', ',']);
                if !name.is_empty() {
                    declaration.references.push(Reference { of, side, to: Target::Named(name.into()) });
                }
                side = match part.chars().last() {
                    Some('<') => Side::After,
                    Some('+') => Side::Carries,
                    _ => side,
                };
            }
        }
        declaration
    }

    /// The waits that may follow on each level, held and drained.
    fn drawn(text: &str) -> Vec<String> {
        let order = check(&declared(text)).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
        let name = |wait: &Wait| match *wait {
            Wait::For(node) => order.nodes[node].name().to_string(),
            Wait::Space(node) => format!("{}*", order.nodes[node].name()),
        };
        let list = |waits: &[Wait]| waits.iter().map(name).collect::<Vec<_>>().join(" ");
        (0..order.nodes.len()).map(|at| format!("{} | {}", list(&order.waits.held[at]), list(&order.waits.drained[at]))).collect()
    }

    #[test]
    fn what_may_follow() {
        let table: [(&str, &[&str]); 8] = [
            ("A B<A", &["B | ", " | "]),
            ("A? B?<A", &["B | ", " | "]),
            ("A! B!<A", &["B A* B* | ", "A* | A*"]),
            ("M X!<M", &["X X* | ", " | "]),
            ("X! M<X", &["M | M", " | "]),
            ("X! Y?<X M<Y", &["Y M X* | M", "M X* | ", " | "]),
            ("X?+R R?<X M<R", &["R M | M", "M | ", " | "]),
            ("X!+R R?<X M<R,X", &["R M X* | M", "M X* | ", " | "]),
        ];
        for (text, waits) in table {
            assert_eq!(drawn(text), waits, "{text}");
        }
    }

    #[test]
    fn circles() {
        let table = [
            ("X! M<X Y!<X,M", Some("space in `X` -> `M` -> space in `Y`")),
            ("X! M<X Y!<M", None),
            ("X? M<X Y?<X,M", None),
            ("X!+R M<X R?<M,X", Some("`R` -> space in `X` -> `M`")),
        ];
        for (text, circle) in table {
            match (check(&declared(text)), circle) {
                (Ok(_), None) => {}
                (Err(mistakes), Some(circle)) => match &mistakes[..] {
                    [Mistake::Circle { waits, .. }] => {
                        let turned = (0..waits.len()).map(|by| {
                            let mut waits = waits.clone();
                            waits.rotate_left(by);
                            waits.join(" -> ")
                        });
                        assert!(turned.into_iter().any(|waits| waits == circle), "{text}: {waits:?}");
                    }
                    other => panic!("{text}: {other:?}"),
                },
                (found, expected) => panic!("{text}: {expected:?}, but {:?}", found.map(|order| order.waits)),
            }
        }
    }
}
