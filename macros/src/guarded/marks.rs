//! Which fields are marked, with which level, and what is wrong with that.

use crate::diagnostics::{Mistakes, say};
use crate::parse::{keyword, split_at_commas};
use proc_macro2::{Delimiter, Group as Delimited, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use std::collections::HashMap;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Field, ItemStruct, Path, Token};

/// The arguments of the attribute.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) krate: Option<Path>,
    pub(super) constructor: Option<Ident>,
}

enum Argument {
    Crate(Path),
    New(Ident),
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        match word {
            word if word == "crate" => Path::parse_mod_style(input).map(Argument::Crate),
            word if word == "new" => input.parse().map(Argument::New),
            word => Err(syn::Error::new(word.span(), say::GUARDED_ARGUMENT)),
        }
    }
}

impl Arguments {
    pub(super) fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Arguments {
        let mut arguments = Arguments::default();
        for argument in split_at_commas(tokens) {
            match syn::parse2(argument.clone()) {
                Ok(Argument::Crate(path)) if arguments.krate.is_none() => arguments.krate = Some(path),
                Ok(Argument::New(name)) if arguments.constructor.is_none() => arguments.constructor = Some(name),
                Ok(_) => mistakes.at(&argument, say::GUARDED_ARGUMENT_TWICE),
                Err(_) => mistakes.at(&argument, say::GUARDED_ARGUMENT),
            }
        }
        arguments
    }
}

/// A struct under `#[guarded]`.
pub(super) struct Guarded {
    /// As written, but without marks.
    pub(super) item: ItemStruct,
    pub(super) constructor: Ident,
    pub(super) groups: Vec<Group>,
    /// For each field the group that it is in.
    pub(super) group_of: Vec<Option<usize>>,
}

/// The fields of one level.
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) level: Path,
    /// The level's name.
    pub(super) name: Ident,
    /// The level's name as it occurs in the names of functions.
    pub(super) snake: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Lock,
    RwLock,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Lock => "lock",
            Kind::RwLock => "rwlock",
        }
    }

    fn of(attribute: &Attribute) -> Option<Kind> {
        [Kind::Lock, Kind::RwLock].into_iter().find(|kind| attribute.path().is_ident(kind.word()))
    }
}

struct Mark {
    kind: Kind,
    word: Path,
    level: Path,
}

impl Guarded {
    /// The struct, or `None` where the item is something else (which is said). What is marked wrongly is left out of it.
    pub(super) fn read(item: TokenStream, constructor: Option<Ident>, mistakes: &mut Mistakes) -> Option<Guarded> {
        let mut item = match syn::parse2::<syn::Item>(item.clone()) {
            Ok(syn::Item::Struct(item)) if matches!(item.fields, syn::Fields::Named(_)) => item,
            Ok(syn::Item::Struct(item)) => {
                mistakes.at(&item.ident, say::no_named_fields(&item.ident));
                return None;
            }
            Ok(_) => {
                mistakes.at_span(keyword(&item), say::NOT_A_STRUCT);
                return None;
            }
            Err(error) => {
                mistakes.add(error);
                return None;
            }
        };
        item.attrs.retain_mut(|attribute| check_outer(attribute, mistakes));
        let mut groups = Groups::default();
        let mut tried = false;
        let mut group_of = Vec::new();
        for field in &mut item.fields {
            tried |= field.attrs.iter().any(|attribute| Kind::of(attribute).is_some());
            let mark = take_mark(field, mistakes);
            group_of.push(mark.map(|mark| groups.add(mark, mistakes)));
        }
        if !tried {
            mistakes.at(&item.ident, say::nothing_marked(&item.ident));
        }
        let constructor = constructor.unwrap_or_else(|| Ident::new("new", Span::call_site()));
        let mut guarded = Guarded { item, constructor, groups: groups.list, group_of };
        guarded.check_names(mistakes);
        Some(guarded)
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&Field, Option<usize>)> {
        self.item.fields.iter().zip(self.group_of.iter().copied())
    }

    pub(super) fn fields_of(&self, group: usize) -> impl Iterator<Item = &Field> {
        self.fields().filter(move |(_, of)| *of == Some(group)).map(|(field, _)| field)
    }

    /// The groups that have fields.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, &Group)> {
        self.groups.iter().enumerate().filter(|(at, _)| self.group_of.contains(&Some(*at)))
    }

    /// What `derive` attributes name.
    pub(super) fn derives(&self, name: &str) -> bool {
        let named = |path: &Path| path.segments.last().is_some_and(|last| last.ident == name);
        self.item.attrs.iter().flat_map(derived).any(|path| named(&path))
    }

    /// No two groups may lead to one name; where two do, the fields of the second are left as they are.
    fn check_names(&mut self, mistakes: &mut Mistakes) {
        let mut taken: HashMap<String, Ident> = HashMap::new();
        for (at, group) in self.groups.iter().enumerate() {
            let names = group.names(&self.item.ident);
            if let Some((name, other)) = names.iter().find_map(|name| Some((name, taken.get(&name.to_string())?))) {
                mistakes.at(&group.name, say::same_name(&group.name, other, name));
                self.group_of.iter_mut().filter(|of| **of == Some(at)).for_each(|of| *of = None);
                continue;
            }
            taken.extend(names.iter().map(|name| (name.to_string(), group.name.clone())));
        }
        if let Some(level) = taken.get(&self.constructor.unraw().to_string()) {
            mistakes.at(&self.constructor, say::constructor_name(&self.constructor, level));
            self.constructor = Ident::new("new", Span::call_site());
        }
    }
}

impl Group {
    /// For types: at the level's place, but of this expansion, so that rustc does not propose to add parameters there.
    pub(super) fn span(&self) -> Span {
        self.name.span().resolved_at(Span::call_site())
    }

    /// The type of its data.
    pub(super) fn data(&self, of: &Ident) -> Ident {
        format_ident!("{}{}", of.unraw(), self.name.unraw(), span = self.span())
    }

    pub(super) fn guard(&self, of: &Ident) -> Ident {
        format_ident!("{}{}Guard", of.unraw(), self.name.unraw(), span = self.span())
    }

    /// A method: `lock_accounts` from `lock_`.
    pub(super) fn method(&self, start: &str) -> Ident {
        format_ident!("{start}{}", self.snake, span = self.name.span())
    }

    pub(super) fn by_mut(&self) -> Ident {
        format_ident!("{}_mut", self.snake, span = self.name.span())
    }

    /// All of its names outside of its types.
    fn names(&self, of: &Ident) -> Vec<Ident> {
        let methods: &[&str] = match self.kind {
            Kind::Lock => &["lock_", "try_lock_"],
            Kind::RwLock => &["read_", "try_read_", "write_", "try_write_"],
        };
        let methods = methods.iter().map(|start| self.method(start));
        methods.chain([self.by_mut(), self.data(of), self.guard(of)]).collect()
    }
}

#[derive(Default)]
struct Groups {
    list: Vec<Group>,
    /// For each group the field attributes that do not fit it and have been reported.
    reported: Vec<String>,
}

impl Groups {
    fn add(&mut self, mark: Mark, mistakes: &mut Mistakes) -> usize {
        let Mark { kind, word, level } = mark;
        let name = level.segments.last().map_or_else(|| Ident::new("Level", level.span()), |last| last.ident.clone());
        let snake = snake(&name.unraw().to_string());
        let Some(at) = self.list.iter().position(|group| group.snake == snake) else {
            self.list.push(Group { kind, level, name, snake });
            return self.list.len() - 1;
        };
        let group = &self.list[at];
        let written = level.to_token_stream().to_string();
        if written != group.level.to_token_stream().to_string() {
            if self.once(written) {
                let group = &self.list[at];
                mistakes.at(&level, say::two_levels(&level, &group.level, &group.snake));
            }
        } else if kind != group.kind {
            let first = group.kind;
            if self.once(format!("{} {written}", kind.word())) {
                mistakes.at(&word, say::both_kinds(&name, first.word(), kind.word()));
            }
        }
        at
    }

    fn once(&mut self, what: String) -> bool {
        let new = !self.reported.contains(&what);
        if new {
            self.reported.push(what);
        }
        new
    }
}

/// Takes the marks off a field; the first counts.
fn take_mark(field: &mut Field, mistakes: &mut Mistakes) -> Option<Mark> {
    let (marks, others) = std::mem::take(&mut field.attrs).into_iter().partition::<Vec<_>, _>(|one| Kind::of(one).is_some());
    field.attrs = others;
    let mut marks = marks.iter();
    let first = marks.next()?;
    for second in marks {
        mistakes.at(second.path(), say::marked_twice(field.ident.as_ref()));
    }
    let kind = Kind::of(first)?;
    let arguments = match &first.meta {
        syn::Meta::List(list) => split_at_commas(list.tokens.clone()),
        _ => Vec::new(),
    };
    let Some(argument) = arguments.first() else {
        mistakes.at(&first.meta, say::no_level(kind.word()));
        return None;
    };
    for more in &arguments[1..] {
        mistakes.at(more, say::ONE_LEVEL);
    }
    match Path::parse_mod_style.parse2(argument.clone()) {
        Ok(level) => Some(Mark { kind, word: first.path().clone(), level }),
        Err(_) => {
            mistakes.at(argument, say::NO_PATH);
            None
        }
    }
}

/// Takes away what cannot stay on a struct whose fields moved behind locks; `false` if nothing is left.
fn check_outer(attribute: &mut Attribute, mistakes: &mut Mistakes) -> bool {
    let says: fn(&TokenStream) -> Option<String> = match attribute.path() {
        path if path.is_ident("derive") => cannot_derive,
        path if path.is_ident("repr") => |argument| (!argument.to_string().starts_with("align")).then(|| say::GUARDED_REPR.to_string()),
        _ => return true,
    };
    let syn::Meta::List(list) = &mut attribute.meta else { return true };
    let mut arguments = split_at_commas(list.tokens.clone());
    arguments.retain(|argument| {
        let said = says(argument);
        said.iter().for_each(|said| mistakes.at(argument, said));
        said.is_none()
    });
    list.tokens = quote!(#(#arguments),*);
    !arguments.is_empty()
}

fn cannot_derive(argument: &TokenStream) -> Option<String> {
    let impossible = ["Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];
    let path = syn::parse2::<Path>(argument.clone()).ok()?;
    let name = &path.segments.last()?.ident;
    impossible.iter().any(|impossible| name == impossible).then(|| say::cannot_derive(name))
}

/// What a `derive` attribute names.
fn derived(attribute: &Attribute) -> Vec<Path> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    paths.map(|paths| paths.into_iter().collect()).unwrap_or_default()
}

/// `HttpCache` and `HTTPCache` become `http_cache`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let previous = at.checked_sub(1).map(|at| letters[at]);
        let next_is_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins =
            letter.is_uppercase() && previous.is_some_and(|previous| previous != '_' && (!previous.is_uppercase() || next_is_small));
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The item without marks, whatever it is: nobody else knows them.
pub(super) fn removed(item: TokenStream) -> TokenStream {
    let mut tokens = item.into_iter().peekable();
    let mut rest = TokenStream::new();
    while let Some(token) = tokens.next() {
        let is_mark = |next: &TokenTree| match next {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => match group.stream().into_iter().next() {
                Some(TokenTree::Ident(word)) => word == "lock" || word == "rwlock",
                _ => false,
            },
            _ => false,
        };
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' && tokens.peek().is_some_and(is_mark) => {
                tokens.next();
            }
            TokenTree::Group(group) => {
                let mut inner = Delimited::new(group.delimiter(), removed(group.stream()));
                inner.set_span(group.span());
                rest.extend([TokenTree::Group(inner)]);
            }
            token => rest.extend([token]),
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn level_names_in_snake_case() {
        let cases = [
            ("Accounts", "accounts"),
            ("HttpCache", "http_cache"),
            ("HTTPCache", "http_cache"),
            ("Level2", "level2"),
            ("Level2Cache", "level2_cache"),
            ("A", "a"),
            ("ATable", "a_table"),
            ("Weird_Name", "weird_name"),
            ("IO", "io"),
        ];
        for (level, expected) in cases {
            assert_eq!(snake(level), expected, "{level}");
        }
    }
}
