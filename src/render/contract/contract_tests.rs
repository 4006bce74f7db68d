//! Whole contracts, from text to preview: what is shown, found and left alone.

use super::*;

pub(super) fn fixture(name: &str) -> String {
    let path = format!(
        "{}/tests/fixtures/contracts/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

fn contract(name: &str) -> Contract {
    let info = if name.ends_with("json") {
        "json"
    } else {
        "yaml"
    };
    preview(info, &fixture(name), "c", Locale::En, Extent::Whole).unwrap()
}

/// Line, code-like kind and its text of each problem.
/// The preview without the colours of its code, which hold nothing but text, and with plain apostrophes.
pub(super) fn plain(contract: Contract) -> String {
    let html = contract.html.into_string();
    let start = format!("<span class={}hl-", '"');
    let mut parts = html.split(&start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts
        .fold(first, |text, part| {
            let (_, coloured) = part.split_once('>').unwrap();
            text + &coloured.replacen("</span>", "", 1)
        })
        .replace("&#39;", "'")
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
            ProblemKind::ContractSyntax { detail } => format!("{line} syntax {detail}"),
            ProblemKind::ContractRepaired { count } => format!("{line} repaired {count}"),
            ProblemKind::ContractDuplicateKey { key } => format!("{line} twice {key}"),
            ProblemKind::ContractInvalid { pointer, sentence } => {
                format!("{line} {sentence} ({pointer})")
            }
            other => format!("{line} {other:?}"),
        })
        .collect()
}

#[test]
fn contracts_are_read_with_their_findings() {
    use ContractState::{Ok, Partial};
    type Row = (
        &'static str,
        &'static str,
        &'static str,
        u32,
        ContractState,
        &'static [&'static str],
    );
    let table: [Row; 12] = [
        (
            "a1.yaml",
            "Order Management API",
            "3.1.0",
            7,
            Ok,
            &["223 repaired 1"],
        ),
        ("b1.yaml", "Order API", "3.0.3", 5, Ok, &[]),
        ("c1.yaml", "Access Platform API", "3.1.0", 9, Ok, &[]),
        (
            "d1.yaml",
            "SaaS Gateway Management API",
            "3.0.3",
            4,
            Ok,
            &[
                "47 /paths/~1api-keys~1{keyId}/delete/parameters: a declaration of the path parameter keyId",
                "53 /paths/tenants~1{tenantId}~1usage: a path that starts with “/”",
                "120 /components/schemas/Usage/properties/percent/type: type: number, format: float",
            ],
        ),
        (
            "d2.json",
            "集成网关 API",
            "3.0.3",
            2,
            Ok,
            &["17 repaired 3", "42 ref #/components/schemas/ErrorResponse"],
        ),
        (
            "swagger2.yaml",
            "Pets",
            "2.0",
            3,
            Ok,
            &["2 info › version must be a text; put the value in quotes. (/info/version)"],
        ),
        ("recursion.yaml", "Trees", "3.1.0", 1, Ok, &[]),
        ("composition.json", "Shapes", "3.2.0", 4, Ok, &[]),
        (
            "faults.yaml",
            "Faults",
            "3.0.3",
            2,
            Ok,
            &[
                "2 info › version must be a text; put the value in quotes. (/info/version)",
                "4 /paths/orders~1{orderId}: a path that starts with “/”",
                "5 /paths/orders~1{orderId}/get/parameters: a declaration of the path parameter orderId",
                "7 /paths/orders~1{orderId}/get/parameters: in: path, query, header or cookie",
                "7 /paths/orders~1{orderId}/get/parameters/0/schema/type: type: integer",
                "9 /paths/orders~1{orderId}/get/responses/ok: a status such as 200, 4XX or default",
                "14 ref other.yaml#/Order",
                "15 twice get",
                "17 /paths/orders~1{orderId}/get/security: a security scheme named nobody in the components",
                "20 /paths/~1b/get/operationId: an operationId other than “a”, which is taken",
                "21 ref #/components/responses/Gone",
                "24 /components/schemas/S/type: one type (lists of types need OpenAPI 3.1)",
                "24 /components/schemas/S/properties/p/required: a list of property names (required: [name])",
            ],
        ),
        (
            "repair.yaml",
            "Repairs: needed",
            "3.0.3",
            1,
            Ok,
            &["3 repaired 3"],
        ),
        (
            "broken.yaml",
            "Broken",
            "3.0.3",
            2,
            Partial,
            &["13 syntax a quoted text is never closed"],
        ),
        ("bomb.yaml", "Bomb", "3.1.0", 1, Ok, &["7 ContractBudget"]),
    ];
    for (name, title, version, operations, state, expected) in table {
        let contract = contract(name);
        assert_eq!(
            (contract.title.as_str(), contract.version.as_str()),
            (title, version),
            "{name}"
        );
        assert_eq!(
            (contract.operations, contract.state),
            (operations, state),
            "{name}"
        );
        assert_eq!(problems(&contract), expected, "{name}");
    }
}

#[test]
fn what_is_no_contract_is_left_alone() {
    for (info, source) in [
        ("yaml", "apiVersion: v1\nkind: Service\n"),
        ("json", "{\"orderId\": \"1\", \"openapi\": false ? }"),
        ("yaml", "spec:\n  openapi: 3.0.0\n"),
        ("rust", "openapi: 3.0.0\n"),
        ("", "just openapi: text"),
        ("", ""),
    ] {
        let found = preview(info, source, "c", Locale::En, Extent::Whole);
        assert!(
            found.is_none_or(|contract| contract.state == ContractState::Broken),
            "{info} {source}"
        );
    }
    assert!(
        preview(
            "yaml",
            "spec:\n  openapi: 3.0.0\n",
            "c",
            Locale::En,
            Extent::Whole
        )
        .is_none()
    );
    for info in ["", "yaml", "YML title=x", "openapi", "json"] {
        assert!(
            preview(info, "openapi: 3.1.0\n", "c", Locale::En, Extent::Whole).is_some(),
            "{info}"
        );
    }
}

#[test]
fn the_page_says_what_the_contract_says() {
    for (name, texts) in [
        (
            "a1.yaml",
            &[
                "PSP token, never a PAN",
                r#"id="c-op-7""#,
                r#"data-method="post" data-path="/orders" data-operation="placeOrder""#,
                "/orders/<wbr><em>{orderId}</em>",
                "array of OrderLine",
                "16–64 characters",
                "https://api.example.com/v1/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "Idempotency-Key: stringstringstri",
                "orders:write",
                "&quot;currency&quot;: &quot;AAA&quot;",
            ][..],
        ),
        (
            "swagger2.yaml",
            &[
                "v1.10",
                "https://api.example.com/v2",
                "API key in header X-Key",
                "-F 'file=@file'",
                "Rex",
                "formData",
                "≤ 50",
            ],
        ),
        (
            "recursion.yaml",
            &["recursive", "Tree or null", "map of Tree"],
        ),
        (
            "composition.json",
            &[
                "https://eu.example.com",
                "QUERY",
                "Webhooks",
                "onDone",
                "chosen by",
                "<code>code</code>",
                "&lt;b&gt;",
                "each item of a stream",
                "deprecated",
            ],
        ),
        (
            "d2.json",
            &[
                "#/components/schemas/ErrorResponse",
                "not defined",
                "单位：分",
            ],
        ),
        (
            "d1.yaml",
            &["number (float)", "tenants/<wbr><em>{tenantId}</em>"],
        ),
    ] {
        let html = plain(contract(name));
        for text in texts {
            assert!(html.contains(text), "{name}: {text}\n{html}");
        }
    }
    let order: Vec<usize> = ["<h4>B</h4>", "<h4>A</h4>", "<h4>Other operations</h4>"]
        .iter()
        .map(|heading| {
            contract("composition.json")
                .html
                .into_string()
                .find(heading)
                .unwrap()
        })
        .collect();
    assert!(order.is_sorted(), "declared tags come first");
}

#[test]
fn a_bomb_stays_small() {
    assert!(contract("bomb.yaml").html.into_string().len() < 50_000);
}

#[test]
fn hostile_text_is_escaped_and_links_are_of_the_web() {
    let source = "openapi: 3.1.0\ninfo: {title: '<script>alert(1)</script>', version: '\"><img src=x>'}\nexternalDocs: {url: 'javascript:alert(1)', description: x}\npaths:\n  \"/a'$(id)\\\"\": {get: {externalDocs: {url: 'https://example.com/'}, responses: {'200': {description: ok}}}}\n";
    let contract = preview("yaml", source, "c", Locale::Zh, Extent::Whole).unwrap();
    assert_eq!(contract.operations, 1);
    let html = plain(contract);
    for forbidden in ["<script", "<img", "href=\"javascript", "a'$(id)&quot;'"] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
    assert!(html.contains("href=\"https://example.com/\""));
    assert!(html.contains(r"'/a'\''$(id)&quot;'"), "{html}");
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in ".*", json in proptest::bool::ANY) {
        let source = if json { format!("{{\"openapi\": \"3.1.0\", {text}") } else { format!("openapi: 3.1.0\n{text}") };
        let _ = preview("", &source, "c", Locale::En, Extent::Whole);
    }

    #[test]
    fn no_damage_to_a_contract_panics(at in 0usize..11_000, cut in 0usize..40, put in "[\\PC\n\t]{0,6}") {
        let source: Vec<char> = fixture("a1.yaml").chars().collect();
        let at = at.min(source.len());
        let end = (at + cut).min(source.len());
        let damaged: String = source[..at].iter().copied().chain(put.chars()).chain(source[end..].iter().copied()).collect();
        let _ = preview("yaml", &damaged, "c", Locale::En, Extent::Whole);
    }

    #[test]
    fn every_beginning_of_a_contract_previews(end in 20usize..11_000) {
        // While a contract streams in, what is there so far is shown.
        let source: String = fixture("a1.yaml").chars().take(end).collect();
        proptest::prop_assert!(preview("yaml", &source, "c", Locale::En, Extent::Whole).is_some());
    }
}
