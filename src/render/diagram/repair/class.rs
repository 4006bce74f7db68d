//! Repairs of class diagrams.

use super::{Line, map};

/// `List<Order>` → `List~Order~` in members and class names; arrows and annotations stay.
pub fn generics(lines: &[Line]) -> Vec<Line> {
    map(lines, |text| {
        let trimmed = text.trim();
        let is_relation = ["<|", "|>", "--", "..", "<<"]
            .iter()
            .any(|mark| trimmed.contains(mark));
        if is_relation || trimmed.starts_with("%%") || trimmed.starts_with("note") {
            return None;
        }
        let mut out = String::new();
        let mut open = 0_usize;
        for character in text.chars() {
            let after_name = out
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || c == '_');
            match character {
                '<' if after_name => {
                    open += 1;
                    out.push('~');
                }
                '>' if open > 0 => {
                    open -= 1;
                    out.push('~');
                }
                c => out.push(c),
            }
        }
        (open == 0).then_some(out)
    })
}
