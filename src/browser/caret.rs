//! The caret of a text field. It must not know what the text is.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// Selects a line (from 1) and brings it into sight.
pub fn go_to_line(field: &HtmlTextAreaElement, line: u32) {
    let text = field.value();
    let mut lines = text.split('\n');
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let before = (lines.by_ref().take(line.saturating_sub(1) as usize))
        .fold(0_u32, |sum, line| sum.saturating_add(units(line) + 1));
    let length = lines.next().map_or(0, units);
    // A field that is not shown cannot be focused, and then needs no caret.
    let _ = field.focus();
    let _ = field.set_selection_range(before, before.saturating_add(length));
}

/// Focuses the field with that id, at the start of its text.
pub fn begin(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(field) = element.and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = field.focus();
        go_to_start(&field);
    }
}

/// Puts the caret in front of the text, which is where a field that gets a text has it not, and shows the
/// text's first lines.
pub fn go_to_start(field: &HtmlTextAreaElement) {
    let _ = field.set_selection_range(0, 0);
    if let Some(frame) = field.parent_element() {
        frame.set_scroll_top(0);
    }
}
