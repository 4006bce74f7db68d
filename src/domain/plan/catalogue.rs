//! The table of services as it stands in the document, for requests: small enough for the room there is.

use crate::domain::design::section::prose_lines;

use super::prompt::tokens;

/// The columns in the order in which they are kept: the name, what it owns, exposes and publishes, then
/// what it consumes, then the prose.
const KEPT_FIRST: [usize; 6] = [0, 2, 3, 5, 4, 1];

/// What the first column is headed by; lower case.
const HEADERS: [&str; 4] = ["service", "services", "服务", "服务名"];

/// The service catalogue in at most so many tokens; empty when there is none, or no room for a name.
pub(super) fn table(text: &str, budget: u64) -> String {
    let rows = rows(text);
    let Some(width) = rows.first().map(Vec::len) else {
        return String::new();
    };
    for columns in (1..=width.min(KEPT_FIRST.len())).rev() {
        let mut kept: Vec<usize> = KEPT_FIRST
            .into_iter()
            .filter(|column| *column < width)
            .take(columns)
            .collect();
        kept.sort_unstable();
        let table = written(&rows, &kept);
        if tokens(&table) <= budget {
            return table;
        }
    }
    String::new()
}

/// Header and rows of the first table of services.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for (_, line) in prose_lines(text) {
        let line = line.trim();
        if !line.starts_with('|') {
            if rows.len() > 1 {
                break;
            }
            rows.clear();
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if rows.is_empty() {
            let first = cells
                .first()
                .map(|cell| cell.trim_matches('*').to_lowercase());
            let is_catalogue = first.is_some_and(|first| HEADERS.contains(&first.as_str()));
            if is_catalogue && cells.len() >= 3 {
                rows.push(cells);
            }
        } else if cells
            .iter()
            .any(|cell| cell.chars().any(char::is_alphanumeric))
        {
            rows.push(cells);
        }
    }
    if rows.len() > 1 { rows } else { Vec::new() }
}

fn written(rows: &[Vec<&str>], columns: &[usize]) -> String {
    let mut table = String::new();
    for (number, row) in rows.iter().enumerate() {
        for column in columns {
            table.push_str("| ");
            table.push_str(row.get(*column).copied().unwrap_or_default());
            table.push(' ');
        }
        table.push_str("|\n");
        if number == 0 {
            table.push_str(&"|---".repeat(columns.len()));
            table.push_str("|\n");
        }
    }
    table.truncate(table.trim_end().len());
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_gives_up_its_prose_first() {
        let text = "## Services\n\n| Service | Responsibility | Owns |\n|---|---|---|\n| Orders | takes orders | orders |\n| Stock | keeps stock | items |\n\nText.\n";
        let whole = table(text, 1_000);
        assert!(
            whole.contains("| Orders | takes orders | orders |"),
            "{whole}"
        );
        assert!(!table(text, 24).contains("takes"));
        assert!(table(text, 24).contains("| Stock | items |"));
        assert_eq!(table(text, 14), "| Service |\n|---|\n| Orders |\n| Stock |");
        assert_eq!(table(text, 2), "");
        assert_eq!(
            table("| Risk | a | b |\n|---|---|---|\n| x | y | z |\n", 99),
            ""
        );
    }

    #[test]
    fn a_table_inside_a_fence_is_none() {
        assert_eq!(
            table("```\n| 服务 | 职责 | 拥有 |\n| a | b | c |\n```\n", 99),
            ""
        );
        assert!(
            table("| 服务 | 职责 | 拥有 |\n|--|--|--|\n| a | b | c |\n", 99)
                .contains("| a | b | c |")
        );
    }
}
