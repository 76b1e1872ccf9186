//! What a case is: one hang that somebody had, and what became of it.

use unhang::Cx;

/// Where the cases of one kind are from.
pub struct Category {
    /// That of its list and of its folder.
    pub name: &'static str,
    /// As a heading of the table.
    pub title: &'static str,
    pub cases: &'static [Case],
}

/// One hang, in its forms.
pub struct Case {
    /// That of its file.
    pub name: &'static str,
    /// Where it was found: a project, and the number of an issue or a change.
    pub origin: &'static str,
    /// What kind of hang it is, in a few words.
    pub class: &'static str,
    pub forms: &'static [Form],
}

/// A program of a case.
pub struct Form {
    /// `found`, `typed`, `fixed`, or what tells it from others of its kind.
    pub name: &'static str,
    pub kind: Kind,
    /// What there is to say of it in the table: why it is missed, what Rust changes.
    pub note: &'static str,
}

/// What a program is to show. A body runs as the first task of a test.
pub enum Kind {
    /// It hangs without the checker, always, and is reported with it.
    Hangs(fn(&mut Cx)),
    /// It hangs on some schedules, and is reported on one of the first hundred.
    CanHang(fn(&mut Cx)),
    /// It cannot hang any more, and nothing is reported, in a thousand runs and on as many schedules.
    Right(fn(&mut Cx)),
    /// It does not compile: a file below `ui/`, whose twin in `ui/pass` does.
    Refused(&'static str),
    /// It cannot be written in Rust so that it hangs.
    Removed,
    /// It hangs, and neither the compiler nor the checker says so. The note says why.
    Missed(fn(&mut Cx)),
    /// It does not come to hang: in every build, checked or not, it panics and says what would have become of it.
    Panics(fn(&mut Cx)),
}

impl Kind {
    /// What there is to run.
    pub fn body(&self) -> Option<fn(&mut Cx)> {
        match *self {
            Kind::Hangs(body) | Kind::CanHang(body) | Kind::Right(body) | Kind::Missed(body) | Kind::Panics(body) => Some(body),
            Kind::Refused(_) | Kind::Removed => None,
        }
    }

    /// What is not to compile.
    pub fn file(&self) -> Option<&'static str> {
        if let Kind::Refused(file) = *self { Some(file) } else { None }
    }
}

impl Form {
    /// The program as it was found: it always hangs.
    pub const fn hangs(name: &'static str, body: fn(&mut Cx)) -> Form {
        Form { name, kind: Kind::Hangs(body), note: "" }
    }

    /// The program as it was found: it hangs on some schedules.
    pub const fn can_hang(name: &'static str, body: fn(&mut Cx)) -> Form {
        Form { name, kind: Kind::CanHang(body), note: "" }
    }

    /// The program as it was mended.
    pub const fn right(name: &'static str, body: fn(&mut Cx)) -> Form {
        Form { name, kind: Kind::Right(body), note: "" }
    }

    /// With levels, roles and contexts it is refused.
    pub const fn refused(name: &'static str, file: &'static str) -> Form {
        Form { name, kind: Kind::Refused(file), note: "" }
    }

    pub const fn removed(name: &'static str, why: &'static str) -> Form {
        Form { name, kind: Kind::Removed, note: why }
    }

    pub const fn missed(name: &'static str, body: fn(&mut Cx), why: &'static str) -> Form {
        Form { name, kind: Kind::Missed(body), note: why }
    }

    /// It panics before it could hang, in every build.
    pub const fn panics(name: &'static str, body: fn(&mut Cx)) -> Form {
        Form { name, kind: Kind::Panics(body), note: "" }
    }

    pub const fn with_note(self, note: &'static str) -> Form {
        Form { note, ..self }
    }
}
