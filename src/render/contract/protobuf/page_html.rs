//! Draws the files of a fence: head, services with their rpcs, then messages and enums, folded.

use maud::{Markup, html};

use super::{
    call::{Binding, bindings, command},
    example::example,
    file::{File, Rpc, Service, Setting, is_true},
    type_html::TypeDrawer,
    types::{Meaning, Types, joined, package},
};
use crate::{
    domain::locale::Locale,
    render::{
        contract::{breaks, code, idl::Name, prose, sample::Sample},
        escape::visible,
    },
};

/// The preview. All ids start with `id`.
pub(super) fn page(files: &[File<'_>], types: &Types<'_, '_>, id: &str, locale: Locale) -> Markup {
    let mut drawer = Drawer {
        types: TypeDrawer {
            types,
            id,
            locale,
            left: super::MAX_REPEATED,
        },
        id,
        locale,
        number: 0,
    };
    html! {
        div.api {
            (head(files, types, locale))
            @for (at, file) in files.iter().enumerate() {
                @if files.len() > 1 {
                    header.group-head {
                        h4 { @if file.name.is_empty() { (locale.protobuf_file(at + 1)) } @else { (visible(&file.name)) } }
                        @if let Some(package) = file.package { span.what { (package.text) } }
                        @if let Some((syntax, _)) = file.syntax { span.chip { (visible(syntax)) } }
                    }
                }
                (about(file, files.len() > 1, locale))
                @for service in &file.services { (drawer.service(file, service)) }
                @if at + 1 == files.len() && super::operations(files) == 0 {
                    p.none { (locale.contract_no_operations()) }
                }
                (drawer.types.folded(at))
                (drawer.types.extensions(file))
            }
        }
    }
}

fn head(files: &[File<'_>], types: &Types<'_, '_>, locale: Locale) -> Markup {
    let title = super::title(files);
    html! {
        header.api-head {
            h3 { @if title.is_empty() { (locale.protobuf_title()) } @else { (title) } }
            @if files.len() > 1 { span.chip { (locale.protobuf_files(files.len())) } }
            span.count {
                (locale.protobuf_rpcs(super::operations(files))) " · "
                (locale.idl_types(types.entries.len()))
            }
        }
    }
}

fn about(file: &File<'_>, several: bool, locale: Locale) -> Markup {
    html! {
        @if !file.imports.is_empty() || !file.options.is_empty() || (several && file.edition) {
            div.about {
                dl {
                    @if !file.imports.is_empty() {
                        dt { (locale.protobuf_imports()) }
                        @for import in &file.imports { dd { code { (visible(import.text)) } } }
                    }
                    @if !file.options.is_empty() {
                        dt { (locale.protobuf_options()) }
                        @for option in &file.options { dd { (setting(option)) } }
                    }
                }
            }
        }
    }
}

/// An option on one line.
pub(super) fn setting(setting: &Setting<'_>) -> Markup {
    html! { code.scope { (visible(setting.name)) " = " (visible(setting.text)) } }
}

struct Drawer<'t, 'f, 'a> {
    types: TypeDrawer<'t, 'f, 'a>,
    id: &'t str,
    locale: Locale,
    number: usize,
}

impl Drawer<'_, '_, '_> {
    fn service(&mut self, file: &File<'_>, service: &Service<'_>) -> Markup {
        let gone = is_true(&service.options, "deprecated");
        html! {
            section {
                header.group-head {
                    h4 { (service.name.text) }
                    @if gone { span.mark.gone { (self.locale.contract_deprecated()) } }
                    @if !service.description.is_empty() { span.what { (prose::inline(&visible(&service.description))) } }
                    @for option in service.options.iter().filter(|it| it.name != "deprecated") { (setting(option)) }
                }
                @for rpc in &service.rpcs { (self.rpc(file, service, rpc)) }
            }
        }
    }

    fn rpc(&mut self, file: &File<'_>, service: &Service<'_>, rpc: &Rpc<'_>) -> Markup {
        let locale = self.locale;
        self.number += 1;
        let gone = is_true(&rpc.options, "deprecated");
        let bindings = bindings(&rpc.options);
        let (kind, words) = match (rpc.sends_many, rpc.receives_many) {
            (false, false) => ("unary", ""),
            (false, true) => ("server", locale.protobuf_server_stream()),
            (true, false) => ("client", locale.protobuf_client_stream()),
            (true, true) => ("bidi", locale.protobuf_both_stream()),
        };
        let line = rpc.description.lines().next().unwrap_or_default();
        html! {
            details.op.call.gone[gone] id={ (self.id) "-op-" (self.number) } data-method=(kind) data-path=(rpc.name.text) {
                summary {
                    span.method { "RPC" }
                    code.path {
                        (breaks::name(rpc.name.text))
                        "(" (passed(rpc.request, rpc.sends_many)) ") → " (passed(rpc.response, rpc.receives_many))
                    }
                    span.what {
                        @if !line.is_empty() { (prose::inline(&visible(line))) }
                        @else if let Some(binding) = bindings.first() { (binding.method) " " (visible(binding.path)) }
                    }
                    @if gone || !words.is_empty() {
                        span.marks {
                            @if !words.is_empty() { span.mark { (words) } }
                            @if gone { span.mark.gone { (locale.contract_deprecated()) } }
                        }
                    }
                }
                div.op-body { (self.inside(file, service, rpc, &bindings)) }
            }
        }
    }

    fn inside(
        &mut self,
        file: &File<'_>,
        service: &Service<'_>,
        rpc: &Rpc<'_>,
        bindings: &[Binding<'_>],
    ) -> Markup {
        let locale = self.locale;
        let full = format!(
            "{}/{}",
            joined(package(file), service.name.text),
            rpc.name.text
        );
        let (request, sent) = self.side(file, rpc.request);
        let (response, _) = self.side(file, rpc.response);
        let shown = |option: &&Setting<'_>| {
            option.name != "deprecated" && !option.name.starts_with("(google.api.http)")
        };
        html! {
            @if !rpc.description.is_empty() { div.op-text { (prose::paragraphs(&visible(&rpc.description))) } }
            div.op-facts {
                span { span.label { (locale.protobuf_method()) } " " code { "/" (full) } }
                @for binding in bindings {
                    span {
                        span.label { "HTTP" } " " code { (binding.method) " " (visible(binding.path)) }
                        @if let Some(body) = binding.body { " " span.soft { "body: " (visible(body)) } }
                    }
                }
                @for option in rpc.options.iter().filter(shown) { (setting(option)) }
            }
            h5 { (locale.protobuf_request()) @if rpc.sends_many { " " span.soft { (locale.protobuf_stream()) } } }
            (request)
            h5 { (locale.protobuf_response()) @if rpc.receives_many { " " span.soft { (locale.protobuf_stream()) } } }
            (response)
            h5 { "grpcurl" }
            (code::block("bash", &command(&full, sent.as_ref(), rpc.sends_many)))
        }
    }

    /// What one side sends: its fields, and an example.
    fn side(&mut self, file: &File<'_>, of: Name<'_>) -> (Markup, Option<Sample>) {
        let scope = package(file);
        let made = example(self.types.types, scope, of.text);
        let entry = self.types.types.get(scope, of.text);
        let message = entry.and_then(|entry| match entry.meaning {
            Meaning::Message(message) => Some((message, entry.full.as_str())),
            Meaning::Enum(_) => None,
        });
        let markup = html! {
            div.media-parts {
                div.schema {
                    div.schema-root { (self.types.reference(of, scope)) }
                    @if let Some((message, scope)) = message {
                        (self.types.repeated(|drawer| drawer.fields(message, scope)))
                    }
                }
                @if let Some(made) = &made {
                    div.examples { (self.types.repeated(|_| code::block("json", &made.pretty()))) }
                }
            }
        };
        (markup, made)
    }
}

fn passed(of: Name<'_>, many: bool) -> Markup {
    html! { @if many { em { "stream" } " " } span.type { (breaks::name(of.text)) } }
}
