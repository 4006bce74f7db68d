//! Whole documents, from text to preview: what is shown, found and left alone.

use crate::{
    domain::{locale::Locale, problem::ProblemKind},
    render::contract::{Contract, ContractState, Extent, preview},
};

fn fixture(name: &str) -> String {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/contracts/asyncapi"
    );
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn read(source: &str) -> Contract {
    preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap()
}

/// The preview without the colours of its code.
fn plain(contract: Contract) -> String {
    let html = contract.html.into_string();
    let start = format!("<span class={}hl-", '"');
    let mut parts = html.split(&start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, coloured) = part.split_once('>').unwrap();
        text + &coloured.replacen("</span>", "", 1)
    })
}

/// The preview's text, an element a line, for goldens.
fn outline(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap();
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let inline = [
            "span", "code", "em", "a", "b", "wbr", "br", "svg", "path", "rect",
        ];
        let closing = tag.starts_with('/');
        if !closing && !inline.contains(&name) {
            let class = tag
                .split_once("class=\"")
                .and_then(|(_, rest)| rest.split_once('"'))
                .map_or(String::new(), |(class, _)| {
                    format!(".{}", class.replace(' ', "."))
                });
            text.push_str(&format!("\n{name}{class} "));
        }
        text.push_str(after);
    }
    text
}

fn problems(contract: &Contract) -> Vec<String> {
    contract
        .problems
        .iter()
        .map(|(line, kind)| match kind {
            ProblemKind::ContractShape { pointer, expected } => {
                format!("{line} {pointer}: {expected}")
            }
            ProblemKind::ContractUnresolvedRef { reference } => format!("{line} ref {reference}"),
            ProblemKind::ContractRepaired { count } => format!("{line} repaired {count}"),
            other => format!("{line} {other:?}"),
        })
        .collect()
}

#[test]
fn whole_documents_are_shown_as_ever() {
    for name in ["orders-3", "lights-2"] {
        let contract = read(&fixture(&format!("{name}.yaml")));
        assert_eq!(contract.kind, "asyncapi");
        assert_eq!(problems(&contract), [""; 0], "{name}");
        assert_eq!(contract.state, ContractState::Ok);
        assert_eq!(contract.operations, 3, "{name}");
        insta::assert_snapshot!(name, outline(&plain(contract)));
    }
}

/// Documents from the specification's own repository, all correct, with their channels and operations.
const SPECIFICATION: [(&str, usize, u32); 6] = [
    ("simple", 1, 1),
    ("oneof", 2, 2),
    ("rpc-server", 2, 2),
    ("mercure", 1, 2),
    ("streetlights-kafka", 4, 4),
    ("operation-security", 1, 1),
];

#[test]
fn the_specification_s_examples_have_no_findings() {
    for (name, channels, operations) in SPECIFICATION {
        let source = fixture(&format!("spec/{name}.yaml"));
        let contract = read(&source);
        assert_eq!(problems(&contract), [""; 0], "{name}");
        assert_eq!(contract.operations, operations, "{name}");
        let html = contract.html.into_string();
        assert_eq!(html.matches("<section>").count(), channels, "{name}");
    }
}

#[test]
fn faults_are_named_with_their_lines() {
    for name in ["faults-3", "faults-2", "tabs"] {
        let contract = read(&fixture(&format!("{name}.yaml")));
        insta::assert_snapshot!(name, problems(&contract).join("\n"));
    }
}

#[test]
fn what_is_no_document_is_left_alone() {
    for (info, source) in [
        ("yaml", "spec:\n  asyncapi: 3.0.0\n"),
        ("yaml", "asyncapi: true\n"),
        ("yaml", "asyncapi:\n  url: x\n"),
        ("rust", "asyncapi: '3.0.0'\n"),
        ("", "just asyncapi: text"),
    ] {
        assert!(
            preview(info, source, "c", Locale::En, Extent::Whole).is_none(),
            "{info} {source}"
        );
    }
    for info in ["", "yaml", "YML title=x", "asyncapi", "json"] {
        let found = preview(info, "asyncapi: '3.0.0'\n", "c", Locale::En, Extent::Whole);
        assert_eq!(found.unwrap().kind, "asyncapi", "{info}");
    }
}

#[test]
fn generations_may_be_mixed_and_a_bad_reference_hides_nothing_else() {
    for (name, operations, texts) in [
        (
            "faults-2",
            4,
            &[
                "Operations without a known channel",
                "data-method=\"receive\" data-path=\"order.paid\" data-operation=\"onPaid\"",
                "data-method=\"receive\" data-operation=\"onShipped\"",
                "number",
            ][..],
        ),
        (
            "faults-3",
            4,
            &[
                "data-method=\"receive\" data-path=\"users/{userId}/{kind}\"",
                "data-method=\"receive\" data-path=\"orders\" data-operation=\"receiveOrder\"",
                "not defined",
                "email",
                "string (uuid)",
            ],
        ),
    ] {
        let contract = read(&fixture(&format!("{name}.yaml")));
        assert_eq!(contract.operations, operations, "{name}");
        assert_eq!(contract.state, ContractState::Ok, "{name}");
        let html = plain(contract);
        for text in texts {
            assert!(html.contains(text), "{name}: {text}\n{html}");
        }
    }
}

#[test]
fn traits_are_merged_by_the_rule_of_the_version() {
    // In 2.x the trait wins, in 3.x what it is applied to.
    for (version, shown) in [("2.6.0", "of the trait"), ("3.0.0", "of the message")] {
        let source = format!(
            "asyncapi: '{version}'\ninfo: {{title: T, version: '1'}}\nchannels: {{}}\ncomponents:\n  messages:\n    M:\n      summary: of the message\n      traits: [{{summary: of the trait, contentType: text/plain}}]\n"
        );
        let html = plain(read(&source));
        assert!(html.contains(shown), "{version}: {html}");
    }
}

#[test]
fn both_languages_say_what_to_do() {
    let source = fixture("faults-3.yaml");
    let contract = preview("yaml", &source, "c", Locale::Zh, Extent::Whole).unwrap();
    assert!(
        problems(&contract)
            .contains(&"11 /channels/orders/adress: “address”（而不是“adress”）".to_owned()),
        "{:?}",
        problems(&contract)
    );
    assert_eq!(contract.title, "Faults");
    let html = plain(contract);
    assert!(html.contains("本应用从该通道接收消息。"), "{html}");
}

#[test]
fn hostile_text_is_escaped_and_bounded() {
    let source = "asyncapi: '3.0.0'\ninfo: {title: '<script>alert(1)</script>', version: '1', externalDocs: {url: 'javascript:alert(1)'}}\nchannels:\n  '\"><img src=x>': {bindings: {'<b>': {'<i>': '<u>'}}}\n";
    let html = plain(read(source));
    for forbidden in ["<script", "<img", "<b>", "<i>", "<u>", "href=\"javascript"] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
    let traits = "      - {$ref: '#/components/messageTraits/t'}\n".repeat(2_000);
    let source = format!(
        "asyncapi: '3.0.0'\ncomponents:\n  messageTraits:\n    t: {{$ref: '#/components/messages/m'}}\n  messages:\n    m:\n      traits:\n{traits}      payload: {{$ref: '#/components/messages/m'}}\n"
    );
    assert!(read(&source).html.into_string().len() < 400_000);
}

#[test]
fn what_many_refer_to_is_not_written_without_end() {
    use std::fmt::Write as _;
    let mut source = "asyncapi: '3.0.0'\nchannels:\n".to_owned();
    for index in 0..2_000 {
        let _ = writeln!(source, "  c{index}: {{$ref: '#/components/channels/big'}}");
    }
    let text = "long ".repeat(20_000);
    let _ = write!(
        source,
        "components:\n  channels:\n    big: {{address: x, description: {text}, messages: {{m: {{description: {text}}}}}}}\n"
    );
    // Two hundred megabytes, were there no end.
    assert!(read(&source).html.into_string().len() < 16_000_000);
}

#[test]
fn a_document_that_breaks_off_is_shown_up_to_the_break() {
    let whole = fixture("orders-3.yaml");
    let broken = whole.replace("  requestPayment:\n", "  requestPayment: \"\n");
    let contract = read(&broken);
    assert_eq!(contract.state, ContractState::Partial);
    assert_eq!(contract.operations, 2);
}

/// The names of a valid document's operations, which no change elsewhere may lose.
const OPERATIONS: [&str; 3] = ["publishOrderPlaced", "requestPayment", "onTelemetry"];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn no_damage_to_a_document_panics(at in 0usize..9_500, cut in 0usize..40, put in "[\\PC\n\t]{0,6}") {
        for name in ["orders-3.yaml", "lights-2.yaml"] {
            let source: Vec<char> = fixture(name).chars().collect();
            let at = at.min(source.len());
            let end = (at + cut).min(source.len());
            let damaged: String = source[..at].iter().copied().chain(put.chars()).chain(source[end..].iter().copied()).collect();
            let _ = preview("yaml", &damaged, "c", Locale::En, Extent::Whole);
        }
    }

    #[test]
    fn a_changed_value_loses_nothing_else(line in 30usize..430, put in proptest::sample::select(vec!["7", "null", "[]", "{}", "[[1]]", "{$ref: '#/nowhere'}", "{$ref: '#/components'}", "true", "x"])) {
        let source = fixture("orders-3.yaml");
        let lines: Vec<&str> = source.lines().collect();
        let at = line.min(lines.len() - 1);
        let Some((key, value)) = lines[at].split_once(": ") else { return Ok(()); };
        // A value on one line, outside of texts and of what names an operation.
        if value.starts_with(['|', '{', '[']) || key.trim() == "description" { return Ok(()); }
        let changed = [&lines[..at], &[format!("{key}: {put}").as_str()], &lines[at + 1..]].concat().join("\n");
        let contract = read(&changed);
        proptest::prop_assert_eq!(contract.state, ContractState::Ok, "{}", changed);
        proptest::prop_assert_eq!(contract.operations, 3);
        let html = contract.html.into_string();
        for name in OPERATIONS {
            let shown = format!("data-operation=\"{name}\"");
            proptest::prop_assert!(html.contains(&shown), "{}", changed);
        }
    }

    #[test]
    fn every_beginning_of_a_document_previews(end in 20usize..9_000) {
        let source: String = fixture("orders-3.yaml").chars().take(end).collect();
        proptest::prop_assert!(preview("yaml", &source, "c", Locale::En, Extent::Whole).is_some());
    }
}
