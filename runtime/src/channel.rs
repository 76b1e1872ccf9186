//! stub
use crate::level::LevelInfo;
use crate::limits::{Interrupt, Limits};
use std::panic::Location;
pub struct Sender<T>(crossbeam_channel::Sender<T>);
pub struct Receiver<T>(crossbeam_channel::Receiver<T>);
impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}
impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Receiver(self.0.clone())
    }
}
pub(crate) enum Ended {
    Closed,
    Interrupted(Interrupt),
}
pub use crossbeam_channel::TryIter;
type Site = &'static Location<'static>;
pub(crate) fn pair<T>(capacity: Option<usize>, _: Option<fn() -> &'static LevelInfo>, _: bool, _: Site) -> (Sender<T>, Receiver<T>) {
    let (a, b) = match capacity {
        Some(n) => crossbeam_channel::bounded(n),
        None => crossbeam_channel::unbounded(),
    };
    (Sender(a), Receiver(b))
}
impl<T> Sender<T> {
    pub(crate) fn send_within(&self, m: T, _: &Limits, _: Site) -> Result<(), (T, Ended)> {
        self.0.send(m).map_err(|e| (e.0, Ended::Closed))
    }
    pub fn try_send(&self, m: T) -> Result<(), crossbeam_channel::TrySendError<T>> {
        self.0.try_send(m)
    }
    pub fn send(&self, m: T) -> Result<(), crossbeam_channel::SendError<T>> {
        self.0.send(m)
    }
    pub fn send_timeout(&self, m: T, d: std::time::Duration) -> Result<(), crossbeam_channel::SendTimeoutError<T>> {
        self.0.send_timeout(m, d)
    }
    pub fn send_deadline(&self, m: T, d: std::time::Instant) -> Result<(), crossbeam_channel::SendTimeoutError<T>> {
        self.0.send_deadline(m, d)
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn is_full(&self) -> bool {
        self.0.is_full()
    }
    pub fn capacity(&self) -> Option<usize> {
        self.0.capacity()
    }
}
impl<T> Receiver<T> {
    pub(crate) fn recv_within(&self, _: &Limits, _: Site) -> Result<T, Ended> {
        self.0.recv().map_err(|_| Ended::Closed)
    }
    pub fn try_recv(&self) -> Result<T, crossbeam_channel::TryRecvError> {
        self.0.try_recv()
    }
    pub fn recv_timeout(&self, d: std::time::Duration) -> Result<T, crossbeam_channel::RecvTimeoutError> {
        self.0.recv_timeout(d)
    }
    pub fn recv_deadline(&self, d: std::time::Instant) -> Result<T, crossbeam_channel::RecvTimeoutError> {
        self.0.recv_deadline(d)
    }
    pub fn try_iter(&self) -> crossbeam_channel::TryIter<'_, T> {
        self.0.try_iter()
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn is_full(&self) -> bool {
        self.0.is_full()
    }
    pub fn capacity(&self) -> Option<usize> {
        self.0.capacity()
    }
}
