//! From a declaration to an acyclic order with its closure, or to the list of its mistakes. Pure: no tokens, no sentences.

use crate::waits::{self, Said, Waits};

/// The levels of one module, and which of them were said to come after or before which.
#[derive(Debug, Default)]
pub(crate) struct Declaration {
    pub(crate) levels: Vec<String>,
    /// Under which ids other modules know them; may be left out.
    pub(crate) ids: Vec<String>,
    /// May be left out where all are locks.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) foreign: Vec<Foreign>,
    /// Not all of `foreign` has been told yet.
    pub(crate) early: bool,
    pub(crate) references: Vec<Reference>,
}

/// A level of another module that is referred to, with what that module says of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Foreign {
    pub(crate) itself: Known,
    pub(crate) before: Vec<Known>,
    pub(crate) after: Vec<Known>,
    /// Levels whose senders its messages may carry.
    pub(crate) carries: Vec<Known>,
    /// What comes before, and after, its space.
    pub(crate) before_space: Vec<Known>,
    pub(crate) after_space: Vec<Known>,
}

impl Foreign {
    fn all(&self) -> impl Iterator<Item = &Known> {
        let Foreign { before, after, carries, before_space, after_space, .. } = self;
        [before, after, carries, before_space, after_space].into_iter().flatten()
    }
}

/// A level of another module: two are the same where their ids are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The name of its type in the module that told of it.
    pub(crate) alias: String,
    /// Whether other crates may name it.
    pub(crate) public: bool,
    pub(crate) kind: Kind,
    /// Its messages may carry senders.
    pub(crate) carrying: bool,
    /// In a list: not the level itself is meant, but space in its channel.
    pub(crate) space: bool,
}

/// `of` comes after, or before, `to`.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) of: usize,
    pub(crate) side: Side,
    pub(crate) to: Target,
}

pub(crate) use crate::parse::{Kind, Side};

#[derive(Debug)]
pub(crate) enum Target {
    /// A level of this declaration, by name.
    Named(String),
    /// The index of a foreign level.
    Foreign(usize),
}

/// What is wrong; indices are those of the declaration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    Twice {
        level: usize,
    },
    Unknown {
        reference: usize,
        meant: Option<String>,
    },
    Itself {
        reference: usize,
    },
    /// In the declared direction, from the level declared first.
    Cycle {
        names: Vec<String>,
        reference: usize,
    },
    /// Of waits: for locks, for messages, for space.
    Circle {
        waits: Vec<String>,
        reference: usize,
    },
}

/// An acyclic order. Levels of the declaration have the indices they have there, foreign ones follow.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) nodes: Vec<Node>,
    /// All that come before each, ascending.
    pub(crate) before: Vec<Vec<usize>>,
    /// All that come after each, ascending.
    pub(crate) after: Vec<Vec<usize>>,
    /// Those directly after each: no other is between.
    pub(crate) next: Vec<Vec<usize>>,
    /// Those directly before each.
    pub(crate) previous: Vec<Vec<usize>>,
    pub(crate) waits: Waits,
    reached: Vec<Vec<bool>>,
}

impl Order {
    pub(crate) fn is_before(&self, one: usize, other: usize) -> bool {
        self.reached[one][other]
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Of a level of the declaration, the name only.
    pub(crate) level: Known,
    pub(crate) place: Place,
}

impl Node {
    pub(crate) fn name(&self) -> &str {
        &self.level.name
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Here,
    /// The foreign level with this index.
    Foreign(usize),
    /// One that this foreign level's module told of.
    Through(usize),
}

/// Checks a declaration.
pub(crate) fn check(declaration: &Declaration) -> Result<Order, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    for (level, name) in declaration.levels.iter().enumerate() {
        if declaration.levels.iter().position(|other| other == name) != Some(level) {
            mistakes.push(Mistake::Twice { level });
        }
    }
    let mut graph = Graph::of(declaration);
    let mut said = Vec::new();
    for (reference, Reference { of, side, to }) in declaration.references.iter().enumerate() {
        let find = |name: &String| declaration.levels.iter().position(|level| level == name);
        let of = find(&declaration.levels[*of]).unwrap_or(*of);
        let to = match to {
            Target::Foreign(foreign) => graph.foreign[*foreign],
            Target::Named(name) => match find(name) {
                Some(to) => to,
                None => {
                    mistakes.push(Mistake::Unknown { reference, meant: closest(name, &declaration.levels) });
                    continue;
                }
            },
        };
        match side {
            _ if of == to => mistakes.push(Mistake::Itself { reference }),
            Side::After => graph.add(to, of, Some(reference)),
            Side::Before => graph.add(of, to, Some(reference)),
            Side::Carries => {}
        }
        said.push(Said { of, side: *side, to, reference });
    }
    let after = graph.closure();
    mistakes.extend(graph.cycles(&after));
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let told = |known: &Known| graph.nodes.iter().position(|node| node.level.id == known.id).map(|node| (node, known.space));
    // What kinds of levels are elsewhere is not known early on.
    said.retain(|said| !declaration.early || [said.of, said.to].iter().all(|&node| graph.nodes[node].place == Place::Here));
    let waits = waits::check(&graph.nodes, &said, &declaration.foreign, &graph.foreign, told)?;
    Ok(graph.order(after, waits))
}

struct Graph {
    nodes: Vec<Node>,
    /// The node of each foreign level.
    foreign: Vec<usize>,
    /// The successors of each, with the reference that says so.
    edges: Vec<Vec<(usize, Option<usize>)>>,
}

impl Graph {
    fn of(declaration: &Declaration) -> Graph {
        let here = |(at, name): (usize, &String)| {
            let id = declaration.ids.get(at).cloned().unwrap_or_default();
            let kind = declaration.kinds.get(at).copied().unwrap_or_default();
            Node { level: Known { id, name: name.clone(), kind, ..Known::default() }, place: Place::Here }
        };
        let mut graph = Graph {
            nodes: declaration.levels.iter().enumerate().map(here).collect(),
            foreign: Vec::new(),
            edges: vec![Vec::new(); declaration.levels.len()],
        };
        let mut ids: Vec<(&str, usize)> = declaration.ids.iter().enumerate().map(|(level, id)| (&id[..], level)).collect();
        for (index, foreign) in declaration.foreign.iter().enumerate() {
            let node = graph.node_of(&foreign.itself, Place::Foreign(index), &mut ids);
            graph.foreign.push(node);
        }
        for (index, foreign) in declaration.foreign.iter().enumerate() {
            let itself = graph.foreign[index];
            for known in foreign.all() {
                graph.node_of(known, Place::Through(index), &mut ids);
            }
            for known in foreign.before.iter().filter(|known| !known.space) {
                let node = graph.node_of(known, Place::Through(index), &mut ids);
                graph.add(node, itself, None);
            }
            for known in foreign.after.iter().filter(|known| !known.space) {
                let node = graph.node_of(known, Place::Through(index), &mut ids);
                graph.add(itself, node, None);
            }
        }
        graph
    }

    fn node_of<'a>(&mut self, known: &'a Known, place: Place, ids: &mut Vec<(&'a str, usize)>) -> usize {
        if let Some((_, node)) = ids.iter().find(|(id, _)| *id == known.id) {
            return *node;
        }
        self.nodes.push(Node { level: Known { space: false, ..known.clone() }, place });
        self.edges.push(Vec::new());
        ids.push((&known.id, self.nodes.len() - 1));
        self.nodes.len() - 1
    }

    fn add(&mut self, before: usize, after: usize, reference: Option<usize>) {
        if self.edges[before].iter().all(|(to, _)| *to != after) {
            self.edges[before].push((after, reference));
        }
    }

    /// For each node, whether each other can be reached over one edge or more.
    fn closure(&self) -> Vec<Vec<bool>> {
        let reached_from = |start: usize| {
            let mut reached = vec![false; self.nodes.len()];
            let mut open = vec![start];
            while let Some(node) = open.pop() {
                for (to, _) in &self.edges[node] {
                    if !std::mem::replace(&mut reached[*to], true) {
                        open.push(*to);
                    }
                }
            }
            reached
        };
        (0..self.nodes.len()).map(reached_from).collect()
    }

    /// One shortest cycle for each knot of nodes that reach one another, through the one declared first.
    fn cycles(&self, after: &[Vec<bool>]) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut told = vec![false; self.nodes.len()];
        for first in 0..self.nodes.len() {
            if told[first] || !after[first][first] {
                continue;
            }
            for other in 0..self.nodes.len() {
                told[other] |= after[first][other] && after[other][first];
            }
            let cycle = self.shortest_cycle(first);
            let edges = (0..cycle.len()).map(|at| (cycle[at], cycle[(at + 1) % cycle.len()]));
            let reference = edges.rev().find_map(|(from, to)| self.edges[from].iter().find(|edge| edge.0 == to).and_then(|edge| edge.1));
            // A cycle without a reference of this declaration is the other module's to report.
            if let Some(reference) = reference {
                let names = cycle.iter().map(|node| self.nodes[*node].name().to_string()).collect();
                mistakes.push(Mistake::Cycle { names, reference });
            }
        }
        mistakes
    }

    fn shortest_cycle(&self, first: usize) -> Vec<usize> {
        let mut came_from = vec![None; self.nodes.len()];
        let mut open = std::collections::VecDeque::from([first]);
        while let Some(node) = open.pop_front() {
            for (to, _) in &self.edges[node] {
                if *to == first {
                    let mut cycle = vec![node];
                    while let Some(previous) = cycle.last().and_then(|node| came_from[*node]) {
                        cycle.push(previous);
                    }
                    cycle.reverse();
                    return cycle;
                }
                if came_from[*to].is_none() {
                    came_from[*to] = Some(node);
                    open.push_back(*to);
                }
            }
        }
        vec![first]
    }

    fn order(self, reached: Vec<Vec<bool>>, waits: Waits) -> Order {
        let all = 0..self.nodes.len();
        let after: Vec<Vec<usize>> = all.clone().map(|node| all.clone().filter(|other| reached[node][*other]).collect()).collect();
        let before = all.clone().map(|node| all.clone().filter(|other| reached[*other][node]).collect()).collect();
        let next = |node: usize| {
            let between = |to: usize| after[node].iter().any(|middle| reached[*middle][to]);
            // What comes directly after was said to: all other edges are implied.
            let said = after[node].iter().copied().filter(|to| self.edges[node].iter().any(|(said, _)| said == to));
            said.filter(|to| !between(*to)).collect::<Vec<_>>()
        };
        let next: Vec<Vec<usize>> = all.clone().map(next).collect();
        let mut previous = vec![Vec::new(); self.nodes.len()];
        for node in all {
            next[node].iter().for_each(|to| previous[*to].push(node));
        }
        Order { nodes: self.nodes, before, after, next, previous, waits, reached }
    }
}

/// The known name that was probably meant.
pub(crate) fn closest(name: &str, known: &[String]) -> Option<String> {
    let distance_to = |other: &&String| distance(&name.to_lowercase(), &other.to_lowercase());
    let close = known.iter().min_by_key(distance_to)?;
    (distance_to(&close) <= name.chars().count().max(3) / 3).then(|| close.clone())
}

/// Insertions, deletions, exchanges and swaps of neighbours that turn one into the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let exchange = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let cheapest = exchange.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                let swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if swapped { cheapest.min(table[i - 2][j - 2] + 1) } else { cheapest }
            };
        }
    }
    table[one.len()][other.len()]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// `A B<A C>B`: levels in order, `<` lists what each comes after, `>` what it comes before; `%i` is a foreign level.
    fn declaration(text: &str, foreign: Vec<Foreign>) -> Declaration {
        let mut declaration = Declaration { foreign, ..Declaration::default() };
        for (of, level) in text.split_whitespace().enumerate() {
            let name = level.split(['<', '>']).next().unwrap_or_default();
            declaration.levels.push(name.into());
            for (side, sign) in [(Side::After, '<'), (Side::Before, '>')] {
                let lists = level.split_inclusive(['<', '>']).zip(level.split(['<', '>']).skip(1));
                for (_, list) in lists.filter(|(start, _)| start.ends_with(sign)) {
                    declaration.references.extend(list.split(',').map(|to| {
                        let to = match to.strip_prefix('%') {
                            Some(index) => Target::Foreign(index.parse().unwrap()),
                            None => Target::Named(to.into()),
                        };
                        Reference { of, side, to }
                    }));
                }
            }
        }
        declaration
    }

    /// The order of a declaration without mistakes.
    pub(crate) fn ordered(text: &str) -> Order {
        check(&declaration(text, vec![])).unwrap()
    }

    fn known(name: &str) -> Known {
        Known { id: format!("up::{name}"), name: name.into(), alias: name.into(), public: true, ..Known::default() }
    }

    /// `Q -> R -> S` elsewhere: what is known of `name`.
    fn upstream(name: &str) -> Foreign {
        let chain = ["Q", "R", "S"];
        let at = chain.iter().position(|level| *level == name).unwrap();
        let list = |levels: &[&str]| levels.iter().map(|level| known(level)).collect();
        Foreign { itself: known(name), before: list(&chain[..at]), after: list(&chain[at + 1..]), ..Foreign::default() }
    }

    fn names(order: &Order, lists: &[Vec<usize>]) -> String {
        let list = |list: &Vec<usize>| list.iter().map(|node| order.nodes[*node].name()).collect::<Vec<_>>().join("+");
        lists.iter().map(list).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn closure_and_reduction() {
        let table = [
            ("A", "", ""),
            ("A B<A C<B", "B+C|C|", "B|C|"),
            ("A B<A C<A,B", "B+C|C|", "B|C|"),
            ("A>B B", "B|", "B|"),
            ("Log Journal>Log Cache>Log Accounts>Journal,Cache", "|Log|Log|Log+Journal+Cache", "|Log|Log|Journal+Cache"),
            ("A B C<A,B", "C|C|", "C|C|"),
        ];
        for (text, after, next) in table {
            let order = check(&declaration(text, vec![])).unwrap();
            assert_eq!((names(&order, &order.after), names(&order, &order.next)), (after.into(), next.into()), "{text}");
        }
    }

    #[test]
    fn mistakes() {
        let cycle = |names: &str, reference| Mistake::Cycle { names: names.split(' ').map(String::from).collect(), reference };
        let unknown =
            |reference, meant: &str| Mistake::Unknown { reference, meant: Some(meant).filter(|m| !m.is_empty()).map(String::from) };
        let table = [
            ("Accounts B<Acounts", vec![unknown(0, "Accounts")]),
            ("A B<Zebra", vec![unknown(0, "")]),
            ("A A", vec![Mistake::Twice { level: 1 }]),
            ("A<A", vec![Mistake::Itself { reference: 0 }]),
            ("A<C B<A C<B", vec![cycle("A B C", 0)]),
            ("A<B B<A", vec![cycle("A B", 0)]),
            ("A B<D C<B,A D<C", vec![cycle("B C D", 0)]),
            ("A<B B<A C<D D<C,C E", vec![cycle("A B", 0), cycle("C D", 2)]),
            ("A<B B<A C<Nothing D<D", vec![unknown(2, ""), Mistake::Itself { reference: 3 }, cycle("A B", 0)]),
        ];
        for (text, mistakes) in table {
            assert_eq!(check(&declaration(text, vec![])).unwrap_err(), mistakes, "{text}");
        }
    }

    #[test]
    fn foreign_levels() {
        let order = check(&declaration("A<%0 B<A", vec![upstream("R")])).unwrap();
        assert_eq!(names(&order, &order.before), "R+Q|A+R+Q|Q||R+Q");
        assert_eq!(names(&order, &order.next), "B||A+S|R|");
    }

    #[test]
    fn foreign_contradictions() {
        let table = [
            ("X<%1>%0", vec![upstream("Q"), upstream("R")], vec!["X", "Q", "R"]),
            ("X<%0>%1", vec![upstream("S"), upstream("Q")], vec!["X", "Q", "S"]),
            ("X<%0 Y<X>%0", vec![upstream("R")], vec!["X", "Y", "R"]),
        ];
        for (text, foreign, cycle) in table {
            let mistakes = check(&declaration(text, foreign)).unwrap_err();
            let [Mistake::Cycle { names, .. }] = &mistakes[..] else { panic!("{text}: {mistakes:?}") };
            assert_eq!(*names, cycle, "{text}");
        }
        assert!(check(&declaration("X<%0>%1", vec![upstream("Q"), upstream("R")])).is_ok());
    }
}
