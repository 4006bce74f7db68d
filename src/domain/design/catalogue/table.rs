//! Tables of a Markdown text, cell by cell.

use std::ops::Range;

use crate::domain::design::lines::Line;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The cells of its header.
    pub header: Vec<String>,
    /// The cells of its rows.
    pub rows: Vec<Vec<String>>,
    /// Its lines by their places.
    pub lines: Range<usize>,
}

/// The tables of a text in order.
pub(super) fn tables(lines: &[Line<'_>]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at + 1 < lines.len() {
        let header = lines[at].prose().filter(|text| text.contains('|'));
        let is_table = header.is_some() && lines[at + 1].prose().is_some_and(is_delimiter);
        if !is_table {
            at += 1;
            continue;
        }
        let rows: Vec<_> = lines[at + 2..]
            .iter()
            .map_while(|line| line.prose().filter(|text| text.contains('|')))
            .map(cells)
            .collect();
        let end = at + 2 + rows.len();
        tables.push(Table {
            header: header.map(cells).unwrap_or_default(),
            rows,
            lines: at..end,
        });
        at = end;
    }
    tables
}

/// Whether a line parts a table's header from its rows.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line
            .chars()
            .all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\t'))
}

/// The cells of a row; a `|` in code or behind a backslash parts none.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let (mut code, mut escaped) = (false, false);
    for character in line.chars() {
        if character == '|' && !code && !escaped {
            cells.push(String::new());
            continue;
        }
        code ^= character == '`' && !escaped;
        if let Some(cell) = cells.last_mut() {
            if escaped && character == '|' {
                cell.pop();
            }
            cell.push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    // An unclosed piece of code would swallow the rest of the row.
    if code {
        cells = line.split('|').map(str::to_owned).collect();
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::lines;

    #[test]
    fn tables_are_read_cell_by_cell() {
        let text = "| A | B |\n|:--|--:|\n| `x|y` | a\\|b |\n| | z\n\n```\n| no | no |\n|---|---|\n```\nC | D\n--|--\n1 | 2\n";
        let found = tables(&lines::lines(text));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].header, ["A", "B"]);
        assert_eq!(found[0].rows, [vec!["`x|y`", "a|b"], vec!["", "z"]]);
        assert_eq!(found[0].lines, 0..4);
        assert_eq!(found[1].rows, [["1", "2"]]);
    }

    #[test]
    fn open_code_in_a_cell_does_not_take_the_row() {
        assert_eq!(cells("| `a | b |"), ["`a", "b"]);
    }
}
