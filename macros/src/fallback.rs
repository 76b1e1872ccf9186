//! What stands in for an order that is wrong, so that nothing else fails: all names, and impls that allow everything.

use crate::expand::{Lists, after, before, before_space, info_macro, known, level_impl, space, structs, type_name};
use crate::krate;
use crate::order::Foreign;
use crate::parse::{Kind, Level, Module};
use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::ext::IdentExt;

/// The whole module.
pub(crate) fn module(krate: &TokenStream, module: &Module, seed: &str) -> TokenStream {
    let of = |level: &Level| {
        let (structs, impls) = (structs(level, ""), impls(krate, module, level, &[], seed));
        let (visibility, before, after) = (&level.visibility, before(level), after(&level.name.unraw().to_string()));
        let space_of = (level.kind == Kind::Bounded).then(|| space_declared(level));
        quote_spanned! {level.name.span()=>
            #structs
            #[doc(hidden)]
            #[allow(dead_code, unreachable_pub, non_camel_case_types)]
            #visibility trait #after {}
            #[allow(missing_docs, dead_code, unreachable_pub, non_camel_case_types)]
            #visibility trait #before {
                #[doc(hidden)]
                type DeclaredByTheLevelsAttribute;
            }
            #space_of
            #impls
        }
    };
    first_of_each_name(module).map(of).collect()
}

fn space_declared(level: &Level) -> TokenStream {
    let (visibility, space, before) = (&level.visibility, space(level), before_space(level));
    quote_spanned! {level.name.span()=>
        #[allow(missing_docs, dead_code, unreachable_pub, missing_debug_implementations, missing_copy_implementations, non_camel_case_types)]
        #visibility struct #space;
        #[allow(missing_docs, dead_code, unreachable_pub, non_camel_case_types)]
        #visibility trait #before {
            #[doc(hidden)]
            type DeclaredByTheLevelsAttribute;
        }
    }
}

/// What a level implements, for every context that the supertraits of its trait admit.
pub(crate) fn impls(krate: &TokenStream, module: &Module, level: &Level, supertraits: &[TokenStream], seed: &str) -> TokenStream {
    let (before, ty) = (before(level), type_name(level));
    let others = first_of_each_name(module).filter(|other| other.name != level.name).map(type_name);
    let private = krate::private(krate, level.name.span());
    let level_impl = level_impl(krate, level, &Lists::default(), &[], "", seed);
    let info_macro = info_macro(level, &Foreign { itself: known(level, seed), ..Foreign::default() });
    let space_impls = (level.kind == Kind::Bounded).then(|| {
        let (space, before) = (space(level), before_space(level));
        quote_spanned! {level.name.span()=>
            impl<__H> #before for __H { type DeclaredByTheLevelsAttribute = (); }
            impl<__H> #private::Follows<__H> for #space { type DeclaredByTheLevelsAttribute = (); }
        }
    });
    quote_spanned! {level.name.span()=>
        #space_impls
        impl<__H> #before for __H
        where
            #(__H: #supertraits,)*
        {
            type DeclaredByTheLevelsAttribute = ();
        }
        impl #private::JoinableUnder<#private::Unheld> for #ty { type DeclaredByTheLevelsAttribute = (); }
        #(impl #private::JoinableUnder<#others> for #ty { type DeclaredByTheLevelsAttribute = (); })*
        #level_impl
        #info_macro
    }
}

fn first_of_each_name(module: &Module) -> impl Iterator<Item = &Level> {
    let first = |(at, level): &(usize, &Level)| module.levels.iter().position(|other| other.name == level.name) == Some(*at);
    module.levels.iter().enumerate().filter(first).map(|(_, level)| level)
}
