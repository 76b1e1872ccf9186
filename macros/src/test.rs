//! `#[test]`: a test whose body is a root, and which fails where it would hang.

use crate::diagnostics::{Mistakes, say};
use crate::krate;
use crate::parse::{Function, keyword, split_at_commas};
use crate::root_main::inside;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, LitFloat, LitInt, Path, Token};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let options = Options::read(arguments, &mut mistakes);
    let function = match Function::read(item.clone()) {
        Ok(function) if function.body.is_some() => function,
        _ => {
            mistakes.at_span(keyword(&item), say::TEST_NOT_A_FUNCTION);
            let errors = mistakes.into_tokens();
            return quote!(#item #errors);
        }
    };
    for attribute in function.attributes.iter().filter(|attribute| attribute.path().is_ident("test")) {
        mistakes.at(attribute, say::TEST_TWICE);
    }
    let krate = krate::path(options.krate.as_ref());
    let steps = options.steps(&krate);
    let run = |cx: TokenStream, output: &syn::ReturnType, body: TokenStream| {
        quote! {
            fn body(#cx) #output #body
            #krate::__private::run_test(#krate::testing::Test::new() #steps, body)
        }
    };
    let function = inside(function, &krate, &say::TEST, run, &mut mistakes);
    let errors = mistakes.into_tokens();
    quote!(#[::core::prelude::v1::test] #function #errors)
}

/// What is asked for between the parentheses.
#[derive(Default)]
struct Options {
    krate: Option<Path>,
    /// Calls on the test, each with the argument that asks for it.
    steps: Vec<(TokenStream, Step)>,
}

enum Step {
    Schedules(LitInt),
    Seed(LitInt),
    Capacity(&'static str),
    TimeLimit(f64),
    NoTimeLimit,
    Allow(&'static str),
}

impl Options {
    /// Reads all that is readable; the rest is said.
    fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Options {
        let mut options = Options::default();
        let mut named: Vec<Ident> = Vec::new();
        for argument in split_at_commas(tokens) {
            match syn::parse2(argument.clone()) {
                Ok(Argument::Crate(path)) => options.krate = Some(path),
                Ok(Argument::Option(name, _)) if named.contains(&name) => mistakes.at(&name, say::option_twice(&name)),
                Ok(Argument::Option(name, steps)) => {
                    options.steps.extend(steps.into_iter().map(|step| (argument.clone(), step)));
                    named.push(name);
                }
                Err(error) => mistakes.add(error),
            }
        }
        options
    }

    fn steps(&self, krate: &TokenStream) -> TokenStream {
        let calls = self.steps.iter().map(|(written, step)| {
            let span = written.span();
            match step {
                Step::Schedules(number) => quote_spanned!(span=> .schedules(#number)),
                Step::Seed(number) => quote_spanned!(span=> .seed(#number)),
                Step::Capacity(mode) => {
                    let mode = Ident::new(mode, span);
                    quote_spanned!(span=> .capacity(#krate::CapacityMode::#mode))
                }
                Step::TimeLimit(seconds) => quote_spanned!(span=> .time_limit(#krate::__private::Duration::from_secs_f64(#seconds))),
                Step::NoTimeLimit => quote_spanned!(span=> .time_limit(#krate::__private::Option::None)),
                Step::Allow(what) => {
                    let allow = Ident::new(what, span);
                    quote_spanned!(span=> .#allow())
                }
            }
        });
        quote!(#(#calls)*)
    }
}

enum Argument {
    Crate(Path),
    Option(Ident, Vec<Step>),
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return Path::parse_mod_style(input).map(Argument::Crate);
        }
        let name: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), say::TEST_OPTIONS))?;
        if name == "allow" {
            let inner;
            syn::parenthesized!(inner in input);
            let allowed = inner.parse_terminated(Ident::parse, Token![,])?;
            let steps = allowed.into_iter().map(allowed_one).collect::<syn::Result<_>>()?;
            return Ok(Argument::Option(name, steps));
        }
        let read: fn(ParseStream) -> syn::Result<Step> = match name.to_string().as_str() {
            "schedules" => schedules,
            "seed" => |input| number(input).map(Step::Seed),
            "capacity" => capacity,
            "time_limit" => time_limit,
            _ => return Err(syn::Error::new_spanned(&name, say::TEST_OPTIONS)),
        };
        if input.parse::<Token![=]>().is_err() {
            return Err(syn::Error::new_spanned(&name, say::TEST_OPTIONS));
        }
        Ok(Argument::Option(name, vec![read(input)?]))
    }
}

fn schedules(input: ParseStream) -> syn::Result<Step> {
    let number = number(input)?;
    match number.base10_parse::<u64>()? {
        0 => Err(syn::Error::new_spanned(number, say::NO_SCHEDULES)),
        _ => Ok(Step::Schedules(number)),
    }
}

fn number(input: ParseStream) -> syn::Result<LitInt> {
    let refused = |span| syn::Error::new(span, say::TEST_NUMBER);
    let number: LitInt = input.parse().map_err(|error| refused(error.span()))?;
    number.base10_parse::<u64>().map_err(|error| refused(error.span()))?;
    Ok(number)
}

fn allowed_one(name: Ident) -> syn::Result<Step> {
    match name.to_string().as_str() {
        "leaks" => Ok(Step::Allow("allow_leaks")),
        "stranded" => Ok(Step::Allow("allow_stranded")),
        "forgotten" => Ok(Step::Allow("allow_forgotten")),
        _ => Err(syn::Error::new_spanned(name, say::TEST_ALLOWS)),
    }
}

fn capacity(input: ParseStream) -> syn::Result<Step> {
    if input.peek(LitInt) {
        let number: LitInt = input.parse()?;
        return match number.base10_parse::<u64>() {
            Ok(0) => Ok(Step::Capacity("Rendezvous")),
            _ => Err(syn::Error::new_spanned(number, say::TEST_CAPACITY)),
        };
    }
    let mode: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), say::TEST_CAPACITY))?;
    match mode.to_string().as_str() {
        "declared" => Ok(Step::Capacity("Declared")),
        "unbounded" => Ok(Step::Capacity("Unbounded")),
        _ => Err(syn::Error::new_spanned(mode, say::TEST_CAPACITY)),
    }
}

fn time_limit(input: ParseStream) -> syn::Result<Step> {
    let refused = |tokens: &dyn ToTokens| Err(syn::Error::new_spanned(tokens.to_token_stream(), say::TEST_TIME_LIMIT));
    // As much as a duration can be.
    let fits = |seconds: &f64| *seconds > 0.0 && *seconds < 1e15;
    if input.peek(LitInt) {
        let number: LitInt = input.parse()?;
        return match number.base10_parse::<f64>().ok().filter(fits) {
            Some(seconds) => Ok(Step::TimeLimit(seconds)),
            None => refused(&number),
        };
    }
    if input.peek(LitFloat) {
        let number: LitFloat = input.parse()?;
        return match number.base10_parse::<f64>().ok().filter(fits) {
            Some(seconds) => Ok(Step::TimeLimit(seconds)),
            None => refused(&number),
        };
    }
    let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), say::TEST_TIME_LIMIT))?;
    if word == "none" { Ok(Step::NoTimeLimit) } else { refused(&word) }
}
