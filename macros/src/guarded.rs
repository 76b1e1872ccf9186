//! `#[guarded]`: the marked fields of a struct behind one lock for each level, with a typed guard.

mod marks;
mod write;

use crate::diagnostics::Mistakes;
use crate::krate;
use marks::{Arguments, Guarded};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let arguments = Arguments::read(arguments, &mut mistakes);
    let expanded = match Guarded::read(item.clone(), arguments.constructor, &mut mistakes) {
        Some(guarded) => write::all(&guarded, &krate::path(arguments.krate.as_ref())),
        None => marks::removed(item),
    };
    let errors = mistakes.into_tokens();
    quote!(#expanded #errors)
}
