use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Greetings;
    #[channel]
    #[after(Greetings)]
    pub struct Answers;
}
use order::*;

fn greet(cx: &mut Cx) {
    let (greet, greetings, cx) = cx.unbounded::<u32, Greetings>();
    let (answer, answers, cx) = cx.unbounded::<u32, Answers>();
    let (_, cx) = spawn_with(cx, (greetings, answer), |cx, (greetings, answer)| {
        let greeting = greetings.recv(cx).unwrap();
        answer.send(cx, greeting + 1).unwrap();
    });
    let answered = answers.recv(cx).unwrap();
    greet.send(cx, answered).unwrap();
}

fn main() {}
