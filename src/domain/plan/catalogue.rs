//! The services of the document as a table for requests: small enough for the room there is. What the
//! services are is read in `domain::design::catalogue`.

use crate::domain::{
    design::catalogue::{Service, services_of},
    locale::Locale,
};

use super::prompt::tokens;

/// What a column shows of a service.
type Cell = fn(&Service) -> String;

/// The columns with their headers, the most needed first: without its name nothing is known of a service,
/// and what it says of itself in prose can be missed first.
const COLUMNS: [(&str, &str, Cell); 6] = [
    ("Service", "服务", |it| it.name.clone()),
    ("Owns", "拥有", |it| it.owns.join(", ")),
    ("Exposes", "提供", |it| it.exposes.join(", ")),
    ("Publishes", "发布", |it| it.publishes.join(", ")),
    ("Consumes", "消费", |it| it.consumes.join(", ")),
    ("Responsibility", "职责", |it| it.responsibility.clone()),
];

/// The services in at most so many tokens; empty when there are none, or no room for their names.
pub(super) fn table(text: &str, locale: Locale, budget: u64) -> String {
    let services = services_of(text);
    let known: Vec<_> = COLUMNS
        .iter()
        .filter(|(.., cell)| services.iter().any(|service| !cell(service).is_empty()))
        .collect();
    (1..=known.len())
        .rev()
        .map(|count| written(&services, &known[..count], locale))
        .find(|table| tokens(table) <= budget)
        .unwrap_or_default()
}

fn written(services: &[Service], columns: &[&(&str, &str, Cell)], locale: Locale) -> String {
    let header = columns.iter().map(|(en, zh, _)| match locale {
        Locale::En => (*en).to_owned(),
        Locale::Zh => (*zh).to_owned(),
    });
    let rows = services.iter().map(|service| {
        let cells = columns.iter().map(|(.., cell)| cell(service));
        row(cells.map(|cell| cell.replace('|', "\\|")))
    });
    let delimiter = "|---".repeat(columns.len()) + "|";
    let lines: Vec<_> = [row(header), delimiter].into_iter().chain(rows).collect();
    lines.join("\n")
}

fn row(cells: impl Iterator<Item = String>) -> String {
    cells.fold(String::new(), |row, cell| row + "| " + &cell + " ") + "|"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_gives_up_its_prose_first() {
        let text = "## Services\n\n| Service | Responsibility | Owns |\n|---|---|---|\n| Orders | takes orders | orders |\n| Stock | keeps stock | items |\n\nText.\n";
        let table = |budget| table(text, Locale::En, budget);
        assert_eq!(
            table(1_000),
            "| Service | Owns | Responsibility |\n|---|---|---|\n| Orders | orders | takes orders |\n| Stock | items | keeps stock |"
        );
        assert!(!table(24).contains("takes"));
        assert!(table(24).contains("| Stock | items |"));
        assert_eq!(table(14), "| Service |\n|---|\n| Orders |\n| Stock |");
        assert_eq!(table(2), "");
    }

    #[test]
    fn services_that_are_only_described_are_in_it_too() {
        let text = "## 1. 服务边界\n\n- **订单**：接收订单\n- **库存**：保管库存\n";
        assert_eq!(
            table(text, Locale::Zh, 99),
            "| 服务 | 职责 |\n|---|---|\n| 订单 | 接收订单 |\n| 库存 | 保管库存 |"
        );
    }

    #[test]
    fn other_tables_and_code_are_none() {
        for text in [
            "| Risk | a | b |\n|---|---|---|\n| x | y | z |\n",
            "```\n| 服务 | 职责 | 拥有 |\n|---|---|---|\n| a | b | c |\n```\n",
            "",
        ] {
            assert_eq!(table(text, Locale::En, 99), "", "{text}");
        }
    }
}
