use unhang::{Cx, RwLock, UpTo};

#[unhang::levels]
mod order {
    pub struct Endpoints;
}
use order::*;

trait Client {
    fn act(&self, cx: &mut Cx<UpTo<Endpoints>>, request: &str) -> String;
}

struct HttpClient {
    endpoints: RwLock<Vec<String>, Endpoints>,
}

impl Client for HttpClient {
    fn act(&self, cx: &mut Cx<UpTo<Endpoints>>, request: &str) -> String {
        format!("{request} of {}", self.endpoints.read(cx).join(","))
    }
}

#[unhang::acquires(Endpoints)]
fn sync(cx: &mut Cx, client: &HttpClient) {
    let (mut endpoints, cx) = client.endpoints.write(cx).nest();
    let through: &dyn Client = client;
    endpoints.insert(0, through.act(cx.narrow(), "leader"));
}

fn main() {}
