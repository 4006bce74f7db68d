//! What is read of real answers, and of the form that prompts ask for.

use proptest::prelude::*;

use super::*;

fn transcript(name: &str) -> Catalogue {
    let path = format!(
        "{}/tests/fixtures/transcripts/{name}.md",
        env!("CARGO_MANIFEST_DIR")
    );
    Catalogue::read(&std::fs::read_to_string(path).unwrap())
}

fn names(catalogue: &Catalogue) -> Vec<&str> {
    catalogue
        .services
        .iter()
        .map(|service| service.name.as_str())
        .collect()
}

#[test]
fn the_table_that_prompts_ask_for_is_read_in_both_languages() {
    for text in [
        "| Service | Responsibility | Owns | Exposes | Consumes | Publishes |\n|---|---|---|---|---|---|\n| `order` | Takes orders | orders, lines (per order, all) | `POST /orders` | stock, StockReserved | OrderPlaced, `order.cancelled` (v2) |\n| stock | – | – | – | OrderPlaced | StockReserved |\n",
        "| 服务 | 职责 | 拥有 | 提供 | 调用 | 发布 |\n|---|---|---|---|---|---|\n| `order` | Takes orders | orders、lines (per order, all) | `POST /orders` | stock，StockReserved | OrderPlaced；`order.cancelled` (v2) |\n| stock | – | – | – | OrderPlaced | StockReserved |\n",
    ] {
        let catalogue = Catalogue::read(text);
        assert_eq!(
            catalogue.services[0],
            Service {
                name: "order".into(),
                responsibility: "Takes orders".into(),
                owns: vec!["orders".into(), "lines (per order, all)".into()],
                exposes: vec!["POST /orders".into()],
                consumes: vec!["stock".into(), "StockReserved".into()],
                publishes: vec!["OrderPlaced".into(), "order.cancelled (v2)".into()],
            }
        );
        assert_eq!(catalogue.services[1].owns, [""; 0]);
        let events: Vec<_> = catalogue
            .events
            .iter()
            .map(|event| {
                (
                    event.name.as_str(),
                    event.publishers.join(","),
                    event.consumers.join(","),
                )
            })
            .collect();
        assert_eq!(
            events,
            [
                ("OrderPlaced", "order".into(), "stock".into()),
                ("order.cancelled", "order".into(), String::new()),
                ("StockReserved", "stock".into(), "order".into()),
            ]
        );
        assert_eq!(
            catalogue.stores()[1],
            Store {
                name: "lines (per order, all)".into(),
                owner: "order".into()
            }
        );
    }
}

#[test]
fn the_services_of_real_answers_are_found() {
    let a = transcript("a1");
    assert_eq!(names(&a), ["Order", "Inventory", "Payment", "Fulfilment"]);
    assert_eq!(
        a.services[3].publishes,
        [
            "shipment.created",
            "shipment.dispatched",
            "shipment.delivered"
        ]
    );
    assert_eq!(a.services[1].owns[0], "Stock per SKU × warehouse");
    assert!(
        a.services
            .iter()
            .all(|service| !service.owns.iter().any(|data| data.contains("Refunds")))
    );
    assert_eq!(a.events.len(), 14);
    let b = transcript("b1");
    assert_eq!(b.services.len(), 7);
    assert_eq!(b.services[0].owns, ["订单", "订单行", "saga 实例"]);
    assert_eq!(
        b.services[0].responsibility,
        "下单、状态机、Saga 编排、超时关单"
    );
    let c = transcript("c1");
    assert_eq!(c.services.len(), 14);
    assert_eq!(c.services[13].name, "notification-svc");
    assert_eq!(c.events.len(), 5);
    assert_eq!(c.events[0].name, "identity.session.v1");
    assert_eq!(c.events[0].consumers, ["gateway", "authz-svc", "audit-svc"]);
    let weak = transcript("d1");
    assert_eq!(names(&weak)[4], "Notification Service");
    assert_eq!(
        weak.services[1].responsibility,
        "Login, token issuance, JWKS, API keys"
    );
    assert_eq!(
        names(&transcript("d2")),
        ["订单服务", "集成网关（Integration Gateway）", "适配器"]
    );
}

#[test]
fn the_assumptions_and_questions_of_real_answers_are_found() {
    let texts = |catalogue: &Catalogue| -> Vec<String> {
        catalogue
            .assumptions
            .iter()
            .map(|it| it.text.clone())
            .collect()
    };
    let a = texts(&transcript("a1"));
    assert_eq!(a.len(), 4, "{a:?}");
    assert!(a[0].starts_with("Average order has 3.2 lines"));
    let b = texts(&transcript("b1"));
    assert_eq!(b.len(), 4, "{b:?}");
    assert!(b[3].starts_with("支付走第三方渠道"));
    let c = transcript("c1");
    assert_eq!(c.assumptions.len(), 7, "{:?}", c.assumptions);
    assert!(
        c.assumptions[0]
            .text
            .starts_with("Scale: 4 M retail customers")
    );
    assert_eq!(c.questions.len(), 4);
    assert!(c.questions[0].starts_with("Do corporate customers"));
    assert_eq!(texts(&transcript("d1")).len(), 5);
    assert_eq!(texts(&transcript("d2")).len(), 0);
}

#[test]
fn marks_say_where_assumptions_come_from() {
    for (text, expected) in [
        (
            "**Assumptions**\n\n- **given** 40 k orders\n- **inferred**: 1 orders/s\n- **assumed** – one region\n- plain\n  - nested\n\nText\n\n- not one\n",
            vec![
                (Basis::Given, "40 k orders"),
                (Basis::Inferred, "1 orders/s"),
                (Basis::Assumed, "one region"),
                (Basis::Assumed, "plain"),
            ],
        ),
        (
            "假设\n\n- **已知**：四万单\n- **推断**：每秒一单\n- **假设**：单区域\n",
            vec![
                (Basis::Given, "四万单"),
                (Basis::Inferred, "每秒一单"),
                (Basis::Assumed, "单区域"),
            ],
        ),
        (
            "Text\n\n- **Given:** x\n- **bold** y\n",
            vec![(Basis::Given, "x")],
        ),
    ] {
        let found: Vec<_> = Catalogue::read(text)
            .assumptions
            .into_iter()
            .map(|it| (it.basis, it.text))
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(basis, text)| (basis, text.to_owned()))
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_endpoints_of_contracts_are_listed() {
    let listed = |catalogue: &Catalogue| -> Vec<String> {
        let endpoints = catalogue.endpoints.iter();
        endpoints
            .map(|it| format!("{} {}", it.method, it.path))
            .collect()
    };
    assert_eq!(
        listed(&transcript("d1")),
        [
            "GET /api-keys",
            "POST /api-keys",
            "DELETE /api-keys/{keyId}",
            "GET tenants/{tenantId}/usage"
        ]
    );
    assert_eq!(
        listed(&transcript("d2")),
        [
            "POST /integrations/payments",
            "GET /integrations/{name}/breaker"
        ]
    );
    let a = listed(&transcript("a1"));
    assert!(a.contains(&"POST /orders".to_owned()), "{a:?}");
    let c = listed(&transcript("c1"));
    assert!(c.iter().any(|it| it.starts_with("RPC ")), "{c:?}");
    let graphql = "```graphql\ntype Query {\n  order(\n    id: ID!\n  ): Order\n  me: User\n}\ntype Order {\n  id: ID\n}\nextend type Mutation { \n  pay(id: ID): Order\n}\n```\n";
    assert_eq!(
        listed(&Catalogue::read(graphql)),
        ["QUERY order", "QUERY me", "MUTATION pay"]
    );
}

#[test]
fn what_colleagues_answered_is_not_the_designs() {
    let text = "## Appendix: database-architect\n\n| Service | Owns |\n|---|---|\n| x | y |\n\n### Open questions\n\n- z\n";
    assert_eq!(Catalogue::read(text), Catalogue::default());
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,200}|[|\\-a,（(`#*:\n 服务]{0,120}") {
        let _ = Catalogue::read(&text).stores();
    }
}
