//! The order as text, on one line, and as a picture. Pure.

use crate::order::Order;

/// The order in full: `Start -> {Journal, Cache} -> Log`, several unrelated parts joined by `; `.
pub(crate) fn line(order: &Order) -> String {
    parts(order).join("; ")
}

/// The whole line where it is short, else what is around `level`.
pub(crate) fn note(order: &Order, line: &str, level: usize) -> String {
    if line.chars().count() <= 160 { line.to_string() } else { around(order, level) }
}

/// `.. -> Accounts -> Journal -> {Log, Disk} -> ..`
fn around(order: &Order, level: usize) -> String {
    let named = |nodes: &[usize]| match nodes {
        [one] => order.nodes[*one].name().to_string(),
        many => format!("{{{}}}", many.iter().map(|node| order.nodes[*node].name()).collect::<Vec<_>>().join(", ")),
    };
    let (previous, next) = (&order.previous[level], &order.next[level]);
    let mut parts = Vec::new();
    if order.before[level].len() > previous.len() {
        parts.push("..".to_string());
    }
    if !previous.is_empty() {
        parts.push(named(previous));
    }
    parts.push(order.nodes[level].name().to_string());
    if !next.is_empty() {
        parts.push(named(next));
    }
    if order.after[level].len() > next.len() {
        parts.push("..".to_string());
    }
    parts.join(" -> ")
}

/// Each part of the order that is unrelated to the others.
pub(crate) fn parts(order: &Order) -> Vec<String> {
    let all: Vec<usize> = (0..order.nodes.len()).collect();
    let related = |one, other| order.is_before(one, other) || order.is_before(other, one);
    let whole = |part: &Vec<usize>| compose(order, part).unwrap_or_else(|| paths(order, part).join(", "));
    components(&all, &related).iter().map(whole).collect()
}

/// Draws what is composed of parts that follow one another or stand side by side; `None` where it is not.
fn compose(order: &Order, part: &[usize]) -> Option<String> {
    if let [one] = part {
        return Some(order.nodes[*one].name().to_string());
    }
    let before = |one, other| order.is_before(one, other);
    let beside = components(part, &|one, other| before(one, other) || before(other, one));
    if beside.len() > 1 {
        let drawn: Option<Vec<String>> = beside.iter().map(|part| compose(order, part)).collect();
        return drawn.map(|drawn| format!("{{{}}}", drawn.join(", ")));
    }
    let mut in_a_row = components(part, &|one, other| !before(one, other) && !before(other, one));
    if in_a_row.len() == 1 {
        return None;
    }
    in_a_row.sort_by_key(|part| order.before[part[0]].len());
    let drawn: Option<Vec<String>> = in_a_row.iter().map(|part| compose(order, part)).collect();
    drawn.map(|drawn| drawn.join(" -> "))
}

/// The connected components under a symmetric relation, each ascending, ordered by their first.
fn components(part: &[usize], related: &dyn Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left = part.to_vec();
    let mut components = Vec::new();
    while !left.is_empty() {
        let mut component = vec![left.remove(0)];
        let mut at = 0;
        while let Some(one) = component.get(at).copied() {
            let (more, rest) = left.into_iter().partition(|other| related(one, *other));
            left = rest;
            component.extend::<Vec<usize>>(more);
            at += 1;
        }
        component.sort_unstable();
        components.push(component);
    }
    components
}

/// Paths that together have every edge once.
fn paths(order: &Order, part: &[usize]) -> Vec<String> {
    let mut outermost_first = part.to_vec();
    outermost_first.sort_by_key(|node| order.before[*node].len());
    let mut left = order.next.clone();
    let mut paths = Vec::new();
    for start in outermost_first {
        while !left[start].is_empty() {
            let (mut path, mut at) = (order.nodes[start].name().to_string(), start);
            while !left[at].is_empty() {
                at = left[at].remove(0);
                path = format!("{path} -> {}", order.nodes[at].name());
            }
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::{around, line};
    use crate::order::tests::ordered;

    #[test]
    fn lines() {
        let table = [
            ("A", "A"),
            ("A B", "A; B"),
            ("A B<A C<A D<B,C", "A -> {B, C} -> D"),
            ("A B<A C<B D<A", "A -> {B -> C, D}"),
            ("A B C<A,B D", "{A, B} -> C; D"),
            ("Log Accounts>Log", "Accounts -> Log"),
            ("A B C<A D<A,B", "A -> C, A -> D, B -> D"),
            ("A B<A C<B D<A,B,C", "A -> B -> C -> D"),
        ];
        for (text, drawn) in table {
            assert_eq!(line(&ordered(text)), drawn, "{text}");
        }
    }

    #[test]
    fn neighbourhoods() {
        let order = ordered("A B<A C<B D<B E<C,D F<E");
        let drawn: Vec<String> = (0..6).map(|level| around(&order, level)).collect();
        let table = [
            "A -> B -> ..",
            "A -> B -> {C, D} -> ..",
            ".. -> B -> C -> E -> ..",
            ".. -> B -> D -> E -> ..",
            ".. -> {C, D} -> E -> F",
            ".. -> E -> F",
        ];
        assert_eq!(drawn, table);
    }
}
