//! What can be done with a stored design that this program cannot read: save it as it is.

use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;

use super::App;
use crate::browser::location;

impl App {
    /// Loads the page anew where it is.
    pub fn reload_page(self) {
        location::reload();
    }

    /// Saves what is stored of a design as a file, record and text beside each other.
    pub fn save_unreadable(self, id: &str) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let id = id.to_owned();
        spawn_local(async move {
            match database.load(&id).await {
                Ok(Some(stored)) => {
                    // A record that is no JSON is saved as the text that it is.
                    let record = serde_json::from_str(&stored.record)
                        .unwrap_or_else(|_| Value::from(stored.record));
                    let text = Value::from(stored.text);
                    let file = format!("{{\"record\":{record},\"text\":{text}}}");
                    self.save_file(&format!("{id}.json"), "application/json", &file);
                }
                Ok(None) => {}
                Err(error) => self.storage_failed(&error),
            }
        });
    }
}
