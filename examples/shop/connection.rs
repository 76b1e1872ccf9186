//! One client: reads its lines, asks the workers, writes the answers.

use super::claim::Claim;
use super::lines::{End, Lines};
use super::order::{Replies, Requests};
use super::protocol::{self, Answer, Command, Line, Refusal};
use super::server::Server;
use super::summary::Tally;
use super::worker::Request;
use std::time::Instant;
use unhang::{CancelToken, Cx, Ended, SendError, Sender, oneshot};

type Queue<'cx> = Sender<'cx, Request, Requests>;

/// Serves one client until it quits, or the shop closes.
#[unhang::role(owes(Requests))]
pub(crate) fn serve(cx: &mut Cx, requests: &Queue, mut lines: Lines, server: &Server, closing: &CancelToken) {
    let mut tally = Tally::default();
    let farewell = loop {
        let line = match lines.next(closing) {
            Ok(line) => line,
            Err(End::Gone) => break None,
            Err(End::Closing) => break Some(format!("error {}", Refusal::Closing)),
            Err(End::Idle) => break Some("error you said nothing for a minute".into()),
            Err(End::TooLong) => break Some("error this line is too long".into()),
        };
        let answer = match protocol::parse(&line) {
            Ok(Line::Quit) => break Some("ok bye".into()),
            Ok(Line::Ask(command)) => {
                let answer = ask(cx, requests, command, server, closing);
                tally.add(&answer);
                match answer {
                    Ok(done) => format!("ok {done}"),
                    Err(refusal) => format!("error {refusal}"),
                }
            }
            Err(mistake) => format!("error {mistake}"),
        };
        if lines.write(&answer).is_err() {
            break None;
        }
    };
    *server.tally.lock(cx) += tally;
    if let Some(farewell) = farewell {
        lines.part(&farewell);
    }
}

/// Asks the workers: waits for a place in the queue until the shop closes, for the answer until the request's deadline.
#[unhang::role(owes(Requests))]
fn ask(cx: &mut Cx, requests: &Queue, command: Command, server: &Server, closing: &CancelToken) -> Answer {
    let deadline = Instant::now() + server.settings.deadline;
    let (reply, answer, cx) = cx.oneshot::<Answer, Replies>();
    let (reply, cx) = reply.detach(cx);
    let claim = Claim::default();
    let request = Request { command, deadline, claim: claim.clone(), reply };
    let sent = cx.with_deadline(deadline, |cx| cx.with_token(closing, |cx| requests.send(cx, request)));
    if let Err(SendError { ended, .. }) = sent {
        return Err(Refusal::from(ended));
    }
    server.most_queued.rise_to(requests.len());
    await_answer(cx, &answer, deadline, &claim)
}

/// A request that was accepted is answered, also while the shop closes.
#[unhang::role(owes(Requests))]
fn await_answer(cx: &mut Cx, answer: &oneshot::Receiver<Answer, Replies>, deadline: Instant, claim: &Claim) -> Answer {
    let first = cx.with_deadline(deadline, |cx| answer.recv(cx));
    let answer = match first {
        Err(Ended::Deadline) if claim.take() => return Err(Refusal::Late),
        // A worker was quicker, so the answer is on its way.
        Err(Ended::Deadline) => answer.recv(cx),
        answered => answered,
    };
    answer.unwrap_or(Err(Refusal::Failed))
}

impl From<Ended> for Refusal {
    fn from(ended: Ended) -> Refusal {
        match ended {
            Ended::Deadline => Refusal::Late,
            Ended::Cancelled(_) => Refusal::Closing,
            _ => Refusal::Failed,
        }
    }
}
