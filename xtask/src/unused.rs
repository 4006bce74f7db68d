//! Takes out of the page's program what it offers and nobody calls. The streaming classes of server
//! functions come with leptos, are exported whether or not anything uses them, and keep alive what they
//! call. Must run before the names of imports are shortened.

use crate::failure::{Failure, Result};
use std::{collections::HashSet, fs, path::Path};
use walrus::{ExportId, Module, passes};

/// The classes, as wasm-bindgen names them in the script and, in lower case, in the program.
const CLASSES: [&str; 3] = [
    "IntoUnderlyingByteSource",
    "IntoUnderlyingSink",
    "IntoUnderlyingSource",
];

/// Removes the classes from `<stem>_bg.wasm` and `<stem>.js`, and whatever only they used.
pub fn remove(folder: &Path, stem: &str) -> Result {
    let program = folder.join(format!("{stem}_bg.wasm"));
    let script = folder.join(format!("{stem}.js"));
    let odd = |error| Failure::new(format!("{}: {error}", program.display()));
    let mut module = Module::from_file(&program).map_err(odd)?;
    let unused: Vec<ExportId> = module
        .exports
        .iter()
        .filter(|export| is_unused(&export.name))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    passes::gc::run(&mut module);
    let kept: HashSet<String> = module
        .imports
        .iter()
        .map(|import| import.name.clone())
        .collect();
    module.emit_wasm_file(&program).map_err(odd)?;
    let text = fs::read_to_string(&script).map_err(|error| Failure::io("read", &script, &error))?;
    let text = without_imports(&without_classes(&text), &kept);
    fs::write(&script, text).map_err(|error| Failure::io("write", &script, &error))
}

fn is_unused(export: &str) -> bool {
    let name = export.strip_prefix("__wbg_").unwrap_or(export);
    CLASSES
        .iter()
        .any(|class| name.starts_with(&format!("{}_", class.to_lowercase())))
}

/// The script without the classes and the lines that name them. A class ends at the first brace that
/// stands at the margin.
fn without_classes(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut inside = Inside::Nothing;
    for line in script.split_inclusive('\n') {
        let named = CLASSES.iter().any(|class| line.contains(class));
        match inside {
            Inside::Nothing if named && line.starts_with("export class") => {
                inside = Inside::Block("}")
            }
            // What is finalised when a class is collected: an expression over some lines.
            Inside::Nothing
                if named && line.starts_with("const") && !line.trim_end().ends_with(';') =>
            {
                inside = Inside::Statement;
            }
            Inside::Nothing if named => {}
            Inside::Nothing => text.push_str(line),
            Inside::Block(end) if line.trim_end() == end => inside = Inside::Nothing,
            Inside::Statement if line.trim_end().ends_with(';') => inside = Inside::Nothing,
            Inside::Block(_) | Inside::Statement => {}
        }
    }
    text
}

enum Inside {
    Nothing,
    Block(&'static str),
    Statement,
}

/// The script without the functions that the program does not import any more. wasm-bindgen writes each as
/// a property whose braces stand below one another.
fn without_imports(script: &str, kept: &HashSet<String>) -> String {
    let mut text = String::with_capacity(script.len());
    let mut end: Option<String> = None;
    for line in script.split_inclusive('\n') {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        if let Some(last) = &end {
            if line.trim_end() == *last {
                end = None;
            }
            continue;
        }
        let name = body.split_once(": function(").map(|(name, _)| name);
        match name {
            Some(name) if name.starts_with("__wb") && !kept.contains(name) => {
                end = Some(format!("{indent}}},"));
            }
            _ => text.push_str(line),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_go_and_the_rest_stays() {
        let script = "\
export class IntoUnderlyingSink {
    free() {
    }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;
export class Kept {
}
const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_intounderlyingsink_free(ptr, 1));
let wasm;
";
        assert_eq!(
            without_classes(script),
            "export class Kept {\n}\nlet wasm;\n"
        );
    }

    #[test]
    fn functions_that_are_not_imported_go() {
        let script = "\
    const import0 = {
        __wbg_a_1: function(arg0) {
            if (arg0) {
            }
        },
        __wbg_b_2: function() {
            return 1;
        },
    };
";
        let kept = HashSet::from(["__wbg_b_2".to_owned()]);
        let expected = "\
    const import0 = {
        __wbg_b_2: function() {
            return 1;
        },
    };
";
        assert_eq!(without_imports(script, &kept), expected);
    }

    #[test]
    fn exports_of_the_classes_are_known() {
        for (name, unused) in [
            ("intounderlyingsource_pull", true),
            ("__wbg_intounderlyingbytesource_free", true),
            ("memory", false),
            ("__wbindgen_start", false),
        ] {
            assert_eq!(is_unused(name), unused, "{name}");
        }
    }
}
