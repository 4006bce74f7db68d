//! Whole schemas, from text to preview: what is shown, found and left as code.

use super::*;
use crate::{
    domain::{locale::Locale, problem::Problem},
    render::contract::{self, tests::fixture},
};

fn shown(source: &str) -> Contract {
    contract::preview("graphql", source, "g", Locale::En, contract::Extent::Whole).unwrap()
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

/// A schema whose rest is without faults, so that only what is added is found.
fn with(added: &str) -> String {
    format!("type Query {{ a(first: Int): String }}\n{added}")
}

#[test]
fn a_rich_schema_is_valid_and_shown_whole() {
    let contract = shown(&fixture("shop.graphql"));
    assert_eq!(found(&contract), [] as [&str; 0]);
    assert_eq!(
        (contract.operations, contract.state),
        (9, ContractState::Ok)
    );
    insta::assert_snapshot!("shop", pretty(&contract.html.into_string()));
}

/// One element a line, so that a change shows where it is.
fn pretty(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[test]
fn each_rule_finds_its_fault_and_nothing_else() {
    for (added, expected) in [
        (
            "extend type Query { b: Ordr } type Order { a: Int } extend type Query { c: Order }",
            &["2 G101 The type Ordr is not defined. Did you mean Order?"][..],
        ),
        (
            "extend type Query { b: DateTime c: [Integer!] d: Nothing e: Nothing }",
            &[
                "2 G101 The type DateTime is not defined. A scalar of your own needs a line “scalar DateTime”.",
                "2 G101 The type Integer is not defined. Did you mean Int?",
                "2 G101 The type Nothing is not defined.",
            ],
        ),
        (
            "type A { a: Int }\ntype A { b: Int }\nextend type Query { b: A }",
            &["3 G102 A is defined more than once; the definitions are shown as one."],
        ),
        (
            "extend type Query { a: Int b(x: Int, x: Int): E } enum E { A\nB A }",
            &[
                "2 G103 a appears more than once in Query.",
                "2 G103 x appears more than once in Query.b.",
                "3 G103 A appears more than once in E.",
            ],
        ),
        (
            "interface I { id: ID! at(x: Int): String }\ntype T implements I { id: ID }\nextend type Query { t: T }",
            &[
                "3 G104 id of T must be of the type ID!, as in the interface I.",
                "3 G104 T lacks the field at of its interface I.",
            ],
        ),
        (
            "interface I { i(x: Int): I }\ntype T implements I { i(x: Int, y: Int!): T }\nextend type Query { t: T }",
            &["3 G104 y of i in T must be optional: the interface I has no such argument."],
        ),
        (
            "interface I { i(x: Int): I }\ntype T implements I { i: T! }\nextend type Query { t: T }",
            &["3 G104 i of T must take x exactly as in the interface I."],
        ),
        (
            "interface A { a: Int } interface B implements A { a: Int }\ntype T implements B { a: Int }\nextend type Query { t: T }",
            &["3 G104 T implements B, so it must implement A as well."],
        ),
        (
            "scalar S\ntype T implements S { a: Int }\nextend type Query { t: T }",
            &["3 G104 T implements S, which is not another interface."],
        ),
        (
            "type O { a: Int } input N { o: O }\nextend type Query { o(n: N, o: O): N }",
            &[
                "2 G105 o of N takes O, which can only be returned; use an input type.",
                "3 G105 o of Query returns N, which can only be sent; use an object type.",
                "3 G105 o of o takes O, which can only be returned; use an input type.",
            ],
        ),
        (
            "type __A { __b: Int } extend type Query { b: __A }",
            &[
                "2 G107 __A starts with two underscores, which are reserved for introspection.",
                "2 G107 __b starts with two underscores, which are reserved for introspection.",
            ],
        ),
        (
            "type A {}\ninput B\nextend type Query { b(b: B): A }",
            &[
                "2 G108 A is empty; it needs at least one member.",
                "3 G108 B is empty; it needs at least one member.",
            ],
        ),
        (
            "input N { a: Int }\nunion U = N | Query\nextend type Query { u(n: N): U }",
            &["3 G109 N is in the union U but is no object type."],
        ),
        (
            "extend type Query { b: Int @mine @key(fields: \"id\") @deprecated }",
            &["2 G110 The directive @mine is not defined here."],
        ),
        ("type Lost { a: Int }", &["2 G111 Nothing refers to Lost."]),
        (
            "extend type User @key(fields: \"id\") { id: ID! @external }",
            &["2 G112 User is extended here but not defined here."],
        ),
        (
            "schema { query: Query mutation: Change }",
            &["2 G101 The type Change, root of mutation, is not defined."],
        ),
        (
            "schema { query: Query subscription: S } input S { a: Int }",
            &["2 G113 S is the root of subscription, so it must be an object type."],
        ),
        (
            "directive @d on FIELDS | OBJECT",
            &["2 G114 FIELDS is no place for a directive."],
        ),
        (
            "schema { query: Query queries: Query }",
            &["2 G115 A schema names query, mutation and subscription; queries is none of them."],
        ),
    ] {
        let contract = shown(&with(added));
        assert_eq!(contract.state, ContractState::Ok, "{added}");
        assert_eq!(found(&contract), expected, "{added}");
    }
}

#[test]
fn a_query_type_is_asked_for_where_there_are_operations() {
    let text = "There is no Query type; a complete schema needs one.";
    for (source, severity) in [
        ("type Mutation { a: Int }", "warning"),
        ("type A { a: Int }", "info"),
    ] {
        let contract = shown(source);
        assert_eq!(found(&contract), [format!("0 G106 {text}")]);
        let problem = Problem {
            kind: contract.problems[0].1.clone(),
            line: None,
            block: None,
        };
        assert_eq!(problem.severity().name(), severity);
    }
}

#[test]
fn a_fault_costs_what_it_stands_in() {
    for (source, operations, types, expected) in [
        // A colon is missing.
        (
            "type Query {\n  a: Int\n  b String\n  c: Int\n}\ntype A { a: Int }",
            2,
            &["A"][..],
            "3 C110 This GraphQL does not parse: expected “:”, not “String”.",
        ),
        // An argument's, on its line.
        (
            "type Query {\n  a(x Int): Int\n  c: A\n}\ntype A { a: Int }",
            1,
            &["A"],
            "2 C110 This GraphQL does not parse: expected “:”, not “Int”.",
        ),
        // A brace is never closed, and the next definition begins.
        (
            "type Query {\n  a: Int\n\ntype A {\n  a: Int\n}",
            1,
            &["A"],
            "2 C110 This GraphQL does not parse: expected “}”, not “type”.",
        ),
        // It breaks off.
        (
            "type Query {\n  a: Int\n  b(first: In",
            1,
            &[],
            "3 C110 This GraphQL does not parse: the text ends where “)” should follow.",
        ),
        // A line of another language between definitions.
        (
            "type Query { a: Int }\nconst x = 1;\ntype A { a: Int }",
            1,
            &["A"],
            "2 C110 This GraphQL does not parse: expected the start of a definition, not “const”.",
        ),
        (
            "type Query { a: Int }\n\"open\ntype A { a: Int }",
            1,
            &["A"],
            "2 C110 This GraphQL does not parse: a quoted text is never closed.",
        ),
    ] {
        let contract = shown(source);
        assert_eq!(contract.state, ContractState::Partial, "{source}");
        assert_eq!(contract.operations, operations, "{source}");
        assert_eq!(found(&contract), [expected], "{source}");
        let html = contract.html.into_string();
        for name in types {
            assert!(html.contains(&format!("id=\"g-t-{name}\"")), "{source}");
        }
    }
    let broken = shown("type {\n");
    assert_eq!(broken.state, ContractState::Broken);
}

#[test]
fn what_is_no_schema_stays_code() {
    let schema = "type Query { a: Int }";
    for (info, source, is_contract) in [
        ("graphql", schema, true),
        ("gql", schema, true),
        ("GraphQLS title=\"x\"", schema, true),
        ("", schema, true),
        ("", "type Query = { a: number };", false),
        ("", "interface A { a: number }", false),
        ("ts", schema, false),
        ("graphql", "", false),
        ("graphql", "# type of things\n", false),
        ("graphql", "query Q { orders { id } }", false),
        ("graphql", "{ orders { id } }", false),
        (
            "graphql",
            "query Q($a: ID!) {\n  type: a\n}\nfragment F on A { input }",
            false,
        ),
        ("graphql", "query Q { a }\ntype Query { a: Int }", true),
    ] {
        let contract = contract::preview(info, source, "g", Locale::En, contract::Extent::Whole);
        assert_eq!(contract.is_some(), is_contract, "{info} {source}");
    }
    assert_eq!(
        contract::likely_kind("gql", "\"\"\"x\"\"\"\ntype A {"),
        Some("graphql")
    );
    assert_eq!(contract::likely_kind("gql", "query A {"), None);
}

#[test]
fn examples_end() {
    let contract = shown(
        "type Query { a(i: I!): A u: U } type A { a: A! b: [A] c: U d(x: Int!): Int }\n\
         union U = A input I { i: I! o: I e: E = Y l: [[Int]] } enum E { X Y }",
    );
    let html = contract.html.into_string();
    assert!(html.contains("__typename"), "{html}");
    let (document, _) = parse::parse(
        "type Query { o(i: I!): O }\ntype O { id: ID p: P } type P { q: Q } type Q { z: Int }\ninput I { n: Int = 3 e: E = Y s: [S!] } enum E { X Y } scalar S",
    );
    let schema = Schema::of(document);
    let made = example::example(&schema, "query", &schema.types[0].fields[0]);
    assert_eq!(
        made.text,
        "query O($i: I!) {\n  o(i: $i) {\n    id\n    p {\n      __typename\n    }\n  }\n}"
    );
    let variables: serde_json::Value = serde_json::from_str(&made.variables.unwrap()).unwrap();
    assert_eq!(
        variables,
        serde_json::json!({"i": {"n": 3, "e": "Y", "s": ["string"]}})
    );
}

#[test]
fn every_example_is_a_document_by_our_own_grammar() {
    let source = fixture("shop.graphql");
    let (document, _) = parse::parse(&source);
    let schema = Schema::of(document);
    for (operation, root) in schema.root_types() {
        for field in &root.fields {
            let made = example::example(&schema, operation, field);
            let (document, faults) = parse::parse(&made.text);
            assert_eq!(
                (document.executables.len(), faults.len()),
                (1, 0),
                "{}",
                made.text
            );
        }
    }
}

#[test]
fn hostile_text_is_escaped_and_bounded() {
    let deep = format!("type Query {{ a: {}Int }}", "[".repeat(100_000));
    assert_eq!(shown(&deep).state, ContractState::Partial);
    let value = format!("type Query {{ a: Int @x(y: {}) }}", "{a:[".repeat(50_000));
    assert_eq!(shown(&value).state, ContractState::Partial);
    let wide = format!(
        "type Query {{ {} }} type T {{ {} }}",
        "a: T ".repeat(3_000),
        "f: Int \"\"\"long long long long long long\"\"\"".repeat(3_000)
    );
    assert!(shown(&wide).html.into_string().len() < 20_000_000);
    let html = shown("type Query { a: Int @deprecated(reason: \"<script>\u{202e}\") }\nscalar S @specifiedBy(url: \"javascript:alert(1)\")")
        .html
        .into_string();
    for forbidden in ["<script", "href=\"javascript", "\u{202e}"] {
        assert!(!html.contains(forbidden), "{html}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[a-z{}()\\[\\]:!|&=@\"#$., \nA-Z_0-9é]{0,200}") {
        let _ = contract::preview("graphql", &format!("type Query {{ a: Int }}\n{text}"), "g", Locale::En, contract::Extent::Whole);
        let _ = contract::preview("graphql", &format!("{text}\ntype Q {{"), "g", Locale::Zh, contract::Extent::Whole);
    }

    #[test]
    fn no_damage_to_a_schema_panics(at in 0usize..4_000, cut in 0usize..40, put in "[\\PC\n\t\"{}():@]{0,6}") {
        let source: Vec<char> = fixture("shop.graphql").chars().collect();
        let at = at.min(source.len());
        let end = (at + cut).min(source.len());
        let damaged: String = source[..at].iter().copied().chain(put.chars()).chain(source[end..].iter().copied()).collect();
        let _ = contract::preview("graphql", &damaged, "g", Locale::En, contract::Extent::Whole);
    }

    #[test]
    fn what_stands_before_a_break_is_shown(end in 700usize..4_000) {
        let source: String = fixture("shop.graphql").chars().take(end).collect();
        proptest::prop_assert!(shown(&source).state != ContractState::Broken);
    }
}
