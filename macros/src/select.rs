//! `select!` and `select_biased!`: one of several channel operations, whichever can be first.

use crate::diagnostics::say;
use crate::krate;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Pat, Token};

pub(crate) fn expand(input: TokenStream, biased: bool) -> TokenStream {
    if input.is_empty() {
        return syn::Error::new(Span::call_site(), say::SELECT_EMPTY).into_compile_error();
    }
    match syn::parse2::<Select>(input) {
        Ok(select) => select.expand(&krate::path(None), biased),
        Err(error) => error.into_compile_error(),
    }
}

/// With a context before the operations: `cx, recv(end) -> result => body, .., interrupted(why) => body`.
pub(crate) fn expand_in_context(input: TokenStream, biased: bool) -> TokenStream {
    match syn::parse2::<SelectInContext>(input) {
        Ok(select) => select.expand(&krate::path(None), biased),
        Err(error) => error.into_compile_error(),
    }
}

/// The runtime's `Arms` ends there.
const MOST: usize = 8;

/// A select that waits in a context.
struct SelectInContext {
    cx: Expr,
    select: Select,
}

impl Parse for SelectInContext {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let no_context = |span| syn::Error::new(span, say::SELECT_NO_CONTEXT);
        if input.is_empty() || is_operation(input) {
            return Err(no_context(input.span()));
        }
        let cx: Expr = input.parse().map_err(|error| no_context(error.span()))?;
        input.parse::<Token![,]>().map_err(|error| no_context(error.span()))?;
        let select = Select::read(input, true)?;
        match (&select.default, &select.interrupted) {
            _ if select.operations.len() > MOST => Err(syn::Error::new(select.operations[MOST].end.span(), say::SELECT_TOO_MANY)),
            _ if select.operations.is_empty() => Err(syn::Error::new(cx.span(), say::SELECT_EMPTY)),
            (None, None) => Err(syn::Error::new(cx.span(), say::SELECT_NOT_INTERRUPTED)),
            (Some(_), Some(interrupted)) => Err(syn::Error::new(interrupted.why.span(), say::SELECT_NEVER_INTERRUPTED)),
            _ => Ok(SelectInContext { cx, select }),
        }
    }
}

/// Whether an operation comes here in place of a context.
fn is_operation(input: ParseStream) -> bool {
    let fork = input.fork();
    let word = fork.parse::<Ident>().map(|word| word.to_string()).unwrap_or_default();
    ["recv", "send"].contains(&&word[..]) && fork.peek(syn::token::Paren) || word == "default"
}

/// All that is between the braces.
struct Select {
    operations: Vec<Operation>,
    default: Option<Default>,
    interrupted: Option<Interrupted>,
}

/// `interrupted(why) => body`
struct Interrupted {
    why: Pat,
    body: Expr,
}

/// `recv(end) -> result => body`, or `send(end, message) -> result => body`.
struct Operation {
    end: Expr,
    /// What is sent; a receive has none.
    message: Option<Expr>,
    result: Pat,
    body: Expr,
}

/// `default => body`, or `default(timeout) => body`.
struct Default {
    timeout: Option<Expr>,
    body: Expr,
}

impl Parse for Select {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Select::read(input, false)
    }
}

impl Select {
    fn read(input: ParseStream, in_context: bool) -> syn::Result<Self> {
        let mut select = Select { operations: Vec::new(), default: None, interrupted: None };
        while !input.is_empty() {
            let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), say::SELECT_NO_OPERATION))?;
            match word.to_string().as_str() {
                "recv" | "send" => select.operations.push(Operation::parse(&word, input)?),
                "interrupted" if in_context && select.interrupted.is_none() => select.interrupted = Some(Interrupted::parse(input)?),
                "default" if select.default.is_some() => return Err(syn::Error::new(word.span(), say::SELECT_TWO_DEFAULTS)),
                "default" => select.default = Some(Default::parse(input)?),
                _ => return Err(syn::Error::new(word.span(), say::SELECT_NO_OPERATION)),
            }
        }
        Ok(select)
    }
}

impl Operation {
    fn parse(word: &Ident, input: ParseStream) -> syn::Result<Operation> {
        let sends = word == "send";
        let wrong = if sends { say::SELECT_SEND_ARGUMENTS } else { say::SELECT_RECV_ARGUMENTS };
        if !input.peek(syn::token::Paren) {
            return Err(syn::Error::new(word.span(), wrong));
        }
        let content;
        let parentheses = syn::parenthesized!(content in input);
        let arguments = content.parse_terminated(Expr::parse, Token![,])?;
        let mut arguments: Vec<Expr> = arguments.into_iter().collect();
        if arguments.len() != 1 + usize::from(sends) {
            return Err(syn::Error::new(parentheses.span.join(), wrong));
        }
        let message = if sends { arguments.pop() } else { None };
        let Some(end) = arguments.pop() else { return Err(syn::Error::new(word.span(), wrong)) };
        if input.peek(Token![=>]) {
            return Err(syn::Error::new(input.span(), say::select_no_result(word)));
        }
        input.parse::<Token![->]>().map_err(|error| syn::Error::new(error.span(), say::select_no_result(word)))?;
        let result = Pat::parse_multi_with_leading_vert(input)?;
        Ok(Operation { end, message, result, body: body(input)? })
    }
}

impl Interrupted {
    fn parse(input: ParseStream) -> syn::Result<Interrupted> {
        let content;
        syn::parenthesized!(content in input);
        let why = Pat::parse_multi_with_leading_vert(&content)?;
        Ok(Interrupted { why, body: body(input)? })
    }
}

impl Default {
    fn parse(input: ParseStream) -> syn::Result<Default> {
        let mut timeout = None;
        if input.peek(syn::token::Paren) {
            let content;
            let parentheses = syn::parenthesized!(content in input);
            let mut arguments = content.parse_terminated(Expr::parse, Token![,])?.into_iter();
            timeout = arguments.next();
            if arguments.next().is_some() {
                return Err(syn::Error::new(parentheses.span.join(), say::SELECT_DEFAULT_ARGUMENTS));
            }
        }
        if input.peek(Token![->]) {
            return Err(syn::Error::new(input.span(), say::SELECT_DEFAULT_RESULT));
        }
        Ok(Default { timeout, body: body(input)? })
    }
}

/// `=> body`, and the comma behind it: as in a `match`, none is needed behind a block, nor at the end.
fn body(input: ParseStream) -> syn::Result<Expr> {
    input.parse::<Token![=>]>().map_err(|error| syn::Error::new(error.span(), say::SELECT_NO_ARROW))?;
    if input.is_empty() {
        return Err(syn::Error::new(input.span(), say::SELECT_NO_BODY));
    }
    let body = Expr::parse_with_earlier_boundary_rule(input)?;
    let ends_itself = matches!(
        body,
        Expr::Block(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::ForLoop(_)
            | Expr::Unsafe(_)
            | Expr::Const(_)
            | Expr::TryBlock(_)
    );
    match input.parse::<Option<Token![,]>>()? {
        None if !input.is_empty() && !ends_itself => Err(syn::Error::new(input.span(), say::SELECT_NO_COMMA)),
        _ => Ok(body),
    }
}

impl Select {
    /// Each end is borrowed, with whatever temporaries it needs, around all that follows; the list of operations is dropped as soon
    /// as one is selected, so that a body can do with the ends what it likes.
    fn expand(&self, krate: &TokenStream, biased: bool) -> TokenStream {
        let channel = quote!(#krate::channel);
        let (list, selected) = (local("list"), local("selected"));
        let new = if biased { quote!(new_biased) } else { quote!(new) };
        let ends: Vec<Ident> = (0..self.operations.len()).map(|at| local(&format!("end{at}"))).collect();
        let typed = self.operations.iter().zip(&ends).map(|(operation, end)| {
            let kind = if operation.message.is_some() { quote!(Sender) } else { quote!(Receiver) };
            quote_spanned!(inside(operation.end.span())=> let #end: &#channel::#kind<_> = #end;)
        });
        let add = self.operations.iter().zip(&ends).map(|(operation, end)| match operation.message {
            Some(_) => quote!(#list.send(#end);),
            None => quote!(#list.recv(#end);),
        });
        let wait = match &self.default {
            None => quote!(select()),
            Some(Default { timeout: None, .. }) => quote!(try_select()),
            Some(Default { timeout: Some(timeout), .. }) => quote!(select_timeout(#timeout)),
        };
        let list_type = match self.operations.is_empty() {
            true => quote!(#channel::Select::<'_>::#new()),
            false => quote!(#channel::Select::#new()),
        };
        let complete = self.complete(&selected, &ends);
        // Moved on either way: a result that is left over would borrow the ends until after the body.
        let complete = match self.default.as_ref().map(|default| done(&default.body)) {
            None => complete,
            Some(body) => quote! {
                if #selected.is_err() {
                    ::core::mem::drop(#selected);
                    #body
                } else {
                    let #selected = #selected.unwrap();
                    #complete
                }
            },
        };
        let inner = quote! {{
            #(#typed)*
            let #selected = {
                #[allow(unused_mut)]
                let mut #list = #list_type;
                #(#add)*
                #list.#wait
            };
            #complete
        }};
        let around = self.operations.iter().zip(&ends).rev();
        around.fold(inner, |inner, (operation, end)| {
            let operand = &operation.end;
            quote!(match #operand { ref #end => #inner })
        })
    }

    fn complete(&self, selected: &Ident, ends: &[Ident]) -> TokenStream {
        let result = local("result");
        let arms = self.operations.iter().zip(ends).enumerate().map(|(at, (operation, end))| {
            let Operation { message, result: pattern, body, .. } = operation;
            let body = done(body);
            let complete = match message {
                Some(message) => quote!(send(#end, #message)),
                None => quote!(recv(#end)),
            };
            quote! {
                #at => {
                    let #result = #selected.#complete;
                    let #pattern = #result;
                    #body
                }
            }
        });
        quote! {
            match #selected.index() {
                #(#arms)*
                _ => ::core::unreachable!(),
            }
        }
    }
}

/// A body without its own braces, since it gets others: rustc would call them unused.
fn done(body: &Expr) -> TokenStream {
    match body {
        Expr::Block(syn::ExprBlock { attrs, label: None, block }) if attrs.is_empty() => {
            let statements = &block.stmts;
            quote!(#(#statements)*)
        }
        _ => quote!(#body),
    }
}

impl SelectInContext {
    /// Like [`Select::expand`], with ends that have a level. Where it waits, all of them are checked in the context.
    fn expand(&self, krate: &TokenStream, biased: bool) -> TokenStream {
        let SelectInContext { cx, select } = self;
        let (channel, private) = (quote!(#krate::channel), quote!(#krate::__private));
        let [context, list, selected, within, why] = ["context", "list", "selected", "within", "why"].map(local);
        let new = if biased { quote!(new_biased) } else { quote!(new) };
        let places = select.operations.iter().map(|operation| inside(operation.end.span()));
        let ends: Vec<Ident> = places.enumerate().map(|(number, place)| moved(&local(&format!("end{number}")), place)).collect();
        let typed = ends.iter().map(|end| quote_spanned!(end.span()=> let #end = #private::end(#end);));
        let in_context = quote_spanned!(cx.span()=> let #context: &mut #krate::Cx<_> = #cx;);
        let checks = ends.iter().filter(|_| select.default.is_none()).map(|end| {
            let context = moved(&context, end.span());
            quote_spanned!(end.span()=> #private::may_select(#context, &(#(#ends,)*), &#end);)
        });
        let add = select.operations.iter().zip(&ends).map(|(operation, end)| match operation.message {
            Some(_) => quote_spanned!(end.span()=> #list.send(#end.inner());),
            None => quote_spanned!(end.span()=> #list.recv(#end.inner());),
        });
        let wait = match &select.default {
            None => quote!(#within.select(#list)),
            Some(Default { timeout: None, .. }) => quote!(#list.try_select()),
            Some(Default { timeout: Some(timeout), .. }) => quote!(#list.select_timeout(#timeout)),
        };
        let ended = match (&select.default, &select.interrupted) {
            (Some(Default { body, .. }), _) => quote!(#private::Result::Err(_) => #body,),
            (_, Some(Interrupted { why: pattern, body })) => quote!(#private::Result::Err(#why) => { let #pattern = #why; #body }),
            (None, None) => TokenStream::new(),
        };
        let complete = self.complete(krate, &selected, &ends);
        let inner = quote! {{
            use #private::Selectable as _;
            #(#typed)*
            #in_context
            #(#checks)*
            #[allow(unused_variables)]
            let #within = #private::WithinLimits::current();
            let #selected = {
                #[allow(unused_mut)]
                let mut #list = #channel::Select::#new();
                #(#add)*
                #wait
            };
            match #selected {
                #private::Result::Ok(#selected) => #complete,
                #ended
            }
        }};
        let around = select.operations.iter().zip(&ends).rev();
        around.fold(inner, |inner, (operation, end)| {
            let operand = &operation.end;
            quote!(match #operand { ref #end => #inner })
        })
    }

    fn complete(&self, krate: &TokenStream, selected: &Ident, ends: &[Ident]) -> TokenStream {
        let private = quote!(#krate::__private);
        let arms = self.select.operations.iter().zip(ends).enumerate().map(|(at, (operation, end))| {
            let Operation { message, result: pattern, body, .. } = operation;
            let result = moved(&local("result"), end.span());
            let complete = match message {
                Some(message) => quote_spanned!(end.span()=> #private::sent(#selected.send(#end.inner(), #message))),
                None => quote_spanned!(end.span()=> #private::received(#selected.recv(#end.inner()))),
            };
            quote! {
                #at => {
                    let #result = #complete;
                    let #pattern = #result;
                    #body
                }
            }
        });
        quote! {
            match #selected.index() {
                #(#arms)*
                _ => ::core::unreachable!(),
            }
        }
    }
}

/// A name that the user's code cannot see.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The same name, at another place.
fn moved(name: &Ident, at: Span) -> Ident {
    let mut name = name.clone();
    name.set_span(at);
    name
}

/// The same place, for names that the user's code cannot see.
fn inside(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}
