//! What a channel carries in a checked build.
//!
//! The counts are increased after an operation, and after its task has left the registry. So a task that was handed a message, or
//! space for one, and that has not returned yet, shows as a difference between `sent` and `received`: it is not taken for stuck.

use super::bubble::{self, Test};
use super::ends::{End, Ends};
use super::schedule;
use super::task::current_if_it_lives;
use super::{opens, wait_for};
use crate::deadlock::{Breaks, Deadlock, Exit};
use crate::level::LevelInfo;
use crate::prim::channel as raw;
use crate::report::{self, EventReport, Site, StrandedReport, Wanted};
use crate::watch::{Awaited, Wakers};
use raw::{RecvError, SendError, TryRecvError, TrySendError};
use std::cell::Cell;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// What is known of a channel; all its ends share it.
struct Record {
    id: u64,
    created: Site,
    level: Option<fn() -> &'static LevelInfo>,
    capacity: Option<usize>,
    sent: AtomicU64,
    received: AtomicU64,
    senders: Side,
    receivers: Side,
    meeting: Meeting,
}

/// The ends of one side.
struct Side {
    count: AtomicUsize,
    ends: Ends,
}

impl Side {
    fn new(by: &'static str) -> Side {
        Side { count: AtomicUsize::new(0), ends: Ends::new(by) }
    }

    fn add(&self, at: Site) -> End {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.ends.add(at)
    }

    fn remove(&self, end: &End) {
        self.count.fetch_sub(1, Ordering::Release);
        self.ends.remove(end);
    }

    fn is_gone(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }
}

/// How many waits, registered or about to be, are for a send and for a receive of this channel.
///
/// Where nothing is buffered a message comes, and space does, as soon as both sides wait: neither shows in what was sent or received.
#[derive(Default)]
struct Meeting {
    senders: AtomicUsize,
    receivers: AtomicUsize,
}

/// A wait that is counted in a `Meeting`: from before it is registered until after.
struct Attends<'a>(&'a AtomicUsize);

impl<'a> Attends<'a> {
    fn new(waits: &'a AtomicUsize) -> Self {
        waits.fetch_add(1, Ordering::SeqCst);
        Attends(waits)
    }
}

impl Drop for Attends<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

static IDS: AtomicU64 = AtomicU64::new(1);

impl Record {
    fn new(capacity: Option<usize>, level: Option<fn() -> &'static LevelInfo>, created: Site) -> Record {
        Record {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            created,
            level,
            capacity,
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
            senders: Side::new("owns a sender of it"),
            receivers: Side::new("owns a receiver of it"),
            meeting: Meeting::default(),
        }
    }

    /// Whether of so many waits of the other side one is somebody else's, who will be met.
    fn is_met(&self, waits: &AtomicUsize, own: usize) -> bool {
        self.capacity == Some(0) && waits.load(Ordering::SeqCst) > own
    }

    /// How many messages were sent and not received yet; below zero when a receiver was faster to say so than its sender.
    fn on_the_way(&self) -> i64 {
        let sent = self.sent.load(Ordering::Acquire);
        sent.wrapping_sub(self.received.load(Ordering::Acquire)) as i64
    }

    fn wanted(&self, how: &'static str) -> Wanted {
        let level = self.level.map(|level| level().name);
        Wanted::Event(EventReport { kind: "channel", level, created: self.created, id: self.id }, how)
    }
}

/// A sender's share in its channel's record, and its view of it: when space will come.
pub(crate) struct Sending {
    record: Arc<Record>,
    end: End,
}

/// A receiver's share in its channel's record, and its view of it: when a message will come. There is no record of a timer, whose
/// message comes by itself.
pub(crate) struct Receiving(Option<Inbound>);

struct Inbound {
    record: Arc<Record>,
    end: End,
}

impl Inbound {
    fn of(record: &Arc<Record>, at: Site) -> Inbound {
        Inbound { record: record.clone(), end: record.receivers.add(at) }
    }
}

impl Sending {
    fn of(record: &Arc<Record>, at: Site) -> Sending {
        Sending { record: record.clone(), end: record.senders.add(at) }
    }
}

/// The record of a new channel.
pub(crate) fn traffic(capacity: Option<usize>, level: Option<fn() -> &'static LevelInfo>, created: Site) -> (Sending, Receiving) {
    let record = Arc::new(Record::new(capacity, level, created));
    (Sending::of(&record, created), Receiving(Some(Inbound::of(&record, created))))
}

impl Sending {
    /// Sends: `attempt` without waiting, or else `block`, registered. If it comes to neither, `broken` is told, and the message comes
    /// back.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn send<T>(
        &self,
        message: T,
        at: Site,
        attempt: impl Fn(Parcel<T>) -> Result<(), TrySendError<Parcel<T>>>,
        block: impl FnOnce(Parcel<T>) -> Result<(), SendError<Parcel<T>>>,
        broken: impl FnOnce(Deadlock),
    ) -> Result<(), SendError<T>> {
        let sent = match attempt(self.pack(message, at)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Disconnected(parcel)) => Err(SendError(open(parcel))),
            Err(TrySendError::Full(parcel)) => self.send_later(open(parcel), at, attempt, block, broken),
        };
        self.count(sent)
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    fn send_later<T>(
        &self,
        message: T,
        at: Site,
        attempt: impl Fn(Parcel<T>) -> Result<(), TrySendError<Parcel<T>>>,
        block: impl FnOnce(Parcel<T>) -> Result<(), SendError<Parcel<T>>>,
        broken: impl FnOnce(Deadlock),
    ) -> Result<(), SendError<T>> {
        // Not packed while it waits here: a panic that is the report of a circle strands no message.
        let waiting = Cell::new(Some(message));
        let take = || waiting.take().expect("each attempt gives back what it could not send");
        let attempt = || match attempt(self.pack(take(), at)) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Disconnected(parcel)) => Some(Err(SendError(open(parcel)))),
            Err(TrySendError::Full(parcel)) => {
                waiting.set(Some(open(parcel)));
                None
            }
        };
        let block = || block(self.pack(take(), at)).map_err(|SendError(parcel)| SendError(open(parcel)));
        self.end.used();
        let _attends = Attends::new(&self.record.meeting.senders);
        wait_for(self, at, Breaks, attempt, block).unwrap_or_else(|deadlock| {
            broken(deadlock);
            Err(SendError(take()))
        })
    }

    /// Counts a message that was sent.
    #[inline(always)]
    pub(crate) fn count<E>(&self, sent: Result<(), E>) -> Result<(), E> {
        if sent.is_ok() {
            self.record.sent.fetch_add(1, Ordering::Release);
            self.end.used();
        }
        schedule::point();
        sent
    }

    #[cold]
    fn stamp(&self, at: Site) -> Option<Box<Stamp>> {
        let test = bubble::of_current();
        let is_asked_for = test.is_some() || report::reports_stranded();
        is_asked_for.then(|| Box::new(Stamp { sent: at, channel: Some(self.record.clone()), test }))
    }

    /// A message ready to be sent.
    #[inline(always)]
    pub(crate) fn pack<T>(&self, message: T, at: Site) -> Parcel<T> {
        if std::mem::needs_drop::<T>() {
            current_if_it_lives().into_iter().for_each(opens::<T>);
        }
        let stamp = if report::reports_stranded() || bubble::is_any() { self.stamp(at) } else { None };
        Parcel { message, stamp }
    }
}

impl Receiving {
    /// Of a channel on which no message ever comes, and none is missed.
    pub(crate) fn never(created: Site) -> Receiving {
        let record = Arc::new(Record::new(Some(0), None, created));
        // Stands for a sender that is never dropped.
        record.senders.count.fetch_add(1, Ordering::Relaxed);
        Receiving(Some(Inbound::of(&record, created)))
    }

    /// Of a channel whose messages come by themselves.
    pub(crate) fn timer() -> Receiving {
        Receiving(None)
    }

    /// Receives: `attempt` without waiting, or else `block`, registered. If it comes to neither, `broken` is told.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn receive<T>(
        &self,
        at: Site,
        attempt: impl Fn() -> Result<T, TryRecvError>,
        block: impl FnOnce() -> Result<T, RecvError>,
        broken: impl FnOnce(Deadlock),
    ) -> Result<T, RecvError> {
        let received = match attempt() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Disconnected) => Err(RecvError),
            Err(TryRecvError::Empty) => self.receive_later(at, attempt, block, broken),
        };
        self.count(received)
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    fn receive_later<T>(
        &self,
        at: Site,
        attempt: impl Fn() -> Result<T, TryRecvError>,
        block: impl FnOnce() -> Result<T, RecvError>,
        broken: impl FnOnce(Deadlock),
    ) -> Result<T, RecvError> {
        let Some(Inbound { record, end }) = &self.0 else { return block() };
        end.used();
        let attempt = || match attempt() {
            Ok(message) => Some(Ok(message)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvError)),
            Err(TryRecvError::Empty) => None,
        };
        let _attends = Attends::new(&record.meeting.receivers);
        wait_for(self, at, Breaks, attempt, block).unwrap_or_else(|deadlock| {
            broken(deadlock);
            Err(RecvError)
        })
    }

    /// Counts a message that was received.
    #[inline(always)]
    pub(crate) fn count<T, E>(&self, received: Result<T, E>) -> Result<T, E> {
        if let (Ok(_), Some(Inbound { record, end })) = (&received, &self.0) {
            record.received.fetch_add(1, Ordering::Release);
            end.used();
        }
        schedule::point();
        received
    }
}

impl Sending {
    /// Where the waiting task itself has so many waits of the other side.
    fn is_coming_beside(&self, own: usize) -> bool {
        let record = &*self.record;
        let has_space = record.capacity.is_none_or(|capacity| record.on_the_way() < i64::try_from(capacity).unwrap_or(i64::MAX));
        has_space || record.receivers.is_gone() || record.is_met(&record.meeting.receivers, own)
    }
}

impl Receiving {
    /// Where the waiting task itself has so many waits of the other side.
    fn is_coming_beside(&self, own: usize) -> bool {
        let Some(Inbound { record, .. }) = &self.0 else { return true };
        record.on_the_way() != 0 || record.senders.is_gone() || record.is_met(&record.meeting.senders, own)
    }
}

impl Awaited for Sending {
    fn is_coming(&self) -> bool {
        self.is_coming_beside(0)
    }

    fn can_be_attempted(&self) -> bool {
        self.record.capacity != Some(0)
    }

    fn wakers(&self) -> Wakers<'_> {
        Wakers::Any(vec![&self.record.receivers.ends])
    }

    fn wanted(&self) -> Wanted {
        self.record.wanted("to send into")
    }
}

impl Awaited for Receiving {
    fn is_coming(&self) -> bool {
        self.is_coming_beside(0)
    }

    fn can_be_attempted(&self) -> bool {
        self.0.as_ref().is_none_or(|inbound| inbound.record.capacity != Some(0))
    }

    fn wakers(&self) -> Wakers<'_> {
        Wakers::Any(self.senders().into_iter().collect())
    }

    fn wanted(&self) -> Wanted {
        match &self.0 {
            Some(inbound) => inbound.record.wanted("to receive from"),
            None => Wanted::Tasks(Vec::new()),
        }
    }
}

impl Sending {
    /// Its end is the current task's, by types, from here on; or on its way.
    pub(crate) fn tie(&self, at: Site) {
        self.end.tie(at);
    }

    pub(crate) fn loosen(&self) {
        self.end.loosen();
    }
}

impl Receiving {
    pub(crate) fn tie(&self, at: Site) {
        if let Some(Inbound { end, .. }) = &self.0 {
            end.tie(at);
        }
    }

    pub(crate) fn loosen(&self) {
        if let Some(Inbound { end, .. }) = &self.0 {
            end.loosen();
        }
    }

    /// Those who could send.
    fn senders(&self) -> Option<&Ends> {
        self.0.as_ref().map(|inbound| &inbound.record.senders.ends)
    }
}

impl Clone for Sending {
    #[track_caller]
    fn clone(&self) -> Self {
        Sending::of(&self.record, Location::caller())
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.record.senders.remove(&self.end);
    }
}

impl Clone for Receiving {
    #[track_caller]
    fn clone(&self) -> Self {
        Receiving(self.0.as_ref().map(|inbound| Inbound::of(&inbound.record, Location::caller())))
    }
}

impl Drop for Inbound {
    fn drop(&mut self) {
        self.record.receivers.remove(&self.end);
    }
}

/// One operation of a select, as the checker sees it.
#[derive(Clone, Copy)]
pub(crate) enum ArmView<'a> {
    Send(&'a Sending),
    Receive(&'a Receiving),
    /// What ends the select early, and whether it does so now.
    End(&'a (dyn Fn() -> bool + Sync)),
}

impl<'a> ArmView<'a> {
    pub(crate) fn end(ends: &'a (impl Fn() -> bool + Sync)) -> Self {
        ArmView::End(ends)
    }

    /// Which channel's waits it is one of, and those of the other side.
    fn meets(self) -> Option<(&'a AtomicUsize, &'a AtomicUsize)> {
        match self {
            ArmView::Send(Sending { record, .. }) => Some((&record.meeting.senders, &record.meeting.receivers)),
            ArmView::Receive(Receiving(inbound)) => {
                inbound.as_ref().map(|Inbound { record, .. }| (&record.meeting.receivers, &record.meeting.senders))
            }
            ArmView::End(_) => None,
        }
    }

    /// Those of the other side.
    fn ends(self) -> Option<&'a Ends> {
        match self {
            ArmView::Send(sending) => Some(&sending.record.receivers.ends),
            ArmView::Receive(receiving) => receiving.senders(),
            ArmView::End(_) => None,
        }
    }

    fn event(self) -> Option<(EventReport, &'static str)> {
        let wanted = match self {
            ArmView::Send(sending) => sending.wanted(),
            ArmView::Receive(receiving) => receiving.wanted(),
            ArmView::End(_) => return None,
        };
        match wanted {
            Wanted::Event(event, how) => Some((event, how)),
            _ => None,
        }
    }
}

impl Sending {
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView::Send(self)
    }
}

impl Receiving {
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView::Receive(self)
    }
}

/// Waits for one of several: `attempt` without waiting, or else `block`, registered. Whoever is `met` while it waits goes on; a wait
/// that carries nothing out meets nobody.
#[track_caller]
pub(crate) fn wait_for_any<'a, R, X: Exit>(
    arms: impl Iterator<Item = ArmView<'a>>,
    met: bool,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    if let Some(result) = attempt() {
        return Ok(result);
    }
    let arms = AnyOf { arms: arms.collect(), met };
    let attends: Vec<Attends<'_>> = arms.attended().map(Attends::new).collect();
    let result = if arms.arms.is_empty() { Ok(block()) } else { wait_for(&arms, at, exit, attempt, block) };
    drop(attends);
    result
}

struct AnyOf<'a> {
    arms: Vec<ArmView<'a>>,
    met: bool,
}

impl<'a> AnyOf<'a> {
    fn attended(&self) -> impl Iterator<Item = &'a AtomicUsize> {
        self.arms.iter().filter(|_| self.met).filter_map(|arm| Some(arm.meets()?.0))
    }

    /// How many of its own waits are on the other side of one of its arms: it does not meet itself.
    fn opposite(&self, arm: ArmView<'a>) -> usize {
        arm.meets().map_or(0, |(_, others)| self.attended().filter(|&own| std::ptr::eq(own, others)).count())
    }
}

impl Awaited for AnyOf<'_> {
    fn is_coming(&self) -> bool {
        self.arms.iter().any(|&arm| match arm {
            ArmView::Send(sending) => sending.is_coming_beside(self.opposite(arm)),
            ArmView::Receive(receiving) => receiving.is_coming_beside(self.opposite(arm)),
            ArmView::End(ends) => ends(),
        })
    }

    fn wakers(&self) -> Wakers<'_> {
        match self.arms.iter().any(|arm| matches!(arm, ArmView::End(_))) {
            true => Wakers::Unknown,
            false => Wakers::Any(self.arms.iter().filter_map(|arm| arm.ends()).collect()),
        }
    }

    fn wanted(&self) -> Wanted {
        wanted_of_any(self.arms.iter().copied())
    }
}

/// What a select waits for, for reports.
pub(crate) fn wanted_of_any<'a>(arms: impl Iterator<Item = ArmView<'a>>) -> Wanted {
    let mut events: Vec<_> = arms.filter_map(|arm| arm.event()).collect();
    match (events.pop(), events.is_empty()) {
        (Some((event, how)), true) => Wanted::Event(event, how),
        (last, _) => Wanted::Any(events.into_iter().chain(last).collect()),
    }
}

/// A message on its way.
pub(crate) struct Parcel<T> {
    message: T,
    /// Boxed, so that it costs little where nobody asked for it.
    stamp: Option<Box<Stamp>>,
}

/// The message: received, or given back.
#[inline(always)]
pub(crate) fn open<T>(parcel: Parcel<T>) -> T {
    if let Some(stamp) = parcel.stamp {
        lift(stamp);
    }
    parcel.message
}

#[cold]
#[allow(clippy::boxed_local)] // Freed here, out of the way of the others.
fn lift(mut stamp: Box<Stamp>) {
    stamp.channel = None;
}

/// Where a message was sent; left on it, it reports the message as stranded.
struct Stamp {
    sent: Site,
    channel: Option<Arc<Record>>,
    /// The test of which its sender is part.
    test: Option<Arc<Test>>,
}

impl Drop for Stamp {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.take() {
            let level = channel.level.map(|level| level().name);
            let stranded = StrandedReport { level, created: channel.created, id: channel.id, sent: self.sent };
            let dropped_by = current_if_it_lives().map_or_else(|| Arc::from("a thread that ends"), |task| task.name());
            let report = stranded.found(dropped_by.to_string());
            self.test.iter().for_each(|test| test.stranded(&report));
            if report::reports_stranded() {
                report::deliver_stranded(&report);
            }
        }
    }
}

/// A timer, as a receiver of its moments.
pub(crate) struct Timer<T> {
    raw: raw::Receiver<Instant>,
    moment: fn(Instant) -> T,
}

impl<T> Clone for Timer<T> {
    fn clone(&self) -> Self {
        Timer { raw: self.raw.clone(), moment: self.moment }
    }
}

impl<T> Timer<T> {
    pub(crate) fn raw(&self) -> &raw::Receiver<Instant> {
        &self.raw
    }

    pub(crate) fn moment(&self, moment: Instant) -> T {
        (self.moment)(moment)
    }
}

/// How a timer is kept.
pub(crate) fn timer<R>(
    raw: raw::Receiver<Instant>,
    _: impl FnOnce(raw::Receiver<Parcel<Instant>>) -> R,
    timer: impl FnOnce(Timer<Instant>) -> R,
) -> R {
    timer(Timer { raw, moment: |moment| moment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coming() {
        // Capacity; sent, received; a message is coming; space is coming.
        let table = [
            (Some(0), 0, 0, false, false),
            (Some(0), 1, 0, true, false),
            (Some(0), 0, 1, true, true),
            (Some(2), 0, 0, false, true),
            (Some(2), 3, 1, true, false),
            (Some(2), 3, 2, true, true),
            (Some(1), 4, 5, true, true),
            (None, 7, 7, false, true),
            (None, 9, 7, true, true),
        ];
        for (capacity, sent, received, message, space) in table {
            let (sending, receiving) = traffic(capacity, None, Location::caller());
            (0..sent).for_each(|_| sending.count(Ok::<_, ()>(())).unwrap());
            (0..received).for_each(|_| receiving.count(Ok::<_, ()>(())).unwrap());
            assert_eq!((receiving.is_coming(), sending.is_coming()), (message, space), "{capacity:?} {sent} {received}");
        }
    }

    #[test]
    fn the_end_of_the_other_side_is_coming() {
        let (sending, receiving) = traffic(Some(0), None, Location::caller());
        let (also_sending, also_receiving) = (sending.clone(), receiving.clone());
        drop(sending);
        assert!(!receiving.is_coming());
        drop(also_sending);
        assert!(receiving.is_coming());
        let (sending, receiving_others) = traffic(Some(0), None, Location::caller());
        drop((receiving, also_receiving));
        assert!(!sending.is_coming());
        drop(receiving_others);
        assert!(sending.is_coming());
    }

    #[test]
    fn one_arm_of_a_select_is_enough() {
        let (_sending, receiving) = traffic(Some(1), None, Location::caller());
        let (never, timer) = (Receiving::never(Location::caller()), Receiving::timer());
        let is_coming = |arms: &[&Receiving]| AnyOf { arms: arms.iter().map(|arm| arm.view()).collect(), met: true }.is_coming();
        assert!(!is_coming(&[&never]) && !is_coming(&[&receiving, &never]) && is_coming(&[&never, &timer]));
        let wanted = |arms: &[&Receiving]| AnyOf { arms: arms.iter().map(|arm| arm.view()).collect(), met: true }.wanted().to_string();
        let id = receiving.0.as_ref().map_or(0, |inbound| inbound.record.id);
        assert_eq!(wanted(&[&receiving]), format!("to receive from channel #{id}"));
        assert_eq!(wanted(&[&receiving, &never]), format!("to receive from channel #{id} or to receive from channel #{}", id + 1));
    }
    #[test]
    fn two_who_wait_meet() {
        let (sending, receiving) = traffic(Some(0), None, Location::caller());
        let meeting = &sending.record.meeting;
        let receives = Attends::new(&meeting.receivers);
        assert!(sending.is_coming() && !receiving.is_coming());
        let sends = Attends::new(&meeting.senders);
        assert!(receiving.is_coming());
        drop((receives, sends));
        assert!(!sending.is_coming() && !receiving.is_coming());
        let (buffered, _receiving) = traffic(Some(1), None, Location::caller());
        buffered.count(Ok::<_, ()>(())).unwrap();
        let _receives = Attends::new(&buffered.record.meeting.receivers);
        assert!(!buffered.is_coming());
    }

    #[test]
    fn a_select_does_not_meet_itself() {
        let (sending, receiving) = traffic(Some(0), None, Location::caller());
        let both = AnyOf { arms: vec![sending.view(), receiving.view()], met: true };
        let own: Vec<_> = both.attended().map(Attends::new).collect();
        assert!(!both.is_coming());
        let other = Attends::new(&sending.record.meeting.senders);
        assert!(both.is_coming());
        drop((own, other));
        let looks = AnyOf { arms: vec![sending.view()], met: false };
        assert_eq!(looks.attended().count(), 0);
    }

    #[test]
    fn what_ends_a_select_is_coming() {
        let (_sending, receiving) = traffic(Some(0), None, Location::caller());
        for ends in [false, true] {
            let ends = || ends;
            let arms = AnyOf { arms: vec![receiving.view(), ArmView::end(&ends)], met: true };
            assert_eq!(arms.is_coming(), ends());
            assert!(arms.wanted().to_string().starts_with("to receive from"));
        }
    }
}
