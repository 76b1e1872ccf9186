//! Three pure searches: who waits for whom now, who can still move, and what was ever taken while what was held. It knows no locks
//! and no sentences, and hands evidence back.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// What must happen before a task can move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need<T> {
    /// Nothing: it runs, or what it waits for has come.
    Nothing,
    /// All of these must move: who holds a lock, the tasks of a join.
    All(Vec<T>),
    /// One of these must move: who could send a message. Of nobody, for who has ended.
    Any(Vec<T>),
}

impl<T: Copy> Need<T> {
    fn of(&self) -> &[T] {
        match self {
            Need::Nothing => &[],
            Need::All(tasks) | Need::Any(tasks) => tasks,
        }
    }
}

/// Who can still move, of all whose needs are listed. A task that is not listed never moves.
///
/// The least fixed point of what the needs say: a task that only itself could wake, or a circle, is not in it.
pub(crate) fn movable<T: Copy + Eq + Hash>(tasks: &[(T, Need<T>)]) -> HashSet<T> {
    let mut movable = HashSet::new();
    loop {
        let before = movable.len();
        // A search lists first who waits for those that come later.
        for (task, need) in tasks.iter().rev() {
            let moves = match need {
                Need::Nothing => true,
                Need::All(blockers) => blockers.iter().all(|blocker| movable.contains(blocker)),
                Need::Any(owners) => owners.iter().any(|owner| movable.contains(owner)),
            };
            if moves {
                movable.insert(*task);
            }
        }
        if movable.len() == before {
            return movable;
        }
    }
}

/// Tasks that can never move.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stuck<T> {
    /// The first, all that it waits for, and all that these wait for.
    pub(crate) tasks: Vec<T>,
    pub(crate) shape: Shape<T>,
}

/// Why the first of some tasks can never move.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape<T> {
    /// A shortest circle through it: each waits for the next, and the last for the first.
    Circle(Vec<T>),
    /// A way from it to one whom nobody is left to wake, or who has ended.
    Orphan(Vec<T>),
    /// It waits for a circle of others.
    Behind,
}

/// Whether `start` is stuck, and with whom.
///
/// Looks at `start` and at all whom its moving depends on, each once; so it costs what these wait for, not what else there is.
pub(crate) fn stuck<T: Copy + Eq + Hash>(start: T, mut need: impl FnMut(T) -> Need<T>) -> Option<Stuck<T>> {
    let mut listed = vec![(start, need(start))];
    let mut seen = HashSet::from([start]);
    let mut at = 0;
    while at < listed.len() {
        for task in listed[at].1.of().to_vec() {
            if seen.insert(task) {
                listed.push((task, need(task)));
            }
        }
        at += 1;
    }
    let movable = movable(&listed);
    if movable.contains(&start) {
        return None;
    }
    let needs: HashMap<T, Need<T>> = listed.into_iter().collect();
    Some(reach(start, |task| needs[&task].of().iter().copied().filter(|other| !movable.contains(other)).collect()))
}

/// Searches the stuck tasks breadth first, so that the ways are short.
fn reach<T: Copy + Eq + Hash>(start: T, next: impl Fn(T) -> Vec<T>) -> Stuck<T> {
    let mut came_from = HashMap::new();
    let mut tasks = vec![start];
    let (mut circle, mut end) = (None, None);
    let mut at = 0;
    while at < tasks.len() {
        let task = tasks[at];
        let others = next(task);
        if others.is_empty() {
            end.get_or_insert(task);
        }
        for other in others {
            if other == start {
                circle.get_or_insert(task);
            } else if let Entry::Vacant(vacant) = came_from.entry(other) {
                vacant.insert(task);
                tasks.push(other);
            }
        }
        at += 1;
    }
    let way = |last: T| {
        let mut way: Vec<T> = std::iter::successors(Some(last), |task| came_from.get(task).copied()).collect();
        way.reverse();
        way
    };
    let shape = match (circle, end) {
        (Some(last), _) => Shape::Circle(way(last)),
        (None, Some(last)) => Shape::Orphan(way(last)),
        (None, None) => Shape::Behind,
    };
    Stuck { tasks, shape }
}

/// One observation: `to` was wanted while `from` was held.
#[derive(Debug, Clone)]
pub(crate) struct Edge<W> {
    pub(crate) to: u64,
    /// How firmly `from` was held: more firmly than another `passes`, and it is kept out.
    pub(crate) firm: u8,
    /// The firmest hold beside which `to`, as it was wanted, can be had; 0 for none.
    pub(crate) passes: u8,
    /// What else was held alone: two observations with a gate in common cannot meet.
    pub(crate) gates: Vec<u64>,
    /// Who saw it, and where.
    pub(crate) witness: W,
}

/// The learned order: every pair of locks that was ever held and wanted together.
///
/// An observation closes a circle if a chain of earlier ones leads back, unless a gate lock keeps two of them apart, two who meet
/// at some lock pass each other there, or `ordered` says that an earlier one is over for good.
#[derive(Debug)]
pub(crate) struct Order<W> {
    nodes: HashMap<u64, Node<W>, BuildHasherDefault<AsItIs>>,
}

/// For keys that are as good as random already.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[derive(Debug)]
struct Node<W> {
    out: Vec<Edge<W>>,
    into: Vec<u64>,
}

impl<W> Default for Node<W> {
    fn default() -> Self {
        Node { out: Vec::new(), into: Vec::new() }
    }
}

/// How many tasks' observations are kept that say the same.
const WITNESSES: usize = 4;
/// How many observations are kept for one pair of locks; they differ in their gates.
const OBSERVATIONS: usize = 32;
/// How many observations one search may look at.
const STEPS: usize = 20_000;

impl<W: Clone> Order<W> {
    pub(crate) fn new() -> Self {
        Order { nodes: HashMap::default() }
    }

    /// Records that `edge.to` was wanted while `from` was held. Returns the circle that this closes, the new observation first.
    ///
    /// `same` tells whether two observations were made by one task, `ordered` whether one ended before the present task could start.
    pub(crate) fn observe(
        &mut self,
        from: u64,
        edge: Edge<W>,
        same: impl Fn(&W, &W) -> bool,
        ordered: impl Fn(&W) -> bool,
    ) -> Option<Vec<W>> {
        let out = &mut self.nodes.entry(from).or_default().out;
        let covers = |known: &Edge<W>| {
            known.to == edge.to
                && known.firm >= edge.firm
                && known.passes <= edge.passes
                && known.gates.iter().all(|gate| edge.gates.contains(gate))
        };
        if out.iter().any(|known| covers(known) && same(&known.witness, &edge.witness)) {
            return None;
        }
        // What is over for good can give way to what is not.
        match out.iter().position(|known| covers(known) && ordered(&known.witness)) {
            Some(past) => drop(out.swap_remove(past)),
            None if out.iter().filter(|known| covers(known)).count() >= WITNESSES => return None,
            None if out.iter().filter(|known| known.to == edge.to).count() >= OBSERVATIONS => return None,
            None => {}
        }
        out.push(edge.clone());
        let into = &mut self.nodes.entry(edge.to).or_default().into;
        if !into.contains(&from) {
            into.push(from);
        }
        let mut search = Search { order: self, home: from, first: &edge, ordered: &ordered, path: Vec::new(), steps: STEPS };
        search.from(edge.to, edge.passes).then(|| {
            let mut circle = vec![edge.witness.clone()];
            circle.extend(search.path.iter().map(|edge| edge.witness.clone()));
            circle
        })
    }

    /// Forgets a lock that is no more.
    pub(crate) fn remove(&mut self, lock: u64) {
        let Some(node) = self.nodes.remove(&lock) else { return };
        for from in node.into {
            if let Some(node) = self.nodes.get_mut(&from) {
                node.out.retain(|edge| edge.to != lock);
            }
        }
        for edge in node.out {
            if let Some(node) = self.nodes.get_mut(&edge.to) {
                node.into.retain(|&from| from != lock);
            }
        }
    }
}

struct Search<'a, W, O> {
    order: &'a Order<W>,
    home: u64,
    first: &'a Edge<W>,
    ordered: &'a O,
    path: Vec<&'a Edge<W>>,
    steps: usize,
}

impl<'a, W, O: Fn(&W) -> bool> Search<'a, W, O> {
    /// Whether a way leads home from `node`, where who comes passes so firm a hold; `path` is the way.
    fn from(&mut self, node: u64, passes: u8) -> bool {
        let Some(found) = self.order.nodes.get(&node) else { return false };
        for edge in &found.out {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let meets = edge.firm > passes;
            if !meets || (self.ordered)(&edge.witness) || self.gated(edge) || self.path.iter().any(|past| past.to == edge.to) {
                continue;
            }
            self.path.push(edge);
            let home = edge.to == self.home;
            if home && self.first.firm > edge.passes || !home && self.from(edge.to, edge.passes) {
                return true;
            }
            self.path.pop();
        }
        false
    }

    fn gated(&self, edge: &Edge<W>) -> bool {
        std::iter::once(self.first).chain(self.path.iter().copied()).any(|other| other.gates.iter().any(|gate| edge.gates.contains(gate)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(needs: &[(u8, Need<u8>)]) -> Option<Shape<u8>> {
        let need = |task| needs.iter().find(|(other, _)| *other == task).map_or(Need::Nothing, |(_, need)| need.clone());
        stuck(1, need).map(|stuck| stuck.shape)
    }

    #[test]
    fn circles_and_orphans() {
        use Need::{All, Any, Nothing};
        use Shape::{Behind, Circle, Orphan};
        let gone = || Any(vec![]);
        assert_eq!(shape(&[]), None);
        assert_eq!(shape(&[(1, All(vec![2])), (2, All(vec![3]))]), None, "the last one runs");
        assert_eq!(shape(&[(1, All(vec![1]))]), Some(Circle(vec![1])));
        assert_eq!(shape(&[(1, All(vec![2])), (2, All(vec![3])), (3, All(vec![1]))]), Some(Circle(vec![1, 2, 3])));
        assert_eq!(shape(&[(1, All(vec![2])), (2, All(vec![3])), (3, All(vec![2]))]), Some(Behind));
        assert_eq!(shape(&[(1, All(vec![2])), (2, All(vec![3])), (3, gone())]), Some(Orphan(vec![1, 2, 3])));
        assert_eq!(shape(&[(1, All(vec![2, 3])), (2, Nothing), (3, All(vec![1]))]), Some(Circle(vec![1, 3])));
        assert_eq!(shape(&[(1, gone())]), Some(Orphan(vec![1])), "nobody could");
        assert_eq!(shape(&[(1, Any(vec![2, 3])), (2, All(vec![1])), (3, Nothing)]), None, "one of them could");
        assert_eq!(shape(&[(1, Any(vec![2, 3])), (2, gone()), (3, Any(vec![1]))]), Some(Circle(vec![1, 3])));
        assert_eq!(shape(&[(1, All(vec![2])), (2, Any(vec![3, 4])), (3, Nothing), (4, All(vec![1]))]), None);
    }

    #[test]
    fn all_who_are_stuck_with_it() {
        use Need::{All, Any};
        let needs = [(1, Any(vec![2, 3])), (2, All(vec![1])), (3, All(vec![4])), (4, Any(vec![])), (5, All(vec![1]))];
        let need = |task: u8| needs[usize::from(task) - 1].1.clone();
        let found = stuck(1, need).expect("it is stuck");
        assert_eq!((found.tasks, found.shape), (vec![1, 2, 3, 4], Shape::Circle(vec![1, 2])), "not those who wait for it");
    }

    fn moving(tasks: &[(u8, Need<u8>)]) -> Vec<u8> {
        let mut moving: Vec<u8> = movable(tasks).into_iter().collect();
        moving.sort_unstable();
        moving
    }

    #[test]
    fn who_can_move() {
        use Need::{All, Any, Nothing};
        assert_eq!(moving(&[]), []);
        assert_eq!(moving(&[(1, Nothing), (2, All(vec![])), (3, Any(vec![]))]), [1, 2], "nobody can send, nothing is in the way");
        assert_eq!(moving(&[(1, All(vec![2])), (2, All(vec![3])), (3, Nothing)]), [1, 2, 3], "one after another");
        assert_eq!(moving(&[(1, All(vec![2])), (2, All(vec![1]))]), [], "a circle");
        assert_eq!(moving(&[(1, All(vec![2, 3])), (2, All(vec![])), (3, All(vec![1]))]), [2], "all of them");
        assert_eq!(moving(&[(1, Any(vec![2, 3])), (2, Nothing), (3, All(vec![1]))]), [1, 2, 3], "one of them");
        assert_eq!(moving(&[(1, All(vec![9])), (2, Any(vec![9])), (3, Any(vec![9, 4])), (4, Nothing)]), [3, 4], "who has ended");
        assert_eq!(moving(&[(1, Any(vec![1])), (2, Any(vec![3])), (3, Any(vec![2]))]), [], "only themselves");
        assert_eq!(moving(&[(1, Any(vec![2])), (2, All(vec![1, 3])), (3, Nothing)]), [3], "a lock under a receive");
    }

    /// Task, held, wanted, gates. A lock with an `r` is read, with a `q` recursively.
    type Seen = (u8, &'static str, &'static str, &'static [u64]);

    fn learned(seen: &[Seen]) -> Vec<Option<usize>> {
        let mut order = Order::new();
        let lock = |name: &str| (u64::from(name.as_bytes()[0]), name[1..].chars().next());
        seen.iter()
            .map(|&(task, held, wanted, gates)| {
                let ((from, held), (to, wanted)) = (lock(held), lock(wanted));
                let firm = if held.is_some() { 2 } else { 3 };
                let passes = wanted.map_or(0, |how| if how == 'q' { 2 } else { 1 });
                let edge = Edge { to, firm, passes, gates: gates.to_vec(), witness: task };
                order.observe(from, edge, |a, b| a == b, |&task| task == 9).map(|circle| circle.len())
            })
            .collect()
    }

    #[test]
    fn opposite_orders() {
        assert_eq!(learned(&[(1, "a", "b", &[]), (2, "b", "a", &[])]), [None, Some(2)]);
        assert_eq!(learned(&[(1, "a", "b", &[]), (1, "b", "a", &[])]), [None, Some(2)], "one task is enough");
        assert_eq!(learned(&[(1, "a", "b", &[]), (2, "b", "c", &[]), (3, "c", "a", &[])]), [None, None, Some(3)]);
        assert_eq!(learned(&[(1, "a", "b", &[]), (3, "c", "a", &[]), (2, "b", "c", &[])]), [None, None, Some(3)]);
        assert_eq!(learned(&[(1, "a", "b", &[]), (1, "a", "b", &[]), (1, "b", "c", &[])]), [None, None, None]);
    }

    #[test]
    fn quiet_twins() {
        assert_eq!(learned(&[(1, "a", "b", &[7]), (2, "b", "a", &[7])]), [None, None], "a gate in common");
        assert_eq!(learned(&[(1, "a", "b", &[7]), (2, "b", "a", &[8])]), [None, Some(2)], "gates apart");
        assert_eq!(learned(&[(1, "a", "b", &[7]), (1, "a", "b", &[]), (2, "b", "a", &[7])]), [None, None, Some(2)]);
        assert_eq!(learned(&[(9, "a", "b", &[]), (2, "b", "a", &[])]), [None, None], "over before it began");
        assert_eq!(learned(&[(1, "aq", "b", &[]), (2, "b", "aq", &[])]), [None, None], "readers who pass each other");
        assert_eq!(learned(&[(1, "aq", "b", &[]), (2, "b", "aq", &[]), (2, "b", "a", &[])]), [None, None, Some(2)], "then a writer");
        assert_eq!(learned(&[(1, "aq", "b", &[]), (2, "b", "aq", &[]), (2, "b", "ar", &[])]), [None, None, Some(2)], "then one who queues");
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let mut order = Order::new();
        let edge = |to| Edge { to, firm: 3, passes: 0, gates: vec![], witness: () };
        assert!(order.observe(1, edge(2), |_, _| true, |_| false).is_none());
        order.remove(1);
        assert!(order.observe(2, edge(1), |_, _| true, |_| false).is_none());
        order.remove(2);
        assert!(order.nodes.values().all(|node| node.out.is_empty() && node.into.is_empty()));
    }
}
