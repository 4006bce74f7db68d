//! Draws messages and enums: fields with their numbers, oneofs, values, what is reserved.

use maud::{Markup, html};

use super::{
    file::{Enum, Field, File, Label, Message, Range, Reserved, is_true, setting},
    page_html,
    types::{Entry, Meaning, SCALARS, Types, package, well_known, well_known_file},
};
use crate::{
    domain::locale::Locale,
    render::{
        contract::{breaks, idl::Name, prose},
        escape::visible,
    },
};

/// Draws types, and links to them.
pub(super) struct TypeDrawer<'t, 'f, 'a> {
    pub types: &'t Types<'f, 'a>,
    /// The prefix of ids.
    pub id: &'t str,
    pub locale: Locale,
    /// How many bytes of what is shown elsewhere, too, may still be drawn.
    pub left: usize,
}

impl TypeDrawer<'_, '_, '_> {
    /// Draws what is shown elsewhere as well, as long as there is room for it.
    pub fn repeated(&mut self, draw: impl FnOnce(&Self) -> Markup) -> Markup {
        if self.left == 0 {
            return Markup::default();
        }
        let drawn = draw(self);
        self.left = self.left.saturating_sub(drawn.0.len());
        drawn
    }

    /// The messages and enums of a file.
    pub fn folded(&self, file: usize) -> Markup {
        let entries = || {
            let all = self.types.entries.iter().enumerate();
            all.filter(|(_, entry)| entry.file == file)
        };
        let is_message = |entry: &Entry<'_, '_>| matches!(entry.meaning, Meaning::Message(_));
        html! {
            @for (messages, heading) in [(true, self.locale.protobuf_messages()), (false, self.locale.protobuf_enums())] {
                @let count = entries().filter(|(_, entry)| is_message(entry) == messages).count();
                @if count > 0 {
                    details.schemas {
                        summary { (heading) " " span.soft { (count) } }
                        @for (at, entry) in entries().filter(|(_, entry)| is_message(entry) == messages) {
                            (self.entry(at, entry))
                        }
                    }
                }
            }
        }
    }

    fn entry(&self, at: usize, entry: &Entry<'_, '_>) -> Markup {
        let (description, options) = match entry.meaning {
            Meaning::Message(message) => (&message.description, &message.options),
            Meaning::Enum(of) => (&of.description, &of.options),
        };
        let gone = is_true(options, "deprecated");
        let line = description.lines().next().unwrap_or_default();
        html! {
            details.schema-item {
                summary {
                    code.name.gone[gone] { (breaks::name(&entry.local)) }
                    @if gone { " " span.mark.gone { (self.locale.contract_deprecated()) } }
                    @if !line.is_empty() { " " span.what { (prose::inline(&visible(line))) } }
                }
                div.schema id={ (self.id) "-t-" (at) } {
                    @if description.contains('\n') { div.note { (prose::paragraphs(&visible(description))) } }
                    @for option in options.iter().filter(|it| it.name != "deprecated") {
                        div.values { (page_html::setting(option)) }
                    }
                    @match entry.meaning {
                        Meaning::Message(message) => {
                            (self.fields(message, &entry.full))
                            (self.reserved(&message.reserved))
                            @if !message.open.is_empty() {
                                div.values { span.label { (self.locale.protobuf_extensions()) } (ranges(&message.open)) }
                            }
                        },
                        Meaning::Enum(of) => { (self.values(of)) (self.reserved(&of.reserved)) },
                    }
                }
            }
        }
    }

    /// The fields of a message; those of a oneof stand together.
    pub fn fields(&self, message: &Message<'_>, scope: &str) -> Markup {
        let mut rows = Vec::new();
        let mut at = 0;
        while let Some(field) = message.fields.get(at) {
            let group = message.fields[at..]
                .iter()
                .take_while(|other| other.oneof == field.oneof)
                .count();
            let fields = &message.fields[at..at + group];
            at += group;
            let oneof = field.oneof.and_then(|oneof| message.oneofs.get(oneof));
            rows.push(match oneof {
                None => html! { @for field in fields { (self.field(field, scope)) } },
                Some((name, description)) => html! {
                    li.field {
                        div.choice {
                            div.label { "oneof " code.name { (name.text) } }
                            @if !description.is_empty() { div.note { (prose::paragraphs(&visible(description))) } }
                            ul.fields { @for field in fields { (self.field(field, scope)) } }
                        }
                    }
                },
            });
        }
        html! { @if !rows.is_empty() { ul.fields { @for row in &rows { (row) } } } }
    }

    fn field(&self, field: &Field<'_>, scope: &str) -> Markup {
        let gone = is_true(&field.options, "deprecated");
        let label = match field.label {
            Label::Plain => "",
            Label::Optional => "optional ",
            Label::Required => "required ",
            Label::Repeated => "repeated ",
        };
        let json = setting(&field.options, "json_name").and_then(|value| value.text());
        let default = setting(&field.options, "default").and_then(|value| value.text());
        let told = |name: &str| matches!(name, "deprecated" | "json_name" | "default");
        html! {
            li.field {
                div.line {
                    code.name.gone[gone] { (breaks::name(field.name.text)) }
                    " " code.type {
                        (label)
                        @if let Some(key) = field.key { "map<" (key.text) ", " (self.named(field.of, scope)) ">" }
                        @else { (self.named(field.of, scope)) }
                    }
                    (self.missing(field.of, scope))
                    @if let Some(number) = field.number { " " span.limits { "= " (number) } }
                    @if gone { " " span.mark.gone { (self.locale.contract_deprecated()) } }
                }
                @if !field.description.is_empty() { div.note { (prose::paragraphs(&visible(&field.description))) } }
                @if let Some(json) = json { div.values { span.label { "JSON" } " " code { (visible(json)) } } }
                @if let Some(default) = default {
                    div.values { span.label { (self.locale.contract_default()) } " " code { (visible(default)) } }
                }
                @for option in field.options.iter().filter(|it| !told(it.name)) {
                    div.values { (page_html::setting(option)) }
                }
            }
        }
    }

    fn values(&self, of: &Enum<'_>) -> Markup {
        html! {
            ul.fields {
                @for value in &of.values {
                    @let gone = is_true(&value.options, "deprecated");
                    li.field {
                        div.line {
                            code.name.gone[gone] { (value.name.text) }
                            @if let Some(number) = value.number { " " span.limits { "= " (number) } }
                            @if gone { " " span.mark.gone { (self.locale.contract_deprecated()) } }
                        }
                        @if !value.description.is_empty() { div.note { (prose::paragraphs(&visible(&value.description))) } }
                    }
                }
            }
        }
    }

    fn reserved(&self, reserved: &Reserved<'_>) -> Markup {
        html! {
            @if !reserved.ranges.is_empty() || !reserved.names.is_empty() {
                div.values {
                    span.label { (self.locale.protobuf_reserved()) }
                    (ranges(&reserved.ranges))
                    @for name in &reserved.names { " " code { (visible(name)) } }
                }
            }
        }
    }

    /// Fields that a file adds to messages.
    pub fn extensions(&self, file: &File<'_>) -> Markup {
        let scope = package(file);
        let own = file.messages.iter().flat_map(|message| &message.extensions);
        let all: Vec<_> = file.extensions.iter().chain(own).collect();
        html! {
            @if !all.is_empty() {
                details.schemas {
                    summary { (self.locale.protobuf_extends()) " " span.soft { (all.len()) } }
                    @for extension in all {
                        details.schema-item {
                            summary { span.label { "extend" } " " code.name { (extension.target.text) } }
                            div.schema {
                                ul.fields { @for field in &extension.fields { (self.field(field, scope)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A type, linked to its definition, and marked where it has none.
    pub fn reference(&self, of: Name<'_>, scope: &str) -> Markup {
        html! { code.type { (self.named(of, scope)) } (self.missing(of, scope)) }
    }

    fn named(&self, of: Name<'_>, scope: &str) -> Markup {
        html! {
            @if let Some(at) = self.found(of, scope) {
                a href={ "#" (self.id) "-t-" (at) } { (of.text) }
            } @else { (of.text) }
        }
    }

    fn found(&self, of: Name<'_>, scope: &str) -> Option<usize> {
        if SCALARS.contains(&of.text) {
            return None;
        }
        self.types.find(scope, of.text)
    }

    fn missing(&self, of: Name<'_>, scope: &str) -> Markup {
        let known = SCALARS.contains(&of.text) || self.found(of, scope).is_some();
        let theirs = match well_known(of.text) {
            Some(name) => well_known_file(name).is_some(),
            // What has a package of its own may be imported.
            None => of.text.contains('.'),
        };
        html! { @if !known && !theirs { " " span.mark.bad { (self.locale.contract_missing()) } } }
    }
}

fn ranges(ranges: &[Range]) -> Markup {
    html! {
        @for range in ranges {
            " " code {
                (range.from)
                @if range.to == i64::MAX { "–max" } @else if range.to != range.from { "–" (range.to) }
            }
        }
    }
}
