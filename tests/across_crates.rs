//! An order over the levels of two libraries that know nothing of each other.

use unhang::{Cx, Mutex, UpTo, root, scope};
use unhang_test_levels::{QUOTA, SESSION, SOCKET, TRACE, net, send, spend, trace, under_socket};
use unhang_test_more_levels::{ROW, db, last, store};

#[unhang::levels]
mod order {
    use unhang_test_levels::net;
    use unhang_test_more_levels::db;

    /// Before all that the libraries have.
    #[before(net::Socket, db::Table)]
    pub struct Request;
    /// Between two levels of one library.
    #[after(net::Socket)]
    #[before(net::Trace)]
    pub struct Retry;
    /// Between the two libraries.
    #[after(net::Trace)]
    #[before(db::Table)]
    pub struct Cache;
    /// After all of both.
    #[after(net::Trace, db::Row)]
    pub struct Log;
}
use order::*;

static REQUEST: Mutex<u32, Request> = Mutex::new(0);
static RETRY: Mutex<u32, Retry> = Mutex::new(0);
static CACHE: Mutex<u32, Cache> = Mutex::new(0);
static LOG: Mutex<Vec<String>, Log> = Mutex::new(Vec::new());

#[test]
fn a_level_before_both_libraries() {
    root(|cx| {
        let (_request, cx) = REQUEST.lock(cx).nest();
        send(cx, "before");
        spend(cx, 1);
        trace(cx, "before");
        store(cx, 1);
        let _ = last(cx);
    });
}

#[test]
fn a_level_between_two_of_one_library() {
    root(|cx| {
        let (_socket, cx) = SOCKET.lock(cx).nest();
        let (_retry, cx) = RETRY.lock(cx).nest();
        trace(cx, "between");
    });
}

#[test]
fn a_level_between_two_libraries() {
    root(|cx| {
        let (_trace, cx) = TRACE.lock(cx).nest();
        let (_cache, cx) = CACHE.lock(cx).nest();
        store(cx, 3);
        let _ = last(cx);
    });
}

#[test]
fn a_level_after_both_libraries() {
    root(|cx| {
        under_socket(cx, |cx| LOG.lock(cx).push("socket".into()));
        let (_row, cx) = ROW.read(cx).nest();
        LOG.lock(cx).push("row".into());
    });
}

#[test]
fn both_ways_around_the_librarys_diamond() {
    root(|cx| {
        for way in 0..2 {
            let (_socket, cx) = SOCKET.lock(cx).nest();
            let cx: &mut Cx<UpTo<net::Trace>> = if way == 0 {
                let (_session, cx) = SESSION.lock(cx).nest();
                cx.narrow()
            } else {
                let (_quota, cx) = QUOTA.lock(cx).nest();
                cx.narrow()
            };
            trace(cx, "around");
        }
    });
}

#[unhang::acquires(Request)]
fn generic_over_the_caller(cx: &mut Cx) {
    send(cx, "generic");
    store(cx, 2);
    LOG.lock(cx).push("generic".into());
    let (_request, cx) = REQUEST.lock(cx).nest();
    send(cx, "nested");
}

#[test]
fn a_generic_caller_reaches_both_libraries() {
    root(generic_over_the_caller);
    root(|cx| generic_over_the_caller(cx.narrow::<UpTo<Request>>()));
}

#[unhang::acquires(Cache, db::Table)]
fn between_named_with_what_follows(cx: &mut Cx) {
    let (_cache, cx) = CACHE.lock(cx).nest();
    store(cx, 4);
}

#[test]
fn a_bridge_names_both_ends() {
    root(between_named_with_what_follows);
    root(|cx| {
        let (_request, cx) = REQUEST.lock(cx).nest();
        between_named_with_what_follows(cx);
    });
}

#[test]
fn tasks_of_a_scope_go_on_in_the_library() {
    root(|cx| {
        let (_request, cx) = REQUEST.lock(cx).nest();
        scope(cx, |scope, _| {
            for value in 0..4 {
                scope.spawn(move |cx| {
                    send(cx, "task");
                    store(cx, value);
                });
            }
        });
    });
}

/// Two modules that know each other's levels, without a cycle.
mod mutual {
    #[unhang::levels]
    pub(crate) mod bank {
        #[after(super::store::Table)]
        pub(crate) struct Accounts;
    }
    #[unhang::levels]
    pub(crate) mod store {
        #[after(super::bank::Accounts)]
        pub(crate) struct Log;
        #[before(Log)]
        pub(crate) struct Table;
    }
}

#[test]
fn two_modules_around_each_other() {
    let (table, accounts, log) = (
        unhang::Mutex::<_, mutual::store::Table>::new(1),
        unhang::Mutex::<_, mutual::bank::Accounts>::new(2),
        unhang::Mutex::<_, mutual::store::Log>::new(3),
    );
    unhang::root(|cx| {
        let (table, cx) = table.lock(cx).nest();
        let (accounts, cx) = accounts.lock(cx).nest();
        assert_eq!((*table, *accounts, *log.lock(cx)), (1, 2, 3));
    });
}
