//! What a channel carries in a checked build.
//!
//! The counts are increased after an operation, and after its task has left the registry. So a task that was handed a message, or
//! space for one, and that has not returned yet, shows as a difference between `sent` and `received`: it is not taken for stuck.

use super::wait_for;
use crate::level::LevelInfo;
use crate::prim::channel as raw;
use crate::report::{self, EventReport, Site, StrandedReport, Wanted};
use crate::watch::Awaited;
use raw::{RecvError, SendError, TryRecvError, TrySendError};
use std::cell::Cell;
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
    senders: AtomicUsize,
    receivers: AtomicUsize,
}

static IDS: AtomicU64 = AtomicU64::new(1);

impl Record {
    /// With one sender and one receiver.
    fn new(capacity: Option<usize>, level: Option<fn() -> &'static LevelInfo>, created: Site) -> Record {
        Record {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            created,
            level,
            capacity,
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
            senders: AtomicUsize::new(1),
            receivers: AtomicUsize::new(1),
        }
    }

    /// How many messages were sent and not received yet; below zero when a receiver was faster to say so than its sender.
    fn on_the_way(&self) -> i64 {
        let sent = self.sent.load(Ordering::Acquire);
        sent.wrapping_sub(self.received.load(Ordering::Acquire)).cast_signed()
    }

    fn wanted(&self, how: &'static str) -> Wanted {
        let level = self.level.map(|level| level().name);
        Wanted::Event(EventReport { kind: "channel", level, created: self.created, id: self.id }, how)
    }
}

/// A sender's share in its channel's record, and its view of it: when space will come.
pub(crate) struct Sending(Arc<Record>);

/// A receiver's share in its channel's record, and its view of it: when a message will come. There is no record of a timer, whose
/// message comes by itself.
pub(crate) struct Receiving(Option<Arc<Record>>);

/// The record of a new channel.
pub(crate) fn traffic(capacity: Option<usize>, level: Option<fn() -> &'static LevelInfo>, created: Site) -> (Sending, Receiving) {
    let record = Arc::new(Record::new(capacity, level, created));
    (Sending(record.clone()), Receiving(Some(record)))
}

impl Sending {
    /// Sends: `attempt` without waiting, or else `block`, registered.
    #[inline]
    #[track_caller]
    pub(crate) fn send<T>(
        &self,
        message: T,
        at: Site,
        attempt: impl Fn(Parcel<T>) -> Result<(), TrySendError<Parcel<T>>>,
        block: impl FnOnce(Parcel<T>) -> Result<(), SendError<Parcel<T>>>,
    ) -> Result<(), SendError<T>> {
        let sent = match attempt(self.pack(message, at)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Disconnected(parcel)) => Err(SendError(open(parcel))),
            Err(TrySendError::Full(parcel)) => self.send_later(open(parcel), at, attempt, block),
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
    ) -> Result<(), SendError<T>> {
        // Not packed while it waits here: a panic that is the report of a circle strands no message.
        let waiting = Cell::new(Some(message));
        let take = || self.pack(waiting.take().expect("each attempt gives back what it could not send"), at);
        let attempt = || match attempt(take()) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Disconnected(parcel)) => Some(Err(SendError(open(parcel)))),
            Err(TrySendError::Full(parcel)) => {
                waiting.set(Some(open(parcel)));
                None
            }
        };
        let block = || block(take()).map_err(|SendError(parcel)| SendError(open(parcel)));
        wait_for(self, at, attempt, block)
    }

    /// Counts a message that was sent.
    #[inline]
    pub(crate) fn count<E>(&self, sent: Result<(), E>) -> Result<(), E> {
        if sent.is_ok() {
            self.0.sent.fetch_add(1, Ordering::Release);
        }
        sent
    }

    /// A message ready to be sent.
    #[inline]
    pub(crate) fn pack<T>(&self, message: T, at: Site) -> Parcel<T> {
        let stamp = if report::reports_stranded() { Some(Stamp { sent: at, channel: Some(self.0.clone()) }) } else { None };
        Parcel { message, stamp }
    }
}

impl Receiving {
    /// Of a channel on which no message ever comes, and none is missed.
    pub(crate) fn never(created: Site) -> Receiving {
        Receiving(Some(Arc::new(Record::new(Some(0), None, created))))
    }

    /// Of a channel whose messages come by themselves.
    pub(crate) fn timer() -> Receiving {
        Receiving(None)
    }

    /// Receives: `attempt` without waiting, or else `block`, registered.
    #[inline]
    #[track_caller]
    pub(crate) fn receive<T>(
        &self,
        at: Site,
        attempt: impl Fn() -> Result<T, TryRecvError>,
        block: impl FnOnce() -> Result<T, RecvError>,
    ) -> Result<T, RecvError> {
        let received = match attempt() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Disconnected) => Err(RecvError),
            Err(TryRecvError::Empty) => self.receive_later(at, attempt, block),
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
    ) -> Result<T, RecvError> {
        if self.0.is_none() {
            return block();
        }
        let attempt = || match attempt() {
            Ok(message) => Some(Ok(message)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvError)),
            Err(TryRecvError::Empty) => None,
        };
        wait_for(self, at, attempt, block)
    }

    /// Counts a message that was received.
    #[inline]
    pub(crate) fn count<T, E>(&self, received: Result<T, E>) -> Result<T, E> {
        if let (Ok(_), Some(record)) = (&received, &self.0) {
            record.received.fetch_add(1, Ordering::Release);
        }
        received
    }
}

impl Awaited for Sending {
    fn is_coming(&self) -> bool {
        let record = &*self.0;
        let has_space = record.capacity.is_none_or(|capacity| record.on_the_way() < i64::try_from(capacity).unwrap_or(i64::MAX));
        has_space || record.receivers.load(Ordering::Acquire) == 0
    }

    fn wanted(&self) -> Wanted {
        self.0.wanted("to send into")
    }
}

impl Awaited for Receiving {
    fn is_coming(&self) -> bool {
        self.0.as_ref().is_none_or(|record| record.on_the_way() != 0 || record.senders.load(Ordering::Acquire) == 0)
    }

    fn wanted(&self) -> Wanted {
        match &self.0 {
            Some(record) => record.wanted("to receive from"),
            None => Wanted::Tasks(Vec::new()),
        }
    }
}

impl Clone for Sending {
    fn clone(&self) -> Self {
        self.0.senders.fetch_add(1, Ordering::Relaxed);
        Sending(self.0.clone())
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.senders.fetch_sub(1, Ordering::Release);
    }
}

impl Clone for Receiving {
    fn clone(&self) -> Self {
        if let Some(record) = &self.0 {
            record.receivers.fetch_add(1, Ordering::Relaxed);
        }
        Receiving(self.0.clone())
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        if let Some(record) = &self.0 {
            record.receivers.fetch_sub(1, Ordering::Release);
        }
    }
}

/// One operation of a select, as the checker sees it.
#[derive(Clone, Copy)]
pub(crate) struct ArmView<'a>(&'a dyn Awaited);

impl Sending {
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView(self)
    }
}

impl Receiving {
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView(self)
    }
}

/// Waits for one of several: `attempt` without waiting, or else `block`, registered.
#[track_caller]
pub(crate) fn wait_for_any<'a, R>(
    arms: impl Iterator<Item = ArmView<'a>>,
    at: Site,
    attempt: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> R {
    if let Some(result) = attempt() {
        return result;
    }
    let arms = AnyOf(arms.collect());
    if arms.0.is_empty() { block() } else { wait_for(&arms, at, attempt, block) }
}

struct AnyOf<'a>(Vec<ArmView<'a>>);

impl Awaited for AnyOf<'_> {
    fn is_coming(&self) -> bool {
        self.0.iter().any(|arm| arm.0.is_coming())
    }

    /// Its first operation, and whether there are more.
    fn wanted(&self) -> Wanted {
        let mut arms = self.0.iter().map(|arm| arm.0.wanted());
        match (arms.next(), arms.next()) {
            (Some(Wanted::Event(event, _)), Some(_)) => Wanted::Event(event, "to select on"),
            (Some(wanted), _) => wanted,
            (None, _) => Wanted::Tasks(Vec::new()),
        }
    }
}

/// A message on its way.
pub(crate) struct Parcel<T> {
    message: T,
    stamp: Option<Stamp>,
}

/// The message: received, or given back.
#[inline]
pub(crate) fn open<T>(parcel: Parcel<T>) -> T {
    if let Some(mut stamp) = parcel.stamp {
        stamp.channel = None;
    }
    parcel.message
}

/// Where a message was sent; left on it, it reports the message as stranded.
struct Stamp {
    sent: Site,
    channel: Option<Arc<Record>>,
}

impl Drop for Stamp {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.take() {
            let level = channel.level.map(|level| level().name);
            let stranded = StrandedReport { level, created: channel.created, id: channel.id, sent: self.sent };
            report::deliver_stranded(stranded, super::current().name().to_string());
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
