use unhang::Cx;

static CX: std::sync::Mutex<Option<&'static mut Cx>> = std::sync::Mutex::new(None);

fn main() {}
