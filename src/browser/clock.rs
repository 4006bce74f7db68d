//! The clock, the source of new ids, and how languages order words: what the core must be given.

use crate::domain::{design::Millis, locale::Locale};

/// The current moment.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn now() -> Millis {
    js_sys::Date::now() as Millis
}

/// Milliseconds since the page was opened, on a clock that nobody sets: how long something takes is measured
/// with it.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn steady() -> Millis {
    let passed = super::window().and_then(|window| window.performance().map(|it| it.now()));
    passed.map_or_else(now, |passed| passed as Millis)
}

/// A new design id: `d-` and 16 random hexadecimal digits.
#[must_use]
pub fn new_id() -> String {
    format!("d-{:016x}", seed())
}

/// A random number.
#[must_use]
pub fn seed() -> u64 {
    let mut bytes = [0_u8; 8];
    let filled = super::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if filled {
        u64::from_be_bytes(bytes)
    } else {
        // No random source is better than no design: time alone is unique for one user.
        now()
    }
}

/// A moment as a date in the user's time zone, written as `locale` writes dates.
#[must_use]
pub fn local_date(moment: Millis, locale: Locale) -> String {
    let parts = [("year", "numeric"), ("month", "short"), ("day", "numeric")];
    date(moment)
        .to_locale_date_string(locale.tag(), &options(&parts))
        .into()
}

/// A moment as a day and a time of day in the user's time zone, written as `locale` writes them.
#[must_use]
pub fn local_time(moment: Millis, locale: Locale) -> String {
    let parts = [
        ("month", "short"),
        ("day", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    date(moment)
        .to_locale_string(locale.tag(), &options(&parts))
        .into()
}

/// How the browser's language orders two words: Chinese by sound, not by code point.
#[must_use]
pub fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    let order =
        js_sys::JsString::from(a).locale_compare(b, &js_sys::Array::new(), &js_sys::Object::new());
    order.cmp(&0)
}

#[allow(clippy::cast_precision_loss)]
fn date(moment: Millis) -> js_sys::Date {
    js_sys::Date::new(&(moment as f64).into())
}

fn options(parts: &[(&str, &str)]) -> js_sys::Object {
    let options = js_sys::Object::new();
    for (name, value) in parts {
        // Setting a property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}
