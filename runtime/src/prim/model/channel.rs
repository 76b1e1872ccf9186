//! A stand-in for crossbeam's channels: no test of them, but of what this crate does with them.
//!
//! The part of their contract on which it relies: a message is received once, in order; a select selects one operation, at once, and
//! takes nothing by the others; from then on, a message that was selected is in nobody's reach but the selecting task's, and a space
//! likewise; nothing is waited for that could be done. Between the selection and its completion there is a step. A bounded channel keeps
//! its messages when its last receiver is dropped, an unbounded one drops them. Where nothing is buffered a send and a receive meet, of
//! whom one waits; a select may only wait for such a channel's end.

use super::{Sleepers, block, block_until, now, step};
use crossbeam_channel as crossbeam;
use parking_lot::Mutex;
use shuttle::rand::{Rng, thread_rng};
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{iter, mem, ptr};

pub(crate) use crossbeam::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError, SendTimeoutError, TryReadyError, TryRecvError,
    TrySelectError, TrySendError,
};

pub struct Sender<T>(Arc<Shared<T>>);
pub struct Receiver<T>(Arc<Shared<T>>);

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Sleepers,
}

struct State<T> {
    capacity: Option<usize>,
    senders: usize,
    receivers: usize,
    queue: VecDeque<Slot<T>>,
    /// Messages that were selected, until the selecting task completes its operation.
    selected: Vec<Slot<T>>,
    meeting: Meeting<T>,
    tickets: u64,
}

/// Those who wait where nothing is buffered, by their tickets.
struct Meeting<T> {
    /// Messages that wait for somebody to take them.
    offers: VecDeque<(u64, T)>,
    /// Receivers that wait for somebody to send, and messages that came to such.
    seekers: VecDeque<u64>,
    handed: Vec<(u64, T)>,
}

struct Slot<T> {
    ticket: u64,
    /// None until the selecting task completes its operation.
    message: Option<T>,
}

/// What a selected operation is.
#[derive(Clone, Copy)]
enum Started {
    Ticket(u64),
    Closed,
}

pub(crate) fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    open(Some(capacity))
}

pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    open(None)
}

pub(crate) fn never<T>() -> Receiver<T> {
    let (sender, receiver) = unbounded();
    mem::forget(sender);
    receiver
}

pub(crate) fn after(_: Duration) -> Receiver<Instant> {
    unimplemented!("timers are not modelled")
}

pub(crate) fn at(_: Instant) -> Receiver<Instant> {
    unimplemented!("timers are not modelled")
}

pub(crate) fn tick(_: Duration) -> Receiver<Instant> {
    unimplemented!("timers are not modelled")
}

fn open<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let state =
        State { capacity, senders: 1, receivers: 1, queue: VecDeque::new(), selected: Vec::new(), meeting: Meeting::new(), tickets: 0 };
    let shared = Arc::new(Shared { state: Mutex::new(state), changed: Sleepers::new() });
    (Sender(shared.clone()), Receiver(shared))
}

impl<T> State<T> {
    fn can_send(&self) -> bool {
        assert!(self.capacity != Some(0), "a select of a send that is a meeting is not modelled");
        self.receivers == 0 || self.capacity.is_none_or(|capacity| self.queue.len() < capacity)
    }

    fn can_receive(&self) -> bool {
        self.queue.front().map_or(self.senders == 0, |first| first.message.is_some())
    }

    fn start_send(&mut self) -> Option<Started> {
        match self.can_send() {
            true if self.receivers == 0 => Some(Started::Closed),
            true => {
                self.tickets += 1;
                self.queue.push_back(Slot { ticket: self.tickets, message: None });
                Some(Started::Ticket(self.tickets))
            }
            false => None,
        }
    }

    fn start_receive(&mut self) -> Option<Started> {
        match (self.can_receive(), self.queue.is_empty()) {
            (false, _) => None,
            (true, true) => Some(Started::Closed),
            (true, false) => {
                let first = self.queue.pop_front().expect("it is not empty");
                let ticket = first.ticket;
                self.selected.push(first);
                Some(Started::Ticket(ticket))
            }
        }
    }

    fn complete_send(&mut self, started: Started, message: T) -> Result<(), SendError<T>> {
        let Started::Ticket(ticket) = started else { return Err(SendError(message)) };
        // If it is not there, the last receiver of an unbounded channel is gone, and the message with it.
        if let Some(slot) = self.queue.iter_mut().find(|slot| slot.ticket == ticket) {
            slot.message = Some(message);
        }
        Ok(())
    }

    fn complete_receive(&mut self, started: Started) -> Result<T, RecvError> {
        let Started::Ticket(ticket) = started else { return Err(RecvError) };
        let at = self.selected.iter().position(|slot| slot.ticket == ticket).expect("it was selected");
        Ok(self.selected.swap_remove(at).message.expect("it was there"))
    }
}

impl<T> Meeting<T> {
    fn new() -> Self {
        Meeting { offers: VecDeque::new(), seekers: VecDeque::new(), handed: Vec::new() }
    }

    /// Gives a message to somebody who waits for one.
    fn give(&mut self, message: T) -> Result<(), T> {
        match self.seekers.pop_front() {
            Some(seeker) => {
                self.handed.push((seeker, message));
                Ok(())
            }
            None => Err(message),
        }
    }

    /// Takes back an offer that nobody took.
    fn withdraw(&mut self, ticket: u64) -> Option<T> {
        let at = self.offers.iter().position(|(offer, _)| *offer == ticket)?;
        self.offers.remove(at).map(|(_, message)| message)
    }

    /// What came to somebody who waited for it.
    fn collect(&mut self, ticket: u64) -> Option<T> {
        self.seekers.retain(|seeker| *seeker != ticket);
        let at = self.handed.iter().position(|(seeker, _)| *seeker == ticket)?;
        Some(self.handed.swap_remove(at).1)
    }
}

impl<T> State<T> {
    fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Offers a message that nobody waits for: waits for its ticket to be taken.
    fn offer(&mut self, message: T) -> u64 {
        let ticket = self.ticket();
        self.meeting.offers.push_back((ticket, message));
        ticket
    }

    fn seek(&mut self) -> u64 {
        let ticket = self.ticket();
        self.meeting.seekers.push_back(ticket);
        ticket
    }

    /// Whether an offer was taken, or never will be.
    fn is_settled(&self, ticket: u64) -> Option<()> {
        let is_open = self.meeting.offers.iter().any(|(offer, _)| *offer == ticket);
        (!is_open || self.receivers == 0).then_some(())
    }

    /// Whether something came to who seeks, or never will.
    fn is_served(&self, ticket: u64) -> Option<()> {
        let is_served = self.meeting.handed.iter().any(|(seeker, _)| *seeker == ticket);
        (is_served || self.senders == 0).then_some(())
    }
}

/// Meetings: operations of a channel that buffers nothing. `wait` waits until what it is given succeeds, if it is ever to.
impl<T> Shared<T> {
    fn meets(&self) -> bool {
        self.state.lock().capacity == Some(0)
    }

    /// Whether the message cannot be sent since nobody is left is said beside it.
    fn offer(&self, message: T, wait: impl FnOnce(&mut dyn FnMut() -> Option<()>)) -> Result<(), (T, bool)> {
        step();
        let message = match self.change(|state| (state.meeting.give(message), state.receivers == 0)) {
            (Ok(()), _) => return Ok(()),
            (Err(message), true) => return Err((message, true)),
            (Err(message), false) => message,
        };
        let ticket = self.change(|state| state.offer(message));
        wait(&mut || self.state.lock().is_settled(ticket));
        let (back, closed) = self.change(|state| (state.meeting.withdraw(ticket), state.receivers == 0));
        back.map_or(Ok(()), |message| Err((message, closed)))
    }

    fn seek(&self, wait: impl FnOnce(&mut dyn FnMut() -> Option<()>)) -> Result<T, TryRecvError> {
        step();
        if let Some((_, message)) = self.change(|state| state.meeting.offers.pop_front()) {
            return Ok(message);
        }
        let ticket = self.change(State::seek);
        wait(&mut || self.state.lock().is_served(ticket));
        let (message, closed) = self.change(|state| (state.meeting.collect(ticket), state.senders == 0));
        message.ok_or(if closed { TryRecvError::Disconnected } else { TryRecvError::Empty })
    }

    fn block(&self, attempt: &mut dyn FnMut() -> Option<()>) {
        block(iter::once(&self.changed), attempt);
    }
}

impl<T> Shared<T> {
    /// Changes the state, and wakes those who wait for that.
    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let result = change(&mut self.state.lock());
        self.changed.wake();
        result
    }

    fn finish(&self, message: T, started: Option<Started>) -> Result<(), (T, bool)> {
        match started {
            Some(started) => self.change(|state| state.complete_send(started, message)).map_err(|SendError(message)| (message, true)),
            None => Err((message, false)),
        }
    }
}

impl<T> Sender<T> {
    pub(crate) fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let sent = if self.0.meets() {
            self.0.offer(message, |_| ())
        } else {
            step();
            self.0.finish(message, self.start())
        };
        sent.map_err(|(message, closed)| match closed {
            true => TrySendError::Disconnected(message),
            false => TrySendError::Full(message),
        })
    }

    pub(crate) fn send(&self, message: T) -> Result<(), SendError<T>> {
        let sent = if self.0.meets() {
            self.0.offer(message, |taken| self.0.block(taken))
        } else {
            step();
            let started = block(iter::once(&self.0.changed), || self.start());
            self.0.finish(message, Some(started))
        };
        sent.map_err(|(message, _)| SendError(message))
    }

    pub(crate) fn send_deadline(&self, message: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        let sent = if self.0.meets() {
            self.0.offer(message, |taken| _ = block_until(deadline, taken))
        } else {
            step();
            self.0.finish(message, block_until(deadline, || self.start()))
        };
        sent.map_err(|(message, closed)| match closed {
            true => SendTimeoutError::Disconnected(message),
            false => SendTimeoutError::Timeout(message),
        })
    }
}

impl<T> Receiver<T> {
    pub(crate) fn try_recv(&self) -> Result<T, TryRecvError> {
        if self.0.meets() {
            return self.0.seek(|_| ());
        }
        step();
        let started = self.start().ok_or(TryRecvError::Empty)?;
        self.0.change(|state| state.complete_receive(started)).map_err(|_| TryRecvError::Disconnected)
    }

    pub(crate) fn recv(&self) -> Result<T, RecvError> {
        if self.0.meets() {
            return self.0.seek(|served| self.0.block(served)).map_err(|_| RecvError);
        }
        step();
        let started = block(iter::once(&self.0.changed), || self.start());
        self.0.change(|state| state.complete_receive(started))
    }

    pub(crate) fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_deadline(now() + timeout)
    }

    pub(crate) fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        if self.0.meets() {
            return self.0.seek(|served| _ = block_until(deadline, served)).map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            });
        }
        step();
        let started = block_until(deadline, || self.start()).ok_or(RecvTimeoutError::Timeout)?;
        self.0.change(|state| state.complete_receive(started)).map_err(|_| RecvTimeoutError::Disconnected)
    }
}

/// What both ends can tell.
macro_rules! tell {
    ($end:ident) => {
        #[allow(dead_code)]
        impl<T> $end<T> {
            pub(crate) fn is_empty(&self) -> bool {
                self.len() == 0
            }

            pub(crate) fn is_full(&self) -> bool {
                self.capacity() == Some(self.len())
            }

            pub(crate) fn len(&self) -> usize {
                self.0.state.lock().queue.len()
            }

            pub(crate) fn capacity(&self) -> Option<usize> {
                self.0.state.lock().capacity
            }

            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.0, &other.0)
            }
        }
    };
}
tell!(Sender);
tell!(Receiver);

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(self.0.clone())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().receivers += 1;
        Receiver(self.0.clone())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        step();
        self.0.change(|state| state.senders -= 1);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        step();
        let lost = self.0.change(|state| {
            state.receivers -= 1;
            let drops = state.receivers == 0 && state.capacity.is_none();
            drops.then(|| mem::take(&mut state.queue))
        });
        drop(lost);
    }
}

/// An end, as an operation of a select.
trait Arm {
    fn start(&self) -> Option<Started>;
    fn is_ready(&self) -> bool;
    fn changed(&self) -> &Sleepers;
}

impl<T> Arm for Sender<T> {
    fn start(&self) -> Option<Started> {
        self.0.state.lock().start_send()
    }

    fn is_ready(&self) -> bool {
        self.0.state.lock().can_send()
    }

    fn changed(&self) -> &Sleepers {
        &self.0.changed
    }
}

impl<T> Arm for Receiver<T> {
    fn start(&self) -> Option<Started> {
        self.0.state.lock().start_receive()
    }

    fn is_ready(&self) -> bool {
        self.0.state.lock().can_receive()
    }

    fn changed(&self) -> &Sleepers {
        &self.0.changed
    }
}

pub struct Select<'a> {
    arms: Vec<&'a dyn Arm>,
    biased: bool,
}

impl<'a> Select<'a> {
    pub(crate) fn new() -> Self {
        Select { arms: Vec::new(), biased: false }
    }

    pub(crate) fn new_biased() -> Self {
        Select { arms: Vec::new(), biased: true }
    }

    pub(crate) fn send<T>(&mut self, sender: &'a Sender<T>) -> usize {
        self.add(sender)
    }

    pub(crate) fn recv<T>(&mut self, receiver: &'a Receiver<T>) -> usize {
        self.add(receiver)
    }

    fn add(&mut self, arm: &'a dyn Arm) -> usize {
        self.arms.push(arm);
        self.arms.len() - 1
    }

    /// One of the operations that are ready.
    fn any(&self) -> Option<usize> {
        let ready: Vec<usize> = (0..self.arms.len()).filter(|&at| self.arms[at].is_ready()).collect();
        match (ready.len(), self.biased) {
            (0, _) => None,
            (1, _) | (_, true) => Some(ready[0]),
            (several, false) => Some(ready[thread_rng().gen_range(0..several)]),
        }
    }

    fn start(&self) -> Option<SelectedOperation<'a>> {
        let index = self.any()?;
        let started = self.arms[index].start()?;
        Some(SelectedOperation { started, index, end: ptr::from_ref(self.arms[index]).cast(), arms: PhantomData })
    }

    fn places(&self) -> impl Iterator<Item = &Sleepers> + Clone {
        self.arms.iter().map(|arm| arm.changed())
    }

    pub(crate) fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        step();
        self.start().ok_or(TrySelectError)
    }

    pub(crate) fn select(&mut self) -> SelectedOperation<'a> {
        step();
        block(self.places(), || self.start())
    }

    pub(crate) fn select_timeout(&mut self, timeout: Duration) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.select_deadline(now() + timeout)
    }

    pub(crate) fn select_deadline(&mut self, deadline: Instant) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        step();
        block_until(deadline, || self.start()).ok_or(SelectTimeoutError)
    }

    pub(crate) fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        step();
        self.any().ok_or(TryReadyError)
    }

    pub(crate) fn ready(&mut self) -> usize {
        step();
        block(self.places(), || self.any())
    }

    pub(crate) fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.ready_deadline(now() + timeout)
    }

    pub(crate) fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        step();
        block_until(deadline, || self.any()).ok_or(ReadyTimeoutError)
    }
}

pub struct SelectedOperation<'a> {
    started: Started,
    index: usize,
    end: *const (),
    arms: PhantomData<&'a ()>,
}

impl SelectedOperation<'_> {
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    pub(crate) fn send<T>(self, sender: &Sender<T>, message: T) -> Result<(), SendError<T>> {
        assert!(ptr::eq(ptr::from_ref(sender).cast(), self.end), "passed a sender that wasn't selected");
        let started = self.complete();
        sender.0.change(|state| state.complete_send(started, message))
    }

    pub(crate) fn recv<T>(self, receiver: &Receiver<T>) -> Result<T, RecvError> {
        assert!(ptr::eq(ptr::from_ref(receiver).cast(), self.end), "passed a receiver that wasn't selected");
        let started = self.complete();
        receiver.0.change(|state| state.complete_receive(started))
    }

    fn complete(self) -> Started {
        step();
        let started = self.started;
        mem::forget(self);
        started
    }
}

impl Drop for SelectedOperation<'_> {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "dropped an operation that was selected, and not completed");
    }
}
