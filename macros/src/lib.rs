//! The attributes of the [`unhang`](https://docs.rs/unhang) crate, which re-exports them. Use them from there.

use proc_macro::TokenStream;

mod levels;
mod acquires;
mod root_main;

mod parse;
mod order;
mod resolved;
mod drawing;
mod picture;
mod expand;
mod diagnostics;
mod krate;

/// Declares an order of levels.
#[proc_macro_attribute]
pub fn levels(arguments: TokenStream, item: TokenStream) -> TokenStream {
    levels::expand(arguments.into(), item.into()).into()
}

/// Goes on with a declaration that names levels of other modules; written by `#[levels]` only.
#[doc(hidden)]
#[proc_macro]
pub fn resolve(input: TokenStream) -> TokenStream {
    levels::resolve(input.into()).into()
}

/// Says which levels a function may wait for.
#[proc_macro_attribute]
pub fn acquires(arguments: TokenStream, item: TokenStream) -> TokenStream {
    acquires::expand(arguments.into(), item.into()).into()
}

/// Runs `main` in a root context.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    root_main::expand(arguments.into(), item.into()).into()
}
