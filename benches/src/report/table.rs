//! Markdown tables and how figures are written in them.

use std::fmt::Write as _;

/// A table that is being written.
#[derive(Debug)]
pub struct Table {
    text: String,
    columns: usize,
}

impl Table {
    /// A table with these heads; all columns but the first hold figures.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        let rules: Vec<&str> = (0..heads.len())
            .map(|column| if column == 0 { "---" } else { "---:" })
            .collect();
        Self {
            text: format!("| {} |\n| {} |\n", heads.join(" | "), rules.join(" | ")),
            columns: heads.len(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    /// Adds a row for somebody who has no figures, and why.
    pub fn failed(&mut self, name: &str, reason: &str) {
        let reason = reason.lines().next().unwrap_or_default();
        let mut cells = vec![name.to_owned(), format!("failed: {reason}")];
        cells.resize(self.columns, String::new());
        self.row(&cells);
    }

    /// The table as Markdown.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

/// Milliseconds, or seconds where they are many.
#[must_use]
pub fn time(milliseconds: f64) -> String {
    match milliseconds {
        short if short < 10.0 => format!("{short:.1} ms"),
        medium if medium < 1000.0 => format!("{medium:.0} ms"),
        long => format!("{:.2} s", long / 1000.0),
    }
}

/// Bytes in the units that networks and bars use.
#[must_use]
pub fn bytes(bytes: usize) -> String {
    match bytes as f64 {
        few if few < 1e6 => format!("{:.0} kB", few / 1e3),
        many => format!("{:.2} MB", many / 1e6),
    }
}

/// Memory in megabytes; a dash where the system does not tell.
#[must_use]
pub fn memory(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "–".to_owned(),
        |bytes| format!("{:.0} MB", bytes as f64 / 1e6),
    )
}

/// How many times ours a figure is; a dash where ours is nothing.
#[must_use]
pub fn ratio(theirs: f64, ours: f64) -> String {
    if ours > 0.0 {
        format!("{:.1}×", theirs / ours)
    } else {
        "–".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        assert_eq!(time(1.26), "1.3 ms");
        assert_eq!(time(41.3), "41 ms");
        assert_eq!(time(33_800.0), "33.80 s");
        assert_eq!(bytes(249_600), "250 kB");
        assert_eq!(bytes(1_700_000), "1.70 MB");
        assert_eq!(memory(Some(295_000_000)), "295 MB");
        assert_eq!(memory(None), "–");
        assert_eq!(ratio(45.0, 3.0), "15.0×");
        assert_eq!(ratio(45.0, 0.0), "–");
    }

    #[test]
    fn who_failed_stands_in_the_table_with_the_reason() {
        let mut table = Table::new(&["who", "time", "bytes"]);
        table.row(&["a|b".into(), "1".into(), "2".into()]);
        table.failed("c", "no such thing\nat line 3");
        assert_eq!(
            table.finish(),
            "| who | time | bytes |\n| --- | ---: | ---: |\n| a\\|b | 1 | 2 |\n\
             | c | failed: no such thing |  |\n"
        );
    }
}
