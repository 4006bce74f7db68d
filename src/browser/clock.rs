//! The clock and the source of new ids: the two things that the core must be given.

use crate::domain::design::Millis;

/// The current moment.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn now() -> Millis {
    js_sys::Date::now() as Millis
}

/// A new design id: `d-` and 16 random hexadecimal digits.
#[must_use]
pub fn new_id() -> String {
    let mut bytes = [0_u8; 8];
    let filled = super::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // No random source is better than no design: time alone is unique for one user.
        bytes = now().to_be_bytes();
    }
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("d-{digits}")
}
