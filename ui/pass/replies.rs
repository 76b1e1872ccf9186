#![allow(dead_code)]

mod owed_while_the_server_receives {
    use unhang::{Cx, Receiver, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    type Reply = oneshot::Carried<u32, Replies, Requests>;

    #[unhang::role(drains(Requests))]
    pub fn serve(cx: &mut Cx, requests: Receiver<Reply, Requests>) {
        let Ok(first) = requests.recv(cx) else { return };
        let (first, _) = first.attach(cx);
        first.send(1).unwrap();
        let _second = requests.recv(cx);
    }
}

mod kept_while_the_server_receives {
    use unhang::{Cx, Receiver, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    type Reply = oneshot::Carried<u32, Replies, Requests>;

    #[unhang::role(drains(Requests))]
    pub fn serve(cx: &mut Cx, requests: Receiver<Reply, Requests>) {
        while let Ok(reply) = requests.recv(cx) {
            let _ = reply.attach(cx).0.send(1);
        }
    }
}

mod awaited_beside_its_own_sender {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn ask(cx: &mut Cx) {
        let (reply, answer, cx) = cx.oneshot::<u32, Jobs>();
        let cx = reply.close(cx);
        let _ = answer.recv(cx);
    }
}

mod awaited_under_a_lock_of_the_server {
    use unhang::{Cx, Mutex, oneshot};

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Replies;
        #[after(Replies)]
        pub struct Log;
    }
    use order::*;

    fn ask(cx: &mut Cx, answer: oneshot::Receiver<u32, Replies>) {
        let _ = answer.recv(cx);
    }

    pub fn start(cx: &mut Cx, log: &Mutex<u32, Log>, answer: oneshot::Receiver<u32, Replies>) {
        ask(cx, answer);
        *log.lock(cx) += 1;
    }
}

mod awaited_by_who_drains_the_requests {
    use unhang::{Cx, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    pub fn ask(cx: &mut Cx) {
        let (requests, served, cx) = cx.bounded::<oneshot::Carried<u32, Replies, Requests>, Requests>(1);
        let (reply, answer, cx) = cx.oneshot();
        let (reply, cx) = reply.detach(cx);
        requests.try_send(reply).unwrap();
        let cx = served.close(cx);
        let _ = answer.recv(cx);
    }
}

mod carried_by_a_level_that_does_not {
    use unhang::{Cx, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    pub fn ask(cx: &mut Cx) {
        let (reply, _answer, cx) = cx.oneshot::<u32, Replies>();
        let (_reply, _cx): (oneshot::Carried<_, _, Requests>, _) = reply.detach(cx);
    }
}

mod clone_carried_by_a_level_that_does_not {
    use unhang::{Carried, Sender};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    pub fn share(replies: &Sender<u32, Replies>) -> Carried<Sender<'static, u32, Replies>, Requests> {
        replies.detached_clone()
    }
}

mod clone_attached_while_receiving {
    use unhang::{Carried, Cx, Receiver, Sender};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    type Log = Carried<Sender<'static, u32, Replies>, Requests>;

    #[unhang::role(drains(Requests))]
    pub fn serve(cx: &mut Cx, requests: Receiver<Log, Requests>) {
        if let Ok(log) = requests.recv(cx) {
            let (log, cx) = log.attach(cx);
            log.send(cx, 1).unwrap();
            let cx = log.close(cx);
            let _next = requests.recv(cx);
        }
    }
}

mod two_attached_of_one_level {
    use unhang::{Carried, Cx, Sender};

    #[unhang::levels]
    mod order {
        #[channel(bounded)]
        pub struct Items;
        #[channel(carries(Items))]
        pub struct Streams;
    }
    use order::*;

    type Stream = Carried<Sender<'static, u32, Items>, Streams>;

    pub fn serve(cx: &mut Cx, one: Stream, other: Stream) {
        let (one, inner) = one.attach(cx);
        one.close(inner);
        let (_other, _cx) = other.attach(cx);
    }
}

mod sent_without_attach {
    use unhang::{Cx, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
    }
    use order::*;

    pub fn answer(cx: &mut Cx, reply: oneshot::Carried<u32, Replies, Requests>) {
        let (reply, _cx) = reply.attach(cx);
        reply.send(1).unwrap();
    }
}

mod sent_twice {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        #[channel]
        pub struct Jobs;
    }
    use order::*;

    pub fn answer(cx: &mut Cx) {
        let (reply, _answer, _cx) = cx.oneshot::<u32, Jobs>();
        reply.send(1).unwrap();
    }
}

mod attached_and_the_outer_context_used {
    use unhang::{Cx, Mutex, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[channel]
        #[after(Requests)]
        pub struct Replies;
        pub struct Log;
    }
    use order::*;

    pub fn answer(cx: &mut Cx, log: &Mutex<u32, Log>, reply: oneshot::Carried<u32, Replies, Requests>) {
        let seen = *log.lock(cx);
        let (reply, _) = reply.attach(cx);
        reply.send(seen).unwrap();
    }
}

mod collected_before_they_are_answered {
    use unhang::{Cx, Receiver, oneshot};

    #[unhang::levels]
    mod order {
        #[channel(bounded, carries(Replies))]
        pub struct Requests;
        #[after(Requests)]
        #[channel]
        pub struct Replies;
    }
    use order::*;

    type Request = oneshot::Carried<u32, Replies, Requests>;

    #[unhang::role(drains(Requests))]
    pub fn server(cx: &mut Cx, requests: Receiver<Request, Requests>) {
        while let Ok(reply) = requests.recv(cx) {
            _ = reply.attach(cx).0.send(1);
        }
    }
}

fn main() {}
