//! Tables: each may be scrolled on its own, and is named after its columns for those who do not see it.

use pulldown_cmark::Alignment;

use super::Writer;
use crate::render::escape::push_attribute;

/// The open table.
#[derive(Default)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// Where the label goes, and the column names for it.
    pub(super) label_at: usize,
    pub(super) columns: Vec<String>,
}

impl Writer<'_, '_> {
    pub(super) fn open_table(&mut self, alignments: Vec<Alignment>) {
        self.done
            .html
            .push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\"");
        self.table = Table {
            alignments,
            label_at: self.done.html.len(),
            ..Table::default()
        };
        self.done.html.push_str("><table>\n");
    }

    pub(super) fn close_table(&mut self) {
        self.done.html.push_str("</tbody></table></div>\n");
        let locale = self.scope.locale;
        let columns: Vec<_> = self
            .table
            .columns
            .iter()
            .map(|column| column.trim())
            .filter(|column| !column.is_empty())
            .collect();
        let label = if columns.is_empty() {
            locale.page_table().to_owned()
        } else {
            locale.page_table_of(columns.join(locale.page_table_separator()))
        };
        let mut attribute = String::new();
        push_attribute(&mut attribute, "aria-label", &label);
        self.done.html.insert_str(self.table.label_at, &attribute);
    }

    pub(super) fn cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.table.column += 1;
        if self.table.in_head {
            self.table.columns.push(String::new());
            self.done.html.push_str("<th scope=\"col\"");
        } else {
            self.done.html.push_str("<td");
        }
        self.done.html.push_str(class);
        self.done.html.push('>');
    }
}
