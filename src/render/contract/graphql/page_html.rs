//! Draws a schema: head, operations by root type, then its types and directives, folded.

use std::{cell::Cell, collections::HashMap};

use maud::{Markup, html};

use super::{
    document::{Definition, Directive, Field, Kind, Type, applied},
    example::example,
    schema::{ROOTS, Schema},
};
use crate::{
    domain::locale::Locale,
    render::{
        contract::{breaks, code, prose},
        escape::visible,
    },
};

/// Fields of a result that are shown with the operation; the rest are with its type.
const MAX_FIELDS: usize = 40;
/// How many bytes of the preview may repeat what it shows elsewhere.
const MAX_REPEATED: usize = 3_000_000;
/// More directives than this are counted, not listed.
const MAX_DIRECTIVES: usize = 12;

/// The preview. All ids start with `id`.
pub(super) fn page(schema: &Schema<'_>, id: &str, locale: Locale) -> Markup {
    let drawer = Drawer {
        schema,
        id,
        locale,
        possible: schema.possible(),
        left: Cell::new(MAX_REPEATED),
    };
    let mut number = 0;
    html! {
        div.api {
            (drawer.head())
            (drawer.about())
            @for (operation, root) in schema.root_types() {
                section {
                    header.group-head {
                        h4 { (root.name.text) }
                        @if !root.description.is_empty() { span.what { (prose::inline(&visible(&root.description))) } }
                        (drawer.directives(&root.directives))
                    }
                    @for field in &root.fields {
                        ({ number += 1; drawer.operation(operation, root, field, &format!("{id}-op-{number}")) })
                    }
                }
            }
            @if schema.operations() == 0 { p.none { (locale.contract_no_operations()) } }
            (drawer.types())
            (drawer.documents())
        }
    }
}

struct Drawer<'s, 'a> {
    schema: &'s Schema<'a>,
    id: &'s str,
    locale: Locale,
    /// The types behind each interface and union.
    possible: HashMap<&'a str, Vec<&'a str>>,
    /// How many bytes may still repeat what is shown elsewhere.
    left: Cell<usize>,
}

impl Drawer<'_, '_> {
    fn head(&self) -> Markup {
        let (schema, locale) = (self.schema, self.locale);
        html! {
            header.api-head {
                h3 { (locale.graphql_title()) }
                @if let Some(version) = schema.federation() { span.chip { "Federation " (version) } }
                span.count {
                    (locale.contract_operations(schema.operations())) " · "
                    (locale.idl_types(schema.types.len() - schema.root_types().count()))
                }
            }
        }
    }

    fn about(&self) -> Markup {
        let schema = self.schema;
        let renamed = ROOTS
            .iter()
            .filter_map(|(operation, usual)| {
                let root = schema.roots.iter().find(|root| root.0 == *operation)?;
                (root.1.text != *usual).then_some((*operation, root.1.text))
            })
            .collect::<Vec<_>>();
        html! {
            @if !schema.description.is_empty() || !renamed.is_empty() || !schema.applied.is_empty() {
                div.about {
                    @if !schema.description.is_empty() { div.about-text { (prose::paragraphs(&visible(&schema.description))) } }
                    dl {
                        @for (operation, name) in renamed { dt { (operation) } dd { code { (name) } } }
                        @if !schema.applied.is_empty() {
                            dt { (self.locale.graphql_directives()) }
                            dd { (self.directives(&schema.applied)) }
                        }
                    }
                }
            }
        }
    }

    /// A root field: a line to scan, and everything about it below.
    fn operation(
        &self,
        operation: &str,
        root: &Definition<'_>,
        field: &Field<'_>,
        id: &str,
    ) -> Markup {
        let locale = self.locale;
        let gone = applied(&field.directives, "deprecated").is_some();
        html! {
            details.op.call.gone[gone] id=(id) data-method=(operation) data-path=(field.name.text) {
                summary {
                    span.method { (operation.to_ascii_uppercase()) }
                    code.path {
                        (breaks::name(field.name.text))
                        @if !field.arguments.is_empty() {
                            "("
                            @for (index, argument) in field.arguments.iter().enumerate() {
                                @if index > 0 { ", " }
                                em { (argument.name.text) }
                            }
                            ")"
                        }
                        @if let Some(of) = &field.of { ": " span.type { (of.text) } }
                    }
                    span.what { @if let Some(line) = field.description.lines().next() { (prose::inline(&visible(line))) } }
                    @if field.added || gone {
                        span.marks {
                            @if field.added { span.mark { (locale.graphql_added()) } }
                            @if gone { span.mark.gone { (locale.contract_deprecated()) } }
                        }
                    }
                }
                div.op-body { (self.inside(operation, root, field)) }
            }
        }
    }

    /// Draws what is shown elsewhere as well, as long as there is room for it.
    fn repeated(&self, draw: impl FnOnce() -> Markup) -> Markup {
        if self.left.get() == 0 {
            return Markup::default();
        }
        let drawn = draw();
        self.left.set(self.left.get().saturating_sub(drawn.0.len()));
        drawn
    }

    fn inside(&self, operation: &str, root: &Definition<'_>, field: &Field<'_>) -> Markup {
        let locale = self.locale;
        html! {
            @if !field.description.is_empty() { div.op-text { (prose::paragraphs(&visible(&field.description))) } }
            (self.reason(field))
            @if !others(&field.directives).is_empty() {
                div.op-facts { span { span.label { (locale.graphql_directives()) } " " (self.directives(&field.directives)) } }
            }
            @if !field.arguments.is_empty() {
                h5 { (locale.graphql_arguments()) }
                (self.arguments(&field.arguments))
            }
            h5 { (locale.graphql_returns()) }
            div.media-parts {
                div.schema {
                    div.schema-root { @if let Some(of) = &field.of { (self.of(of)) (self.kind_of(of)) } }
                    @if let Some(target) = field.of.as_ref().and_then(|of| self.schema.get(of.name.text))
                        && target.name.text != root.name.text {
                        (self.repeated(|| self.content(target, MAX_FIELDS)))
                    }
                }
                (self.repeated(|| self.example(operation, field)))
            }
        }
    }

    /// What a client sends.
    fn example(&self, operation: &str, field: &Field<'_>) -> Markup {
        let made = example(self.schema, operation, field);
        html! {
            div.examples {
                div.label { (self.locale.graphql_example()) }
                (code::block("graphql", &visible(&made.text)))
                @if let Some(variables) = &made.variables {
                    div.label { (self.locale.graphql_variables()) }
                    (code::block("json", &visible(variables)))
                }
            }
        }
    }

    fn arguments(&self, arguments: &[Field<'_>]) -> Markup {
        let locale = self.locale;
        html! {
            div.scroll tabindex="0" {
                table.params {
                    thead { tr {
                        th { (locale.contract_name()) }
                        th { (locale.contract_type()) }
                        th { (locale.contract_description()) }
                    } }
                    tbody {
                        @for argument in arguments {
                            @let gone = applied(&argument.directives, "deprecated").is_some();
                            tr {
                                td {
                                    code.name.gone[gone] { (argument.name.text) }
                                    @if argument.is_required() { span.must title=(locale.contract_required()) { "*" } }
                                }
                                td { @if let Some(of) = &argument.of { (self.of(of)) } }
                                td { (self.notes(argument)) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Description, default and directives below a line.
    fn notes(&self, field: &Field<'_>) -> Markup {
        html! {
            @if !field.description.is_empty() { div.note { (prose::paragraphs(&visible(&field.description))) } }
            (self.reason(field))
            @if let Some(default) = field.default {
                div.values { span.label { (self.locale.contract_default()) } " " code { (visible(default)) } }
            }
            @if !others(&field.directives).is_empty() { div.values { (self.directives(&field.directives)) } }
        }
    }

    /// Why a field should not be used any more.
    fn reason(&self, field: &Field<'_>) -> Markup {
        let reason = applied(&field.directives, "deprecated")
            .and_then(|directive| directive.argument("reason"));
        html! {
            @if let Some(reason) = reason {
                div.note { span.mark.gone { (self.locale.contract_deprecated()) } " " (prose::inline(&visible(reason))) }
            }
        }
    }

    fn directives(&self, directives: &[Directive<'_>]) -> Markup {
        let shown = others(directives);
        html! {
            @for directive in shown.iter().take(MAX_DIRECTIVES) {
                @let text = visible(directive.text);
                @if self.schema.defines(directive.name.text) {
                    a.scope href={ "#" (self.id) "-d-" (directive.name.text) } { (text) } " "
                } @else { span.scope { (text) } " " }
            }
            @if shown.len() > MAX_DIRECTIVES { "+" (shown.len() - MAX_DIRECTIVES) }
        }
    }

    /// A type, linked to its definition.
    fn of(&self, of: &Type<'_>) -> Markup {
        let (before, after) = of.text.split_once(of.name.text).unwrap_or_default();
        html! { code.type { (before) (self.named(of.name.text)) (after) } }
    }

    fn named(&self, name: &str) -> Markup {
        html! {
            @if self.schema.get(name).is_some() {
                a href={ "#" (self.id) "-t-" (name) } { (name) }
            } @else { (name) }
        }
    }

    fn kind_of(&self, of: &Type<'_>) -> Markup {
        html! {
            @if self.schema.kind(of.name.text).is_none() { " " span.mark.bad { (self.locale.contract_missing()) } }
        }
    }

    /// All types, by kind.
    fn types(&self) -> Markup {
        let locale = self.locale;
        html! {
            @for (kind, heading) in [
                (Kind::Object, locale.graphql_objects()),
                (Kind::Interface, locale.graphql_interfaces()),
                (Kind::Union, locale.graphql_unions()),
                (Kind::Input, locale.graphql_inputs()),
                (Kind::Enum, locale.graphql_enums()),
                (Kind::Scalar, locale.graphql_scalars()),
            ] {
                @let types = self.schema.types.iter().filter(|definition| {
                    definition.kind == kind && !self.schema.is_root(definition.name.text)
                });
                (self.folded(heading, "t", &types.collect::<Vec<_>>()))
            }
            (self.folded(locale.graphql_directives(), "d", &self.schema.directives.iter().collect::<Vec<_>>()))
        }
    }

    fn folded(&self, heading: &str, letter: &str, definitions: &[&Definition<'_>]) -> Markup {
        html! {
            @if !definitions.is_empty() {
                details.schemas {
                    summary { (heading) " " span.soft { (definitions.len()) } }
                    @for definition in definitions { (self.definition(letter, definition)) }
                }
            }
        }
    }

    fn definition(&self, letter: &str, definition: &Definition<'_>) -> Markup {
        let locale = self.locale;
        let at = if letter == "d" { "@" } else { "" };
        let line = definition.description.lines().next().unwrap_or_default();
        html! {
            details.schema-item {
                summary {
                    code.name { (at) (breaks::name(definition.name.text)) }
                    @if definition.extends { " " span.mark { (locale.graphql_extends()) } }
                    @if !line.is_empty() { " " span.what { (prose::inline(&visible(line))) } }
                }
                div.schema id={ (self.id) "-" (letter) "-" (definition.name.text) } {
                    @if definition.description.contains('\n') { div.note { (prose::paragraphs(&visible(&definition.description))) } }
                    (self.facts(definition))
                    (self.content(definition, usize::MAX))
                }
            }
        }
    }

    /// What a type is related to.
    fn facts(&self, definition: &Definition<'_>) -> Markup {
        let locale = self.locale;
        let url = applied(&definition.directives, "specifiedBy").and_then(|by| by.argument("url"));
        let behind = self.possible.get(definition.name.text);
        let behind = behind.filter(|_| definition.kind == Kind::Interface);
        html! {
            @if !definition.implements.is_empty() {
                div.values {
                    span.label { (locale.graphql_implements()) }
                    @for interface in &definition.implements { " " code { (self.named(interface.text)) } }
                }
            }
            @if let Some(types) = behind {
                div.values {
                    span.label { (locale.graphql_implemented_by()) }
                    @for name in types { " " code { (self.named(name)) } }
                }
            }
            @if definition.kind == Kind::Directive {
                div.values {
                    span.label { (locale.graphql_on()) }
                    @for place in &definition.members { " " code { (place.text) } }
                    @if definition.repeatable { " " span.mark { (locale.graphql_repeatable()) } }
                }
            }
            @if let Some(url) = url {
                div.values { span.label { (locale.graphql_specified_by()) } " " (prose::link(&visible(url), &visible(url))) }
            }
            @if !others(&definition.directives).is_empty() { div.values { (self.directives(&definition.directives)) } }
        }
    }

    /// The fields, values or types that make up a type.
    fn content(&self, definition: &Definition<'_>, most: usize) -> Markup {
        let more = definition.fields.len().saturating_sub(most);
        html! {
            @if definition.kind == Kind::Union {
                ul.fields { @for member in definition.members.iter().take(most) {
                    li.field { div.line { code.type { (self.named(member.text)) } } }
                } }
            }
            @if !definition.fields.is_empty() {
                ul.fields { @for field in definition.fields.iter().take(most) { (self.field(field)) } }
            }
            @if more > 0 { p.closed { (self.locale.idl_more(more)) } }
        }
    }

    fn field(&self, field: &Field<'_>) -> Markup {
        let gone = applied(&field.directives, "deprecated").is_some();
        let described = field.arguments.iter().any(|it| !it.description.is_empty());
        let line = html! {
            code.name.gone[gone] { (breaks::name(field.name.text)) }
            @if !field.arguments.is_empty() && !described {
                code.type {
                    "("
                    @for (index, argument) in field.arguments.iter().enumerate() {
                        @if index > 0 { ", " }
                        (argument.name.text)
                        @if let Some(of) = &argument.of { ": " (self.of(of)) }
                        @if let Some(default) = argument.default { " = " (visible(default)) }
                    }
                    ")"
                }
            }
            @if let Some(of) = &field.of { " " (self.of(of)) (self.kind_of(of)) }
            @if field.added { " " span.mark { (self.locale.graphql_added()) } }
        };
        html! {
            li.field {
                div.line { (line) }
                (self.notes(field))
                @if described {
                    ul.fields { @for argument in &field.arguments { (self.field(argument)) } }
                }
            }
        }
    }

    /// The queries that stand beside the schema.
    fn documents(&self) -> Markup {
        html! {
            @if !self.schema.executables.is_empty() {
                details.schemas {
                    summary { (self.locale.graphql_documents()) " " span.soft { (self.schema.executables.len()) } }
                    @for executable in &self.schema.executables {
                        details.schema-item {
                            summary { span.label { (executable.keyword) } " " code.name { (executable.name) } }
                            div.schema { (code::block("graphql", &visible(executable.text))) }
                        }
                    }
                }
            }
        }
    }
}

/// The directives but those that are shown in words.
fn others<'d, 'a>(directives: &'d [Directive<'a>]) -> Vec<&'d Directive<'a>> {
    let told = |name: &str| matches!(name, "deprecated" | "specifiedBy");
    let directives = directives.iter();
    directives
        .filter(|directive| !told(directive.name.text))
        .collect()
}
