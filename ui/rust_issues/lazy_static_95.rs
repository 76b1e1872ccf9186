use unhang::{Cx, OnceLock};

#[unhang::levels]
mod order {
    pub struct Squares;
}
use order::*;

struct Tables {
    squares: OnceLock<Vec<u32>, Squares>,
}

#[unhang::acquires(Squares)]
fn squares<'a>(cx: &mut Cx, tables: &'a Tables) -> &'a [u32] {
    tables.squares.get_or_init(cx, |cx| (0..4).map(|number| square(cx, tables, number)).collect())
}

#[unhang::acquires(Squares)]
fn square(cx: &mut Cx, tables: &Tables, number: usize) -> u32 {
    squares(cx, tables)[number]
}

fn main() {}
