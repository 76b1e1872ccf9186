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
    let krate = krate::path(arguments.krate.as_ref());
    let function = rooted(function, &krate, &mut mistakes);
    let errors = mistakes.into_tokens();
    quote!(#function #errors)
}

fn rooted(mut function: Function, krate: &TokenStream, mistakes: &mut Mistakes) -> TokenStream {
    let signature = &mut function.signature;
    if signature.ident != "main" {
        mistakes.at(&signature.ident, say::main_named(&signature.ident));
    }
    if let Some(token) = signature.asyncness.take() {
        mistakes.at(&token, say::MAIN_ASYNC);
    }
    if let Some(token) = signature.constness.take() {
        mistakes.at(&token, say::MAIN_QUALIFIER);
    }
    if let Some(token) = signature.unsafety.take() {
        mistakes.at(&token, say::MAIN_QUALIFIER);
    }
    if let Some(token) = signature.abi.take() {
        mistakes.at(&token, say::MAIN_QUALIFIER);
    }
    if !signature.generics.params.is_empty() {
        mistakes.at(&signature.generics, say::MAIN_GENERIC);
    }
    if let Some(clause) = &signature.generics.where_clause {
        mistakes.at(clause, say::MAIN_GENERIC);
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
            false => mistakes.at(&input, say::MAIN_PARAMETER),
        }
    }
    let cx = cx.unwrap_or_else(|| quote!(_: &mut #krate::Cx));
    let output = match &signature.output {
        // A closure cannot promise `impl Trait`; its type is inferred then.
        syn::ReturnType::Type(_, ty) if !matches!(**ty, syn::Type::ImplTrait(_)) => {
            let output = &signature.output;
            quote!(#output)
        }
        _ => quote!(),
    };
    let Some(Body { brace, attributes, statements }) = function.body.take() else { return quote!() };
    let mut inner = TokenStream::new();
    brace.surround(&mut inner, |tokens| tokens.extend(statements));
    let body = quote!(#krate::root(|#cx| #output #inner));
    function.body = Some(Body { brace, attributes, statements: body });
    quote!(#function)
}
