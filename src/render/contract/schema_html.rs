//! Draws a schema as a tree of lines: name, type, limits, and what it contains in nested `details`.

use maud::{Markup, html};

use super::{
    breaks,
    node::Node,
    prose,
    schema::{Additional, Choice, Cut, Property, Rule, Schema},
    words::{limits, type_words},
};
use crate::domain::locale::Locale;

/// More values than this are counted, not listed.
const MAX_VALUES: usize = 24;
/// Nested objects with more properties than this start closed.
const MAX_OPEN: usize = 12;

/// A schema from its root: what it is, then what it contains.
pub(super) fn tree(schema: &Schema<'_>, locale: Locale) -> Markup {
    html! {
        div.schema {
            div.schema-root { (facts(schema, locale)) (notes(schema, locale)) }
            (parts(schema, locale, 0))
        }
    }
}

/// Type, limits and marks on one line.
pub(super) fn facts(schema: &Schema<'_>, locale: Locale) -> Markup {
    let limits = limits(schema, locale);
    html! {
        span.type { (type_words(schema, locale)) }
        @if !limits.is_empty() { " " span.limits { (limits) } }
        @if schema.is_true("readOnly") { " " span.mark { (locale.contract_read_only()) } }
        @if schema.is_true("writeOnly") { " " span.mark { (locale.contract_write_only()) } }
        @if schema.is_true("deprecated") { " " span.mark.gone { (locale.contract_deprecated()) } }
        (cut(schema, locale))
    }
}

fn cut(schema: &Schema<'_>, locale: Locale) -> Markup {
    html! {
        @match schema.innermost().cut.or(schema.cut) {
            Some(Cut::Recursive) => { " " span.mark { (locale.contract_recursive()) } },
            Some(Cut::Budget) => { " " span.mark { (locale.contract_cut()) } },
            Some(Cut::Missing(reference)) => {
                " " span.mark.bad { (locale.contract_missing()) } " " code.ref { (reference) }
            },
            None => {},
        }
    }
}

/// Description, allowed values, default, constant and pattern below the line.
pub(super) fn notes(schema: &Schema<'_>, locale: Locale) -> Markup {
    let inner = schema.innermost();
    let own = schema.text("description");
    html! {
        @if let Some(text) = own { div.note { (prose::paragraphs(text)) } }
        @if let Some(values) = inner.get("enum").map(Node::items).filter(|all| !all.is_empty()) {
            div.values {
                span.label { (locale.contract_allowed()) }
                @for value in values.iter().take(MAX_VALUES) { " " code { (shown(value)) } }
                @if values.len() > MAX_VALUES { " +" (values.len() - MAX_VALUES) }
            }
        }
        @for (key, label) in [
            ("const", locale.contract_constant()),
            ("default", locale.contract_default()),
        ] {
            @if let Some(value) = schema.get(key) {
                div.values { span.label { (label) } " " code { (shown(value)) } }
            }
        }
        @if let Some(pattern) = inner.text("pattern") {
            div.values { span.label { (locale.contract_pattern()) } " " code { (pattern) } }
        }
        @for (name, names) in inner.get("dependentRequired").into_iter().flat_map(Node::entries) {
            div.values {
                span.label { (locale.contract_dependent_required(name)) }
                @for name in names.items().iter().filter_map(Node::scalar) { " " code { (name) } }
            }
        }
        @if let Some(xml) = schema.get("xml").filter(|xml| xml.map().is_some()) {
            div.values {
                span.label { "XML" }
                @for (key, value) in xml.entries() { " " code { (key) ": " (shown(value)) } }
            }
        }
        @for key in ["contentMediaType", "contentEncoding"] {
            @if let Some(value) = schema.text(key) {
                div.values { span.label { (key) } " " code { (value) } }
            }
        }
    }
}

/// A value on one line.
pub(super) fn shown(value: &Node) -> String {
    value
        .scalar()
        .map_or_else(|| value.json().to_string(), str::to_owned)
}

/// What a schema contains, through arrays.
pub(super) fn parts(schema: &Schema<'_>, locale: Locale, depth: u32) -> Markup {
    let inner = schema.innermost();
    html! {
        @if !inner.properties.is_empty() || matches!(inner.additional, Additional::Of(_)) {
            ul.fields {
                @for property in &inner.properties { (field(property, locale, depth)) }
                @if let Additional::Of(value) = &inner.additional {
                    (line(html! { span.name.any { (locale.contract_any_name()) } }, value, locale, depth))
                }
            }
        }
        @match inner.additional {
            Additional::Forbidden if !inner.properties.is_empty() => {
                p.closed { (locale.contract_no_others()) }
            },
            Additional::Any => p.closed { (locale.contract_others()) },
            _ => {},
        }
        @if !inner.prefix_items.is_empty() {
            ul.fields {
                @for (index, item) in inner.prefix_items.iter().enumerate() {
                    (line(html! { code.name { "[" (index) "]" } }, item, locale, depth))
                }
            }
        }
        @for (choice, options) in &inner.alternatives {
            (alternatives(inner, *choice, options, locale, depth))
        }
        @if !inner.rules.is_empty() {
            ul.fields {
                @for (rule, other) in &inner.rules {
                    (line(html! { span.label { (rule_words(*rule, locale)) } }, other, locale, depth))
                }
            }
        }
    }
}

fn rule_words(rule: Rule<'_>, locale: Locale) -> String {
    match rule {
        Rule::Not => locale.contract_not().into(),
        Rule::Contains => locale.contract_contains().into(),
        Rule::PropertyNames => locale.contract_property_names().into(),
        Rule::If => locale.contract_if().into(),
        Rule::Then => locale.contract_then().into(),
        Rule::Else => locale.contract_else().into(),
        Rule::Dependent(name) => locale.contract_dependent(name),
    }
}

fn field(property: &Property<'_>, locale: Locale, depth: u32) -> Markup {
    let gone = property.schema.is_true("deprecated");
    let name = html! {
        code.name.gone[gone] { (breaks::name(&property.name)) }
        @if property.required { span.must title=(locale.contract_required()) { "*" } }
    };
    line(name, &property.schema, locale, depth)
}

/// One line of the tree; what it contains opens below it.
fn line(name: Markup, schema: &Schema<'_>, locale: Locale, depth: u32) -> Markup {
    let inner = schema.innermost();
    html! {
        li.field {
            @if inner.has_parts() {
                details open[depth == 0 && inner.properties.len() <= MAX_OPEN] {
                    summary { (name) " " (facts(schema, locale)) }
                    (notes(schema, locale))
                    (parts(schema, locale, depth + 1))
                }
            } @else {
                div.line { (name) " " (facts(schema, locale)) }
                (notes(schema, locale))
            }
        }
    }
}

fn alternatives(
    schema: &Schema<'_>,
    choice: Choice,
    options: &[Schema<'_>],
    locale: Locale,
    depth: u32,
) -> Markup {
    let label = match choice {
        Choice::OneOf => locale.contract_one_of(),
        Choice::AnyOf => locale.contract_any_of(),
    };
    let discriminator = schema.get("discriminator");
    let property =
        discriminator.and_then(|node| node.text("propertyName").or_else(|| node.scalar()));
    html! {
        div.choice {
            div.label {
                (label)
                @if let Some(name) = property { " · " (locale.contract_discriminator()) " " code { (name) } }
            }
            ul.fields {
                @for option in options {
                    @let value = discriminated(discriminator, option);
                    (line(html! { @if let Some(value) = value { code.name { (value) } } }, option, locale, depth))
                }
            }
        }
    }
}

/// The discriminator's value that chooses an alternative.
fn discriminated<'a>(discriminator: Option<&'a Node>, option: &'a Schema<'_>) -> Option<&'a str> {
    let name = option.name.as_deref()?;
    let mapping = discriminator?.get("mapping");
    let mapped = mapping
        .into_iter()
        .flat_map(Node::entries)
        .find(|(_, target)| {
            target
                .scalar()
                .is_some_and(|target| super::resolve::last_segment(target) == name)
        });
    Some(mapped.map_or(name, |(value, _)| value))
}
