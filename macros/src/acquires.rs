//! `#[acquires(A, B)]`: the bounds on a context parameter, or a context that is checked at entry.

mod plain;

use crate::diagnostics::{Mistakes, say};
use crate::krate;
use crate::parse::{Arguments, Body, ContextType, Function, context_type, keyword};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::read(arguments, &mut mistakes);
    let bounds = before_traits(&arguments.paths);
    if let Some(bounded) = plain::bound(&item, &bounds).filter(|_| mistakes.is_empty()) {
        return bounded;
    }
    let mut function = match Function::read(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            mistakes.at_span(keyword(&item), say::NOT_A_FUNCTION);
            let errors = mistakes.into_tokens();
            return quote!(#item #errors);
        }
    };
    if arguments.paths.is_empty() && mistakes.is_empty() {
        mistakes.at_span(Span::call_site(), say::ACQUIRES_NOTHING);
    }
    check_qualifiers(&mut function.signature, &mut mistakes);
    let krate = krate::path(arguments.krate.as_ref());
    match bound_context(&mut function, &bounds, &mut mistakes) {
        Parameter::Found => {}
        Parameter::Missing => match &mut function.body {
            Some(body) => enter(body, function.signature.ident.span(), &krate, &arguments.paths, &bounds),
            None => mistakes.at(&function.signature.ident, say::no_body_to_enter(&function.signature.ident)),
        },
    }
    let errors = mistakes.into_tokens();
    quote!(#function #errors)
}

fn check_qualifiers(signature: &mut syn::Signature, mistakes: &mut Mistakes) {
    if let Some(token) = &signature.asyncness {
        mistakes.at(token, say::ACQUIRES_ASYNC);
    }
    if let Some(token) = signature.constness.take() {
        mistakes.at(&token, say::ACQUIRES_CONST);
    }
    if let Some(abi) = &signature.abi {
        mistakes.at(abi, say::ACQUIRES_EXTERN);
    }
}

/// `m::A` becomes `m::BeforeA`.
fn before_traits(levels: &[Path]) -> Vec<Path> {
    let beside = |level: &Path| {
        let mut path = level.clone();
        if let Some(last) = path.segments.last_mut() {
            // At the level's place, but of this expansion: rustc must not propose to edit it.
            let span = last.ident.span().resolved_at(Span::call_site());
            last.ident = format_ident!("Before{}", last.ident, span = span);
        }
        path
    };
    levels.iter().map(beside).collect()
}

enum Parameter {
    /// There is one, right or wrong.
    Found,
    Missing,
}

fn bound_context(function: &mut Function, bounds: &[Path], mistakes: &mut Mistakes) -> Parameter {
    let mut found = Parameter::Missing;
    let mut concrete = None;
    for input in &mut function.signature.inputs {
        let syn::FnArg::Typed(parameter) = input else { continue };
        let named_cx = matches!(&*parameter.pat, syn::Pat::Ident(pattern) if pattern.ident == "cx");
        let whole = parameter.ty.to_token_stream();
        match context_type(&mut parameter.ty) {
            ContextType::Context(_) if matches!(found, Parameter::Found) => mistakes.at(&whole, say::TWO_CONTEXTS),
            ContextType::Context(segment) => {
                found = Parameter::Found;
                concrete = bound_segment(segment, bounds, mistakes);
            }
            ContextType::NotByMut => {
                found = Parameter::Found;
                mistakes.at(&whole, say::not_a_context(&whole));
            }
            ContextType::Other if named_cx => {
                found = Parameter::Found;
                mistakes.at(&whole, say::not_a_context(&whole));
            }
            ContextType::Other => {}
        }
    }
    if let Some(ty) = concrete.filter(|_| !bounds.is_empty()) {
        // A concrete type makes a bound that rustc calls trivial; it is checked all the same.
        function.attributes.push(syn::parse_quote!(#[allow(trivial_bounds)]));
        let clause = function.signature.generics.make_where_clause();
        clause.predicates.push(syn::parse_quote!(#ty: #(#bounds)+*));
    }
    found
}

/// Bounds what is between `Cx<` and `>`; a type that is no `impl Trait` is handed back, for a where clause.
fn bound_segment(segment: &mut syn::PathSegment, bounds: &[Path], mistakes: &mut Mistakes) -> Option<syn::Type> {
    if bounds.is_empty() {
        return None;
    }
    match &mut segment.arguments {
        syn::PathArguments::None => {
            segment.arguments = syn::PathArguments::AngleBracketed(syn::parse_quote!(<impl #(#bounds)+*>));
            None
        }
        syn::PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => match arguments.args.first_mut() {
            Some(syn::GenericArgument::Type(ty)) => bound_type(ty, bounds),
            _ => {
                mistakes.at(arguments, say::CONTEXT_ARGUMENTS);
                None
            }
        },
        arguments => {
            mistakes.at(arguments, say::CONTEXT_ARGUMENTS);
            None
        }
    }
}

fn bound_type(ty: &mut syn::Type, bounds: &[Path]) -> Option<syn::Type> {
    match ty {
        syn::Type::Group(group) => bound_type(&mut group.elem, bounds),
        syn::Type::Paren(group) => bound_type(&mut group.elem, bounds),
        syn::Type::ImplTrait(ty) => {
            let bounds = bounds.iter().map(|path| -> syn::TypeParamBound { syn::parse_quote!(#path) });
            ty.bounds.extend(bounds);
            None
        }
        ty => Some(ty.clone()),
    }
}

/// Gives the body a `cx`, checked against what the task holds. The call is at the function's name: there a report points.
fn enter(body: &mut Body, name: Span, krate: &TokenStream, levels: &[Path], bounds: &[Path]) {
    let entry = Ident::new("__unhang_entry", Span::mixed_site());
    let cx = Ident::new("cx", Span::call_site());
    let (private, statements) = (krate::private(krate, name), &body.statements);
    let infos = levels.iter().map(|level| quote!(<#level as #private::Level>::info));
    let entered = quote_spanned!(name=> #private::enter(&[#(#infos),*]));
    let held = match (levels, bounds) {
        ([level], _) => quote!(#private::Cx::narrow::<#private::UpTo<#level>>(&mut #entry)),
        ([], _) => quote!(&mut #entry),
        _ => quote!({
            fn checked(cx: &mut #krate::Cx) -> &mut #krate::Cx<impl #(#bounds +)* use<>> {
                cx
            }
            checked(&mut #entry)
        }),
    };
    body.statements = quote! {
        let mut #entry = #entered;
        #[allow(unused_variables)]
        let #cx = #held;
        // Not as the last expression: its temporaries would outlive the context, before edition 2024.
        #[allow(clippy::needless_return, clippy::diverging_sub_expression, unreachable_code)]
        return { #statements };
    };
}
