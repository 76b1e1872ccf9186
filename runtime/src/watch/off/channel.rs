//! What a channel carries in an unchecked build: nothing.

use crate::deadlock::{Deadlock, Exit};
use crate::level::LevelInfo;
use crate::prim::channel as raw;
use crate::report::{Site, Wanted};
use raw::{RecvError, SendError, TryRecvError, TrySendError};
use std::convert::Infallible;
use std::marker::PhantomData;
use std::time::Instant;

#[derive(Clone)]
pub(crate) struct Sending;

#[derive(Clone)]
pub(crate) struct Receiving;

#[inline(always)]
pub(crate) fn traffic(_: Option<usize>, _: Option<fn() -> &'static LevelInfo>, _: Site) -> (Sending, Receiving) {
    (Sending, Receiving)
}

impl Sending {
    #[inline(always)]
    pub(crate) fn send<T>(
        &self,
        message: T,
        _: Site,
        _: impl Fn(Parcel<T>) -> Result<(), TrySendError<Parcel<T>>>,
        block: impl FnOnce(Parcel<T>) -> Result<(), SendError<Parcel<T>>>,
        _: impl FnOnce(Deadlock),
    ) -> Result<(), SendError<T>> {
        block(message)
    }

    #[inline(always)]
    pub(crate) fn count<E>(&self, sent: Result<(), E>) -> Result<(), E> {
        sent
    }

    #[inline(always)]
    pub(crate) fn pack<T>(&self, message: T, _: Site) -> Parcel<T> {
        message
    }

    #[inline(always)]
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView(PhantomData)
    }

    #[inline(always)]
    pub(crate) fn tie(&self, _: Site) {}

    #[inline(always)]
    pub(crate) fn loosen(&self) {}
}

impl Receiving {
    #[inline(always)]
    pub(crate) fn never(_: Site) -> Receiving {
        Receiving
    }

    #[inline(always)]
    pub(crate) fn timer() -> Receiving {
        Receiving
    }

    #[inline(always)]
    pub(crate) fn receive<T>(
        &self,
        _: Site,
        _: impl Fn() -> Result<T, TryRecvError>,
        block: impl FnOnce() -> Result<T, RecvError>,
        _: impl FnOnce(Deadlock),
    ) -> Result<T, RecvError> {
        block()
    }

    #[inline(always)]
    pub(crate) fn count<T, E>(&self, received: Result<T, E>) -> Result<T, E> {
        received
    }

    #[inline(always)]
    pub(crate) fn view(&self) -> ArmView<'_> {
        ArmView(PhantomData)
    }

    #[inline(always)]
    pub(crate) fn tie(&self, _: Site) {}

    #[inline(always)]
    pub(crate) fn loosen(&self) {}
}

#[derive(Clone, Copy)]
pub(crate) struct ArmView<'a>(PhantomData<&'a ()>);

impl<'a> ArmView<'a> {
    #[inline(always)]
    pub(crate) fn end(_: &'a (impl Fn() -> bool + Sync)) -> Self {
        ArmView(PhantomData)
    }
}

#[inline(always)]
pub(crate) fn wait_for_any<'a, R, X: Exit>(
    _: impl Iterator<Item = ArmView<'a>>,
    _: bool,
    _: Site,
    _: X,
    _: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    Ok(block())
}

#[inline(always)]
pub(crate) fn wanted_of_any<'a>(_: impl Iterator<Item = ArmView<'a>>) -> Wanted {
    unreachable!("nothing is reported in an unchecked build")
}

/// A message on its way: the message.
pub(crate) type Parcel<T> = T;

#[inline(always)]
pub(crate) fn open<T>(parcel: Parcel<T>) -> T {
    parcel
}

/// There is none: a timer is a channel like others.
pub(crate) struct Timer<T>(Infallible, PhantomData<fn() -> T>);

impl<T> Clone for Timer<T> {
    fn clone(&self) -> Self {
        match self.0 {}
    }
}

impl<T> Timer<T> {
    pub(crate) fn raw(&self) -> &raw::Receiver<Instant> {
        match self.0 {}
    }

    pub(crate) fn moment(&self, _: Instant) -> T {
        match self.0 {}
    }
}

/// How a timer is kept.
#[inline(always)]
pub(crate) fn timer<R>(
    raw: raw::Receiver<Instant>,
    channel: impl FnOnce(raw::Receiver<Parcel<Instant>>) -> R,
    _: impl FnOnce(Timer<Instant>) -> R,
) -> R {
    channel(raw)
}
