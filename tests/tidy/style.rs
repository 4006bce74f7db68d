//! Style sheets and markup agree: every class is styled, every style is used, and colours live where
//! themes are made.

use crate::{
    File, assert_none,
    source::{below, code},
};
use std::collections::BTreeSet;

/// Classes in markup that need no style of their own, each with the reason.
const UNSTYLED: [(&str, &str); 0] = [];

/// Classes in styles that no source names, each with who writes them.
const UNNAMED: [(&str, &str); 0] = [];

/// Where colours may be written; everything else uses their custom properties.
const PALETTES: [&str; 2] = ["style/tokens.css", "style/diagram.css"];

const COLOUR_FUNCTIONS: [&str; 9] = [
    "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(",
];
const COLOUR_NAMES: [&str; 17] = [
    "aqua", "black", "blue", "fuchsia", "gray", "green", "grey", "lime", "maroon", "navy", "olive",
    "orange", "purple", "red", "silver", "white", "yellow",
];

fn classes(sources: &[File], styles: &[File]) -> Vec<String> {
    let styled: BTreeSet<String> = styles.iter().flat_map(selector_classes).collect();
    let named: BTreeSet<String> = sources.iter().flat_map(markup_classes).collect();
    let mut violations = Vec::new();
    for class in named.difference(&styled) {
        if !UNSTYLED.iter().any(|(allowed, _)| allowed == class) {
            violations.push(format!("class `{class}` has no style"));
        }
    }
    for class in &styled {
        let excused = UNNAMED.iter().any(|(allowed, _)| allowed == class);
        if !excused && !sources.iter().any(|file| mentions(&file.text, class)) {
            violations.push(format!("style of `.{class}` is used nowhere"));
        }
    }
    violations
}

/// Whether a text holds a class as a whole word, or builds it from a prefix (`"tone-{tone}"`).
fn mentions(text: &str, class: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let whole = text.match_indices(class).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + class.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    });
    let prefixes = class.match_indices('-').map(|(at, _)| &class[..=at]);
    whole
        || prefixes
            .into_iter()
            .any(|prefix| text.contains(&format!("{prefix}{{")))
}

/// The classes in a style sheet's selectors.
fn selector_classes(file: &File) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for selector in rules(&file.text).0 {
        for part in selector.split('.').skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
            let class = &part[..end.unwrap_or(part.len())];
            if class.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '-') {
                found.insert(class.to_owned());
            }
        }
    }
    found
}

/// The selectors (and heads of at-rules are left out) and the declarations of a style sheet.
fn rules(css: &str) -> (Vec<String>, Vec<String>) {
    let (mut selectors, mut declarations) = (Vec::new(), Vec::new());
    let mut current = String::new();
    for character in without_comments(css).chars() {
        match character {
            '{' if current.trim_start().starts_with('@') => current.clear(),
            '{' => selectors.push(std::mem::take(&mut current)),
            '}' | ';' => declarations.push(std::mem::take(&mut current)),
            other => current.push(other),
        }
    }
    (selectors, declarations)
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once("*/").map_or("", |(_, after)| after)
    })
}

/// The classes that markup names for certain: `class="a b"`, `class:a=`, `class=("a", …)` and maud's
/// `p.a`. Words with a brace are formatted and left out.
fn markup_classes(file: &File) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["class=\"", "class=\\\"", "class=(\"", "class='"] {
        for part in file.text.split(start).skip(1) {
            let end = part.find(['"', '\\', '\'']).unwrap_or_default();
            let words = part[..end].split_whitespace();
            found.extend(
                words
                    .filter(|word| !word.contains(['{', '}']))
                    .map(str::to_owned),
            );
        }
    }
    for part in code(&file.text).split(" class:").skip(1) {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
        let (class, rest) = part.split_at(end.unwrap_or(part.len()));
        if rest.starts_with('=') && !class.is_empty() {
            found.insert(class.to_owned());
        }
    }
    found.extend(maud_classes(&code(&file.text)));
    found
}

/// The `.class` shorthands in `html!` blocks. Splices and control flow are not markup.
fn maud_classes(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for block in code.split("html!").skip(1) {
        let markup = markup_only(block);
        for (at, _) in markup.match_indices('.') {
            let rest = &markup[at + 1..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
            let class = &rest[..end.unwrap_or(rest.len())];
            if class.starts_with(char::is_alphabetic) {
                found.insert(class.to_owned());
            }
        }
    }
    found
}

/// A macro's block up to its end, without what stands in parentheses, in brackets or after `@`.
fn markup_only(block: &str) -> String {
    let (mut braces, mut parentheses, mut control) = (0_usize, 0_usize, false);
    let mut output = String::new();
    for character in block.chars() {
        match character {
            '(' | '[' => parentheses += 1,
            ')' | ']' => parentheses = parentheses.saturating_sub(1),
            _ if parentheses > 0 => {}
            '@' => control = true,
            '{' => {
                control = false;
                braces += 1;
            }
            ';' => control = false,
            '}' if braces <= 1 => break,
            '}' => braces -= 1,
            other if braces > 0 && !control => output.push(other),
            _ => {}
        }
    }
    output
}

fn colours(files: &[File]) -> Vec<String> {
    let mut violations = Vec::new();
    for file in files {
        if PALETTES.contains(&file.path.as_str()) {
            continue;
        }
        for declaration in rules(&file.text).1 {
            if let Some((property, value)) = declaration.split_once(':')
                && has_colour(value)
            {
                let property = property.trim();
                violations.push(format!("{}: {property}:{value} writes a colour", file.path));
            }
        }
    }
    violations
}

fn has_colour(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let words = || value.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '#' && c != '(');
    let hex = |word: &str| {
        word.strip_prefix('#')
            .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
    };
    value
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '#')
        .any(|word| hex(word) || COLOUR_NAMES.contains(&word))
        || words().any(|word| COLOUR_FUNCTIONS.iter().any(|name| word.starts_with(name)))
}

#[test]
fn classes_and_styles_agree() {
    assert_none(&classes(
        &below(&["src/view/", "src/render/"], ".rs"),
        &below(&["style/"], ".css"),
    ));
}

#[test]
fn a_class_without_style_and_a_style_without_class_are_caught() {
    let style = |css: &str| [File::new("style/components.css", css)];
    let source = |text: &str| [File::new("src/view/card.rs", text)];
    let markup = r#"view! { <p class="card wide" class:open=open class=("on", on)> }"#;
    let css = "@layer x { .card:hover > .wide, p.open { top: 0.5rem; &.on { left: 0 } } }";
    assert_none(&classes(&source(markup), &style(css)));
    assert_eq!(
        classes(&source(markup), &style(".card.wide.open { top: 0 }")),
        ["class `on` has no style"]
    );
    assert_eq!(
        classes(&source("<p class=\"card\">"), &style(".card {} .cards {}")),
        ["style of `.cards` is used nowhere"]
    );
    let maud =
        r#"html! { p.card.wide title=(self.title.len()) { @if self.x { "a.b" } } } self.y.z()"#;
    assert_eq!(
        classes(&source(maud), &style(".card {}")),
        ["class `wide` has no style"]
    );
    let formatted = r#"format!("<b class=\"tone-{tone}\">")"#;
    assert_none(&classes(&source(formatted), &style(".tone-good {}")));
}

#[test]
fn colours_live_in_the_palettes() {
    assert_none(&colours(&below(&["style/"], ".css")));
}

#[test]
fn a_stray_colour_is_caught() {
    for (value, expected) in [
        ("color: #fff", 1),
        ("border: 1px solid Red", 1),
        ("background: oklch(50% 0.1 20)", 1),
        ("color: var(--ink)", 0),
        (
            "background: color-mix(in oklab, var(--red-1) 20%, transparent)",
            0,
        ),
        ("mask: url(#shape)", 0),
    ] {
        let css = format!("#add .x {{ {value} }}");
        let found = colours(&[File::new("style/base.css", &css)]);
        assert_eq!(found.len(), expected, "{value}");
        assert_none(&colours(&[File::new("style/tokens.css", &css)]));
    }
}
