//! Where the `unhang` crate is, as seen from the user's code.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use std::path::Path;
use std::sync::OnceLock;

/// The path of the `unhang` crate: as given by `crate = path`, or as the user's manifest names it.
pub(crate) fn path(given: Option<&syn::Path>) -> TokenStream {
    if let Some(path) = given {
        return quote!(#path);
    }
    static NAME: OnceLock<String> = OnceLock::new();
    let name = NAME.get_or_init(|| name_in_manifest().unwrap_or_else(|| "unhang".to_string()));
    let name = syn::parse_str(name).unwrap_or_else(|_| Ident::new("unhang", Span::call_site()));
    quote!(::#name)
}

/// What generated code uses of the `unhang` crate, in tokens at `span`, so that errors point there and not at the attribute.
pub(crate) fn private(krate: &TokenStream, span: Span) -> TokenStream {
    let at_span = |mut token: TokenTree| {
        // `$crate` means the crate of the macro that wrote it.
        let is_dollar_crate = matches!(&token, TokenTree::Ident(name) if name == "$crate");
        token.set_span(if is_dollar_crate { span.resolved_at(token.span()) } else { span });
        token
    };
    let krate: TokenStream = krate.clone().into_iter().map(at_span).collect();
    quote_spanned!(span=> #krate::__private)
}

fn name_in_manifest() -> Option<String> {
    let directory = std::env::var_os("CARGO_MANIFEST_DIR")?;
    let directory = Path::new(&directory);
    let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    let parents = directory.ancestors().skip(1).filter_map(|parent| std::fs::read_to_string(parent.join("Cargo.toml")).ok());
    let workspace = std::iter::once(manifest.clone()).chain(parents).find(|manifest| manifest.contains("[workspace"));
    name_of_unhang(&manifest, &workspace.unwrap_or_default())
}

/// The name by which a manifest depends on the package `unhang`, where that is another one.
fn name_of_unhang(manifest: &str, workspace: &str) -> Option<String> {
    let renamed_for_all = dependencies(workspace, true).into_iter().filter(|dependency| dependency.is_unhang());
    let renamed_for_all: Vec<String> = renamed_for_all.map(|dependency| dependency.name).collect();
    let ours = |dependency: &Dependency| match dependency.from_workspace {
        true => renamed_for_all.contains(&dependency.name),
        false => dependency.is_unhang(),
    };
    let found = dependencies(manifest, false).into_iter().find(ours)?;
    Some(found.name.replace('-', "_"))
}

struct Dependency {
    name: String,
    package: Option<String>,
    from_workspace: bool,
}

impl Dependency {
    fn is_unhang(&self) -> bool {
        self.package.as_ref().unwrap_or(&self.name) == "unhang"
    }
}

/// Reads no more of TOML than dependencies are written in: tables of lines, inline tables on one line, and a table for each.
fn dependencies(manifest: &str, of_workspace: bool) -> Vec<Dependency> {
    let mut dependencies: Vec<Dependency> = Vec::new();
    let mut table = Table::Other;
    for line in manifest.lines() {
        let line = without_comment(line).trim();
        if let Some(header) = line.strip_prefix('[') {
            table = Table::of(header.trim_end_matches(']').trim(), of_workspace);
            if let Table::OneDependency(name) = &table {
                dependencies.push(Dependency { name: name.clone(), package: None, from_workspace: false });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let (key, value) = (key.trim(), value.trim());
        match &table {
            Table::Dependencies => {
                let (name, field) = key.split_once('.').map_or((key, None), |(name, field)| (name, Some(field.trim())));
                let name = unquoted(name.trim());
                let fields: Vec<(&str, &str)> = match field {
                    Some(field) => vec![(field, value)],
                    None => value.trim_matches(['{', '}']).split(',').filter_map(|field| field.split_once('=')).collect(),
                };
                if dependencies.last().is_none_or(|last| last.name != name) {
                    dependencies.push(Dependency { name, package: None, from_workspace: false });
                }
                fields.into_iter().for_each(|(key, value)| set(dependencies.last_mut(), key, value));
            }
            Table::OneDependency(_) => set(dependencies.last_mut(), key, value),
            Table::Other => {}
        }
    }
    dependencies
}

fn set(dependency: Option<&mut Dependency>, key: &str, value: &str) {
    let Some(dependency) = dependency else { return };
    match key.trim() {
        "package" => dependency.package = Some(unquoted(value.trim())),
        "workspace" => dependency.from_workspace = value.trim() == "true",
        _ => {}
    }
}

enum Table {
    Dependencies,
    OneDependency(String),
    Other,
}

impl Table {
    fn of(header: &str, of_workspace: bool) -> Table {
        let known = ["dependencies", "dev-dependencies", "build-dependencies"];
        let header = match (header.strip_prefix("workspace."), of_workspace) {
            (Some(header), true) => header,
            (None, false) => header,
            _ => return Table::Other,
        };
        let start = if header.starts_with("target.") {
            header.rfind("dependencies").map_or(0, |at| header[..at].rfind('.').map_or(0, |dot| dot + 1))
        } else {
            0
        };
        match header[start..].split_once('.') {
            None if known.contains(&&header[start..]) => Table::Dependencies,
            Some((table, name)) if known.contains(&table) => Table::OneDependency(unquoted(name.trim())),
            _ => Table::Other,
        }
    }
}

fn unquoted(text: &str) -> String {
    text.trim_matches(['"', '\'']).to_string()
}

/// A `#` in a string is none; such a line names no crate in front of it.
fn without_comment(line: &str) -> &str {
    let before = line.split('#').next().unwrap_or_default();
    if before.matches('"').count() % 2 == 0 { before } else { line }
}

#[cfg(test)]
mod tests {
    use super::name_of_unhang;

    #[test]
    fn manifests() {
        let table = [
            ("[dependencies]\nunhang = \"0.1\"", "", Some("unhang")),
            ("[dependencies]\nserde = \"1\"\nhang-no-more = { version = \"1\", package = \"unhang\" } # so", "", Some("hang_no_more")),
            ("[dependencies.locks]\nversion = \"1\"\npackage = 'unhang'", "", Some("locks")),
            ("[dependencies]\nlocks.package = \"unhang\"\nlocks.version = \"1\"", "", Some("locks")),
            ("[target.'cfg(unix)'.dependencies]\nlocks = { package = \"unhang\" }", "", Some("locks")),
            ("[target.'cfg(unix)'.dependencies.locks]\npackage = \"unhang\"", "", Some("locks")),
            ("[dev-dependencies]\nlocks = { package = \"unhang\", path = \"..\" }", "", Some("locks")),
            ("[dependencies]\nlocks.workspace = true", "[workspace.dependencies]\nlocks = { package = \"unhang\" }", Some("locks")),
            ("[dependencies]\nlocks = { workspace = true }", "[workspace.dependencies.locks]\npackage = \"unhang\"", Some("locks")),
            ("[dependencies]\nlocks.workspace = true", "[workspace.dependencies]\nlocks = \"1\"", None),
            ("[package]\nname = \"unhang\"", "", None),
            ("[features]\nunhang = []", "", None),
        ];
        for (manifest, workspace, name) in table {
            assert_eq!(name_of_unhang(manifest, workspace).as_deref(), name, "{manifest}");
        }
    }
}
