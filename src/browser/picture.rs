//! SVG text to a PNG file, drawn by the browser. It must not know what the picture shows.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::download;

/// Pixels of the picture for one CSS pixel of the drawing: sharp on a slide.
const SCALE: f64 = 2.0;
/// Browsers refuse larger canvases, and say so only by an empty picture.
const MOST_PIXELS: f64 = 16_000.0;

/// Offers an SVG as a download called `name`, as a PNG.
///
/// # Errors
/// What the browser said when it could not draw or keep it.
pub async fn save_png(name: &str, svg: &str) -> Result<(), String> {
    let drawn = draw(svg).await.map_err(|error| super::describe(&error))?;
    let name = name.to_owned();
    let saved = Closure::once_into_js(move |blob: JsValue| {
        if let Ok(blob) = blob.dyn_into::<web_sys::Blob>() {
            // What a browser made it also offers.
            let _ = download::save_blob(&name, &blob);
        }
    });
    drawn
        .to_blob(saved.unchecked_ref())
        .map_err(|error| super::describe(&error))
}

async fn draw(svg: &str) -> Result<web_sys::HtmlCanvasElement, JsValue> {
    let url = download::url_of("image/svg+xml", svg)?;
    let image = web_sys::HtmlImageElement::new()?;
    image.set_src(&url);
    let decoded = JsFuture::from(image.decode()).await;
    web_sys::Url::revoke_object_url(&url)?;
    decoded?;
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let scale = SCALE.min(MOST_PIXELS / width.max(height).max(1.0));
    let canvas: web_sys::HtmlCanvasElement = super::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?
        .create_element("canvas")?
        .unchecked_into();
    canvas.set_width(pixels(width * scale));
    canvas.set_height(pixels(height * scale));
    let context: web_sys::CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into();
    context.scale(scale, scale)?;
    context.draw_image_with_html_image_element(&image, 0.0, 0.0)?;
    Ok(canvas)
}

/// Whole pixels. The value is between 0 and twice [`MOST_PIXELS`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "see above"
)]
fn pixels(length: f64) -> u32 {
    length.ceil() as u32
}
