//! `#[levels]`: from a module of unit structs to the traits and impls of its order.
//!
//! A declaration that names levels of other modules is expanded in two steps: what does not depend on them at once, the rest when
//! each of their macros has said what it knows (`BeforeSocket!`, beside the trait of this name, calls back [`resolve`]).

use crate::diagnostics::{self, Mistakes, say};
use crate::expand::Expansion;
use crate::parse::{Arguments, Module};
use crate::resolved::{self, State};
use crate::{drawing, fallback, krate, order};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::read(arguments, &mut mistakes);
    for path in &arguments.paths {
        mistakes.at(path, say::ONLY_CRATE);
    }
    let Some(module) = Module::read(item.clone(), &mut mistakes) else {
        let (errors, item) = (mistakes.into_tokens(), diagnostics::instead_of(item));
        return quote!(#item #errors);
    };
    let krate = krate::path(arguments.krate.as_ref());
    let seed = resolved::seed(&module.name);
    let (declaration, anchors) = resolved::declaration(&module, &seed, &[]);
    let content = match order::check(&declaration) {
        Ok(early) if mistakes.is_empty() => {
            let drawn = drawing::line(&early);
            let (order, anchors, seed) = (&early, &anchors[..], &seed[..]);
            let expansion = Expansion { krate: &krate, module: &module, early: order, order, drawn: &drawn, anchors, seed };
            let state = State { krate: krate.clone(), seed: seed.to_string(), module: module.outline(), known: Vec::new() };
            let rest = resolved::ask(&state, anchors);
            let (all, complete) = (expansion.declared(), expansion.ordered(|level| expansion.is_complete(level)));
            let (picture, user) = (expansion.picture(), module.others());
            quote!(#picture #user #all #complete #rest)
        }
        checked => {
            let fallback = fallback::module(&krate, &module, &seed);
            diagnostics::of_order(&module, &declaration, &checked.err().unwrap_or_default(), &mut mistakes);
            let (errors, user) = (mistakes.into_tokens(), module.others());
            quote!(#user #fallback #errors)
        }
    };
    module.around(content)
}

/// One step of the second part: takes what one foreign level knows, and asks the next, or finishes.
pub(crate) fn resolve(input: TokenStream) -> TokenStream {
    let state: State = match syn::parse2(input) {
        Ok(state) => state,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let Some(module) = Module::read(state.module.clone(), &mut mistakes) else { return mistakes.into_tokens() };
    let (declaration, anchors) = resolved::declaration(&module, &state.seed, &state.known);
    if state.known.len() < anchors.len() {
        return resolved::ask(&state, &anchors);
    }
    let Ok(early) = order::check(&resolved::declaration(&module, &state.seed, &[]).0) else { return TokenStream::new() };
    let (checked, drawn) = (order::check(&declaration), drawing::line(&early));
    let (krate, seed, anchors) = (&state.krate, &state.seed[..], &anchors[..]);
    let order = checked.as_ref().unwrap_or(&early);
    let expansion = Expansion { krate, module: &module, early: &early, order, drawn: &drawn, anchors, seed };
    let is_left = |level| !expansion.is_complete(level);
    match &checked {
        Ok(_) => {
            let (aliases, ordered) = (expansion.aliases(), expansion.ordered(is_left));
            quote!(#aliases #ordered)
        }
        Err(wrong) => {
            diagnostics::of_order(&module, &declaration, wrong, &mut mistakes);
            let (permissive, errors) = (expansion.permissive(is_left), mistakes.into_tokens());
            quote!(#permissive #errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;
    use proc_macro2::TokenStream;

    /// What comes out is a module, and has so many errors.
    #[test]
    fn expansions() {
        let table = [
            ("mod m {}", 0),
            ("pub mod m { //! Words.\n pub struct A; #[cfg(unix)] #[after(A)] pub(crate) struct r#B; fn f() {} }", 0),
            ("mod m { #[after(up::order::R)] struct A; #[before(A)] struct B; }", 0),
            ("mod m { use super::net::{S as T, U}; #[after(T, U)] struct A; }", 0),
            ("mod m { #[after(T)] struct A; struct A; struct B { x: u8 } #[after(B)] struct C<T>; }", 4),
            ("mod m { #[after] struct A; #[before()] struct B; #[after = 3] struct C; #[after(3, A, \"x\")] struct D; }", 5),
            ("mod m { #[after(self::B)] struct A; #[after(A)] struct B; }", 1),
            ("fn f() {}", 1),
            ("pub mod m;", 1),
        ];
        for (item, errors) in table {
            let expanded = expand(TokenStream::new(), item.parse().unwrap());
            let text = expanded.to_string();
            assert_eq!(text.matches("compile_error").count(), errors, "{item}: {text}");
            syn::parse2::<syn::File>(expanded).unwrap_or_else(|error| panic!("{item}: {error}: {text}"));
        }
    }

    #[test]
    fn arguments() {
        for (arguments, errors) in [("", 0), ("crate = my::unhang", 0), ("crate = $crate::unhang", 1), ("order", 1), ("order, x = 3", 2)] {
            let expanded = expand(arguments.parse().unwrap(), "mod m {}".parse().unwrap()).to_string();
            assert_eq!(expanded.matches("compile_error").count(), errors, "{arguments}: {expanded}");
        }
    }
}
