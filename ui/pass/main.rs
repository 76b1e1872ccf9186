#![allow(dead_code)]

mod two_parameters {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_cx: &mut Cx) {
        let _arguments: Vec<String> = std::env::args().collect();
    }
}

mod another_parameter {
    #[unhang::main]
    pub fn main() {
        let _arguments: Vec<String> = std::env::args().collect();
    }
}

mod context_by_value {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod of_another_name {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod async_main {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod generic_main {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod unsafe_main {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod on_a_struct {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod an_argument {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_: &mut Cx) {}
}

mod returns_the_wrong_type {
    use unhang::Cx;

    #[unhang::main]
    pub fn main(_cx: &mut Cx) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
