//! moby#29733: who wants a plugin waits until it is activated, and it never is.
//!
//! Whoever waits looks at a flag and waits for a notification. The flag is set at one place; to register a handler resets it for
//! all plugins, and nobody sets it, nor notifies, after that.
//!
//! It was mended by deriving that a plugin is activated from its manifest, and by running handlers apart from that.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Condvar, Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "moby_29733",
    origin: "moby#29733",
    class: "a notification that nobody sends",
    forms: &[
        Form::hangs("found", found),
        Form::hangs("typed", typed).with_note("nobody owes the notification of a condition variable"),
        Form::right("fixed", fixed),
    ],
};

#[derive(Default)]
struct Plugin {
    state: Mutex<State>,
    activated: Condvar,
}

#[derive(Default)]
struct State {
    manifest: Option<&'static str>,
    is_activated: bool,
    handled: u32,
}

impl Plugin {
    fn activate(&self) {
        let mut state = self.state.lock();
        state.manifest = Some("volume driver");
        state.is_activated = true;
        self.activated.notify_all();
    }

    fn wait_until(&self, is_ready: impl Fn(&State) -> bool) {
        self.activated.wait_while(&mut self.state.lock(), |state| !is_ready(state));
    }
}

fn want(plugin: &Arc<Plugin>, is_ready: fn(&State) -> bool) {
    let plugin = plugin.clone();
    thread::spawn(move || plugin.wait_until(is_ready)).join().expect("it does not panic");
}

fn found(_: &mut Cx) {
    let plugin = Arc::new(Plugin::default());
    plugin.activate();
    want(&plugin, |state| state.is_activated);
    plugin.state.lock().is_activated = false; // a handler is registered
    want(&plugin, |state| state.is_activated);
}

fn fixed(_: &mut Cx) {
    let plugin = Arc::new(Plugin::default());
    plugin.activate();
    want(&plugin, |state| state.manifest.is_some());
    let mut state = plugin.state.lock();
    state.handled += u32::from(state.manifest.is_some());
    drop(state);
    want(&plugin, |state| state.manifest.is_some());
}

#[unhang::levels]
mod order {
    pub struct Activation;
    #[after(Activation)]
    pub struct Activated;
}
use order::*;

#[derive(Default)]
struct TypedPlugin {
    state: Mutex<State, Activation>,
    activated: Condvar<Activated>,
}

fn typed(cx: &mut Cx) {
    let plugin = Arc::new(TypedPlugin::default());
    plugin.state.lock(cx).is_activated = true;
    plugin.activated.notify_all();
    plugin.state.lock(cx).is_activated = false; // a handler is registered
    let waiter = unhang::spawn(move |cx| {
        _ = plugin.activated.lock_when(cx, &plugin.state, |state| state.is_activated);
    });
    waiter.join(cx).expect("it does not panic");
}
