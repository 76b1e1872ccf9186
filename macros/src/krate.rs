//! Where the `unhang` crate is, as seen from the user's code.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The path of the `unhang` crate: as given by `crate = path`, or as the user's manifest names it.
pub(crate) fn path(given: Option<&syn::Path>) -> TokenStream {
    match given {
        Some(path) => quote!(#path),
        None => quote!(::unhang),
    }
}

/// What generated code uses of the `unhang` crate, in tokens at `span`, so that errors point there and not at the attribute.
pub(crate) fn private(krate: &TokenStream, span: Span) -> TokenStream {
    let at_span = |mut token: TokenTree| {
        // `$crate` means the crate of the macro that wrote it.
        let is_dollar_crate = matches!(&token, TokenTree::Ident(name) if name == "$crate");
        token.set_span(if is_dollar_crate { span.resolved_at(token.span()) } else { span });
        token
    };
    let krate: TokenStream = krate.clone().into_iter().map(at_span).collect();
    quote_spanned!(span=> #krate::__private)
}
