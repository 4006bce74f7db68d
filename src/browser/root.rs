//! The document's root element and title: language, theme, and where to scroll.

use std::cell::Cell;

use wasm_bindgen::JsCast;

use crate::domain::locale::Locale;

fn document() -> Option<web_sys::Document> {
    super::window()?.document()
}

fn root() -> Option<web_sys::Element> {
    document()?.document_element()
}

/// Sets the page's language for screen readers, hyphenation and fonts.
pub fn set_language(locale: Locale) {
    if let Some(root) = root() {
        // A valid attribute name cannot be refused.
        let _ = root.set_attribute("lang", locale.tag());
    }
}

/// Forces the light or the dark look; `None` follows the system.
pub fn set_theme(theme: Option<&str>) {
    if let Some(root) = root() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Whether the browser trusts how this page came (`isSecureContext`).
#[must_use]
pub fn is_secure() -> bool {
    super::window().is_some_and(|window| window.is_secure_context())
}

/// The browser's name for itself.
#[must_use]
pub fn user_agent() -> String {
    super::window()
        .and_then(|window| window.navigator().user_agent().ok())
        .unwrap_or_default()
}

thread_local! {
    static WARNS: Cell<bool> = const { Cell::new(false) };
    static IS_HEARD: Cell<bool> = const { Cell::new(false) };
}

/// Whether the browser is to ask before the page is left, because something would be lost.
pub fn warn_on_leaving(warns: bool) {
    WARNS.set(warns);
    if warns && !IS_HEARD.replace(true) {
        super::listen::on_window("beforeunload", |event| {
            if WARNS.get() {
                event.prevent_default();
            }
        });
    }
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The content of the `meta` element of that name.
#[must_use]
pub fn meta(name: &str) -> Option<String> {
    document()?
        .query_selector(&format!("meta[name='{name}']"))
        .ok()??
        .get_attribute("content")
}

/// Adds a style sheet of our own after those that are there.
pub fn add_style_sheet(url: &str) {
    let added = document().and_then(|document| {
        let link = document.create_element("link").ok()?;
        link.set_attribute("rel", "stylesheet").ok()?;
        link.set_attribute("href", url).ok()?;
        document
            .query_selector("head")
            .ok()??
            .append_child(&link)
            .ok()
    });
    debug_assert!(added.is_some(), "every page has a head");
}

/// Whether the page is dark now, chosen or by the system's wish.
#[must_use]
pub fn is_dark() -> bool {
    match root().and_then(|root| root.get_attribute("data-theme")) {
        Some(theme) => theme == "dark",
        None => super::window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok()?)
            .is_some_and(|query| query.matches()),
    }
}

/// Whether the window is at least so wide, in CSS pixels.
#[must_use]
pub fn is_wide(pixels: u32) -> bool {
    super::window()
        .and_then(|window| {
            let query = format!("(min-width: {pixels}px)");
            window.match_media(&query).ok()?
        })
        .is_some_and(|query| query.matches())
}

/// The BCP 47 tags that the user prefers, best first.
#[must_use]
pub fn preferred_languages() -> Vec<String> {
    super::window().map_or_else(Vec::new, |window| {
        window
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| tag.as_string())
            .collect()
    })
}

/// Scrolls to the element with that id and moves the focus there. Says whether it exists.
pub fn reveal(id: &str) -> bool {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return false;
    };
    // What is folded away cannot be scrolled to.
    while let Ok(Some(folded)) = element.closest("details:not([open])") {
        if folded.set_attribute("open", "").is_err() {
            break;
        }
    }
    element.scroll_into_view();
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.set_attribute("tabindex", "-1");
        let _ = element.focus();
    }
    true
}

/// The id of a heading, or of a paragraph's bold beginning, in the first element of a selector: the one that says
/// these words, whatever stands between them, with `before` others before it. It is given an id when it has
/// none.
#[must_use]
pub fn id_of_words(within: &str, words: &str, before: usize) -> Option<String> {
    const GIVEN: &str = "jump";
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|character| character.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let wanted = bare(words);
    let place = document()?.query_selector(within).ok()??;
    let found = place
        .query_selector_all("h1, h2, h3, h4, h5, h6, strong")
        .ok()?;
    let element = (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<web_sys::Element>().ok())
        .filter(|element| bare(&element.text_content().unwrap_or_default()).contains(&wanted))
        .nth(before)?;
    if element.id().is_empty() {
        if let Some(earlier) = document().and_then(|document| document.get_element_by_id(GIVEN)) {
            let _ = earlier.remove_attribute("id");
        }
        element.set_id(GIVEN);
    }
    Some(element.id())
}

/// Scrolls to the element with that id and leaves the focus where it is.
pub fn scroll_to(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
    }
}

/// How far below the window's top the element with that id begins, in pixels.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn top(id: &str) -> Option<i32> {
    let element = document()?.get_element_by_id(id)?;
    Some(element.get_bounding_client_rect().top() as i32)
}

/// Moves the focus to the element with that id and selects its text, if it is a field.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    // An element that cannot take the focus leaves it where it is.
    let _ = element.focus();
    if let Some(field) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        field.select();
    }
}

/// Scrolls the element with that id back to its start, at once.
pub fn scroll_to_start(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let start = web_sys::ScrollToOptions::new();
        start.set_top(0.0);
        start.set_behavior(web_sys::ScrollBehavior::Instant);
        element.scroll_to_with_scroll_to_options(&start);
    }
}

/// Removes the placeholder that `index.html` shows until the program runs.
pub fn remove_placeholder() {
    if let Some(element) = document().and_then(|document| document.get_element_by_id("loading")) {
        element.remove();
    }
}
