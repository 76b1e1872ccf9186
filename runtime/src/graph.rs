//! Three pure searches: who waits for whom now, who can still move, and what was ever taken while what was held. It knows no locks
//! and no sentences, and hands evidence back.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::num::NonZeroU32;

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

/// One observation of a lock that was wanted while another was held.
#[derive(Debug, Clone)]
pub(crate) struct Edge<W> {
    /// How firmly the one was held: more firmly than another `passes`, and it is kept out.
    pub(crate) firm: u8,
    /// The firmest hold beside which the other, as it was wanted, can be had; 0 for none.
    pub(crate) passes: u8,
    /// What else was held alone: two observations with a gate in common cannot meet.
    pub(crate) gates: Box<[u64]>,
    /// Who saw it, and where.
    pub(crate) witness: W,
}

/// The learned order: every pair of locks that was ever held and wanted together.
///
/// An observation closes a circle if a chain of earlier ones leads back, unless a gate lock keeps two of them apart, two who meet
/// at some lock pass each other there, or `ordered` says that an earlier one is over for good.
///
/// It knows the locks by their numbers, and is quickest where those are near each other that are used together.
#[derive(Debug)]
pub(crate) struct Order<W> {
    /// By a lock's number: where the nodes of it and of its neighbours are.
    blocks: HashMap<u64, u32, BuildHasherDefault<Multiplied>>,
    nodes: Vec<Node>,
    free_blocks: Vec<u32>,
    edges: Edges<W>,
}

/// How many locks share a block.
const BLOCK: usize = 16;

/// For numbers that follow each other.
#[derive(Debug, Default)]
struct Multiplied(u64);

impl Hasher for Multiplied {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A lock: the ring of the edges that leave it, and of those that reach it.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    rings: [Ring; 2],
}

#[derive(Debug, Clone, Copy, Default)]
struct Ring {
    first: Option<Place>,
    len: u32,
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Out,
    Into,
}

/// All edges, in one piece of memory: most locks have few.
#[derive(Debug)]
struct Edges<W> {
    slots: Vec<Option<Kept<W>>>,
    free: Vec<Place>,
}

/// Of a slot, counted from one.
type Place = NonZeroU32;

#[derive(Debug)]
struct Kept<W> {
    from: u32,
    to: u32,
    edge: Edge<W>,
    /// Before and after it in its ring of either side.
    beside: [(Place, Place); 2],
}

impl<W> Edges<W> {
    fn at(&self, place: Place) -> &Kept<W> {
        self.slots[place.get() as usize - 1].as_ref().expect("what is in a ring is kept")
    }

    fn beside(&mut self, place: Place, side: Side) -> &mut (Place, Place) {
        let kept = self.slots[place.get() as usize - 1].as_mut();
        &mut kept.expect("what is in a ring is kept").beside[side as usize]
    }

    /// From the oldest to the latest.
    fn ring(&self, side: Side, first: Option<Place>) -> impl Iterator<Item = (Place, &Kept<W>)> {
        let next = move |&place: &Place| Some(self.at(place).beside[side as usize].1).filter(|next| Some(*next) != first);
        std::iter::successors(first, next).map(|place| (place, self.at(place)))
    }

    /// Keeps an edge, in no ring yet.
    fn keep(&mut self, from: u32, to: u32, edge: Edge<W>) -> Place {
        let place = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len()).ok().and_then(Place::new).expect("memory ends before the numbers do")
        });
        self.slots[place.get() as usize - 1] = Some(Kept { from, to, edge, beside: [(place, place); 2] });
        place
    }

    fn join(&mut self, place: Place, side: Side, ring: &mut Ring) {
        ring.len += 1;
        let first = *ring.first.get_or_insert(place);
        let last = std::mem::replace(&mut self.beside(first, side).0, place);
        self.beside(last, side).1 = place;
        *self.beside(place, side) = (last, first);
    }

    fn leave(&mut self, place: Place, side: Side, ring: &mut Ring) {
        ring.len -= 1;
        let (before, after) = *self.beside(place, side);
        self.beside(before, side).1 = after;
        self.beside(after, side).0 = before;
        if ring.first == Some(place) {
            ring.first = Some(after).filter(|_| ring.len > 0);
        }
    }
}

/// How many tasks' observations are kept that say the same.
const WITNESSES: usize = 4;
/// How many observations are kept for one pair of locks; they differ in their gates.
const OBSERVATIONS: usize = 32;
/// How many observations one search may look at.
const STEPS: usize = 20_000;

impl<W: Clone> Order<W> {
    pub(crate) const fn new() -> Self {
        let edges = Edges { slots: Vec::new(), free: Vec::new() };
        Order { blocks: HashMap::with_hasher(BuildHasherDefault::new()), nodes: Vec::new(), free_blocks: Vec::new(), edges }
    }

    /// Records that `to` was wanted while `from` was held. Returns the circle that this closes, the new observation first.
    ///
    /// `same` tells whether two observations were made by one task, `ordered` whether one ended before the present task could start.
    pub(crate) fn observe(
        &mut self,
        from: u64,
        to: u64,
        edge: Edge<W>,
        same: impl Fn(&W, &W) -> bool,
        ordered: impl Fn(&W) -> bool,
    ) -> Option<Vec<W>> {
        let (from, to) = (self.node(from), self.node(to));
        let covers = |known: &Edge<W>| {
            known.firm >= edge.firm && known.passes <= edge.passes && known.gates.iter().all(|gate| edge.gates.contains(gate))
        };
        let (mut known, mut covering, mut past) = (0, 0, None);
        for (place, Kept { edge: other, .. }) in self.between(from, to) {
            known += 1;
            if covers(other) {
                if same(&other.witness, &edge.witness) {
                    return None;
                }
                covering += 1;
                past = past.or_else(|| ordered(&other.witness).then_some(place));
            }
        }
        // What is over for good can give way to what is not.
        match past {
            Some(past) => self.drop_edge(past),
            None if covering >= WITNESSES || known >= OBSERVATIONS => return None,
            None => {}
        }
        let passes = edge.passes;
        let place = self.add(from, to, edge);
        let first = &self.edges.at(place).edge;
        let mut search = Search { order: self, home: from, first, ordered: &ordered, path: Vec::new(), steps: STEPS };
        search.from(to, passes).then(|| {
            let path = search.path.iter().map(|kept| &kept.edge);
            std::iter::once(first).chain(path).map(|edge| edge.witness.clone()).collect()
        })
    }

    /// The lock's node, which is made if there is none.
    fn node(&mut self, lock: u64) -> u32 {
        let Order { blocks, nodes, free_blocks, .. } = self;
        let block = *blocks.entry(lock / BLOCK as u64).or_insert_with(|| {
            free_blocks.pop().unwrap_or_else(|| {
                nodes.resize(nodes.len() + BLOCK, Node::default());
                u32::try_from(nodes.len() - BLOCK).expect("memory ends before the numbers do")
            })
        });
        block + (lock % BLOCK as u64) as u32
    }

    fn ring(&self, node: u32, side: Side) -> Ring {
        self.nodes[node as usize].rings[side as usize]
    }

    /// All edges from one node to another, from the oldest to the latest.
    fn between(&self, from: u32, to: u32) -> impl Iterator<Item = (Place, &Kept<W>)> {
        let (out, into) = (self.ring(from, Side::Out), self.ring(to, Side::Into));
        let (side, ring) = if out.len <= into.len { (Side::Out, out) } else { (Side::Into, into) };
        self.edges.ring(side, ring.first).filter(move |(_, kept)| kept.from == from && kept.to == to)
    }

    fn add(&mut self, from: u32, to: u32, edge: Edge<W>) -> Place {
        let place = self.edges.keep(from, to, edge);
        for (node, side) in [(from, Side::Out), (to, Side::Into)] {
            self.edges.join(place, side, &mut self.nodes[node as usize].rings[side as usize]);
        }
        place
    }

    fn drop_edge(&mut self, place: Place) {
        let Kept { from, to, .. } = *self.edges.at(place);
        for (node, side) in [(from, Side::Out), (to, Side::Into)] {
            self.edges.leave(place, side, &mut self.nodes[node as usize].rings[side as usize]);
        }
        self.edges.slots[place.get() as usize - 1] = None;
        self.edges.free.push(place);
    }

    /// Forgets a lock that is no more.
    pub(crate) fn remove(&mut self, lock: u64) {
        let number = lock / BLOCK as u64;
        let Some(&block) = self.blocks.get(&number) else { return };
        let node = block + (lock % BLOCK as u64) as u32;
        for side in [Side::Out, Side::Into] {
            while let Some(place) = self.ring(node, side).first {
                self.drop_edge(place);
            }
        }
        let nodes = &self.nodes[block as usize..][..BLOCK];
        if nodes.iter().all(|node| node.rings.iter().all(|ring| ring.len == 0)) {
            self.blocks.remove(&number);
            self.free_blocks.push(block);
        }
    }
}

struct Search<'a, W, O> {
    order: &'a Order<W>,
    home: u32,
    first: &'a Edge<W>,
    ordered: &'a O,
    path: Vec<&'a Kept<W>>,
    steps: usize,
}

impl<'a, W: Clone, O: Fn(&W) -> bool> Search<'a, W, O> {
    /// Whether a way leads home from `node`, where who comes passes so firm a hold; `path` is the way.
    fn from(&mut self, node: u32, passes: u8) -> bool {
        let order = self.order;
        for (_, kept) in order.edges.ring(Side::Out, order.ring(node, Side::Out).first) {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let edge = &kept.edge;
            let meets = edge.firm > passes;
            if !meets || (self.ordered)(&edge.witness) || self.gated(edge) || self.path.iter().any(|past| past.to == kept.to) {
                continue;
            }
            self.path.push(kept);
            let home = kept.to == self.home;
            if home && self.first.firm > edge.passes || !home && self.from(kept.to, edge.passes) {
                return true;
            }
            self.path.pop();
        }
        false
    }

    fn gated(&self, edge: &Edge<W>) -> bool {
        let others = std::iter::once(self.first).chain(self.path.iter().map(|kept| &kept.edge));
        others.flat_map(|other| &other.gates).any(|gate| edge.gates.contains(gate))
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
                let edge = Edge { firm, passes, gates: gates.into(), witness: task };
                order.observe(from, to, edge, |a, b| a == b, |&task| task == 9).map(|circle| circle.len())
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
        let edge = || Edge { firm: 3, passes: 0, gates: [].into(), witness: () };
        assert!(order.observe(1, 2, edge(), |_, _| true, |_| false).is_none());
        order.remove(1);
        assert!(order.observe(2, 1, edge(), |_, _| true, |_| false).is_none());
        order.remove(2);
        assert!(order.nodes.iter().all(|node| node.rings.iter().all(|ring| ring.first.is_none() && ring.len == 0)));
        assert!(order.blocks.is_empty() && order.edges.slots.iter().all(Option::is_none));
    }

    /// Random observations and removals beside a plain list: rings, and what is used again.
    #[test]
    fn edges_stay_in_their_rings() {
        let mut random = 0x2545_F491_4F6C_DD1D_u64;
        let mut below = |n: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 11) % n
        };
        let (mut order, mut model) = (Order::new(), Vec::new());
        for step in 0..20_000_u64 {
            let (from, to) = (below(40) * 7, below(40) * 7);
            if below(8) > 0 && from != to {
                let edge = Edge { firm: 0, passes: 0, gates: [step].into(), witness: step };
                assert!(order.observe(from, to, edge, |_, _| false, |_| false).is_none());
                model.push((from, to, step));
            } else {
                order.remove(from);
                model.retain(|seen| seen.0 != from && seen.1 != from);
            }
            let lock = below(40) * 7;
            let of_model =
                |is_its: &dyn Fn(&(u64, u64, u64)) -> bool| model.iter().filter(|seen| is_its(seen)).map(|seen| seen.2).collect::<Vec<_>>();
            let of_ring = |side| {
                let block = order.blocks.get(&(lock / BLOCK as u64));
                let first = block.and_then(|block| order.ring(block + (lock % BLOCK as u64) as u32, side).first);
                order.edges.ring(side, first).map(|(_, kept)| kept.edge.witness).collect::<Vec<_>>()
            };
            assert_eq!(of_ring(Side::Out), of_model(&|seen| seen.0 == lock));
            assert_eq!(of_ring(Side::Into), of_model(&|seen| seen.1 == lock));
        }
        (0..40).for_each(|lock| order.remove(lock * 7));
        assert!(order.blocks.is_empty() && order.free_blocks.len() * BLOCK == order.nodes.len());
        assert_eq!(order.edges.free.len(), order.edges.slots.len());
    }
}
