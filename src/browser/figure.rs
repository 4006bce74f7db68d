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
        zoom.and_then(|zoom| zoom.parse().ok())
            .or_else(|| self.fitted())
            .unwrap_or(100)
    }

    /// The same of a drawing that the page's styles made fit.
    fn fitted(&self) -> Option<u32> {
        let shown = u32::try_from(self.drawing()?.client_width()).ok()?;
        Some(shown * 100 / self.natural_width()?).filter(|zoom| *zoom > 0)
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

/// A diagram's canvas under the pointer or the focus: what larger drawings are moved and zoomed in.
#[derive(Debug)]
pub struct Canvas {
    frame: Element,
    figure: FigureClick,
}

/// On a canvas that is dragged now.
const DRAGGED: &str = "data-dragged";

impl Canvas {
    /// The canvas that an event hit, if it hit one.
    #[must_use]
    pub fn of(event: &web_sys::Event) -> Option<Self> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let frame = target.closest(".diagram-canvas").ok()??;
        let figure = frame.closest("figure").ok()??;
        let action = String::new();
        Some(Self {
            frame,
            figure: FigureClick { action, figure },
        })
    }

    /// Starts moving a drawing that is larger than its frame. Fingers scroll by themselves.
    pub fn drag(&self, event: &web_sys::PointerEvent) {
        let frame = &self.frame;
        let larger = frame.scroll_width() > frame.client_width()
            || frame.scroll_height() > frame.client_height();
        if larger && event.button() == 0 && event.pointer_type() == "mouse" {
            event.prevent_default();
            // A pointer that just went down can be captured, and an attribute be set.
            let _ = frame.set_pointer_capture(event.pointer_id());
            let _ = frame.set_attribute(DRAGGED, "");
        }
    }

    /// Moves the drawing with the pointer while it is dragged.
    pub fn drag_on(&self, event: &web_sys::PointerEvent) {
        if self.frame.has_attribute(DRAGGED) {
            self.scroll_by(-event.movement_x(), -event.movement_y());
        }
    }

    /// Ends moving.
    pub fn drop(&self) {
        let _ = self.frame.remove_attribute(DRAGGED);
    }

    /// Zooms around the pointer when the wheel turns with a modifier, as maps do; the wheel alone scrolls.
    pub fn wheel(&self, event: &web_sys::WheelEvent) {
        if !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        event.prevent_default();
        let before = self.figure.zoom();
        self.figure
            .zoom_by(if event.delta_y() < 0.0 { 115 } else { 87 });
        let after = self.figure.zoom();
        let place = self.frame.get_bounding_client_rect();
        // What is under the pointer stays there: it moves away from the start as the drawing grows.
        let from = |pointer: i32, start: f64, scrolled: i32| {
            f64::from(pointer) - start + f64::from(scrolled)
        };
        let growth = f64::from(after) / f64::from(before) - 1.0;
        let frame = &self.frame;
        let right = from(event.client_x(), place.left(), frame.scroll_left()) * growth;
        let down = from(event.client_y(), place.top(), frame.scroll_top()) * growth;
        self.scroll_by(whole(right), whole(down));
    }

    /// Zooms by the keys that browsers use. Says whether the key was one of them.
    #[must_use]
    pub fn key(&self, key: &str) -> bool {
        match key {
            "+" | "=" => self.figure.zoom_by(125),
            "-" => self.figure.zoom_by(80),
            "0" => self.figure.fit(),
            _ => return false,
        }
        true
    }

    fn scroll_by(&self, right: i32, down: i32) {
        self.frame.set_scroll_left(self.frame.scroll_left() + right);
        self.frame.set_scroll_top(self.frame.scroll_top() + down);
    }
}

/// Whole pixels of a distance on a screen.
#[expect(
    clippy::cast_possible_truncation,
    reason = "screens are smaller than i32"
)]
fn whole(distance: f64) -> i32 {
    distance as i32
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
