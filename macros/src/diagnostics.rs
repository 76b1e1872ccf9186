//! Every sentence that a user can get to read, and the list that collects them.

use crate::order::{Declaration, Mistake};
use crate::parse::{Module, Side};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes of one macro call: all are reported, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Mistakes {
    first: Option<syn::Error>,
}

impl Mistakes {
    pub(crate) fn at(&mut self, tokens: &impl ToTokens, message: impl std::fmt::Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.add(syn::Error::new(span, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.first {
            Some(first) => first.combine(error),
            None => self.first = Some(error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.first.map(|error| error.into_compile_error()).unwrap_or_default()
    }
}

/// What takes the place of an item that is no module with a body: itself, but a file that may not exist is not asked for.
pub(crate) fn instead_of(item: TokenStream) -> TokenStream {
    match syn::parse2::<syn::ItemMod>(item.clone()) {
        Ok(syn::ItemMod { attrs, vis, mod_token, ident, .. }) => quote::quote!(#(#attrs)* #vis #mod_token #ident {}),
        Err(_) => item,
    }
}

/// Says what is wrong with an order.
pub(crate) fn of_order(module: &Module, declaration: &Declaration, wrong: &[Mistake], mistakes: &mut Mistakes) {
    let references: Vec<_> = module.levels.iter().flat_map(|level| level.references.iter().map(move |to| (level, to))).collect();
    for mistake in wrong {
        match mistake {
            Mistake::Twice { level } => mistakes.at(&module.levels[*level].name, say::twice(&declaration.levels[*level])),
            Mistake::Unknown { reference, meant } => {
                let path = &references[*reference].1.path;
                let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                mistakes.at(path, say::unknown(&name, &module.name, meant.as_deref()));
            }
            Mistake::Itself { reference } => {
                let (level, to) = references[*reference];
                if to.side == Side::Carries {
                    mistakes.at(&to.path, say::carries_itself(&level.name.to_string()));
                    continue;
                }
                mistakes.at(&to.path, say::itself(&level.name.to_string(), to.side.word()));
            }
            Mistake::Cycle { names, reference } => mistakes.at(&references[*reference].1.path, say::cycle(names)),
            Mistake::Circle { waits, reference } => mistakes.at(&references[*reference].1.path, say::waits_in_a_circle(waits)),
        }
    }
}

/// The sentences: lowercase, no full stop, both parties named, and what to do.
pub(crate) mod say {
    use proc_macro2::{Ident, TokenStream};
    use quote::ToTokens;

    pub(crate) const NO_PATH: &str = "expected the path of a level, as in `Accounts` or `net::Socket`";
    pub(crate) const ONLY_CRATE: &str = "unexpected argument: only `crate = path` can be given here";

    pub(crate) const NOT_A_MODULE: &str = "`#[levels]` declares the levels of a module: put it on `mod order { .. }`";
    pub(crate) fn no_body(module: &Ident) -> String {
        format!("`#[levels]` has to see the levels: write `mod {module} {{ .. }}` with its body here")
    }
    pub(crate) fn fields(level: &Ident) -> String {
        format!("a level has no fields: write `struct {level};`")
    }
    pub(crate) fn generics(level: &Ident) -> String {
        format!("a level has no generic parameters: write `struct {level};`")
    }
    pub(crate) fn no_list(word: &str) -> String {
        format!("`#[{word}]` names one level or more: write `#[{word}(Accounts)]`")
    }
    pub(crate) const CHANNEL_ARGUMENT: &str =
        "write `#[channel]` where a send never waits, `#[channel(bounded)]` where it can; `token` and `carries(Level)` can be added";
    pub(crate) const CHANNEL_TWICE: &str = "a level is one kind of channel: put all of it into one `#[channel(..)]`";
    pub(crate) const CARRIES_NOTHING: &str = "`carries` names the levels whose senders messages may carry: write `carries(Replies)`";
    pub(crate) const TOKEN_UNBOUNDED: &str = "`token` keeps a bounded channel at its capacity: write `#[channel(bounded, token)]`";
    pub(crate) fn carries_itself(level: &str) -> String {
        format!("messages of `{level}` cannot carry senders of `{level}`: give these a level of their own")
    }
    pub(crate) fn waits_in_a_circle(waits: &[String]) -> String {
        let first = waits.first().cloned().unwrap_or_default();
        format!("these can wait for one another: {} -> {first}; remove one of the edges between them", waits.join(" -> "))
    }
    pub(crate) fn twice(level: &str) -> String {
        format!("the level `{level}` is declared twice: put all of its `#[after]` and `#[before]` on one `struct {level};`")
    }
    pub(crate) fn itself(level: &str, word: &str) -> String {
        format!("the level `{level}` cannot come {word} itself: remove this")
    }
    pub(crate) fn unknown(level: &str, module: &Ident, meant: Option<&str>) -> String {
        match meant {
            Some(meant) => format!("no level `{level}` in `{module}`: did you mean `{meant}`?"),
            None => format!("no level `{level}` in `{module}`: declare `struct {level};`, or name the level of another module by its path"),
        }
    }
    pub(crate) fn cycle(levels: &[String]) -> String {
        let drawn: Vec<String> = levels.iter().map(|level| format!("`{level}`")).collect();
        let first = drawn.first().cloned().unwrap_or_default();
        format!("the order has a cycle: {} -> {first}; remove one of its edges", drawn.join(" -> "))
    }

    pub(crate) const NOT_A_FUNCTION: &str = "`#[acquires(..)]` goes on a function or method";
    pub(crate) const ACQUIRES_NOTHING: &str = "`#[acquires]` says what the function may wait for: write `#[acquires(Accounts)]`";
    pub(crate) const ACQUIRES_ASYNC: &str =
        "an `async fn` cannot acquire: its context would move between threads; acquire in a function that it calls";
    pub(crate) const ACQUIRES_CONST: &str = "a `const fn` cannot acquire: it may run at compile time, where no task is";
    pub(crate) const ACQUIRES_EXTERN: &str = "an `extern fn` cannot acquire: acquire in a function that it calls";
    pub(crate) const TWO_CONTEXTS: &str = "a function has one context: remove the second `Cx` parameter";
    pub(crate) const CONTEXT_ARGUMENTS: &str = "`Cx` has one type argument: write `&mut Cx`, and `#[acquires]` adds the bound";
    pub(crate) fn not_a_context(ty: &TokenStream) -> String {
        format!("the context is passed as `&mut Cx`, not as `{}`: write `cx: &mut Cx`", ty.to_string().replace("& ", "&"))
    }
    pub(crate) fn no_body_to_enter(function: &Ident) -> String {
        format!("`{function}` has no body in which a context could be checked: give it a parameter `cx: &mut Cx`")
    }

    pub(crate) const ROLE_NOT_A_FUNCTION: &str = "`#[role(..)]` goes on the function that is a task's body";
    pub(crate) const ROLE_ARGUMENT: &str =
        "a role says what its task owes and drains: write `#[role(owes(Results), drains(Jobs))]`, or one of the two";
    pub(crate) const ROLE_ASYNC: &str = "an `async fn` has no role: its context would move between threads";
    pub(crate) const ROLE_CONTEXT: &str = "the role says what is in the context: write `cx: &mut Cx`";
    pub(crate) const ROLE_CONTEXT_NAME: &str = "the context needs a name: write `cx: &mut Cx`";
    pub(crate) fn role_without_context(function: &Ident) -> String {
        format!("`{function}` has a role but no context: give it a parameter `cx: &mut Cx`")
    }

    pub(crate) const MAIN_NOT_A_FUNCTION: &str = "`#[unhang::main]` goes on `fn main(cx: &mut Cx) { .. }`";
    pub(crate) fn main_named(function: &Ident) -> String {
        format!("`#[unhang::main]` goes on the program's `fn main`, not on `{function}`: use `unhang::root(|cx| ..)` in it")
    }
    /// What is said of a function in which a root begins.
    pub(crate) struct Entry {
        pub(crate) is_async: &'static str,
        pub(crate) qualifier: &'static str,
        pub(crate) generic: &'static str,
        pub(crate) parameter: &'static str,
    }
    pub(crate) const MAIN: Entry = Entry {
        is_async: "`main` cannot be async here: start the executor inside of it",
        qualifier: "`main` is a plain function: remove this",
        generic: "`main` cannot be generic: remove this",
        parameter: "`main` takes nothing but its context: write `fn main(cx: &mut Cx)`",
    };
    pub(crate) const TEST: Entry = Entry {
        is_async: "a test cannot be async here: start the executor inside of it",
        qualifier: "a test is a plain function: remove this",
        generic: "a test cannot be generic: remove this",
        parameter: "a test takes nothing but its context: write `fn name(cx: &mut Cx)`",
    };
    pub(crate) const TEST_NOT_A_FUNCTION: &str = "`#[unhang::test]` goes on a function: `fn name(cx: &mut Cx) { .. }`";
    pub(crate) const TEST_TWICE: &str = "`#[unhang::test]` makes it a test already: remove this";
    pub(crate) const TEST_OPTIONS: &str =
        "a test is given `schedules = 100`, `seed = 7`, `capacity = 0`, `time_limit = 10`, `allow(leaks)` or `crate = path`";
    pub(crate) const TEST_ALLOWS: &str = "what a test can allow is `leaks`, `stranded` and `forgotten`";
    pub(crate) const TEST_CAPACITY: &str = "the capacity is `0`, `declared` or `unbounded`";
    pub(crate) const TEST_TIME_LIMIT: &str = "the time limit is a number of seconds, above zero, or `none`";
    pub(crate) const TEST_NUMBER: &str = "a whole number is expected, up to 64 bits";
    pub(crate) const NO_SCHEDULES: &str = "a test runs at least once";
    pub(crate) fn option_twice(option: &Ident) -> String {
        format!("`{option}` is given twice")
    }

    pub(crate) const SELECT_NO_CONTEXT: &str =
        "a select over ends with a level begins with the context: write `select!(cx, recv(jobs) -> job => .., interrupted(why) => ..)`";
    pub(crate) const SELECT_NOT_INTERRUPTED: &str =
        "a deadline or a cancellation can end this wait: add `interrupted(why) => ..`, or a `default`";
    pub(crate) const SELECT_NEVER_INTERRUPTED: &str = "with a `default` the select does not wait in the context: remove `interrupted`";
    pub(crate) const SELECT_TOO_MANY: &str =
        "a select in a context has eight operations at most: let senders share a channel, and tell their messages apart by type";
    pub(crate) const SELECT_EMPTY: &str = "nothing to select from: write `recv(receiver) -> message => ..`";
    pub(crate) const SELECT_NO_OPERATION: &str =
        "expected an operation: `recv(receiver) -> message => ..`, `send(sender, message) -> result => ..` or `default => ..`";
    pub(crate) const SELECT_RECV_ARGUMENTS: &str = "`recv` names one receiver: write `recv(receiver) -> message => ..`";
    pub(crate) const SELECT_SEND_ARGUMENTS: &str = "`send` names a sender and a message: write `send(sender, message) -> result => ..`";
    pub(crate) const SELECT_DEFAULT_ARGUMENTS: &str =
        "`default` has one argument at most, how long to wait: write `default(timeout) => ..`";
    pub(crate) const SELECT_DEFAULT_RESULT: &str = "`default` has no result: write `default => ..`";
    pub(crate) const SELECT_TWO_DEFAULTS: &str = "a select has one `default`: remove this one";
    pub(crate) const SELECT_NO_ARROW: &str = "expected `=>`, and what is done when this operation is selected";
    pub(crate) const SELECT_NO_BODY: &str = "expected an expression after `=>`: write `{}` to do nothing";
    pub(crate) const SELECT_NO_COMMA: &str = "expected a comma: it ends what is done when an operation is selected";
    pub(crate) fn select_no_result(word: &Ident) -> String {
        format!("expected `->` and a pattern for what `{word}` returns: write `{word}(..) -> result => ..`, or `-> _`")
    }

    pub(crate) const NOT_A_STRUCT: &str = "`#[guarded]` puts the fields of a struct behind locks: put it on a `struct`";
    pub(crate) fn no_named_fields(item: &Ident) -> String {
        format!("`#[guarded]` has to name the fields in its guards: write `struct {item} {{ .. }}` with named fields")
    }
    pub(crate) fn nothing_marked(item: &Ident) -> String {
        format!("no field of `{item}` is marked: write `#[lock(Level)]` or `#[rwlock(Level)]` above those that belong behind a lock")
    }
    pub(crate) const GUARDED_ARGUMENT: &str = "unexpected argument: only `new = name` and `crate = path` can be given here";
    pub(crate) const GUARDED_ARGUMENT_TWICE: &str = "this argument is given twice: remove one of them";
    pub(crate) fn no_level(word: &str) -> String {
        format!("`#[{word}]` names the level of the field's lock: write `#[{word}(Accounts)]`")
    }
    pub(crate) const ONE_LEVEL: &str = "a field is behind one lock, and a lock has one level: remove this";
    pub(crate) fn marked_twice(field: Option<&Ident>) -> String {
        let field = field.map(Ident::to_string).unwrap_or_default();
        format!("the field `{field}` is marked twice: it can be behind one lock only, so remove this")
    }
    pub(crate) fn both_kinds(level: &Ident, first: &str, second: &str) -> String {
        format!("`{level}` is marked `#[{first}]` above and `#[{second}]` here: the fields of one level share one lock, so use one of them")
    }
    pub(crate) fn two_levels(level: &impl ToTokens, first: &impl ToTokens, snake: &str) -> String {
        let [level, first] = [level.to_token_stream(), first.to_token_stream()].map(|path| path.to_string().replace(' ', ""));
        format!(
            "`{level}` and `{first}` would both give the methods of `{snake}`: for one level write the same path, for two import one under \
             another name, with `use .. as ..`"
        )
    }
    pub(crate) fn same_name(level: &Ident, other: &Ident, name: &Ident) -> String {
        format!("the levels `{level}` and `{other}` would both give `{name}`: import one of them under another name, with `use .. as ..`")
    }
    pub(crate) fn constructor_name(name: &Ident, level: &Ident) -> String {
        format!("the constructor and a method for `{level}` would both be called `{name}`: choose another `new = name`")
    }
    pub(crate) fn cannot_derive(name: &Ident) -> String {
        format!("`{name}` cannot be derived here: it would have to lock without a context; remove it, or write the impl by hand")
    }
    pub(crate) const GUARDED_REPR: &str = "fields behind locks do not stay in their places: remove this `repr`";
}
