//! Attacks on the reading and the preview of contracts by size, depth and expansion.

use super::{
    corpus::Attack,
    sizes::{deep, each, fence, joined},
};

fn openapi(rest: &str) -> String {
    fence(
        "yaml",
        &format!("openapi: 3.1.0\ninfo: {{ title: T, version: \"1\" }}\n{rest}"),
    )
}

/// Uses the schema `A0`; schemas follow.
const USER: &str = "paths: { /a: { post: { requestBody: { content: { application/json: { schema: { $ref: \"#/components/schemas/A0\" } } } }, responses: { \"200\": { description: x } } } } }\ncomponents:\n  schemas:\n";

/// The last of a chain of schemas.
const LAST: &str = "    A40: { type: string }\n";

fn next(n: usize) -> String {
    format!("{{ $ref: \"#/components/schemas/A{}\" }}", n + 1)
}

/// Contracts that nest without end, repeat without end, or are no contracts after all.
pub fn contracts() -> Vec<Attack> {
    vec![
        Attack::new(
            "yaml keys by the thousand",
            openapi(&format!(
                "paths: {{}}\nx-data:\n{}",
                each(100_000, |n| format!("  k{n}: {n}\n"))
            )),
        ),
        Attack::new(
            "yaml deep flow",
            openapi(&format!("x-deep: {}", deep("[", "1", "]", 10_000))),
        ),
        Attack::new(
            "yaml deep flow of maps",
            openapi(&format!("x-deep: {}", "{a: ".repeat(10_000))),
        ),
        Attack::new(
            "yaml deep blocks",
            openapi(&format!("x-deep:\n  {}1", "- ".repeat(10_000))),
        ),
        Attack::new(
            "yaml deep indent",
            openapi(&format!(
                "x-deep:\n{}",
                each(500, |n| format!("{}a:\n", " ".repeat(n + 1)))
            )),
        ),
        Attack::new(
            "yaml that no repair helps",
            openapi(&format!(
                "paths:\n{}",
                each(12_000, |n| format!("  /a{n}: x: \"y\n   - [\n"))
            )),
        ),
        Attack::new(
            "yaml quotes and comments",
            openapi(&format!(
                "x-a: {}\n{}",
                "'".repeat(50_000),
                "# x\n".repeat(20_000)
            )),
        ),
        Attack::new(
            "yaml anchors by the thousand",
            openapi(&format!(
                "x-a:\n{}",
                each(5_000, |n| format!(
                    "  - &a{n} {{ b: *a{} }}\n",
                    n.saturating_sub(1)
                ))
            )),
        ),
        Attack::new(
            "json deep lists",
            fence(
                "json",
                &format!(
                    "{{\"openapi\": \"3.1.0\", \"x\": {}}}",
                    deep("[", "1", "]", 10_000)
                ),
            ),
        ),
        Attack::new(
            "json deep objects",
            fence(
                "json",
                &format!(
                    "{{\"openapi\": \"3.1.0\", \"x\": {}}}",
                    deep("{\"a\":", "1", "}", 10_000)
                ),
            ),
        ),
        Attack::new(
            "json keys by the thousand",
            fence(
                "json",
                &format!(
                    "{{\"openapi\": \"3.1.0\", \"x\": {{{}}}}}",
                    joined(50_000, ",", |n| format!("\"k{n}\":{n}"))
                ),
            ),
        ),
        Attack::new(
            "huge enumeration",
            openapi(&format!(
                "paths: {{}}\ncomponents:\n  schemas:\n    E: {{ type: string, enum: [{}] }}\n",
                joined(10_000, ", ", |n| format!("v{n}")),
            )),
        ),
        Attack::new(
            "references in a chain",
            openapi(&format!(
                "{USER}{}    A1000: {{ type: string }}\n",
                each(1_000, |n| format!("    A{n}: {}\n", next(n))),
            )),
        ),
        Attack::new(
            "operations by the hundred",
            openapi(&format!(
                "paths:\n{}",
                each(1_000, |n| format!(
                    "  /p{n}/{{id}}: {{ get: {{ responses: {{ \"200\": {{ description: x }} }} }} }}\n"
                )),
            )),
        ),
        Attack::new(
            "properties by the thousand",
            openapi(&format!(
                "{USER}    A0:\n      type: object\n      properties:\n{}",
                each(4_000, |n| format!(
                    "        p{n}: {{ type: string, description: x }}\n"
                )),
            )),
        ),
        Attack::new(
            "markdown in a description",
            openapi(&format!(
                "paths: {{}}\ntags:\n  - name: a\n    description: \"{}\"\n  - name: b\n    description: \"{}\"\n  - name: c\n    description: \"{}\"\n",
                "> ".repeat(5_000),
                "*a **b ".repeat(10_000),
                "[".repeat(20_000),
            )),
        ),
        Attack::new(
            "graphql deep lists",
            fence(
                "graphql",
                &format!("type Query {{ a: {} }}", deep("[", "Int", "]", 10_000)),
            ),
        ),
        Attack::new(
            "graphql deep values",
            fence(
                "graphql",
                &format!(
                    "type Query {{ a(b: I = {}): Int }}\ninput I {{ x: I }}",
                    deep("{x: ", "1", "}", 10_000)
                ),
            ),
        ),
        Attack::new(
            "graphql types by the thousand",
            fence(
                "graphql",
                &format!(
                    "type Query {{ a: T0 }}\n{}",
                    each(4_000, |n| format!(
                        "type T{n} implements I & J {{ a: T{} }}\n",
                        n * 7 % 2_000
                    ))
                ),
            ),
        ),
        Attack::new(
            "protobuf deep messages",
            fence(
                "protobuf",
                &format!(
                    "syntax = \"proto3\";\n{}",
                    deep("message A { ", "", "}", 10_000)
                ),
            ),
        ),
        Attack::new(
            "protobuf deep options",
            fence(
                "protobuf",
                &format!(
                    "syntax = \"proto3\";\noption (x) = {};",
                    deep("{ a: ", "1", "}", 10_000)
                ),
            ),
        ),
        Attack::new(
            "protobuf fields by the thousand",
            fence(
                "protobuf",
                &format!(
                    "syntax = \"proto3\";\nmessage A {{\n{}}}",
                    each(5_000, |n| format!("  string f{n} = {};\n", n + 1))
                ),
            ),
        ),
        Attack::new(
            "comments that never end",
            format!(
                "{}\n\n{}",
                fence(
                    "protobuf",
                    &format!(
                        "syntax = \"proto3\";\nmessage A {{}}\n{}",
                        "/* ".repeat(50_000)
                    )
                ),
                fence(
                    "graphql",
                    &format!("type Query {{ a: Int }}\n{}", "\"\"\"x ".repeat(30_000))
                ),
            ),
        ),
    ]
}

/// Contracts of forty lines whose expansion has 2⁴⁰ parts.
pub fn doubling() -> Vec<Attack> {
    let doubling = |n: usize| {
        let next = next(n);
        format!(
            "    A{n}: {{ type: object, required: [a, b], properties: {{ a: {next}, b: {next} }} }}\n"
        )
    };
    let adding = |n: usize| {
        let next = next(n);
        format!("    A{n}: {{ allOf: [{next}, {next}], oneOf: [{next}, {next}] }}\n")
    };
    vec![
        Attack::new(
            "schemas that double",
            openapi(&format!("{USER}{}{LAST}", each(40, doubling))),
        ),
        Attack::new(
            "json schema that doubles",
            fence(
                "json",
                &format!(
                    "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$ref\": \"#/$defs/a0\", \"$defs\": {{{}, \"a40\": {{\"type\": \"string\"}}}}}}",
                    joined(40, ", ", |n| format!(
                        "\"a{n}\": {{\"type\": \"object\", \"required\": [\"a\", \"b\"], \"properties\": {{\"a\": {{\"$ref\": \"#/$defs/a{m}\"}}, \"b\": {{\"$ref\": \"#/$defs/a{m}\"}}}}}}",
                        m = n + 1,
                    )),
                ),
            ),
        ),
        Attack::new(
            "messages that double",
            fence(
                "yaml",
                &format!(
                    "asyncapi: 3.0.0\ninfo: {{ title: T, version: \"1\" }}\ncomponents:\n  messages: {{ M: {{ payload: {{ $ref: \"#/components/schemas/A0\" }} }} }}\n  schemas:\n{}{LAST}",
                    each(40, adding),
                ),
            ),
        ),
        Attack::new(
            "graphql inputs that double",
            fence(
                "graphql",
                &format!(
                    "type Query {{ a(b: I0!): T0! }}\n{}input I40 {{ a: Int }}\ntype T40 {{ a: Int }}",
                    each(40, |n| format!(
                        "input I{n} {{ a: I{m}! b: I{m}! }}\ntype T{n} {{ a: T{m}! b: T{m}! }}\n",
                        m = n + 1
                    )),
                ),
            ),
        ),
        Attack::new(
            "protobuf messages that double",
            fence(
                "protobuf",
                &format!(
                    "syntax = \"proto3\";\nservice S {{ rpc Get(M0) returns (M0); }}\n{}message M40 {{ string a = 1; }}",
                    each(40, |n| format!(
                        "message M{n} {{ M{m} a = 1; M{m} b = 2; }}\n",
                        m = n + 1
                    )),
                ),
            ),
        ),
    ]
}
