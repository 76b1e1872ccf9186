//! `#[main]`: the program's main function in a root context.

use crate::diagnostics::{Mistakes, say};
use crate::krate;
use crate::parse::{Arguments, Body, ContextType, Function, context_type, keyword};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::read(arguments, &mut mistakes);
    for path in &arguments.paths {
        mistakes.at(path, say::ONLY_CRATE);
    }
    let function = match Function::read(item.clone()) {
        Ok(function) if function.body.is_some() => function,
        _ => {
            mistakes.at_span(keyword(&item), say::MAIN_NOT_A_FUNCTION);
            let errors = mistakes.into_tokens();
            return quote!(#item #errors);
        }
    };
    if function.signature.ident != "main" {
        mistakes.at(&function.signature.ident, say::main_named(&function.signature.ident));
    }
    let krate = krate::path(arguments.krate.as_ref());
    let rooted = |cx: TokenStream, output: &syn::ReturnType, body: TokenStream| {
        let output = match output {
            // A closure cannot promise `impl Trait`; its type is inferred then.
            syn::ReturnType::Type(_, ty) if !matches!(**ty, syn::Type::ImplTrait(_)) => quote!(#output),
            _ => quote!(),
        };
        quote!(#krate::root(|#cx| #output #body))
    };
    let function = inside(function, &krate, &say::MAIN, rooted, &mut mistakes);
    let errors = mistakes.into_tokens();
    quote!(#function #errors)
}

/// A function without parameters whose body is what `rooted` makes of a context, a result and the old body.
pub(crate) fn inside(
    mut function: Function,
    krate: &TokenStream,
    say: &say::Entry,
    rooted: impl FnOnce(TokenStream, &syn::ReturnType, TokenStream) -> TokenStream,
    mistakes: &mut Mistakes,
) -> TokenStream {
    let signature = &mut function.signature;
    if let Some(token) = signature.asyncness.take() {
        mistakes.at(&token, say.is_async);
    }
    if let Some(token) = signature.constness.take() {
        mistakes.at(&token, say.qualifier);
    }
    if let Some(token) = signature.unsafety.take() {
        mistakes.at(&token, say.qualifier);
    }
    if let Some(token) = signature.abi.take() {
        mistakes.at(&token, say.qualifier);
    }
    if !signature.generics.params.is_empty() {
        mistakes.at(&signature.generics, say.generic);
    }
    if let Some(clause) = &signature.generics.where_clause {
        mistakes.at(clause, say.generic);
    }
    signature.generics = syn::Generics::default();

    let mut cx = None;
    for mut input in std::mem::take(&mut signature.inputs) {
        let fits = match &mut input {
            syn::FnArg::Typed(parameter) => matches!(context_type(&mut parameter.ty), ContextType::Context(_)),
            syn::FnArg::Receiver(_) => false,
        };
        match fits && cx.is_none() {
            true => cx = Some(quote!(#input)),
            false => mistakes.at(&input, say.parameter),
        }
    }
    let cx = cx.unwrap_or_else(|| quote!(_: &mut #krate::Cx));
    let Some(Body { brace, attributes, statements }) = function.body.take() else { return quote!() };
    let mut inner = TokenStream::new();
    brace.surround(&mut inner, |tokens| tokens.extend(statements));
    let body = rooted(cx, &function.signature.output, inner);
    function.body = Some(Body { brace, attributes, statements: body });
    quote!(#function)
}
