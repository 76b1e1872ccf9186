//! `#[role(owes(A), drains(B))]`: the context of a task's body, and whether what it says can be.

use crate::diagnostics::{Mistakes, say};
use crate::krate;
use crate::parse::{ContextType, Function, context_type, keyword, split_at_commas};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::{Meta, Path, Token};

/// What the arguments say.
#[derive(Default)]
struct Arguments {
    krate: Option<Path>,
    owes: Vec<Path>,
    drains: Vec<Path>,
}

impl Arguments {
    fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Arguments {
        let mut arguments = Arguments::default();
        for argument in split_at_commas(tokens) {
            if let Ok(path) = krate_argument.parse2(argument.clone()) {
                arguments.krate = Some(path);
                continue;
            }
            let Ok(Meta::List(list)) = syn::parse2::<Meta>(argument.clone()) else {
                mistakes.at(&argument, say::ROLE_ARGUMENT);
                continue;
            };
            let into = match () {
                () if list.path.is_ident("owes") => &mut arguments.owes,
                () if list.path.is_ident("drains") => &mut arguments.drains,
                () => {
                    mistakes.at(&argument, say::ROLE_ARGUMENT);
                    continue;
                }
            };
            let paths = split_at_commas(list.tokens.clone());
            if paths.is_empty() {
                mistakes.at(&list, say::ROLE_ARGUMENT);
            }
            for path in paths {
                match Path::parse_mod_style.parse2(path.clone()) {
                    Ok(path) => into.push(path),
                    Err(_) => mistakes.at(&path, say::NO_PATH),
                }
            }
        }
        arguments
    }

    fn is_empty(&self) -> bool {
        self.owes.is_empty() && self.drains.is_empty()
    }
}

/// `crate = path`
fn krate_argument(input: syn::parse::ParseStream) -> syn::Result<Path> {
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    Path::parse_mod_style(input)
}

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::read(arguments, &mut mistakes);
    let mut function = match Function::read(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            mistakes.at_span(keyword(&item), say::ROLE_NOT_A_FUNCTION);
            let errors = mistakes.into_tokens();
            return quote!(#item #errors);
        }
    };
    if arguments.is_empty() && mistakes.is_empty() {
        mistakes.at_span(Span::call_site(), say::ROLE_ARGUMENT);
    }
    if let Some(token) = &function.signature.asyncness {
        mistakes.at(token, say::ROLE_ASYNC);
    }
    let krate = krate::path(arguments.krate.as_ref());
    let (context, checks) = (context(&krate, &arguments), checks(&krate, &arguments));
    match (give_context(&mut function.signature, &krate, &context, &mut mistakes), &mut function.body) {
        (Some(cx), Some(body)) => {
            let private = krate::private(&krate, cx.span());
            let statements = &body.statements;
            body.statements = quote! {
                #checks
                let #cx = #private::in_role::<#context, _>(#cx);
                #statements
            };
        }
        (None, _) if mistakes.is_empty() => mistakes.at(&function.signature.ident, say::role_without_context(&function.signature.ident)),
        (_, None) if mistakes.is_empty() => mistakes.at(&function.signature.ident, say::ROLE_NOT_A_FUNCTION),
        _ => {}
    }
    let errors = mistakes.into_tokens();
    quote!(#function #errors)
}

/// The type of the context's argument: what is owed first, then what is drained.
fn context(krate: &TokenStream, arguments: &Arguments) -> TokenStream {
    let owed = owed(krate, &arguments.owes);
    arguments.drains.iter().fold(owed, |context, level| {
        let span = last(level);
        let private = krate::private(krate, span);
        quote_spanned!(span=> #private::Drained<#context, #level>)
    })
}

fn owed(krate: &TokenStream, owes: &[Path]) -> TokenStream {
    let private = krate::private(krate, Span::call_site());
    owes.iter().fold(quote!(#private::Unheld), |context, level| {
        let span = last(level);
        let private = krate::private(krate, span);
        quote_spanned!(span=> (#context, #private::Owes<#level>))
    })
}

/// The role must be able to wait for the messages that it drains while it owes what it owes, and for the space that it fills.
fn checks(krate: &TokenStream, arguments: &Arguments) -> TokenStream {
    let (owed, context) = (owed(krate, &arguments.owes), context(krate, arguments));
    let drains = arguments.drains.iter().map(|level| {
        let span = last(level);
        let private = krate::private(krate, span);
        quote_spanned!(span=> #private::may_drain::<#level, #owed>();)
    });
    let owes = arguments.owes.iter().map(|level| {
        let span = last(level);
        let private = krate::private(krate, span);
        quote_spanned!(span=> #private::may_fill::<#level, #context>();)
    });
    quote!(#(#drains)* #(#owes)*)
}

fn last(path: &Path) -> Span {
    path.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
}

/// Writes the type of the parameter `cx: &mut Cx`, and returns its name.
fn give_context(signature: &mut syn::Signature, krate: &TokenStream, context: &TokenStream, mistakes: &mut Mistakes) -> Option<Ident> {
    let mut found = None;
    for input in &mut signature.inputs {
        let syn::FnArg::Typed(parameter) = input else { continue };
        let whole = parameter.ty.to_token_stream();
        let name = match &*parameter.pat {
            syn::Pat::Ident(pattern) => Some(pattern.ident.clone()),
            _ => None,
        };
        match context_type(&mut parameter.ty) {
            ContextType::Context(_) if found.is_some() => mistakes.at(&whole, say::TWO_CONTEXTS),
            ContextType::Context(segment) => {
                if !segment.arguments.is_none() {
                    mistakes.at(&segment.arguments, say::ROLE_CONTEXT);
                }
                let private = krate::private(krate, segment.ident.span());
                segment.arguments = syn::PathArguments::AngleBracketed(syn::parse_quote!(<impl #private::Role<#context>>));
                match name {
                    Some(name) => found = Some(name),
                    None => mistakes.at(&parameter.pat, say::ROLE_CONTEXT_NAME),
                }
            }
            ContextType::NotByMut => mistakes.at(&whole, say::not_a_context(&whole)),
            ContextType::Other => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn expansions() {
        let table = [
            ("owes(A), drains(m::B)", "fn f(cx: &mut Cx, a: Sender<u8, A>) { g(cx) }", 0),
            ("owes(A), crate = my::unhang", "pub fn f<T>(&self, cx: &mut unhang::Cx) -> u8 { 1 }", 0),
            ("", "fn f(cx: &mut Cx) {}", 1),
            ("owes, drains(), holds(A)", "fn f(cx: &mut Cx) {}", 3),
            ("owes(3)", "fn f(cx: &mut Cx) {}", 1),
            ("owes(A)", "fn f() {}", 1),
            ("owes(A)", "fn f(cx: &Cx) {}", 1),
            ("owes(A)", "fn f(cx: &mut Cx, cx2: &mut Cx) {}", 1),
            ("owes(A)", "fn f(cx: &mut Cx<A>) {}", 1),
            ("owes(A)", "fn f(_: &mut Cx) {}", 1),
            ("owes(A)", "async fn f(cx: &mut Cx) {}", 1),
            ("owes(A)", "struct F;", 1),
        ];
        for (arguments, item, errors) in table {
            let expanded = expand(arguments.parse().unwrap(), item.parse().unwrap());
            let text = expanded.to_string();
            assert_eq!(text.matches("compile_error").count(), errors, "{arguments} {item}: {text}");
            if item != "struct F;" {
                syn::parse2::<syn::File>(expanded).unwrap_or_else(|error| panic!("{item}: {error}: {text}"));
            }
        }
    }
}
