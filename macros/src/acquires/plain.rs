//! The common case, token by token: reading the whole signature takes several times as long, and there are many functions.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::Path;

/// Bounds the one parameter `name: &mut Cx` of a function without generics. Whatever looks different is left to a closer reading.
pub(super) fn bound(item: &TokenStream, bounds: &[Path]) -> Option<TokenStream> {
    let mut trees: Vec<TokenTree> = item.clone().into_iter().collect();
    let function = trees.iter().position(|tree| is_word(tree, "fn"))?;
    let qualified = trees[..function].iter().any(|tree| ["async", "const", "extern"].iter().any(|word| is_word(tree, word)));
    let TokenTree::Group(parameters) = trees.get(function + 2)? else { return None };
    if qualified || bounds.is_empty() || parameters.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let inside: Vec<TokenTree> = parameters.stream().into_iter().collect();
    let mut contexts = inside.iter().enumerate().filter(|(_, tree)| is_word(tree, "Cx"));
    let (at, _) = contexts.next()?;
    let ends = inside.get(at + 1).is_none_or(|next| is_mark(next, ','));
    if contexts.next().is_some() || !ends || !is_by_mut(&inside[..at]) {
        return None;
    }
    let (head, tail) = inside.split_at(at + 1);
    let mut bounded = Group::new(Delimiter::Parenthesis, quote!(#(#head)* <impl #(#bounds)+*> #(#tail)*));
    bounded.set_span(parameters.span());
    trees[function + 2] = bounded.into();
    Some(trees.into_iter().collect())
}

/// Whether a parameter begins here and goes `name: &mut path::` up to the end, or `name: &'a mut`.
fn is_by_mut(mut before: &[TokenTree]) -> bool {
    while let [rest @ .., first, second] = before {
        if !(is_mark(first, ':') && is_mark(second, ':')) {
            break;
        }
        // A leading `::` has nothing before it.
        before = match rest {
            [rest @ .., TokenTree::Ident(segment)] if segment != "mut" => rest,
            rest => rest,
        };
    }
    let [rest @ .., mutable] = before else { return false };
    let rest = match rest {
        [rest @ .., quote, TokenTree::Ident(_)] if is_mark(quote, '\'') => rest,
        rest => rest,
    };
    let begins = |before: &[TokenTree]| before.last().is_none_or(|last| is_mark(last, ','));
    match rest {
        [before @ .., TokenTree::Ident(_), colon, and] => {
            is_word(mutable, "mut") && is_mark(colon, ':') && is_mark(and, '&') && begins(before)
        }
        _ => false,
    }
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

fn is_mark(tree: &TokenTree, mark: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark)
}

#[cfg(test)]
mod tests {
    use super::bound;
    use proc_macro2::TokenStream;
    use quote::quote;

    #[test]
    fn what_is_plain() {
        let bounds = [syn::parse_quote!(BeforeA), syn::parse_quote!(m::BeforeB)];
        let plain = |item: TokenStream| bound(&item, &bounds).map(|bounded| bounded.to_string());
        let bounded = |item: TokenStream| Some(item.to_string());
        assert_eq!(
            plain(quote!(
                fn f(cx: &mut Cx) {}
            )),
            bounded(quote!(
                fn f(cx: &mut Cx<impl BeforeA + m::BeforeB>) {}
            ))
        );
        assert_eq!(
            plain(quote!(
                #[doc = "x"]
                pub(crate) unsafe fn f(&self, c: &'a mut ::unhang::Cx, (a, b): (u8, u8)) -> u8;
            )),
            bounded(quote!(
                #[doc = "x"]
                pub(crate) unsafe fn f(&self, c: &'a mut ::unhang::Cx<impl BeforeA + m::BeforeB>, (a, b): (u8, u8)) -> u8;
            ))
        );
        for other in [
            quote!(
                fn f() {}
            ),
            quote!(
                async fn f(cx: &mut Cx) {}
            ),
            quote!(
                fn f<T>(cx: &mut Cx) {}
            ),
            quote!(
                fn f(cx: &mut Cx<H>) {}
            ),
            quote!(
                fn f(cx: &Cx) {}
            ),
            quote!(
                fn f(cx: Cx) {}
            ),
            quote!(
                fn f(a: &mut Cx, b: &mut Cx) {}
            ),
            quote!(
                fn f(a: &mut &mut Cx) {}
            ),
            quote!(
                fn f(mut cx: &mut Cx) {}
            ),
            quote!(
                fn f(cx: &mut Cx::Other) {}
            ),
            quote!(
                struct Cx;
            ),
        ] {
            assert_eq!(plain(other.clone()), None, "{other}");
        }
    }
}
