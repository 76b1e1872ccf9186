//! `#[levels]`: from a module of unit structs to the traits and impls of its order.
//!
//! A declaration that names levels of other modules is expanded in two steps: what does not depend on them at once, the rest when
//! each of their macros has said what it knows (`BeforeSocket!`, beside the trait of this name, calls back [`resolve`]).

use crate::diagnostics::{self, Mistakes, say};
use crate::expand::Expansion;
use crate::parse::{Arguments, Module};
use crate::resolved::{self, State};
use crate::{krate, order};
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
    let (declaration, anchors) = resolved::declaration(&module, &[]);
    let content = match order::check(&declaration) {
        Ok(early) if mistakes.is_empty() => {
            let expansion = Expansion { krate: &krate, module: &module, early: &early, order: &early, anchors: &anchors, seed: &seed };
            let state = State { krate: krate.clone(), seed: seed.clone(), module: module.outline(), known: Vec::new() };
            let rest = resolved::ask(&state, &anchors);
            let (all, complete) = (expansion.declared(), expansion.ordered(|level| expansion.is_complete(level)));
            let (picture, user) = (expansion.picture(), module.others());
            quote!(#picture #user #all #complete #rest)
        }
        checked => {
            let fallback = crate::expand::fallback(&krate, &module);
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
    let (declaration, anchors) = resolved::declaration(&module, &state.known);
    if state.known.len() < anchors.len() {
        return resolved::ask(&state, &anchors);
    }
    let early = order::check(&resolved::declaration(&module, &[]).0);
    match (early, order::check(&declaration)) {
        (Ok(early), Ok(order)) => {
            let (krate, seed) = (&state.krate, &state.seed);
            let expansion = Expansion { krate, module: &module, early: &early, order: &order, anchors: &anchors, seed };
            let (ordered, aliases) = (expansion.ordered(|level| !expansion.is_complete(level)), expansion.aliases());
            quote!(#aliases #ordered)
        }
        (Ok(early), Err(wrong)) => {
            diagnostics::of_order(&module, &declaration, &wrong, &mut mistakes);
            let (krate, seed) = (&state.krate, &state.seed);
            let expansion = Expansion { krate, module: &module, early: &early, order: &early, anchors: &anchors, seed };
            let permissive = expansion.permissive(|level| !expansion.is_complete(level));
            let errors = mistakes.into_tokens();
            quote!(#permissive #errors)
        }
        (Err(_), _) => TokenStream::new(),
    }
}
