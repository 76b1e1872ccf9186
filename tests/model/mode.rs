//! The rule, and the rule with one part of it switched off.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    WholeRule,
    /// Everybody waits for whatever they like.
    NoRule,
    /// Whoever owes items may wait for any other channel's space.
    ExtraEdgesAnywhere,
    /// An owned receiver does not count when items are waited for.
    DrainsBeforeItems,
    /// An owned receiver owes space, but not what sits in its queue.
    CarriedNotOwed,
    /// What is carried needs not come before the carrier's space.
    NoCarryEdge,
    /// The two before, together.
    CarriedNotOwedNorOrdered,
    /// The queue outlives its last receiver.
    QueueOutlivesReceivers,
    /// Any task may be joined, whatever is held or owed.
    JoinUnderDebts,
    /// The tasks of a scope owe nothing for its owner.
    ScopeWithoutFloor,
    /// The tasks started after a level take anything, too.
    SpawnWithoutFloor,
    /// A channel's own debts do not count, nor do those of another channel of its level.
    DebtsOfTheLevel,
    /// A select ignores the receivers that are not among its arms, too.
    SelectIgnoresAllReceivers,
}

impl Mode {
    pub fn has_carry_edges(self) -> bool {
        !matches!(self, Mode::NoCarryEdge | Mode::CarriedNotOwedNorOrdered)
    }

    pub fn owes_what_is_carried(self) -> bool {
        !matches!(self, Mode::CarriedNotOwed | Mode::CarriedNotOwedNorOrdered)
    }
}
