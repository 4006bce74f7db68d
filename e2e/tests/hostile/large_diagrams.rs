//! Attacks on the drawing of diagrams by size, depth and density.

use super::{
    corpus::Attack,
    sizes::{deep, each, fence, joined},
};

fn mermaid(source: &str) -> String {
    fence("mermaid", source)
}

/// Diagrams that are too large, too deep or too dense.
pub fn diagrams() -> Vec<Attack> {
    let rows = [
        (
            "nodes",
            format!(
                "flowchart LR\n{}",
                each(5_000, |n| format!("n{n}[Node {n}]\n"))
            ),
        ),
        (
            "edges",
            format!(
                "flowchart LR\n{}",
                each(10_000, |n| format!("a{} --> b{}\n", n % 97, n % 89))
            ),
        ),
        (
            "edges by groups",
            format!(
                "flowchart LR\n{} --> {} --> {}\n",
                joined(200, " & ", |n| format!("a{n}")),
                joined(200, " & ", |n| format!("b{n}")),
                joined(200, " & ", |n| format!("c{n}")),
            ),
        ),
        (
            "everything to everything",
            format!(
                "flowchart TD\n{} --> {}\n",
                joined(45, " & ", |n| format!("a{n}")),
                joined(45, " & ", |n| format!("a{n}")),
            ),
        ),
        (
            "an edge of great length",
            format!("flowchart LR\nA {}> B\n", "-".repeat(40_000)),
        ),
        (
            "deep subgraphs",
            format!(
                "flowchart TD\n{}A --> B\n{}",
                each(300, |n| format!("subgraph s{n}\n")),
                "end\n".repeat(300)
            ),
        ),
        (
            "deeper subgraphs",
            format!(
                "flowchart TD\n{}A --> B\n{}",
                each(1_200, |n| format!("subgraph s{n}\n")),
                "end\n".repeat(1_200)
            ),
        ),
        (
            "subgraphs in each other",
            "flowchart TD\nsubgraph a\nb\nend\nsubgraph b\na\nend\na --> b\nsubgraph c\nc\nend\n"
                .into(),
        ),
        (
            "a long label",
            format!(
                "flowchart LR\nA[\"{}\"] --> B[\"{}\"]\n",
                "x".repeat(10_000),
                "y<br/>".repeat(4_000)
            ),
        ),
        (
            "markdown in a label",
            format!("flowchart LR\nA[\"`{}`\"]\n", "*a **b _c ".repeat(4_000)),
        ),
        (
            "brackets of a node",
            format!("flowchart LR\nA{}\n", deep("(", "x", ")", 10_000)),
        ),
        (
            "classes",
            format!(
                "flowchart LR\nA --> B\n{}",
                each(2_000, |n| format!("classDef c{n} fill:#fff\n"))
            ),
        ),
        (
            "what no repair helps",
            format!(
                "flowchart LR\n{}",
                each(2_300, |n| format!("a{n} [x( --> {{y\n"))
            ),
        ),
        (
            "messages that no repair helps",
            format!(
                "sequenceDiagram\n{}",
                each(2_300, |n| format!("A -> > B{n} x\n"))
            ),
        ),
        (
            "states that no repair helps",
            format!(
                "stateDiagram-v2\n{}",
                each(1_500, |n| format!("a b{n} -> c d{{ : x\n"))
            ),
        ),
        (
            "messages",
            format!(
                "sequenceDiagram\n{}",
                each(2_000, |n| format!("A{}->>B{}: m\n", n % 40, n % 37))
            ),
        ),
        (
            "participants",
            format!(
                "sequenceDiagram\n{}",
                each(800, |n| format!("participant P{n}\n"))
            ),
        ),
        (
            "deep blocks",
            format!(
                "sequenceDiagram\n{}A->>B: x\n{}",
                "alt a\n".repeat(1_000),
                "end\n".repeat(1_000)
            ),
        ),
        (
            "members",
            format!(
                "classDiagram\nclass A {{\n{}}}\n",
                each(2_300, |n| format!("+m{n}(a, b) List~List~int~~\n"))
            ),
        ),
        (
            "generics",
            format!("classDiagram\nclass A{}\nA : x\n", "~T".repeat(5_000)),
        ),
        (
            "deep namespaces",
            format!(
                "classDiagram\n{}class A\n{}",
                each(500, |n| format!("namespace n{n} {{\n")),
                "}\n".repeat(500)
            ),
        ),
        (
            "deep states",
            format!(
                "stateDiagram-v2\n{}a --> b\n{}",
                each(400, |n| format!("state s{n} {{\n")),
                "}\n".repeat(400)
            ),
        ),
        (
            "entities",
            format!(
                "erDiagram\n{}",
                each(1_200, |n| format!("E{n} ||--o{{ E{} : x\n", n * 7 % 1_200))
            ),
        ),
        (
            "deep mindmap",
            format!(
                "mindmap\n{}",
                each(280, |n| format!("{}n{n}\n", " ".repeat(n + 1)))
            ),
        ),
        (
            "wide mindmap",
            format!(
                "mindmap\n  root\n{}",
                each(1_500, |n| format!("    n{n}\n"))
            ),
        ),
        (
            "slices",
            format!(
                "pie\n{}",
                each(2_000, |n| format!("\"s{n}\" : {}\n", n + 1))
            ),
        ),
        (
            "flows",
            format!(
                "sankey-beta\n{}",
                each(1_500, |n| format!("a{},b{},{}\n", n % 300, n % 299, n + 1))
            ),
        ),
        (
            "flows in a ring",
            format!(
                "sankey-beta\n{}",
                each(300, |n| format!("a{n},a{},1\n", (n + 1) % 300))
            ),
        ),
        (
            "commits",
            format!(
                "gitGraph\n{}",
                each(700, |n| format!("commit\nbranch b{n}\ncheckout b{n}\n"))
            ),
        ),
        (
            "tasks",
            format!(
                "gantt\ndateFormat YYYY-MM-DD\n{}",
                each(1_900, |n| format!(
                    "t{n} :a{n}, after a{}, 3d\n",
                    n.saturating_sub(1)
                ))
            ),
        ),
        (
            "tasks in a ring",
            format!(
                "gantt\ndateFormat YYYY-MM-DD\n{}",
                each(500, |n| format!(
                    "t{n} :a{n}, after a{}, 3d\n",
                    (n + 1) % 500
                ))
            ),
        ),
        (
            "cells",
            format!(
                "block-beta\ncolumns 3\n{}",
                each(1_800, |n| format!("c{n}[\"x\"]\n"))
            ),
        ),
        (
            "deep cells",
            format!(
                "block-beta\n{}a\n{}",
                "block\n".repeat(500),
                "end\n".repeat(500)
            ),
        ),
        (
            "points",
            format!(
                "quadrantChart\n{}",
                each(1_500, |n| format!("p{n}: [0.{n}, 0.{n}]\n"))
            ),
        ),
        (
            "bars",
            format!(
                "xychart-beta\nbar [{}]\n",
                joined(8_000, ", ", |n| n.to_string())
            ),
        ),
        (
            "periods",
            format!("timeline\n{}", each(1_500, |n| format!("{n} : a : b\n"))),
        ),
        (
            "cards",
            format!(
                "kanban\n  todo\n{}",
                each(200, |n| format!("    c{n}[{}]\n", "x ".repeat(60)))
            ),
        ),
        (
            "services",
            format!(
                "architecture-beta\n{}{}",
                each(150, |n| format!("service s{n}(server)[S{n}]\n")),
                each(149, |n| format!("s{n}:R -- L:s{}\n", n * 13 % 150)),
            ),
        ),
        (
            "comments",
            format!("flowchart LR\n{}A --> B\n", "%% x\n".repeat(2_400)),
        ),
        (
            "directives",
            format!(
                "{}flowchart LR\nA --> B\n",
                "%%{init: {\"theme\": \"dark\"}}%%\n".repeat(1_200)
            ),
        ),
        (
            "a deep directive",
            format!(
                "%%{{init: {}}}%%\nflowchart LR\nA --> B\n",
                deep("{\"a\": ", "1", "}", 5_000)
            ),
        ),
    ];
    let attack =
        |(name, source): (&str, String)| Attack::new(&format!("diagram {name}"), mermaid(&source));
    rows.into_iter().map(attack).collect()
}
