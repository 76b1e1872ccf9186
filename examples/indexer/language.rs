//! Which language a file is in, told by its name.

use std::path::Path;

pub(crate) fn of(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "rs" => "Rust",
        "c" | "h" => "C",
        "cc" | "cpp" | "cxx" | "hh" | "hpp" | "hxx" => "C++",
        "cs" => "C#",
        "css" | "scss" => "CSS",
        "go" => "Go",
        "hs" => "Haskell",
        "html" | "htm" => "HTML",
        "java" => "Java",
        "js" | "mjs" | "cjs" | "jsx" => "JavaScript",
        "json" => "JSON",
        "kt" => "Kotlin",
        "lua" => "Lua",
        "md" => "Markdown",
        "ml" | "mli" => "OCaml",
        "pl" | "pm" => "Perl",
        "php" => "PHP",
        "py" | "pyi" => "Python",
        "rb" => "Ruby",
        "s" | "asm" => "Assembly",
        "scala" => "Scala",
        "sh" | "bash" | "zsh" => "Shell",
        "sql" => "SQL",
        "swift" => "Swift",
        "tex" => "TeX",
        "toml" => "TOML",
        "ts" | "tsx" => "TypeScript",
        "txt" | "rst" => "Text",
        "xml" | "svg" => "XML",
        "yaml" | "yml" => "YAML",
        "zig" => "Zig",
        _ => match path.file_name().and_then(|name| name.to_str()) {
            Some("Makefile" | "makefile" | "GNUmakefile") => "Make",
            Some("Dockerfile") => "Docker",
            Some("Cargo.lock") => "TOML",
            _ => "other",
        },
    }
}
