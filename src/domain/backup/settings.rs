//! The settings in a backup. The file may be anybody's, so that every field is read for itself and an address
//! that the page would not accept from its user is not accepted from here. It must not apply them.

use serde_json::Value;

use crate::domain::{
    endpoint::{Endpoint, Preset},
    locale::Locale,
    persona::own::PersonaChoice,
};

/// What the user had chosen where the backup was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The interface's language.
    pub locale: Option<Locale>,
    /// The name of the look.
    pub theme: Option<String>,
    /// The persona of new designs.
    pub persona: Option<PersonaChoice>,
    /// The endpoint. Its key is in no backup.
    pub endpoint: Option<Endpoint>,
}

impl Settings {
    /// The settings of a backup's first line; `None` if nothing of them can be used.
    #[must_use]
    pub fn read(settings: &Value) -> Option<Self> {
        let text = |name: &str| settings[name].as_str();
        let read = Self {
            locale: text("locale").map(|tag| Locale::from_tags([tag])),
            theme: text("theme").map(str::to_owned),
            persona: text("persona").map(PersonaChoice::named),
            endpoint: text("preset")
                .and_then(Preset::from_id)
                .zip(text("base_url"))
                .and_then(|(preset, address)| {
                    Endpoint::new(preset, address, text("model").unwrap_or_default()).ok()
                }),
        };
        let is_empty = read.locale.is_none()
            && read.theme.is_none()
            && read.persona.is_none()
            && read.endpoint.is_none();
        (!is_empty).then_some(read)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_read_field_by_field() {
        let all = Settings::read(&json!({
            "locale": "zh", "theme": "dark", "persona": "own-7",
            "preset": "ollama", "base_url": "http://127.0.0.1:11434", "model": "qwen3",
        }));
        let all = all.unwrap();
        assert_eq!(all.locale, Some(Locale::Zh));
        assert_eq!(all.theme.as_deref(), Some("dark"));
        let endpoint = all.endpoint.unwrap();
        assert_eq!(
            (endpoint.preset, &*endpoint.model),
            (Preset::Ollama, "qwen3")
        );
        for (settings, what) in [
            (json!(null), "nothing"),
            (json!({}), "nothing chosen"),
            (json!({"locale": 1, "theme": []}), "other types"),
            (
                json!({"preset": "ollama", "base_url": "javascript:alert(1)"}),
                "no address",
            ),
            (
                json!({"preset": "ollama", "base_url": "https://user:secret@example.com"}),
                "credentials",
            ),
            (
                json!({"preset": "nobody", "base_url": "https://example.com"}),
                "no provider",
            ),
        ] {
            assert_eq!(Settings::read(&settings), None, "{what}");
        }
    }
}
