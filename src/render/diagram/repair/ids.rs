//! Ids of flowchart nodes that mermaid.js accepts and merman does not: `orders/api`, `a,b`.

use super::{
    Line,
    flowchart::{Piece, edit, is_id},
};

/// `orders/api --> b` → `orders_api["orders/api"] --> b`.
pub fn punctuation(lines: &[Line]) -> Vec<Line> {
    edit(lines, |pieces| {
        for index in 0..pieces.len() {
            let has_shape = matches!(pieces.get(index + 1), Some(Piece::Shape(..)));
            if let Some(Piece::Code(code)) = pieces.get_mut(index) {
                *code = renamed(code, has_shape);
            }
        }
    })
}

/// Code in which every such id is one that merman reads; the last may be followed by its shape.
fn renamed(code: &str, has_shape: bool) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for character in code.chars() {
        if is_id(character) || matches!(character, '/' | ',') {
            run.push(character);
        } else {
            flush(&mut out, &mut run, false);
            out.push(character);
        }
    }
    flush(&mut out, &mut run, has_shape);
    out
}

fn flush(out: &mut String, run: &mut String, has_shape: bool) {
    let inner = run.trim_matches(['/', ',']);
    let is_whole = inner.len() == run.len() && inner.contains(['/', ',']);
    if is_whole && !out.ends_with(':') {
        out.push_str(&run.replace(['/', ','], "_"));
        if !has_shape {
            out.push_str(&format!("[\"{run}\"]"));
        }
    } else {
        out.push_str(run);
    }
    run.clear();
}
