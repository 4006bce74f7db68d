//! Before and after of every repair.

use super::*;
use crate::render::diagram::draw;

fn outcome(source: &str) -> Outcome {
    repair(source, &|candidate| draw::prepare(candidate).map(|_| ()))
}

/// Each row: the repairs, the source, what it becomes (a diagram's header is added to both).
fn check(header: &str, rows: &[(&[&str], &str, &str)]) {
    for (names, before, after) in rows {
        let source = format!("{header}\n{before}\n");
        match outcome(&source) {
            Outcome::Repaired(repaired) => {
                assert_eq!(repaired.source, format!("{header}\n{after}\n"), "{before}");
                assert_eq!(repaired.names, *names, "{before}");
            }
            other => panic!("{before}: {other:?}"),
        }
    }
}

#[test]
fn flowcharts() {
    check(
        "flowchart TD",
        &[
            (
                &["edge label"],
                "A[Web] -->|HTTPS|> B[WAF];",
                "A[Web] -->|HTTPS| B[WAF];",
            ),
            (
                &["unquoted label"],
                "A --> B[Kong (DB-less)]",
                "A --> B[\"Kong (DB-less)\"]",
            ),
            (
                &["unquoted label"],
                "A --> B[say \"hi\" now]",
                "A --> B[\"say #quot;hi#quot; now\"]",
            ),
            (
                &["unquoted label"],
                "A{is {x} set?} --> B",
                "A{\"is {x} set?\"} --> B",
            ),
            (
                &["unquoted label"],
                "A[ops@example.com] --> B",
                "A[\"ops@example.com\"] --> B",
            ),
            (
                &["unquoted label"],
                "A(Auth (OAuth2)) --> B[(orders [v2])]",
                "A(\"Auth (OAuth2)\") --> B[(\"orders [v2]\")]",
            ),
            (
                &["unquoted edge label"],
                "A -->|read (cached)| B",
                "A -->|\"read (cached)\"| B",
            ),
            (
                &["reserved word"],
                "A -->|No| end[Return 429]",
                "A -->|No| end_[Return 429]",
            ),
            (
                &["missing end"],
                "subgraph s\n  A --> B",
                "subgraph s\n  A --> B\nend",
            ),
            (
                &["punctuation in an id"],
                "orders/api --> b,c[Both]\nd --> orders/api",
                "orders_api[\"orders/api\"] --> b_c[Both]\nd --> orders_api[\"orders/api\"]",
            ),
            (&["arrow"], "A -> B", "A --> B"),
            (&["arrow"], "A —> B", "A --> B"),
            (&["arrow"], "A => B", "A ==> B"),
            (
                &["full-width brackets"],
                "A --> F【降级结果】\nA --> W（等待）",
                "A --> F[降级结果]\nA --> W(等待)",
            ),
            (&["node list"], "A, B --> C", "A & B --> C"),
            (&["HTML entities"], "A --&gt; B", "A --> B"),
            (&["fence noise"], "A --> B\n```", "A --> B\n"),
            (
                &["text after the diagram"],
                "A --> B\n\nThis diagram shows how A calls B.",
                "A --> B\n\n",
            ),
            (&["smart quotes"], "A[“x (y)”] --> B", "A[\"x (y)\"] --> B"),
            (&["invisible characters"], "A\u{A0}-->\u{200B} B", "A --> B"),
            (
                &["label after a colon"],
                "A --> B: on success",
                "A -->|on success| B",
            ),
            (
                &["subgraph title"],
                "subgraph core[Core (sync)]\n  A --> B\nend",
                "subgraph core[\"Core (sync)\"]\n  A --> B\nend",
            ),
        ],
    );
}

#[test]
fn sequences() {
    check(
        "sequenceDiagram",
        &[
            (&["full-width colon"], "A->>B：允许", "A->>B: 允许"),
            (
                &["missing end"],
                "    alt open\n        A->>B: x\n    else\n        B->>A: y\n    Note over A,B: probe",
                "    alt open\n        A->>B: x\n    else\n        B->>A: y\n    end\n    Note over A,B: probe",
            ),
            (
                &["missing end"],
                "loop 3 times\nA->>B: x",
                "loop 3 times\nA->>B: x\nend",
            ),
            (
                &["semicolon"],
                "A->>B: begin; commit",
                "A->>B: begin#59; commit",
            ),
            (&["arrow"], "A—>>B: x", "A->>B: x"),
            (&["arrow"], "A ==> B: x", "A ->> B: x"),
            (&["surplus end"], "A->>B: x\nend", "A->>B: x\n"),
            (
                &["quoted participant"],
                "participant \"API gateway\" as G\nG->>B: x",
                "participant G as API gateway\nG->>B: x",
            ),
            (
                &["participant name with spaces"],
                "participant API Gateway\nA->>APIGateway: x",
                "participant APIGateway as API Gateway\nA->>APIGateway: x",
            ),
            (
                &["missing colon"],
                "participant B\nA->>B call it",
                "participant B\nA->>B: call it",
            ),
            (
                &["activation"],
                "A->>B: x\nB-->>-A: y",
                "A->>B: x\nB-->>A: y",
            ),
        ],
    );
}

#[test]
fn states() {
    check(
        "stateDiagram-v2",
        &[
            (
                &["full-width colon"],
                "Open --> Closed：失败",
                "Open --> Closed : 失败",
            ),
            (
                &["state name with spaces"],
                "Open --> Half Open : 30 s\nHalf Open --> Closed",
                "    state \"Half Open\" as Half_Open\nOpen --> Half_Open : 30 s\nHalf_Open --> Closed",
            ),
            (&["arrow"], "A -> B : x", "A --> B : x"),
            (
                &["semicolon"],
                "A --> B : commit; ack",
                "A --> B : commit#59; ack",
            ),
            (
                &["missing brace"],
                "state A {\n  B --> C",
                "state A {\n  B --> C\n}",
            ),
        ],
    );
}

#[test]
fn entities_and_classes() {
    check(
        "erDiagram",
        &[
            (
                &["SQL constraint"],
                "A {\n  varchar email NOT NULL\n}",
                "A {\n  varchar email \"NOT NULL\"\n}",
            ),
            (
                &["SQL constraint"],
                "A {\n  uuid id PRIMARY KEY\n}",
                "A {\n  uuid id PK\n}",
            ),
            (
                &["attribute"],
                "A {\n  enum('x','y') kind\n}",
                "A {\n  enum kind \"'x','y'\"\n}",
            ),
            (
                &["relationship"],
                "A ||--o{ B : places (an) order",
                "A ||--o{ B : \"places (an) order\"",
            ),
        ],
    );
    check(
        "classDiagram",
        &[
            (
                &["generic in angle brackets"],
                "class A {\n  +List<Order> orders\n}",
                "class A {\n  +List~Order~ orders\n}",
            ),
            (
                &["missing brace"],
                "class A {\n  +int x",
                "class A {\n  +int x\n}",
            ),
        ],
    );
}

#[test]
fn headers() {
    for (before, after) in [
        ("sequencediagram\nA->>B: x\n", "sequenceDiagram\nA->>B: x\n"),
        (
            "Sequence Diagram\nA->>B: x\n",
            "sequenceDiagram\nA->>B: x\n",
        ),
        ("Flowchart lr\nA --> B\n", "flowchart LR\nA --> B\n"),
        (
            "```mermaid\ngraph TD\nA --> B\n```\n",
            "\ngraph TD\nA --> B\n\n",
        ),
        ("mermaid\ngraph TD\nA --> B\n", "\ngraph TD\nA --> B\n"),
        ("graph TD:\nA --> B\n", "graph TD\nA --> B\n"),
    ] {
        match outcome(before) {
            Outcome::Repaired(repaired) => assert_eq!(repaired.source, after),
            other => panic!("{before}: {other:?}"),
        }
    }
}

#[test]
fn sound_sources_stay() {
    for source in [
        "flowchart TD\nA[\"a (b)\"] --> B & C\n",
        "flowchart LR\nA-->|\"x\"|B\nsubgraph s\nend_\nend\n",
        "sequenceDiagram\nA->>B: 说明：允许\n",
        "sequenceDiagram\nparticipant Order Service\nOrder Service->>B: x\n",
        "stateDiagram-v2\n[*] --> A : x：y\n",
        "stateDiagram-v2\nA --> B : commit; B --> C\n",
        "classDiagram\nA <|-- B\nclass C~T~\n<<interface>> A\n",
        "erDiagram\nA {\n  numeric(12,2) total \"NOT NULL\"\n}\n",
    ] {
        assert_eq!(outcome(source), Outcome::Sound, "{source}");
    }
}

#[test]
fn hopeless_sources_are_broken() {
    for source in ["", "hello", "flowchart TD\n((((\n"] {
        assert!(matches!(outcome(source), Outcome::Broken(_)), "{source}");
    }
}
