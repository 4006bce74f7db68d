//! The tables: one grammar a language. Words and marks only; how they are read is in `scan`.

/// What a lexer needs to know of a language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grammar {
    /// Its names in info strings, its own first.
    pub names: &'static [&'static str],
    pub keywords: &'static [&'static str],
    pub types: &'static [&'static str],
    /// Whether keywords and types match in any case.
    pub any_case: bool,
    pub line_comments: &'static [&'static str],
    pub block_comment: Option<(&'static str, &'static str)>,
    /// In the order in which they are tried.
    pub quotes: &'static [Quote],
    pub markers: &'static [Marker],
    /// Whether words with a capital are types.
    pub capital_types: bool,
    pub key: Key,
    /// Characters of words beside letters, digits and the underscore.
    pub word_extra: &'static str,
}

/// A kind of string.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// Between two of these marks, at most to the end of the line.
    Line(&'static str),
    /// Between two of these marks.
    Text(&'static str),
    /// One character between apostrophes.
    Character,
    /// Rust's raw strings.
    RawRust,
}

/// What marks an attribute, an annotation or a variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// This before a word.
    Prefix(&'static str),
    /// Between these two, on one line.
    Enclosed(&'static str, &'static str),
    /// A line that starts so.
    Section(&'static str),
}

/// What follows a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    None,
    Colon,
    Equals,
}

/// All grammars.
pub(super) const ALL: &[Grammar] = &[RUST, GO, JAVA, KOTLIN, TYPESCRIPT, JAVASCRIPT, PYTHON, CSHARP, RUBY, SQL, JSON, TOML, INI, HCL, BASH, PROTOBUF, GRAPHQL];

const RUST: Grammar = Grammar {
    names: &[
        "rust", "rs",
    ],
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "union", "unsafe", "use", "where", "while", "Self",
    ],
    types: &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128", "usize",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::RawRust, Quote::Text("\""), Quote::Character],
    markers: &[Marker::Enclosed("#[", "]"), Marker::Enclosed("#![", "]")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const GO: Grammar = Grammar {
    names: &[
        "go", "golang",
    ],
    keywords: &[
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var", "true", "false", "nil", "iota",
    ],
    types: &[
        "any", "bool", "byte", "complex64", "complex128", "error", "float32", "float64", "int", "int8", "int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\""), Quote::Text("`"), Quote::Character],
    markers: &[],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const JAVA: Grammar = Grammar {
    names: &[
        "java", "groovy", "scala",
    ],
    keywords: &[
        "abstract", "assert", "break", "case", "catch", "class", "const", "continue", "default", "do", "else", "enum", "extends", "final", "finally", "for", "goto", "if", "implements", "import", "instanceof", "interface", "native", "new", "non-sealed", "package", "permits", "private", "protected", "public", "record", "return", "sealed", "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws", "transient", "try", "var", "volatile", "while", "yield", "true", "false", "null",
    ],
    types: &[
        "boolean", "byte", "char", "double", "float", "int", "long", "short", "void",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Text("\"\"\""), Quote::Line("\""), Quote::Character],
    markers: &[Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const KOTLIN: Grammar = Grammar {
    names: &[
        "kotlin", "kt", "kts",
    ],
    keywords: &[
        "abstract", "actual", "annotation", "as", "break", "by", "catch", "class", "companion", "const", "constructor", "continue", "crossinline", "data", "do", "else", "enum", "expect", "external", "final", "finally", "for", "fun", "get", "if", "import", "in", "infix", "init", "inline", "inner", "interface", "internal", "is", "lateinit", "noinline", "object", "open", "operator", "out", "override", "package", "private", "protected", "public", "reified", "return", "sealed", "set", "suspend", "super", "tailrec", "this", "throw", "try", "typealias", "val", "value", "var", "vararg", "when", "where", "while", "true", "false", "null",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Text("\"\"\""), Quote::Line("\""), Quote::Character],
    markers: &[Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const TYPESCRIPT: Grammar = Grammar {
    names: &[
        "typescript", "ts", "tsx",
    ],
    keywords: &[
        "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "export", "extends", "finally", "for", "from", "function", "get", "if", "import", "in", "instanceof", "let", "new", "of", "return", "set", "static", "super", "switch", "this", "throw", "try", "typeof", "var", "void", "while", "with", "yield", "true", "false", "null", "undefined", "abstract", "declare", "enum", "implements", "infer", "interface", "is", "keyof", "namespace", "private", "protected", "public", "readonly", "satisfies", "type",
    ],
    types: &[
        "any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\""), Quote::Line("'"), Quote::Text("`")],
    markers: &[Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const JAVASCRIPT: Grammar = Grammar {
    names: &[
        "javascript", "js", "jsx", "mjs", "node",
    ],
    keywords: &[
        "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "export", "extends", "finally", "for", "from", "function", "get", "if", "import", "in", "instanceof", "let", "new", "of", "return", "set", "static", "super", "switch", "this", "throw", "try", "typeof", "var", "void", "while", "with", "yield", "true", "false", "null", "undefined",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\""), Quote::Line("'"), Quote::Text("`")],
    markers: &[Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const PYTHON: Grammar = Grammar {
    names: &[
        "python", "py", "python3",
    ],
    keywords: &[
        "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return", "try", "type", "while", "with", "yield", "True", "False", "None", "self",
    ],
    types: &[
        "bool", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple",
    ],
    any_case: false,
    line_comments: &["#"],
    block_comment: None,
    quotes: &[Quote::Text("\"\"\""), Quote::Text("'''"), Quote::Line("\""), Quote::Line("'")],
    markers: &[Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const CSHARP: Grammar = Grammar {
    names: &[
        "csharp", "cs", "c#", "dotnet",
    ],
    keywords: &[
        "abstract", "as", "async", "await", "base", "break", "case", "catch", "checked", "class", "const", "continue", "default", "delegate", "do", "else", "enum", "event", "explicit", "extern", "finally", "fixed", "for", "foreach", "from", "get", "goto", "if", "implicit", "in", "init", "interface", "internal", "is", "join", "let", "lock", "namespace", "new", "operator", "out", "override", "params", "partial", "private", "protected", "public", "readonly", "record", "ref", "required", "return", "sealed", "select", "set", "sizeof", "stackalloc", "static", "struct", "switch", "this", "throw", "try", "typeof", "unchecked", "unsafe", "using", "value", "var", "virtual", "volatile", "when", "where", "while", "with", "yield", "true", "false", "null",
    ],
    types: &[
        "bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "nint", "object", "sbyte", "short", "string", "uint", "ulong", "ushort", "void",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Text("\"\"\""), Quote::Line("\""), Quote::Character],
    markers: &[Marker::Section("[")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const RUBY: Grammar = Grammar {
    names: &[
        "ruby", "rb",
    ],
    keywords: &[
        "BEGIN", "END", "alias", "and", "begin", "break", "case", "class", "def", "defined?", "do", "else", "elsif", "end", "ensure", "for", "if", "in", "include", "module", "next", "not", "or", "private", "protected", "public", "redo", "require", "rescue", "retry", "return", "self", "super", "then", "undef", "unless", "until", "when", "while", "yield", "true", "false", "nil", "attr_reader", "attr_writer", "attr_accessor",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["#"],
    block_comment: None,
    quotes: &[Quote::Line("\""), Quote::Line("'"), Quote::Line("`")],
    markers: &[Marker::Prefix("@@"), Marker::Prefix("@")],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const SQL: Grammar = Grammar {
    names: &[
        "sql", "postgresql", "postgres", "mysql", "sqlite", "plsql", "psql", "cql",
    ],
    keywords: &[
        "add", "all", "alter", "analyze", "and", "any", "as", "asc", "begin", "between", "by", "cascade", "case", "check", "cluster", "coalesce", "collate", "column", "commit", "concurrently", "conflict", "constraint", "create", "cross", "current_date", "current_timestamp", "database", "default", "deferrable", "delete", "desc", "distinct", "do", "drop", "else", "end", "enable", "engine", "except", "exclude", "exists", "explain", "extension", "false", "fetch", "filter", "first", "following", "for", "foreign", "from", "full", "function", "generated", "grant", "group", "having", "hash", "if", "ilike", "immutable", "in", "include", "index", "inherits", "inner", "insert", "intersect", "interval", "into", "is", "join", "key", "language", "last", "lateral", "left", "like", "limit", "list", "lock", "materialized", "natural", "no", "not", "nothing", "now", "null", "nulls", "of", "offset", "on", "only", "or", "order", "outer", "over", "partition", "policy", "preceding", "primary", "procedure", "range", "recursive", "references", "refresh", "replace", "returning", "returns", "revoke", "right", "role", "rollback", "row", "rows", "schema", "security", "select", "sequence", "set", "setting", "show", "skip", "start", "stored", "table", "tablespace", "temporary", "then", "to", "transaction", "trigger", "true", "truncate", "union", "unique", "unlogged", "update", "using", "vacuum", "values", "view", "when", "where", "window", "with", "within", "without",
    ],
    types: &[
        "bigint", "bigserial", "binary", "blob", "boolean", "bytea", "char", "character", "cidr", "date", "datetime", "decimal", "double", "float", "inet", "int", "integer", "json", "jsonb", "numeric", "precision", "real", "serial", "smallint", "text", "time", "timestamp", "timestamptz", "tinyint", "tsvector", "uuid", "varchar", "varying", "vector",
    ],
    any_case: true,
    line_comments: &["--"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Text("'"), Quote::Line("\""), Quote::Line("`")],
    markers: &[],
    capital_types: false,
    key: Key::None,
    word_extra: "",
};

const JSON: Grammar = Grammar {
    names: &[
        "json", "jsonc", "json5", "jsonld", "ndjson",
    ],
    keywords: &[
        "true", "false", "null",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\""), Quote::Line("'")],
    markers: &[],
    capital_types: false,
    key: Key::Colon,
    word_extra: "",
};

const TOML: Grammar = Grammar {
    names: &[
        "toml",
    ],
    keywords: &[
        "true", "false", "inf", "nan",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["#"],
    block_comment: None,
    quotes: &[Quote::Text("\"\"\""), Quote::Text("'''"), Quote::Line("\""), Quote::Line("'")],
    markers: &[Marker::Section("[")],
    capital_types: false,
    key: Key::Equals,
    word_extra: "-.",
};

const INI: Grammar = Grammar {
    names: &[
        "ini", "properties", "env", "dotenv", "conf", "cfg",
    ],
    keywords: &[
        "true", "false", "yes", "no", "on", "off",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["#", ";"],
    block_comment: None,
    quotes: &[Quote::Line("\"")],
    markers: &[Marker::Section("[")],
    capital_types: false,
    key: Key::Equals,
    word_extra: "-.",
};

const HCL: Grammar = Grammar {
    names: &[
        "hcl", "terraform", "tf",
    ],
    keywords: &[
        "backend", "data", "dynamic", "else", "false", "for", "for_each", "if", "in", "locals", "module", "moved", "null", "output", "provider", "provisioner", "required_providers", "resource", "terraform", "true", "variable", "check", "import",
    ],
    types: &[
        "any", "bool", "list", "map", "number", "object", "set", "string", "tuple",
    ],
    any_case: false,
    line_comments: &["#", "//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\"")],
    markers: &[],
    capital_types: false,
    key: Key::Equals,
    word_extra: "-",
};

const BASH: Grammar = Grammar {
    names: &[
        "bash", "sh", "shell", "zsh", "console", "shellscript",
    ],
    keywords: &[
        "alias", "break", "case", "cd", "continue", "declare", "do", "done", "echo", "elif", "else", "esac", "eval", "exec", "exit", "export", "false", "fi", "for", "function", "if", "in", "local", "popd", "pushd", "read", "readonly", "return", "select", "set", "shift", "source", "then", "trap", "true", "unset", "until", "while",
    ],
    types: &[
        
    ],
    any_case: false,
    line_comments: &["# ", "#!"],
    block_comment: None,
    quotes: &[Quote::Text("\""), Quote::Text("'")],
    markers: &[Marker::Enclosed("${", "}"), Marker::Prefix("$"), Marker::Prefix("--"), Marker::Prefix("-")],
    capital_types: false,
    key: Key::None,
    word_extra: "-",
};

const PROTOBUF: Grammar = Grammar {
    names: &[
        "protobuf", "proto", "proto3",
    ],
    keywords: &[
        "enum", "extend", "extensions", "false", "import", "map", "max", "message", "oneof", "option", "optional", "package", "public", "repeated", "required", "reserved", "returns", "rpc", "service", "stream", "syntax", "to", "true", "weak",
    ],
    types: &[
        "bool", "bytes", "double", "fixed32", "fixed64", "float", "int32", "int64", "sfixed32", "sfixed64", "sint32", "sint64", "string", "uint32", "uint64",
    ],
    any_case: false,
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[Quote::Line("\""), Quote::Line("'")],
    markers: &[],
    capital_types: true,
    key: Key::None,
    word_extra: "",
};

const GRAPHQL: Grammar = Grammar {
    names: &[
        "graphql", "gql",
    ],
    keywords: &[
        "directive", "enum", "extend", "false", "fragment", "implements", "input", "interface", "mutation", "null", "on", "query", "repeatable", "scalar", "schema", "subscription", "true", "type", "union",
    ],
    types: &[
        "Boolean", "Float", "ID", "Int", "String",
    ],
    any_case: false,
    line_comments: &["#"],
    block_comment: None,
    quotes: &[Quote::Text("\"\"\""), Quote::Line("\"")],
    markers: &[Marker::Prefix("@"), Marker::Prefix("$")],
    capital_types: true,
    key: Key::Colon,
    word_extra: "",
};
