//! From the marked fields to the types and methods. Nothing here can fail.

use super::marks::{Group, Guarded, Kind};
use crate::krate;
use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::HashSet;
use syn::{Attribute, Field, GenericParam, Generics, Lifetime};

pub(super) fn all(guarded: &Guarded, krate: &TokenStream) -> TokenStream {
    let names = Names::unused_in(guarded);
    let writer = Writer { guarded, krate, names };
    let (the_struct, constructor) = (writer.the_struct(), writer.constructor());
    let groups = guarded.groups().map(|(at, group)| writer.group(at, group));
    quote!(#the_struct #constructor #(#groups)*)
}

/// Names of ours in places where the user's names are too: none of them occurs in the struct.
struct Names {
    lifetime: Lifetime,
    /// A type: what a context holds.
    held: Ident,
    /// A type: of the guard's context.
    context: Ident,
    /// A field of the guard.
    cx: Ident,
    /// A field of the guard and of the data.
    of: Ident,
}

impl Names {
    fn unused_in(guarded: &Guarded) -> Names {
        let mut used = HashSet::new();
        gather(guarded.item.to_token_stream(), &mut used);
        let unused = |name: &str| {
            let mut name = name.to_string();
            while used.contains(&name) {
                name.push('_');
            }
            Ident::new(&name, Span::call_site())
        };
        Names {
            lifetime: Lifetime { apostrophe: Span::call_site(), ident: unused("held") },
            held: unused("H"),
            context: unused("C"),
            cx: unused("__unhang_cx"),
            of: unused("__unhang_of"),
        }
    }
}

fn gather(tokens: TokenStream, used: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                used.insert(name.to_string());
            }
            TokenTree::Group(group) => gather(group.stream(), used),
            _ => {}
        }
    }
}

struct Writer<'a> {
    guarded: &'a Guarded,
    krate: &'a TokenStream,
    names: Names,
}

impl Writer<'_> {
    fn name(&self) -> &Ident {
        &self.guarded.item.ident
    }

    /// The struct itself, with a lock in place of each group.
    fn the_struct(&self) -> TokenStream {
        let mut item = self.guarded.item.clone();
        item.attrs.push(syn::parse_quote!(#[allow(clippy::struct_field_names)]));
        let (_, arguments, _) = self.guarded.item.generics.split_for_impl();
        if let syn::Fields::Named(fields) = &mut item.fields {
            let unmarked = self.guarded.fields().filter(|(_, group)| group.is_none());
            let mut kept: Vec<TokenStream> = unmarked.map(|(field, _)| field.to_token_stream()).collect();
            for (at, group) in self.guarded.groups() {
                let (field, data, level) = (self.lock_field(group), group.data(self.name()), &group.level);
                let private = krate::private(self.krate, group.span());
                let (raw, when) = (raw(group, &private), self.when(at));
                kept.push(quote!(#when #field: #private::Group<#data #arguments, #level, #raw>));
            }
            let kept: syn::FieldsNamed = syn::parse_quote!({ #(#kept),* });
            fields.named = kept.named;
        }
        item.to_token_stream()
    }

    fn constructor(&self) -> TokenStream {
        let Guarded { item, constructor, .. } = self.guarded;
        let private = krate::private(self.krate, Span::call_site());
        let (visibility, name) = (&item.vis, self.name());
        let (impl_generics, arguments, clause) = item.generics.split_for_impl();
        let parameters = self.guarded.fields().map(|(field, _)| {
            let (conditions, name, ty) = (conditions(field), &field.ident, &field.ty);
            quote!(#(#conditions)* #name: #ty)
        });
        let kept = self.guarded.fields().filter(|(_, group)| group.is_none()).map(|(field, _)| given(field));
        let groups = self.guarded.groups().map(|(at, group)| {
            let (when, field, data) = (self.when(at), self.lock_field(group), group.data(name));
            let given = self.guarded.fields_of(at).map(given);
            let of = self.has_parameters().then_some(&self.names.of);
            let of = of.map(|of| quote!(#of: #private::PhantomData,));
            let made = match group.kind {
                Kind::Lock => quote!(mutex),
                Kind::RwLock => quote!(rwlock),
            };
            quote!(#when #field: #private::Group::#made(#data { #(#given,)* #of }))
        });
        let kept: Vec<TokenStream> = kept.chain(groups).collect();
        let doc = format!("Creates a `{name}` of the values of its fields, unlocked.");
        let allow = allow();
        quote! {
            #allow
            impl #impl_generics #name #arguments #clause {
                #[doc = #doc]
                #[inline]
                #[track_caller]
                #visibility const fn #constructor(#(#parameters),*) -> Self {
                    #name { #(#kept),* }
                }
            }
        }
    }

    fn group(&self, at: usize, group: &Group) -> TokenStream {
        let (data, guard, methods) = (self.data(at, group), self.guard(at, group), self.methods(at, group));
        let debug = self.guarded.derives("Debug").then(|| self.debug(at, group));
        quote!(#data #guard #methods #debug)
    }

    /// The struct of the fields.
    fn data(&self, at: usize, group: &Group) -> TokenStream {
        let private = krate::private(self.krate, group.span());
        let (when, visibility, data, generics) = (self.when(at), &self.guarded.item.vis, group.data(self.name()), self.generics());
        let clause = &generics.where_clause;
        let fields = self.guarded.fields_of(at).map(|field| {
            let Field { attrs, vis, ident, .. } = field;
            let (doc, ty) = (missing_doc(field), self.type_of(field));
            quote!(#(#attrs)* #doc #vis #ident: #ty)
        });
        let of = self.has_parameters().then(|| {
            let (of, ty) = (&self.names.of, self.of(&private));
            quote!(#[doc(hidden)] #of: #ty,)
        });
        let default = self.guarded.derives("Default").then(|| quote!(#[derive(#private::Default)]));
        let doc = format!("The fields of [`{}`] that are behind its lock of the level `{}`.", self.name(), group.name);
        let allow = allow();
        quote_spanned! {group.span()=>
            #when
            #[doc = #doc]
            #default
            #allow
            #visibility struct #data #generics #clause {
                #(#fields,)*
                #of
            }
        }
    }

    /// The struct of the fields' parts.
    fn guard(&self, at: usize, group: &Group) -> TokenStream {
        let span = group.span();
        let private = krate::private(self.krate, span);
        let Names { lifetime, context, held, cx, of } = &self.names;
        let (when, visibility, guard, data) = (self.when(at), &self.guarded.item.vis, group.guard(self.name()), group.data(self.name()));
        let raw = raw(group, &private);
        let fields = self.guarded.fields_of(at).map(|field| {
            let Field { vis, ident, .. } = field;
            let (doc, ty) = (missing_doc(field), self.type_of(field));
            let attributes = field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("cfg"));
            quote!(#(#attributes)* #doc #vis #ident: #private::Part<#lifetime, #ty, #raw>)
        });
        let generics = self.guard_generics(quote!(#context = ()));
        let clause = &generics.where_clause;
        let of_type = self.of(&private);
        let doc = format!(
            "The lock of the level `{}` of a [`{}`], held: its fields are the ones behind this lock.\n\nIt is released when the last of \
             them is dropped.",
            group.name,
            self.name(),
        );

        // Locals that no field's name can be confused with.
        let local = |name: &str| Ident::new(name, Span::mixed_site());
        let (whole, shares, value, context_value) = (local("whole"), local("shares"), local("value"), local("context"));
        let names: Vec<&Option<Ident>> = self.guarded.fields_of(at).map(|field| &field.ident).collect();
        let conditions: Vec<Vec<&Attribute>> = self.guarded.fields_of(at).map(conditions).collect();
        let bound: Vec<Ident> = (0..names.len()).map(|at| format_ident!("field_{at}", span = Span::mixed_site())).collect();
        let for_context = self.guard_generics(quote!(#context));
        let (impl_context, arguments_context, _) = for_context.split_for_impl();
        let for_held = self.guard_generics(quote!(#held));
        let (impl_held, _, _) = for_held.split_for_impl();
        let (_, data_arguments, _) = self.guarded.item.generics.split_for_impl();
        let inner = quote!(&#lifetime mut #private::Cx<#held>);
        let (with_cx, without_cx) = (self.guard_arguments(&inner), self.guard_arguments(&quote!(())));
        let allow = allow();
        quote_spanned! {span=>
            #when
            #[doc = #doc]
            #[must_use = "if unused, the lock is released at once"]
            #allow
            #visibility struct #guard #generics #clause {
                #(#fields,)*
                #[doc(hidden)]
                #cx: #context,
                #[doc(hidden)]
                #of: (#private::PhantomData<&#lifetime ()>, #of_type),
            }

            #when
            #allow
            impl #impl_context #guard #arguments_context #clause {
                #[inline(always)]
                fn __unhang_split(#whole: #private::Part<#lifetime, #data #data_arguments, #raw>, #context_value: #context) -> Self {
                    #private::Part::split(#whole, move |#value, #shares| {
                        let #data { #(#(#conditions)* #names: #bound,)* .. } = #value;
                        #guard {
                            #(#(#conditions)* #names: #shares.part(#bound),)*
                            #cx: #context_value,
                            #of: (#private::PhantomData, #private::PhantomData),
                        }
                    })
                }
            }

            #when
            #allow
            impl #impl_held #guard #with_cx #clause {
                /// The guard, and the context in which it is held.
                #[inline(always)]
                #visibility fn nest(self) -> (#guard #without_cx, #inner) {
                    let #guard { #(#(#conditions)* #names: #bound,)* #cx: #context_value, #of: #value } = self;
                    (#guard { #(#(#conditions)* #names: #bound,)* #cx: (), #of: #value }, #context_value)
                }
            }
        }
    }

    fn methods(&self, at: usize, group: &Group) -> TokenStream {
        let span = group.name.span();
        let private = krate::private(self.krate, span);
        let (visibility, name, field, data) = (&self.guarded.item.vis, self.name(), self.lock_field(group), group.data(self.name()));
        let (impl_generics, arguments, clause) = self.guarded.item.generics.split_for_impl();
        let (when, level, names, by_mut) = (self.when(at), &group.level, self.field_names(at), group.by_mut());
        let exclusive = match group.kind {
            Kind::Lock => self.exclusive(group, "lock_", &format!("Locks {names}"), &names),
            Kind::RwLock => self.exclusive(group, "write_", &format!("Locks {names} for writing"), &names),
        };
        let shared = matches!(group.kind, Kind::RwLock).then(|| {
            let Names { lifetime, held, .. } = &self.names;
            let (read, try_read) = (group.method("read_"), group.method("try_read_"));
            let doc = format!("Locks {names} for reading, blocking while a writer has the lock. {}", must_follow(group));
            let doc_try = format!("Locks {names} for reading if no writer has the lock. {NEVER_BLOCKS}");
            let guard = quote!(#private::ReadParts<#lifetime, #data #arguments>);
            quote_spanned! {span=>
                #[doc = #doc]
                #[inline]
                #[track_caller]
                #visibility fn #read<#lifetime, #held>(
                    &#lifetime self,
                    cx: &#lifetime mut #private::Cx<#held>,
                ) -> #private::Held<#lifetime, #guard, #level>
                where
                    #level: #private::After<#held>,
                {
                    #private::Group::read(&self.#field, cx)
                }

                #[doc = #doc_try]
                #[inline]
                #[track_caller]
                #visibility fn #try_read<#lifetime, #held>(
                    &#lifetime self,
                    cx: &#lifetime mut #private::Cx<#held>,
                ) -> #private::Option<#private::Held<#lifetime, #guard, (#held, #level)>> {
                    #private::Group::try_read(&self.#field, cx)
                }
            }
        });
        let doc = format!("Gives {names} without locking: the exclusive borrow is proof that nobody else has the lock.");
        let allow = allow();
        quote_spanned! {span=>
            #when
            #allow
            impl #impl_generics #name #arguments #clause {
                #exclusive
                #shared

                #[doc = #doc]
                #[inline]
                #visibility fn #by_mut(&mut self) -> &mut #data #arguments {
                    #private::Group::get_mut(&mut self.#field)
                }
            }
        }
    }

    /// The two methods that lock for one.
    fn exclusive(&self, group: &Group, start: &str, what: &str, names: &str) -> TokenStream {
        let span = group.name.span();
        let private = krate::private(self.krate, span);
        let Names { lifetime, held, .. } = &self.names;
        let (visibility, level, field, guard) = (&self.guarded.item.vis, &group.level, self.lock_field(group), group.guard(self.name()));
        let (lock, try_lock) = (group.method(start), group.method(&format!("try_{start}")));
        let with_cx = self.guard_arguments(&quote_spanned!(span=> &#lifetime mut #private::Cx<#level>));
        let with_both = self.guard_arguments(&quote_spanned!(span=> &#lifetime mut #private::Cx<(#held, #level)>));
        let doc = format!("{what}, blocking until the lock is free. {}", must_follow(group));
        let doc_try = format!("{what} if the lock of {names} is free. {NEVER_BLOCKS}");
        quote_spanned! {span=>
            #[doc = #doc]
            #[inline]
            #[track_caller]
            #visibility fn #lock<#lifetime, #held>(&#lifetime self, cx: &#lifetime mut #private::Cx<#held>) -> #guard #with_cx
            where
                #level: #private::After<#held>,
            {
                let (whole, cx) = #private::Group::lock(&self.#field, cx);
                #guard::__unhang_split(whole, cx)
            }

            #[doc = #doc_try]
            #[inline]
            #[track_caller]
            #visibility fn #try_lock<#lifetime, #held>(
                &#lifetime self,
                cx: &#lifetime mut #private::Cx<#held>,
            ) -> #private::Option<#guard #with_both> {
                let (whole, cx) = #private::Group::try_lock(&self.#field, cx)?;
                #private::Option::Some(#guard::__unhang_split(whole, cx))
            }
        }
    }

    /// `Debug` as derived, without the fields that are ours.
    fn debug(&self, at: usize, group: &Group) -> TokenStream {
        let span = group.span();
        let private = krate::private(self.krate, span);
        let when = self.when(at);
        let bounded = |mut generics: Generics| {
            let user = self.guarded.item.generics.type_params().map(|parameter| &parameter.ident);
            let bounds = user.map(|ty| -> syn::WherePredicate { syn::parse_quote!(#ty: #private::fmt::Debug) });
            generics.make_where_clause().predicates.extend(bounds);
            generics
        };
        let fields: Vec<TokenStream> = self
            .guarded
            .fields_of(at)
            .map(|field| {
                let (conditions, name) = (conditions(field), &field.ident);
                let text = name.as_ref().map(Ident::to_string).unwrap_or_default();
                quote_spanned!(span=> #(#conditions)* all.field(#text, &self.#name);)
            })
            .collect();
        let context = &self.names.context;
        let kinds = [(group.data(self.name()), self.generics()), (group.guard(self.name()), self.guard_generics(quote!(#context)))];
        let impls = kinds.into_iter().map(|(ty, generics)| {
            let generics = bounded(generics);
            let (impl_generics, arguments, clause) = generics.split_for_impl();
            let text = ty.to_string();
            quote_spanned! {span=>
                #when
                #[automatically_derived]
                impl #impl_generics #private::fmt::Debug for #ty #arguments #clause {
                    fn fmt(&self, f: &mut #private::fmt::Formatter<'_>) -> #private::fmt::Result {
                        let mut all = f.debug_struct(#text);
                        #(#fields)*
                        all.finish()
                    }
                }
            }
        });
        impls.collect()
    }

    /// The struct's field that is a group's lock: not the name of a marked field, so that who looks for that one finds the method.
    fn lock_field(&self, group: &Group) -> Ident {
        let mut name = format!("lock_{}", group.snake);
        while self.guarded.item.fields.iter().any(|field| field.ident.as_ref().is_some_and(|field| *field == name)) {
            name.push('_');
        }
        Ident::new(&name, group.name.span())
    }

    /// `#[cfg(..)]`, where all fields of the group have one.
    fn when(&self, at: usize) -> TokenStream {
        let mut any: Vec<TokenStream> = Vec::new();
        for field in self.guarded.fields_of(at) {
            let lists = conditions(field).into_iter().filter_map(|attribute| attribute.meta.require_list().ok());
            let all = match &lists.map(|list| &list.tokens).collect::<Vec<_>>()[..] {
                [] => return TokenStream::new(),
                [one] => one.to_token_stream(),
                more => quote!(all(#(#more),*)),
            };
            if any.iter().all(|other| other.to_string() != all.to_string()) {
                any.push(all);
            }
        }
        match &any[..] {
            [one] => quote!(#[cfg(#one)]),
            any => quote!(#[cfg(any(#(#any),*))]),
        }
    }

    /// Whether anything is to be marked as used.
    fn has_parameters(&self) -> bool {
        self.guarded.item.generics.params.iter().any(|parameter| !matches!(parameter, GenericParam::Const(_)))
    }

    /// A type in which all type and lifetime parameters occur.
    fn of(&self, private: &TokenStream) -> TokenStream {
        let used = self.guarded.item.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Lifetime(parameter) => {
                let lifetime = &parameter.lifetime;
                Some(quote!(#private::PhantomData<&#lifetime ()>,))
            }
            GenericParam::Type(parameter) => {
                let ty = &parameter.ident;
                Some(quote!(#private::PhantomData<#ty>,))
            }
            GenericParam::Const(_) => None,
        });
        quote!(#private::PhantomData<fn() -> (#(#used)*)>)
    }

    /// The struct's generics, for a type beside it.
    fn generics(&self) -> Generics {
        let mut generics = self.guarded.item.generics.clone();
        let tokens = |tokens: &dyn ToTokens| self.without_self(tokens.to_token_stream());
        for parameter in &mut generics.params {
            let plain = tokens(&*parameter);
            *parameter = syn::parse2(plain).unwrap_or_else(|_| parameter.clone());
        }
        if let Some(clause) = &mut generics.where_clause {
            let plain = tokens(&*clause);
            *clause = syn::parse2(plain).unwrap_or_else(|_| clause.clone());
        }
        generics
    }

    /// The same with a lifetime before and a type behind.
    fn guard_generics(&self, last: TokenStream) -> Generics {
        let mut generics = self.generics();
        let lifetime = &self.names.lifetime;
        generics.params.insert(0, syn::parse_quote!(#lifetime));
        generics.params.push(syn::parse_quote!(#last));
        generics
    }

    /// The guard's arguments, with this type last.
    fn guard_arguments(&self, last: &TokenStream) -> TokenStream {
        let lifetime = &self.names.lifetime;
        let arguments = self.guarded.item.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Lifetime(parameter) => parameter.lifetime.to_token_stream(),
            GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
            GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
        });
        quote!(<#lifetime, #(#arguments,)* #last>)
    }

    fn type_of(&self, field: &Field) -> TokenStream {
        self.without_self(field.ty.to_token_stream())
    }

    /// `Self` means the struct, also in the types beside it.
    fn without_self(&self, tokens: TokenStream) -> TokenStream {
        let (_, arguments, _) = self.guarded.item.generics.split_for_impl();
        let name = self.name();
        let mut tokens = tokens.into_iter().peekable();
        let mut plain = TokenStream::new();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(word) if word == "Self" => {
                    let in_path =
                        matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Joint);
                    plain.extend(if in_path { quote!(<#name #arguments>) } else { quote!(#name #arguments) });
                }
                TokenTree::Group(group) => {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), self.without_self(group.stream()));
                    inner.set_span(group.span());
                    plain.extend([TokenTree::Group(inner)]);
                }
                token => plain.extend([token]),
            }
        }
        plain
    }

    /// The group's fields as they are named in docs.
    fn field_names(&self, at: usize) -> String {
        let names: Vec<String> = self.guarded.fields_of(at).filter_map(|field| Some(format!("`{}`", field.ident.as_ref()?))).collect();
        match &names[..] {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            names => names.concat(),
        }
    }
}

const NEVER_BLOCKS: &str = "Never blocks and asks for no order, but what is held counts beside what was held before.";

fn must_follow(group: &Group) -> String {
    format!("The level `{}` must come after all that the context holds.", group.name)
}

fn raw(group: &Group, private: &TokenStream) -> TokenStream {
    match group.kind {
        Kind::Lock => quote!(#private::RawMutex),
        Kind::RwLock => quote!(#private::RawRwLock),
    }
}

fn conditions(field: &Field) -> Vec<&Attribute> {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// A field in a struct expression, with the variable of its name.
fn given(field: &Field) -> TokenStream {
    let (conditions, name) = (conditions(field), &field.ident);
    quote!(#(#conditions)* #name)
}

/// For `missing_docs`: a field that was documented by its name alone.
fn missing_doc(field: &Field) -> Option<TokenStream> {
    let documented = field.attrs.iter().any(|attribute| attribute.path().is_ident("doc"));
    let doc = format!("The field `{}`.", field.ident.as_ref().map(Ident::to_string).unwrap_or_default());
    (!documented).then(|| quote!(#[doc = #doc]))
}

/// What the user did not write cannot be unused, and is as private as what the user wrote.
fn allow() -> TokenStream {
    quote! {
        #[allow(
            dead_code, deprecated, missing_debug_implementations, non_camel_case_types, unreachable_pub, private_bounds,
            private_interfaces, clippy::too_many_arguments, clippy::type_complexity
        )]
    }
}
