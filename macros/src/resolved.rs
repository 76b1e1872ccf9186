//! Levels of other modules: how they are found, and what travels through their macros.

use crate::krate;
use crate::order::{Declaration, Foreign, Kind, Known, Reference, Target};
use crate::parse::Module;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitBool, LitStr, Path};

/// A level of another module, as this one refers to it.
pub(crate) struct Anchor {
    /// The path as written: names the type.
    pub(crate) written: Path,
    /// The path at which it lives, with its trait and its macro beside it.
    pub(crate) home: Path,
}

impl Anchor {
    /// Where it is written: its last name.
    pub(crate) fn span(&self) -> Span {
        self.written.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
    }

    pub(crate) fn name(&self) -> String {
        self.home.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default()
    }

    /// Whether its path says so: another crate cannot be on a cycle with this one.
    pub(crate) fn is_of_this_crate(&self) -> bool {
        let first = self.home.segments.first().filter(|_| self.home.leading_colon.is_none());
        first.is_some_and(|first| ["crate", "super", "self"].iter().any(|word| first.ident == word))
    }

    /// The path of something beside the level.
    pub(crate) fn beside(&self, name: &str) -> Path {
        let mut path = self.home.clone();
        if let Some(last) = path.segments.last_mut() {
            last.ident = Ident::new(name, self.span());
        }
        path
    }

    /// The path of both the trait and the macro.
    pub(crate) fn before(&self) -> Path {
        self.beside(&format!("Before{}", self.name()))
    }
}

/// The module as the pure room sees it. `known` says what is known of the first anchors; the others are taken for lone levels.
pub(crate) fn declaration(module: &Module, seed: &str, known: &[Foreign]) -> (Declaration, Vec<Anchor>) {
    let mut anchors: Vec<Anchor> = Vec::new();
    let levels: Vec<String> = module.levels.iter().map(|level| level.name.unraw().to_string()).collect();
    let ids = levels.iter().map(|level| id(seed, level)).collect();
    let kinds = module.levels.iter().map(|level| level.kind).collect();
    let mut declaration = Declaration { levels, ids, kinds, ..Default::default() };
    for (of, level) in module.levels.iter().enumerate() {
        for reference in &level.references {
            let to = match home(module, &reference.path) {
                Err(name) => Target::Named(name),
                Ok(home) => {
                    let at = anchors.iter().position(|anchor| same(&anchor.home, &home));
                    if at.is_none() {
                        anchors.push(Anchor { written: reference.path.clone(), home });
                    }
                    Target::Foreign(at.unwrap_or(anchors.len() - 1))
                }
            };
            declaration.references.push(Reference { of, side: reference.side, to });
        }
    }
    let alone = |anchor: &Anchor| {
        let name = anchor.home.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default();
        Foreign {
            itself: Known { id: anchor.home.to_token_stream().to_string(), alias: name.clone(), name, ..Known::default() },
            ..Foreign::default()
        }
    };
    let foreign = |(at, anchor)| known.get(at).cloned().unwrap_or_else(|| alone(anchor));
    declaration.early = known.len() < anchors.len();
    declaration.foreign = anchors.iter().enumerate().map(foreign).collect();
    (declaration, anchors)
}

fn same(one: &Path, other: &Path) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}

/// Where a foreign level lives, or the name of a local one.
fn home(module: &Module, path: &Path) -> Result<Path, String> {
    let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    let declared = |name: &Ident| module.levels.iter().any(|level| level.name == *name);
    match (path.leading_colon, &segments[..]) {
        (None, [name]) if !declared(name) => match module.imports.iter().find(|(import, _)| import == *name) {
            Some((_, path)) => Ok(path.clone()),
            None => Err(name.unraw().to_string()),
        },
        (None, [name]) => Err(name.unraw().to_string()),
        (None, [word, name]) if *word == "self" && declared(name) => Err(name.unraw().to_string()),
        _ => Ok(path.clone()),
    }
}

/// What travels from one foreign level's macro to the next.
pub(crate) struct State {
    pub(crate) krate: TokenStream,
    /// Distinguishes this module from every other: see [`seed`].
    pub(crate) seed: String,
    pub(crate) module: TokenStream,
    /// What the first foreign levels have said.
    pub(crate) known: Vec<Foreign>,
}

/// Calls the macro of the next foreign level, which calls back `resolve!`.
pub(crate) fn ask(state: &State, anchors: &[Anchor]) -> TokenStream {
    let Some(next) = anchors.get(state.known.len()) else { return TokenStream::new() };
    let State { krate, seed, module, known } = state;
    let known = known.iter().map(told);
    let (before, span) = (next.before(), next.span());
    let private = krate::private(krate, span);
    quote_spanned!(span=> #before! { {#private::resolve} { {#krate} #seed {#module} #({#known})* } })
}

/// A foreign level as tokens: itself, and the lists of what is known around it.
pub(crate) fn told(foreign: &Foreign) -> TokenStream {
    let known = |Known { id, name, alias, public, kind, carrying, space }: &Known| {
        let (channel, bounded) = (*kind != Kind::Lock, *kind == Kind::Bounded);
        quote!(#id #name #alias #public #channel #bounded #carrying #space)
    };
    let list = |list: &[Known]| {
        let levels = list.iter().map(known);
        quote!([#(#levels)*])
    };
    let Foreign { itself, before, after, carries, before_space, after_space } = foreign;
    let (itself, lists) = (known(itself), [before, after, carries, before_space, after_space].map(|known| list(known)));
    quote!(#itself #(#lists)*)
}

impl Parse for State {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        fn braced(input: ParseStream) -> syn::Result<TokenStream> {
            let content;
            syn::braced!(content in input);
            content.parse()
        }
        let content;
        syn::braced!(content in input);
        let krate = braced(&content)?;
        let seed = content.parse::<LitStr>()?.value();
        let module = braced(&content)?;
        let mut known = Vec::new();
        while !content.is_empty() {
            known.push(syn::parse2::<Told>(braced(&content)?)?.0);
        }
        known.push(syn::parse2::<Told>(braced(input)?)?.0);
        Ok(State { krate, seed, module, known })
    }
}

struct Told(Foreign);

impl Parse for Told {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        fn known(input: ParseStream) -> syn::Result<Known> {
            let text = || input.parse::<LitStr>().map(|text| text.value());
            let yes = || input.parse::<LitBool>().map(|yes| yes.value);
            let (id, name, alias, public) = (text()?, text()?, text()?, yes()?);
            let kind = match (yes()?, yes()?) {
                (false, _) => Kind::Lock,
                (true, false) => Kind::Unbounded,
                (true, true) => Kind::Bounded,
            };
            Ok(Known { id, name, alias, public, kind, carrying: yes()?, space: yes()? })
        }
        fn list(input: ParseStream) -> syn::Result<Vec<Known>> {
            let content;
            syn::bracketed!(content in input);
            let mut list = Vec::new();
            while !content.is_empty() {
                list.push(known(&content)?);
            }
            Ok(list)
        }
        let (itself, before, after) = (known(input)?, list(input)?, list(input)?);
        Ok(Told(Foreign { itself, before, after, carries: list(input)?, before_space: list(input)?, after_space: list(input)? }))
    }
}

/// A name that no other module under `#[levels]` has, in this crate or another.
pub(crate) fn seed(module: &Ident) -> String {
    let of = |variable: &str| std::env::var(variable).unwrap_or_default();
    let parts = [of("CARGO_PKG_NAME"), of("CARGO_PKG_VERSION"), of("CARGO_CRATE_NAME"), module.to_string(), format!("{:?}", module.span())];
    fingerprint(&parts.join("\n"))
}

/// The id of a level of the module with this seed.
pub(crate) fn id(seed: &str, level: &str) -> String {
    fingerprint(&format!("{seed}\n{level}"))
}

/// FNV-1a: the same in every build.
fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
