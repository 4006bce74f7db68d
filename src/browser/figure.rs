//! The figures of the rendered document: zoom, full view, source. Works on the nodes that the renderer
//! made and knows only their class names.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Zoom limits, in percent of the natural size.
const ZOOM: std::ops::RangeInclusive<u32> = 20..=400;

/// A click on a button of a figure.
#[derive(Debug)]
pub struct FigureClick {
    /// The button's `data-action`.
    pub action: String,
    figure: Element,
}

impl FigureClick {
    /// The figure button that an event hit, if it hit one.
    #[must_use]
    pub fn of(event: &web_sys::Event) -> Option<Self> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let button = target.closest("[data-action]").ok()??;
        Some(Self {
            action: button.get_attribute("data-action")?,
            figure: button.closest("figure").ok()??,
        })
    }

    /// The source text of the figure.
    #[must_use]
    pub fn source(&self) -> String {
        // A contract's preview has code of its own.
        self.find(".contract-source code")
            .or_else(|| self.find("pre code"))
            .and_then(|code| code.text_content())
            .unwrap_or_default()
    }

    /// A file name for the source, from what the figure is.
    #[must_use]
    pub fn file_name(&self) -> String {
        let kind = self
            .figure
            .get_attribute("data-kind")
            .unwrap_or_else(|| "source".into());
        let json = self.source().trim_start().starts_with('{');
        let extension = match kind.as_str() {
            "graphql" => "graphql",
            "protobuf" => "proto",
            _ if json => "json",
            _ => "yaml",
        };
        format!("{kind}.{extension}")
    }

    /// Opens or closes the source below a diagram.
    pub fn toggle_source(&self) {
        if let Some(details) = self
            .find("details")
            .and_then(|it| it.dyn_into::<web_sys::HtmlDetailsElement>().ok())
        {
            details.set_open(!details.open());
        }
    }

    /// Makes the drawing larger (above 100) or smaller, by a percentage of what it is now.
    pub fn zoom_by(&self, percent: u32) {
        self.set_zoom(self.zoom() * percent / 100);
    }

    /// Makes the drawing as wide as its frame, or natural when it already is.
    pub fn fit(&self) {
        let Some((canvas, natural)) = self.canvas().zip(self.natural_width()) else {
            return;
        };
        let frame = u32::try_from(canvas.client_width() - 36).unwrap_or(0);
        let fitting = frame * 100 / natural;
        let already = self.zoom() == fitting.clamp(*ZOOM.start(), *ZOOM.end());
        self.set_zoom(if already { 100 } else { fitting });
    }

    /// Shows the figure over the whole page, or puts it back.
    pub fn toggle_full(&self) {
        let full = self.figure.has_attribute("data-full");
        // Plain attribute names cannot be refused.
        let _ = if full {
            self.figure.remove_attribute("data-full")
        } else {
            self.figure.set_attribute("data-full", "")
        };
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.figure.query_selector(selector).ok()?
    }

    fn canvas(&self) -> Option<Element> {
        self.find(".diagram-canvas")
    }

    fn drawing(&self) -> Option<Element> {
        self.find(".diagram-canvas svg")
    }

    /// The width that the renderer gave, in whole CSS pixels.
    fn natural_width(&self) -> Option<u32> {
        let width = self.drawing()?.get_attribute("width")?;
        let whole = width.split(['.', 'p']).next()?;
        whole.parse().ok().filter(|width| *width > 0)
    }

    /// In percent of the natural size.
    fn zoom(&self) -> u32 {
        let zoom = self.figure.get_attribute("data-zoom");
        zoom.and_then(|zoom| zoom.parse().ok()).unwrap_or(100)
    }

    fn set_zoom(&self, percent: u32) {
        let (Some(drawing), Some(natural)) = (self.drawing(), self.natural_width()) else {
            return;
        };
        let zoom = percent.clamp(*ZOOM.start(), *ZOOM.end());
        let _ = self.figure.set_attribute("data-zoom", &zoom.to_string());
        let style = drawing.unchecked_ref::<HtmlElement>().style();
        let _ = style.set_property("width", &format!("{}px", natural * zoom / 100));
        let _ = style.set_property("height", "auto");
    }
}

/// The id of a disclosure element that was opened for the first time and is filled only then.
#[must_use]
pub fn opened_empty(event: &web_sys::Event) -> Option<String> {
    let details: web_sys::HtmlDetailsElement = event.target()?.dyn_into().ok()?;
    if !details.open() || !details.has_attribute("data-lazy") {
        return None;
    }
    // A plain attribute name cannot be refused.
    let _ = details.remove_attribute("data-lazy");
    Some(details.id())
}

/// The element id that a click on a link inside the document leads to, if it hit such a link. The
/// browser's own jump is prevented: it would take the fragment for a route.
#[must_use]
pub fn fragment_clicked(event: &web_sys::Event) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let href = target
        .closest("a[href^='#']")
        .ok()??
        .get_attribute("href")?;
    let id = href.strip_prefix('#').filter(|id| !id.starts_with('/'))?;
    event.prevent_default();
    let decoded = js_sys::decode_uri_component(id).map(String::from);
    Some(decoded.unwrap_or_else(|_| id.to_owned()))
}

/// Leaves the full view of any figure; says whether there was one.
pub fn leave_full() -> bool {
    let full = super::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("[data-full]").ok().flatten());
    full.is_some_and(|figure| figure.remove_attribute("data-full").is_ok())
}
