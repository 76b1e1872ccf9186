//! From a checked order to its traits and impls. Nothing here can fail.

use crate::{drawing, krate, picture};
use crate::order::{Foreign, Known, Node, Order, Place};
use crate::parse::{Level, Module};
use crate::resolved::{self, Anchor};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;

/// A module whose order is known.
pub(crate) struct Expansion<'a> {
    pub(crate) krate: &'a TokenStream,
    pub(crate) module: &'a Module,
    /// The order without what other modules say of their levels: decides about the supertraits, which are written first.
    pub(crate) early: &'a Order,
    pub(crate) order: &'a Order,
    pub(crate) anchors: &'a [Anchor],
    pub(crate) seed: &'a str,
}

impl Expansion<'_> {
    /// Whether no level of another module is before or after this one.
    pub(crate) fn is_complete(&self, level: usize) -> bool {
        let here = |node: &usize| self.early.nodes[*node].place == Place::Here;
        self.early.before[level].iter().all(here) && self.early.after[level].iter().all(here)
    }

    /// The structs and traits of all levels.
    pub(crate) fn declared(&self) -> TokenStream {
        let levels = self.module.levels.iter().enumerate();
        let of = |(at, level)| [structs(level, &self.neighbours(at)), self.before_trait(at, level), self.after_trait(at, level)];
        levels.flat_map(of).collect()
    }

    /// What makes the order of the levels that `which` accepts.
    pub(crate) fn ordered(&self, which: impl Fn(usize) -> bool) -> TokenStream {
        let levels = self.module.levels.iter().enumerate().filter(|(at, _)| which(*at));
        levels.flat_map(|(at, level)| [self.before_impls(at, level), self.level_impl(at, level), self.info_macro(at, level)]).collect()
    }

    /// Names for the levels of other modules, so that those who refer to a level here find them beside it.
    pub(crate) fn aliases(&self) -> TokenStream {
        let foreign = (0..self.order.nodes.len()).filter(|node| self.order.nodes[*node].place != Place::Here);
        foreign
            .map(|node| {
                let alias = passed_on(&self.order.nodes[node].level.id);
                let (alias, alias_up_to) = (format_ident!("{alias}"), format_ident!("UpTo{alias}"));
                let (ty, up_to) = (self.type_of(node), self.up_to_of(node));
                quote! {
                    #[doc(hidden)]
                    #[allow(dead_code, unreachable_pub, private_interfaces, non_camel_case_types)]
                    pub type #alias = #ty;
                    #[doc(hidden)]
                    #[allow(dead_code, unreachable_pub, private_interfaces, non_camel_case_types)]
                    pub type #alias_up_to = #up_to;
                }
            })
            .collect()
    }

    /// The impls of the levels that `which` accepts where the order is wrong: everything is allowed.
    pub(crate) fn permissive(&self, which: impl Fn(usize) -> bool) -> TokenStream {
        let levels = self.module.levels.iter().enumerate().filter(|(at, _)| which(*at));
        levels.map(|(_, level)| permissive_impls(self.krate, self.module, level)).collect()
    }

    pub(crate) fn picture(&self) -> TokenStream {
        if self.module.levels.is_empty() {
            return TokenStream::new();
        }
        let (svg, drawn) = (picture::svg(self.early), drawing::parts(self.early).join("\n"));
        let text = format!("\n\nDeclared order, outermost first:\n\n{svg}\n\n```text\n{drawn}\n```");
        quote!(#![doc = #text])
    }

    /// The line that ends a level's documentation.
    fn neighbours(&self, at: usize) -> String {
        let linked = |nodes: &[usize]| nodes.iter().map(|node| self.linked(at, *node)).collect::<Vec<_>>().join(", ");
        let all = 0..self.early.nodes.len();
        let previous: Vec<usize> = all.filter(|node| self.early.next[*node].contains(&at)).collect();
        match (&previous[..], &self.early.next[at][..]) {
            ([], []) => "A level that nothing comes before or after.".to_string(),
            ([], next) => format!("Before: {}.", linked(next)),
            (previous, []) => format!("After: {}.", linked(previous)),
            (previous, next) => format!("After: {}. Before: {}.", linked(previous), linked(next)),
        }
    }

    /// A level's name, as a link where rustdoc is sure to find it from the docs of `at`.
    fn linked(&self, at: usize, node: usize) -> String {
        let Node { level: Known { name, .. }, place } = &self.early.nodes[node];
        let linkable = match place {
            Place::Here => self.module.levels[node].conditions().is_empty() && !self.listed(at, &[node]).is_empty(),
            _ => false,
        };
        if linkable { format!("[`{name}`]") } else { format!("`{name}`") }
    }

    fn before_trait(&self, at: usize, level: &Level) -> TokenStream {
        let span = level.name.span();
        let (visibility, name, before) = (&level.visibility, level.name.unraw(), before(level));
        let supertraits = self.supertraits(at);
        let message = format!("deadlock: cannot wait for `{name}` while holding `{{Self}}`");
        let label = format!("would wait for `{name}`");
        let note = format!("declared order: {}", drawing::note(self.early, at)).replace('{', "{{").replace('}', "}}");
        let doc = format!("What may be held, or owed, while `{name}` is waited for.");
        quote_spanned! {span=>
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub, private_bounds, non_camel_case_types)]
            #visibility trait #before: #(#supertraits)+* {
                #[doc(hidden)]
                const DECLARED_BY_THE_LEVELS_ATTRIBUTE: ();
            }
        }
    }

    /// A trait without use, but a cycle of declarations across modules is a cycle of its supertraits: rustc names all on it.
    fn after_trait(&self, at: usize, level: &Level) -> TokenStream {
        let previous = (0..self.early.nodes.len()).filter(|node| self.early.next[*node].contains(&at));
        let supertraits = previous.filter_map(|node| match self.early.nodes[node].place {
            Place::Here => {
                let name = after(&self.module.levels[node].name.unraw().to_string());
                Some(quote!(#name))
            }
            Place::Foreign(anchor) if self.anchors[anchor].is_of_this_crate() => {
                let anchor = &self.anchors[anchor];
                let path = anchor.beside(&after(&anchor.name()).to_string());
                Some(quote!(#path))
            }
            _ => None,
        });
        let (visibility, name) = (&level.visibility, after(&level.name.unraw().to_string()));
        quote_spanned! {level.name.span()=>
            #[doc(hidden)]
            #[allow(dead_code, unreachable_pub, private_bounds, non_camel_case_types)]
            #visibility trait #name: #(#supertraits)+* {}
        }
    }

    /// The traits that `BeforeX` implies: those of the next levels here, and of levels elsewhere, where these can be stated.
    fn supertraits(&self, at: usize) -> Vec<TokenStream> {
        let local = self.next_here(at).into_iter().map(|next| {
            let before = before(&self.module.levels[next]);
            quote!(#before)
        });
        let foreign = self.next_elsewhere(at).into_iter().map(|anchor| {
            let before = self.anchors[anchor].before();
            quote!(#before)
        });
        local.chain(foreign).collect()
    }

    fn is_here(&self, node: usize) -> bool {
        self.early.nodes[node].place == Place::Here
    }

    fn next_here(&self, at: usize) -> Vec<usize> {
        let after: Vec<usize> = self.early.after[at].iter().copied().filter(|node| self.is_here(*node)).collect();
        let between = |to: usize| after.iter().any(|middle| self.early.after[*middle].contains(&to));
        after.iter().copied().filter(|to| !between(*to)).collect()
    }

    /// Levels elsewhere that the local supertraits do not imply. What is held before `at` may itself be of elsewhere; then nothing
    /// can be stated of it here, by the orphan rule.
    fn next_elsewhere(&self, at: usize) -> Vec<usize> {
        if !self.early.before[at].iter().all(|node| self.is_here(*node)) {
            return Vec::new();
        }
        let implied: Vec<usize> = self.next_here(at).into_iter().flat_map(|next| self.implied_elsewhere(next)).collect();
        self.anchors_after(at).into_iter().filter(|anchor| !implied.contains(anchor)).collect()
    }

    fn implied_elsewhere(&self, at: usize) -> Vec<usize> {
        if self.early.before[at].iter().all(|node| self.is_here(*node)) {
            return self.anchors_after(at);
        }
        self.next_here(at).into_iter().flat_map(|next| self.implied_elsewhere(next)).collect()
    }

    fn anchors_after(&self, at: usize) -> Vec<usize> {
        let anchor = |node: &usize| match self.early.nodes[*node].place {
            Place::Foreign(anchor) => Some(anchor),
            _ => None,
        };
        self.early.after[at].iter().filter_map(anchor).collect()
    }

    fn before_impls(&self, at: usize, level: &Level) -> TokenStream {
        let span = level.name.span();
        let private = krate::private(self.krate, span);
        let (before, type_name, up_to) = (before(level), type_name(level), up_to(level));
        let supertraits = self.supertraits(at);
        let held = self.order.before[at].iter().map(|node| {
            let (held, up_to) = (self.type_of(*node), self.up_to_of(*node));
            quote_spanned!(span=> #[automatically_derived] #[diagnostic::do_not_recommend] impl #before for #held { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); }
                #[automatically_derived] #[diagnostic::do_not_recommend] impl #before for #up_to { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); })
        });
        let elsewhere = self.order.after[at].iter().filter(|node| self.order.nodes[**node].place != Place::Here).map(|node| {
            let later = self.type_of(*node);
            quote_spanned!(span=> #[automatically_derived] impl #private::DeclaredBefore<#later> for #type_name {}
                #[automatically_derived] impl #private::DeclaredBefore<#later> for #up_to {})
        });
        quote_spanned! {span=>
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #before for #private::Unheld { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #before for #up_to { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); }
            #(#held)*
            #(#elsewhere)*
            #[automatically_derived]
            impl<__A: #before, __B: #before> #before for (__A, __B) { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__H> #before for __H
            where
                __H: #private::DeclaredBefore<#type_name>,
                #(__H: #supertraits,)*
            {
                const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = ();
            }
            #[automatically_derived]
            impl<__H> #private::JoinableUnder<__H> for #type_name
            where
                __H: #before,
            {}
        }
    }

    fn level_impl(&self, at: usize, level: &Level) -> TokenStream {
        let span = level.name.span();
        let lists = [self.listed(at, &self.order.before[at]), self.listed(at, &self.order.after[at])];
        let [list_before, list_after] = lists.map(|list| {
            list.into_iter().rev().fold(quote!(()), |tail, node| {
                let head = self.type_of(node);
                quote!((#head, #tail))
            })
        });
        let infos = |nodes: &[usize]| -> TokenStream {
            let private = krate::private(self.krate, span);
            let info = |node: &usize| {
                let ty = self.type_of(*node);
                quote_spanned!(span=> <#ty as #private::Level>::info,)
            };
            nodes.iter().map(info).collect()
        };
        let drawn = drawing::line(self.early);
        let (info_before, info_after) = (infos(&self.order.before[at]), infos(&self.order.after[at]));
        level_impl(self.krate, level, &list_before, &list_after, &info_before, &info_after, &drawn)
    }

    /// The nodes of a list that a level of this visibility may name in public.
    fn listed(&self, at: usize, nodes: &[usize]) -> Vec<usize> {
        let written = |visibility: &Visibility| quote!(#visibility).to_string();
        let own = &self.module.levels[at].visibility;
        let is_public = matches!(own, Visibility::Public(_));
        let nameable = |node: &usize| match self.order.nodes[*node].place {
            Place::Here => {
                let other = &self.module.levels[*node].visibility;
                matches!(other, Visibility::Public(_)) || written(other) == written(own)
            }
            _ => self.order.nodes[*node].level.public || !is_public,
        };
        nodes.iter().copied().filter(nameable).collect()
    }

    /// `BeforeX!`: tells another module's `#[levels]` what is known of `X`.
    fn info_macro(&self, at: usize, level: &Level) -> TokenStream {
        let span = level.name.span();
        let known = |node: &usize| match &self.order.nodes[*node] {
            Node { level, place: Place::Here } => {
                let declared = &self.module.levels[*node];
                Known {
                    id: resolved::id(self.seed, &level.name),
                    name: level.name.clone(),
                    alias: type_name(declared).to_string(),
                    public: matches!(declared.visibility, Visibility::Public(_)),
                }
            }
            Node { level, .. } => Known { alias: passed_on(&level.id), ..level.clone() },
        };
        let [list_before, list_after] = [&self.order.before[at], &self.order.after[at]].map(|nodes| self.listed(at, nodes).iter().map(known).collect());
        let told = resolved::told(&Foreign { itself: known(&at), before: list_before, after: list_after });
        let (visibility, before) = (&level.visibility, before(level));
        let name = format_ident!("__unhang_{}_{}", before, resolved::id(self.seed, &level.name.unraw().to_string()), span = span);
        let export = match visibility {
            Visibility::Public(_) => quote_spanned!(span=> #[macro_export]),
            _ => quote!(),
        };
        quote_spanned! {span=>
            #[doc(hidden)]
            #[allow(non_local_definitions, unused_macros)]
            #export
            macro_rules! #name {
                ({$($callback:tt)*} {$($state:tt)*}) => {
                    $($callback)* ! { {$($state)*} {#told} }
                };
            }
            #[doc(hidden)]
            #[allow(unused_imports, unreachable_pub)]
            #visibility use #name as #before;
        }
    }

    fn type_of(&self, node: usize) -> TokenStream {
        let Node { level, place } = &self.order.nodes[node];
        match place {
            Place::Here => {
                let name = type_name(&self.module.levels[node]);
                quote!(#name)
            }
            Place::Foreign(anchor) => {
                let path = &self.anchors[*anchor].written;
                quote!(#path)
            }
            Place::Through(anchor) => {
                let path = self.anchors[*anchor].beside(&level.alias);
                quote!(#path)
            }
        }
    }

    fn up_to_of(&self, node: usize) -> TokenStream {
        let Node { level, place } = &self.order.nodes[node];
        match place {
            Place::Here => {
                let name = up_to(&self.module.levels[node]);
                quote!(#name)
            }
            Place::Foreign(anchor) | Place::Through(anchor) => {
                let path = self.anchors[*anchor].beside(&format!("UpTo{}", level.alias));
                quote!(#path)
            }
        }
    }
}

/// The name under which a module passes on a level of another one. `UpTo` is put before the name of its marker.
fn passed_on(id: &str) -> String {
    format!("__Unhang_{id}")
}

/// What stands in for a module whose order is wrong: all names, and impls that allow everything, so that nothing else fails.
pub(crate) fn fallback(krate: &TokenStream, module: &Module) -> TokenStream {
    first_of_each_name(module)
        .map(|(_, level)| {
            let (structs, impls) = (structs(level, ""), permissive_impls(krate, module, level));
            let (visibility, before, after) = (&level.visibility, before(level), after(&level.name.unraw().to_string()));
            quote_spanned! {level.name.span()=>
                #structs
                #[doc(hidden)]
                #[allow(dead_code, unreachable_pub, non_camel_case_types)]
                #visibility trait #after {}
                #[allow(missing_docs, dead_code, unreachable_pub, non_camel_case_types)]
                #visibility trait #before { #[doc(hidden)] const DECLARED_BY_THE_LEVELS_ATTRIBUTE: (); }
                #impls
            }
        })
        .collect()
}

fn first_of_each_name(module: &Module) -> impl Iterator<Item = (usize, &Level)> {
    let first = |(at, level): &(usize, &Level)| module.levels.iter().position(|other| other.name == level.name) == Some(*at);
    module.levels.iter().enumerate().filter(first)
}

fn permissive_impls(krate: &TokenStream, module: &Module, level: &Level) -> TokenStream {
    let (before, type_name) = (before(level), type_name(level));
    let others = first_of_each_name(module).filter(|(_, other)| other.name != level.name).map(|(_, other)| self::type_name(other));
    let private = krate::private(krate, level.name.span());
    let level_impl = level_impl(krate, level, &quote!(()), &quote!(()), &quote!(), &quote!(), "");
    quote_spanned! {level.name.span()=>
        impl<__H> #before for __H { const DECLARED_BY_THE_LEVELS_ATTRIBUTE: () = (); }
        impl #private::JoinableUnder<#private::Unheld> for #type_name {}
        #(impl #private::JoinableUnder<#others> for #type_name {})*
        #level_impl
    }
}

/// The level itself, what says "up to it", and a name for it that exists also where its `cfg` takes it away.
fn structs(level: &Level, doc: &str) -> TokenStream {
    let span = level.name.span();
    let Level { attributes, visibility, struct_token, name, .. } = level;
    let (up_to, type_name) = (up_to(level), type_name(level));
    let (conditions, alias_up_to) = (level.conditions(), format_ident!("UpTo{}", type_name));
    let alias = (!conditions.is_empty()).then(|| {
        quote_spanned! {span=>
            #[cfg(all(#(#conditions),*))]
            #[doc(hidden)]
            #[allow(dead_code, unreachable_pub, non_camel_case_types)]
            #visibility type #type_name = #name;
            #[cfg(not(all(#(#conditions),*)))]
            #[doc(hidden)]
            #[allow(dead_code, unreachable_pub, missing_debug_implementations, missing_copy_implementations, non_camel_case_types)]
            #visibility struct #type_name;
            #[doc(hidden)]
            #[allow(dead_code, unreachable_pub, non_camel_case_types)]
            #visibility type #alias_up_to = #up_to;
        }
    });
    quote_spanned! {span=>
        #(#attributes)*
        #[doc = ""]
        #[doc = #doc]
        #[allow(dead_code)]
        #visibility #struct_token #name;
        #alias
        #[doc(hidden)]
        #[allow(dead_code, unreachable_pub, missing_debug_implementations, missing_copy_implementations, non_camel_case_types)]
        #visibility struct #up_to;
    }
}

fn level_impl(
    krate: &TokenStream,
    level: &Level,
    list_before: &TokenStream,
    list_after: &TokenStream,
    info_before: &TokenStream,
    info_after: &TokenStream,
    drawn: &str,
) -> TokenStream {
    let span = level.name.span();
    let private = krate::private(krate, span);
    let (before, type_name, up_to) = (before(level), type_name(level), up_to(level));
    let name = level.name.unraw().to_string();
    quote_spanned! {span=>
        #[automatically_derived]
        impl<__H> #private::After<__H> for #type_name
        where
            __H: #before,
        {}
        #[automatically_derived]
        impl #private::UpToLevel for #up_to {
            type Level = #type_name;
        }
        #[automatically_derived]
        impl #private::Level for #type_name {
            type UpTo = #up_to;
            type Before = #list_before;
            type After = #list_after;
            fn info() -> &'static #private::LevelInfo {
                static INFO: #private::LevelInfo = #private::LevelInfo {
                    name: #name,
                    module: ::core::module_path!(),
                    file: ::core::file!(),
                    line: ::core::line!(),
                    drawn: #drawn,
                    before: &[#info_before],
                    after: &[#info_after],
                };
                &INFO
            }
        }
    }
}

fn before(level: &Level) -> Ident {
    format_ident!("Before{}", level.name)
}

fn after(level: &str) -> Ident {
    format_ident!("After{level}")
}

fn up_to(level: &Level) -> Ident {
    format_ident!("UpTo{}", level.name)
}

fn type_name(level: &Level) -> Ident {
    if level.conditions().is_empty() { level.name.clone() } else { format_ident!("__Unhang{}", level.name) }
}
