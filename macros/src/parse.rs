//! What the attributes are applied to, as written: no checking of the order, no expansion.

use crate::diagnostics::{Mistakes, say};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Path, Token, Visibility};

/// The arguments of an attribute: paths, and perhaps `crate = path`.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) krate: Option<Path>,
    pub(crate) paths: Vec<Path>,
}

impl Arguments {
    /// Reads all that is readable; the rest is said.
    pub(crate) fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Arguments {
        let mut arguments = Arguments::default();
        for argument in split_at_commas(tokens) {
            match syn::parse2(argument.clone()) {
                Ok(Argument::Crate(path)) => arguments.krate = Some(path),
                Ok(Argument::Path(path)) => arguments.paths.push(path),
                Err(_) => mistakes.at(&argument, say::NO_PATH),
            }
        }
        arguments
    }
}

enum Argument {
    Crate(Path),
    Path(Path),
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return Path::parse_mod_style(input).map(Argument::Crate);
        }
        Path::parse_mod_style(input).map(Argument::Path)
    }
}

/// Splits at the commas outside of groups, so that one bad argument does not hide the next.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut arguments = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => arguments.push(TokenStream::new()),
            _ => arguments.last_mut().expect("starts with one").extend([token]),
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// A module under `#[levels]`.
pub(crate) struct Module {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) mod_token: Token![mod],
    pub(crate) name: Ident,
    pub(crate) levels: Vec<Level>,
    pub(crate) others: Vec<syn::Item>,
    /// Names that a `use` item brings in, with the path they stand for.
    pub(crate) imports: Vec<(Ident, Path)>,
}

/// A unit struct in the module.
pub(crate) struct Level {
    /// Without `#[after]` and `#[before]`.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) struct_token: Token![struct],
    pub(crate) name: Ident,
    pub(crate) references: Vec<Reference>,
    /// What `#[channel]` says.
    pub(crate) kind: Kind,
    /// `#[channel(token)]`: its capacity is not to be changed.
    pub(crate) token: bool,
}

/// What a level stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Kind {
    /// Locks, and what is like them.
    #[default]
    Lock,
    /// Channels into which a send never waits.
    Unbounded,
    /// Channels that can be full.
    Bounded,
}

/// One path in `#[after(..)]` or `#[before(..)]`.
pub(crate) struct Reference {
    pub(crate) side: Side,
    pub(crate) path: Path,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    After,
    Before,
    /// Messages of this channel may carry senders of that level.
    Carries,
}

impl Side {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Side::After => "after",
            Side::Before => "before",
            Side::Carries => "carries",
        }
    }
}

impl Level {
    /// The conditions of its `#[cfg]` attributes.
    pub(crate) fn conditions(&self) -> Vec<TokenStream> {
        let lists = self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        lists.filter_map(|attribute| attribute.meta.require_list().ok()).map(|list| list.tokens.clone()).collect()
    }
}

impl Module {
    /// The module, or `None` where the item is something else (which is said).
    pub(crate) fn read(item: TokenStream, mistakes: &mut Mistakes) -> Option<Module> {
        let start = keyword(&item);
        let module = match syn::parse2::<syn::Item>(item) {
            Ok(syn::Item::Mod(module)) => module,
            Ok(_) => {
                mistakes.at_span(start, say::NOT_A_MODULE);
                return None;
            }
            Err(error) => {
                mistakes.add(error);
                return None;
            }
        };
        let Some((_, items)) = module.content else {
            mistakes.at(&module.ident, say::no_body(&module.ident));
            return None;
        };
        let mut read = Module {
            attributes: module.attrs,
            visibility: module.vis,
            mod_token: module.mod_token,
            name: module.ident,
            levels: Vec::new(),
            others: Vec::new(),
            imports: Vec::new(),
        };
        for item in items {
            match item {
                syn::Item::Struct(item) => read.levels.push(Level::read(item, mistakes)),
                item => {
                    if let syn::Item::Use(item) = &item {
                        let start = Path { leading_colon: item.leading_colon, segments: Punctuated::new() };
                        gather_imports(&item.tree, &start, &mut read.imports);
                    }
                    read.others.push(item);
                }
            }
        }
        Some(read)
    }
}

impl Level {
    fn read(item: syn::ItemStruct, mistakes: &mut Mistakes) -> Level {
        if !item.generics.params.is_empty() {
            mistakes.at(&item.generics, say::generics(&item.ident));
        }
        if !matches!(item.fields, syn::Fields::Unit) {
            mistakes.at(&item.fields, say::fields(&item.ident));
        }
        let mut level = Level {
            attributes: Vec::new(),
            visibility: item.vis,
            struct_token: item.struct_token,
            name: item.ident,
            references: Vec::new(),
            kind: Kind::Lock,
            token: false,
        };
        for attribute in item.attrs {
            let side = match attribute.path() {
                path if path.is_ident("after") => Side::After,
                path if path.is_ident("before") => Side::Before,
                path if path.is_ident("channel") => {
                    level.read_channel(&attribute, mistakes);
                    continue;
                }
                _ => {
                    level.attributes.push(attribute);
                    continue;
                }
            };
            let syn::Meta::List(list) = &attribute.meta else {
                mistakes.at(&attribute.meta, say::no_list(side.word()));
                continue;
            };
            let arguments = split_at_commas(list.tokens.clone());
            if arguments.is_empty() {
                mistakes.at(&attribute.meta, say::no_list(side.word()));
            }
            level.refer(side, arguments, mistakes);
        }
        level
    }

    fn refer(&mut self, side: Side, paths: Vec<TokenStream>, mistakes: &mut Mistakes) {
        for path in paths {
            match Path::parse_mod_style.parse2(path.clone()) {
                Ok(path) => self.references.push(Reference { side, path }),
                Err(_) => mistakes.at(&path, say::NO_PATH),
            }
        }
    }

    /// `#[channel]`, `#[channel(bounded, token, carries(..))]`
    fn read_channel(&mut self, attribute: &Attribute, mistakes: &mut Mistakes) {
        if self.kind != Kind::Lock {
            mistakes.at(&attribute.meta, say::CHANNEL_TWICE);
            return;
        }
        self.kind = Kind::Unbounded;
        let arguments = match &attribute.meta {
            syn::Meta::Path(_) => return,
            syn::Meta::List(list) => split_at_commas(list.tokens.clone()),
            syn::Meta::NameValue(_) => {
                mistakes.at(&attribute.meta, say::CHANNEL_ARGUMENT);
                return;
            }
        };
        let mut token = None;
        for argument in arguments {
            match syn::parse2::<syn::Meta>(argument.clone()) {
                Ok(syn::Meta::Path(word)) if word.is_ident("bounded") => self.kind = Kind::Bounded,
                Ok(syn::Meta::Path(word)) if word.is_ident("token") => token = Some(word),
                Ok(syn::Meta::List(list)) if list.path.is_ident("carries") => {
                    let carried = split_at_commas(list.tokens.clone());
                    if carried.is_empty() {
                        mistakes.at(&list, say::CARRIES_NOTHING);
                    }
                    self.refer(Side::Carries, carried, mistakes);
                }
                _ => mistakes.at(&argument, say::CHANNEL_ARGUMENT),
            }
        }
        match token {
            Some(word) if self.kind != Kind::Bounded => mistakes.at(&word, say::TOKEN_UNBOUNDED),
            token => self.token = token.is_some(),
        }
    }

    /// Whether the owner of a receiver owes something: space, or what queued messages carry.
    pub(crate) fn is_two_sided(&self) -> bool {
        self.kind == Kind::Bounded || self.is_carrying()
    }

    pub(crate) fn is_carrying(&self) -> bool {
        self.references.iter().any(|reference| reference.side == Side::Carries)
    }

    /// `#[channel(..)]` as it was read.
    fn channel_attribute(&self) -> Option<TokenStream> {
        let bounded = (self.kind == Kind::Bounded).then(|| quote::quote!(bounded,));
        let token = self.token.then(|| quote::quote!(token,));
        let carried = self.references.iter().filter(|reference| reference.side == Side::Carries).map(|reference| &reference.path);
        let carries = self.is_carrying().then(|| quote::quote!(carries(#(#carried),*)));
        (self.kind != Kind::Lock).then(|| quote::quote!(#[channel(#bounded #token #carries)]))
    }
}

fn gather_imports(tree: &syn::UseTree, start: &Path, imports: &mut Vec<(Ident, Path)>) {
    let joined = |name: &Ident| {
        let mut path = start.clone();
        path.segments.push(name.clone().into());
        path
    };
    match tree {
        syn::UseTree::Path(tree) => gather_imports(&tree.tree, &joined(&tree.ident), imports),
        syn::UseTree::Name(tree) => imports.push((tree.ident.clone(), joined(&tree.ident))),
        syn::UseTree::Rename(tree) => imports.push((tree.rename.clone(), joined(&tree.ident))),
        syn::UseTree::Group(tree) => tree.items.iter().for_each(|tree| gather_imports(tree, start, imports)),
        syn::UseTree::Glob(_) => {}
    }
}

/// Where an item says what it is, behind its attributes and visibility.
pub(crate) fn keyword(item: &TokenStream) -> Span {
    let words = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "impl",
        "use",
        "const",
        "static",
        "type",
        "mod",
        "extern",
        "unsafe",
        "async",
        "macro_rules",
    ];
    let found = item.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if words.iter().any(|known| word == known) => Some(word.span()),
        _ => None,
    });
    found.unwrap_or_else(Span::call_site)
}

/// A function of any kind, with its body unread.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: syn::Signature,
    pub(crate) body: Option<Body>,
}

pub(crate) struct Body {
    pub(crate) brace: syn::token::Brace,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) statements: TokenStream,
}

impl Function {
    /// Reads the signature. The body is taken as it is: reading each of its tokens would cost more than all the rest.
    pub(crate) fn read(item: TokenStream) -> syn::Result<Function> {
        let mut trees: Vec<TokenTree> = item.into_iter().collect();
        let body = match trees.pop() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Some(Body::of(&group)?),
            last => {
                trees.extend(last);
                None
            }
        };
        let head: TokenStream = trees.into_iter().collect();
        let read = |input: ParseStream| {
            let (attributes, visibility, signature) = (input.call(Attribute::parse_outer)?, input.parse()?, input.parse()?);
            if body.is_none() {
                input.parse::<Token![;]>()?;
            }
            Ok((attributes, visibility, signature))
        };
        let (attributes, visibility, signature) = read.parse2(head)?;
        Ok(Function { attributes, visibility, signature, body })
    }
}

impl Body {
    fn of(group: &Group) -> syn::Result<Body> {
        let is_inner_attribute = matches!(group.stream().into_iter().next(), Some(TokenTree::Punct(first)) if first.as_char() == '#');
        let (attributes, statements) = if is_inner_attribute {
            let read = |input: ParseStream| Ok((input.call(Attribute::parse_inner)?, input.parse()?));
            read.parse2(group.stream())?
        } else {
            (Vec::new(), group.stream())
        };
        Ok(Body { brace: syn::token::Brace { span: group.delim_span() }, attributes, statements })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function { attributes, visibility, signature, body } = self;
        quote::quote!(#(#attributes)* #visibility #signature).to_tokens(tokens);
        match body {
            None => <Token![;]>::default().to_tokens(tokens),
            Some(Body { brace, attributes, statements }) => brace.surround(tokens, |tokens| {
                quote::quote!(#(#attributes)* #statements).to_tokens(tokens);
            }),
        }
    }
}

/// A type in the place of a context parameter.
pub(crate) enum ContextType<'a> {
    /// `&mut Cx` or `&mut Cx<..>`: the last segment of the path.
    Context(&'a mut syn::PathSegment),
    /// `Cx` or `&Cx`: the right type, but not by `&mut`.
    NotByMut,
    Other,
}

/// Whether a parameter's type is the context's.
pub(crate) fn context_type(mut ty: &mut syn::Type) -> ContextType<'_> {
    let mut by_mut = false;
    let mut references = 0;
    loop {
        match ty {
            syn::Type::Group(group) => ty = &mut *group.elem,
            syn::Type::Paren(group) => ty = &mut *group.elem,
            syn::Type::Reference(reference) => {
                by_mut = reference.mutability.is_some();
                references += 1;
                ty = &mut *reference.elem;
            }
            syn::Type::Path(path) if path.qself.is_none() => {
                return match path.path.segments.last_mut() {
                    Some(segment) if segment.ident != "Cx" => ContextType::Other,
                    Some(segment) if by_mut && references == 1 => ContextType::Context(segment),
                    Some(_) => ContextType::NotByMut,
                    None => ContextType::Other,
                };
            }
            _ => return ContextType::Other,
        }
    }
}

impl Module {
    /// The module with this content in place of its items.
    pub(crate) fn around(&self, content: TokenStream) -> TokenStream {
        let Module { attributes, visibility, mod_token, name, .. } = self;
        let outer = attributes.iter().filter(|attribute| matches!(attribute.style, syn::AttrStyle::Outer));
        let inner = attributes.iter().filter(|attribute| !matches!(attribute.style, syn::AttrStyle::Outer));
        quote::quote!(#(#outer)* #visibility #mod_token #name { #(#inner)* #content })
    }

    /// The items that are no levels.
    pub(crate) fn others(&self) -> TokenStream {
        let others = &self.others;
        quote::quote!(#(#others)*)
    }

    /// What the second step needs of the module: its imports and levels, without docs.
    pub(crate) fn outline(&self) -> TokenStream {
        let Module { mod_token, name, .. } = self;
        let imports = self.others.iter().filter(|item| matches!(item, syn::Item::Use(_)));
        let levels = self.levels.iter().map(|level| {
            let conditions = level.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
            let ordered = level.references.iter().filter(|reference| reference.side != Side::Carries);
            let references = ordered.map(|Reference { side, path }| {
                let word = Ident::new(side.word(), level.name.span());
                quote::quote!(#[#word(#path)])
            });
            let (channel, Level { visibility, struct_token, name, .. }) = (level.channel_attribute(), level);
            quote::quote!(#(#conditions)* #(#references)* #channel #visibility #struct_token #name;)
        });
        quote::quote!(#mod_token #name { #(#imports)* #(#levels)* })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports() {
        let module = "mod m { use super::net::{Socket, db::{Table as Rows, self}}; use ::up::X; use glob::*; }";
        let module = Module::read(module.parse().unwrap(), &mut Mistakes::default()).unwrap();
        let imports = module.imports.iter().map(|(name, path)| format!("{name}={}", path.to_token_stream()).replace(' ', ""));
        assert_eq!(
            imports.collect::<Vec<_>>().join(" "),
            "Socket=super::net::Socket Rows=super::net::db::Table self=super::net::db::self X=::up::X"
        );
    }

    #[test]
    fn context_types() {
        let table = [
            ("&mut Cx", "context"),
            ("&'a mut unhang::Cx<H>", "context"),
            ("(&mut Cx<impl Foo>)", "context"),
            ("Cx", "not by mut"),
            ("&Cx", "not by mut"),
            ("&mut &mut Cx", "not by mut"),
            ("&mut Context", "other"),
            ("u8", "other"),
            ("<T as Tr>::Cx", "other"),
        ];
        for (text, expected) in table {
            let found = match context_type(&mut syn::parse_str(text).unwrap()) {
                ContextType::Context(_) => "context",
                ContextType::NotByMut => "not by mut",
                ContextType::Other => "other",
            };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn functions_come_out_as_they_went_in() {
        for text in ["fn f();", "#[a] pub(crate) unsafe fn f<'a, T: X>(&'a self) -> T where T: Y { #![allow(b)] match x { _ => 1 } }"] {
            let tokens: TokenStream = text.parse().unwrap();
            let function = Function::read(tokens.clone()).unwrap();
            let unspaced = |tokens: &TokenStream| tokens.to_string().replace(' ', "");
            assert_eq!(unspaced(&function.to_token_stream()), unspaced(&tokens));
        }
    }
}
