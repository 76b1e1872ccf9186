//! The declared order as far as the program has met it: the declarations of all levels that were held or wanted together.
//!
//! A level knows what its own module could know. What a third module says between two others' levels, and whether two modules
//! contradict each other, shows only where their declarations are joined.

use crate::level::LevelInfo;
use parking_lot::RwLock;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::{iter, ptr};

type Level = &'static LevelInfo;

static MET: RwLock<Met> = RwLock::new(Met { levels: Vec::new(), edges: Vec::new() });

struct Met {
    levels: Vec<Level>,
    /// Of each level, those that come directly after it.
    edges: Vec<Vec<usize>>,
}

/// Whether `held` was declared to come before `wanted`, by whatever level was met so far.
pub(super) fn is_before(held: Level, wanted: Level) -> bool {
    held.is_before(wanted) || {
        let met = MET.read();
        met.place(held).zip(met.place(wanted)).is_some_and(|(held, wanted)| !met.way(held, wanted).is_empty())
    }
}

/// Meets levels. Returns the names on the first circle that the declaration of one closes with others', if it does.
pub(super) fn meet(mut levels: impl Iterator<Item = Level>) -> Option<Vec<&'static str>> {
    let first = levels.find(|&level| !was_met(level))?;
    iter::once(first).chain(levels).find_map(meet_one)
}

/// Levels that were met, in front of all others.
static LATELY: [AtomicPtr<LevelInfo>; 64] = [const { AtomicPtr::new(ptr::null_mut()) }; 64];

fn was_met(level: Level) -> bool {
    let level = ptr::from_ref(level);
    let lately = &LATELY[level.addr() / size_of::<LevelInfo>() % LATELY.len()];
    ptr::eq(lately.load(Ordering::Relaxed), level) || {
        let known = MET.read().levels.iter().any(|&known| ptr::eq(known, level));
        if known {
            lately.store(level.cast_mut(), Ordering::Relaxed);
        }
        known
    }
}

fn meet_one(level: Level) -> Option<Vec<&'static str>> {
    let mut met = MET.write();
    if met.place(level).is_some() {
        return None;
    }
    let place = met.add(level);
    let way = met.way(place, place);
    (!way.is_empty()).then(|| way.iter().map(|&place| met.levels[place].name).collect())
}

impl Met {
    fn place(&self, level: Level) -> Option<usize> {
        self.levels.iter().position(|known| ptr::eq(*known, level))
    }

    fn add(&mut self, level: Level) -> usize {
        if let Some(place) = self.place(level) {
            return place;
        }
        let place = self.levels.len();
        self.levels.push(level);
        self.edges.push(Vec::new());
        for before in level.before {
            let before = self.add(before());
            self.edges[before].push(place);
        }
        for after in level.after {
            let after = self.add(after());
            self.edges[place].push(after);
        }
        place
    }

    /// A way from one level to another, over one edge or more, with both ends; empty if there is none. A breadth-first search.
    fn way(&self, from: usize, to: usize) -> Vec<usize> {
        let mut came_from = vec![None; self.levels.len()];
        let mut open = vec![from];
        while let Some(here) = (!open.is_empty()).then(|| open.remove(0)) {
            for &next in &self.edges[here] {
                if next == to {
                    let back = std::iter::successors(Some(here), |&place| if place == from { None } else { came_from[place] });
                    let mut way: Vec<usize> = std::iter::once(to).chain(back).collect();
                    way.reverse();
                    return way;
                }
                if came_from[next].is_none() && next != from {
                    came_from[next] = Some(here);
                    open.push(next);
                }
            }
        }
        Vec::new()
    }
}
