//! Whole protobuf files, from text to preview: what is shown, found and left as code.

use super::*;
use crate::{
    domain::{locale::Locale, problem::Problem},
    render::contract::{self, tests::fixture},
};

fn shown(source: &str) -> Contract {
    contract::preview("protobuf", source, "p", Locale::En, contract::Extent::Whole).unwrap()
}

/// The findings as line, code and text.
fn found(contract: &Contract) -> Vec<String> {
    let problems = contract.problems.iter();
    problems
        .map(|(line, kind)| {
            let problem = Problem {
                kind: kind.clone(),
                line: None,
                block: None,
            };
            format!("{line} {} {}", problem.code(), problem.message(Locale::En))
        })
        .collect()
}

#[test]
fn a_rich_file_is_shown_whole() {
    let contract = shown(&fixture("orders.proto"));
    assert_eq!(
        found(&contract),
        [
            "60 P107 The type shop.common.v1.Money is not defined here; an imported file may define it."
        ]
    );
    assert_eq!(
        (
            contract.operations,
            contract.state,
            contract.version.as_str(),
            contract.title.as_str()
        ),
        (6, ContractState::Ok, "proto3", "shop.orders.v1")
    );
    let html = contract.html.into_string().replace("><", ">\n<");
    insta::assert_snapshot!("orders", html);
}

#[test]
fn the_file_of_a_transcript_is_valid() {
    let design = std::fs::read_to_string(format!(
        "{}/tests/fixtures/transcripts/c1.md",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap();
    let (_, rest) = design.split_once("```protobuf\n").unwrap();
    let contract = shown(rest.split_once("\n```").unwrap().0);
    assert_eq!(found(&contract), [] as [&str; 0]);
    assert_eq!(
        (contract.operations, contract.title.as_str()),
        (3, "bank.authz.v1")
    );
    let html = contract.html.into_string();
    for text in [
        "Accounts the subject can act on",
        "internal JWT, audience = authz-svc",
        "/bank.authz.v1.AuthorizationService/Check",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn each_rule_finds_its_fault_and_nothing_else() {
    for (source, expected) in [
        (
            "message A { string a = 1; string b = 1; }",
            &["2 P101 b of A has the number 1, which a has already."][..],
        ),
        (
            "enum E { A = 0; B = 0; }",
            &["2 P101 B has the number 0 as A has; that needs allow_alias."],
        ),
        (
            "message A { string a = 1; string a = 2; }\nmessage A {}",
            &[
                "2 P102 a appears more than once in A.",
                "3 P102 A is defined more than once.",
            ],
        ),
        (
            "enum E { UNKNOWN = 0; }\nenum F { UNKNOWN = 0; }",
            &["3 P102 UNKNOWN is a value of both E and F, which share one scope; add a prefix."],
        ),
        (
            "service S { rpc A(M) returns (M); rpc A(M) returns (M); } message M {}",
            &["2 P102 A appears more than once in S."],
        ),
        (
            "message A { reserved 2, 4 to 6; reserved \"old\"; string a = 2; string old = 3; string b = 5; }",
            &[
                "2 P103 a has the number 2, which is reserved.",
                "2 P103 The name old is reserved.",
                "2 P103 b has the number 5, which is reserved.",
            ],
        ),
        (
            "message A { string a = 19001; }",
            &["2 P104 a has the number 19001; 19000 to 19999 belong to protobuf itself."],
        ),
        (
            "message A { string a = 0; string b = 536870912; }",
            &[
                "2 P105 a has the number 0; numbers go from 1 to 536870911.",
                "2 P105 b has the number 536870912; numbers go from 1 to 536870911.",
            ],
        ),
        (
            "enum E { A = 1; }",
            &["2 P106 The first value of E must be zero in proto3; A is not."],
        ),
        ("enum E { }", &["2 P106 The enum E has no values."]),
        (
            "message A { Ordr o = 1; int n = 2; Timestamp t = 3; Gone g = 4; } message Order {}",
            &[
                "2 P107 The type Ordr is not defined. Did you mean Order?",
                "2 P107 The type int is not defined. Did you mean int32?",
                "2 P107 The type Timestamp is not defined. Did you mean google.protobuf.Timestamp?",
                "2 P107 The type Gone is not defined.",
            ],
        ),
        (
            "service S { rpc A(string) returns (E); rpc B(Nothing) returns (M); } message M {} enum E { E_A = 0; }",
            &[
                "2 P108 The rpc A passes string; only messages can be passed.",
                "2 P108 The rpc A passes E; only messages can be passed.",
                "2 P107 The type Nothing is not defined.",
            ],
        ),
        (
            "message A { google.protobuf.Duration d = 1; }",
            &[
                "2 P109 google.protobuf.Duration is used but “google/protobuf/duration.proto” is not imported.",
            ],
        ),
        (
            "message A { required string a = 1; string b = 2 [default = \"x\"]; }",
            &[
                "2 P112 a is required, which proto3 does not have.",
                "2 P112 b has a default, which proto3 does not have.",
            ],
        ),
        (
            "message A { oneof o { repeated string a = 1; } }",
            &["2 P112 a is in a oneof or a map, so it takes no label."],
        ),
        (
            "message A { map<float, string> m = 1; }",
            &["2 P113 The keys of the map m cannot be float; use a text, a whole number or bool."],
        ),
        (
            "message A { string a_b = 1; string aB = 2; }",
            &["2 P114 aB and a_b are both “aB” in JSON."],
        ),
        // Not faults.
        ("enum E { option allow_alias = true; A = 0; B = 0; }", &[]),
        ("message A { B.C x = 1; message B { message C {} } }", &[]),
        (
            "message A { optional A a = 1; map<string, A> m = 2; .A b = 3; }",
            &[],
        ),
        (
            "message message { string message = 1; optional string option = 2; reserved 7; bool reserved = 3; }",
            &[],
        ),
    ] {
        let source = format!("syntax = \"proto3\";\n{source}");
        let contract = shown(&source);
        assert_eq!(contract.state, ContractState::Ok, "{source}");
        assert_eq!(found(&contract), expected, "{source}");
    }
}

#[test]
fn syntax_decides_which_rules_hold() {
    let message = "message A { required int32 a = 1 [default = 3]; extensions 100 to max; } extend A { optional string x = 100; }";
    for (head, expected) in [
        ("syntax = \"proto2\";", &[][..]),
        (
            "",
            &[
                "0 P110 There is no syntax line; this is read as proto3.",
                "1 P112 a is required, which proto3 does not have.",
                "1 P112 a has a default, which proto3 does not have.",
            ],
        ),
        ("edition = \"2023\";", &[]),
        (
            "syntax = \"proto4\";",
            &["1 P111 “proto4” is no syntax; use proto3, proto2, or an edition such as 2023."],
        ),
    ] {
        let contract = shown(&format!("{head} {message}"));
        assert_eq!(found(&contract), expected, "{head}");
    }
}

#[test]
fn a_fence_may_hold_several_files() {
    let source = "// common.proto\nsyntax = \"proto3\";\npackage c;\nmessage Money { int64 units = 1; }\n\n\
                  // file: orders/v1/orders.proto\nsyntax = \"proto3\";\npackage o;\nimport \"common.proto\";\n\
                  message Order { c.Money total = 1; }\nservice S { rpc A(Order) returns (Order); }\n\
                  syntax = \"proto3\";\nmessage Order { string id = 1; }";
    let contract = shown(source);
    assert_eq!(found(&contract), [] as [&str; 0]);
    assert_eq!(contract.operations, 1);
    let html = contract.html.into_string();
    for text in [
        "3 files",
        "common.proto",
        "orders/v1/orders.proto",
        "File 3",
        "href=\"#p-t-0\"",
        "\"units\"",
        "&quot;1000&quot;",
    ] {
        assert!(
            html.contains(text) || html.contains(&text.replace('"', "&quot;")),
            "{text}"
        );
    }
}

#[test]
fn a_fault_costs_what_it_stands_in() {
    for (source, operations, types, expected) in [
        (
            "message A {\n  string a 1;\n  string b = 2;\n}\nmessage B {}",
            0,
            &["A", "B"][..],
            "2 C110 This protobuf does not parse: expected “=”, not “1”.",
        ),
        (
            "message A {\n  string a = 1\n  string b = 2;\n}\nservice S { rpc X(A) returns (A); }",
            1,
            &["A"],
            "2 C110 This protobuf does not parse: expected “;”, not “string”.",
        ),
        (
            "service S {\n  rpc X(A) return (A);\n  rpc Y(A) returns (A);\n}\nmessage A {}",
            1,
            &["A"],
            "2 C110 This protobuf does not parse: expected “returns”, not “return”.",
        ),
        (
            "message A {\n  string a = 1;\n\nmessage B {\n  string b = 1;\n}",
            0,
            &["A", "B"],
            "2 C110 This protobuf does not parse: expected “}”, not “message”.",
        ),
        (
            "message A {\n  string a = 1;\n  repeated str",
            0,
            &["A"],
            "3 C110 This protobuf does not parse: the text ends where a name should follow.",
        ),
        (
            "message A {}\n...\nmessage B {}",
            0,
            &["A", "B"],
            "2 C110 This protobuf does not parse: expected the start of a definition, not “.”.",
        ),
    ] {
        let contract = shown(source);
        assert_eq!(contract.state, ContractState::Partial, "{source}");
        assert_eq!(found(&contract), [expected], "{source}");
        assert_eq!(contract.operations, operations, "{source}");
        let html = contract.html.into_string();
        for name in types {
            assert!(html.contains(&format!(">{name}</code>")), "{source}");
        }
    }
}

#[test]
fn what_is_no_file_stays_code() {
    let file = "syntax = \"proto3\";\nmessage A {}";
    for (info, source, is_contract) in [
        ("protobuf", file, true),
        ("proto", "message A {}", true),
        ("Proto3 x=y", "enum E { A = 0; }", true),
        ("", file, true),
        ("", "message A {}", false),
        ("text", file, false),
        ("protobuf", "", false),
        ("protobuf", "syntax = \"proto3\";", false),
        ("protobuf", "// message A", false),
    ] {
        let contract = contract::preview(info, source, "p", Locale::En, contract::Extent::Whole);
        assert_eq!(contract.is_some(), is_contract, "{info} {source}");
    }
    assert_eq!(
        contract::likely_kind("proto", "syntax = "),
        Some("protobuf")
    );
}

#[test]
fn an_rpc_is_called_as_it_is_declared() {
    let contract = shown(
        "package p; service S { rpc A(stream M) returns (N); rpc B(N) returns (N); }\n\
         message M { int64 n = 1; repeated E kinds = 2; map<int32, bool> m = 3; oneof o { string a = 4; string b = 5; } M m2 = 6; bytes raw_data = 7; google.protobuf.Timestamp at = 8; }\n\
         enum E { E_NONE = 0; E_ONE = 1; } message N {}",
    );
    let html = contract::tests::plain(contract);
    let json = "{\n  \"n\": \"1000\",\n  \"kinds\": [\n    \"E_ONE\"\n  ],\n  \"m\": {\n    \"1\": true\n  },\n  \"a\": \"string\",\n  \"rawData\": \"Ynl0ZXM=\",\n  \"at\": \"2025-01-15T09:30:00Z\"\n}";
    let json = json.replace('"', "&quot;");
    for text in [
        format!("grpcurl -d '{json}\n{json}' \\\n  &quot;$GRPC_HOST&quot; p.S/A"),
        "grpcurl &quot;$GRPC_HOST&quot; p.S/B".into(),
    ] {
        assert!(html.contains(&text), "{text}\n{html}");
    }
}

#[test]
fn http_requests_are_read_in_every_form() {
    for (option, expected) in [
        (
            "option (google.api.http) = { get: \"/a\" };",
            &["GET /a"][..],
        ),
        ("option (google.api.http).delete = \"/a\";", &["DELETE /a"]),
        (
            "option (google.api.http) = { post: \"/a\", body: \"*\" additional_bindings: [{ put: \"/b\" }, { custom { kind: \"head\" path: \"/c\" } }] };",
            &["POST /a", "PUT /b", "HEAD /c"],
        ),
    ] {
        let contract = shown(&format!(
            "service S {{ rpc A(M) returns (M) {{ {option} }} }} message M {{}}"
        ));
        assert_eq!(contract.state, ContractState::Ok, "{option}");
        let html = contract.html.into_string();
        for text in expected {
            assert!(
                html.contains(&format!("<code>{text}</code>")),
                "{text} {html}"
            );
        }
    }
}

#[test]
fn hostile_text_is_escaped_and_bounded() {
    let deep = "message A { ".repeat(50_000);
    assert_eq!(shown(&deep).state, ContractState::Partial);
    let value = format!("option x = {};\nmessage A {{}}", "{a:".repeat(50_000));
    assert_eq!(shown(&value).state, ContractState::Partial);
    let long = format!(
        "package {}a;\nmessage A {{ {} }}",
        "a.".repeat(20_000),
        "X x = 1; ".repeat(5_000)
    );
    assert_eq!(shown(&long).state, ContractState::Ok);
    let html = shown("// <script>\u{202e}\nmessage A { string a = 1 [json_name = \"<img>\"]; }")
        .html
        .into_string();
    for forbidden in ["<script", "<img", "\u{202e}"] {
        assert!(!html.contains(forbidden), "{html}");
    }
}

#[test]
fn what_cannot_start_a_statement_is_passed() {
    // Each of these once stood in the way for ever.
    for stuck in ["{", "\"text\"", "5", "(", "=", "}", "]"] {
        let contract = shown(&format!(
            "import \"a\";\n{stuck}\nmessage A {{\n  {stuck}\n}}\n"
        ));
        assert_eq!(contract.state, ContractState::Partial, "{stuck}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[a-z{}()\\[\\]<>:;=\"'/*., \nA-Z_0-9é-]{0,200}") {
        let _ = contract::preview("proto", &format!("message A {{}}\n{text}"), "p", Locale::En, contract::Extent::Whole);
        let _ = contract::preview("proto", &format!("message A {{\n{text}\n}}\nservice S {{ {text}"), "p", Locale::Zh, contract::Extent::Whole);
    }

    #[test]
    fn no_damage_to_a_file_panics(at in 0usize..4_000, cut in 0usize..40, put in "[\\PC\n\t\"{}();=]{0,6}") {
        let source: Vec<char> = fixture("orders.proto").chars().collect();
        let at = at.min(source.len());
        let end = (at + cut).min(source.len());
        let damaged: String = source[..at].iter().copied().chain(put.chars()).chain(source[end..].iter().copied()).collect();
        let _ = contract::preview("proto", &damaged, "p", Locale::En, contract::Extent::Whole);
    }

    #[test]
    fn what_stands_before_a_break_is_shown(end in 760usize..4_000) {
        let source: String = fixture("orders.proto").chars().take(end).collect();
        proptest::prop_assert!(shown(&source).state != ContractState::Broken);
    }
}
