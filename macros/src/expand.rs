//! From a checked order to its traits and impls. Nothing here can fail.

use crate::order::{Foreign, Known, Node, Order, Place};
use crate::parse::{Kind, Level, Module};
use crate::resolved::{self, Anchor};
use crate::waits::Wait;
use crate::{drawing, fallback, krate, picture};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;

/// A module whose order is known.
pub(crate) struct Expansion<'a> {
    pub(crate) krate: &'a TokenStream,
    pub(crate) module: &'a Module,
    /// The order without what other modules say of their levels: decides about the supertraits, which are written first.
    pub(crate) early: &'a Order,
    pub(crate) order: &'a Order,
    /// The order on one line.
    pub(crate) drawn: &'a str,
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
        let of = |(at, level)| {
            [structs(level, &self.neighbours(at)), self.before_trait(at, level), self.space_trait(at, level), self.after_trait(at, level)]
        };
        let private = krate::private(self.krate, self.module.name.span());
        // Whoever imports the levels can take the data of a lock by value.
        let into_inner = quote!(#[doc(hidden)] #[allow(unused_imports, unreachable_pub)] pub use #private::IntoInner as _;);
        levels.flat_map(of).chain([into_inner]).collect()
    }

    /// What makes the order of the levels that `which` accepts.
    pub(crate) fn ordered(&self, which: impl Fn(usize) -> bool) -> TokenStream {
        let levels = self.module.levels.iter().enumerate().filter(|(at, _)| which(*at));
        levels
            .flat_map(|(at, level)| {
                [
                    self.before_impls(at, level),
                    self.space_impls(at, level),
                    self.drained(at),
                    self.level_impl(at, level),
                    self.told(at, level),
                ]
            })
            .collect()
    }

    /// Names for the levels of other modules, so that those who refer to a level here find them beside it.
    pub(crate) fn aliases(&self) -> TokenStream {
        let foreign = (0..self.order.nodes.len()).filter(|node| self.order.nodes[*node].place != Place::Here);
        foreign
            .map(|node| {
                let alias = passed_on(&self.order.nodes[node].level.id);
                let (alias, ty) = (format_ident!("{alias}"), self.type_of(node));
                quote! {
                    #[doc(hidden)]
                    #[allow(dead_code, unreachable_pub, private_interfaces, non_camel_case_types)]
                    pub type #alias = #ty;
                }
            })
            .collect()
    }

    /// In place of [`Self::ordered`] where the order turns out to be wrong: everything is allowed.
    pub(crate) fn permissive(&self, which: impl Fn(usize) -> bool) -> TokenStream {
        let levels = self.module.levels.iter().enumerate().filter(|(at, _)| which(*at));
        levels.map(|(at, level)| fallback::impls(self.krate, self.module, level, &self.supertraits(at), self.seed)).collect()
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
        match (&self.early.previous[at][..], &self.early.next[at][..]) {
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
        self.wait_trait(
            at,
            level,
            &before(level),
            &level.name.unraw().to_string(),
            &format!("`{}`", level.name.unraw()),
            &self.supertraits(at),
        )
    }

    /// Space in a bounded channel is a wait of its own. No trait follows from it: who owes its messages may wait for it all the same.
    fn space_trait(&self, at: usize, level: &Level) -> TokenStream {
        if level.kind != Kind::Bounded {
            return TokenStream::new();
        }
        let (visibility, space, name) = (&level.visibility, space(level), level.name.unraw());
        let of_trait = self.wait_trait(at, level, &before_space(level), &format!("{name}Space"), &format!("space in `{name}`"), &[]);
        let doc = format!("What a send waits for where `{name}` is full.");
        quote_spanned! {level.name.span()=>
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub, missing_debug_implementations, missing_copy_implementations, non_camel_case_types)]
            #visibility struct #space;
            #of_trait
        }
    }

    /// The trait of the contexts in which something may be waited for.
    fn wait_trait(&self, at: usize, level: &Level, before: &Ident, short: &str, wait: &str, supertraits: &[TokenStream]) -> TokenStream {
        let span = level.name.span();
        let visibility = &level.visibility;
        let message = format!("deadlock: cannot wait for {wait} while holding `{{Self}}`");
        let label = format!("would wait for {wait}");
        let note = format!("declared order: {}", drawing::note(self.early, self.drawn, at)).replace('{', "{{").replace('}', "}}");
        let doc = format!("What may be held, or owed, while `{short}` is waited for.");
        let ends = (level.kind != Kind::Lock).then(|| quote!(, note = #ENDS));
        quote_spanned! {span=>
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note #ends)]
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub, private_bounds, non_camel_case_types)]
            #visibility trait #before: #(#supertraits)+* {
                #[doc(hidden)]
                type DeclaredByTheLevelsAttribute;
            }
        }
    }

    /// A trait without use, but a cycle of declarations across modules is a cycle of its supertraits: rustc names all on it.
    fn after_trait(&self, at: usize, level: &Level) -> TokenStream {
        let supertraits = self.early.previous[at].iter().filter_map(|node| match self.early.nodes[*node].place {
            Place::Here => {
                let name = after(&self.module.levels[*node].name.unraw().to_string());
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

    /// The traits that `BeforeX` implies: those of later waits here, and of levels elsewhere, where these can be stated.
    ///
    /// Where the owner of a receiver owes something, none is implied: it may wait for messages in spite of that, and for nothing else.
    fn supertraits(&self, at: usize) -> Vec<TokenStream> {
        if self.module.levels[at].is_two_sided() {
            return Vec::new();
        }
        let after = self.early.after[at].iter().copied().filter(|node| self.is_here(*node));
        let passing: Vec<usize> = after.filter(|node| !self.module.levels[*node].is_two_sided()).collect();
        let is_implied = |wait: Wait| {
            passing.iter().any(|level| match wait {
                Wait::For(node) => self.early.is_before(*level, node),
                Wait::Space(_) => self.early.waits.implied[*level].contains(&wait),
            })
        };
        let spaces = self.early.waits.implied[at].iter().copied().filter(|wait| matches!(wait, Wait::Space(_)));
        let waits = self.early.after[at].iter().map(|node| Wait::For(*node)).chain(spaces).filter(|wait| !is_implied(*wait));
        let local = waits.filter_map(|wait| match wait {
            Wait::For(node) if self.is_here(node) => Some(before(&self.module.levels[node])),
            Wait::Space(node) if self.is_here(node) => Some(before_space(&self.module.levels[node])),
            _ => None,
        });
        let foreign = self.next_elsewhere(at, &passing).into_iter().map(|anchor| {
            let before = self.anchors[anchor].before();
            quote!(#before)
        });
        local.map(|before| quote!(#before)).chain(foreign).collect()
    }

    fn is_here(&self, node: usize) -> bool {
        self.early.nodes[node].place == Place::Here
    }

    /// Levels elsewhere that the local supertraits do not imply. What is held before `at` may itself be of elsewhere; then nothing
    /// can be stated of it here, by the orphan rule.
    fn next_elsewhere(&self, at: usize, passing: &[usize]) -> Vec<usize> {
        let states = |level: usize| self.early.before[level].iter().all(|node| self.is_here(*node));
        if !states(at) {
            return Vec::new();
        }
        let implied: Vec<usize> = passing.iter().filter(|level| states(**level)).flat_map(|level| self.anchors_after(*level)).collect();
        self.anchors_after(at).into_iter().filter(|anchor| !implied.contains(anchor)).collect()
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
        let (private, type_name, before) = (krate::private(self.krate, span), type_name(level), before(level));
        let held = self.order.before[at].iter().map(|node| self.type_of(*node)).collect();
        let impls = self.wait_impls(level, &before, &quote!(#type_name), held, &self.supertraits(at));
        let elsewhere = self.order.waits.held[at]
            .iter()
            .filter_map(|wait| self.type_elsewhere(*wait))
            .map(|later| quote_spanned!(span=> #[automatically_derived] impl #private::DeclaredBefore<#later> for #type_name {}));
        let joinable = (level.kind == Kind::Lock).then(|| {
            quote_spanned! {span=>
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl<__H> #private::JoinableUnder<__H> for #type_name
                where
                    __H: #before,
                {
                    type DeclaredByTheLevelsAttribute = ();
                }
            }
        });
        quote_spanned! {span=>
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #before for #private::UpTo<#type_name> { type DeclaredByTheLevelsAttribute = (); }
            #impls
            #(#elsewhere)*
            #joinable
        }
    }

    fn space_impls(&self, at: usize, level: &Level) -> TokenStream {
        if level.kind != Kind::Bounded {
            return TokenStream::new();
        }
        let span = level.name.span();
        let (private, space, before) = (krate::private(self.krate, span), space(level), before_space(level));
        let held = self.order.waits.before_space[at].iter().filter_map(|wait| match *wait {
            Wait::For(node) if node != at => Some(self.type_of(node)),
            _ => None,
        });
        // A channel cannot be full and empty at once: who owes its messages may wait for its space.
        let own = type_name(level);
        let impls = self.wait_impls(level, &before, &quote!(#space), held.chain([quote!(#own)]).collect(), &[]);
        quote_spanned! {span=>
            #impls
            #[automatically_derived]
            impl<__H> #private::Follows<__H> for #space
            where
                __H: #before,
            {
                type DeclaredByTheLevelsAttribute = ();
            }
        }
    }

    /// Who may wait: contexts in which nothing is held or owed, or one of `held`, or more than one thing that each may.
    fn wait_impls(
        &self,
        level: &Level,
        before: &Ident,
        wait: &TokenStream,
        held: Vec<TokenStream>,
        supertraits: &[TokenStream],
    ) -> TokenStream {
        let span = level.name.span();
        let private = krate::private(self.krate, span);
        quote_spanned! {span=>
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #before for #private::Unheld { type DeclaredByTheLevelsAttribute = (); }
            #(
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #before for #held { type DeclaredByTheLevelsAttribute = (); }
            )*
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__P: #before> #before for #private::UpTo<__P> { type DeclaredByTheLevelsAttribute = (); }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__P: #before> #before for #private::Owes<__P> { type DeclaredByTheLevelsAttribute = (); }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__P> #before for #private::Drains<__P>
            where
                __P: #private::DrainsBefore<#wait>,
                #(#private::Drains<__P>: #supertraits,)*
            {
                type DeclaredByTheLevelsAttribute = ();
            }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__A: #before, __B: #before> #before for (__A, __B) { type DeclaredByTheLevelsAttribute = (); }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__H> #before for __H
            where
                __H: #private::DeclaredBefore<#wait>,
                #(__H: #supertraits,)*
            {
                type DeclaredByTheLevelsAttribute = ();
            }
        }
    }

    /// What may be waited for while which channels are drained, as far as it concerns this level.
    fn drained(&self, at: usize) -> TokenStream {
        let span = self.module.levels[at].name.span();
        let private = krate::private(self.krate, span);
        let fact = |drained: usize, wait: TokenStream| {
            let drained = self.type_of(drained);
            quote_spanned!(span=> #[automatically_derived] #[diagnostic::do_not_recommend] impl #private::DrainsBefore<#wait> for #drained {})
        };
        let level = &self.module.levels[at];
        let mut facts = Vec::new();
        for (drained, waits) in self.order.waits.drained.iter().enumerate() {
            for wait in waits.iter().copied().filter(|wait| *wait != Wait::For(drained)) {
                match wait {
                    Wait::For(to) if to == at => facts.push(fact(drained, self.type_of(at))),
                    Wait::Space(to) if to == at => {
                        let space = space(level);
                        facts.push(fact(drained, quote!(#space)));
                    }
                    _ if drained == at => facts.extend(self.type_elsewhere(wait).map(|wait| fact(at, wait))),
                    _ => {}
                }
            }
        }
        // A channel that is waited for is empty: nobody waits for its space, nor for what its messages carry.
        facts.extend(level.is_two_sided().then(|| fact(at, self.type_of(at))));
        facts.into_iter().collect()
    }

    /// The type of a wait of another module, where it can be named.
    fn type_elsewhere(&self, wait: Wait) -> Option<TokenStream> {
        match wait {
            Wait::For(node) => (self.order.nodes[node].place != Place::Here).then(|| self.type_of(node)),
            Wait::Space(node) => match self.order.nodes[node].place {
                Place::Foreign(anchor) => {
                    let path = self.anchors[anchor].beside(&format!("{}Space", self.anchors[anchor].name()));
                    Some(quote!(#path))
                }
                _ => None,
            },
        }
    }

    fn level_impl(&self, at: usize, level: &Level) -> TokenStream {
        let span = level.name.span();
        let infos = |nodes: &[usize]| -> TokenStream {
            let private = krate::private(self.krate, span);
            let info = |node: &usize| {
                let ty = self.type_of(*node);
                quote_spanned!(span=> <#ty as #private::Level>::info,)
            };
            nodes.iter().map(info).collect()
        };
        let drained: Vec<usize> = self.order.waits.drained[at]
            .iter()
            .filter_map(|wait| match *wait {
                Wait::For(node) if node != at => Some(node),
                _ => None,
            })
            .collect();
        let drains = |node: &usize| *node != at && self.order.waits.drained[*node].contains(&Wait::For(at));
        let while_drained: Vec<usize> = (0..self.order.nodes.len()).filter(drains).collect();
        let lists = Lists {
            before: infos(&self.order.before[at]),
            after: infos(&self.order.after[at]),
            drained_before: infos(&drained),
            after_drained: infos(&while_drained),
        };
        let carried = self.order.waits.carries[at].iter().map(|node| self.type_of(*node)).collect::<Vec<_>>();
        level_impl(self.krate, level, &lists, &carried, self.drawn, self.seed)
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

    /// All that it carries, or none: then nothing can be told to follow while it is drained.
    fn told_carried(&self, at: usize) -> Vec<usize> {
        let carried = &self.order.waits.carries[at];
        let listed = self.listed(at, carried);
        if listed.len() == carried.len() { listed } else { Vec::new() }
    }

    /// `BeforeX!`: tells another module's `#[levels]` what is known of `X`.
    fn told(&self, at: usize, level: &Level) -> TokenStream {
        let known_of = |node: usize| match &self.order.nodes[node] {
            Node { place: Place::Here, .. } => known(&self.module.levels[node], self.seed),
            Node { level, .. } => Known { alias: passed_on(&level.id), ..level.clone() },
        };
        let list = |waits: &[Wait]| -> Vec<Known> {
            let places = waits.iter().map(|wait| match *wait {
                Wait::For(node) => (node, false),
                Wait::Space(node) => (node, true),
            });
            let listed = places.filter(|(node, _)| !self.listed(at, &[*node]).is_empty());
            listed.map(|(node, space)| Known { space, ..known_of(node) }).collect()
        };
        let waits = &self.order.waits;
        let told = Foreign {
            itself: known(level, self.seed),
            before: list(&waits.before[at]),
            after: list(&waits.held[at]),
            carries: self.told_carried(at).into_iter().map(known_of).collect(),
            before_space: list(&waits.before_space[at]),
            after_space: list(&waits.after_space[at]),
        };
        info_macro(level, &told)
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
}

/// What a context's type says, for who waits at a channel.
const ENDS: &str = "`Owes<X>` is a sender of `X` that this task owns, `Drains<X>` a receiver: close it or hand it over before this wait";

/// The name under which a module passes on a level of another one.
fn passed_on(id: &str) -> String {
    format!("__Unhang_{id}")
}

/// A level of this module, as others get to know it.
pub(crate) fn known(level: &Level, seed: &str) -> Known {
    let name = level.name.unraw().to_string();
    let public = matches!(level.visibility, Visibility::Public(_));
    let (kind, carrying) = (level.kind, level.is_carrying());
    Known { id: resolved::id(seed, &name), name, alias: type_name(level).to_string(), public, kind, carrying, space: false }
}

/// The macro `BeforeX!`, which passes on what is known of `X`.
pub(crate) fn info_macro(level: &Level, told: &Foreign) -> TokenStream {
    let span = level.name.span();
    let (visibility, before) = (&level.visibility, before(level));
    // What is exported has its place at the crate's root, where names meet.
    let export = matches!(visibility, Visibility::Public(_)).then(|| quote_spanned!(span=> #[macro_export]));
    let name = match &export {
        Some(_) => format_ident!("__unhang_{}_{}", before, told.itself.id, span = span),
        None => format_ident!("__unhang_{}", before, span = span),
    };
    let told = resolved::told(told);
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

/// The level itself, and a name for it that exists also where its `cfg` takes it away.
pub(crate) fn structs(level: &Level, doc: &str) -> TokenStream {
    let span = level.name.span();
    let Level { attributes, visibility, struct_token, name, .. } = level;
    let (type_name, conditions) = (type_name(level), level.conditions());
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
        }
    });
    quote_spanned! {span=>
        #(#attributes)*
        #[doc = ""]
        #[doc = #doc]
        #[allow(dead_code)]
        #visibility #struct_token #name;
        #alias
    }
}

/// Of levels, as calls that give their data.
#[derive(Default)]
pub(crate) struct Lists {
    before: TokenStream,
    after: TokenStream,
    drained_before: TokenStream,
    after_drained: TokenStream,
}

pub(crate) fn level_impl(
    krate: &TokenStream,
    level: &Level,
    lists: &Lists,
    carried: &[TokenStream],
    drawn: &str,
    seed: &str,
) -> TokenStream {
    let span = level.name.span();
    let private = krate::private(krate, span);
    let (before, type_name) = (before(level), type_name(level));
    let name = level.name.unraw().to_string();
    let id = id_type(&private, &resolved::id(seed, &name));
    let Lists { before: info_before, after: info_after, drained_before, after_drained } = lists;
    let purpose = if level.kind == Kind::Lock { quote!(#private::ForLocks) } else { quote!(#private::ForMessages) };
    let sides = if level.is_two_sided() { quote!(#private::TwoSided) } else { quote!(#private::OneSided) };
    let space = if level.kind == Kind::Bounded { space(level).to_token_stream() } else { quote!(#private::Anytime) };
    let capacity = if level.kind == Kind::Bounded { quote!(#private::Limited) } else { quote!(#private::Unlimited) };
    let (exact, two_sided) = (level.token, level.is_two_sided());
    let carries_nothing =
        carried.is_empty().then(|| quote_spanned!(span=> #[automatically_derived] impl #private::CarriesNothing for #type_name {}));
    let channel = (level.kind != Kind::Lock).then(|| {
        quote_spanned! {span=>
            #[automatically_derived]
            impl #private::Channel for #type_name {
                type Capacity = #capacity;
                const EXACT: bool = #exact;
                const SPACE_IS_OWED: bool = #two_sided;
            }
            #(
                #[automatically_derived]
                impl #private::Carries<#carried> for #type_name {}
            )*
            #carries_nothing
        }
    });
    quote_spanned! {span=>
        #[automatically_derived]
        impl<__H> #private::Follows<__H> for #type_name
        where
            __H: #before,
        {
            type DeclaredByTheLevelsAttribute = ();
        }
        #[automatically_derived]
        impl #private::Level for #type_name {
            type Id = #id;
            type Purpose = #purpose;
            type Sides = #sides;
            type Space = #space;
            fn info() -> &'static #private::LevelInfo {
                static INFO: #private::LevelInfo = #private::LevelInfo {
                    name: #name,
                    module: ::core::module_path!(),
                    file: ::core::file!(),
                    line: ::core::line!(),
                    drawn: #drawn,
                    before: &[#info_before],
                    after: &[#info_after],
                    drained_before: &[#drained_before],
                    after_drained: &[#after_drained],
                };
                &INFO
            }
        }
        #channel
    }
}

/// The first bits of an id, as a type. Two levels with the same bits would be refused where they could be told apart, not more.
fn id_type(private: &TokenStream, id: &str) -> TokenStream {
    let bits = u64::from_str_radix(id, 16).unwrap_or_default();
    (0..ID_BITS).fold(quote!(()), |rest, bit| match bits >> bit & 1 {
        0 => quote!((#private::O, #rest)),
        _ => quote!((#private::I, #rest)),
    })
}

const ID_BITS: u32 = 24;

pub(crate) fn before(level: &Level) -> Ident {
    format_ident!("Before{}", level.name)
}

pub(crate) fn before_space(level: &Level) -> Ident {
    format_ident!("Before{}Space", level.name)
}

pub(crate) fn space(level: &Level) -> Ident {
    format_ident!("{}Space", level.name)
}

pub(crate) fn after(level: &str) -> Ident {
    format_ident!("After{level}")
}

pub(crate) fn type_name(level: &Level) -> Ident {
    if level.conditions().is_empty() { level.name.clone() } else { format_ident!("__Unhang{}", level.name) }
}
