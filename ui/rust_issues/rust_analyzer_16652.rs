use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct CrateData;
}
use order::*;

type Query = fn(&mut Cx<UpTo<CrateData>>, &Database) -> usize;

struct Database {
    crate_data: Mutex<Option<usize>, CrateData>,
    query: Query,
}

fn fill(cx: &mut Cx, database: &Database) {
    let (mut data, cx) = database.crate_data.lock(cx).nest();
    *data = Some((database.query)(cx.narrow(), database));
}

fn main() {}
