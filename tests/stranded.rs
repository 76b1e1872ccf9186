//! Messages that are lost.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::sync::{Mutex, MutexGuard};
use unhang::channel::{Receiver, Sender, bounded, never, select, unbounded};
use unhang::{Grade, Report, ReportKind, on_report, report_stranded};

static TURN: Mutex<()> = Mutex::new(());
static REPORTS: Mutex<Vec<Report>> = Mutex::new(Vec::new());

/// One test at a time: there is one hook.
fn alone() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    report_stranded(true);
    on_report(|report| REPORTS.lock().unwrap().push(report.clone()));
    told();
    turn
}

fn told() -> Vec<Report> {
    std::mem::take(&mut *REPORTS.lock().unwrap())
}

fn channels() -> [(Sender<u8>, Receiver<u8>); 2] {
    [bounded(2), unbounded()]
}

#[test]
fn what_is_dropped_unread_is_reported() {
    let _turn = alone();
    for (s, r) in channels() {
        let line = line!() + 1;
        s.send(1).unwrap();
        select! { send(s, 2) -> sent => sent.unwrap(), recv(never::<()>()) -> _ => {} }
        assert_eq!(told(), []);
        drop(r);
        let reports = told();
        assert_eq!(reports.len(), 2);
        for (report, line) in reports.iter().zip(line..) {
            assert_eq!((report.kind, report.grade), (ReportKind::Stranded, Grade::Proven));
            let stranded = report.stranded.as_ref().expect("what was lost");
            assert_eq!((stranded.level, stranded.sent.file(), stranded.sent.line()), (None, file!(), line));
            let text = report.to_string();
            let first = format!("message lost: a message sent into channel #{} at {} was dropped unread\n", stranded.id, stranded.sent);
            assert!(text.starts_with(&first), "{text}");
        }
    }
}

#[test]
fn what_is_received_or_given_back_is_not() {
    let _turn = alone();
    for (s, r) in channels() {
        s.send(1).unwrap();
        s.try_send(2).unwrap();
        assert_eq!(r.recv(), Ok(1));
        select! { recv(r) -> message => assert_eq!(message, Ok(2)), recv(never::<()>()) -> _ => {} }
        s.send(3).unwrap();
        let mut rest = r.clone().into_iter();
        assert_eq!(rest.next(), Some(3));
        drop((r, rest));
        assert!(s.send(4).is_err() && s.try_send(4).is_err() && s.send_timeout(4, std::time::Duration::ZERO).is_err());
        select! { send(s, 4) -> sent => assert!(sent.is_err()), recv(never::<()>()) -> _ => {} }
    }
    let (s, r) = bounded(1);
    s.send(1).unwrap();
    assert!(s.try_send(2).is_err());
    assert_eq!(r.recv(), Ok(1));
    assert_eq!(told(), []);
}

#[test]
fn nobody_is_told_without_asking() {
    let _turn = alone();
    report_stranded(false);
    for (s, r) in channels() {
        s.send(1).unwrap();
        drop(r);
    }
    assert_eq!(told(), []);
}

#[test]
fn a_hook_that_panics_leaves_the_drop_alone() {
    let _turn = alone();
    on_report(|_| panic!("a hook"));
    let (s, r) = bounded(2);
    s.send(1).unwrap();
    s.send(2).unwrap();
    drop(r);
    assert_eq!(s.send(3).map_err(|error| error.into_inner()), Err(3));
}
